"""The spread of a sum of products of uncertain amounts and factors, and what drives it.

A lognormal quantity is given by its median and its geometric standard deviation. An amount times a factor is again
lognormal, so a row needs one draw for each independent source of error, not one for each number; rows that rest on one
factor share its draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calculators.errors import DomainError, ShapeError

Floats = NDArray[np.float64]
BLOCK = 500_000  # numbers drawn at once; four megabytes, which stay in the processor's cache
MOST_DRIVERS = 20


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
    .. [2] IPCC 2006 Guidelines, vol. 1, ch. 3, 3.2.3.2 (Monte Carlo, correlated inputs share a draw).
    """
    if draws < 2 or not 0.0 < coverage < 1.0:
        raise DomainError(f"at least two draws and a coverage between 0 and 1 were expected, {draws} and {coverage} were given")
    sources = _sources(rows)
    totals, kept = _draw(rows, sources, draws, seed)
    tail = 50.0 * (1.0 - coverage)
    low, median, high = np.percentile(totals, [tail, 50.0, 100.0 - tail])
    return Spread(
        mean=float(np.mean(totals)),
        deviation=float(np.std(totals, ddof=1)),
        median=float(median),
        low=float(low),
        high=float(high),
        draws=draws,
        drivers=_drivers(sources, kept, totals),
    )


@dataclass(frozen=True, kw_only=True)
class _Source:
    kind: str
    sigma: float
    rows: NDArray[np.intp]
    weight: float


def _sources(rows: UncertainRows) -> list[_Source]:
    """Return the independent errors, the one that moves the total most first."""
    found = []
    for kind, gsd, source in (("amount", rows.amount_gsd, rows.amount_source), ("factor", rows.factor_gsd, rows.factor_source)):
        uncertain = np.flatnonzero(gsd > 1.0)
        groups: dict[tuple[int, float], list[int]] = {}
        for row in uncertain:
            groups.setdefault((int(source[row]), float(gsd[row])), []).append(int(row))
        for (_, deviation), members in groups.items():
            index = np.array(members, dtype=np.intp)
            sigma = math.log(deviation)
            found.append(_Source(kind=kind, sigma=sigma, rows=index, weight=abs(float(np.sum(rows.value[index]))) * sigma))
    return sorted(found, key=lambda item: (-item.weight, item.kind, int(item.rows[0])))


def _draw(rows: UncertainRows, sources: list[_Source], draws: int, seed: int) -> tuple[Floats, Floats]:
    """Return the totals, and the draws of the sources that may be drivers."""
    random = np.random.default_rng(seed)
    alone, shared = _split(rows, sources)
    totals = np.full(draws, float(np.sum(rows.value[alone["exact"]])))
    kept = np.empty((min(len(sources), MOST_DRIVERS), draws))
    block = max(1, BLOCK // max(1, len(sources)))
    loading, values = shared
    for start in range(0, draws, block):
        end = min(draws, start + block)
        normal = random.standard_normal((end - start, len(sources)))
        kept[:, start:end] = normal[:, : kept.shape[0]].T
        single = alone["single"]
        if single.size:
            exponent = normal[:, alone["source"]]
            exponent *= alone["sigma"]
            np.exp(exponent, out=exponent)
            totals[start:end] += exponent @ rows.value[single]
        if values.size:
            totals[start:end] += np.exp(normal @ loading) @ values
    return totals, kept


def _split(rows: UncertainRows, sources: list[_Source]) -> tuple[dict[str, NDArray[Any]], tuple[Floats, Floats]]:
    """Return rows without error, rows with one source, and the loadings of rows with two."""
    of_row: dict[int, list[tuple[int, float]]] = {}
    for position, source in enumerate(sources):
        for row in source.rows:
            of_row.setdefault(int(row), []).append((position, source.sigma))
    every = np.arange(rows.value.size)
    counts = np.array([len(of_row.get(int(row), ())) for row in every], dtype=np.intp)
    single, double = every[counts == 1], every[counts > 1]
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


def _ranks(values: Floats) -> Floats:
    ranks = np.empty(values.size)
    ranks[np.argsort(values, kind="stable")] = np.arange(values.size)
    return ranks


def _drivers(sources: list[_Source], kept: Floats, totals: Floats) -> tuple[Driver, ...]:
    """Return the sources with Spearman's rank correlation to the total. Draws without ties need no correction."""
    if not kept.size or float(np.ptp(totals)) == 0.0:
        return ()
    of_total = _ranks(totals) - (totals.size - 1) / 2.0
    scale = float(of_total @ of_total)
    found = []
    for source, drawn in zip(sources, kept, strict=False):
        correlation = float((_ranks(drawn) - (totals.size - 1) / 2.0) @ of_total) / scale
        found.append(Driver(rows=tuple(int(row) for row in source.rows), kind=source.kind, correlation=correlation))
    return tuple(sorted(found, key=lambda driver: (-abs(driver.correlation), driver.rows)))
