"""From blocks to cells: Harrell–Davis percentiles, dominance and ties, computed in one place for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc

from benchmarks.peers.cube import BLOCKS, CELL, SCALE

PERCENTILES = (10, 25, 50, 75, 90)
CELL_KEYS = ["level", *CELL]
SUMS = ("numerator", "denominator")
COLUMNS = [
    "n", "plants", *(f"{name}{part}" for name in SUMS for part in ("", "_1", "_2")), "ties",
    *(f"p{percentile}{part}" for percentile in PERCENTILES for part in ("", "_1", "_top", "_moves")),
]  # fmt: skip


def weights(contributors: int, percentile: float) -> NDArray[np.float64]:
    """Return the Harrell–Davis weight of every block of a cell.

    Up to 100 contributors a block is one order statistic and the weights are those of [1]_; above, a block's weight is
    the sum of its order statistics' weights, put on the block's mean.

    Parameters
    ----------
    contributors : int
        Contributors of the cell, at least 1.
    percentile : float
        Between 0 and 100. [%]

    Returns
    -------
    ndarray
        Weights that add to 1, one per block. [1]

    References
    ----------
    .. [1] Harrell and Davis (1982), Biometrika 69(3), 635–640: weights are differences of the Beta distribution with
       parameters (n + 1)p and (n + 1)(1 − p).
    """
    blocks = min(contributors, BLOCKS)
    edges = -(-np.arange(blocks + 1) * contributors // blocks) / contributors
    p = percentile / 100
    cumulated = betainc((contributors + 1) * p, (contributors + 1) * (1 - p), edges)
    return np.asarray(np.diff(cumulated), dtype=np.float64)


def harrell_davis(ordered: NDArray[np.float64], percentile: float) -> float:
    """Return the Harrell–Davis percentile of values in ascending order, each order statistic with its own weight.

    Parameters
    ----------
    ordered : ndarray
        Values in ascending order, at least one. [any unit]
    percentile : float
        Between 0 and 100. [%]

    Returns
    -------
    float
        The percentile. [the values' unit]

    References
    ----------
    .. [1] Harrell and Davis (1982), Biometrika 69(3), 635–640.

    Examples
    --------
    >>> round(harrell_davis(np.array([1.0, 2.0, 3.0]), 50), 12)
    2.0
    """
    n, p = len(ordered), percentile / 100
    edges = np.arange(n + 1) / n
    return float((np.diff(betainc((n + 1) * p, (n + 1) * (1 - p), edges)) * ordered).sum())


def summarise(blocks: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell: what the rules judge and what a release may print.

    Parameters
    ----------
    blocks : DataFrame
        As :func:`benchmarks.peers.cube.compute` returns them.

    Returns
    -------
    DataFrame
        Keys; `n` contributors and `plants`; `p10` … `p90` [unit] and, as `p10_1` …, the largest share that one contributor's
        weighted value has in each, as `p10_top` … the share of the largest value, as `p10_moves` … between which
        values, relative to it, it would lie without one of its contributors, whichever that is; sums of numerator and denominator with the largest and
        an upper bound of the second largest contribution (exact up to 100 contributors) [thousandths of the unit];
        `ties`, whether more than half of the contributors share one value.
    """
    if not len(blocks):
        return pd.DataFrame(columns=[*CELL_KEYS, *COLUMNS]).astype(dict.fromkeys(COLUMNS, "float64") | {"ties": "bool"})
    keys = [blocks[name].to_numpy() for name in CELL_KEYS]
    new = np.ones(len(blocks), dtype=bool)
    if len(blocks) > 1:
        new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    starts = np.flatnonzero(new)
    cells = blocks.iloc[starts][CELL_KEYS].reset_index(drop=True)
    cell = np.cumsum(new) - 1
    for name, source in (
        ("n", "contributors"),
        ("plants", "plants"),
        ("numerator", "numerator_sum"),
        ("denominator", "denominator_sum"),
    ):
        cells[name] = np.add.reduceat(blocks[source].to_numpy(), starts)
    for name in SUMS:
        largest, second = _two_largest(blocks[f"{name}_sum"].to_numpy(), blocks[f"{name}_max"].to_numpy(), starts, cell)
        cells[f"{name}_1"], cells[f"{name}_2"] = largest, second
    cells["ties"] = _ties(blocks, starts, cell)
    counts = blocks["contributors"].to_numpy()
    means, largest = blocks["value_sum"].to_numpy() / counts, blocks["value_max"].to_numpy() / counts
    last = np.append(starts[1:], len(blocks)) - 1
    step = np.append(np.diff(means) * 2 / (counts[1:] + counts[:-1]), 0.0)  # from one contributor to the next
    step[last] = 0.0
    n = cells["n"].to_numpy()
    both = zip(_spread(n, starts, weights), _spread(n, starts, _step_weights), strict=True)
    for percentile, (spread, steps) in zip(PERCENTILES, both, strict=True):
        values = np.add.reduceat(spread * means, starts)
        cells[f"p{percentile}"] = values / SCALE
        with np.errstate(divide="ignore", invalid="ignore"):
            cells[f"p{percentile}_1"] = np.maximum.reduceat(spread * largest, starts) / values
            cells[f"p{percentile}_top"] = (spread * largest)[last] / values
            cells[f"p{percentile}_moves"] = np.add.reduceat(steps * step, starts) / values
    return cells


def _two_largest(
    sums: NDArray[np.int64], maxima: NDArray[np.int64], starts: NDArray[np.intp], cell: NDArray[np.intp]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the largest contribution of each cell, and a bound that the second largest does not exceed."""
    largest = np.maximum.reduceat(maxima, starts)
    position = np.arange(len(maxima))
    holder = np.minimum.reduceat(np.where(maxima == largest[cell], position, len(maxima)), starts)
    others = maxima.copy()
    others[holder] = np.minimum(maxima[holder], sums[holder] - maxima[holder])  # what may hide in the same block
    return largest, np.maximum.reduceat(others, starts)


def _ties(blocks: pd.DataFrame, starts: NDArray[np.intp], cell: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return for each cell whether one value is held by more than half: then it is also half a cell further on."""
    sizes = np.diff(np.append(starts, len(blocks)))
    step = sizes[cell] // 2
    position = np.arange(len(blocks))
    inside = position - starts[cell] + step < sizes[cell]
    further = np.where(inside, position + step, position)
    same = blocks["value_min"].to_numpy() == blocks["value_max"].to_numpy()[further]
    return np.asarray(np.logical_or.reduceat(inside & same, starts), dtype=bool)


def _step_weights(contributors: int, percentile: float) -> NDArray[np.float64]:
    """Return the weights of the steps to the next contributor, by which a percentile moves with one contributor.

    Without the least contributor each of the remaining ranks holds the next value, without the largest it holds its own;
    without any other the percentile lies between. So it moves by the steps, weighted as ranks of one contributor fewer are.
    """
    if contributors <= BLOCKS:
        return np.append(weights(contributors - 1, percentile), 0.0) if contributors > 1 else np.zeros(1)
    own = weights(contributors, percentile)
    return np.asarray((own + np.append(own[1:], 0.0)) / 2, dtype=np.float64)


def _spread(
    n: NDArray[np.int64], starts: NDArray[np.intp], weigh: Callable[[int, float], NDArray[np.float64]]
) -> Iterator[NDArray[np.float64]]:
    """Yield for each percentile the weight of every block of every cell."""
    sizes = np.minimum(n, BLOCKS)
    distinct, which = np.unique(n, return_inverse=True)
    inner = np.arange(sizes.sum()) - np.repeat(starts, sizes)
    for percentile in PERCENTILES:
        tables = [weigh(int(count), percentile) for count in distinct]
        offsets = np.concatenate([[0], np.cumsum([len(table) for table in tables])])[:-1]
        yield np.concatenate(tables)[np.repeat(offsets[which], sizes) + inner]
