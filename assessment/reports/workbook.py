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
from assessment.reports.report import Cell, Number, Paragraph, Report, Section, Table, Text, said
from assessment.reports.words import clean, shorten, write, write_date
from assessment.reports.workbook_charts import add_charts, add_month_charts
from assessment.reports.workbook_entries import FactorSheet, factors_sheet_of, write_entries, write_factors
from assessment.reports.workbook_ledger import Ledger, excel_day
from assessment.reports.workbook_live import IndicatorSheet, MonthSheet, live_formulas
from assessment.reports.workbook_style import Formats
from data.catalogue import Catalogue

CREATED = datetime(2000, 1, 1)  # the same bytes for the same result: a workbook says nothing of when it was written
SHEETS = (
    "summary", "indicators", "standing", "months", "targets", "baselines", "balances", "losses", "emissions", "footprints", "options", "duties",
    "findings", "ledger", "factors", "sources", "check",
)  # fmt: skip
OF_SHEET = {
    "summary": ("summary", "company"), "standing": ("standing",), "targets": ("targets",), "baselines": ("baselines",),
    "balances": ("balances",), "losses": ("losses",), "emissions": ("emissions",), "footprints": ("footprints",),
    "options": ("options", "plan"), "duties": ("duties",), "findings": ("findings",), "sources": ("sources", "method"),
}  # fmt: skip
MAX_CELL = 32_767
COLUMNS = 8  # of a printed sheet
WIDTH, FIRST_WIDTH, LEAST_WIDTH = 170.0, 34.0, 19.0  # characters: of a table's columns together, of the first, of any


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
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
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
        self.ledger = Ledger(site=open_site(document, book))
        self.formulas: dict[str, str] = {}
        self.where: dict[str, tuple[str, str]] = {}
        self.sheets: dict[str, Any] = {}
        self.widths: list[float] = []

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
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        name = shorten(write(self.report.subject, self.lang), 60).replace("&", "&&")
        sheet.set_footer(f"&L&8 {name}&C&8 {self.report.result_sha256[:16]}&R&8 &P/&N")
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
            self.sheets[key].write_string(2, 0, write(said(f"report.sheet_note.{key}"), self.lang), self.formats.get(italic=True, font_color="#5C6966"))
        self.formulas = live_formulas(self.ledger, self.basis, {**months.cells, **indicators.cells}, indicators.amounts)
        self.where = {id: tuple(cell.rsplit("!", 1)) for id, cell in {**months.cells, **indicators.cells}.items()}  # type: ignore[misc]
        add_month_charts(self.workbook, months)
        rows = len(self.ledger.entries)
        self.sheets["ledger"].print_area(0, 0, 5 + rows, 12 + len(self.ledger.columns))
        self.sheets["ledger"].repeat_rows(4)
        self.sheets["indicators"].print_area(0, 0, last, 13)
        self.sheets["indicators"].repeat_rows(5)

    def _periods(self, names: dict[str, str]) -> None:
        """Write the days of both periods, by name: the ledger's flags follow them."""
        sheet, site = self.sheets["indicators"], self.ledger.site
        for row, (key, window) in enumerate((("period", site.reporting), ("baseline", site.baseline)), start=3):
            sheet.write_string(row, 0, write(said(f"report.live.{key}_days"), self.lang), self.formats.get(bold=True))
            if window is None:
                continue
            for column, (end, day) in enumerate((("start", window.start), ("end", window.end)), start=1):
                sheet.write_number(row, column, excel_day(day.toordinal()), self.formats.get(num_format="dd/mm/yyyy", bg_color="#FFF9E5", align="left"))
                names[f"{key}_{end}"] = f"={factors_sheet_of(sheet)}!${'ABC'[column]}${row + 1}"

    def _sections(self, key: str, sections: list[Section]) -> None:
        sheet, row = self.sheets[key], 3
        self.widths = _widths([block for section in sections for block in section.blocks if isinstance(block, Table)])
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)
        for section in sections:
            if len(sections) > 1:
                sheet.write_string(row, 0, write(section.title, self.lang), self.formats.get(bold=True, font_size=13))
                row += 1
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    row = self._paragraph(sheet, row, block)
                elif isinstance(block, Table):
                    row = self._table(sheet, row, block)
            row = add_charts(self.workbook, sheet, row, section, self.lang)
        if key == "summary":
            row = self._signatures(sheet, row)
        sheet.print_area(0, 0, max(row, 4), 7)

    def _paragraph(self, sheet: Any, row: int, block: Paragraph) -> int:
        text = write(block.text, self.lang)
        if block.role == "annotation":
            text = write(said("report.annotation", text=text), self.lang)
        form = self.formats.note() if block.role == "note" else self.formats.get(text_wrap=True, bold=block.role == "lead")
        sheet.merge_range(row, 0, row, 7, "", form)
        sheet.write_string(row, 0, text[:MAX_CELL], form)
        sheet.set_row(row, 15 * (1 + len(text) // 150))
        return row + 1

    def _table(self, sheet: Any, row: int, table: Table) -> int:
        formats = self.formats
        sheet.write_string(row + 1, 0, write(table.title, self.lang), formats.heading())
        row += 2
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, write(column.title, self.lang), formats.column(column.align == "number"))
        sheet.set_row(row, 32)
        for line in table.rows:
            row += 1
            longest = 1
            for at, cell in enumerate(line.cells):
                text = self._cell(sheet, row, at, cell, line.total, table.columns[at].align == "number")
                longest = max(longest, 1 + int(len(text) / (0.95 * self.widths[at])))
            sheet.set_row(row, min(14 * longest, 400))
        row += 1
        if table.note:
            row = self._paragraph(sheet, row, Paragraph(text=table.note, role="note"))
        return row

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, total: bool, to_right: bool) -> str:
        """Write a cell and return its words, by which the row's height is set."""
        if isinstance(cell, Number):
            form = self.formats.number(cell, total)
            formula = self.formulas.get(cell.trace)
            if formula:
                sheet.write_formula(row, column, f"={formula}", form, cell.value)
            else:
                sheet.write_number(row, column, cell.value, form)
            if cell.trace and cell.trace not in self.where:
                self.where[cell.trace] = (factors_sheet_of(sheet), f"${_letter(column)}${row + 1}")
            return ""
        text = write(cell, self.lang)[:MAX_CELL]
        tone = cell.tone if isinstance(cell, Text) else ""
        sheet.write_string(row, column, text, self.formats.text(tone, total, to_right))
        return text

    def _signatures(self, sheet: Any, row: int) -> int:
        where = write(self.report.place, self.lang) + ", " if self.report.place else ""
        day = write_date(self.report.signed_on, self.lang) if self.report.signed_on else write(said("report.unsigned_on"), self.lang)
        sheet.write_string(row + 1, 5, where + day, self.formats.get(italic=True))
        for at, signatory in enumerate(self.report.signatories[:3]):
            sheet.write_string(row + 2, 1 + 4 * at, write(signatory.role, self.lang), self.formats.get(bold=True))
            sheet.write_string(row + 3, 1 + 4 * at, write(said("report.signature_hint"), self.lang), self.formats.note())
            sheet.write_string(row + 7, 1 + 4 * at, clean(signatory.name), self.formats.get(bold=True))
        return row + 9

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
        sheet.print_area(0, 0, 12, 6)

    def _figures(self) -> list[tuple[str, float]]:
        known = {id: figure.value for id, figure in self.report.figures().items()}
        known |= {item["id"]: item["value"] for item in self.basis.result["indicators"] if item["id"] in self.where}
        return [(id, value) for id, value in known.items() if id in self.where]


def _widths(tables: list[Table]) -> list[float]:
    """Return the widths of a sheet's columns: names first, the rest as the widest table shares them. [characters]"""
    widths = [FIRST_WIDTH] + [LEAST_WIDTH] * (COLUMNS - 1)
    for table in sorted(tables, key=lambda table: len(table.columns)):
        whole = sum(column.share for column in table.columns)
        for at, column in enumerate(table.columns[1:COLUMNS], start=1):
            if len(table.columns) == max(len(each.columns) for each in tables):
                widths[at] = max(LEAST_WIDTH, min(WIDTH * column.share / whole, 64.0))
    return widths


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
