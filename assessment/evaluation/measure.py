"""A measure: what every ledger entry adds to one total, so that a window's total is a weighted sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.evaluation.conversion import Converted, Missing
from assessment.evaluation.entries import Entry
from assessment.evaluation.properties import Property
from calculators.ledger import share_in_window
from calculators.period import Period
from calculators.uncertainty import total_deviation

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The entries of one document and, as columns, what sums over windows need."""

    entries: tuple[Entry, ...]
    start_day: NDArray[np.int64]
    end_day: NDArray[np.int64]
    row_days: NDArray[np.int64]
    meter: NDArray[np.intp]
    relative: Floats
    is_known: NDArray[np.bool_]
    is_estimated: NDArray[np.bool_]
    known_shares: dict[Period, Floats] = field(default_factory=dict, repr=False, compare=False)

    def shares(self, window: Period) -> Floats:
        """Return the share of each entry inside `window`, worked out once: every measure asks for every window. [1]"""
        if window not in self.known_shares:
            self.known_shares[window] = share_in_window(self.start_day, self.end_day, window)
            self.known_shares[window].setflags(write=False)
        return self.known_shares[window]


def columns_of(entries: tuple[Entry, ...]) -> Columns:
    """Return entries as columns. A product's count without stated uncertainty is taken as exact."""
    meters: dict[tuple[str, str], int] = {}
    meter = [meters.setdefault((entry.stream, entry.meter), len(meters)) for entry in entries]
    stated = [0.0 if entry.uncertainty is None and entry.group == "product" else entry.uncertainty for entry in entries]
    return Columns(
        entries=entries,
        start_day=np.array([entry.start_day for entry in entries], dtype=np.int64),
        end_day=np.array([entry.end_day for entry in entries], dtype=np.int64),
        row_days=np.array([entry.row_days for entry in entries], dtype=np.int64),
        meter=np.array(meter, dtype=np.intp),
        relative=np.array([value or 0.0 for value in stated], dtype=np.float64),
        is_known=np.array([value is not None for value in stated], dtype=np.bool_),
        is_estimated=np.array([entry.is_estimated for entry in entries], dtype=np.bool_),
    )


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What each entry adds to a total. [unit]

    `belongs` marks the entries of the total, `blocked` those that belong but could not be converted, with the reason;
    a window that one of these touches has no total. `used` are the properties behind each entry's contribution.
    """

    kind: str
    stream: str | None
    unit: str
    contribution: Floats
    belongs: NDArray[np.bool_]
    blocked: Mapping[int, Missing] = field(default_factory=dict)
    used: Mapping[int, tuple[Property, ...]] = field(default_factory=dict)
    gap: Missing | None = None

    def exists_in(self, columns: Columns, window: Period) -> bool:
        """Return whether an entry of this measure has days inside `window`."""
        return bool(np.any(self.belongs & (columns.shares(window) > 0)))

    def first_entry(self, columns: Columns, window: Period) -> tuple[int, ...]:
        """Return the first entry of this measure inside `window`, where a remark on the total can be shown; none if there is none."""
        return tuple(int(index) for index in np.flatnonzero(self.belongs & (columns.shares(window) > 0))[:1])

    def blocked_in(self, columns: Columns, window: Period) -> tuple[tuple[int, Missing], ...]:
        """Return the entries that belong to the window's total but could not be converted."""
        shares = columns.shares(window)
        return tuple((index, missing) for index, missing in self.blocked.items() if shares[index] > 0)

    def total(self, columns: Columns, window: Period, weight: Floats | None = None) -> float:
        """Return the total in `window`. [unit]"""
        amounts = self.contribution * columns.shares(window)
        return float(np.sum(amounts if weight is None else amounts * weight))

    def relative_deviation(self, columns: Columns, window: Period, weight: Floats | None = None) -> float | None:
        """Return the relative standard deviation of the window's total, or None where a meter's error is not known. [1]"""
        amounts = self.contribution * columns.shares(window)
        if weight is not None:
            amounts = amounts * weight
        counted = amounts != 0
        if not bool(np.all(columns.is_known[counted])):
            return None
        total = abs(float(np.sum(amounts)))
        if total == 0:
            return None
        return total_deviation(amounts, columns.relative, columns.meter) / total

    def is_estimated(self, columns: Columns, window: Period) -> bool:
        """Return whether the window's total draws on a row that was estimated, not measured."""
        counted = self.belongs & (columns.shares(window) > 0) & (self.contribution != 0)
        return bool(np.any(columns.is_estimated[counted]))

    def longest_row(self, columns: Columns, window: Period) -> int:
        """Return the length of the longest row that the window's total draws on. [day]"""
        counted = self.belongs & (columns.shares(window) > 0)
        return int(columns.row_days[counted].max()) if bool(np.any(counted)) else 0


@dataclass(kw_only=True)
class MeasureBuilder:
    """Collects contributions entry by entry."""

    size: int
    contribution: Floats = field(init=False)
    belongs: NDArray[np.bool_] = field(init=False)
    blocked: dict[int, Missing] = field(default_factory=dict)
    used: dict[int, tuple[Property, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.contribution = np.zeros(self.size)
        self.belongs = np.zeros(self.size, dtype=np.bool_)

    def add(self, index: int, converted: Converted | Missing, sign: float = 1.0) -> None:
        """Add what entry `index` contributes, or why it cannot."""
        self.belongs[index] = True
        if isinstance(converted, Missing):
            self.blocked[index] = converted
            return
        self.contribution[index] += sign * converted.value
        if converted.used:
            self.used[index] = tuple(dict.fromkeys((*self.used.get(index, ()), *converted.used)))

    def build(self, kind: str, unit: str, stream: str | None = None) -> Measure:
        """Return the measure, frozen."""
        self.contribution.setflags(write=False)
        self.belongs.setflags(write=False)
        return Measure(
            kind=kind,
            stream=stream,
            unit=unit,
            contribution=self.contribution,
            belongs=self.belongs,
            blocked=dict(self.blocked),
            used=dict(self.used),
        )


def scaled(measure: Measure, factor: float, unit: str) -> Measure:
    """Return a measure times a constant, in another unit."""
    return Measure(**{**measure.__dict__, "contribution": measure.contribution * factor, "unit": unit})


def joined(measures: tuple[Measure, ...], unit: str) -> Measure:
    """Return the sum of measures over different entries."""
    blocked = {index: missing for measure in measures for index, missing in measure.blocked.items()}
    used = {index: known for measure in measures for index, known in measure.used.items()}
    return Measure(
        kind="output",
        stream=None,
        unit=unit,
        contribution=np.sum([measure.contribution for measure in measures], axis=0),
        belongs=np.any([measure.belongs for measure in measures], axis=0),
        blocked=blocked,
        used=used,
    )
