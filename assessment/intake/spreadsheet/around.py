"""What stands around a table: its title, the year it is of, the unit of all its numbers."""

from __future__ import annotations

import re

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.headings import folded, is_unit, year_in

REACH = 6  # rows above a heading in which a title stands
_UNIT = re.compile(r"(?:don vi(?: tinh)?|dvt|unit)\s*:\s*")


def row_texts(sheet: Sheet, row: int) -> list[str]:
    """Return the different texts of a row, in order."""
    width = len(sheet.rows[row - 1]) if 0 < row <= len(sheet.rows) else 0
    return list(dict.fromkeys(text for column in range(1, width + 1) if (text := sheet.text(row, column))))


def is_blank(sheet: Sheet, row: int, columns: range) -> bool:
    """Return whether a row holds nothing in some columns."""
    return not any(sheet.text(row, column) for column in columns)


def title_above(sheet: Sheet, row: int, taken: set[int]) -> str:
    """Return the nearest row above that says one thing only, and is of no other table."""
    for above in range(row - 1, max(0, row - 1 - REACH), -1):
        if above in taken:
            break
        texts = row_texts(sheet, above)
        if len(texts) == 1:
            if not _UNIT.match(folded(texts[0])):
                return texts[0]
        elif texts:
            break
    return ""


def year_around(sheet: Sheet, row: int, file: str) -> int | None:
    """Return the year that the rows above name, the nearest first, else the sheet's name or the file's."""
    for above in range(row, max(0, row - 1 - 3 * REACH), -1):
        found = year_in(" ".join(row_texts(sheet, above)))
        if found:
            return found
    return year_in(sheet.name) or year_in(file)


def unit_around(sheet: Sheet, row: int) -> str:
    """Return the unit that a line above gives for the whole table (``Đơn vị: tấn``), empty where none does."""
    for above in range(row, max(0, row - 1 - REACH), -1):
        for text in row_texts(sheet, above):
            match = _UNIT.match(folded(text))
            unit = text[text.find(":") + 1 :].strip(" )") if match else ""
            if unit and is_unit(unit):
                return unit
    return ""
