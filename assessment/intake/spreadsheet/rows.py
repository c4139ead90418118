"""Tables and what their lines are, to rows of the ledger: every cell taken, checked against its sum, or said why not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessment.intake.dates import possible_years
from assessment.intake.evidence import mark
from assessment.intake.invoices.guard import old_encoding
from assessment.intake.remembered import IGNORE, fits
from assessment.intake.sheet import Sheet, reference
from assessment.intake.spreadsheet.around import row_texts
from assessment.intake.spreadsheet.headings import is_mean
from assessment.intake.spreadsheet.numbers import amount_of, notation_of, read
from assessment.intake.spreadsheet.rules import Item, Rule, SheetMapping, is_money, item_of
from assessment.intake.spreadsheet.tables import Cell, Series, Table, Total
from assessment.model import Flow
from calculators.errors import NumberError, UnitError
from calculators.finding import Finding, Place
from calculators.number import Notation
from calculators.units import convert
from data.catalogue import Catalogue

CONVERSION = 1e-6  # of a sum whose parts had other units: what converting them leaves
_EVIDENCE = 500  # characters of the document's text
Slot = tuple[str, str | None, str | None, str | None, str | None, str]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The rows that sheets make. `checked` counts sums that agreed, `waiting` the lines that nobody mapped yet."""

    flows: tuple[Flow, ...] = ()
    findings: tuple[Finding, ...] = ()
    cells: int = 0
    checked: int = 0
    ignored: int = 0
    waiting: tuple[Item, ...] = ()


@dataclass(kw_only=True)
class _Run:
    file: str
    sha256: str
    book: Catalogue
    findings: list[Finding] = field(default_factory=list)
    values: dict[tuple[int, int, int], tuple[float, str]] = field(default_factory=dict)  # table, row, column -> number, unit
    rows: dict[Slot, dict[str, Any]] = field(default_factory=dict)
    waiting: list[Item] = field(default_factory=list)
    cells: int = 0
    checked: int = 0
    ignored: int = 0

    def place(self, table: Table, row: int, column: int) -> Place:
        """Return where a cell is: by sheet and cell, in a CSV by line."""
        return Place(file=self.file, sheet=table.sheet, cell=reference(row, column)) if table.sheet else Place(file=self.file, line=row)

    def find(self, code: str, place: Place, severity: Any = "error", given: str = "", expected: str = "", **values: object) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code=code, severity=severity, place=place, given=given[:80], expected=expected, values=values))


def take(
    tables: Sequence[Table], mapping: SheetMapping, book: Catalogue, file: str, sha256: str, sheets: Iterable[Sheet] = ()
) -> Taken:
    """Return the ledger rows of a file's tables.

    Parameters
    ----------
    tables : sequence of Table
        What was found in the file.
    mapping : SheetMapping
        What the lines are; a line without a confirmed rule waits.
    book : Catalogue
        The streams and their dimensions.
    file, sha256 : str
        The file's name and the hash of its content, for places and evidence.
    sheets : iterable of Sheet
        The file's sheets, whose faulty cells are named.

    Returns
    -------
    Taken
        Rows with their evidence; sums are compared and never added.
    """
    run = _Run(file=file, sha256=sha256, book=book)
    if not tables:
        run.find("spreadsheet.no_table", Place(file=file))
    by_name = {sheet.name: sheet for sheet in sheets}
    for number, table in enumerate(tables):
        _table(number, table, mapping, by_name.get(table.sheet), run)
    flows = tuple(flow for slot, parts in run.rows.items() if (flow := _flow(slot, parts)) is not None)
    return Taken(flows=flows, findings=tuple(run.findings), cells=run.cells, checked=run.checked, ignored=run.ignored, waiting=tuple(run.waiting))


def _table(number: int, table: Table, mapping: SheetMapping, sheet: Sheet | None, run: _Run) -> None:
    head = run.place(table, table.top, table.left)
    old = old_encoding(" ".join((table.title, *table.headings, *(series.label for series in table.series))))
    if old:
        run.find("spreadsheet.old_encoding", head, given=old, expected="Unicode")
    for row in table.unread_rows:
        words = row_texts(sheet, row) if sheet is not None else []
        is_lost = not any(is_mean(word) for word in words)  # a mean is no loss
        run.find("spreadsheet.row_left_out", run.place(table, row, table.left), "warning" if is_lost else "note", given=" | ".join(words[:3]))
    usual = _usual_notation(table)
    year = mapping.years.get(table.fingerprint)
    is_dated = year is not None or not any(cell.period.startswith("?") for series in table.series for cell in series.cells)
    if not is_dated:
        run.find("spreadsheet.year_missing", head, given=table.title, expected="2025")
    for series in table.series:
        item = item_of(table, series)
        rule = mapping.of(item)
        place = run.place(table, series.cells[0].row, series.cells[0].column)
        notation = _notation(series, rule or mapping.rules.get(item), usual, place, run)
        if notation is not None:
            _values(number, table, series, notation, sheet, run)
        if rule is None:
            guess = mapping.rules.get(item)
            run.waiting.append(item)
            run.find("spreadsheet.line_unmapped", place, given=f"{series.label} [{series.unit}]", expected=guess.stream if guess else "")
        elif rule.stream == IGNORE:
            run.ignored += 1
        elif notation is not None and is_dated:
            _line(number, table, series, rule, year, place, run)
    for series in table.series:
        if series.total is not None:
            _compare(number, table, [series.total], [series], series.unit, run)
    for total in table.totals:
        _check_total(number, table, total, run)


def _usual_notation(table: Table) -> Notation | None:
    """Return the one decimal mark of the lines that leave no doubt, None where they differ or there is none."""
    seen: set[Notation] = set()
    for series in table.series:
        texts = [amount.text for cell in series.cells if (amount := amount_of(cell.value)) and amount.text]
        if any(mark in text for text in texts for mark in ".,"):
            try:
                found = notation_of(texts)
            except NumberError:
                return None
            if found:
                seen.add(found)
    return seen.pop() if len(seen) == 1 else None


def _notation(series: Series, rule: Rule | None, usual: Notation | None, place: Place, run: _Run) -> Notation | None:
    texts = [amount.text for cell in series.cells if (amount := amount_of(cell.value)) and amount.text]
    if rule is not None and rule.notation in ("comma", "dot"):
        return "comma" if rule.notation == "comma" else "dot"
    try:
        found = notation_of(texts)
    except NumberError:
        run.find("spreadsheet.notation_mixed", place, given="; ".join(texts[:3]), expected="1.234,5 | 1,234.5", line=series.label)
        return None
    if found is not None:
        return found
    if usual is not None:
        run.find("spreadsheet.notation_assumed", place, "note", given=texts[0], expected="1.234,5" if usual == "comma" else "1,234.5", line=series.label)
        return usual
    run.find("spreadsheet.notation", place, given=texts[0], expected="1.234,5 | 1,234.5", line=series.label)
    return None


def _values(number: int, table: Table, series: Series, notation: Notation, sheet: Sheet | None, run: _Run) -> None:
    """Read the numbers of a line once, for its rows and for the sums that it is part of."""
    for cell in (*series.cells, *((series.total,) if series.total else ())):
        place = run.place(table, cell.row, cell.column)
        if isinstance(cell.value, dict):
            run.find("cell.error", place, given=str(next(iter(cell.value.values()), ""))[:40])
            continue
        if sheet is not None and (place.cell or "") in sheet.unsaved:
            run.find("cell.no_value", place, given="=")
            continue
        amount = amount_of(cell.value)
        if amount is None:
            continue
        try:
            run.values[number, cell.row, cell.column] = (read(amount, notation), amount.unit or series.unit)
        except NumberError:
            run.find("spreadsheet.number", place, given=amount.text, expected="1.234,5" if notation == "comma" else "1,234.5")


def _line(number: int, table: Table, series: Series, rule: Rule, year: int | None, place: Place, run: _Run) -> None:
    money = is_money(series)
    for cell in series.cells:
        if (number, cell.row, cell.column) not in run.values:
            continue
        value, written = run.values[number, cell.row, cell.column]
        unit = written or rule.unit
        where = run.place(table, cell.row, cell.column)
        period = cell.period.replace("?", str(year)) if cell.period.startswith("?") else cell.period
        first, last = possible_years()
        if not all(first <= int(part[:4]) <= last for part in period.split("/")):
            run.find("period.implausible", where, given=period, expected=f"{first} … {last}")
            continue
        meter = rule.meter or series.meter or None
        slot: Slot = (rule.stream, rule.role, meter, rule.step, rule.product, period)
        if money:
            _money(slot, value * rule.factor, unit or "VND", table, cell, run)
        elif not unit:
            run.find("spreadsheet.unit_missing", place, given=series.label, expected=", ".join(_units(rule.stream, run.book)))
            return
        elif not fits(rule.stream, unit, run.book):
            run.find("spreadsheet.unit_unfit", place, given=f"{series.label} [{unit}]", expected=rule.stream)
            return
        elif value * rule.factor < 0:
            run.find("spreadsheet.negative", where, given=f"{value:g} {unit}", line=series.label)
        else:
            _put(slot, "quantity", value * rule.factor, unit, table, cell, run)


def _units(stream: str, book: Catalogue) -> tuple[str, ...]:
    try:
        return tuple(book.stream(stream).dimensions)
    except (KeyError, LookupError):
        return ()


def _money(slot: Slot, value: float, unit: str, table: Table, cell: Cell, run: _Run) -> None:
    try:
        _put(slot, "cost_vnd", convert(value, unit, "VND"), "VND", table, cell, run)
    except UnitError:
        run.find("spreadsheet.unit_unfit", run.place(table, cell.row, cell.column), given=unit, expected="VND")


def _put(slot: Slot, member: str, value: float, unit: str, table: Table, cell: Cell, run: _Run) -> None:
    parts = run.rows.setdefault(slot, {"evidence": []})
    where = run.place(table, cell.row, cell.column)
    if member in parts:
        try:
            value += convert(parts[member], parts["unit"], unit) if member == "quantity" else parts[member]
        except UnitError:
            run.find("spreadsheet.unit_mixed", where, given=unit, expected=str(parts["unit"]))
            return
        if not slot[5][8:]:  # two cells of one month, not two purchases of one day
            run.find("spreadsheet.added", where, "warning", given=f"{slot[0]} {slot[5]}")
    parts[member] = value
    if member == "quantity":
        parts["unit"] = unit
    parts["evidence"].append(mark(run.file, run.sha256, sheet=table.sheet, cell=reference(cell.row, cell.column), line=cell.row))
    run.cells += 1


def _flow(slot: Slot, parts: Mapping[str, Any]) -> Flow | None:
    stream, role, meter, step, product, period = slot
    evidence = "; ".join(parts["evidence"])
    if len(evidence) > _EVIDENCE:
        evidence = "; ".join(parts["evidence"][:3]) + f"; … ({len(parts['evidence'])})"
    amounts = {name: float(f"{parts[name]:.12g}") for name in ("quantity", "cost_vnd") if name in parts}
    if not amounts:
        return None
    unit = parts.get("unit") if "quantity" in amounts else None
    return Flow.model_validate({"period": period, "stream": stream, "role": role, "meter": meter, "step": step, "product": product,
                                "unit": unit, "evidence": evidence, **amounts})  # fmt: skip


def _check_total(number: int, table: Table, total: Total, run: _Run) -> None:
    members = [table.series[place] for place in total.members]
    if members:
        _compare(number, table, total.cells, members, total.unit, run)


def _compare(number: int, table: Table, sums: Sequence[Cell], members: list[Series], unit: str, run: _Run) -> None:
    """Compare sums with what they are the sums of: of their period where they have one, else of all before them."""
    for cell in sums:
        amount = amount_of(cell.value)
        stated = run.values.get((number, cell.row, cell.column))
        if stated is None and amount is not None:
            try:
                stated = (read(amount, notation_of([amount.text]) or _usual_notation(table) or "dot"), amount.unit or unit)
            except NumberError:
                continue
        parts = [
            run.values.get((number, item.row, item.column))
            for series in members
            for item in series.cells
            if (not cell.period or item.period == cell.period) and (cell.period or item.row <= cell.row)
        ]
        if stated is None or not parts or None in parts:
            continue
        try:
            target = stated[1] or next((part[1] for part in parts if part), "")
            values = [part[0] if part[1] == target or not target or not part[1] else convert(part[0], part[1], target) for part in parts if part]
        except UnitError:
            run.find("spreadsheet.total_unchecked", run.place(table, cell.row, cell.column), "note", given=f"{stated[0]:g}")
            continue
        added = math.fsum(values)
        if abs(added - stated[0]) <= _rounding([*values, stated[0]]) + max(abs(stated[0]), abs(added)) * CONVERSION:
            run.checked += 1
        else:
            run.find("spreadsheet.total_differs", run.place(table, cell.row, cell.column), "warning", given=f"{stated[0]:.10g}", expected=f"{added:.10g}")


def _rounding(shown: Sequence[float]) -> float:
    """Return by how much a sum may miss its parts because each was rounded as the coarsest of them is: half a last digit each."""
    places = min(max(0, -int(Decimal(repr(value)).normalize().as_tuple().exponent)) for value in shown)
    return 0.5 * len(shown) * 10.0**-places
