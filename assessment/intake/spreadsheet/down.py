"""Tables with periods down: a column for each thing, or a line for each purchase."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.around import is_blank, row_texts, title_above, unit_around, year_around
from assessment.intake.spreadsheet.headings import ColumnKind, column_kind, folded, is_mean, is_total, is_unit, period_of, split_unit
from assessment.intake.spreadsheet.numbers import amount_of
from assessment.intake.spreadsheet.tables import Cell, Measure, Series, Table, Total
from calculators.errors import PeriodError
from calculators.period import Period, parse_period

FEWEST = 2  # rows with a period that make a table
_HEAD_ROWS = 3
_BLANKS = 2
_FOREIGN = re.compile(r"[$€£¥]|\b(USD|EUR|JPY|CNY)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Column:
    at: int
    label: str
    unit: str
    kind: ColumnKind | None


@dataclass(kw_only=True)
class _Body:
    records: list[tuple[int, str]] = field(default_factory=list)  # row, period
    totals: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    last: int = 0


def find_down(sheet: Sheet, file: str, taken: set[int]) -> list[Table]:
    """Return the tables of a sheet with periods down, in rows that no other table has."""
    found: list[Table] = []
    used: set[tuple[int, int]] = set()
    width = max(map(len, sheet.rows), default=0)
    for column in range(1, width + 1):
        row = 1
        while row <= len(sheet.rows):
            if row not in taken and (row, column) not in used and _begins(sheet, row, column):
                table, last, columns = _table(sheet, file, row, column, taken)
                used |= {(line, at) for line in range(row, last + 1) for at in columns}
                if table is not None:
                    found.append(table)
                row = last + 1
            else:
                row += 1
    return sorted(found, key=lambda table: (table.top, table.left))


def _is_period_column(sheet: Sheet, row: int, column: int) -> bool:
    return any(column_kind(sheet.text(above, column)) in ("period", "from") for above in range(row - 1, max(0, row - 1 - _HEAD_ROWS), -1))


def _begins(sheet: Sheet, row: int, column: int) -> bool:
    """Return whether a column's periods begin in a row: this one and the next are periods, or the heading says so."""
    named = _is_period_column(sheet, row, column)
    if period_of(sheet.cell(row, column), None, named) is None:
        return False
    following = period_of(sheet.cell(row + 1, column), None, named) if row < len(sheet.rows) else None
    return named or following is not None


def _table(sheet: Sheet, file: str, row: int, column: int, taken: set[int]) -> tuple[Table | None, int, range]:
    heads = _head_rows(sheet, row, taken)
    columns = _span(sheet, heads, row, column)
    year = year_around(sheet, row - 1, file)
    named = _is_period_column(sheet, row, column)
    body = _read_body(sheet, row, column, columns, year, named)
    read = [_column(sheet, heads, at, body) for at in columns]
    to = next((item.at for item in read if item.kind == "to"), None)
    records = [(line, _until(period, sheet, line, to, year)) for line, period in body.records]
    title = title_above(sheet, heads[0] if heads else row, taken)
    items = [item for item in read if item.kind == "item" and item.at != column]
    whole = unit_around(sheet, heads[0] if heads else row)
    numbers = [item for item in read if item.kind in (None, "quantity", "cost") and item.at != column and _has_numbers(sheet, item.at, body)]
    series = _listed(sheet, records, items, numbers, read, title, whole) if items else _columns(sheet, records, numbers, read, title, whole)
    if not series or not any(item.label for item in read):
        return None, body.last, columns
    totals = [] if items else _totals(sheet, body, numbers, series)
    table = Table(
        sheet=sheet.name, shape="list" if items else "down", top=heads[0] if heads else row, left=columns[0], title=title,
        headings=tuple(item.label for item in read), year=year, series=tuple(series), totals=tuple(totals), unread_rows=tuple(body.unread),
    )  # fmt: skip
    return table, body.last, columns


def _head_rows(sheet: Sheet, row: int, taken: set[int]) -> list[int]:
    rows: list[int] = []
    for above in range(row - 1, max(0, row - 1 - _HEAD_ROWS), -1):
        if above in taken or len(row_texts(sheet, above)) < 2:
            break
        rows.insert(0, above)
    return rows


def _span(sheet: Sheet, heads: list[int], row: int, column: int) -> range:
    """Return the columns of a table: those around its periods that are not wholly empty."""
    width = max(map(len, sheet.rows), default=0)
    probe = [*heads, row, row + 1]

    def is_used(at: int) -> bool:
        return any(sheet.text(line, at) for line in probe)

    left = right = column
    while left > 1 and is_used(left - 1):
        left -= 1
    while right < width and is_used(right + 1):
        right += 1
    return range(left, right + 1)


def _read_body(sheet: Sheet, row: int, column: int, columns: range, year: int | None, named: bool) -> _Body:
    body, blanks = _Body(last=row), 0
    for line in range(row, len(sheet.rows) + 1):
        if is_blank(sheet, line, columns):
            blanks += 1
            if blanks >= _BLANKS:
                break
            continue
        period = period_of(sheet.cell(line, column), year, named)
        words = [sheet.text(line, at) for at in columns if amount_of(sheet.cell(line, at)) is not None]
        if period is None and blanks:
            break  # another table's heading
        blanks, body.last = 0, line
        if period is not None:
            body.records.append((line, period))
        elif any(is_total(word) for word in words[:3]):
            body.totals.append(line)
        elif any(is_mean(word) for word in words[:3]) or words:
            body.unread.append(line)
    return body


def _column(sheet: Sheet, heads: list[int], at: int, body: _Body) -> _Column:
    """Return what a column is: by its headings, else by what stands in it."""
    texts = list(dict.fromkeys(text for row in heads if (text := sheet.text(row, at))))
    kind = next((kind for text in reversed(texts) if (kind := column_kind(text))), None)
    if kind == "cost" and _FOREIGN.search(" ".join(texts)):
        kind = "note"  # money of another currency is no đồng
    names, unit = [], ""
    for text in texts:
        name, stated = split_unit(text)
        if is_unit(text) and (len(texts) > 1 or not column_kind(text)):
            name, stated = "", text
        unit = stated or unit
        if name:
            names.append(name)
    if kind is None:
        values = [sheet.text(row, at) for row, _ in body.records]
        filled = [value for value in values if value]
        if filled and all(is_unit(value) for value in filled):
            kind = "unit"
        elif filled and sum(not any(mark.isdigit() for mark in value[:1]) for value in filled) > len(filled) / 2 and filled[0] not in "-–":
            kind = "item"
    return _Column(at=at, label=" ".join(dict.fromkeys(names)), unit=unit, kind=kind)


def _has_numbers(sheet: Sheet, at: int, body: _Body) -> bool:
    return any(amount_of(sheet.cell(row, at)) is not None for row, _ in body.records)


def _until(period: str, sheet: Sheet, row: int, to: int | None, year: int | None) -> str:
    """Return the span from a row's first day to its last where a second column has that."""
    last = period_of(sheet.cell(row, to), year, True) if to else None
    if last is None or period.startswith("?") or last.startswith("?"):
        return period
    try:
        start, end = parse_period(period).start, parse_period(last).end
    except PeriodError:
        return period
    return Period(start=start, end=end).text if start <= end else period


def _measure(item: _Column) -> Measure:
    return "cost" if item.kind == "cost" else "quantity"


def _columns(
    sheet: Sheet, records: list[tuple[int, str]], numbers: list[_Column], read: list[_Column], title: str, whole: str
) -> list[Series]:
    unit_column = next((item.at for item in read if item.kind == "unit"), None)
    meter_column = next((item.at for item in read if item.kind == "meter"), None)
    series = []
    for item in numbers:
        is_own = bool(item.label) and column_kind(item.label) is None  # not just "Lượng"
        label = item.label if is_own or not title else f"{title} – {item.label}".strip(" –")
        groups: dict[tuple[str, str], list[Cell]] = {}
        for row, period in records:
            value = sheet.cell(row, item.at)
            if amount_of(value) is not None:
                unit = item.unit or (sheet.text(row, unit_column) if unit_column and item.kind != "cost" else "") or (
                    whole if item.kind != "cost" else "")  # fmt: skip
                groups.setdefault((unit, sheet.text(row, meter_column) if meter_column else ""), []).append(Cell(period, row, item.at, value))
        series += [Series(label=label, unit=unit, measure=_measure(item), cells=tuple(cells), meter=meter) for (unit, meter), cells in groups.items()]
    return series


def _listed(
    sheet: Sheet, records: list[tuple[int, str]], items: list[_Column], numbers: list[_Column], read: list[_Column], title: str, whole: str
) -> list[Series]:
    unit_column = next((item.at for item in read if item.kind == "unit"), None)
    meter_column = next((item.at for item in read if item.kind == "meter"), None)
    names: dict[tuple[str, ...], str] = {}
    groups: dict[tuple[str, str, Measure, str], list[Cell]] = {}
    for row, period in records:
        label = " ".join(dict.fromkeys(text for item in items if (text := sheet.text(row, item.at)))) or title
        known = names.setdefault((folded(label),), label)
        for item in numbers:
            value = sheet.cell(row, item.at)
            if amount_of(value) is None:
                continue
            is_cost = _measure(item) == "cost"
            unit = item.unit or ("" if is_cost else (sheet.text(row, unit_column) if unit_column else "") or split_unit(label)[1] or whole)
            meter = sheet.text(row, meter_column) if meter_column else ""
            groups.setdefault((known, unit, _measure(item), meter), []).append(Cell(period, row, item.at, value))
    return [
        Series(label=split_unit(label)[0] or label, unit=unit, measure=measure, cells=tuple(cells), meter=meter)
        for (label, unit, measure, meter), cells in groups.items()
    ]


def _totals(sheet: Sheet, body: _Body, numbers: list[_Column], series: list[Series]) -> list[Total]:
    found = []
    counts = Counter(one.cells[0].column for one in series)
    for row in body.totals:
        for item in numbers:
            value = sheet.cell(row, item.at)
            member = next((place for place, one in enumerate(series) if one.cells[0].column == item.at), None)
            if amount_of(value) is not None and member is not None and counts[item.at] == 1:
                found.append(Total(label=item.label, unit=item.unit, cells=(Cell("", row, item.at, value),), members=(member,)))
    return found
