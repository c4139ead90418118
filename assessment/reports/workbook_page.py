"""Lay out a printed sheet: columns that share a page's width, rows as high as their words, breaks that cut no chart and no row.

A spreadsheet program ignores breaks set by hand where a sheet is fitted to a page's width, and breaks where it likes. So a sheet
is printed at one scale, its columns are made to fit the page at that scale, and the heights of its rows are added up.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from assessment.reports.report import Cell, Number, Table, Text
from assessment.reports.words import write
from assessment.reports.workbook_style import decimals, is_tiny
from data import messages

SCALE = 84  # % of a sheet's own size
ROOM = 151.0  # characters: of all columns together, on A4 lying, at that scale with a little to spare
HEIGHT = 580.0  # points: of all rows of a page, likewise
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}  # inches
LINE, BLANK, HIGHEST = 13.0, 15.0, 400.0  # points: of one line of words, of an empty row, of any row
USUAL = 0.85  # of the rows have words that stand on one line, if the page has room
LEAST, COMMON = 9.0, 24.0  # characters: of any column, and what each gets before the longest get more
LONGEST_WORD = 150.0  # pixels: of a word that is not cut
EM = 13.33  # pixels of a letter's em at 10 points
REMEMBERED = 4096  # words whose breadth is not added up again: a table says the same ones over and over
PADDING = 14.0  # pixels in a cell beside its words: the grid's own and one step of indent
_NARROW = dict.fromkeys("ijlI|'", 0.24) | dict.fromkeys(" .,:;!/()[]ft-r", 0.3)
_WIDE = dict.fromkeys("→←…—", 1.0) | dict.fromkeys("mMWw@%", 0.86) | dict.fromkeys("ABCDEGHKNOPQRSUVXYT", 0.7)


def breadth(text: str, *, bold: bool = False, size: float = 10.0) -> float:
    """Return how wide words are in the workbook's typeface, by classes of letters. [pixels]"""
    return _ems(text) * EM * size / 10.0 * (1.02 if bold else 0.95)


@lru_cache(maxsize=REMEMBERED)
def _ems(text: str) -> float:
    return sum(map(_EMS.__getitem__, text))


class _Ems(dict[str, float]):
    """How wide each letter is, looked up once: a letter with marks is as wide as without. [em]"""

    def __missing__(self, letter: str) -> float:
        plain = (each for each in unicodedata.normalize("NFD", letter) if not unicodedata.combining(each))
        self[letter] = wide = sum((_NARROW.get(each) or _WIDE.get(each) or (0.56 if ord(each) < 0x2E80 else 1.0) for each in plain), 0.0)
        return wide


_EMS = _Ems()


def pixels(width: float) -> float:
    """Return a column's width as the spreadsheet draws it. [pixels]"""
    return 7.0 * width + 5.0


def characters(width: float) -> float:
    """Return the column width that holds so many pixels. [characters]"""
    return (width - 5.0) / 7.0


def lines_of(text: str, width: float, *, bold: bool = False, size: float = 10.0) -> int:
    """Return on how many lines words stand in a column of `width` characters."""
    room = max(pixels(width) - PADDING, EM)
    return sum(_wrapped(part, room, bold, size) for part in text.split("\n"))


def _wrapped(text: str, room: float, bold: bool, size: float) -> int:
    if breadth(text, bold=bold, size=size) <= room:
        return 1
    lines, at, space = 1, 0.0, breadth(" ", size=size)
    for word in text.split(" "):
        wide = breadth(word, bold=bold, size=size)
        if at and at + space + wide > room:
            lines, at = lines + 1, 0.0
        elif at:
            at += space
        more, at = divmod(at + wide, room)
        lines += int(more)
    return lines


def figure_text(number: Number, lang: str) -> str:
    """Return a figure about as the cell shows it: all digits of money, the unit inside."""
    if number.style == "money":
        return f"{number.value:,.0f} {messages.format_unit('VND', lang)}"
    if number.style != "plain":
        return write(number, lang)
    unit = messages.format_unit(number.unit, lang, number.value) if number.unit and number.unit != "1" and not number.bare else ""
    return f"{number.value:.1E} {unit}".strip() if is_tiny(number.value) else f"{number.value:,.{decimals(number.value)}f} {unit}".strip()


def cell_text(cell: Cell, lang: str) -> str:
    """Return what a cell shows."""
    return figure_text(cell, lang) if isinstance(cell, Number) else write(cell, lang)


def is_strong(cell: Cell, total: bool = False) -> bool:
    """Return whether a cell's words are set in bold."""
    return total or (isinstance(cell, Text) and cell.tone not in ("", "quiet"))


def column_widths(tables: Sequence[Table], lang: str, least: int = 8) -> list[float]:
    """Return the widths of a sheet's columns: what each holds as far as the page has room, the longest wrapped most. [characters]"""
    count = max([least, *(len(table.columns) for table in tables)])
    wanted, needed, most = [0.0] * count, [0.0] * count, [0.0] * count
    for table in tables:
        for at, column in enumerate(table.columns):
            title = write(column.title, lang)
            said = [(cell_text(cell, lang), is_strong(cell, row.total), isinstance(cell, Number)) for row in table.rows for cell in (row.cells[at],)]
            in_cells = {(word, bold) for text, bold, _ in said for word in text.split(" ")}
            words = max(breadth(word, bold=bold) for word, bold in (*((word, True) for word in title.split(" ")), *in_cells))
            words = min(words, LONGEST_WORD)
            sizes = [(breadth(text, bold=bold), is_figure) for text, bold, is_figure in said]
            usual = sorted(size for size, _ in sizes)[math.ceil(USUAL * (len(sizes) - 1))] if sizes else 0.0
            whole = max([words, *(size for size, is_figure in sizes if is_figure)])
            needed[at] = max(needed[at], characters(whole + PADDING + 4), LEAST)
            longest = max((size for size, _ in sizes), default=0.0)
            most[at] = max(most[at], needed[at], characters(max(breadth(title, bold=True), longest) + PADDING + 4))
            wanted[at] = max(wanted[at], needed[at], characters(max(breadth(title, bold=True) / 2, usual) + PADDING + 4))
    return _shared(most, most) if sum(most) + most.count(0.0) <= ROOM else _shared(wanted, needed)


def _shared(wanted: list[float], needed: list[float]) -> list[float]:
    """Give each column what it wants up to a common width, then what is left of the page by what is still wanted."""
    empty = wanted.count(0.0)
    room, common = ROOM - empty, COMMON  # of each empty column a character is left
    widths = [max(min(want, common), need) for want, need in zip(wanted, needed, strict=True)]
    while sum(widths) > room and common > LEAST:
        common -= 1.0
        widths = [max(min(want, common), need) for want, need in zip(wanted, needed, strict=True)]
    more = [max(want - width, 0.0) for want, width in zip(wanted, widths, strict=True)]
    spare, asked = room - sum(widths), sum(more)
    if spare <= 0:  # all that must stand on one line is wider than the page: it is printed smaller
        return [width or 1.0 for width in widths]
    if asked:
        widths = [width + each * min(spare / asked, 1.0) for width, each in zip(widths, more, strict=True)]
    spare = room - sum(widths)
    if empty:
        return [width or 1.0 + spare / empty for width in widths]
    return [width * ROOM / sum(widths) for width in widths]


class Page:
    """A sheet that is written from the top down, and what is left of the page at hand.

    `width` is that of all columns [characters], `height` what a page holds where they fit it at `SCALE` [points].
    """

    def __init__(self, sheet: Any, row: int = 0, width: float = ROOM, height: float = HEIGHT) -> None:
        self.sheet, self.row = sheet, row
        self.scale = max(min(SCALE, int(SCALE * ROOM / width)), 10)
        self.height = height * SCALE / self.scale
        self.used = 0.0
        self.breaks: list[int] = []

    @property
    def left(self) -> float:
        """What is left of the page. [points]"""
        return self.height - self.used

    def step(self, height: float = BLANK) -> int:
        """Give the row at hand its height, go to the next, and return the one that was left."""
        height = min(height, HIGHEST)
        self.sheet.set_row(self.row, height)
        self.used += height
        self.row += 1
        return self.row - 1

    def blank(self) -> None:
        """Leave a row empty, but not at the top of a page."""
        if self.used:
            self.step(BLANK)

    def turn(self) -> None:
        """Begin a new page, unless this one is empty."""
        if self.used:
            self.breaks.append(self.row)
            self.used = 0.0

    def need(self, height: float) -> bool:
        """Begin a new page where the height does not fit on this one; return whether it did not."""
        if height <= self.left or not self.used:
            return False
        self.turn()
        return True

    def close(self, columns: int) -> None:
        """Set what is printed and where its pages begin."""
        self.sheet.set_print_scale(self.scale)
        self.sheet.print_area(0, 0, max(self.row - 1, 3), columns - 1)
        if self.breaks:
            self.sheet.set_h_pagebreaks(self.breaks)


def ends(heights: Sequence[float], below: float = 0.0) -> list[float]:
    """Return what must be left of a page for each row of a table: the last two rows stand together, and with what is `below`. [points]"""
    last = len(heights) - 1
    return [height + (heights[last] + below if at == last - 1 else below if at == last else 0.0) for at, height in enumerate(heights)]


def beginning(heights: Sequence[float], below: float = 0.0) -> float:
    """Return what must stand below a table's headings: its first two rows, all where the others would be a single one. [points]"""
    return sum(heights[:2]) if len(heights) > 3 else sum(heights) + below


def dress(sheet: Any) -> None:
    """Give a sheet its paper."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(**MARGINS)


def row_height(texts: Iterable[tuple[str, float, bool]]) -> float:
    """Return how high a row is for words, each with the width of its column and whether it is bold. [points]"""
    longest = max((lines_of(text, width, bold=bold) for text, width, bold in texts), default=1)
    return min(LINE * longest + 3.0, HIGHEST)
