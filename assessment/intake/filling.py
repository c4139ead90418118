"""A document to the rows of the workbook's sheets: the way back of `assessment.intake.lists`, without loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assessment.intake.layout import BY_KEY, NESTED, SheetLayout
from assessment.model import PROPERTIES, Assessment, Flow, Measured, Part, StepStream, StreamNote, Worksheet
from calculators.period import parse_period

Value = str | float | bool
Cells = dict[str, Value]

MONEY_UNIT = "VND"
FEWEST_MONTHS = 2  # a row of the monthly ledger is worth it from two months on
_ALIKE = ("stream", "unit", "role", "meter", "step", "product", "uncertainty_pct", "estimated", "evidence")


@dataclass(kw_only=True)
class Filling:
    """What stands in each sheet: rows of the tables, and the forms' values by path."""

    rows: dict[str, list[Cells]] = field(default_factory=dict)
    values: Cells = field(default_factory=dict)


def fill_sheets(assessment: Assessment) -> Filling:
    """Return what each sheet holds for a document.

    Parameters
    ----------
    assessment : Assessment
        The document.

    Returns
    -------
    Filling
        Reading it back gives a document with the same hash.
    """
    filling = Filling()
    for key in ("facility", "choices"):
        filling.values.update(_flat(key, getattr(assessment, key)))
    filling.values["reporting_period"] = assessment.reporting_period
    if assessment.baseline_period is not None:
        filling.values["baseline_period"] = assessment.baseline_period
    if assessment.process is not None and assessment.process.period is not None:
        filling.values["process.period"] = assessment.process.period
    monthly, detailed = _ledger(assessment.flows)
    process = assessment.process
    filling.rows = {
        "products": [_cells(row, BY_KEY["products"]) for row in assessment.products],
        "flows_monthly": monthly,
        "flows": [_cells(row, BY_KEY["flows"]) for row in detailed],
        "streams": [cells for row in assessment.streams for cells in _note(row)],
        "relevant_variables": [_cells(row, BY_KEY["relevant_variables"]) for row in assessment.relevant_variables],
        "static_factors": [_cells(row, BY_KEY["static_factors"]) for row in assessment.static_factors],
        "process.steps": [_cells(row, BY_KEY["process.steps"]) for row in (process.steps if process else ())],
        "process.streams": [cells for row in (process.streams if process else ()) for cells in _step_stream(row)],
        "options": [_cells(row, BY_KEY["options"]) for row in assessment.options],
        "life_cycle": [_cells(row, BY_KEY["life_cycle"]) for row in assessment.life_cycle],
        "accepted": [_cells(row, BY_KEY["accepted"]) for row in assessment.accepted],
        "worksheets": list(_worksheets(assessment.worksheets)),
    }
    for key, (parent, member, column, own) in NESTED.items():
        parents: Iterable[Part] = getattr(assessment, parent)
        filling.rows[key] = [{column: getattr(row, own), **_cells(child, BY_KEY[key])} for row in parents for child in getattr(row, member)]
    return filling


def _flat(path: str, value: object) -> Iterator[tuple[str, Value]]:
    """Return the leaves of a part by dotted path."""
    if isinstance(value, Part):
        for name in type(value).model_fields:
            yield from _flat(f"{path}.{name}", getattr(value, name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    elif isinstance(value, (str, float, bool)):
        yield path, value


def _cells(row: Part, layout: SheetLayout) -> Cells:
    record = row.model_dump(by_alias=True, exclude_none=True)
    cells: Cells = {}
    for name in layout.fields:
        value: object = record
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, (list, tuple)):
            value = ", ".join(map(str, value)) or None
        if isinstance(value, (str, float, bool)):
            cells[name] = value
    return cells


def _ledger(flows: tuple[Flow, ...]) -> tuple[list[Cells], list[Flow]]:
    """Return the rows with months across, and the flows that do not fit there."""
    alike: dict[tuple[object, ...], dict[str, Flow]] = {}
    detailed: list[Flow] = []
    for flow in flows:
        month = _calendar_month(flow)
        if month is None or flow.quantity is None:
            detailed.append(flow)
        else:
            key = (*(getattr(flow, name) for name in _ALIKE), month[:4])
            alike.setdefault(key, {})[month[5:]] = flow
    monthly: list[Cells] = []
    for months in alike.values():
        if len(months) < FEWEST_MONTHS:
            detailed += months.values()
        else:
            monthly += _across(months)
    return monthly, detailed


def _calendar_month(flow: Flow) -> str | None:
    """Return the month of a flow whose period is written as one (``2025-03``)."""
    text = flow.period
    return text if len(text) == len("2025-03") and parse_period(text).months()[0].text == text else None


def _across(months: Mapping[str, Flow]) -> Iterator[Cells]:
    first = next(iter(months.values()))
    common: Cells = {name: getattr(first, name) for name in _ALIKE if getattr(first, name) is not None}
    year: Cells = {"year": float(first.period[:4])}
    yield {
        **common,
        **year,
        **{month: flow.quantity for month, flow in sorted(months.items()) if flow.quantity is not None},
    }
    costs: Cells = {month: flow.cost_vnd for month, flow in sorted(months.items()) if flow.cost_vnd is not None}
    if costs:
        key: Cells = {name: common[name] for name in ("stream", "role", "meter", "step", "product") if name in common}
        yield {**key, "unit": MONEY_UNIT, **year, **costs}


def _measure(value: Measured, names: Mapping[str, str]) -> Cells:
    return {names[name]: inner for name, inner in value.model_dump(exclude_none=True).items()}


def _note(note: StreamNote) -> Iterator[Cells]:
    plain = {name: getattr(note, name) for name in ("stream", "name", "like", "of", "period")}
    head: Cells = {name: value for name, value in plain.items() if value is not None}
    names = {name: name for name in Measured.model_fields}
    stated = [(name, getattr(note, name)) for name in PROPERTIES if getattr(note, name) is not None]
    if not stated:
        yield head
    for index, (name, value) in enumerate(stated):
        again: Cells = {key: head[key] for key in ("stream", "period") if key in head}
        yield {**(again if index else head), "property": name, **_measure(value, names)}


def _step_stream(row: StepStream) -> Iterator[Cells]:
    head = _cells(row, BY_KEY["process.streams"])
    names = {"value": "value", **{name: f"value_{name}" for name in ("unit", "uncertainty_pct", "evidence")}}
    stated = [(name, getattr(row, name, None)) for name in PROPERTIES]
    found = [(name, value) for name, value in stated if value is not None]
    if not found:
        yield head
    for index, (name, value) in enumerate(found):
        again: Cells = {key: head[key] for key in ("from", "to", "stream") if key in head}
        yield {**(again if index else head), "property": name, **_measure(value, names)}


def _worksheets(worksheets: tuple[Worksheet, ...]) -> Iterator[Cells]:
    entries: dict[tuple[str, str | None], int] = {}
    for worksheet in worksheets:
        key = (worksheet.sheet, worksheet.step)
        entries[key] = entries.get(key, 0) + 1
        head: Cells = {"sheet": worksheet.sheet, "entry": float(entries[key])}
        if worksheet.step is not None:
            head["step"] = worksheet.step
        if not worksheet.values:
            yield head
        names = {name: name for name in Measured.model_fields}
        for name, value in worksheet.values.items():
            measure: Cells = _measure(value, names) if isinstance(value, Measured) else {"value": value}
            yield {**head, "field": name, **measure}
