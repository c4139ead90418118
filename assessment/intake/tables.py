"""A table of a sheet: field names in the first row, one row of the document in each row below the headings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.intake.layout import EXAMPLE_MARKS, FIRST_ROW, HEADER_ROW, HEADING_ROW, MONTHS, SheetLayout
from assessment.intake.part import near
from assessment.intake.rows import SECTIONS
from assessment.intake.shape import shapes
from assessment.intake.sheet import CellReader, Sheet, reference
from assessment.intake.tree import Leaf, refused
from assessment.model import Measured
from calculators.errors import PeriodError
from calculators.finding import Finding, Place
from calculators.period import parse_period
from calculators.units import fold

_NUMBERS = ("quantity", "value", "cost_vnd", "investment_vnd", "equivalent", *MONTHS)


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row: its cells by field, blank ones too, so that what is missing has a place."""

    key: str
    sheet: str
    row: int
    place: Place
    cells: Mapping[str, Leaf]


def read_table(sheet: Sheet, layout: SheetLayout, about: Sheet | None, reader: CellReader) -> list[TableRow]:
    """Return the rows of a sheet that hold anything, without the template's own example row.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    layout : SheetLayout
        Its layout.
    about : Sheet or None
        The template's notes on itself: which rows are its examples.
    reader : CellReader
        Collects findings: columns that are not known or come twice, merged cells, cells with errors.

    Returns
    -------
    list of TableRow
        The rows in order.
    """
    columns, unknown = _columns(sheet, layout, reader)
    if not columns:
        place = reader.place(sheet, HEADER_ROW, 1)
        reader.find("sheet.no_header", place, given=sheet.text(HEADER_ROW, 1), expected=", ".join(layout.fields[:8]))
        return []
    _merged(sheet, min(columns), max(columns), reader)
    examples = _examples(about, sheet.name)
    first = HEADING_ROW if _is_data(sheet, columns) else FIRST_ROW
    rows = []
    for row in range(first, len(sheet.rows) + 1):
        if not any(sheet.cell(row, column) not in (None, "") or _is_formula(sheet, row, column) for column in columns):
            continue
        if _is_example(sheet, row, examples):
            continue
        rows.append(_row(sheet, layout, row, columns, unknown, reader))
    return rows


def fields_of(layout: SheetLayout) -> frozenset[str]:
    """Return every field a sheet's first row may name: the layout's, and the section's own, dotted where nested."""
    found = set(layout.fields)
    model = SECTIONS.get(layout.section)
    if model is not None:
        for name, shape in shapes(model).items():
            found.add(name)
            if shape.takes == "part" and shape.part is not None:
                found |= {f"{name}.{inner}" for inner in shapes(shape.part)}
    return frozenset(found | {"unit", "evidence"} if Measured in SECTIONS.values() else found)


def _columns(sheet: Sheet, layout: SheetLayout, reader: CellReader) -> tuple[dict[int, str], frozenset[int]]:
    """Return the field of each column that has one, and the columns whose field is not known but that hold something."""
    known = fields_of(layout)
    columns: dict[int, str] = {}
    unknown: dict[int, str] = {}
    for column in range(1, len(sheet.rows[HEADER_ROW - 1] if sheet.rows else ()) + 1):
        name = sheet.text(HEADER_ROW, column)
        field = next((field for field in (name, name.casefold()) if field in known or is_month(field)), None)
        if field is not None and field in columns.values() and field not in MONTHS and not is_month(field):
            first = next(at for at, other in columns.items() if other == field)
            place = reader.place(sheet, HEADER_ROW, column)
            reader.find("column.duplicate", place, given=name, other=reference(HEADER_ROW, first))
        elif field is not None:
            columns[column] = field
        elif name and any(sheet.text(row, column) for row in range(FIRST_ROW, len(sheet.rows) + 1)):
            unknown[column] = name
    if not columns:
        return {}, frozenset()
    for column, name in unknown.items():
        place = reader.place(sheet, HEADER_ROW, column)
        reader.find("column.unknown", place, given=name, expected=", ".join(near(name, known)))
    return {**columns, **unknown}, frozenset(unknown)


def is_month(field: str) -> bool:
    """Return whether a column's name is a period of its own (``2025-03``)."""
    if len(field) < 7:
        return False
    try:
        parse_period(field)
    except PeriodError:
        return False
    return True


def _is_formula(sheet: Sheet, row: int, column: int) -> bool:
    return reference(row, column) in sheet.unsaved if sheet.unsaved else False


def _is_data(sheet: Sheet, columns: Mapping[int, str]) -> bool:
    """Return whether the second row is no heading: somebody wrote a number there."""
    return any(
        isinstance(sheet.cell(HEADING_ROW, column), (int, float)) and not isinstance(sheet.cell(HEADING_ROW, column), bool)
        for column, field in columns.items()
        if field in _NUMBERS
    )


def _merged(sheet: Sheet, left: int, right: int, reader: CellReader) -> None:
    """Say which merged cells hide values: all but the first of a merged range are empty."""
    for top, start, bottom, end in sheet.merged:
        if start + 1 > right or end + 1 < left or top + 1 == HEADING_ROW == bottom + 1:
            continue
        place = reader.place(sheet, top + 1, start + 1)
        given = f"{reference(top + 1, start + 1)}:{reference(bottom + 1, end + 1)}"
        reader.findings.append(Finding(code="cell.merged", severity="warning", place=place, given=given))


def _examples(about: Sheet | None, name: str) -> Mapping[int, str]:
    if about is None:
        return {}
    found = {}
    for row in range(FIRST_ROW, len(about.rows) + 1):
        number = about.text(row, 2)
        if about.text(row, 1) == name and number.isdigit():
            found[int(number)] = about.text(row, 3)
    return found


def example_digest(cells: tuple[str, ...]) -> str:
    """Return the mark by which an example row that nobody changed is known: of its texts, without blank ends."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16]


def _is_example(sheet: Sheet, row: int, examples: Mapping[int, str]) -> bool:
    """Return whether a row is the template's example, unchanged; one that was written over is the factory's own."""
    if not fold(sheet.text(row, 1)).startswith(EXAMPLE_MARKS):
        return False
    if row not in examples:
        return not examples
    width = len(sheet.rows[row - 1])
    return example_digest(tuple(sheet.text(row, column) for column in range(2, width + 1))) == examples[row]


def _row(sheet: Sheet, layout: SheetLayout, row: int, columns: Mapping[int, str], unknown: frozenset[int], reader: CellReader) -> TableRow:
    cells: dict[str, Leaf] = {}
    first = None
    for column, field in columns.items():
        leaf = reader.leaf(sheet, row, column, field)
        if leaf.kind != "empty" and first is None:
            first = column
        if column in unknown:
            if leaf.kind == "empty":
                continue
            leaf = refused(leaf.place)
        # two columns of one month: the second keeps a name of its own, so that both rows meet and are found double
        cells[field if field not in cells else f"{field}/{field}"] = leaf
    place = reader.place(sheet, row, first or next(iter(columns)))
    return TableRow(key=layout.key, sheet=sheet.name, row=row, place=place, cells=cells)
