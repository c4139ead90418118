"""What was found on a sheet: tables of lines of numbers, each number with its period and cell."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from assessment.intake.spreadsheet.headings import folded

Shape = Literal["across", "down", "list"]
Measure = Literal["quantity", "cost"]
_DIGITS = re.compile(r"\d+")


class Cell(NamedTuple):
    """A value with its period and where it stands, from 1 on."""

    period: str
    row: int
    column: int
    value: Any


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a table: what it is called, in which unit, and its values; `total` is the line's own sum beside it."""

    label: str
    unit: str
    measure: Measure
    cells: tuple[Cell, ...]
    total: Cell | None = None
    meter: str = ""


@dataclass(frozen=True, kw_only=True)
class Total:
    """A line that says it is a sum, of the lines before it since the last sum or heading (`members`, by their numbers)."""

    label: str
    unit: str
    cells: tuple[Cell, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a sheet. `year` is what its surroundings say where its own headings say none."""

    sheet: str
    shape: Shape
    top: int
    left: int
    title: str
    headings: tuple[str, ...]
    year: int | None
    series: tuple[Series, ...]
    totals: tuple[Total, ...] = ()
    unread_rows: tuple[int, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What makes another file's table the same table: shape, title and headings without digits."""
        return fingerprint(self.shape, self.title, self.headings)


def fingerprint(shape: str, title: str, headings: Iterable[str]) -> str:
    """Return the mark by which a table is known again next month."""
    words = [shape, *(_DIGITS.sub("#", folded(text)) for text in (title, *headings))]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
