"""Why a figure is withheld, for the operator of a pool: never for a reader, whom a reason would tell something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers.disclosure import Rules, is_sum_dominated
from benchmarks.peers.percentile import CELL_KEYS

COLUMNS = [*CELL_KEYS, "n", "figures", "reason"]
FIGURES = ("all", "median", "quartiles", "tails", "mean", "total")
REASONS = ("contributors", "homogeneous", "complement", "fewer", "outlier", "dominance", "secondary", "repeated")


def explain(judged: pd.DataFrame, totals: pd.DataFrame, fresh: pd.DataFrame, published: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return one row for each figure, or whole cell, that a release withholds, with the first rule that says so.

    Parameters
    ----------
    judged : DataFrame
        As :func:`benchmarks.peers.disclosure.protect_complements` returns them.
    totals : DataFrame
        As :func:`benchmarks.peers.totals.withhold_totals` returns them.
    fresh, published : DataFrame
        The cells before and after the ledger's check.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        Keys, `n`, `figures` (``all`` or which of a cell's figures) and `reason`: ``contributors``, ``homogeneous``,
        ``complement`` (a few would be left of the cell above), ``fewer`` (than this figure needs), ``outlier`` (the figure
        hangs on one contributor), ``dominance``, ``secondary`` (another sum needs it), ``repeated`` (too few changed).
    """
    shown = judged["may_count"]
    parts = [judged[~shown].assign(figures="all")]
    for figures, least in (("median", rules.median), ("quartiles", rules.quartiles), ("tails", rules.tails)):
        withheld = judged[shown & ~judged[f"may_{figures}"]]
        parts.append(withheld.assign(figures=figures, reason=np.where(withheld["n"] < least, "fewer", "outlier")))
    withheld = judged[shown & ~judged["may_mean"]]
    parts.append(withheld.assign(figures="mean", reason=np.where(withheld["n"] < rules.quartiles, "fewer", "dominance")))
    parts += [_sums(totals, rules), _repeated(fresh, published)]
    return pd.concat([part[COLUMNS] for part in parts], ignore_index=True).sort_values([*CELL_KEYS, "figures"], ignore_index=True)


def _sums(totals: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    withheld = totals[~totals["may_total"]]
    dominated = is_sum_dominated(withheld, "numerator", rules)
    is_sector = withheld["level"].str.startswith("sector").to_numpy(dtype=bool)
    dominated |= is_sector & is_sum_dominated(withheld, "denominator", rules)
    few = withheld["n"].to_numpy() < rules.contributors
    return withheld.assign(figures="total", reason=np.select([few, dominated], ["contributors", "dominance"], "secondary"))


def _repeated(fresh: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Return the fresh cells in whose place an earlier vintage's figures stand, or nothing."""
    keys = pd.MultiIndex.from_frame(published[[*CELL_KEYS, "vintage"]])
    held = fresh[~pd.MultiIndex.from_frame(fresh[[*CELL_KEYS, "vintage"]]).isin(keys)]
    return held.assign(n=0, figures="all", reason="repeated")
