"""Render a report as a live workbook: the words and tables of the report, over a ledger that everything recomputes from."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from assessment.evaluation.site import open_site
from assessment.model import Document
from assessment.reports.basis import Basis
from assessment.reports.fingerprint import fingerprint_of, qr_png
from assessment.reports.report import Cell, Number, Paragraph, Report, Row, Section, Table, Text, said
from assessment.reports.words import clean, shorten, write, write_date
from assessment.reports.workbook_charts import ChartCorner, add_month_charts
from assessment.reports.workbook_entries import WIDTHS as LEDGER_WIDTHS
from assessment.reports.workbook_entries import FactorSheet, factors_sheet_of, write_entries, write_factors
from assessment.reports.workbook_ledger import Ledger, excel_day
from assessment.reports.workbook_live import IndicatorSheet, MonthSheet, live_formulas
from assessment.reports.workbook_page import (
    BLANK,
    LINE,
    ROOM,
    Page,
    beginning,
    cell_text,
    column_widths,
    dress,
    ends,
    is_strong,
    lines_of,
    row_height,
)
from assessment.reports.workbook_style import SOFT, Formats, day_format, new_book
from data.catalogue import Catalogue

CREATED = datetime(2000, 1, 1)  # the same bytes for the same result: a workbook says nothing of when it was written
SHEETS = (
    "summary", "indicators", "standing", "months", "targets", "baselines", "balances", "losses", "emissions", "footprints", "options", "carried_out",
    "duties", "findings", "annex", "ledger", "factors", "sources", "check",
)  # fmt: skip
OF_SHEET = {
    "summary": ("summary", "company"), "standing": ("standing",), "targets": ("targets",), "baselines": ("baselines",),
    "balances": ("balances", "equipment"), "losses": ("losses",), "emissions": ("emissions",), "footprints": ("footprints",),
    "options": ("options", "plan"), "carried_out": ("begun", "results", "kept"), "annex": ("sheets",), "duties": ("duties",),
    "findings": ("findings",), "sources": ("sources", "method"),
}  # fmt: skip
MAX_CELL = 32_767
REPEATED = 3  # columns of the ledger that stand on every page across
TITLE = 20.0  # points: of a section's title
SIGNATURES = 9 * BLANK  # points
FEW = 0.4  # of a page: a table that a page would hold begins a new one where less than this is left


def render_workbook(report: Report, result: Any, document: Document, book: Catalogue) -> bytes:
    """Return a report as an .xlsx file.

    Parameters
    ----------
    report : Report
        The composed report.
    result : Mapping
        The result it was composed of.
    document : Document
        The assessment, for the ledger.
    book : Catalogue
        The edition of the result.

    Returns
    -------
    bytes
        The file; the same bytes for the same report.
    """
    stream = io.BytesIO()
    workbook = new_book(stream)
    _Renderer(report, result, document, book, workbook).render()
    workbook.close()
    return stream.getvalue()


class PlainSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter brings no types
    """A worksheet whose formulas call nothing newer than Excel 2007, so that nothing newer is looked for in each of them."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Renderer:
    """Writes the sheets of one workbook."""

    def __init__(self, report: Report, result: Any, document: Document, book: Catalogue, workbook: xlsxwriter.Workbook) -> None:
        self.report, self.lang, self.workbook = report, report.lang, workbook
        self.basis = Basis(result=result, document=document, book=book, lang=report.lang)
        self.formats = Formats(book=workbook, lang=report.lang)
        self.ledger = Ledger(site=open_site(self.basis.document, book))
        self.formulas: dict[str, str] = {}
        self.where: dict[str, tuple[str, str]] = {}
        self.sheets: dict[str, Any] = {}
        self.widths: list[float] = []
        self.title = ""  # of a section, not yet written

    def render(self) -> None:
        """Write everything, the live sheets first: the others refer to them."""
        self.workbook.set_properties({
            "title": f"{write(self.report.title, self.lang)}: {shorten(write(self.report.subject, self.lang))}",
            "author": "Sạch Hơn", "created": CREATED,
            "comments": f"sachhon:1:{self.report.result_sha256}:{self.report.edition}",
        })  # fmt: skip
        wanted = {section.id for section in self.report.sections}
        for key in SHEETS:
            if key in OF_SHEET and not wanted & set(OF_SHEET[key]):
                continue
            self.sheets[key] = self._add(key)
        self._live()
        for key, ids in OF_SHEET.items():
            if key in self.sheets:
                self._sections(key, [section for section in self.report.sections if section.id in ids])
        self._check()
        self.sheets[next(iter(self.sheets))].activate()

    def _add(self, key: str) -> Any:
        sheet = self.workbook.add_worksheet(write(said(f"report.sheet.{key}"), self.lang), PlainSheet)
        dress(sheet)
        sheet.fit_to_pages(1, 0)
        name = shorten(write(self.report.subject, self.lang), 60).replace("&", "&&")
        code = write(said("report.result_code", code=self.report.result_sha256[:16]), self.lang)
        sheet.set_footer(f"&L&8 {name}&C&8 {code}&R&8 &P/&N")
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, write(said(f"report.sheet_title.{key}"), self.lang), self.formats.title())
        sheet.write_string(1, 0, shorten(write(self.report.subject, self.lang), 240), self.formats.get(bold=True))
        return sheet

    def _live(self) -> None:
        names: dict[str, str] = {}
        indicators = IndicatorSheet(self.ledger, self.basis, self.sheets["indicators"], self.formats)
        months = MonthSheet(self.ledger, self.basis, self.sheets["months"], self.formats)
        self._periods(names)
        last = indicators.write()
        months.write(indicators.ratios)
        factors = FactorSheet(self.sheets["factors"], factors_sheet_of(self.sheets["factors"]))
        write_entries(self.ledger, self.basis, self.sheets["ledger"], factors, self.formats, names)
        write_factors(self.ledger, self.basis, factors, self.formats)
        for name, where in names.items():
            self.workbook.define_name(name, where)
        for key in ("ledger", "factors", "indicators", "months"):
            self._remark(key, write(said(f"report.sheet_note.{key}"), self.lang))
        self.formulas = live_formulas(self.ledger, self.basis, {**months.cells, **indicators.cells}, indicators.amounts)
        self.where = {id: tuple(cell.rsplit("!", 1)) for id, cell in {**months.cells, **indicators.cells}.items()}  # type: ignore[misc]
        add_month_charts(self.workbook, months)
        rows = len(self.ledger.entries)
        self.sheets["ledger"].print_area(0, 0, 4 + max(rows, 1), 12 + len(self.ledger.columns))
        self.sheets["ledger"].repeat_rows(4)
        self.sheets["ledger"].repeat_columns(0, REPEATED - 1)
        self.sheets["ledger"].fit_to_pages(2, 0)
        self.sheets["factors"].repeat_rows(4)
        self.sheets["indicators"].print_area(0, 0, last - 1, indicators.last_column)
        self.sheets["indicators"].repeat_rows(5)

    def _remark(self, key: str, text: str) -> None:
        """Write what to know of a live sheet; in the columns that the ledger repeats on each page across, where it would be cut."""
        sheet = self.sheets[key]
        if key != "ledger":
            sheet.write_string(2, 0, text, self.formats.get(italic=True, font_color=SOFT))
            return
        name, repeated = shorten(write(self.report.subject, self.lang), 240), sum(LEDGER_WIDTHS[:REPEATED])
        for row, words, form in ((1, name, self.formats.get(text_wrap=True, bold=True)), (2, text, self.formats.note())):
            sheet.merge_range(row, 0, row, REPEATED - 1, "", form)
            sheet.write_string(row, 0, words, form)
            sheet.set_row(row, row_height([(words, repeated, row == 1)]))

    def _periods(self, names: dict[str, str]) -> None:
        """Write the days of both periods, by name: the ledger's flags follow them."""
        sheet, site = self.sheets["indicators"], self.ledger.site
        for row, (key, window) in enumerate((("period", site.reporting), ("baseline", site.baseline)), start=3):
            sheet.write_string(row, 0, write(said(f"report.live.{key}_days"), self.lang), self.formats.get(bold=True))
            if window is None:
                continue
            for column, (end, day) in enumerate((("start", window.start), ("end", window.end)), start=1):
                sheet.write_number(row, column, excel_day(day.toordinal()), self.formats.get(num_format=day_format(self.lang), bg_color="#FFF9E5", align="left"))
                names[f"{key}_{end}"] = f"={factors_sheet_of(sheet)}!${'ABC'[column]}${row + 1}"

    def _sections(self, key: str, sections: list[Section]) -> None:
        sheet = self.sheets[key]
        self.widths = column_widths([block for section in sections for block in section.blocks if isinstance(block, Table)], self.lang)
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)
        page = Page(sheet, width=sum(self.widths))
        for height in (24.0, BLANK, BLANK):
            page.step(height)
        charts = ChartCorner(self.workbook, page, len(self.widths) + 1, self.lang)
        for section in sections:
            if len(sections) > 1:
                self.title = write(section.title, self.lang)
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    self._paragraph(page, block)
                elif isinstance(block, Table):
                    is_last = key == "summary" and section is sections[-1] and block is section.blocks[-1]
                    self._table(page, block, SIGNATURES if is_last else 0.0)
            charts.add(section)
        if key == "summary":
            self._signatures(page)
        page.close(len(self.widths))

    def _paragraph(self, page: Page, block: Paragraph) -> None:
        text = write(block.text, self.lang)
        if block.role == "annotation":
            text = write(said("report.annotation", text=text), self.lang)
        is_lead = block.role == "lead"
        form = self.formats.note() if block.role == "note" else self.formats.get(text_wrap=True, bold=is_lead)
        height = row_height([(text, ROOM, is_lead)])
        page.need(height + (TITLE if self.title else 0.0))
        self._title(page)
        row = page.step(height)
        page.sheet.merge_range(row, 0, row, len(self.widths) - 1, "", form)
        page.sheet.write_string(row, 0, text[:MAX_CELL], form)

    def _table(self, page: Page, table: Table, below: float = 0.0) -> None:
        """Write a table: whole on a page where it can be, with what stands below it, else cut between two rows with its headings again."""
        heights = [row_height(self._texts(line)) for line in table.rows]
        titles = [write(column.title, self.lang) for column in table.columns]
        head = LINE * max(lines_of(title, width, bold=True) for title, width in zip(titles, self.widths, strict=False)) + 8
        top = (TITLE if self.title else 0.0) + BLANK + 18 + head
        is_signed = below > 0
        below += row_height([(write(table.note, self.lang), ROOM, False)]) if table.note else 0.0
        whole = top + sum(heights) + below
        if page.left < whole < page.height and (is_signed or page.left < FEW * page.height):
            page.turn()
        page.need(top + beginning(heights, below))
        page.blank()
        self._title(page)
        page.sheet.write_string(page.step(18), 0, write(table.title, self.lang), self.formats.heading())
        self._headings(page, table, titles, head)
        for line, height, needed in zip(table.rows, heights, ends(heights, below), strict=True):
            if page.need(needed):
                self._headings(page, table, titles, head)
            row = page.step(height)
            for at, cell in enumerate(line.cells):
                self._cell(page.sheet, row, at, cell, line.total, table.columns[at].align == "number" and at > 0)
        if table.note:
            self._paragraph(page, Paragraph(text=table.note, role="note"))

    def _title(self, page: Page) -> None:
        """Write a section's title, if one waits for what stands below it."""
        if self.title:
            page.sheet.write_string(page.step(TITLE), 0, self.title, self.formats.get(bold=True, font_size=13))
            self.title = ""

    def _texts(self, line: Row) -> list[tuple[str, float, bool]]:
        """Return the words of a row's cells as `row_height` wants them; a figure is never wrapped."""
        return [(cell_text(cell, self.lang), self.widths[at], is_strong(cell, line.total)) for at, cell in enumerate(line.cells) if not isinstance(cell, Number)]

    def _headings(self, page: Page, table: Table, titles: list[str], height: float) -> None:
        row = page.step(height)
        for at, (title, column) in enumerate(zip(titles, table.columns, strict=True)):
            page.sheet.write_string(row, at, title, self.formats.column(column.align == "number" and at > 0))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, total: bool, to_right: bool) -> None:
        if isinstance(cell, Number):
            form = self.formats.number(cell, total, to_right)
            formula = self.formulas.get(cell.trace)
            if formula:
                sheet.write_formula(row, column, f"={formula}", form, cell.value)
            else:
                sheet.write_number(row, column, cell.value, form)
            if cell.trace and cell.trace not in self.where:
                self.where[cell.trace] = (factors_sheet_of(sheet), f"${_letter(column)}${row + 1}")
            return
        tone = cell.tone if isinstance(cell, Text) else ""
        sheet.write_string(row, column, write(cell, self.lang)[:MAX_CELL], self.formats.text(tone, total, to_right))

    def _signatures(self, page: Page) -> None:
        where = write(self.report.place, self.lang) + ", " if self.report.place else ""
        day = write_date(self.report.signed_on, self.lang) if self.report.signed_on else write(said("report.unsigned_on"), self.lang)
        signatories = self.report.signatories[:3]
        page.need(SIGNATURES)
        page.blank()
        row, sheet = page.row, page.sheet
        columns = (1, 5) if len(signatories) < 3 else (0, 3, 6)
        sheet.write_string(row, columns[-1], where + day, self.formats.get(italic=True))
        for at, signatory in zip(columns, signatories, strict=False):
            sheet.write_string(row + 1, at, write(signatory.role, self.lang), self.formats.get(bold=True))
            sheet.write_string(row + 2, at, write(said("report.signature_hint"), self.lang), self.formats.get(italic=True, font_color=SOFT))
            sheet.write_string(row + 6, at, clean(signatory.name), self.formats.get(bold=True))
        for _ in range(7):
            page.step()

    def _check(self) -> None:
        """Write what the workbook is of: hash, edition, code, and where each figure of the result stands."""
        sheet, mark = self.sheets["check"], fingerprint_of(self.report)
        sheet.set_column(0, 0, 58)
        sheet.set_column(1, 3, 26)
        facts = (("hash", mark.result_sha256), ("edition", mark.edition), ("version", mark.version))
        for row, (key, value) in enumerate(facts, start=3):
            sheet.write_string(row, 0, write(said(f"report.{key}"), self.lang), self.formats.get(bold=True))
            sheet.write_string(row, 1, value, self.formats.get())
        sheet.write_string(6, 0, write(said("report.verify"), self.lang), self.formats.note())
        sheet.insert_image(3, 4, "qr.png", {"image_data": io.BytesIO(qr_png(mark)), "x_scale": 0.5, "y_scale": 0.5, "description": write(said("report.qr_of"), self.lang)})
        titles = [write(said(f"report.check.{name}"), self.lang) for name in ("id", "sheet", "cell", "value")]
        sheet.write_row(9, 0, titles, self.formats.column())
        for row, (id, figure) in enumerate(self._figures(), start=10):
            where, cell = self.where[id]
            sheet.write_string(row, 0, id, self.formats.get())
            sheet.write_string(row, 1, where.strip("'").replace("''", "'"), self.formats.get())
            sheet.write_string(row, 2, cell.replace("$", ""), self.formats.get())
            sheet.write_formula(row, 3, f"={where}!{cell}", self.formats.get(num_format="General"), figure)
        sheet.freeze_panes(10, 0)
        sheet.print_area(0, 0, 8, 6)  # the figures' own list is for programs; a printed one would be pages of codes

    def _figures(self) -> list[tuple[str, float]]:
        known = {id: figure.value for id, figure in self.report.figures().items()}
        known |= {item["id"]: item["value"] for item in self.basis.result["indicators"] if item["id"] in self.where}
        return [(id, value) for id, value in known.items() if id in self.where]


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
