"""What is known of a stream: the factory's own figure before the edition's, and which of the two it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assessment.model import PROPERTIES, Document, Measured, StreamNote, UnreadRow
from calculators.errors import UnitError
from calculators.finding import Finding
from calculators.period import Period, parse_period
from calculators.units import parse_unit
from data.catalogue import Catalogue
from data.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Property:
    """A property's value in the canonical unit of its dimension, and where it came from."""

    name: str
    value: float
    unit: str
    dimension: str
    factor: str
    source: str | None = None
    locator: str | None = None
    confidence: str | None = None
    path: str | None = None
    uncertainty: float | None = None
    is_own: bool = False
    is_local: bool = False
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Note:
    path: str
    period: Period | None
    values: dict[str, Measured]


@dataclass(frozen=True, kw_only=True)
class Properties:
    """Looks up properties of the streams of one document in one edition."""

    book: Catalogue
    notes: dict[str, tuple[_Note, ...]]
    like: dict[str, str]
    of: dict[str, str]
    names: dict[str, str]
    memory: dict[tuple[str, str, int], tuple[Property, ...]] = field(default_factory=dict)

    def base(self, stream: str) -> str:
        """Return the catalogue stream that `stream` is like, or itself."""
        return self.like.get(stream, stream)

    def find(self, stream: str, name: str, day: date) -> tuple[Property, ...]:
        """Return what is known of `name` on `day`, best first.

        A figure of the factory for that time outranks one without a time, and both outrank the edition's
        (Circular 38/2023/TT-BCT, Article 18). More than one is returned when they have different dimensions.
        """
        key = (stream, name, day.toordinal())
        if key not in self.memory:
            self.memory[key] = tuple(self._own(stream, name, day)) + tuple(self._edition(stream, name, day))
        return self.memory[key]

    def in_dimension(self, stream: str, name: str, day: date, dimensions: tuple[str, ...]) -> Property | None:
        """Return the best known value of `name` whose dimension is one of `dimensions`."""
        return next((known for known in self.find(stream, name, day) if known.dimension in dimensions), None)

    def edges(self, stream: str) -> tuple[int, ...]:
        """Return the days on which a property of `stream` changes. [day]"""
        periods = [note.period for note in self.notes.get(stream, ()) if note.period]
        return tuple(day for period in periods for day in (period.start.toordinal(), period.end.toordinal() + 1))

    def _own(self, stream: str, name: str, day: date) -> list[Property]:
        notes = [note for note in self.notes.get(stream, ()) if name in note.values]
        dated = [note for note in notes if note.period and note.period.start <= day <= note.period.end]
        return [_own_property(note, name) for note in dated + [note for note in notes if note.period is None]]

    def _edition(self, stream: str, name: str, day: date) -> list[Property]:
        fact = self.book.property(self.base(stream), name, day)
        return [] if fact is None else [_edition_property(name, fact)]


def _own_property(note: _Note, name: str) -> Property:
    measured = note.values[name]
    unit = parse_unit(measured.unit)
    return Property(
        name=name,
        value=measured.value * unit.factor,
        unit=unit.canonical,
        dimension=unit.dimension,
        factor=note.path + "." + name,
        path=note.path + "." + name,
        uncertainty=None if measured.uncertainty_pct is None else measured.uncertainty_pct / 100.0,
        is_own=True,
        evidence=measured.evidence,
    )


def _edition_property(name: str, fact: Fact) -> Property:
    unit = parse_unit(fact.unit)
    return Property(
        name=name,
        value=fact.value * unit.factor,
        unit=unit.canonical,
        dimension=unit.dimension,
        factor=fact.id,
        source=fact.source_id,
        locator=fact.locator,
        confidence=fact.confidence,
        is_local=fact.local,
    )


@dataclass(frozen=True, kw_only=True)
class PropertyReading:
    """The properties a document states; what was wrong with some; and what these would have touched."""

    properties: Properties
    findings: tuple[Finding, ...]
    lost: tuple[UnreadRow, ...]


def read_properties(document: Document, book: Catalogue) -> PropertyReading:
    """Return the properties a document states; one that cannot be used withholds what it would have touched."""
    notes: dict[str, list[_Note]] = {}
    like: dict[str, str] = {}
    of: dict[str, str] = {}
    names: dict[str, str] = {}
    findings: list[Finding] = []
    lost: list[UnreadRow] = []
    for index, row in enumerate(document.assessment.streams):
        path = f"streams[{index}]"
        values = _readable(row, path, document, findings, lost)
        period = parse_period(row.period) if row.period else None
        notes.setdefault(row.stream, []).append(_Note(path=path, period=period, values=values))
        for target, value in ((like, row.like), (of, row.of), (names, row.name)):
            if value:
                target[row.stream] = value
    frozen = {stream: tuple(rows) for stream, rows in notes.items()}
    known = Properties(book=book, notes=frozen, like=like, of=of, names=names)
    return PropertyReading(properties=known, findings=tuple(findings), lost=tuple(lost))


def _unusable(unit: str) -> str | None:
    """Return why a property in this unit cannot be used: unknown, or on a gross or dry basis that nothing here converts."""
    try:
        return "fuel.gross_basis" if parse_unit(unit).basis else None
    except UnitError:
        return "unit.unknown"


def _readable(
    row: StreamNote, path: str, document: Document, findings: list[Finding], lost: list[UnreadRow]
) -> dict[str, Measured]:
    values: dict[str, Measured] = {}
    for name in PROPERTIES:
        measured: Measured | None = getattr(row, name)
        if measured is None:
            continue
        code = _unusable(measured.unit)
        if code is None:
            values[name] = measured
            continue
        place = document.place(f"{path}.{name}.unit")
        findings.append(Finding(code=code, severity="error", place=place, given=measured.unit, values={"stream": row.stream}))
        lost.append(UnreadRow(section="streams", stream=row.stream, period=row.period, member=name, code=code))
    return values
