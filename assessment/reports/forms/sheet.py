"""Render a form as a workbook of one sheet; a hidden sheet carries what a department's compilation reads back."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from assessment.reports.forms.form import Form, Heading, Line
from assessment.reports.forms.mark import figures_of
from assessment.reports.forms.wording import BLANK, answer, en, is_whole, remarks, vi
from assessment.reports.report import Number, Paragraph, Table, said
from assessment.reports.workbook_style import Formats
from data import messages

CREATED = datetime(2000, 1, 1)
DATA_SHEET, FORMAT = "sachhon", "sachhon-form/1"
MARK_SHEET, MARK_FORMAT = "sachhon-figures", "sachhon-form-mark/1"
WIDTH, FIRST, LEAST = 112.0, 30.0, 13.0  # characters
MAX_CELL = 32_767


def render_sheet(form: Form) -> bytes:
    """Return a form as .xlsx."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": vi(form.title)[:250], "author": "Sạch Hơn", "created": CREATED})
    _Sheet(form, book).write()
    book.close()
    return stream.getvalue()


class _Sheet:
    """Writes one form from the top down."""

    def __init__(self, form: Form, book: Any) -> None:
        self.form, self.book, self.row = form, book, 0
        self.formats = Formats(book=book, lang="vi")
        self.sheet = book.add_worksheet(vi(said(f"form.{form.name}.sheet"))[:31])
        self.named = figures_of(form)  # in the order in which they are written
        self.places: list[tuple[str, str, Number]] = []
        self.columns = max([4, *(len(table.columns) for table in form.tables())])

    def write(self) -> None:
        """Write everything."""
        self._page()
        self._head()
        for part in self.form.parts:
            if isinstance(part, Line):
                self._line(part)
            elif isinstance(part, Heading):
                self._merged(self._both(part.text), bold=True, font_size=12 if part.level == 1 else 10)
            elif isinstance(part, Paragraph):
                self._merged(vi(part.text), italic=part.role == "note")
            else:
                self._table(part)
        self._signatures()
        for text in remarks(self.form):
            self._merged(self._both(text), italic=True, font_size=8, font_color="#5C6966")
        self.sheet.print_area(0, 0, self.row, self.columns - 1)
        self._data()
        self._mark()

    def _page(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if self.columns > 5:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.6)
        self.widths = [FIRST] + [max(LEAST, (WIDTH - FIRST) / (self.columns - 1))] * (self.columns - 1)
        for table in self.form.tables():
            if len(table.columns) == self.columns:
                whole = sum(column.share for column in table.columns)
                self.widths = [max(6.0, 1.15 * WIDTH * column.share / whole) for column in table.columns]
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)

    def _both(self, text: Any) -> str:
        second = en(text)
        return f"{vi(text)}\n{second}" if second else vi(text)

    def _merged(self, text: str, *, first: int = 0, last: int | None = None, step: bool = True, **look: Any) -> None:
        end = self.columns - 1 if last is None else last
        form = self.formats.get(text_wrap=True, **look)
        if end > first:
            self.sheet.merge_range(self.row, first, self.row, end, "", form)
        self.sheet.write_string(self.row, first, text[:MAX_CELL], form)
        room = sum(self.widths[first : end + 1]) * 10.0 / look.get("font_size", 10)
        lines = sum(1 + int(len(line) / max(room * 0.95, 1.0)) for line in text.split("\n"))
        if step:
            self.sheet.set_row(self.row, 1.45 * look.get("font_size", 10) * lines)
            self.row += 1

    def _head(self) -> None:
        middle = self.columns // 2
        self._merged(vi(self.form.head), last=middle - 1, step=False, bold=True, align="center")
        if self.form.is_official:
            self._merged(f"{vi(said('form.nation'))}\n{vi(said('form.motto'))}", first=middle, bold=True, align="center", step=False)
        self.sheet.set_row(self.row, 44)
        self.row += 1
        self._merged(vi(self.form.number), italic=True, align="right")
        self._merged(vi(self.form.title), bold=True, font_size=14, align="center")
        self._merged(en(self.form.title), italic=True, align="center")
        if not self.form.is_confirmed and self.form.is_official:
            self._merged(self._both(said("form.to_confirm")), bold=True, font_color="#8A5A00", align="center")
        self.row += 1

    def _line(self, line: Line) -> None:
        value = answer(line.value)
        if isinstance(line.value, Number):
            self._note(0)
        second = en(line.label)
        self._merged(f"{vi(line.label)}{' / ' + second if second else ''}: {value or BLANK}")

    def _table(self, table: Table) -> None:
        self.row += 1
        self._merged(self._both(table.title), bold=True)
        look = {"border": 1, "border_color": "#8A9692", "text_wrap": True}
        spans = self._spans(table)
        room = [sum(self.widths[first : last + 1]) for first, last in spans]
        heads = [self._both(column.title) for column in table.columns]
        for (first, last), text in zip(spans, heads, strict=True):
            self._put(first, last, text, self.formats.get(bold=True, align="center", valign="vcenter", bg_color="#EAF2EE", **look))
        lines = max(sum(1 + int(len(part) / wide) for part in text.split("\n")) for text, wide in zip(heads, room, strict=True))
        self.sheet.set_row(self.row, 14 * lines + 2)
        for line in table.rows:
            self.row += 1
            longest = 1
            for cell, column, (first, last), wide in zip(line.cells, table.columns, spans, room, strict=True):
                if isinstance(cell, Number):
                    self._note(first)
                if isinstance(cell, Number) and cell.style in ("plain", "count"):
                    self._put(first, last, cell.value, self.formats.get(num_format=_figure(cell), align="right", bold=line.total, **look))
                else:
                    text = answer(cell)
                    longest = max(longest, 1 + int(len(text) / (0.92 * wide)))
                    self._put(first, last, text, self.formats.get(bold=line.total, align="right" if column.align == "number" else "left", **look))
            self.sheet.set_row(self.row, min(14 * longest + 2, 400))
        self.row += 1
        if table.note:
            self._merged(self._both(table.note), italic=True, font_size=9)

    def _note(self, column: int) -> None:
        """Remember where the next figure is written."""
        id, number = next(self.named)
        self.places.append((id, xl_rowcol_to_cell(self.row, column), number))

    def _put(self, first: int, last: int, value: str | float, form: Any) -> None:
        """Write a value over some columns."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)
        if isinstance(value, str):
            self.sheet.write_string(self.row, first, value[:MAX_CELL], form)
        else:
            self.sheet.write_number(self.row, first, value, form)

    def _spans(self, table: Table) -> list[tuple[int, int]]:
        """Return the sheet's columns that each column of a table takes, by its share; at least one each."""
        count, whole = len(table.columns), sum(column.share for column in table.columns)
        edges, seen = [0], 0.0
        for place, column in enumerate(table.columns, start=1):
            seen += column.share
            wanted = round(self.columns * seen / whole)
            edges.append(min(max(wanted, edges[-1] + 1), self.columns - (count - place)))
        return [(first, after - 1) for first, after in pairwise(edges)]

    def _signatures(self) -> None:
        self.row += 1
        width = self.columns / max(len(self.form.signatories), 1)
        self._merged(vi(said("form.day")), first=self.columns // 2, italic=True, align="center")
        for at, role in enumerate(self.form.signatories):
            first, last = int(at * width), max(int((at + 1) * width) - 1, int(at * width))
            self._merged(self._both(role), first=first, last=last, step=False, bold=True, align="center")
        self.sheet.set_row(self.row, 30)
        self.row += 6

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
    if is_whole(number.value):
        body = "#,##0"
    else:
        size = abs(number.value)
        places = 1 if size >= 100 else 2 if size >= 1 else 6
        body = "#,##0." + "0" * places
    unit = vi_unit(number)
    return f'{body} "{unit}"' if unit else body


def vi_unit(number: Number) -> str:
    """Return a figure's unit as Vietnamese write it, or nothing where it stands beside."""
    if number.bare or not number.unit or number.unit == "1":
        return ""
    return messages.format_unit(number.unit, "vi").replace('"', "''")
