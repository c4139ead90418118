"""Print a product sheet: one A4 page as PDF/A-3a with its figures attached, or as a Word document that carries them."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Pt, RGBColor

from assessment.reports import fingerprint
from assessment.reports.document import _safe as safe
from assessment.reports.report import Number, Paragraph, Report, Section, Table, said
from assessment.reports.typesetting import Job, template, typeset
from assessment.reports.word import LANGUAGES, attach, repacked
from assessment.reports.word_body import _shade as shade
from assessment.reports.word_body import describe
from assessment.reports.words import clean, shorten, write
from calculators.period import parse_period

LONGEST = {"title": 90, "subject": 90, "cell": 96, "line": 420}  # characters, so that one page holds everything
CREATED = datetime(2000, 1, 1)
ACCENT = RGBColor(0x1B, 0x6E, 0x4B)
SOFT = RGBColor(0x5C, 0x69, 0x66)


def render_product_sheet(sheet: Report, format: str) -> bytes:
    """Return a product sheet as ``pdf`` or ``docx``; the same bytes for the same sheet."""
    return _print(sheet) if format == "pdf" else _word(sheet)


def _print(sheet: Report) -> bytes:
    content = json.dumps(_content(sheet), ensure_ascii=False)
    return typeset([Job(template=template("product_sheet.typ"), name="sheet", content=content)])[0]


def _content(sheet: Report) -> dict[str, Any]:
    mark, day = fingerprint.fingerprint_of(sheet), parse_period(sheet.period).end
    return {
        "lang": sheet.lang,
        "date": [day.year, day.month, day.day],
        **{name: _cut(text, limit) for name, (text, limit) in _head(sheet).items()},
        "qr": fingerprint.qr_svg(mark),
        "code": fingerprint.qr_text(mark),
        "mark": fingerprint.to_json(mark),
        "hash": sheet.result_sha256,
        "sections": {section.id: _section(section, sheet.lang) for section in sheet.sections},
    }


def _head(sheet: Report) -> dict[str, tuple[str, int]]:
    def words(key: str, **values: object) -> str:
        return write(said(key, **values), sheet.lang)

    return {
        "kind": (words("product_sheet.title"), 120),
        "title": (write(sheet.title, sheet.lang), LONGEST["title"]),
        "subject": (write(sheet.subject, sheet.lang), LONGEST["subject"]),
        "hash_word": (words("report.hash"), 60),
        "qr_of": (words("report.qr_of"), 200),
        "scan": (words("product_sheet.scan"), 200),
        "made_with": (words("report.made_with", edition=sheet.edition, version=sheet.version), 200),
        "verify": (words("product_sheet.verify"), 300),
    }


def _cut(text: str, limit: int) -> str:
    return safe(shorten(clean(text), limit))


def _section(section: Section, lang: str) -> dict[str, Any]:
    made: dict[str, Any] = {"title": safe(write(section.title, lang)), "lines": [], "rows": [], "columns": [], "shares": [], "numbers": []}
    for block in section.blocks:
        if isinstance(block, Paragraph):
            made["lines"].append({"text": _cut(write(block.text, lang), LONGEST["line"]), "note": block.role == "note"})
        elif isinstance(block, Table):
            made |= {
                "columns": [safe(write(column.title, lang)) for column in block.columns],
                "shares": [column.share for column in block.columns],
                "numbers": [column.align == "number" for column in block.columns],
                "rows": [[_cut(write(cell, lang), LONGEST["cell"]) for cell in row.cells] for row in block.rows],
                "bars": [_bar(row.cells[-1]) for row in block.rows],
            }
    return made


def _bar(cell: object) -> float:
    """Return the length of a share's bar, from 0 to 1."""
    return min(max(cell.value / 100.0, 0.0), 1.0) if isinstance(cell, Number) and cell.style == "percent" else 0.0


def _word(sheet: Report) -> bytes:
    document = docx.Document()
    page = _Page(sheet, document)
    page.write()
    core, mark = document.core_properties, fingerprint.fingerprint_of(sheet)
    core.title, core.author, core.last_modified_by, core.comments = page.head["title"], "Sạch Hơn", "Sạch Hơn", ""
    core.created = core.modified = CREATED
    core.language, core.revision, core.keywords = LANGUAGES[sheet.lang], 1, fingerprint.qr_text(mark)
    attach(document, mark)
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


class _Page:
    """Writes the sheet from the top down."""

    def __init__(self, sheet: Report, document: Any) -> None:
        self.sheet, self.document, self.lang = sheet, document, sheet.lang
        self.head = {name: shorten(clean(text), limit) for name, (text, limit) in _head(sheet).items()}
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(9)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        page = document.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(1.8), Cm(1.8), Cm(1.2), Cm(1.0)
        self.room = page.page_width - page.left_margin - page.right_margin

    def write(self) -> None:
        """Write everything."""
        self._top()
        for section in self.sheet.sections:
            heading = self.document.add_paragraph()
            heading.paragraph_format.space_before = Pt(5)
            heading.paragraph_format.keep_with_next = True
            self._run(heading, write(section.title, self.lang), 10, bold=True, colour=ACCENT)
            for block in section.blocks:
                if isinstance(block, Table):
                    self._table(block, is_plain=section.id == "facts")
                elif isinstance(block, Paragraph):
                    style = "List Bullet" if section.id == "gaps" else None
                    line = self.document.add_paragraph(style=style)
                    line.paragraph_format.space_after = Pt(0)
                    run = self._run(line, shorten(write(block.text, self.lang), LONGEST["line"]), 8)
                    run.italic = block.role == "note" or None
        self._end()

    def _run(self, paragraph: Any, text: str, size: float, *, bold: bool = False, colour: RGBColor | None = None) -> Any:
        run = paragraph.add_run(clean(text))
        run.bold, run.font.size = bold or None, Pt(size)
        if colour is not None:
            run.font.color.rgb = colour
        return run

    def _grid(self, shares: tuple[float, ...]) -> Any:
        made = self.document.add_table(rows=1, cols=len(shares))
        made.autofit = False
        for column, cell, share in zip(made.columns, made.rows[0].cells, shares, strict=True):
            column.width = cell.width = Emu(int(self.room * share / sum(shares)))
        return made

    def _top(self) -> None:
        left, right = self._grid((5, 1)).rows[0].cells
        self._run(left.paragraphs[0], self.head["kind"], 9, colour=SOFT)
        self._run(left.add_paragraph(), self.head["title"], 16, bold=True)
        self._run(left.add_paragraph(), self.head["subject"], 10)
        place = right.paragraphs[0]
        place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        place.add_run().add_picture(io.BytesIO(fingerprint.qr_png(fingerprint.fingerprint_of(self.sheet))), width=Cm(2.4))
        for picture in self.document.inline_shapes:
            describe(picture, self.head["qr_of"])

    def _table(self, table: Table, *, is_plain: bool) -> None:
        made = self._grid(tuple(column.share for column in table.columns))
        made.style = "Table Grid"
        widths = [cell.width for cell in made.rows[0].cells]
        for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
            self._run(cell.paragraphs[0], write(column.title, self.lang), 8, bold=True)
            shade(cell, "EAF2EE")
        for index, row in enumerate(table.rows):
            for cell, content, column, width in zip(made.add_row().cells, row.cells, table.columns, widths, strict=True):
                cell.width = width
                place = cell.paragraphs[0]
                place.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column.align == "number" else WD_ALIGN_PARAGRAPH.LEFT
                self._run(place, shorten(write(content, self.lang), LONGEST["cell"]), 8, bold=is_plain and index == 0)

    def _end(self) -> None:
        last = self.document.add_paragraph()
        last.paragraph_format.space_before = Pt(5)
        for text in (self.head["made_with"], f"{self.head['hash_word']}: {self.sheet.result_sha256}", self.head["verify"]):
            self._run(last, f"{text} ", 7, colour=SOFT)
