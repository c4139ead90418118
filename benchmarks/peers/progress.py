"""Progress between two years on the matched panel: the plants that are there in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import NDArray
from scipy import stats

from benchmarks.peers.cube import MEMORY, SCHEMA, TABLE, Level
from benchmarks.peers.disclosure import Rules, is_dominated, rounded
from benchmarks.peers.percentile import harrell_davis

PROGRESS_LEVELS = tuple(Level(activity="sector", place=place) for place in ("country", "region", "province"))
KEYS = ["sector", "place", "indicator", "unit"]
COLUMNS = [
    "level", *KEYS, "n", "plants", "change_percent", "change_low", "change_high", "median_percent", "mix_percent",
]  # fmt: skip
SUMS = ("actual", "reference", "first", "first_output", "output")
CONFIDENCE = 0.90  # two-sided, as everywhere in the results
FINEST = 0.1  # percentage points; no progress figure is printed finer


def panel(table: Any, level: Level, baseline: int, reporting: int) -> Any:
    """Return, as an Ibis expression, one row per cell and contributor with what the panel and its complement hold.

    Parameters
    ----------
    table : ibis table
        Observations as in :data:`benchmarks.peers.cube.SCHEMA`.
    level : Level
        Where to aggregate to; the activity is the sector.
    baseline, reporting : int
        The two calendar years.

    Returns
    -------
    ibis table
        `actual`: use in the reporting year; `reference`: use had each plant kept its baseline intensity; `first` and
        `first_output`: the baseline year; `output`: the reporting year's; `lost_…`, `new_…`: plants of one year only.
        [thousandths of the units]
    """
    both = table.filter(table["year"].isin([baseline, reporting]))
    place = ibis.literal("") if level.place == "country" else both[level.place]
    keyed = both.mutate(place=place, then=both["year"] == baseline)
    zero = ibis.literal(0, "int64")
    plants = keyed.group_by([*KEYS, "company", "facility", "product"]).agg(
        first=_whole(ibis.ifelse(_.then, _.numerator, zero).sum()),
        first_output=_whole(ibis.ifelse(_.then, _.denominator, zero).sum()),
        actual=_whole(ibis.ifelse(_.then, zero, _.numerator).sum()),
        output=_whole(ibis.ifelse(_.then, zero, _.denominator).sum()),
    )
    matched = (plants["first_output"] > 0) & (plants["output"] > 0)
    intensity = plants["first"].cast("float64") / ibis.greatest(plants["first_output"], ibis.literal(1, "int64")).cast("float64")
    reference = (intensity * plants["output"].cast("float64")).floor().cast("int64")
    split = plants.mutate(is_matched=matched, reference=reference)
    inside = {name: _whole(ibis.ifelse(split["is_matched"], split[name], zero).sum()) for name in SUMS}
    outside = {
        new: _whole(ibis.ifelse(split["is_matched"], zero, split[old]).sum())
        for new, old in (
            ("lost", "first"),
            ("lost_output", "first_output"),
            ("new", "actual"),
            ("new_output", "output"),
        )
    }
    return split.group_by([*KEYS, "company"]).agg(plants=_whole(split["is_matched"].cast("int64").sum()), **inside, **outside)


def _whole(total: Any) -> Any:
    return total.cast("decimal(38, 0)").cast("int64")


def compute(observations: pd.DataFrame, baseline: int, reporting: int) -> pd.DataFrame:
    """Return the panel rows of every progress level, computed by DuckDB in this process."""
    source = ibis.table(SCHEMA, name=TABLE)
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    try:
        connection.register(TABLE, observations)
        frames = [
            connection.execute(str(ibis.to_sql(panel(source, level, baseline, reporting), dialect="duckdb"))).df()
            .assign(level=level.name)
            for level in PROGRESS_LEVELS
        ]  # fmt: skip
    finally:
        connection.close()
    return pd.concat(frames, ignore_index=True).sort_values(["level", *KEYS, "company"], ignore_index=True)


def measure(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the progress of each cell that passes R2–R5 and R10, ready to publish.

    `change_percent` is Σ actual / Σ reference − 1, each plant at its own baseline intensity, so that a changed mix of
    plants does not read as saving; the mix stands apart in `mix_percent`. `median_percent` is the median plant's change.

    Parameters
    ----------
    rows : DataFrame
        As :func:`compute` returns them.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        Keys, `n` and `plants` (internal), the three changes with `change_low` and `change_high` (two-sided 90 %). [%]
    """
    found = []
    for key, cell in rows.groupby(["level", *KEYS], sort=True):
        figures = _cell(cell, rules)
        if figures is not None:
            found.append({**dict(zip(["level", *KEYS], key, strict=True)), **figures})
    return pd.DataFrame(found, columns=COLUMNS)


def _cell(cell: pd.DataFrame, rules: Rules) -> Mapping[str, float] | None:
    inside = cell[(cell["reference"] > 0) & (cell["actual"] > 0)]
    n = len(inside)
    if n < rules.quartiles or not _complements_pass(cell, rules):
        return None
    amounts = {name: inside[name].to_numpy(dtype=np.float64) for name in SUMS}
    saving = np.abs(amounts["reference"] - amounts["actual"])
    if any(_dominated(values, rules) for values in (*amounts.values(), saving)):
        return None
    ratios = np.sort(amounts["actual"] / amounts["reference"])
    if _are_alike(ratios):
        return None
    total = amounts["actual"].sum() / amounts["reference"].sum()
    residual = amounts["actual"] - total * amounts["reference"]
    error = np.sqrt(n / (n - 1) * (residual**2).sum()) / amounts["reference"].sum()
    margin = stats.t.ppf(0.5 + CONFIDENCE / 2, n - 1) * error
    first = amounts["first"].sum() / amounts["first_output"].sum()
    mix = amounts["reference"].sum() / amounts["output"].sum() / first
    changes = {
        "change_percent": total,
        "change_low": total - margin,
        "change_high": total + margin,
        "median_percent": harrell_davis(ratios, 50),
        "mix_percent": mix,
    }
    return {"n": n, "plants": int(inside["plants"].sum())} | {name: _percent(value, rules) for name, value in changes.items()}


def _are_alike(ratios: NDArray[np.float64]) -> bool:
    """Return whether more than half of the contributors changed alike, as far as a figure is printed (R5).

    Rounding to whole units makes changes that are the same differ in their last digits; a reader would still learn each one.
    """
    _, times = np.unique(np.round(100 * (ratios - 1) / FINEST), return_counts=True)
    return bool(2 * times.max() > len(ratios))


def _complements_pass(cell: pd.DataFrame, rules: Rules) -> bool:
    """Return whether the plants outside the panel are nobody, or enough and none dominant, in either year (R10)."""
    for amount, output in (("lost", "lost_output"), ("new", "new_output")):
        outside = cell[cell[output] > 0]
        if len(outside) and len(outside) < rules.contributors:
            return False
        if len(outside) and any(_dominated(outside[name].to_numpy(dtype=np.float64), rules) for name in (amount, output)):
            return False
    return True


def _dominated(values: NDArray[np.float64], rules: Rules) -> bool:
    largest = np.sort(values)[-2:]
    total, first, second = (np.array([value]) for value in (values.sum(), largest[-1], largest[0]))
    return bool(is_dominated(total, first, second, rules)[0])


def _percent(ratio: float, rules: Rules) -> float:
    change = 100 * (ratio - 1)
    return round(round(rounded(change, rules.digits) / FINEST) * FINEST, 1)
