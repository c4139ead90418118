"""Word templates: the one that ships, and whether a consultant's own can be used."""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from typing import Any

import jinja2
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from assessment.reports.compose import SECTIONS
from assessment.reports.word_body import STYLES
from calculators.finding import Finding, Severity

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
UNREADABLE = (OpcError, etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, IndexError, TypeError, OSError)
MAIN_PART = "word/document.xml"
TAGS = frozenset({
    "title", "subject", "period", "made_with", "verify", "logo", "qr", "body", "signed_on", "signatures", "hash", "hash_word",
    "hash_short", "footer", "page_word", "page_of", "edition", "version", "lang",
})  # fmt: skip
SECTION_TAGS = {f"section_{key}": key for key in SECTIONS}


def shipped_template() -> bytes:
    """Return the template that ships."""
    return resources.files("assessment.reports").joinpath("templates", "report.docx").read_bytes()


def environment() -> jinja2.Environment:
    """Return the environment a template's tags are read in: values only, nothing of Python's within reach."""
    return ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)


def check_template(content: bytes, name: str = "template.docx") -> tuple[Finding, ...]:
    """Return what is wrong with a Word template; nothing when it can be used.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What it is called, for the findings.

    Returns
    -------
    tuple of Finding
        Errors make the template unusable; warnings name styles that it lacks and tags that it does not use.
    """
    broken = _container(content)
    if broken:
        return (_finding(broken, "error", name),)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        tags = template.get_undeclared_template_variables(jinja_env=environment())
        styles = {style.name for style in template.docx.styles}
    except jinja2.TemplateError as error:
        return (_finding("syntax", "error", name, given=str(error)[:120]),)
    except UNREADABLE:
        return (_finding("unreadable", "error", name),)
    findings = [_finding("unknown_tag", "error", name, given=tag) for tag in sorted(tags - TAGS - set(SECTION_TAGS))]
    if "body" not in tags and not tags & set(SECTION_TAGS):
        findings.append(_finding("no_body", "error", name))
    if not tags & {"hash", "hash_short"}:
        findings.append(_finding("no_hash", "warning", name))
    findings += [_finding("no_style", "warning", name, given=style) for style in STYLES if style not in styles]
    return tuple(findings)


def _container(content: bytes) -> str:
    """Return why a file cannot be a Word document, or nothing."""
    if len(content) > MAX_BYTES:
        return "too_large"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "too_large"
            names = {part.filename for part in parts}
            if MAIN_PART not in names:
                return "unreadable"
            if any(name.endswith("vbaProject.bin") for name in names):
                return "macros"
            return "syntax" if _declares_entities(archive, parts) else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "unreadable"


def _declares_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    return any(b"<!DOCTYPE" in archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels")))


def _finding(what: str, severity: Severity, name: str, given: str = "") -> Finding:
    from calculators.finding import Place

    values: dict[str, Any] = {"name": name, "given": given}
    return Finding(code=f"word_template.{what}", severity=severity, place=Place(file=name), given=given, values=values)
