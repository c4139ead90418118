"""The yearly programme report as a workbook: its sections as sheets, and every published cell beside them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assessment.reports.programme_charts import add_chart
from assessment.reports.report import Cell, Figure, Interval, Number, Paragraph, Report, Section, Table, Text, said
from assessment.reports.words import clean, write
from assessment.reports.workbook_style import Formats, new_book
from benchmarks.peers.pack import Pack
from benchmarks.peers.published import TABLES

CREATED = datetime(2000, 1, 1)  # the same bytes for the same report
SHEET_NAME = 31  # characters a sheet's name may have
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDTHS = (46, 22)


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
    sheet = _sheet(book, write(section.title, lang))
    sheet.write_string(0, 0, write(section.title, lang), formats.title())
    sheet.write_string(1, 0, f"{write(report.title, lang)} · {write(report.subject, lang)} · {report.period}", formats.note())
    at = 3
    for block in section.blocks:
        if isinstance(block, Paragraph):
            sheet.merge_range(at, 0, at, 7, write(block.text, lang), formats.plain())
            sheet.set_row(at, 45)
            at += 2
        elif isinstance(block, Table):
            at = _table(sheet, formats, block, lang, at)
        elif isinstance(block, Figure):
            at = add_chart(book, sheet, at, block.chart, lang)
    if section.id == "method":
        sheet.write_string(at + 1, 0, f"SHA-256: {report.result_sha256}", formats.note())


def _sheet(book: Any, name: str) -> Any:
    sheet = book.add_worksheet(name.translate(FORBIDDEN)[:SHEET_NAME])
    sheet.set_column(0, 0, WIDTHS[0])
    sheet.set_column(1, 13, WIDTHS[1])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _table(sheet: Any, formats: Formats, table: Table, lang: str, at: int) -> int:
    sheet.write_string(at, 0, write(table.title, lang), formats.heading())
    for column, each in enumerate(table.columns):
        sheet.write_string(at + 1, column, write(each.title, lang), formats.column(each.align == "number"))
    at += 2
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            _write(sheet, formats, at, column, cell, lang)
        at += 1
    if table.note:
        sheet.merge_range(at, 0, at, 7, write(table.note, lang), formats.note())
        sheet.set_row(at, 45)
        at += 1
    return at + 1


def _write(sheet: Any, formats: Formats, at: int, column: int, cell: Cell, lang: str) -> None:
    if isinstance(cell, Number):
        sheet.write_number(at, column, cell.value, formats.number(cell))
        return
    tone = cell.tone if isinstance(cell, Text) else ""
    sheet.write_string(at, column, clean(write(cell, lang)), formats.text(tone, to_right=isinstance(cell, Interval)))


def _cells(book: Any, formats: Formats, pack: Pack, lang: str) -> None:
    """Write every published row; a withheld figure is an empty cell."""
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = {"cells": pack.cells, "totals": pack.totals, "progress": pack.progress}
    for name, rows in tables.items():
        sheet = book.add_worksheet(write(said(f"published.table.{name}"), lang)[:SHEET_NAME])
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
                    sheet.write_string(at, column, str(value))
