"""The yearly programme report as a workbook: its sections as sheets, and every published cell beside them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assessment.reports.basis import said_or
from assessment.reports.programme_charts import add_chart
from assessment.reports.report import Cell, Figure, Number, Paragraph, Report, Section, Table, Text, said
from assessment.reports.words import clean, write
from assessment.reports.workbook_page import BLANK, ROOM, Page, cell_text, column_widths, dress, is_strong, row_height
from assessment.reports.workbook_style import SOFT, Formats, new_book
from benchmarks import area
from benchmarks.peers.pack import Pack
from benchmarks.peers.published import TABLES
from data import messages
from data.catalogue import open_edition

CREATED = datetime(2000, 1, 1)  # the same bytes for the same report
SHEET_NAME = 31  # characters a sheet's name may have
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
CHART = 18 * BLANK  # points that a chart takes


def render_workbook(report: Report, pack: Pack) -> bytes:
    """Return a programme report as .xlsx; figures stay numbers.

    Parameters
    ----------
    report : Report
        As :func:`assessment.reports.programme.compose` made it.
    pack : Pack
        The published figures, for the sheets of cells.

    Returns
    -------
    bytes
        The file; the same bytes for the same arguments.
    """
    stream = io.BytesIO()
    with new_book(stream) as book:
        book.set_properties({"title": write(report.title, report.lang), "author": "Sạch Hơn", "created": CREATED})
        formats = Formats(book=book, lang=report.lang)
        for section in report.sections:
            _section(book, formats, report, section)
        _cells(book, formats, pack, report.lang)
    return stream.getvalue()


def cells_workbook(pack: Pack, lang: str) -> bytes:
    """Return the published cells of a pack, and nothing else, as .xlsx."""
    stream = io.BytesIO()
    with new_book(stream) as book:
        book.set_properties({"title": write(said("published.export"), lang), "author": "Sạch Hơn", "created": CREATED})
        formats = Formats(book=book, lang=lang)
        _cells(book, formats, pack, lang)
    return stream.getvalue()


def _section(book: Any, formats: Formats, report: Report, section: Section) -> None:
    lang = report.lang
    name = write(section.title, lang)
    sheet = book.add_worksheet(name.translate(FORBIDDEN)[:SHEET_NAME])
    dress(sheet)
    widths = column_widths([block for block in section.blocks if isinstance(block, Table)], lang)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    page = Page(sheet, width=sum(widths))
    sheet.write_string(page.step(24), 0, name, formats.title())
    sheet.write_string(page.step(), 0, f"{write(report.title, lang)} · {write(report.subject, lang)} · {report.period}", formats.get(italic=True, font_color=SOFT))
    for block in section.blocks:
        if isinstance(block, Paragraph):
            page.blank()
            _paragraph(page, write(block.text, lang), formats.plain(), len(widths))
        elif isinstance(block, Table):
            _table(page, formats, block, lang, widths)
        elif isinstance(block, Figure):
            _figure(book, page, block, lang, len(widths) + 1)
    if section.id == "method":
        page.blank()
        sheet.write_string(page.step(), 0, f"SHA-256: {report.result_sha256}", formats.get(italic=True, font_color=SOFT))
    page.close(len(widths))


def _paragraph(page: Page, text: str, form: Any, columns: int) -> None:
    height = row_height([(text, ROOM, False)])
    page.need(height)
    page.sheet.merge_range(page.step(height), 0, page.row - 1, columns - 1, text, form)


def _table(page: Page, formats: Formats, table: Table, lang: str, widths: list[float]) -> None:
    titles = [write(column.title, lang) for column in table.columns]
    head = row_height([(title, width, True) for title, width in zip(titles, widths, strict=False)]) + 4.0
    heights = [row_height([(cell_text(cell, lang), widths[at], is_strong(cell)) for at, cell in enumerate(row.cells)]) for row in table.rows]
    page.need(BLANK + 18 + head + sum(heights[:2]))
    page.blank()
    page.sheet.write_string(page.step(18), 0, write(table.title, lang), formats.heading())
    _headings(page, formats, table, titles, head)
    for line, height in zip(table.rows, heights, strict=True):
        if page.need(height):
            _headings(page, formats, table, titles, head)
        row = page.step(height)
        for at, cell in enumerate(line.cells):
            _write(page.sheet, formats, row, at, cell, lang, to_right=table.columns[at].align == "number" and at > 0)
    if table.note:
        _paragraph(page, write(table.note, lang), formats.note(), len(widths))


def _headings(page: Page, formats: Formats, table: Table, titles: list[str], height: float) -> None:
    row = page.step(height)
    for at, (title, column) in enumerate(zip(titles, table.columns, strict=True)):
        page.sheet.write_string(row, at, title, formats.column(column.align == "number" and at > 0))


def _figure(book: Any, page: Page, block: Figure, lang: str, column: int) -> None:
    """Draw a chart on a page that holds it whole; its numbers stand right of what is printed."""
    page.blank()
    page.need(CHART)
    after = add_chart(book, page.sheet, page.row, block.chart, lang, column)
    while page.row < after:
        page.step()


def _write(sheet: Any, formats: Formats, at: int, column: int, cell: Cell, lang: str, *, to_right: bool) -> None:
    if isinstance(cell, Number):
        sheet.write_number(at, column, cell.value, formats.number(cell, to_right=to_right))
        return
    tone = cell.tone if isinstance(cell, Text) else ""
    sheet.write_string(at, column, clean(write(cell, lang)), formats.text(tone, to_right=to_right))


def _cells(book: Any, formats: Formats, pack: Pack, lang: str) -> None:
    """Write every published row; a withheld figure is an empty cell."""
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = {"cells": pack.cells, "totals": pack.totals, "progress": pack.progress}
    for name, rows in tables.items():
        sheet = book.add_worksheet(write(said(f"published.table.{name}"), lang)[:SHEET_NAME])
        dress(sheet)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_column(0, len(TABLES[name]), 16)
        note = [f"{pack.vintage} · {pack.released}", *([write(said("published.synthetic"), lang)] if pack.synthetic else [])]
        sheet.write_string(0, 0, " · ".join(note), formats.note())
        for column, heading in enumerate(TABLES[name]):
            sheet.write_string(1, column, write(said(f"published.column.{heading}"), lang), formats.column())
        sheet.freeze_panes(2, 0)
        for at, row in enumerate(rows, start=2):
            for column, heading in enumerate(TABLES[name]):
                value = row.get(heading)
                if isinstance(value, (int, float)):
                    sheet.write_number(at, column, value)
                elif value:
                    sheet.write_string(at, column, _called(heading, row, lang))


def _called(heading: str, row: Mapping[str, Any], lang: str) -> str:
    """Return what a cell of a published row says, its keys by their names."""
    value, book = str(row[heading]), open_edition()
    head, _, level = str(row["level"]).partition(".")
    if heading == "level":
        return write(said(f"published.of.{head}", level=said(f"published.level.{level}")), lang)
    if heading == "place":
        return area.name(book, value, lang) or value
    if heading in ("sector", "product"):
        return str(book.row(f"{heading}s", value)[f"label_{lang}"]) if book.has(f"{heading}s", value) else value
    if heading == "indicator":
        return write(said_or(f"kind.{value}", value), lang)
    return messages.format_unit(value, lang) if heading in ("unit", "total_unit") else value
