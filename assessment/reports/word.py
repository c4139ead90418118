"""Render a report as a Word document from a template that a consultant can change."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import jinja2
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate, InlineImage

from assessment.reports import fingerprint
from assessment.reports.picture import usable_logo
from assessment.reports.report import Report, Section, said
from assessment.reports.word_body import BodyWriter, describe
from assessment.reports.word_template import SECTION_TAGS, check_template, environment, shipped_template
from assessment.reports.words import clean, shorten, write, write_date
from calculators.errors import DomainError
from data import messages

MARK = "\u27e6sachhon:{name}\u27e7"  # stands where a part of the report goes, until it is put there
CREATED = datetime(2000, 1, 1)  # the same bytes for the same report
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
XML_SPACE = "urn:sachhon:report:1"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PROPERTIES_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUE_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
PROPERTIES_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the format identifier that every custom property carries
SMALLER = {"Title": 15.0, "Normal": 9.0, "Caption": 8.5, "Heading 1": 12.0, "Sachhon Lead": 9.5, "Sachhon Cell": 7.5, "Sachhon Note": 7.5}  # points
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def render_word(report: Report, template: bytes | None = None) -> bytes:
    """Return a report as .docx.

    Parameters
    ----------
    report : Report
        The composed report.
    template : bytes, optional
        A template of one's own; the one that ships when left out.

    Returns
    -------
    bytes
        The file; the same bytes for the same report and template.

    Raises
    ------
    DomainError
        If the template cannot be used; `assessment.reports.word_template.check_template` says why, as findings.
    """
    if template is not None:
        errors = [finding for finding in check_template(template) if finding.severity == "error"]
        if errors:
            raise DomainError(f"the Word template cannot be used: {errors[0].code} {errors[0].given}".rstrip())
    document = DocxTemplate(io.BytesIO(template or shipped_template()))
    document.init_docx()
    mark = fingerprint.fingerprint_of(report)
    try:
        document.render(_context(document, report, mark), jinja_env=environment(), autoescape=True)
    except jinja2.TemplateError as error:  # a tag that reaches for more than its value
        raise DomainError(f"the Word template cannot be used: {error}") from error
    made = document.docx
    if template is None and report.kind != "full":
        _set_smaller(made)
    _fill(made, report)
    _state(made, report, mark)
    stream = io.BytesIO()
    made.save(stream)
    return repacked(stream.getvalue())


def _context(document: DocxTemplate, report: Report, mark: fingerprint.Fingerprint) -> dict[str, Any]:
    lang = report.lang

    def words(key: str, **values: object) -> str:
        return write(said(f"report.{key}", **values), lang)

    logo = usable_logo(report.logo)
    before_page, _, behind = messages.messages(lang)["report.page_of"].partition("{page}")
    day = write_date(report.signed_on, lang) if report.signed_on else words("unsigned_on")
    context: dict[str, Any] = {
        "title": words(f"title.{report.kind}"),
        "subject": write(report.subject, lang),
        "period": words("period", period=messages.format_period(report.period, lang)),
        "made_with": words("made_with", edition=report.edition, version=report.version),
        "verify": words("verify.programme" if report.kind == "programme" else "verify"),
        "logo": InlineImage(document, io.BytesIO(logo), height=Cm(1.6)) if logo else "",
        "qr": InlineImage(document, io.BytesIO(fingerprint.qr_png(mark)), width=Cm(2.6 if report.kind == "full" else 2.2)),
        "signed_on": (write(report.place, lang) + ", " if report.place else "") + day,
        "hash": report.result_sha256,
        "hash_short": report.result_sha256[:16],
        "hash_word": words("hash"),
        "footer": shorten(write(report.subject, lang), 60),
        "page_word": before_page.strip(),
        "page_of": behind.partition("{pages}")[0],
        "edition": report.edition,
        "version": report.version,
        "lang": lang,
    }
    return context | {name: MARK.format(name=name) for name in ("body", "signatures", *SECTION_TAGS)}


def _set_smaller(document: Any) -> None:
    """Set the shipped template's type and margins as small as those of the PDF of few pages."""
    for name, size in SMALLER.items():
        document.styles[name].font.size = Pt(size)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(6)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    for side in ("top", "bottom"):  # of a table's cells
        for margin in document.styles["Sachhon Table"].element.iter(qn(f"w:{side}")):
            if margin.getparent().tag == qn("w:tblCellMar"):
                margin.set(qn("w:w"), "0")
    page = document.sections[0]
    page.top_margin, page.bottom_margin, page.left_margin = Cm(1.2), Cm(1.3), Cm(1.7)


def _fill(document: Any, report: Report) -> None:
    """Put the sections where the template marks their place."""
    writer = BodyWriter(document, report)
    by_key = {section.id: section for section in report.sections}
    for paragraph in list(document.paragraphs):
        text = paragraph.text.strip()
        if text == MARK.format(name="signatures"):
            writer.signatures(paragraph)
        elif text == MARK.format(name="body"):
            writer.insert(paragraph, report.sections)
        else:
            for tag, key in SECTION_TAGS.items():
                if text == MARK.format(name=tag):
                    wanted: tuple[Section, ...] = (by_key[key],) if key in by_key else ()
                    writer.insert(paragraph, wanted)
    for picture in document.inline_shapes:
        if not picture._inline.docPr.get("descr"):
            describe(picture, write(said("report.qr_of"), report.lang))


def _state(document: Any, report: Report, mark: fingerprint.Fingerprint) -> None:
    """Write what the document is of: properties, and the figures as a custom part that Word keeps."""
    core = document.core_properties
    core.title = f"{write(said(f'report.title.{report.kind}'), report.lang)}: {shorten(write(report.subject, report.lang))}"[:255]
    core.author, core.language, core.comments = "Sạch Hơn", LANGUAGES[report.lang], ""
    core.created = core.modified = CREATED
    core.keywords, core.last_modified_by, core.revision = fingerprint.qr_text(mark), "Sạch Hơn", 1
    _speak(document, LANGUAGES[report.lang])
    attach(document, mark)


def attach(document: Any, mark: fingerprint.Fingerprint) -> None:
    """Put the mark into a document: as a custom part, and as properties that Word shows."""
    package = document.part.package
    text = f'<report xmlns="{XML_SPACE}">{escape(clean(fingerprint.to_json(mark)))}</report>'
    figures = Part(PackURI("/customXml/sachhon1.xml"), "application/xml", text.encode(), package)
    document.part.relate_to(figures, RELATIONSHIP_TYPE.CUSTOM_XML)
    properties = Part(PackURI("/docProps/custom.xml"), PROPERTIES_TYPE, _properties(mark).encode(), package)
    package.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _properties(mark: fingerprint.Fingerprint) -> str:
    facts = (("sachhon-result-sha256", mark.result_sha256), ("sachhon-edition", mark.edition), ("sachhon-version", mark.version))
    rows = "".join(
        f'<property fmtid="{PROPERTIES_ID}" pid="{index}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for index, (name, value) in enumerate(facts, start=2)
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="{PROPERTIES_SPACE}" xmlns:vt="{VALUE_SPACE}">{rows}</Properties>'


def _speak(document: Any, language: str) -> None:
    """Set the language that spelling is checked in."""
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def repacked(content: bytes) -> bytes:
    """Return a container with its parts in a fixed order and without the time of writing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return stream.getvalue()


