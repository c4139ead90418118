"""A release: one frozen vintage of everything that may be published, and the ledger that guards the next one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.peers import cube, progress
from benchmarks.peers.cube import ABOVE, LEVELS
from benchmarks.peers.disclosure import Rules, band, judge, protect_complements, rounded
from benchmarks.peers.explanation import explain
from benchmarks.peers.percentile import CELL_KEYS, summarise
from benchmarks.peers.totals import withhold_totals
from calculators.errors import SachhonError

_FLAG = {"median": "may_median", "p25": "may_quartiles", "p75": "may_quartiles", "p10": "may_tails", "p90": "may_tails"}
_COLUMN = {"median": "p50", "p25": "p25", "p75": "p75", "p10": "p10", "p90": "p90"}
TOTAL_DIGITS = 3


class VintageError(SachhonError):
    """A vintage that exists already, or is older than one that exists, was asked for: vintages are frozen."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """One vintage. `cells`, `totals` and `progress` are published; the rest stays with the operator.

    `observations` is what the vintage was made from, kept so that later releases can be compared with it (R13); `audit`
    says for each withheld figure why.
    """

    vintage: str
    released: str
    rules_version: str
    cells: pd.DataFrame
    totals: pd.DataFrame
    progress: pd.DataFrame
    observations: pd.DataFrame
    audit: pd.DataFrame


def release(
    observations: pd.DataFrame,
    regions: Mapping[str, str],
    *,
    vintage: str,
    released: str,
    rules: Rules,
    earlier: Sequence[Release] = (),
    panels: Sequence[tuple[int, int]] = (),
) -> Release:
    """Return the next vintage: every figure that the rules let out, and nothing about the others.

    Parameters
    ----------
    observations : DataFrame
        The active observations of the pool, columns as in :data:`benchmarks.peers.cube.SCHEMA`.
    regions : mapping
        Province → region.
    vintage : str
        Its name, later in the alphabet than every earlier one (``2026``, ``2027``).
    released : str
        The date, as a day.
    rules : Rules
        The settings.
    earlier : sequence of Release
        The ledger: every earlier vintage.
    panels : sequence of (int, int)
        Baseline and reporting years to measure progress between.

    Returns
    -------
    Release
        The vintage. With the same arguments always the same.

    Raises
    ------
    VintageError
        If the vintage's name does not follow the earlier ones.
    """
    if any(vintage <= old.vintage for old in earlier):
        raise VintageError(f"a vintage after {earlier[-1].vintage!r} was expected, {vintage!r} was given")
    summary = summarise(cube.compute(observations, LEVELS + ABOVE))
    activity = summary["level"].str.startswith("all")
    judged = protect_complements(judge(summary[~activity], rules), regions, rules)
    fresh, sums = published_cells(judged, vintage, rules), withhold_totals(summary, rules)
    cells = guarded_cells(fresh, observations, earlier, rules)
    return Release(
        vintage=vintage,
        released=released,
        rules_version=rules.version,
        cells=cells,
        totals=_frozen(_published_totals(sums, judged, vintage), [old.totals for old in earlier]),
        progress=_frozen(_progress(observations, panels, regions, vintage, rules), [old.progress for old in earlier]),
        observations=observations,
        audit=explain(judged, sums, fresh, cells, rules),
    )


def published_cells(judged: pd.DataFrame, vintage: str, rules: Rules) -> pd.DataFrame:
    """Return the figures of the cells that may be published, rounded (R6), in a fixed order.

    Parameters
    ----------
    judged : DataFrame
        As :func:`benchmarks.peers.disclosure.judge` returns them.
    vintage : str
        The vintage the figures are from.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        Keys, `contributors` (a band), `median` … `p90` (None where withheld) [unit], `vintage`.
    """
    shown = judged[judged["may_count"]].sort_values(CELL_KEYS, ignore_index=True)
    cells = shown[CELL_KEYS].copy()
    cells["contributors"] = [band(int(n)) for n in shown["n"]]
    for figure, flag in _FLAG.items():
        values = zip(shown[_COLUMN[figure]], shown[flag], strict=True)
        cells[figure] = pd.Series([rounded(value, rules.digits) if may else None for value, may in values], dtype=object)
    return cells.assign(vintage=vintage)


def _published_totals(table: pd.DataFrame, judged: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Return sums of the numerators and ratios of sums that the audit lets out, to three digits."""
    open_cells = judged[judged["may_mean"]][CELL_KEYS].assign(open=True)
    shown = table[table["may_total"]].merge(open_cells, on=CELL_KEYS, how="left").sort_values(CELL_KEYS, ignore_index=True)
    above = [str(unit).partition("/")[0] for unit in shown["unit"]]
    totals = shown[CELL_KEYS].assign(
        total=[rounded(value / 1000, TOTAL_DIGITS) for value in shown["numerator"]],
        total_unit=above,
    )
    has_mean = shown["open"].notna() & shown["level"].str.startswith("sector")
    ratio = zip(shown["numerator"] / shown["denominator"], has_mean, strict=True)
    totals["mean"] = pd.Series([rounded(value, 2) if may else None for value, may in ratio], dtype=object)
    return totals.assign(vintage=vintage)


def _progress(
    observations: pd.DataFrame,
    panels: Sequence[tuple[int, int]],
    regions: Mapping[str, str],
    vintage: str,
    rules: Rules,
) -> pd.DataFrame:
    frames = [pd.DataFrame(columns=["level", *progress.KEYS, "baseline", "year"])]
    for baseline, year in panels:
        measured = progress.measure(progress.compute(observations, baseline, year), rules)
        judged = measured.assign(baseline=baseline, year=year, product="", may_count=True, reason="")
        shown = protect_complements(judged, regions, rules).query("may_count")
        shown = shown.assign(contributors=[band(int(n)) for n in shown["n"]])
        frames.append(shown.drop(columns=["n", "plants", "product", "may_count", "reason"]))
    filled = [frame for frame in frames if len(frame)] or frames
    joined = pd.concat(filled, ignore_index=True)
    return joined.assign(vintage=vintage).sort_values(["level", *progress.KEYS, "baseline", "year"], ignore_index=True)


def _frozen(fresh: pd.DataFrame, earlier: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the table with every row that was ever published as it was then: sums are never released twice."""
    keys = [name for name in ("level", "sector", "product", "place", "baseline", "year", "indicator", "unit") if name in fresh.columns]
    kept = [table for table in (*earlier, fresh) if len(table)]
    if not kept:
        return fresh
    first = pd.concat(kept, ignore_index=True).drop_duplicates(keys, keep="first")
    return first.sort_values(keys, ignore_index=True)


def guarded_cells(fresh: pd.DataFrame, observations: pd.DataFrame, earlier: Sequence[Release], rules: Rules) -> pd.DataFrame:
    """Return the cells after the ledger's check: a cell is released anew only if enough contributors changed (R9, R13).

    Parameters
    ----------
    fresh : DataFrame
        As :func:`published_cells` returns them.
    observations : DataFrame
        What they were made from.
    earlier : sequence of Release
        Every earlier vintage.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        The fresh cells, and in place of those with too few changes the figures last published.
    """
    if not earlier:
        return fresh
    history = pd.concat([old.cells for old in earlier], ignore_index=True).drop_duplicates([*CELL_KEYS, "vintage"])
    blocked = pd.Series(False, index=pd.MultiIndex.from_frame(history[CELL_KEYS]).unique())
    for old in earlier:
        told = history[history["vintage"] == old.vintage]
        if len(told):
            counts = changes(observations, old.observations)
            keys = pd.MultiIndex.from_frame(told[CELL_KEYS])
            blocked.loc[keys] |= counts.reindex(keys, fill_value=0).to_numpy() < rules.changed
    last = history.sort_values("vintage", kind="stable").drop_duplicates(CELL_KEYS, keep="last")
    repeated = last[blocked.reindex(pd.MultiIndex.from_frame(last[CELL_KEYS])).to_numpy()]
    is_new = ~pd.MultiIndex.from_frame(fresh[CELL_KEYS]).isin(blocked[blocked].index)
    return pd.concat([fresh[is_new], repeated], ignore_index=True).sort_values(CELL_KEYS, ignore_index=True)


def changes(new: pd.DataFrame, old: pd.DataFrame) -> pd.Series[int]:
    """Return for each cell how many contributors came, went or changed a figure between two sets of observations."""
    counts = []
    for level in LEVELS:
        sides = [_contributors(side, level) for side in (new, old)]
        both = sides[0].merge(sides[1], on=[*CELL_KEYS, "company"], how="outer", suffixes=("", "_old"))
        differs = (both["numerator"] != both["numerator_old"]) | (both["denominator"] != both["denominator_old"])
        counts.append(both[differs].groupby(CELL_KEYS).size())
    return pd.concat(counts)


def _contributors(observations: pd.DataFrame, level: cube.Level) -> pd.DataFrame:
    keyed = observations.assign(
        level=level.name,
        product=observations["product"] if level.activity == "product" else "",
        place="" if level.place == "country" else observations[level.place],
    )
    return keyed.groupby([*CELL_KEYS, "company"], as_index=False, observed=True)[["numerator", "denominator"]].sum()


def set_hashes(observations: pd.DataFrame, salt: str) -> dict[tuple[Hashable, ...], str]:
    """Return for each cell a hash of who contributed what, independent of order, for the ledger (R13).

    Parameters
    ----------
    observations : DataFrame
        What a vintage was made from.
    salt : str
        A secret of the deployment, 16 characters: without it a hash of a small set could be guessed.

    Returns
    -------
    dict
        16 hexadecimal digits per cell.
    """
    hashed = []
    for level in LEVELS:
        rows = _contributors(observations, level)
        content = rows[["company", "numerator", "denominator"]]
        rows = rows.assign(digest=pd.util.hash_pandas_object(content, index=False, hash_key=salt).to_numpy(np.uint64))
        hashed.append(rows.groupby(CELL_KEYS)["digest"].sum())
    sums = pd.concat(hashed)
    return {key: f"{int(number):016x}" for key, number in zip(sums.index, sums, strict=True)}
