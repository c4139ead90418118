"""Additive totals: sector × region and above, with what must be withheld so that margins give nothing away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from benchmarks.peers.disclosure import Bools, Rules, is_sum_dominated
from benchmarks.peers.suppression import AdditiveCell, Equation, protect

QUANTITIES = ("numerator", "denominator")
MJ_PER_KWH = 3.6  # by definition
# energy = 3.6 · electricity + thermal (contract, section 4): who knows two knows the third
LINK = {"energy_intensity": 1.0, "electricity_intensity": -MJ_PER_KWH, "thermal_intensity": -1.0}
TOTAL_LEVELS = ("sector.region", "sector.country", "all.region", "all.country")
_WEIGHT = {"sector.region": 1.0, "sector.country": 5.0, "all.region": 5.0, "all.country": 25.0}


def withhold_totals(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the cells of the additive levels with `may_total`: which sums and ratios of sums may be published.

    Parameters
    ----------
    cells : DataFrame
        As :func:`benchmarks.peers.percentile.summarise` returns them, for the levels of `TOTAL_LEVELS`.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        The rows of those levels. Numerator and denominator are withheld together, because their ratio is published.
    """
    table = cells[cells["level"].isin(TOTAL_LEVELS)].reset_index(drop=True)
    may = np.zeros(len(table), dtype=bool)
    for _, rows in table.groupby("year", sort=True):
        numbers = rows.index.to_numpy()
        may[numbers] = _one_year(rows.reset_index(drop=True), rules)
    return table.assign(may_total=may)


def _one_year(rows: pd.DataFrame, rules: Rules) -> Bools:
    cells, number = _cells(rows, rules)
    withheld = protect(cells, _equations(rows, number))
    may = np.ones(len(rows), dtype=bool)
    for (row, _), cell in number.items():
        may[row] &= cell not in withheld
    return may


def _cells(rows: pd.DataFrame, rules: Rules) -> tuple[list[AdditiveCell], dict[tuple[int, str], int]]:
    """Return the sums as additive cells, and which row and quantity each is."""
    cells: list[AdditiveCell] = []
    number: dict[tuple[int, str], int] = {}
    few = rows["n"].to_numpy() < rules.contributors
    sensitive = few.copy()
    for quantity in QUANTITIES:
        sensitive |= is_sum_dominated(rows, quantity, rules)
    for row, record in enumerate(rows.to_dict("records")):
        for quantity in QUANTITIES:
            if quantity == "denominator" and str(record["level"]).startswith("all"):
                continue  # outputs of different sectors do not add up
            number[row, quantity] = len(cells)
            need = rules.p_percent / 100 * record[f"{quantity}_1"] if sensitive[row] else 0.0
            key = (*tuple(str(record[name]) for name in ("level", "sector", "place", "indicator", "unit")), quantity)
            value = float(record[quantity])
            cells.append(AdditiveCell(key=key, value=value, need=need, weight=_WEIGHT[str(record["level"])]))
    return cells, number


def _equations(rows: pd.DataFrame, number: dict[tuple[int, str], int]) -> list[Equation]:
    """Return the tables' margins, regions to country and sectors to all, and the link between the energy figures."""
    wholes: dict[tuple[str, ...], list[int]] = {}
    pieces: dict[tuple[str, ...], list[int]] = {}
    linked: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for row, record in enumerate(rows.to_dict("records")):
        level, sector, place, indicator, unit = (str(record[name]) for name in ("level", "sector", "place", "indicator", "unit"))
        activity, _, where = level.partition(".")
        above, _, below = unit.partition("/")
        (wholes if where == "country" else pieces).setdefault(("places", activity, sector, indicator, unit), []).append(row)
        (wholes if activity == "all" else pieces).setdefault(("sectors", indicator, above, place), []).append(row)
        linked.setdefault((level, sector, place, below), {}).setdefault(indicator, []).append(row)
    margins = [equation for key, whole in sorted(wholes.items()) for equation in _sums(whole, pieces.get(key, []), number)]
    return margins + [equation for _, found in sorted(linked.items()) for equation in _links(found, number)]


def _sums(whole: list[int], pieces: list[int], number: dict[tuple[int, str], int]) -> list[Equation]:
    if not whole or not pieces:
        return []
    made: list[Equation] = []
    for quantity in QUANTITIES:
        if (whole[0], quantity) in number:
            made.append({number[whole[0], quantity]: 1.0, **{number[piece, quantity]: -1.0 for piece in pieces}})
    return made


def _links(found: Mapping[str, list[int]], number: dict[tuple[int, str], int]) -> list[Equation]:
    """Return the energy equation of one product unit at one place, where each of the three figures stands once."""
    if not all(len(found.get(name, ())) == 1 for name in LINK):
        return []
    return [{number[found[name][0], "numerator"]: factor for name, factor in LINK.items()}]
