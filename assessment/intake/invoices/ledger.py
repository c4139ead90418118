"""From the invoices that count to rows of the ledger: mapped, netted, dated, each with its evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple, TypeAlias

from assessment.intake.evidence import mark
from assessment.intake.invoices.book import Book
from assessment.intake.invoices.facts import Invoice, Line
from assessment.intake.invoices.families import Family, families
from assessment.intake.invoices.mapping import Item, ItemMapping, Rule, counts, item_of, propose, unmapped_finding
from assessment.intake.invoices.reading import discount, is_closed
from assessment.intake.invoices.row import Row, kind_of_unit
from assessment.intake.invoices.supply import meter_in
from assessment.intake.remembered import IGNORE, fits
from assessment.model import Flow
from calculators.finding import Finding, Place
from calculators.period import month_of
from data.catalogue import Catalogue


class Slot(NamedTuple):
    """What makes two parts the same row of the ledger."""

    stream: str
    role: str | None
    meter: str | None
    step: str | None
    product: str | None
    period: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One invoice's share of a row. [unit; VND without VAT]"""

    invoice: Invoice
    rows: tuple[int, ...]
    quantity: float | None
    unit: str
    cost_vnd: float | None


Parts: TypeAlias = dict[Slot, list[Part]]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The rows a book makes. `waiting` is how many invoices are held back; `proposals` are for items nobody mapped yet."""

    flows: tuple[Flow, ...] = ()
    waiting: int = 0
    proposals: Mapping[Item, Rule] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def make_ledger(book: Book, mapping: ItemMapping, catalogue: Catalogue) -> Ledger:
    """Return the ledger rows of the invoices that count.

    An invoice and its adjustments enter whole or wait whole: with one item unmapped, a unit that does not fit its
    stream, a period that is not stated, or more credited than bought, all its lines wait.

    Parameters
    ----------
    book : Book
        The invoices.
    mapping : ItemMapping
        What the items are.
    catalogue : Catalogue
        The streams and their dimensions.

    Returns
    -------
    Ledger
        Rows with quantity in the unit of the first invoice of each, cost without VAT, evidence.
    """
    found, findings = families(book)
    rows: dict[Slot, Row] = {}
    waiting = 0
    unknown: dict[Item, None] = {}
    remarks = list(findings)
    for family in found:
        mine, faults = _family_parts(family, mapping, catalogue, unknown)
        if mine is not None:
            faults += _mixed(family, mine, rows)
        remarks += faults
        if mine is None or faults:
            waiting += len(family.members)
            continue
        for slot, items in mine.items():
            row = rows.setdefault(slot, Row())
            for item in items:
                row.add(item.quantity, item.unit, item.cost_vnd, _sources(item))
    flows = [_flow(slot, row) for slot, row in sorted(rows.items(), key=lambda pair: tuple(str(text) for text in pair[0]))]
    return Ledger(
        flows=tuple(flows), waiting=waiting, findings=tuple(remarks),
        proposals=propose([item for item in unknown if item not in mapping.rules], catalogue),
    )  # fmt: skip


def _mixed(family: Family, mine: Parts, rows: Mapping[Slot, Row]) -> list[Finding]:
    """Return the finding where a family's quantities do not add to a row: litres and kilograms of a fuel in one period."""
    for slot, items in mine.items():
        row = rows.get(slot)
        if len({kind_of_unit(item.unit) for item in items if item.quantity is not None} | (row.kinds if row else set())) > 1:
            text = f"{slot.stream} {slot.period}: {items[0].unit}"
            return [_fault("invoice.unit_mixed", family.head, family.head.lines[0], text, row.first_unit if row else "")]
    return []


def _family_parts(
    family: Family, mapping: ItemMapping, catalogue: Catalogue, unknown: dict[Item, None]
) -> tuple[Parts | None, list[Finding]]:
    """Return the parts of a family, None when it has to wait; an unmapped item is said once, at its first line."""
    is_mapped = True
    lines: dict[tuple[Slot, str], list[tuple[Invoice, Line, Rule]]] = {}
    faults: list[Finding] = []
    for invoice in family.members:
        for line in invoice.lines:
            if not counts(line):
                continue
            item = item_of(invoice, line)
            rule = mapping.of(item)
            if rule is None or not rule.stream:
                is_mapped = False
                if item not in unknown:
                    unknown[item] = None
                    faults.append(unmapped_finding(invoice, line, mapping.rules.get(item) or propose([item], catalogue)[item]))
            elif rule.stream != IGNORE:
                unit = rule.unit or line.unit
                slot = _slot(rule, invoice, family.head, line)
                if not slot.period:
                    faults.append(_fault("invoice.period_missing", invoice, line, line.name, rule.stream))
                elif line.quantity is not None and not fits(rule.stream, unit, catalogue):
                    faults.append(_fault("invoice.unit_unfit", invoice, line, unit, rule.stream))
                else:
                    lines.setdefault((slot, unit), []).append((invoice, line, rule))
    if faults or not is_mapped:
        return None, faults
    parts: Parts = {}
    for (slot, unit), members in lines.items():
        part = _part(family.head, unit, members)
        if _is_beyond(part):
            faults.append(_fault("invoice.credit_exceeds", members[-1][0], members[-1][1], f"{part.quantity or part.cost_vnd}", str(slot.stream)))
        parts.setdefault(slot, []).append(part)
    return None if faults else parts, faults


def _fault(code: str, invoice: Invoice, line: Line, given: str, expected: str) -> Finding:
    return Finding(code=code, severity="error", place=Place(file=invoice.file, line=line.row), given=given[:120], expected=expected,
                   values={"seller": invoice.seller.name or invoice.key.seller})  # fmt: skip


def _slot(rule: Rule, invoice: Invoice, head: Invoice, line: Line) -> Slot:
    """Return where a line goes: an adjustment belongs to the period of what it adjusts."""
    if rule.when == "supply":
        period = head.supply or invoice.supply
    elif rule.when == "day":
        period = head.day.isoformat()
    else:
        day = head.day if rule.when == "month" else head.day.replace(day=1) - timedelta(days=1)
        period = month_of(day.year, day.month).text
    meter = rule.meter or ((meter_in(line.name) or head.meter) if rule.when != "day" else "")
    return Slot(rule.stream, rule.role, meter or None, rule.step, rule.product, period)


def _part(head: Invoice, unit: str, members: list[tuple[Invoice, Line, Rule]]) -> Part:
    quantities = [line.quantity * rule.factor for _, line, rule in members if line.quantity is not None]
    costs = [_cost(invoice, line) for invoice, line, _ in members]
    rows = tuple(line.row for invoice, line, _ in members if invoice is head)
    return Part(
        invoice=head, rows=rows or (members[0][1].row,), quantity=math.fsum(quantities) if quantities else None, unit=unit,
        cost_vnd=None if None in costs else math.fsum(cost for cost in costs if cost is not None),
    )  # fmt: skip


def _cost(invoice: Invoice, line: Line) -> float | None:
    """Return a line's amount less its share of the invoice's discount; none where the invoice does not add up. [VND]"""
    if line.amount is None:
        return 0.0 if line.nature == "promotion" else None
    if not is_closed(invoice):
        return None
    off = discount(invoice)
    goods = math.fsum(item.amount or 0.0 for item in invoice.lines if item.nature in ("goods", "promotion"))
    return line.amount * (1 - off / goods) if off and goods else line.amount


def _is_beyond(part: Part) -> bool:
    return (part.quantity or 0.0) < 0 or (part.quantity is None and (part.cost_vnd or 0.0) < 0)


def _flow(slot: Slot, row: Row) -> Flow:
    total, cost = row.quantity, row.cost_vnd
    if total is None and cost is None:
        cost = 0.0
    return Flow(**slot._asdict(), quantity=total, unit=row.unit, cost_vnd=cost, evidence=row.evidence)


def _sources(item: Part) -> tuple[str, str]:
    """Return what proves a part: seller, series and number, date, file and line; and the mark of the file and line alone."""
    invoice = item.invoice
    rows = ",".join(str(row) for row in item.rows)
    text = (f"{invoice.seller.name[:60]} ({invoice.key.seller}) {invoice.key.series} {invoice.key.number}, "
            f"{invoice.day.isoformat()}, {mark(invoice.file, invoice.sha256, line=rows)}")  # fmt: skip
    return text, mark(invoice.file, invoice.sha256, line=item.rows[0])
