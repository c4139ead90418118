"""Render a form as PDF by typst: fonts inside, tagged, the same bytes for the same form."""

from __future__ import annotations

import json
from typing import Any

from assessment.reports import fingerprint
from assessment.reports.forms.form import Form, Heading, Line, Part
from assessment.reports.forms.mark import mark_of
from assessment.reports.forms.wording import BLANK, answer, closing, en, numbered, remarks, rows_of, runs, shown, signatures, vi
from assessment.reports.glyphs import shown as with_glyphs
from assessment.reports.report import Paragraph, Table, Text, said
from assessment.reports.typesetting import Job, template, typeset
from calculators.errors import PeriodError
from calculators.period import parse_period

WIDE = 6  # columns from which the page lies


def render_print(form: Form) -> bytes:
    """Return a form as PDF (PDF/A-3a)."""
    content = with_glyphs(json.dumps(_content(form), ensure_ascii=False))
    return typeset([Job(template=template("form.typ"), name="form", content=content)])[0]


def _content(form: Form) -> dict[str, Any]:
    parts = runs(form)
    return {
        "title": _both(form.title),
        "number": vi(form.number),
        "head": vi(form.head),
        "document": numbered(form),
        "dated_first": form.dated_first,
        "nation": [vi(said("form.nation")), vi(said("form.motto"))] if form.is_official else [],
        "warning": _both(said("form.to_confirm")) if form.is_official and not form.is_confirmed else [],
        "wide": max([0, *(len(table.columns) for table in form.tables())]) > WIDE,
        "date": _date(form.period),
        "parts": [{**_part(run), "sticky": place >= closing(parts)} for place, run in enumerate(parts)],
        "day": vi(said("form.day")),
        "signatories": [list(words) for words in signatures(form)],
        "mark": fingerprint.to_json(mark_of(form)),
        "mark_of": vi(said("report.hash")),
        "remarks": [" ".join(filter(None, _both(text))) for text in remarks(form)],
    }


def _date(period: str) -> list[int]:
    try:
        day = parse_period(period).end
    except PeriodError:
        return [2000, 1, 1]
    return [day.year, day.month, day.day]


def _both(text: Text) -> list[str]:
    return [vi(text), en(text)]


def _part(run: list[Part]) -> dict[str, Any]:
    part = run[0]
    if isinstance(part, Line):
        lines = [line for line in run if isinstance(line, Line)]
        return {"type": "lines", "lines": [{"label": _both(line.label), "answer": answer(line.value) or BLANK} for line in lines]}
    if isinstance(part, Heading):
        return {"type": "heading", "text": _both(part.text), "level": part.level}
    if isinstance(part, Paragraph):
        return {"type": "paragraph", "text": vi(part.text), "note": part.role == "note"}
    return _table(part)


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "title": _both(table.title),
        "columns": [_both(column.title) for column in table.columns],
        "shares": [column.share for column in table.columns],
        "numbers": [column.align == "number" for column in table.columns],
        "rows": [{"cells": shown(row), "total": row.total} for row in rows_of(table)],
        "note": _both(table.note) if table.note else [],
    }
