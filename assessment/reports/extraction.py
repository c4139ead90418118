"""Read back what a PDF or Word report carries for verification. The file may be a stranger's: sizes are bounded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from assessment.reports import fingerprint
from assessment.reports.fingerprint import Fingerprint

MAX_BYTES = 50 * 1024 * 1024
MAX_STREAM = 8 * 1024 * 1024  # of one unpacked stream; the figures of the largest report are under 1 MB
MAX_STREAMS = 20_000
MAX_UNPACKED = 200 * 1024 * 1024
STREAM = re.compile(rb"stream\r?\n")
REPORT_SPACE = "urn:sachhon:report:1"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def mark_of_pdf(content: bytes) -> Fingerprint | None:
    """Return the fingerprint attached to a PDF, or None where there is none that can be read."""
    if len(content) > MAX_BYTES or not content.startswith(b"%PDF-"):
        return None
    for count, start in enumerate(STREAM.finditer(content)):
        if count >= MAX_STREAMS:
            break
        try:
            text = zlib.decompressobj().decompress(content[start.end() : start.end() + MAX_STREAM], MAX_STREAM)
        except zlib.error:
            continue
        if text.startswith(b'{"edition"'):
            mark = fingerprint.from_json(text)
            if mark is not None:
                return mark
    return None


def word_content(content: bytes) -> tuple[Fingerprint, list[str]] | None:
    """Return the fingerprint in a Word document and the texts of its table cells, or None."""
    if len(content) > MAX_BYTES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                return None
            names = archive.namelist()
            parts = [archive.read(name) for name in names if name.startswith("customXml/") and name.endswith(".xml")]
            body = archive.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return None
    marks = (_mark_of_part(part) for part in parts)
    mark = next((mark for mark in marks if mark is not None), None)
    root = _parsed(body)
    if mark is None or root is None:
        return None
    answers = (_words(line).rpartition(": ")[2] for line in root.iter(f"{WORD}p"))  # the lines of a form: what is asked, what is answered
    return mark, [_words(cell) for cell in root.iter(f"{WORD}tc")] + ([*answers] if mark.kind.startswith("form:") else [])


def _parsed(text: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _mark_of_part(part: bytes) -> Fingerprint | None:
    root = _parsed(part)
    if root is None or root.tag != f"{{{REPORT_SPACE}}}report":
        return None
    return fingerprint.from_json(root.text or "")


def _words(cell: etree._Element) -> str:
    return "".join(node.text or "" for node in cell.iter(f"{WORD}t")).strip()
