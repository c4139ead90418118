"""Render a form as a workbook of one sheet; a hidden sheet carries what a department's compilation reads back."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import pairwise
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from assessment.reports.forms.form import Form, Heading, Line, Part
from assessment.reports.forms.mark import figures_of
from assessment.reports.forms.wording import BLANK, answer, closing, en, is_whole, numbered, remarks, rows_of, runs, shown, signatures, vi
from assessment.reports.report import Number, Paragraph, Table, said
from assessment.reports.workbook_page import BLANK as BLANK_ROW
from assessment.reports.workbook_page import HEIGHT, LINE, Page, beginning, characters, dress, ends, lines_of, pixels
from assessment.reports.workbook_style import Formats, new_book
from data import messages

CREATED = datetime(2000, 1, 1)
DATA_SHEET, FORMAT = "sachhon", "sachhon-form/1"
MARK_SHEET, MARK_FORMAT = "sachhon-figures", "sachhon-form-mark/1"
GRID = 48  # columns
UPRIGHT = 5  # columns of a table that an upright page holds
UPRIGHT_WIDTH, LYING_WIDTH = 72.0, 120.0  # characters: of the grid
UPRIGHT_HEIGHT = 865.0  # points: of an upright page's rows at the scale it is printed at
FEW = 3  # lines that stand below one another even on a lying page
SIGNATURES = 8 * BLANK_ROW  # points
FEW_TITLES = 6 * LINE  # points: of the titles over a table
SHORT = 0.4  # of a page: a table that takes less is not cut
GRID_LOOK = {"border": 1, "border_color": "#8A9692", "text_wrap": True}
MAX_CELL = 32_767


def render_sheet(form: Form) -> bytes:
    """Return a form as .xlsx."""
    stream = io.BytesIO()
    book = new_book(stream)
    book.set_properties({"title": vi(form.title)[:250], "author": "Sạch Hơn", "created": CREATED})
    _Sheet(form, book).write()
    book.close()
    return stream.getvalue()


class _Sheet:
    """Writes one form from the top down, over a grid of narrow columns that every table takes its own from."""

    def __init__(self, form: Form, book: Any) -> None:
        self.form, self.book = form, book
        self.formats = Formats(book=book, lang="vi")
        self.sheet = book.add_worksheet(vi(said(f"form.{form.name}.sheet"))[:31])
        self.named = figures_of(form)  # in the order in which they are written
        self.places: list[tuple[str, str, Number]] = []
        self.is_lying = max([0, *(len(table.columns) for table in form.tables())]) > UPRIGHT
        self.width = (LYING_WIDTH if self.is_lying else UPRIGHT_WIDTH) / GRID
        self.page = Page(self.sheet, height=HEIGHT if self.is_lying else UPRIGHT_HEIGHT)

    def write(self) -> None:
        """Write everything."""
        dress(self.sheet)
        if not self.is_lying:
            self.sheet.set_portrait()
        self.sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.6)
        self.sheet.set_footer("&R&8 &P/&N")
        self.sheet.set_column(0, GRID - 1, self.width)
        self._head()
        parts = runs(self.form)
        for place, run in enumerate(parts):
            part = run[0]
            if isinstance(part, Line):
                self._lines([line for line in run if isinstance(line, Line)])
            elif isinstance(part, Heading):
                self._heading(part, [after[0] for after in parts[place + 1 :]], parts[closing(parts)][0] if closing(parts) < len(parts) else None)
            elif isinstance(part, Paragraph):
                self._merged(vi(part.text), italic=part.role == "note")
            else:
                is_last = not any(isinstance(after[0], Table) for after in parts[place + 1 :])
                self._table(part, self._foot() if is_last else 0.0, is_short=place == closing(parts))
        self._signatures()
        for text in remarks(self.form):
            self._merged(self._both(text), italic=True, font_size=8, font_color="#5C6966")
        self.page.close(GRID)
        self._data()
        self._mark()

    def _both(self, text: Any) -> str:
        second = en(text)
        return f"{vi(text)}\n{second}" if second else vi(text)

    def _room(self, first: int, last: int) -> float:
        """Return the width of some columns as if they were one. [characters]"""
        return characters((last - first + 1) * pixels(self.width))

    def _high(self, text: str, first: int = 0, last: int = GRID - 1, *, bold: bool = False, size: float = 10.0) -> float:
        return (LINE * lines_of(text, self._room(first, last), bold=bold, size=size) + 1.0) * size / 10.0 + 2.0

    def _merged(self, text: str, *, below: float = 0.0, **look: Any) -> None:
        """Write words over the whole width, on one page with what must stand below them."""
        height = self._high(text, bold=bool(look.get("bold")), size=look.get("font_size", 10))
        self.page.need(height + below)
        self._put(self.page.step(height), 0, GRID - 1, text, self.formats.get(text_wrap=True, **look))

    def _head(self) -> None:
        middle, row = GRID // 2, self.page.row
        left = [vi(self.form.head), *filter(None, [numbered(self.form)])]
        right = [vi(said("form.nation")), vi(said("form.motto"))] if self.form.is_official else []
        right += [vi(said("form.day"))] if self.form.dated_first else []
        look = self.formats.get(text_wrap=True, bold=True, align="center")
        texts = ("\n".join(left), "\n".join(right))
        self.page.step(max(self._high(texts[0], 0, middle - 1, bold=True), self._high(texts[1], middle, bold=True)) + 4.0)
        self._put(row, 0, middle - 1, texts[0], look)
        self._put(row, middle, GRID - 1, texts[1], look)
        self._merged(vi(self.form.number), italic=True, align="right")
        self._merged(vi(self.form.title), bold=True, font_size=14, align="center")
        self._merged(en(self.form.title), italic=True, align="center")
        if not self.form.is_confirmed and self.form.is_official:
            self._merged(self._both(said("form.to_confirm")), bold=True, font_color="#8A5A00", align="center")
        self.page.blank()

    def _lines(self, lines: list[Line]) -> None:
        """Write lines below one another, on a lying page two beside one another."""
        beside = 2 if self.is_lying and len(lines) > FEW else 1
        halves = [(at * GRID // beside, (at + 1) * GRID // beside - 1) for at in range(beside)]
        for place in range(0, len(lines), beside):
            texts = [(line, f"{' / '.join(filter(None, (vi(line.label), en(line.label))))}: {answer(line.value) or BLANK}") for line in lines[place : place + beside]]
            height = max(self._high(text, *half) for (_, text), half in zip(texts, halves, strict=False))
            self.page.need(height)
            row = self.page.step(height)
            for (line, text), (first, last) in zip(texts, halves, strict=False):
                if isinstance(line.value, Number):
                    self._note(row, first)
                self._put(row, first, last, text, self.formats.get(text_wrap=True))

    def _foot(self) -> float:
        """Return the height of the signatures and of what stands below them: no page has nothing but remarks. [points]"""
        return SIGNATURES + 4 * LINE + sum(self._high(self._both(text), size=8) for text in remarks(self.form))

    def _heading(self, part: Heading, after: list[Part], last: Part | None) -> None:
        """Write the title of a part, on one page with the beginning of what it is the title of."""
        below = 0.0
        for each in after:
            below += self._needed(each, self._foot() if each is last and below == 0.0 else 0.0) if isinstance(each, Table) else 3 * LINE
            if not isinstance(each, Heading):
                break
        self.page.blank()
        self._merged(self._both(part.text), below=below, bold=True, font_size=12 if part.level == 1 else 10)

    def _least(self, table: Table) -> float:
        """Return what must stand on one page of a table and its title: all of a short one, else the headings and two rows."""
        spans = self._spans(table)
        heights, head = self._heights(table, spans), self._heading_height(table, spans) + BLANK_ROW + 2 * LINE + 8
        note = self._note_height(table)
        whole = head + sum(heights) + note
        return whole if whole < SHORT * self.page.height else head + beginning(heights, note)

    def _needed(self, table: Table, below: float) -> float:
        """Return the least of a table with what must stand below it, if a page holds both and a title. [points]"""
        least = self._least(table)
        return least + below if least + below + FEW_TITLES < self.page.height else least

    def _note_height(self, table: Table) -> float:
        return self._high(self._both(table.note), size=9) if table.note else 0.0

    def _heights(self, table: Table, spans: list[tuple[int, int]]) -> list[float]:
        return [max(self._high(text, *span, bold=row.total) for text, span in zip(shown(row), spans, strict=True)) for row in rows_of(table)]

    def _table(self, table: Table, below: float, *, is_short: bool) -> None:
        """Write a table: a short one on one page with what must stand below it, else its last two rows."""
        spans = self._spans(table)
        self.page.need(self._needed(table, below if is_short else 0.0))
        self.page.blank()
        self._merged(self._both(table.title), bold=True)
        self._headings(table, spans)
        heights = self._heights(table, spans)
        for line, height, needed in zip(rows_of(table), heights, ends(heights, self._note_height(table) + below), strict=True):
            if self.page.need(needed):
                self._headings(table, spans)
            row = self.page.step(height)
            for cell, text, column, (first, last) in zip(line.cells, shown(line), table.columns, spans, strict=True):
                self._cell(row, first, last, cell, text, is_right=column.align == "number", is_bold=line.total)
        if table.note:
            self._merged(self._both(table.note), italic=True, font_size=9)

    def _heading_height(self, table: Table, spans: list[tuple[int, int]]) -> float:
        return max(self._high(self._both(column.title), *span, bold=True) for column, span in zip(table.columns, spans, strict=True)) + 4.0

    def _headings(self, table: Table, spans: list[tuple[int, int]]) -> None:
        look = self.formats.get(bold=True, align="center", valign="vcenter", bg_color="#EAF2EE", **GRID_LOOK)
        row = self.page.step(self._heading_height(table, spans))
        for column, (first, last) in zip(table.columns, spans, strict=True):
            self._put(row, first, last, self._both(column.title), look)

    def _cell(self, row: int, first: int, last: int, cell: Any, text: str, *, is_right: bool, is_bold: bool) -> None:
        align = "right" if is_right else "left"
        if isinstance(cell, Number):
            self._note(row, first)
        if isinstance(cell, Number) and cell.style in ("plain", "count"):
            self._put(row, first, last, cell.value, self.formats.get(num_format=_figure(cell), align=align, bold=is_bold, indent=1, **GRID_LOOK))
        else:
            self._put(row, first, last, text, self.formats.get(bold=is_bold, align=align, indent=1, **GRID_LOOK))

    def _note(self, row: int, column: int) -> None:
        """Remember where the next figure is written."""
        id, number = next(self.named)
        self.places.append((id, xl_rowcol_to_cell(row, column), number))

    def _put(self, row: int, first: int, last: int, value: str | float, form: Any) -> None:
        """Write a value over some columns."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", form)
        if isinstance(value, str):
            self.sheet.write_string(row, first, value[:MAX_CELL], form)
        else:
            self.sheet.write_number(row, first, value, form)

    def _spans(self, table: Table) -> list[tuple[int, int]]:
        """Return the grid's columns that each column of a table takes, by its share; at least three each, so that a figure fits."""
        count, whole = len(table.columns), sum(column.share for column in table.columns)
        least = 3 if 3 * count <= GRID else 1
        edges, seen = [0], 0.0
        for place, column in enumerate(table.columns, start=1):
            seen += column.share
            edges.append(min(max(round(GRID * seen / whole), edges[-1] + least), GRID - least * (count - place)))
        return [(first, after - 1) for first, after in pairwise(edges)]

    def _signatures(self) -> None:
        roles = signatures(self.form)
        width = GRID / max(len(roles), 1)
        self.page.need(self._foot() - 4 * LINE)
        self.page.blank()
        if not self.form.dated_first:
            self._put(self.page.step(), GRID // 2, GRID - 1, vi(said("form.day")), self.formats.get(italic=True, align="center"))
        row = self.page.step(2 * LINE + 4)
        for at, role in enumerate(roles):
            words = "\n".join(filter(None, role))
            self._put(row, int(at * width), int((at + 1) * width) - 1, words, self.formats.get(text_wrap=True, bold=True, align="center"))
        for _ in range(4):
            self.page.step()

    def _data(self) -> None:
        if not self.form.data:
            return
        sheet = self.book.add_worksheet(DATA_SHEET)
        sheet.very_hidden()
        facts = {"format": FORMAT, "form": self.form.name, "result_sha256": self.form.result_sha256, "edition": self.form.edition, **self.form.data}
        for row, (key, value) in enumerate(facts.items()):
            sheet.write_string(row, 0, key)
            if isinstance(value, str):
                sheet.write_string(row, 1, value)
            elif value is not None:
                sheet.write_number(row, 1, value)

    def _mark(self) -> None:
        """Write what verification reads: of which result the form is, and where each figure stands."""
        sheet = self.book.add_worksheet(MARK_SHEET)
        sheet.very_hidden()
        facts = (("format", MARK_FORMAT), ("form", self.form.name), ("result_sha256", self.form.result_sha256), ("edition", self.form.edition))
        for row, fact in enumerate((*facts, ("sheet", self.sheet.name))):
            sheet.write_row(row, 0, fact)
        for row, (id, place, number) in enumerate(self.places, start=5):
            sheet.write_row(row, 0, (id, place, number.value, answer(number)))


def _figure(number: Number) -> str:
    """Return the spreadsheet's format of a figure: all whole digits, up to four significant ones behind the point."""
    size = abs(number.value)
    places = 1 if size >= 100 else 2 if size >= 1 else 6
    body = "#,##0" if is_whole(number.value, places) else "#,##0." + "0" * places
    unit = vi_unit(number)
    return f'{body} "{unit}"' if unit else body


def vi_unit(number: Number) -> str:
    """Return a figure's unit as Vietnamese write it, or nothing where it stands beside."""
    if number.bare or not number.unit or number.unit == "1":
        return ""
    return messages.format_unit(number.unit, "vi").replace('"', "''")
