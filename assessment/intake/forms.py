"""A form: one value per row, its field's name in the hidden first column; or, written across, one per column."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.intake.layout import BY_KEY, FIRST_ROW, FORM_EXTRA, HEADER_ROW, HEADING_ROW, SheetLayout
from assessment.intake.part import near
from assessment.intake.sheet import CellReader, Sheet
from assessment.intake.tree import Leaf

NAME_HEAD, VALUE_HEAD = "field", "value"


def read_form(sheet: Sheet, layout: SheetLayout, reader: CellReader) -> Iterator[tuple[str, Leaf]]:
    """Return the path in the document and the value of each field of a form.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    layout : SheetLayout
        Its layout; `choices` takes any field, a wrong one gets its finding when choices are read.
    reader : CellReader
        Collects findings.

    Returns
    -------
    iterator of tuple of str and Leaf
        Paths such as ``facility.name`` with their cells.
    """
    heads = {sheet.text(HEADER_ROW, column).casefold(): column for column in range(1, _width(sheet) + 1)}
    if NAME_HEAD in heads and VALUE_HEAD in heads:
        yield from _down(sheet, layout, reader, heads[NAME_HEAD], heads[VALUE_HEAD])
    else:
        yield from _across(sheet, layout, reader)


def _width(sheet: Sheet) -> int:
    return max((len(row) for row in sheet.rows[:HEADING_ROW]), default=0)


def _down(sheet: Sheet, layout: SheetLayout, reader: CellReader, name: int, value: int) -> Iterator[tuple[str, Leaf]]:
    for row in range(HEADER_ROW + 1, len(sheet.rows) + 1):
        field = sheet.text(row, name)
        if not field:
            continue
        path = _path(field, layout)
        leaf = reader.leaf(sheet, row, value, path or field)
        if path is not None:
            yield path, leaf
        elif leaf.kind != "empty":
            expected = ", ".join(near(field, layout.fields))
            reader.find("column.unknown", reader.place(sheet, row, name), given=field, expected=expected)


def _across(sheet: Sheet, layout: SheetLayout, reader: CellReader) -> Iterator[tuple[str, Leaf]]:
    for column in range(1, _width(sheet) + 1):
        field = sheet.text(HEADER_ROW, column)
        if not field:
            continue
        path = _path(field, layout)
        if path is not None:
            yield path, reader.leaf(sheet, FIRST_ROW, column, path)
        elif sheet.text(FIRST_ROW, column):
            expected = ", ".join(near(field, layout.fields))
            reader.find("column.unknown", reader.place(sheet, HEADER_ROW, column), given=field, expected=expected)


def _path(field: str, layout: SheetLayout) -> str | None:
    """Return the document's path of a field that is written with or without the sheet's own name before it."""
    if layout.key == "choices":
        return f"choices.{field.removeprefix('choices.')}"
    allowed = (*BY_KEY["facility"].fields, *FORM_EXTRA)
    if field in allowed:
        return field
    return f"{layout.key}.{field}" if f"{layout.key}.{field}" in allowed else None
