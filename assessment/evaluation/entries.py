"""Ledger rows as entries in canonical units, cut where a year begins or a property changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assessment.evaluation.properties import Properties
from assessment.model import OUTGOING_GROUPS, Document, Flow
from calculators.errors import PeriodError, UnitError
from calculators.finding import Finding
from calculators.ledger import split_row
from calculators.period import Period, parse_period
from calculators.units import Unit, parse_unit


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the ledger, or the part of it between two edges.

    `amount` is in the canonical unit of `dimension`; a row of which only the money is known has none.
    """

    row: int
    path: str
    stream: str
    base: str
    group: str
    role: str
    meter: str
    step: str
    product: str
    start_day: int
    end_day: int
    row_days: int
    amount: float | None
    dimension: str
    basis: str
    unit: str
    cost_vnd: float | None
    uncertainty: float | None
    is_estimated: bool

    @property
    def day(self) -> date:
        """The first day, by which dated facts are looked up."""
        return date.fromordinal(self.start_day)

    @property
    def key(self) -> str:
        """The stream within its group."""
        return self.base.partition("/")[2]


def default_role(group: str) -> str:
    """Return the role of a row that states none."""
    return "out" if group in OUTGOING_GROUPS else "in"


def read_entries(document: Document, properties: Properties) -> tuple[tuple[Entry, ...], list[Finding]]:
    """Return the ledger's rows as entries, with stock readings turned into the change between them."""
    findings: list[Finding] = []
    entries: list[Entry] = []
    stocks: dict[tuple[str, str, str, str], list[tuple[int, Flow, Unit]]] = defaultdict(list)
    for index, flow in enumerate(document.assessment.flows):
        try:
            period = parse_period(flow.period)
            unit = parse_unit(flow.unit) if flow.unit else None
        except (PeriodError, UnitError) as error:
            findings.append(_unreadable(document, index, flow, error))
            continue
        if flow.role == "stock" and unit is not None:
            stocks[(flow.stream, flow.meter or "", flow.step or "", unit.dimension)].append((index, flow, unit))
        else:
            entries += _slices(index, flow, period, unit, properties)
    for readings in stocks.values():
        entries += _stock_changes(readings, properties, document, findings)
    return tuple(entries), findings


def _unreadable(document: Document, index: int, flow: Flow, error: Exception) -> Finding:
    member = "period" if isinstance(error, PeriodError) else "unit"
    given = flow.period if member == "period" else str(flow.unit)
    code = "period.invalid" if member == "period" else "unit.unknown"
    place = document.place(f"flows[{index}].{member}")
    return Finding(code=code, severity="error", place=place, given=given, values={"stream": flow.stream})


def _entry(index: int, flow: Flow, start: int, end: int, unit: Unit | None, properties: Properties) -> Entry:
    group = flow.stream.partition("/")[0]
    amount = None if flow.quantity is None or unit is None else flow.quantity * unit.factor
    return Entry(
        row=index,
        path=f"flows[{index}]",
        stream=flow.stream,
        base=properties.base(flow.stream),
        group=group,
        role=flow.role or default_role(group),
        meter=flow.meter or "",
        step=flow.step or "",
        product=flow.product or "",
        start_day=start,
        end_day=end,
        row_days=end - start + 1,
        amount=amount,
        dimension=unit.dimension if unit else "",
        basis=unit.basis if unit else "",
        unit=unit.text if unit else "",
        cost_vnd=flow.cost_vnd,
        uncertainty=None if flow.uncertainty_pct is None else flow.uncertainty_pct / 100.0,
        is_estimated=bool(flow.estimated),
    )


def _slices(index: int, flow: Flow, period: Period, unit: Unit | None, properties: Properties) -> list[Entry]:
    whole = _entry(index, flow, period.start.toordinal(), period.end.toordinal(), unit, properties)
    edges = [date(year, 1, 1).toordinal() for year in range(period.start.year + 1, period.end.year + 1)]
    edges += properties.edges(flow.stream)
    return [_part(whole, piece.start_day, piece.end_day, piece.share) for piece in split_row(whole.start_day, whole.end_day, edges)]


def _part(whole: Entry, start: int, end: int, share: float) -> Entry:
    if share == 1.0:
        return whole
    amount = None if whole.amount is None else whole.amount * share
    cost = None if whole.cost_vnd is None else whole.cost_vnd * share
    return Entry(**{**whole.__dict__, "start_day": start, "end_day": end, "amount": amount, "cost_vnd": cost})


def _stock_changes(
    readings: list[tuple[int, Flow, Unit]], properties: Properties, document: Document, findings: list[Finding]
) -> list[Entry]:
    """Return what stock gave between readings: opening less closing, or the reverse for what leaves the site."""
    ordered = sorted(readings, key=lambda reading: parse_period(reading[1].period).end)
    if len(ordered) == 1:
        index, flow, _ = ordered[0]
        place = document.place(f"flows[{index}]")
        findings.append(
            Finding(code="stock.single_reading", severity="warning", place=place, given=flow.period, values={"stream": flow.stream})
        )
    changes = []
    for (_, first, first_unit), (index, second, unit) in pairwise(ordered):
        opening, closing = (first.quantity or 0.0) * first_unit.factor, (second.quantity or 0.0) * unit.factor
        start = parse_period(first.period).end.toordinal() + 1
        entry = _entry(index, second, start, parse_period(second.period).end.toordinal(), unit, properties)
        outgoing = entry.group in OUTGOING_GROUPS
        amount = closing - opening if outgoing else opening - closing
        changes.append(Entry(**{**entry.__dict__, "role": default_role(entry.group), "amount": amount, "cost_vnd": None}))
    return changes
