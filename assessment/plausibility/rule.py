"""What a rule of plausibility is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Any

from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Ratio
from assessment.evaluation.site import Site
from benchmarks.indicator import Standing
from calculators.finding import Finding, Place, Severity
from calculators.period import Period
from calculators.units import parse_unit

LONGEST_MONTH = 35  # days; a longer row is not a month's
FEWEST = 6  # months from which a series has a middle worth comparing with
FEW = 3  # months from which it has one that shows a number of another size


@dataclass(frozen=True, kw_only=True)
class Point:
    """One month of a series: its entry, and the row's own numbers."""

    entry: Entry
    period: str
    amount: float | None
    cost_vnd: float | None

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the first day."""
        return self.entry.day.year, self.entry.day.month


@dataclass(frozen=True, kw_only=True)
class Series:
    """The monthly rows of one stream, role, meter, step and product, in time order."""

    stream: str
    group: str
    role: str
    points: tuple[Point, ...]

    @cached_property
    def middle(self) -> float:
        """The median of the amounts; 0 where there are too few. [canonical unit]"""
        return self.rough_middle if len(self._known) >= FEWEST else 0.0

    @cached_property
    def rough_middle(self) -> float:
        """The median of the amounts of a few months already; 0 where there are not even these. [canonical unit]"""
        return float(median(self._known)) if len(self._known) >= FEW else 0.0

    @property
    def _known(self) -> list[float]:
        return [point.amount for point in self.points if point.amount is not None]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One thing that is hard to believe: where it stands, what was given, what would be usual."""

    path: str = "flows"
    given: str = ""
    expected: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """A site with its results, as the rules see it."""

    site: Site
    ratios: tuple[Ratio, ...]
    standings: tuple[Standing, ...]
    losses: Mapping[str, Any]

    def setting(self, key: str) -> float:
        """Return a setting of the edition, as it is printed there."""
        return float(str(self.site.book.row("settings", key)["value"]))

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The monthly series of the ledger."""
        flows = self.site.assessment.flows
        found: dict[tuple[str, ...], list[Point]] = {}
        for entry in self.site.columns.entries:
            flow = flows[entry.row]
            is_whole = entry.end_day - entry.start_day + 1 == entry.row_days
            if entry.row_days > LONGEST_MONTH or not is_whole or flow.role == "stock":
                continue
            key = (entry.stream, entry.role, entry.meter, entry.step, entry.product, entry.dimension)
            found.setdefault(key, []).append(Point(entry=entry, period=flow.period, amount=entry.amount, cost_vnd=entry.cost_vnd))
        return tuple(
            Series(
                stream=key[0], group=key[0].partition("/")[0], role=key[1], points=tuple(sorted(points, key=lambda p: p.entry.start_day))
            )
            for key, points in found.items()
        )

    def amounts(self, window: Period | None = None) -> Iterator[tuple[Entry, float]]:
        """Yield the entries with an amount inside `window`, the reporting period if left out, and that part. [canonical unit]"""
        shares = self.site.columns.shares(window or self.site.reporting)
        for index, entry in enumerate(self.site.columns.entries):
            if entry.amount is not None and shares[index] > 0:
                yield entry, entry.amount * float(shares[index])

    def total(self, kind: str, window: Period | None = None) -> float | None:
        """Return a measure's total, or None where there is none or a part of it could not be converted. [its unit]"""
        measure, period = self.site.measure(kind), window or self.site.reporting
        if measure is None or not measure.exists_in(self.site.columns, period) or measure.blocked_in(self.site.columns, period):
            return None
        return measure.total(self.site.columns, period)

    def output(self, window: Period | None = None) -> float | None:
        """Return the site's output, or None where it does not add up. [unit of output]"""
        if not self.site.output.site:
            return None
        return self.site.output.site[0].measure.total(self.site.columns, window or self.site.reporting)


Check = Callable[[Scene], Iterable[Doubt]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its code, under which its texts are kept, how grave it is, and what it looks for."""

    code: str
    severity: Severity
    check: Check

    def findings(self, scene: Scene) -> Iterator[Finding]:
        """Yield what the rule doubts in a scene."""
        for doubt in self.check(scene):
            yield Finding(
                code=self.code,
                severity=self.severity,
                place=scene.site.document.place(doubt.path) if doubt.path else Place(),
                given=doubt.given,
                expected=doubt.expected,
                values=doubt.values,
            )


def at(point: Point, given: str, expected: str = "", **values: object) -> Doubt:
    """Return a doubt about one month of a series."""
    known = {"stream": point.entry.stream, "period": point.period} | values
    return Doubt(path=point.entry.path, given=given, expected=expected, values=known)


def amount_text(entry: Entry, amount: float) -> str:
    """Return an amount in the unit that was typed."""
    unit = parse_unit(entry.unit) if entry.unit else None
    return f"{amount / unit.factor:.6g} {unit.text}" if unit else f"{amount:.6g}"
