"""The files of the department's pages: published cells, and the yearly report. Nothing of a single factory is in either."""

from __future__ import annotations

from collections.abc import Mapping

from app.files import File
from app.province import documents as province
from app.province import published
from app.settings import Settings
from assessment.store.access import Actor
from calculators.errors import UnknownKeyError
from data import messages

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def cells(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the published cells of a pack as CSV or as a workbook."""
    from benchmarks.peers.published import to_csv

    item = published.chosen(settings, query.get("pack", ""), actor)
    kind = query.get("kind", "csv")
    if item is None:
        raise UnknownKeyError("benchmark pack", query.get("pack", "")[:60])
    name = f"sachhon-published-{item.pack.vintage}{'-synthetic' if item.pack.synthetic else ''}"
    if kind == "xlsx":
        from assessment.reports.programme_workbook import cells_workbook

        return File(name=f"{name}.xlsx", content=cells_workbook(item.pack, query["lang"]), media_type=MEDIA["xlsx"])
    table = query.get("table", "cells")
    rows = {"cells": item.pack.cells, "totals": item.pack.totals, "progress": item.pack.progress}
    if kind != "csv" or table not in rows:
        raise UnknownKeyError("export", f"{kind} {table}"[:60], known=("csv", "xlsx", *rows))
    return File(name=f"{name}-{table}.csv", content=("\ufeff" + to_csv(rows[table], table)).encode(), media_type=MEDIA["csv"])


def report(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the yearly report as PDF, Word or workbook."""
    from assessment.reports.programme import render

    year, kind = query.get("year", ""), query.get("kind", "pdf")
    if not (year.isdecimal() and len(year) == 4):
        raise UnknownKeyError("year", year[:10])
    ground = province.ground(settings, actor, year=int(year), province=query.get("province", published.HOME), name=query.get("pack", ""))
    content = render(ground, kind, query.get("lang", messages.DEFAULT_LANGUAGE))
    return File(name=f"sachhon-2091-{year}.{query['lang']}.{kind}", content=content, media_type=MEDIA[kind])
