"""A workbook or CSV file to sheets of cells, merged texts and days spread over their areas; nothing is understood yet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

from assessment.intake import limits
from assessment.intake.invoices.guard import old_encoding
from assessment.intake.sheet import Sheet
from assessment.intake.signature import kind_of
from assessment.intake.text import decode
from assessment.intake.workbook import open_workbook
from calculators.finding import Finding, Place

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE = 40  # lines that show the separator


def read_grid(data: bytes, file: str) -> tuple[Sheet, ...] | Finding:
    """Return the sheets of a file; a CSV file is one sheet without a name.

    Parameters
    ----------
    data : bytes
        An .xlsx, .xlsm, .csv, .tsv or text file.
    file : str
        Its name, for places.

    Returns
    -------
    tuple of Sheet or Finding
        The sheets, or why there are none.
    """
    if len(data) > limits.MAX_FILE_BYTES:
        given, most = f"{len(data) / 2**20:.0f} MB", f"{limits.MAX_FILE_BYTES // 2**20} MB"
        return Finding(code="file.too_large", severity="error", place=Place(file=file), given=given, expected=most)
    kind = kind_of(data, file)
    if isinstance(kind, Finding):
        return kind
    if kind == "workbook":
        sheets = open_workbook(data, file)
        return sheets if isinstance(sheets, Finding) else tuple(_spread(sheet) for sheet in sheets)
    return _read_csv(data, file)


def _spread(sheet: Sheet) -> Sheet:
    """Return the sheet with the text or day of each merged area in all its cells; a number stays where it stands."""
    if not sheet.merged:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for top, left, bottom, right in sheet.merged:
        value = sheet.cell(top + 1, left + 1)
        if not isinstance(value, (str, dict)):
            continue
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = value
    return replace(sheet, rows=tuple(tuple(row) for row in rows))


def _read_csv(data: bytes, file: str) -> tuple[Sheet, ...] | Finding:
    text = decode(data, file)
    if isinstance(text, Finding):
        old = old_encoding(data[:65536].decode("latin-1"))
        return replace(text, given=old) if old else text
    lines = text.splitlines()[:_SAMPLE]
    separator = max(_SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)))
    try:
        rows = [tuple(_cell(cell) for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        return Finding(code="text.syntax", severity="error", place=Place(file=file), given=str(error)[:60], expected="CSV")
    width = max(map(len, rows), default=0)
    if width > limits.MAX_COLUMNS or len(rows) > limits.MAX_ROWS:
        given = f"{len(rows)} x {width}"
        return Finding(code="sheet.too_large", severity="error", place=Place(file=file), given=given,
                       expected=f"{limits.MAX_ROWS} x {limits.MAX_COLUMNS}")  # fmt: skip
    return (Sheet(name="", rows=tuple(rows)),)


def _cell(text: str) -> Any:
    return text.strip() or None
