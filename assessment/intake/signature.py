"""What a file is, by its first bytes: a workbook, a text, or something else that a finding names."""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import Literal

from calculators.finding import Finding, Place

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # compound file: Excel 97–2003, or a workbook with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"RIFF", "WebP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "EXE"),
    (b"{\\rtf", "RTF"),
)
_TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_WANTED = ".xlsx | .yaml | .json"


def kind_of(data: bytes, name: str) -> Literal["workbook", "text"] | Finding:
    """Return whether the content is a workbook or a text, else the finding that says what it is and what to do.

    Parameters
    ----------
    data : bytes
        The file's content.
    name : str
        Its name; only used to see that a text calls itself a workbook.

    Returns
    -------
    {"workbook", "text"} or Finding
        The kind.
    """
    place = Place(file=name)
    if not data.strip():
        return Finding(code="file.empty", severity="error", place=place, given=f"{len(data)} B", expected=_WANTED)
    if data.startswith(_OLE):
        code = "file.encrypted" if _ENCRYPTED in data else "file.old_excel"
        return Finding(code=code, severity="error", place=place, given="OLE", expected=".xlsx")
    if data.startswith(b"PK"):
        return _zipped(data, place)
    foreign = next((kind for mark, kind in _FOREIGN if data.startswith(mark)), None)
    if foreign and not (foreign == "BMP" and data[:200].isascii() and b"\x00" not in data[:200]):
        return Finding(code="file.foreign", severity="error", place=place, given=foreign, expected=_WANTED)
    if name.lower().endswith(_WORKBOOK_NAMES):
        return Finding(code="file.not_workbook", severity="error", place=place, given=name, expected=".xlsx")
    if b"\x00" in data[:4096] and not data.startswith(_TEXT_MARKS):
        return Finding(code="file.foreign", severity="error", place=place, given=data[:4].hex(" "), expected=_WANTED)
    return "text"


def _zipped(data: bytes, place: Place) -> Literal["workbook"] | Finding:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return Finding(code="file.truncated", severity="error", place=place, given="ZIP", expected=".xlsx")
    if "xl/workbook.xml" in names or any(item.lower() == "xl/workbook.xml" for item in names):
        return "workbook"
    kinds = (
        ("xl/workbook.bin", "XLSB"),
        ("word/document.xml", "DOCX"),
        ("ppt/presentation.xml", "PPTX"),
        ("content.xml", "ODF"),
    )
    given = next((kind for item, kind in kinds if item in names), "ZIP")
    return Finding(code="file.foreign", severity="error", place=place, given=given, expected=_WANTED)
