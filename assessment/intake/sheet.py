"""A sheet as it was read, and each of its cells as a value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assessment.intake.dates import period_text
from assessment.intake.layout import CHOSEN, PERIODS
from assessment.intake.limits import SHOWN
from assessment.intake.tree import Leaf, refused
from calculators.finding import Finding, Place

_CHOICE = re.compile(r".*\[([^\[\]]+)\]", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: rows of cells from A1 on, and what else matters about its cells.

    A cell is None, a number, a text, a truth value, or one of ``{"day": …}``, ``{"month": …}``, ``{"error": …}``.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    unsaved: frozenset[str] = frozenset()
    zeros: frozenset[str] = frozenset()

    def cell(self, row: int, column: int) -> Any:
        """Return a cell by its numbers from 1 on; None outside."""
        if not 0 < row <= len(self.rows) or not 0 < column <= len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]

    def text(self, row: int, column: int) -> str:
        """Return a cell's text without blanks around it, empty where it holds none."""
        value = self.cell(row, column)
        if isinstance(value, dict):
            return str(value.get("month", value.get("day", "")))
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()


@dataclass(kw_only=True)
class CellReader:
    """Turns the cells of one file into values and keeps what was found on the way."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def place(self, sheet: Sheet, row: int, column: int) -> Place:
        """Return where a cell is."""
        return Place(file=self.file, sheet=sheet.name, cell=reference(row, column))

    def leaf(self, sheet: Sheet, row: int, column: int, field_name: str) -> Leaf:
        """Return a cell's value; an error cell, or a formula without a value, is refused with a finding."""
        value = sheet.cell(row, column)
        place = self.place(sheet, row, column)
        at = place.cell or ""
        if isinstance(value, dict) and "error" in value:
            return self._refuse("cell.error", place, str(value["error"]))
        if at in sheet.unsaved:
            return self._refuse("cell.no_value", place, "=")
        if at in sheet.zeros and value == 0:
            self.findings.append(Finding(code="cell.formula_zero", severity="warning", place=place, given="0"))
        if value is None or (isinstance(value, str) and not value.strip()):
            return Leaf(text="", kind="empty", place=place)
        return _leaf(value, place, field_name.rpartition(".")[2])

    def _refuse(self, code: str, place: Place, given: str) -> Leaf:
        self.findings.append(Finding(code=code, severity="error", place=place, given=given[:SHOWN]))
        return refused(place)

    def find(self, code: str, place: Place, given: str = "", expected: str = "", **values: object) -> None:
        """Add an error."""
        found = Finding(code=code, severity="error", place=place, given=given[:SHOWN], expected=expected, values=values)
        self.findings.append(found)


def _leaf(value: Any, place: Place, name: str) -> Leaf:
    if isinstance(value, bool):
        return Leaf(text=str(value).lower(), kind="boolean", place=place)
    if isinstance(value, (int, float)):
        number = float(value)
        text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        return Leaf(text=text, kind="number", place=place, number=number)
    if isinstance(value, dict):
        kind, text = next(iter(value.items()))
        return Leaf(text=text, kind=kind, place=place)
    text = value
    if name in CHOSEN and (match := _CHOICE.fullmatch(text.strip())):
        text = match.group(1)
    elif name in PERIODS:
        text = period_text(text)
    return Leaf(text=text, kind="cell_text", place=place)


def reference(row: int, column: int) -> str:
    """Return a cell's name: row 3, column 2 is B3."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """Return a column's letters: 28 is AB."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def row_is_blank(sheet: Sheet, row: int, columns: Iterator[int] | range) -> bool:
    """Return whether none of the columns holds anything in a row."""
    return all(not sheet.text(row, column) and not isinstance(sheet.cell(row, column), dict) for column in columns)
