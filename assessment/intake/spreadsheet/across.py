"""Tables with months across: a row of months, below it a line for each thing."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.around import is_blank, row_texts, title_above, unit_around, year_around
from assessment.intake.spreadsheet.headings import column_kind, folded, is_mean, is_total, is_unit, month_of, split_unit
from assessment.intake.spreadsheet.numbers import amount_of
from assessment.intake.spreadsheet.tables import Cell, Measure, Series, Table, Total

FEWEST = 3  # months that make a heading
FEWEST_BARE = 6  # where they are bare numbers, from 1 on
_BLANKS = 2  # empty rows that end a table


@dataclass(frozen=True, kw_only=True)
class _Head:
    row: int
    months: tuple[tuple[int, int, int | None], ...]  # column, month, year
    measures: dict[int, Measure]
    total: int | None
    body: int


@dataclass(kw_only=True)
class _Lines:
    series: list[Series] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    group: str = ""
    since: int = 0


def find_across(sheet: Sheet, file: str, taken: set[int]) -> list[Table]:
    """Return the tables of a sheet with months across; their rows are added to `taken`."""
    heads = [head for row in range(1, len(sheet.rows) + 1) if (head := _head(sheet, row)) is not None]
    found = []
    for place, head in enumerate(heads):
        limit = heads[place + 1].row if place + 1 < len(heads) else len(sheet.rows) + 1
        table = _table(sheet, file, head, limit, taken)
        if table is not None:
            found.append(table)
    return found


def _head(sheet: Sheet, row: int) -> _Head | None:
    months: list[tuple[int, int, int | None]] = []
    bare = 0
    cells = sheet.rows[row - 1]
    for column, value in enumerate(cells, 1):
        read = month_of(value)
        if read is None:
            continue
        is_number = isinstance(value, (int, float)) or (isinstance(value, str) and value.strip().isdigit())
        bare += is_number
        months.append((column, *read))
    different = list(dict.fromkeys((year or 0, month) for _, month, year in months))
    if len(different) < FEWEST or different != sorted(different):
        return None
    if bare and [month for _, month in different] != list(range(1, len(different) + 1)):
        return None
    if bare and (len(different) < FEWEST_BARE or not _says_months(sheet, row)):
        return None
    measures = _measures(sheet, row, months)
    last = months[-1][0]
    total = next((column for column in range(last + 1, len(cells) + 1) if is_total(sheet.text(row, column))), None)
    return _Head(row=row, months=tuple(months), measures=measures or {}, total=total, body=row + 1 + (measures is not None))


def _says_months(sheet: Sheet, row: int) -> bool:
    """Return whether the row or the one above says that its numbers are months: a row of amounts may run from 1 to 12 too."""
    texts = [folded(text) for line in (row - 1, row) for text in row_texts(sheet, line)]
    return any(word in text for text in texts for word in ("thang", "month"))


def _measures(sheet: Sheet, row: int, months: list[tuple[int, int, int | None]]) -> dict[int, Measure] | None:
    """Return what the columns of each month hold where a second heading row says it, else None."""
    kinds = {column: column_kind(sheet.text(row + 1, column)) for column, _, _ in months}
    if not any(kind in ("quantity", "cost") for kind in kinds.values()):
        return None
    return {column: "cost" if kind == "cost" else "quantity" for column, kind in kinds.items() if kind in ("quantity", "cost")}


def _table(sheet: Sheet, file: str, head: _Head, limit: int, taken: set[int]) -> Table | None:
    first = head.months[0][0]
    labels = range(1, first)
    width = range(1, max((head.total or 0), head.months[-1][0]) + 1)
    year = None if all(stated for _, _, stated in head.months) else year_around(sheet, head.row, file)
    lines, blanks, last = _Lines(), 0, head.row
    for row in range(head.body, limit):
        if is_blank(sheet, row, width):
            blanks += 1
            if blanks >= _BLANKS:
                break
            continue
        blanks, last = 0, row
        _line(sheet, row, head, labels, year, lines)
    if not lines.series:
        return None
    title = title_above(sheet, head.row, taken)
    taken.update(range(head.row, last + 1))
    headings = tuple(sheet.text(head.row, column) for column in labels)
    return Table(
        sheet=sheet.name, shape="across", top=head.row, left=1, title=title, headings=headings, year=year, series=tuple(lines.series),
        totals=tuple(lines.totals), unread_rows=tuple(lines.unread),
    )  # fmt: skip


def _line(sheet: Sheet, row: int, head: _Head, labels: range, year: int | None, lines: _Lines) -> None:
    label, unit, meter = _label(sheet, row, head, labels)
    cells = [
        Cell(f"{stated or year or '?'}-{month:02d}", row, column, sheet.cell(row, column))
        for column, month, stated in head.months
        if amount_of(sheet.cell(row, column)) is not None and (not head.measures or column in head.measures)
    ]
    if not cells:
        lines.group, lines.since = label, len(lines.series)
        return
    if is_mean(label):
        lines.unread.append(row)
        return
    own, stated_unit = split_unit(label)
    unit = unit or stated_unit or split_unit(lines.group)[1] or unit_around(sheet, head.row)
    if is_total(label):
        lines.totals.append(Total(label=own, unit=unit, cells=tuple(cells), members=tuple(range(lines.since, len(lines.series)))))
        lines.since = len(lines.series)
        return
    group = split_unit(lines.group)[0]
    name = f"{group} – {own}" if group and own else own or group
    total = None
    if head.total is not None and amount_of(sheet.cell(row, head.total)) is not None:
        total = Cell("", row, head.total, sheet.cell(row, head.total))
    by_measure: dict[Measure, list[Cell]] = {}
    for cell in cells:
        by_measure.setdefault(head.measures.get(cell.column, "quantity"), []).append(cell)
    for measure, members in by_measure.items():
        beside = total if len(by_measure) == 1 else None
        lines.series.append(Series(label=name, unit="" if measure == "cost" and head.measures else unit, measure=measure,
                                   cells=tuple(members), total=beside, meter=meter))  # fmt: skip


def _label(sheet: Sheet, row: int, head: _Head, labels: range) -> tuple[str, str, str]:
    """Return a row's name, unit and meter from the columns before its months."""
    names: list[str] = []
    unit = meter = ""
    for column in labels:
        text = sheet.text(row, column)
        if not text:
            continue
        kind = column_kind(sheet.text(head.row, column))
        if kind == "unit" or (kind is None and names and is_unit(text) and not unit):
            unit = text
        elif kind == "meter":
            meter = text
        elif kind not in ("number", "note") and not (column == labels[0] and text.rstrip(".").isdigit()) and text not in names:
            names.append(text)
    return " ".join(names), unit, meter
