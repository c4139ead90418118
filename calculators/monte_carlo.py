"""The spread of a sum of products of uncertain amounts and factors, and what drives it.

A lognormal quantity is given by its median and its geometric standard deviation. An amount times a factor is again
lognormal, so a row needs one draw for each independent source of error, not one for each number; rows that rest on one
factor share its draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from calculators.errors import DomainError, ShapeError

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
BLOCK = 50_000  # numbers drawn at once; they stay in the processor's cache
MOST_DRIVERS = 8  # sources whose correlation is looked at: those that move the total most
LEVELS = 65_536  # equally likely quantiles a draw is chosen from; they reach 4.3 standard deviations
TRUSTED_DIGITS = 5  # of a drawn figure; the draws themselves know two or three


class FaultyRowError(DomainError):
    """A row cannot be drawn from; `row` is its position and `reason` what is wrong with it."""

    def __init__(self, row: int, reason: str, value: float) -> None:
        self.row = row
        self.reason = reason
        self.value = value
        super().__init__(f"row {row}: {reason} is {value}, which no lognormal quantity has")


@dataclass(frozen=True, kw_only=True)
class UncertainRows:
    """Rows of a sum. `value` is the median contribution [any], signed; each row has an error of its amount and of its factor.

    `amount_gsd`, `factor_gsd` are geometric standard deviations [1]; rows with one `amount_source` or one
    `factor_source` share that draw; a gsd of one is exact.
    """

    value: Floats
    amount_gsd: Floats
    factor_gsd: Floats
    amount_source: NDArray[np.intp]
    factor_source: NDArray[np.intp]

    def __post_init__(self) -> None:
        sizes = {self.value.shape, self.amount_gsd.shape, self.factor_gsd.shape, self.amount_source.shape, self.factor_source.shape}
        if len(sizes) != 1:
            raise ShapeError("values, deviations and sources must have one entry for each row")
        for name, column in (("value", self.value), ("amount_gsd", self.amount_gsd), ("factor_gsd", self.factor_gsd)):
            faulty = ~np.isfinite(column) | (np.zeros(column.shape, np.bool_) if name == "value" else column < 1.0)
            if np.any(faulty):
                row = int(np.flatnonzero(faulty)[0])
                raise FaultyRowError(row, name, float(column[row]))


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A source of error: its rows, and the rank correlation of its draws with the total. [1]"""

    rows: tuple[int, ...]
    kind: str
    correlation: float


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The distribution of a total: mean, standard deviation, and a two-sided interval. [as the rows]"""

    mean: float
    deviation: float
    median: float
    low: float
    high: float
    draws: int
    drivers: tuple[Driver, ...]


def lognormal_rows(
    amount: Sequence[float], amount_gsd: Sequence[float], factor: Sequence[float], factor_gsd: Sequence[float]
) -> UncertainRows:
    """Return rows of positive amounts and factors, each with an error of its own.

    Parameters
    ----------
    amount, factor : sequence of float
        Medians. [any]
    amount_gsd, factor_gsd : sequence of float
        Geometric standard deviations. [1]

    Returns
    -------
    UncertainRows
        One row for each.

    Raises
    ------
    FaultyRowError
        If a median is not positive or a deviation below one: the row is named.
    """
    for name, column in (("amount", amount), ("factor", factor)):
        for row, given in enumerate(column):
            if not given > 0 or not math.isfinite(given):
                raise FaultyRowError(row, name, given)
    size = len(amount)
    sources = np.arange(size, dtype=np.intp)
    return UncertainRows(
        value=np.array(amount, dtype=np.float64) * np.array(factor, dtype=np.float64),
        amount_gsd=np.array(amount_gsd, dtype=np.float64),
        factor_gsd=np.array(factor_gsd, dtype=np.float64),
        amount_source=sources,
        factor_source=sources,
    )


def simulate(rows: UncertainRows, draws: int, seed: int, coverage: float = 0.90) -> Spread:
    """Return the distribution of the sum of rows.

    Parameters
    ----------
    rows : UncertainRows
        What is added up. [any]
    draws : int
        How many times. [1]
    seed : int
        Of the random numbers; the same seed gives the same result. [1]
    coverage : float
        Of the two-sided interval. [1]

    Returns
    -------
    Spread
        Distribution and drivers, strongest first.

    Raises
    ------
    DomainError
        If there are fewer than two draws or the coverage is not between 0 and 1.

    References
    ----------
    .. [1] JCGM 101:2008, 5.9 and 7.7 (propagation by draws, probabilistically symmetric interval).
    .. [2] IPCC 2006 Guidelines, vol. 1, ch. 3, 3.2.3.2 (Monte Carlo, correlated inputs share a draw; only excerpts
       quoted elsewhere were read).
    """
    if draws < 2 or not 0.0 < coverage < 1.0:
        raise DomainError(f"at least two draws and a coverage between 0 and 1 were expected, {draws} and {coverage} were given")
    sources = _sources(rows)
    totals, kept = _draw(rows, sources, draws, seed)
    tail = 50.0 * (1.0 - coverage)
    low, median, high = np.percentile(totals, [tail, 50.0, 100.0 - tail])
    return Spread(
        mean=_trusted(np.mean(totals)),
        deviation=_trusted(np.std(totals, ddof=1)),
        median=_trusted(median),
        low=_trusted(low),
        high=_trusted(high),
        draws=draws,
        drivers=_drivers(sources, kept, totals),
    )


def _trusted(value: float | np.floating[Any]) -> float:
    """Return a drawn figure with the digits it can have, the same on every machine."""
    return float(f"{value:.{TRUSTED_DIGITS}g}")


class _Source(NamedTuple):
    kind: str
    sigma: float
    rows: tuple[int, ...]
    weight: float


def _sources(rows: UncertainRows) -> list[_Source]:
    """Return the independent errors, the one that moves the total most first."""
    found: list[_Source] = []
    value = rows.value.tolist()
    for kind, gsd, source in (("amount", rows.amount_gsd, rows.amount_source), ("factor", rows.factor_gsd, rows.factor_source)):
        uncertain = np.flatnonzero(gsd > 1.0).tolist()
        groups: dict[tuple[int, float], list[int]] = {}
        for row, name, deviation in zip(uncertain, source[uncertain].tolist(), gsd[uncertain].tolist(), strict=True):
            groups.setdefault((name, deviation), []).append(row)
        sigmas = {deviation: math.log(deviation) for _, deviation in groups}
        for (_, deviation), members in groups.items():
            moved = value[members[0]] if len(members) == 1 else math.fsum(value[row] for row in members)
            found.append(_Source(kind, sigmas[deviation], tuple(members), abs(moved) * sigmas[deviation]))
    return sorted(found, key=lambda item: (-item.weight, item.kind, item.rows))


def _draw(rows: UncertainRows, sources: list[_Source], draws: int, seed: int) -> tuple[Floats, Singles]:
    """Return the totals, and the draws of the sources that may be drivers.

    Draws come in pairs of opposite sign: each has the right distribution, and the mean is known better. Single precision
    carries seven digits where ten thousand draws know two.
    """
    random = np.random.SFC64(seed)
    alone, shared = _split(rows, sources)
    pairs = (draws + 1) // 2
    totals = np.full((2, pairs), float(np.sum(rows.value[alone["exact"]])))
    kept = np.empty((min(len(sources), MOST_DRIVERS), 2, pairs), dtype=np.float32)
    sigma, value = alone["sigma"].astype(np.float32), rows.value[alone["single"]].astype(np.float32)
    loading, values = shared[0].astype(np.float32), shared[1].astype(np.float32)
    single_sources = alone["source"]
    in_order = single_sources.size == len(sources) and bool(np.all(single_sources == np.arange(len(sources))))
    block = min(pairs, max(1, BLOCK // max(1, len(sources))))
    drawn = np.empty((block, len(sources)), dtype=np.float32)  # both are filled anew block by block: memory asked for once is in the cache
    spread = np.empty((block, value.size), dtype=np.float32)
    for start in range(0, pairs, block):
        end = min(pairs, start + block)
        normal = _fill(random, drawn[: end - start])
        first = normal[:, : kept.shape[0]].T
        kept[:, 0, start:end], kept[:, 1, start:end] = first, -first
        if value.size:
            exponent = spread[: end - start]
            np.multiply(normal if in_order else normal[:, single_sources], sigma, out=exponent)
            np.exp(exponent, out=exponent)
            totals[0, start:end] += exponent @ value
            totals[1, start:end] += np.reciprocal(exponent, out=exponent) @ value
        if values.size:
            exponent = normal @ loading
            np.exp(exponent, out=exponent)
            totals[0, start:end] += exponent @ values
            totals[1, start:end] += np.reciprocal(exponent, out=exponent) @ values
    return totals.ravel()[:draws], kept.reshape(kept.shape[0], 2 * pairs)[:, :draws]


@cache
def _quantiles() -> Singles:
    """Return equally likely quantiles of the standard normal distribution, scaled to a variance of one exactly."""
    middle = ndtri((np.arange(LEVELS) + 0.5) / LEVELS)
    table: Singles = (middle / np.sqrt(np.mean(middle**2))).astype(np.float32)
    return table


def _fill(random: np.random.SFC64, drawn: Singles) -> Singles:
    """Return the given array full of standard normal draws, each one of the equally likely quantiles: sixteen random bits choose it."""
    bits = np.asarray(random.random_raw(-(-drawn.size // 4)), dtype="<u8").view("<u2")[: drawn.size]
    _quantiles().take(bits, out=drawn.reshape(-1), mode="wrap")  # sixteen bits never lie outside; this mode needs no second buffer
    return drawn


def _split(rows: UncertainRows, sources: list[_Source]) -> tuple[dict[str, NDArray[Any]], tuple[Floats, Floats]]:
    """Return rows without error, rows with one source, and the loadings of rows with two."""
    of_row: dict[int, list[tuple[int, float]]] = {}
    for position, source in enumerate(sources):
        for row in source.rows:
            of_row.setdefault(row, []).append((position, source.sigma))
    every = np.arange(rows.value.size)
    counts = np.array([len(of_row.get(int(row), ())) for row in every], dtype=np.intp)
    single, double = every[counts == 1], every[counts > 1]
    single = np.array(sorted(single, key=lambda row: of_row[int(row)][0][0]), dtype=np.intp)  # in the order of the sources
    alone = {
        "exact": every[counts == 0],
        "single": single,
        "source": np.array([of_row[int(row)][0][0] for row in single], dtype=np.intp),
        "sigma": np.array([of_row[int(row)][0][1] for row in single]),
    }
    loading = np.zeros((len(sources), double.size))
    for column, row in enumerate(double):
        for position, sigma in of_row[int(row)]:
            loading[position, column] += sigma
    return alone, (loading, rows.value[double])


def _ranks(values: Floats | Singles) -> Floats:
    ranks = np.empty(values.size)
    ranks[np.argsort(values)] = np.arange(values.size)
    return ranks


def _drivers(sources: list[_Source], kept: Singles, totals: Floats) -> tuple[Driver, ...]:
    """Return the sources with Spearman's rank correlation to the total. Draws without ties need no correction."""
    if not kept.size or float(np.ptp(totals)) == 0.0 or totals.size < 3:
        return ()
    of_total = _ranks(totals) - (totals.size - 1) / 2.0
    scale = float(of_total @ of_total)
    found = []
    for source, drawn in zip(sources, kept, strict=False):
        correlation = float((_ranks(drawn) - (totals.size - 1) / 2.0) @ of_total) / scale
        found.append(Driver(rows=source.rows, kind=source.kind, correlation=round(correlation, 3)))
    return tuple(sorted(found, key=lambda driver: (-abs(driver.correlation), driver.rows)))
