"""The ledger as a table of months: one row for what the contract calls one row and its unit, one column for a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.editing.rows import row_key
from assessment.evaluation.entries import default_role
from assessment.model import Assessment, Flow
from calculators.errors import PeriodError, UnknownKeyError
from calculators.period import parse_period
from data import catalogue

Measure = Literal["quantity", "cost_vnd"]
FIRST_UNITS = {"water": "m3", "wastewater": "m3", "electricity": "kWh", "steam": "t", "heat": "MJ", "product": "t"}
MONTHS = tuple(f"{month:02d}" for month in range(1, 13))


@dataclass(frozen=True, kw_only=True)
class Line:
    """What stands at the head of a row of the table of months."""

    stream: str
    role: str
    unit: str
    meter: str = ""
    step: str = ""
    product: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Return the row of the ledger (contract 2.4) that the line writes."""
        return (self.stream, self.role, self.meter, self.step, self.product)

    @property
    def id(self) -> str:
        """Return a text that no other line has."""
        return "|".join((*self.key, self.unit))


def line_of(flow: Flow) -> Line:
    """Return the line a row of the ledger stands in."""
    stream, role, meter, step, product = row_key(flow)
    return Line(stream=stream, role=role, unit=flow.unit or "", meter=meter, step=step, product=product)


def line_from(id: str) -> Line:
    """Return the line of an id.

    Raises
    ------
    ValueError
        If the text is no id of a line.
    """
    stream, role, meter, step, product, unit = id.split("|", 5)
    return Line(stream=stream, role=role, unit=unit, meter=meter, step=step, product=product)


Table = Mapping[Line, Mapping[str, tuple[int, ...]]]


def table_of(document: Assessment) -> Table:
    """Return the places of the ledger's rows by line and period, lines in the order they first appear."""
    found: dict[Line, dict[str, list[int]]] = {}
    for place, flow in enumerate(document.flows):
        found.setdefault(line_of(flow), {}).setdefault(flow.period, []).append(place)
    return {line: {period: tuple(places) for period, places in cells.items()} for line, cells in found.items()}


def years_of(document: Assessment) -> tuple[str, ...]:
    """Return the calendar years that the periods and the ledger touch, in order."""
    years: set[str] = set()
    for text in {document.reporting_period, document.baseline_period or "", *(flow.period for flow in document.flows)}:
        try:
            period = parse_period(text)
        except PeriodError:
            continue
        years |= {str(year) for year in range(period.start.year, period.end.year + 1)}
    return tuple(sorted(years))


def columns_of(years: Iterable[str]) -> tuple[str, ...]:
    """Return the periods that are columns: each year as a whole, then its months."""
    return tuple(period for year in years for period in (year, *(f"{year}-{month}" for month in MONTHS)))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A new value for one line and period; None empties it. [the line's unit, or VND]"""

    line: Line
    period: str
    value: float | None


def with_cells(document: Assessment, cells: Iterable[Cell], measure: Measure = "quantity") -> Assessment:
    """Return the document with cells of the table of months set; an emptied row that says nothing else is taken out.

    Raises
    ------
    ValueError
        If a cell would be no row of a ledger: a quantity without a unit.
    """
    flows: list[Flow | None] = list(document.flows)
    places: dict[tuple[Line, str], int] = {}
    for place, flow in enumerate(document.flows):
        places.setdefault((line_of(flow), flow.period), place)
    for cell in cells:
        place = places.get((cell.line, cell.period), -1)
        known = flows[place] if place >= 0 else None
        if known is not None:
            flows[place] = _changed(known, cell, measure)
        elif cell.value is not None:
            places[(cell.line, cell.period)] = len(flows)
            flows.append(_made(cell, measure))
    return document.model_copy(update={"flows": tuple(flow for flow in flows if flow is not None)})


def _changed(flow: Flow, cell: Cell, measure: Measure) -> Flow | None:
    members = {**flow.model_dump(), measure: cell.value}
    if cell.line.unit and members["quantity"] is not None:
        members["unit"] = cell.line.unit
    return None if members["quantity"] is None and members["cost_vnd"] is None else Flow.model_validate(members)


def _made(cell: Cell, measure: Measure) -> Flow:
    line = cell.line
    members: dict[str, Any] = {"period": cell.period, "stream": line.stream, "unit": line.unit or None, measure: cell.value}
    members["role"] = line.role if line.role != default_role(line.stream.partition("/")[0]) else None
    members |= {name: getattr(line, name) or None for name in ("meter", "step", "product")}
    return Flow.model_validate(members)


def with_line(document: Assessment, line: Line, **changes: str) -> Assessment:
    """Return the document with the head of a line changed (its unit, stream, role, meter, step or product) in every period.

    Numbers stay as they were typed: a changed unit corrects what they were read in, and does not convert them.

    Raises
    ------
    ValueError
        If the new head cannot be.
    """
    new = replace(line, **changes)
    role = new.role if new.role != default_role(new.stream.partition("/")[0]) else None
    head: dict[str, Any] = {"stream": new.stream, "role": role, "unit": new.unit or None}
    head |= {name: getattr(new, name) or None for name in ("meter", "step", "product")}
    flows = tuple(Flow.model_validate({**flow.model_dump(), **head}) if line_of(flow) == line else flow for flow in document.flows)
    return document.model_copy(update={"flows": flows})


def without_line(document: Assessment, line: Line, years: Iterable[str] = ()) -> Assessment:
    """Return the document without a line: of some years, or of all where none is named."""
    wanted = tuple(years)

    def goes(flow: Flow) -> bool:
        return line_of(flow) == line and (not wanted or flow.period[:4] in wanted)

    return document.model_copy(update={"flows": tuple(flow for flow in document.flows if not goes(flow))})


def usual_line(stream: str, unit: str = "") -> Line:
    """Return an empty line of a stream: its usual role, and the unit it is counted in where none is given."""
    group = stream.partition("/")[0]
    known = catalogue.open_edition()
    try:
        found = known.stream(stream).unit
    except UnknownKeyError:
        found = ""
    return Line(stream=stream, role=default_role(group), unit=unit or found or FIRST_UNITS.get(group, "kg"))
