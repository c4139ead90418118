"""Render a report as PDF: archival (PDF/A-3a), tagged, fonts inside, the report's figures attached for verification."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from assessment.reports import fingerprint
from assessment.reports.drawing import draw
from assessment.reports.glyphs import shown
from assessment.reports.picture import usable_logo
from assessment.reports.report import Block, Cell, Figure, Paragraph, Report, Row, Section, Table, Text, said
from assessment.reports.typeset_columns import table_widths
from assessment.reports.typesetting import Job, template, typeset
from assessment.reports.words import SIGNED_TABLE, clean, shorten, stays_whole, write, write_date, write_label, write_sentence
from calculators.period import parse_period
from data import messages

LONG_WORD = re.compile(r"\S{25,}")
JOINTS = re.compile(r"(?<=[/_\-])(?=\w)")
BREAK_EVERY = 18  # characters of a word that is too long for a column
LONG_CELL = 600  # characters from which a cell may break over a page
ZERO_WIDTH = "\u200b"
ROOM = {"full": 481.9}  # points between the margins of report.typ
TYPE = {"full": 8.5}  # points: of the words in its tables
ROOM_OTHERWISE, TYPE_OTHERWISE, INSET = 498.9, 7.6, 8.0


def render_document(report: Report) -> bytes:
    """Return a report as PDF.

    Parameters
    ----------
    report : Report
        The composed report.

    Returns
    -------
    bytes
        The file; the same bytes for the same report.
    """
    content = json.dumps(_report(report), ensure_ascii=False)
    return typeset([Job(template=template("report.typ"), name="report", content=content)])[0]


def _report(report: Report) -> dict[str, Any]:
    lang, mark = report.lang, fingerprint.fingerprint_of(report)

    def words(key: str, **values: object) -> str:
        return write(said(f"report.{key}", **values), lang)

    subject = _safe(shorten(write(report.subject, lang), 300))
    day = write_date(report.signed_on, lang) if report.signed_on else words("unsigned_on")
    return {
        "kind": report.kind,
        "lang": lang,
        "date": _date(report),
        "title": words(f"title.{report.kind}"),
        "subject": subject,
        "footer": _safe(shorten(write(report.subject, lang), 60)),
        "period": words("period", period=messages.format_period(report.period, lang)),
        "made_with": words("made_with", edition=report.edition, version=report.version),
        "hash": report.result_sha256,
        "hash_word": words("hash"),
        "code": fingerprint.qr_text(mark),
        "qr": fingerprint.qr_svg(mark),
        "mark": fingerprint.to_json(mark),
        "logo": _logo(report),
        "sections": [_section(section, lang, report.kind) for section in report.sections],
        "signed_on": _safe((write(report.place, lang) + ", " if report.place else "") + day),
        "signatories": [{"role": _safe(write(each.role, lang)), "name": _safe(each.name)} for each in report.signatories],
        "page_of": messages.messages(lang)["report.page_of"],
        "table_word": words("word.table"),
        "figure_word": words("word.figure"),
        "verify": words("verify.programme" if report.kind == "programme" else "verify"),
        **{key: words(key) for key in ("contents", "logo_of", "qr_of", "signature_hint")},
    }


def _date(report: Report) -> list[int]:
    """Return the date an archival file must carry: when it was signed, else the last day of what it reports on."""
    day = date.fromisoformat(report.signed_on) if report.signed_on else parse_period(report.period).end
    return [day.year, day.month, day.day]


def _logo(report: Report) -> list[int] | None:
    """Return a logo's bytes as JSON can carry them, or None where there is none that can be drawn."""
    logo = usable_logo(report.logo)
    return None if logo is None else list(logo)


def _safe(text: str) -> str:
    """Return words that the fonts can show, with places where a very long word may break."""
    return _wide(LONG_WORD.sub(lambda word: _breakable(word.group()), shown(clean(text))))


def _wide(text: str) -> str:
    """Return a text with the font's own space before a unit: its thin one is too thin to be seen."""
    return text.replace(messages.THIN_SPACE, "\u00a0")


def _breakable(word: str) -> str:
    parts = JOINTS.split(word)  # a path breaks where its parts meet
    return ZERO_WIDTH.join(part[at : at + BREAK_EVERY] for part in parts for at in range(0, len(part), BREAK_EVERY))


def _section(section: Section, lang: str, kind: str) -> dict[str, Any]:
    blocks = [made | _kept(block, kind, made.get("whole", True)) for block in section.blocks if (made := _block(block, lang, kind)) is not None]
    return {"title": _safe(write(section.title, lang)), "blocks": blocks}


def _kept(block: Block, kind: str, is_low: bool) -> dict[str, bool]:
    """Return whether a table stays on one page, and whether it may stand with the signatures where it is the last; not one with long cells."""
    rows = len(block.rows) if isinstance(block, Table) else 0
    return {"short": is_low and stays_whole(rows, kind), "signed": is_low and rows <= SIGNED_TABLE and not isinstance(block, Figure)}


def _block(block: Block, lang: str, kind: str) -> dict[str, Any] | None:
    if isinstance(block, Paragraph):
        text = write(block.text, lang)
        if block.role == "annotation":
            text = write(said("report.annotation", text=text), lang)
        return {"type": "paragraph", "role": block.role, "text": _safe(text)}
    return _table(block, lang, kind) if isinstance(block, Table) else _figure(block, lang)


def _table(table: Table, lang: str, kind: str) -> dict[str, Any]:
    return {
        "type": "table",
        "title": _safe(write(table.title, lang)),
        "columns": [_safe(write(column.title, lang)) for column in table.columns],
        "widths": table_widths(table, lang, ROOM.get(kind, ROOM_OTHERWISE), TYPE.get(kind, TYPE_OTHERWISE), INSET),
        "numbers": [column.align == "number" for column in table.columns],
        "rows": (rows := [_cells(row, lang) for row in table.rows]),
        "whole": all(len(cell["text"]) < LONG_CELL for row in rows for cell in row),
        "note": _safe(write(table.note, lang)) if table.note else "",
    }


def _cells(row: Row, lang: str) -> Sequence[dict[str, Any]]:
    return [_cell(cell, lang, row.total) for cell in row.cells]


def _cell(cell: Cell, lang: str, total: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"text": _safe(write(cell, lang))}
    if isinstance(cell, Text) and cell.tone:
        made["tone"] = cell.tone
    if total:
        made["strong"] = True
    return made


def _figure(block: Figure, lang: str) -> dict[str, Any] | None:
    chart = block.chart
    svg = draw(chart, lang)
    if svg is None:
        return None
    title = _safe(write_label(chart.title, lang))
    sentence = _safe(write_sentence(chart, lang))
    alt = f"{write(said('report.chart_of', title=title), lang)}. {sentence}"
    return {"type": "figure", "title": title, "sentence": sentence, "svg": _wide(shown(svg)), "alt": alt}
