"""The files a visitor can ask for, made from a site's document by the same code as the command line's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app import sites
from app.files import BINARY, File, Maker
from app.province import files as province_files
from app.province import published
from app.records import remember
from app.reporting import files as report_files
from app.settings import Settings
from calculators.errors import SachhonError, UnknownKeyError
from data import catalogue, messages

if TYPE_CHECKING:
    from assessment.model import Document
    from assessment.store.access import Actor

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "json": "application/json",
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "ics": "text/calendar; charset=utf-8",
        "zip": "application/zip",
        "txt": "text/plain; charset=utf-8",
    }
)
OF_NO_SITE = frozenset({"paper", "ledger", "template", "package", "tables", "cells", "yearly", "form", "batch"})
OF_ONE_PRODUCT = frozenset({"pact", "product_sheet"})
REPORTS = ("xlsx", "pdf", "docx")


class NoReportError(SachhonError, ValueError):
    """A report was asked for of a document that cannot be read; its findings say why."""


def assessed(settings: Settings, site: sites.Site, actor: Actor) -> tuple[Document, dict[str, Any]]:
    """Return a site's document and its result.

    Raises
    ------
    NoReportError
        If the document cannot be read.
    """
    from assessment import intake, procedure  # loads the engine: only when a file is asked for

    document = intake.read(sites.content(settings, site, actor=actor), site.filename).document
    if document is None:
        raise NoReportError(f"{site.filename!r} cannot be read as an assessment; its findings say what to mend")
    record = procedure.assess(document)
    remember(settings, site, record, actor)
    return document, record


def document(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the site's document as it was brought in."""
    site = sites.find(settings, query.get("site", ""), actor=actor)
    if revision := query.get("revision", ""):
        name, content = sites.file_of_revision(settings, site, revision, actor=actor)
        return File(name=name, content=content, media_type=BINARY)
    return File(name=site.filename, content=sites.content(settings, site, actor=actor), media_type=BINARY)


def result(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the result document of a site."""
    from assessment.result import to_json

    site = sites.find(settings, query.get("site", ""), actor=actor)
    _, record = assessed(settings, site, actor)
    return File(name=f"{site.name}.result.json", content=to_json(record).encode(), media_type=MEDIA_TYPES["json"])


def template(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the empty workbook of a sector."""
    from assessment.intake.template import write

    sector, lang = query.get("sector", ""), query.get("lang", messages.DEFAULT_LANGUAGE)
    return File(name=f"sachhon-{sector}.xlsx", content=write(sector, lang), media_type=MEDIA_TYPES["xlsx"])


def report(settings: Settings, query: Mapping[str, str], actor: Actor, *, kind: str) -> File:
    """Return the report of a site as a workbook, a PDF or a Word document."""
    from assessment import reports

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    lang = query.get("lang", messages.DEFAULT_LANGUAGE)
    if kind not in MEDIA_TYPES:
        raise UnknownKeyError("report", kind, known=tuple(MEDIA_TYPES))
    own = report_files.worn(settings, site, actor, report_files.TEMPLATE) if kind == "docx" and not query.get("plain") else None
    layout = report_files.layout_of(query, report_files.worn(settings, site, actor, report_files.LOGO), published.chosen(settings, actor=actor))
    content: bytes = reports.render(record, read, kind, lang, report_files.kind_of(query), layout=layout, template=own)
    return File(name=f"{site.name}.{kind}", content=content, media_type=MEDIA_TYPES[kind])


def form(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return a statutory form or annex of a site, filled."""
    from assessment.reports import forms

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    name, kind = query.get("form", ""), query.get("kind", "docx")
    content = forms.render_form(forms.fill(name, record, read), kind)
    return File(name=f"{site.name}-{name}.{kind}", content=content, media_type=MEDIA_TYPES[kind])


def batch(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the archive of a batch of reports that the actor had made."""
    from app.reporting.batching import archive_of

    place = archive_of(settings, actor, query.get("batch", ""))
    if not place.is_file():
        raise UnknownKeyError("batch", query.get("batch", "")[:30])
    return File(name="sachhon.zip", content=place.read_bytes(), media_type=MEDIA_TYPES["zip"])


def calendar(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the site's deadlines as a calendar file."""
    from assessment.calendar import calendar_of

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    content = calendar_of(record, read.assessment.facility.name, query.get("lang", messages.DEFAULT_LANGUAGE))
    return File(name=f"{site.name}.ics", content=content, media_type=MEDIA_TYPES["ics"])


def reminders(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the days of the site's plan as a calendar file."""
    from assessment.opportunities.reminding import plan_calendar

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    content = plan_calendar(record, read.assessment.facility.name, query.get("lang", messages.DEFAULT_LANGUAGE))
    return File(name=f"{site.name}-plan.ics", content=content, media_type=MEDIA_TYPES["ics"])


def pact(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the PACT file of one product's footprint, or a text that says what is still to be stated."""
    from assessment.reports.exchange.pact import declaration_of, to_pact

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    product = query.get("product", "")
    footprint = next((item for item in record["footprints"] if item["product"] == product), None)
    if footprint is None:
        raise UnknownKeyError("footprint", product[:60], known=tuple(item["product"] for item in record["footprints"]))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    exchanged, findings = to_pact(footprint, record, declaration_of(read.assessment, product, now))
    if exchanged is None:
        lang = query.get("lang", messages.DEFAULT_LANGUAGE)
        lines = [" ".join(messages.message(f"finding.{each.code}.{part}", lang) + "." for part in ("title", "action")) for each in findings]
        text = "\n".join(line.replace("..", ".") for line in lines) + "\n"
        return File(name=f"{product}.pact.txt", content=text.encode(), media_type=MEDIA_TYPES["txt"])
    content = json.dumps({"data": [exchanged]}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return File(name=f"{product}.pact.json", content=content.encode(), media_type=MEDIA_TYPES["json"])


def product_sheet(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the A4 sheet of one product's footprint, as PDF or Word."""
    from assessment.reports.forms import render_product_sheet

    site = sites.find(settings, query.get("site", ""), actor=actor)
    read, record = assessed(settings, site, actor)
    product, kind = query.get("product", ""), query.get("kind", "pdf")
    content = render_product_sheet(record, read, kind, query.get("lang", messages.DEFAULT_LANGUAGE), product)
    return File(name=f"{product or site.name}.{kind}", content=content, media_type=MEDIA_TYPES[kind])


def package(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the whole edition of the reference data as a data package."""
    from data.data_package import package_of

    book = catalogue.open_edition()
    return File(name=f"sachhon-reference-{book.edition}.zip", content=package_of(book), media_type=MEDIA_TYPES["zip"])


def tables(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return the whole edition of the reference data as a workbook."""
    from assessment.reports.reference import write_reference

    book = catalogue.open_edition()
    return File(name=f"sachhon-reference-{book.edition}.xlsx", content=write_reference(book), media_type=MEDIA_TYPES["xlsx"])


def paper(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return a paper of an import, or evidence of a measure, as the file that it is; only pictures are shown by the browser itself."""
    from app.attaching import paper as kept

    name, _, content = kept(settings, sites.find(settings, query.get("site", ""), actor=actor), query.get("paper", ""), actor)
    plain = name.rpartition("/")[2]
    kind = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}.get(plain.lower().rpartition(".")[2], BINARY)
    return File(name=plain, content=content, media_type=kind)


def ledger(settings: Settings, query: Mapping[str, str], actor: Actor) -> File:
    """Return a site's ledger as CSV, or its whole document as workbook, JSON or YAML."""
    from assessment import intake
    from assessment.outgoing import written

    site = sites.find(settings, query.get("site", ""), actor=actor)
    document = intake.read(sites.content(settings, site, actor=actor), site.filename).document
    if document is None:
        raise NoReportError(f"{site.filename!r} cannot be read as an assessment; its findings say what to mend")
    kind = query.get("kind", "csv")
    content = written(document.assessment, f".{kind}", query.get("lang", messages.DEFAULT_LANGUAGE))
    return File(name=f"{site.name}.{kind}", content=content, media_type=MEDIA_TYPES.get(kind, BINARY))


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "template": template,
        **{kind: partial(report, kind=kind) for kind in REPORTS},
        "result": result,
        "document": document,
        "calendar": calendar,
        "reminders": reminders,
        "package": package,
        "pact": pact,
        "product_sheet": product_sheet,
        "tables": tables,
        "paper": paper,
        "ledger": ledger,
        "cells": province_files.cells,
        "yearly": province_files.report,
        "form": form,
        "batch": batch,
    }
)


def offered() -> tuple[str, ...]:
    """Return the files that can be made of a site's document, the most asked for first."""
    return tuple(name for name in MAKERS if name not in OF_NO_SITE | OF_ONE_PRODUCT)
