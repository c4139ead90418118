"""From the invoices that count to rows of the ledger: mapped, netted, dated, each with its evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple, TypeAlias

from assessment.intake.evidence import mark
from assessment.intake.invoices.book import Book
from assessment.intake.invoices.facts import Invoice, Key, Line
from assessment.intake.invoices.families import Family, families
from assessment.intake.invoices.mapping import Item, ItemMapping, Rule, counts, item_of, propose, unmapped_finding
from assessment.intake.invoices.reading import discount, is_closed
from assessment.intake.invoices.supply import meter_in
from assessment.intake.remembered import IGNORE, fits
from assessment.model import Flow
from calculators.finding import Finding, Place
from calculators.period import month_of
from calculators.units import convert, parse_unit
from data.catalogue import Catalogue

EVIDENCE_LENGTH = 500  # characters of the document's text
_DIGITS = 12  # significant digits that a sum of read numbers keeps


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
    """The rows a book makes. `sources` names the invoices of each row, `waiting` those held back; `proposals` are for
    items nobody mapped yet."""

    flows: tuple[Flow, ...] = ()
    sources: tuple[tuple[Part, ...], ...] = ()
    waiting: tuple[Key, ...] = ()
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
    parts: Parts = {}
    waiting: list[Key] = []
    unknown: dict[Item, None] = {}
    remarks = list(findings)
    for family in found:
        mine, faults = _family_parts(family, mapping, catalogue, unknown)
        remarks += faults
        if mine is None:
            waiting += [invoice.key for invoice in family.members]
            continue
        mixed = [slot for slot, items in mine.items() if not _one_dimension([*parts.get(slot, ()), *items])]
        if mixed:
            given, expected = mine[mixed[0]][0].unit, parts[mixed[0]][0].unit if mixed[0] in parts else ""
            line = family.head.lines[0]
            remarks.append(_fault("invoice.unit_mixed", family.head, line, f"{mixed[0].stream} {mixed[0].period}: {given}", expected))
            waiting += [invoice.key for invoice in family.members]
            continue
        for slot, items in mine.items():
            parts.setdefault(slot, []).extend(items)
    flows = [_flow(slot, items) for slot, items in sorted(parts.items(), key=lambda pair: tuple(str(text) for text in pair[0]))]
    sources = [tuple(items) for _, items in sorted(parts.items(), key=lambda pair: tuple(str(text) for text in pair[0]))]
    return Ledger(
        flows=tuple(flows), sources=tuple(sources), waiting=tuple(waiting), findings=tuple(remarks),
        proposals=propose([item for item in unknown if item not in mapping.rules], catalogue),
    )  # fmt: skip


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


def _one_dimension(items: list[Part]) -> bool:
    """Return whether the quantities of one row add: litres and kilograms of a fuel in one period do not."""
    return len({(parse_unit(item.unit).dimension, parse_unit(item.unit).basis) for item in items if item.quantity is not None}) < 2


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


def _flow(slot: Slot, items: list[Part]) -> Flow:
    measured = [item for item in items if item.quantity is not None]
    unit = measured[0].unit if measured else None
    total = _rounded(math.fsum(_converted(item, unit) for item in measured)) if unit else None
    costs = [item.cost_vnd for item in items]
    cost = None if None in costs else _rounded(math.fsum(value for value in costs if value is not None))
    values = {"stream": slot.stream, "role": slot.role, "meter": slot.meter, "step": slot.step, "product": slot.product, "period": slot.period}
    if total is None and cost is None:
        cost = 0.0
    return Flow(**values, quantity=total, unit=unit, cost_vnd=cost, evidence=_evidence(items))


def _converted(item: Part, unit: str) -> float:
    return convert(item.quantity or 0.0, item.unit, unit)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _evidence(items: list[Part]) -> str:
    """Return what proves a row: seller, series and number, date, file and line, of each invoice."""
    texts = []
    for item in items:
        invoice = item.invoice
        rows = ",".join(str(row) for row in item.rows)
        texts.append(f"{invoice.seller.name[:60]} ({invoice.key.seller}) {invoice.key.series} {invoice.key.number}, "
                     f"{invoice.day.isoformat()}, {mark(invoice.file, invoice.sha256, line=rows)}")  # fmt: skip
    whole = "; ".join(texts)
    if len(whole) <= EVIDENCE_LENGTH:
        return whole
    short = "; ".join(mark(item.invoice.file, item.invoice.sha256, line=item.rows[0]) for item in items)
    return short if len(short) <= EVIDENCE_LENGTH else f"{short[: short.rfind(';', 0, EVIDENCE_LENGTH - 12)]}; … ({len(items)})"
