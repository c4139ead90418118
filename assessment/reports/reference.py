"""The reference data as a workbook: a sheet for each table, every column explained, every row with its source."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from data.catalogue import Catalogue
from data.schema import COLUMNS, TABLES

CREATED = datetime(2026, 11, 1)
WIDEST = 60  # characters


def write_reference(book: Catalogue) -> bytes:
    """Return every table of an edition as one workbook; the same bytes each time.

    Parameters
    ----------
    book : Catalogue
        The edition.

    Returns
    -------
    bytes
        An .xlsx file: a first sheet that names the tables, then one sheet for each.
    """
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": f"Sạch Hơn, reference data {book.edition}", "created": CREATED})
    heading = workbook.add_format({"bold": True, "bg_color": "#E3F1EC", "border": 1, "text_wrap": True, "valign": "top"})
    meaning = workbook.add_format({"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"})
    contents = workbook.add_worksheet("tables")
    contents.write_row(0, 0, ["table", "rows", "meaning", "edition"], heading)
    contents.set_column(0, 1, 22)
    contents.set_column(2, 2, 90)
    for number, name in enumerate(book.names, start=1):
        contents.write_url(number, 0, f"internal:'{name}'!A1", string=name)
        contents.write_row(number, 1, [len(book.table(name)), TABLES[name].meaning, book.edition])
        _write_table(workbook.add_worksheet(name), book, name, heading, meaning)
    contents.freeze_panes(1, 0)
    workbook.close()
    return buffer.getvalue()


def _write_table(sheet: Any, book: Catalogue, name: str, heading: Any, meaning: Any) -> None:
    columns = TABLES[name].columns
    rows = book.table(name)
    for column, key in enumerate(columns):
        sheet.write_string(0, column, key, heading)
        sheet.write_string(1, column, COLUMNS[key].meaning, meaning)
        longest = max((len(_text(row[key])) for row in rows), default=0)
        sheet.set_column(column, column, min(WIDEST, max(10, len(key), longest)))
    for number, row in enumerate(rows, start=2):
        for column, key in enumerate(columns):
            _write_cell(sheet, number, column, row[key])
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, len(rows) + 1, len(columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value not in (None, "", ()):
        sheet.write_string(row, column, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
