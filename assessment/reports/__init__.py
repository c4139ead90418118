"""Reports of a result: composed once as data, rendered to a workbook, a PDF or a Word document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from assessment.model import Document
from assessment.reports.compose import KINDS, PLAIN, SECTIONS, Kind, Layout, compose
from assessment.reports.report import Report
from calculators.errors import UnknownKeyError
from data import catalogue
from data.catalogue import Catalogue

Format = Literal["xlsx", "pdf", "docx", "json"]
FORMATS: tuple[Format, ...] = ("xlsx", "pdf", "docx", "json")

__all__ = ["FORMATS", "KINDS", "SECTIONS", "Format", "Kind", "Layout", "compose", "render", "render_all"]


def render(
    result: Mapping[str, Any],
    document: Document,
    format: str,
    lang: str,
    kind: Kind | None = None,
    book: Catalogue | None = None,
    layout: Layout = PLAIN,
    template: bytes | None = None,
) -> bytes:
    """Return a report of a result in a file format; the same bytes for the same arguments.

    Parameters
    ----------
    result : Mapping
        A result document.
    document : Document
        The assessment it is of.
    format : str
        ``xlsx``, ``pdf``, ``docx`` or ``json``.
    lang : str
        ``vi`` or ``en``.
    kind : str, optional
        ``quick`` or ``full``; left out, a workbook is full and a PDF or Word document quick.
    book : Catalogue, optional
        The edition of the result; opened by its name when left out.
    layout : Layout
        Sections, order, notes, logo, signatures, place and date.
    template : bytes, optional
        A consultant's own Word template; see `assessment.reports.word_template.check_template`.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UnknownKeyError
        If the format, the language, the kind or a section is not known.
    DomainError
        If the Word template cannot be used.
    """
    return render_all(result, document, (format,), lang, kind, book, layout, template)[format]


def render_all(
    result: Mapping[str, Any],
    document: Document,
    formats: Sequence[str],
    lang: str,
    kind: Kind | None = None,
    book: Catalogue | None = None,
    layout: Layout = PLAIN,
    template: bytes | None = None,
) -> dict[str, bytes]:
    """Return the reports of a result in some formats, as :func:`render` does: written out and composed once for all of them."""
    for format in formats:
        if format not in FORMATS:
            raise UnknownKeyError("report format", format, known=FORMATS)
    from assessment.result import to_json

    record = to_json(result).encode()
    sha256 = hashlib.sha256(record).hexdigest()
    composed: dict[str, Report] = {}
    files: dict[str, bytes] = {}
    for format in formats:
        if format == "json":
            files[format] = record
            continue
        edition = book or catalogue.open_edition(result["edition"])
        wanted: Kind = kind or ("full" if format == "xlsx" else "quick")
        if wanted not in composed:
            composed[wanted] = compose(result, document, lang, wanted, edition, layout, sha256)
        files[format] = _rendered(composed[wanted], format, result, document, edition, template)
    return files


def _rendered(report: Report, format: str, result: Mapping[str, Any], document: Document, edition: Catalogue, template: bytes | None) -> bytes:
    if format == "xlsx":
        from assessment.reports.workbook import render_workbook

        return render_workbook(report, result, document, edition)
    if format == "pdf":
        from assessment.reports.document import render_document

        return render_document(report)
    from assessment.reports.word import render_word

    return render_word(report, template)
