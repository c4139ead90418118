"""Render a form as a Word document in the layout of Vietnamese administrative papers."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from assessment.reports.forms.form import Form, Heading, Line
from assessment.reports.forms.mark import mark_of
from assessment.reports.forms.wording import BLANK, answer, closing, en, numbered, remarks, rows_of, runs, shown, signatures, vi
from assessment.reports.report import Paragraph, Table, Text, said
from assessment.reports.word import attach, repacked
from assessment.reports.word_body import _keep_whole as keep_whole
from assessment.reports.word_body import _repeat as repeat
from assessment.reports.word_body import _shade as shade

CREATED = datetime(2000, 1, 1)
FONT = "Times New Roman"  # of administrative papers, decree 30/2020
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
FEW = 3  # lines that stand below one another even on a lying page
SHORT = 12  # rows of a table that stands on one page
MANY = 8  # columns from which the letters are smaller
WIDE = 6  # columns from which the page lies


def render_letter(form: Form) -> bytes:
    """Return a form as .docx; the same bytes for the same form."""
    document = docx.Document()
    _Letter(form, document).write()
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = vi(form.title)[:255], "Sạch Hơn", "Sạch Hơn", ""
    core.created = core.modified = CREATED
    core.language, core.revision = "vi-VN", 1
    attach(document, mark_of(form))
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


class _Letter:
    """Writes one form from the top down."""

    def __init__(self, form: Form, document: Any) -> None:
        self.form, self.document, self.is_closing = form, document, False
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(12)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        normal.paragraph_format.space_after = Pt(3)
        page = document.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        self.is_lying = max([0, *(len(table.columns) for table in form.tables())]) > WIDE
        if self.is_lying:
            page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
        high = Cm(1.5 if self.is_lying else 2.0)
        page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(1.8), high, high
        self.room = page.page_width - page.left_margin - page.right_margin

    def write(self) -> None:
        """Write everything."""
        self._head()
        parts = runs(self.form)
        for place, run in enumerate(parts):
            part, self.is_closing = run[0], place >= closing(parts)
            if isinstance(part, Line):
                self._lines([line for line in run if isinstance(line, Line)])
            elif isinstance(part, Heading):
                paragraph = self._words(part.text, bold=True)
                paragraph.paragraph_format.keep_with_next = True
                paragraph.paragraph_format.space_before = Pt(8 if part.level == 1 else 3)
            elif isinstance(part, Paragraph):
                paragraph = self.document.add_paragraph()
                paragraph.add_run(vi(part.text)).italic = part.role == "note" or None
                paragraph.paragraph_format.keep_with_next = self.is_closing or None
            else:
                self._table(part)
        self._signatures()
        said_last = remarks(self.form)
        for place, text in enumerate(said_last, start=1):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = place < len(said_last) or None  # no page has nothing but remarks
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(f"{vi(text)} {en(text)}".strip())
            run.italic, run.font.size, run.font.color.rgb = True, Pt(8), RGBColor(0x5C, 0x69, 0x66)

    def _words(self, text: Text, *, bold: bool = False, place: Any = None, align: Any = LEFT, size: int = 12) -> Any:
        """Write a heading: Vietnamese, and English in small italics after it."""
        paragraph = place if place is not None else self.document.add_paragraph()
        paragraph.alignment = align
        _said_by((vi(text), en(text)), paragraph, size, is_bold=bold)
        return paragraph

    def _head(self) -> None:
        table = self.document.add_table(rows=1, cols=2)
        left, right = table.rows[0].cells
        table.autofit = False
        for place, cell, share in zip(table.columns, (left, right), (0.4, 0.6), strict=True):
            place.width = cell.width = Emu(int(self.room * share))
        self._words(self.form.head, bold=True, place=left.paragraphs[0], align=CENTRE, size=11)
        if self.form.is_official:
            for place, key in ((right.paragraphs[0], "nation"), (right.add_paragraph(), "motto")):
                place.alignment = CENTRE
                run = place.add_run(vi(said(f"form.{key}")))
                run.bold, run.font.size = True, Pt(11)
        if document := numbered(self.form):
            place = left.add_paragraph()
            place.alignment = CENTRE
            place.add_run(document).font.size = Pt(11)
        if self.form.dated_first:
            place = right.add_paragraph()
            place.alignment = CENTRE
            place.add_run(vi(said("form.day"))).italic = True
        number = self.document.add_paragraph()
        number.alignment = RIGHT
        number.add_run(vi(self.form.number)).italic = True
        title = self.document.add_paragraph()
        title.alignment = CENTRE
        run = title.add_run(vi(self.form.title))
        run.bold, run.font.size = True, Pt(14)
        if second := en(self.form.title):
            small = self.document.add_paragraph()
            small.alignment = CENTRE
            small.add_run(second).italic = True
        if not self.form.is_confirmed and self.form.is_official:
            paragraph = self._words(said("form.to_confirm"), bold=True, align=CENTRE, size=11)
            paragraph.runs[0].font.color.rgb = RGBColor(0x8A, 0x5A, 0x00)

    def _lines(self, lines: list[Line]) -> None:
        """Write lines below one another, on a lying page two beside one another."""
        if len(lines) <= FEW or not self.is_lying:
            for line in lines:
                paragraph = self._words(line.label)
                paragraph.add_run(f": {answer(line.value) or BLANK}")
                paragraph.paragraph_format.keep_with_next = self.is_closing or None
            return
        made = self.document.add_table(rows=(len(lines) + 1) // 2, cols=2)
        for place, line in enumerate(lines):
            paragraph = made.rows[place // 2].cells[place % 2].paragraphs[0]
            self._words(line.label, place=paragraph, size=11).add_run(f": {answer(line.value) or BLANK}").font.size = Pt(11)

    def _table(self, table: Table) -> None:
        title = self._words(table.title, bold=True)
        title.paragraph_format.keep_with_next, title.paragraph_format.space_before = True, Pt(6)
        made = self.document.add_table(rows=1, cols=len(table.columns))
        made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        size = 10 if len(table.columns) <= MANY else 9
        whole = sum(column.share for column in table.columns)
        widths = [Emu(int(self.room * column.share / whole)) for column in table.columns]
        for place, width in zip(made.columns, widths, strict=True):
            place.width = width
        for cell, column, width in zip(made.rows[0].cells, table.columns, widths, strict=True):
            cell.width = width
            self._words(column.title, bold=True, place=cell.paragraphs[0], align=CENTRE, size=size)
            shade(cell, "EAF2EE")
        repeat(made.rows[0])
        rows = rows_of(table)
        for place, row in enumerate(rows, start=1):
            for cell, content, column, width in zip(made.add_row().cells, shown(row), table.columns, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.alignment = RIGHT if column.align == "number" else LEFT
                paragraph.paragraph_format.space_after = Pt(1)
                run = paragraph.add_run(content)
                run.bold, run.font.size = row.total or None, Pt(size)
                paragraph.paragraph_format.keep_with_next = (self.is_closing or place < len(rows) <= SHORT) or None
            keep_whole(made.rows[-1])
        if table.note:
            note = self._words(table.note, size=10)
            note.runs[0].italic = True
            note.paragraph_format.keep_with_next = self.is_closing or None

    def _signatures(self) -> None:
        if not self.form.dated_first:
            day = self.document.add_paragraph()
            day.alignment = RIGHT
            day.paragraph_format.keep_with_next = True
            day.add_run(vi(said("form.day"))).italic = True
        roles = signatures(self.form)
        made = self.document.add_table(rows=1, cols=max(len(roles), 1))
        for cell, role in zip(made.rows[0].cells, roles, strict=False):
            _said_by(role, cell.paragraphs[0], 12, is_bold=True)
            cell.paragraphs[0].alignment = CENTRE
            for _ in range(3):
                cell.add_paragraph()
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
        keep_whole(made.rows[0])


def _said_by(words: tuple[str, str], paragraph: Any, size: int, *, is_bold: bool) -> None:
    """Write Vietnamese, and English in small italics after it."""
    run = paragraph.add_run(words[0])
    run.bold, run.font.size = is_bold or None, Pt(size)
    if words[1]:
        small = paragraph.add_run(f" / {words[1]}")
        small.italic, small.font.size = True, Pt(max(size - 3, 7))
