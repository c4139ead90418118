"""Build the body of a Word report inside a template: its own styles where it has them, Word's where it has not."""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from assessment.reports.drawing import draw
from assessment.reports.raster import pngs_of
from assessment.reports.report import Block, Cell, Figure, Paragraph, Report, Section, Table, Text, said
from assessment.reports.typeset_columns import table_widths
from assessment.reports.word_fields import has_contents, keep_together, mark, point_to
from assessment.reports.words import SIGNED_TABLE, clean, stays_whole, write, write_label, write_sentence
from assessment.reports.workbook_style import TONES

SHAPES = {"good": "●", "bad": "▲", "unsure": "◆", "quiet": "○"}
FALLBACK = {"Sachhon Cell": "Normal", "Sachhon Note": "Normal", "Sachhon Lead": "Normal", "Sachhon Small": "Normal", "Sachhon Table": "Table Grid"}
STYLES = (*FALLBACK, "Heading 1", "Caption")
PICTURE_WIDTH = {"quick": Cm(14.6)}  # the report of few pages draws smaller, its words still large enough to be read
WIDEST = Cm(15.5)
GAP = 4.0  # points: below a table without a note
POINT, CELL_TYPE, CELL_PADDING = 12_700, 8.0, 11.0  # EMU in a point; points: of the words in a table, and beside them in any template


class BodyWriter:
    """Adds sections to a document, before a paragraph that marks their place."""

    def __init__(self, document: Any, report: Report) -> None:
        self.document, self.report, self.lang = document, report, report.lang
        self.known = {style.name for style in document.styles}
        self.tables = self.figures = self.sections = 0
        self.place: Any = None
        self.pictures: dict[int, bytes] = {}  # by which block they are of

    def style(self, name: str) -> Any:
        """Return a style by its name, or the nearest that the template has."""
        for candidate in (name, FALLBACK.get(name, "Normal"), "Normal"):
            if candidate in self.known:
                return self.document.styles[candidate]
        return None

    def insert(self, place: Any, sections: tuple[Section, ...]) -> None:
        """Put sections before the paragraph `place` and take that paragraph away."""
        self.place = place
        self._draw([block for section in sections for block in section.blocks if isinstance(block, Figure)])
        if self.report.kind == "full" and len(sections) > 1 and not has_contents(self.document):
            self._contents(sections)
        last = self.report.sections[-1].blocks[-1] if self.report.sections and self.report.sections[-1].blocks else None
        for section in sections:
            self.sections += 1
            mark(self._paragraph(f"{self.sections}. {write(section.title, self.lang)}", "Heading 1"), self.sections)
            for block, following in zip_longest(section.blocks, section.blocks[1:]):
                self._block(block, is_last=block is last, leads=isinstance(following, Table | Figure))
        place._element.getparent().remove(place._element)

    def _draw(self, figures: list[Figure]) -> None:
        """Draw all pictures at once; a chart without anything to show has none."""
        drawn = {id(block): svg for block in figures if (svg := draw(block.chart, self.lang)) is not None}
        self.pictures |= dict(zip(drawn, pngs_of(list(drawn.values())), strict=True))

    def _paragraph(self, text: str, style: str) -> Any:
        paragraph = self.place.insert_paragraph_before(text)
        wanted = self.style(style)
        if wanted is not None:
            paragraph.style = wanted
        return paragraph

    def _contents(self, sections: tuple[Section, ...]) -> None:
        """List the sections with the pages they begin on, which the word processor counts."""
        self._paragraph(write(said("report.contents"), self.lang), "Sachhon Lead")
        width = self._room()
        for number, section in enumerate(sections, start=self.sections + 1):
            entry = self._paragraph("", "Normal")
            entry.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            point_to(entry, f"{number}. {write(section.title, self.lang)}", number)

    def _block(self, block: Block, *, is_last: bool = False, leads: bool = False) -> None:
        if isinstance(block, Paragraph):
            text = write(block.text, self.lang)
            if block.role == "annotation":
                text = write(said("report.annotation", text=text), self.lang)
            made = self._paragraph(text, {"lead": "Sachhon Lead", "plain": "Normal"}.get(block.role, "Sachhon Note"))
            if leads and block.role != "note":  # no sentence ends a page below its heading, away from its table
                made.paragraph_format.keep_with_next = True
        elif isinstance(block, Table):
            self._table(block, is_last=is_last)
        else:
            self._figure(block)

    def _caption(self, number: str, words: str) -> Any:
        caption = self._paragraph("", "Caption")
        caption.add_run(number).bold = True
        caption.add_run(f" {words}")
        return caption

    def _table(self, table: Table, *, is_last: bool = False) -> None:
        self.tables += 1
        number = write(said("report.table_number", number=self.tables), self.lang)
        self._caption(number, write(table.title, self.lang)).paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=1, cols=len(table.columns))
        wanted = self.style("Sachhon Table")
        if wanted is not None:
            made.style = wanted
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = self._widths(table)
        for place, width in zip(made.columns, widths, strict=True):
            place.width = width
        for cell, column, width in zip(made.rows[0].cells, table.columns, widths, strict=True):
            cell.width = width
            self._fill(cell, write(column.title, self.lang), column.align == "number", bold=True)
            _shade(cell, "EAF2EE")
        _repeat(made.rows[0])
        for row in table.rows:
            cells = made.add_row().cells
            for cell, content, column, width in zip(cells, row.cells, table.columns, widths, strict=True):
                cell.width = width
                self._cell(cell, content, column.align == "number", row.total)
            _keep_whole(made.rows[-1])
        rows = len(table.rows)
        keep_together(made, whole=stays_whole(rows, self.report.kind) or (is_last and self.report.kind != "full" and rows <= SIGNED_TABLE), with_next=bool(table.note) or is_last)
        self.place._element.addprevious(made._element)
        below = self._paragraph(write(table.note, self.lang), "Sachhon Note") if table.note else self._paragraph("", "Sachhon Cell")
        if not table.note:
            below.paragraph_format.line_spacing = Pt(GAP)
        below.paragraph_format.keep_with_next = is_last or None

    def _room(self) -> int:
        """Return the width between the margins. [EMU]"""
        section = self.document.sections[0]
        return int(section.page_width - section.left_margin - section.right_margin)

    def _widths(self, table: Table) -> list[Emu]:
        cell = self.style("Sachhon Cell")
        size = cell.font.size.pt if cell is not None and cell.font.size else CELL_TYPE
        return [Emu(int(POINT * width)) for width in table_widths(table, self.lang, self._room() / POINT, size, CELL_PADDING)]

    def _cell(self, cell: Any, content: Cell, is_number: bool, bold: bool) -> None:
        tone = content.tone if isinstance(content, Text) else ""
        text = write(content, self.lang)
        if tone in SHAPES:
            text = f"{SHAPES[tone]}\u00a0{text}"
        run = self._fill(cell, text, is_number, bold=bold)
        if tone:
            run.font.color.rgb = RGBColor.from_string(TONES[tone].lstrip("#"))

    def _fill(self, cell: Any, text: str, is_number: bool, *, bold: bool = False) -> Any:
        paragraph = cell.paragraphs[0]
        wanted = self.style("Sachhon Cell")
        if wanted is not None:
            paragraph.style = wanted
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(text)
        run.bold = bold or None
        return run

    def _figure(self, block: Figure) -> None:
        png = self.pictures.get(id(block))
        if png is None:
            return
        self.figures += 1
        title = write_label(block.chart.title, self.lang)
        sentence = write_sentence(block.chart, self.lang)
        holder = self._paragraph("", "Normal")
        holder.alignment, holder.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
        picture = holder.add_run().add_picture(io.BytesIO(png), width=min(PICTURE_WIDTH.get(self.report.kind, WIDEST), self._room()))
        describe(picture, f"{title}. {sentence}")
        number = write(said("report.figure_number", number=self.figures), self.lang)
        self._caption(number, f"{title}. {sentence}").paragraph_format.keep_with_next = False

    def signatures(self, place: Any) -> None:
        """Put the signature block in the place of a paragraph."""
        self.place = place
        made = self.document.add_table(rows=1, cols=max(len(self.report.signatories), 1))
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, signatory in zip(made.rows[0].cells, self.report.signatories, strict=False):
            hint = write(said("report.signature_hint"), self.lang)
            cell.paragraphs[0].add_run(write(signatory.role, self.lang)).bold = True
            cell.add_paragraph().add_run(hint).italic = True
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            for _ in range(3 if self.report.kind == "full" else 2):
                cell.add_paragraph()
            cell.add_paragraph().add_run(clean(signatory.name)).bold = True
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _keep_whole(made.rows[0])
        if (before := place._element.getprevious()) is not None and before.tag == qn("w:p"):
            before.get_or_add_pPr().get_or_add_keepNext()
        place._element.addprevious(made._element)
        place._element.getparent().remove(place._element)


def describe(picture: Any, words: str) -> None:
    """Give a picture its alternative text."""
    properties = picture._inline.docPr
    properties.set("descr", words[:1000])


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._element.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
