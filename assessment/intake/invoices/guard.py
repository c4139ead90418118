"""Bytes to an XML tree that cannot hurt: no entities, no network, no size; or the finding that says what the file is."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lxml import etree

from assessment.intake.signature import kind_of
from calculators.finding import Finding, Place

MAX_INVOICE_BYTES = 5 * 1024 * 1024  # an invoice of a thousand lines with its certificates has about 500 kB
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = tuple(f"<!{word}".encode(code) for word in ("DOCTYPE", "ENTITY") for code in ("utf-16-le", "utf-16-be"))
_UTF8 = re.compile(rb"<\?xml[^>]*encoding=.utf-8|<[^?]", re.IGNORECASE)  # what the bytes were searched as
_HEAD_BYTES = 128
_STARTS = (b"<", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\x00<")
# letters of fonts from before Unicode, as they look when their bytes are taken for Latin-1. TCVN3: «C«ng» for «Công»;
# VNI: «Coâng». Only pairs that no Vietnamese or English word in Unicode has.
_TCVN3 = re.compile("[A-Za-z][«¬®µ¸¶·¹¨»¾¼½©ª¦§]|[®§][A-Za-zµ¸-ÿ«¬]|\xad[a-zÀ-ÿ]")
_VNI = re.compile("ñ[a-zöô]|[aeoAEO][ùøûïåäâë]|[öô][ùøûõï]|ö[aeiônc]")
_OLD_HITS = 2  # one may be a foreign name
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def parse_xml(data: bytes, file: str) -> Any | Finding:
    """Return the root element of an XML file, or why there is none.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for the place.

    Returns
    -------
    lxml element or Finding
        Comments and processing instructions are left out; a document type, entities and files above 5 MB are refused.
    """
    place = Place(file=file)
    if len(data) > MAX_INVOICE_BYTES:
        return too_large(file, len(data))
    head = data[:_HEAD_BYTES].lstrip()
    if not head.startswith(_STARTS):
        kind = kind_of(data, file)
        return replace(kind, expected="XML (HDon)") if isinstance(kind, Finding) else Finding(
            code="invoice.not_xml", severity="error", place=place, given=kind, expected="XML (HDon)")  # fmt: skip
    if (b"<!" in data and _DECLARATION.search(data)) or (b"\x00" in data and any(mark in data for mark in _WIDE)):
        return Finding(code="invoice.entity", severity="error", place=place, given="DOCTYPE", expected="XML (HDon)")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        return _syntax(error, data, place)
    except (ValueError, LookupError) as error:
        return Finding(code="invoice.not_xml", severity="error", place=place, given=str(error)[:60], expected="XML (HDon)")
    if not _UTF8.search(head) and root.getroottree().docinfo.internalDTD is not None:  # the bytes of another encoding hide it
        return Finding(code="invoice.entity", severity="error", place=place, given="DOCTYPE", expected="XML (HDon)")
    return root


def too_large(file: str, size: int) -> Finding:
    """Return the finding for a file that no invoice is as large as."""
    limit = f"{MAX_INVOICE_BYTES // 2**20} MB"
    return Finding(
        code="invoice.too_large", severity="error", place=Place(file=file), given=f"{size / 2**20:.0f} MB", expected=limit
    )


@lru_cache(maxsize=4096)
def old_encoding(text: str) -> str:
    """Return ``TCVN3`` or ``VNI`` where a text was written with a font from before Unicode, else an empty text.

    Examples
    --------
    >>> old_encoding("C«ng ty cæ phÇn ®iÖn n­íc"), old_encoding("Coâng ty ñieän nöôùc"), old_encoding("Công ty điện nước")
    ('TCVN3', 'VNI', '')
    """
    if text.isascii():
        return ""
    for name, pattern in (("VNI", _VNI), ("TCVN3", _TCVN3)):
        if len(pattern.findall(text)) >= _OLD_HITS:
            return name
    return ""


def _syntax(error: etree.XMLSyntaxError, data: bytes, place: Place) -> Finding:
    line = error.lineno if error.lineno else None
    where = Place(file=place.file, line=line)
    old = old_encoding(data[:65536].decode("latin-1"))
    wrong_bytes = "encoding" in str(error).lower() or "proper utf-8" in str(error).lower() or "invalid bytes" in str(error).lower()
    if old and wrong_bytes:
        return Finding(code="invoice.old_encoding", severity="error", place=where, given=old, expected="UTF-8")
    if wrong_bytes:
        return Finding(code="invoice.encoding", severity="error", place=where, given=str(error)[:60], expected="UTF-8")
    at = ":".join(map(str, error.position)) if error.lineno else ""
    return Finding(code="invoice.broken_xml", severity="error", place=where, given=at, expected="XML (HDon)")
