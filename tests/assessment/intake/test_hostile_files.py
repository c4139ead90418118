"""Files that are not what they should be, or are meant to harm: a located finding each, and no crash."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment import intake
from assessment.intake import limits, workbook
from calculators.finding import Finding

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def only(reading: intake.Reading) -> Finding:
    assert reading.document is None
    assert len(reading.findings) == 1, [str(f) for f in reading.findings]
    return reading.findings[0]


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its files changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {entry.filename: source.read(entry) for entry in source.infolist()}
    assert name in files
    files[name] = change(files[name])
    return archive(**files)


@pytest.mark.parametrize(
    ("data", "name", "code", "shown"),
    [
        pytest.param(b"", "a.xlsx", "file.empty", "0 B", id="empty"),
        pytest.param(b" \n\n", "a.yaml", "file.empty", "3 B", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "a.yaml", "file.empty", "", id="nothing but a byte order mark"),
        pytest.param(b"# to do\n", "a.yaml", "file.empty", "", id="nothing but a comment"),
        pytest.param(b"stream;quantity\nx;1\n", "a.xlsx", "file.not_workbook", "a.xlsx", id="CSV renamed"),
        pytest.param(b"stream,quantity\nx,1\n", "a.csv", "file.table_only", "a.csv", id="CSV alone"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.xlsx", "file.foreign", "JPEG", id="photo"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "a.yaml", "file.foreign", "PNG", id="picture named YAML"),
        pytest.param(b"%PDF-1.7\n", "a.pdf", "file.foreign", "PDF", id="PDF"),
        pytest.param(b"\x00\x01\x02\x03" * 9, "a.bin", "file.foreign", "00 01 02 03", id="bytes"),
        pytest.param(OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "a.xls", "file.old_excel", "OLE", id=".xls"),
        pytest.param(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file.encrypted", "OLE", id="password"),
        pytest.param(b"PK\x03\x04" + b"x" * 500, "a.xlsx", "file.truncated", "ZIP", id="no zip behind its mark"),
        pytest.param(archive(**{"word/document.xml": b"<a/>"}), "a.xlsx", "file.foreign", "DOCX", id="Word"),
        pytest.param(archive(**{"xl/workbook.bin": b"x"}), "a.xlsb", "file.foreign", "XLSB", id="xlsb"),
        pytest.param(archive(**{"content.xml": b"<a/>"}), "a.ods", "file.foreign", "ODF", id="LibreOffice's own"),
        pytest.param(archive(**{"a.jpg": b"x"}), "a.zip", "file.foreign", "ZIP", id="pictures in a zip"),
        pytest.param("Công ty".encode("utf-16-le"), "a.yaml", "file.foreign", "43 00 f4 00", id="UTF-16 without its mark"),
        pytest.param("format: C\xf4ng ty".encode("cp1258"), "a.yaml", "file.encoding", "f4 6e 67 20 74 79", id="Windows-1258"),
    ],
)  # fmt: skip
def test_what_is_no_data_file(data: bytes, name: str, code: str, shown: str) -> None:
    found = only(intake.read(data, name))
    assert (found.code, found.severity, found.given, found.place.file) == (code, "error", shown, name)


def test_a_truncated_workbook(garment_workbook: bytes) -> None:
    assert only(intake.read(garment_workbook[: len(garment_workbook) // 2], "a.xlsx")).code == "file.truncated"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert only(intake.read(tmp_path / "none.yaml")).code == "file.missing"
    assert only(intake.read(tmp_path)).code == "file.is_folder"


def test_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(2**30)  # sparse
    found = only(intake.read(path))
    assert (found.code, found.given, found.expected) == ("file.too_large", "1024.0 MB", "20 MB")


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_texts_with_a_byte_order_mark_are_read(garment_text: str, mark: str) -> None:
    assert intake.read(garment_text.encode(mark), "a.yaml").findings == ()


def far_cells(padding: int) -> bytes:
    """Return a valid workbook with cells A1 and XFD1048576, padded to about 55 kB."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("flows")
    sheet.write("A1", "period")
    sheet.write("XFD1048576", 1)
    book.add_worksheet("notes").write("A1", "".join(chr(0x4E00 + (7919 * n) % 20000) for n in range(padding)))
    book.close()
    return buffer.getvalue()


def test_a_small_workbook_that_reaches_far_is_refused_before_it_is_opened() -> None:
    data = far_cells(24_000)
    assert 45_000 < len(data) < 65_000
    found = only(intake.read(data, "a.xlsx"))
    assert (found.code, found.given, found.place.sheet) == ("sheet.too_large", "A1:XFD1048576", "flows")


def test_a_far_cell_hidden_in_entities_of_the_reference_is_seen(garment_workbook: bytes) -> None:
    data = changed(garment_workbook, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'r="A1"', b'r="XFD&#49;048576"', 1))
    assert only(intake.read(data, "a.xlsx")).code == "sheet.too_large"


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml"])
def test_entities_are_refused(garment_workbook: bytes, name: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = changed(garment_workbook, name, lambda xml: xml.replace(b"?>", b"?>" + bomb, 1))
    found = only(intake.read(data, "a.xlsx"))
    assert (found.code, found.given) == ("file.entity", name)


@pytest.mark.parametrize(
    ("name", "size", "given"),
    [
        pytest.param("xl/sharedStrings.xml", 100 * 2**20, "xl/sharedStrings.xml", id="one file unpacks too far"),
        pytest.param("docProps/app.xml", 301 * 2**20, "MB", id="all together"),
    ],
)
def test_zip_bombs(garment_workbook: bytes, name: str, size: int, given: str) -> None:
    found = only(intake.read(changed(garment_workbook, name, lambda xml: xml + b" " * size), "a.xlsx"))
    assert found.code == "file.bomb"
    assert given in found.given


def test_many_entries(garment_workbook: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(garment_workbook)) as source:
        files = {entry.filename: source.read(entry) for entry in source.infolist()}
    files |= {f"x{n}": b"" for n in range(limits.MAX_ENTRIES)}
    assert only(intake.read(archive(**files), "a.xlsx")).code == "file.bomb"


@pytest.mark.parametrize("cut", [b"<sheetData", b"</c>"])
def test_broken_xml(garment_workbook: bytes, cut: bytes) -> None:
    data = changed(garment_workbook, "xl/worksheets/sheet2.xml", lambda xml: xml[: xml.index(cut)])
    found = only(intake.read(data, "a.xlsx"))
    assert found.code == "file.truncated"
    assert "sheet2.xml" in found.given


def test_a_locked_zip_entry(garment_workbook: bytes) -> None:
    data = bytearray(garment_workbook)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # general purpose bit 0: encrypted
    assert only(intake.read(bytes(data), "a.xlsx")).code == "file.encrypted"


def test_a_reader_that_dies_is_a_finding(garment_workbook: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], returncode=-6, stdout=b"", stderr=b"")

    monkeypatch.setattr(subprocess, "run", dead)
    assert only(intake.read(garment_workbook, "a.xlsx")).code == "file.too_heavy"


def test_a_reader_that_takes_too_long_is_a_finding(garment_workbook: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any, **options: Any) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired("cells", options["timeout"])

    monkeypatch.setattr(subprocess, "run", slow)
    found = only(intake.read(garment_workbook, "a.xlsx"))
    assert (found.code, found.given) == ("file.too_heavy", f"> {limits.READER_SECONDS} s")


def test_the_reader_has_little_memory(garment_workbook: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(limits, "READER_BYTES", 12 * 2**20)
    found = workbook.open_workbook(garment_workbook, "a.xlsx")
    assert isinstance(found, Finding)
    assert found.code == "file.too_heavy"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused(garment_workbook: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(garment_workbook)
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    reading = intake.read(bytes(spoiled), "a.xlsx")
    assert reading.document is not None or reading.findings


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.xlsx", "a.yaml", "a.json", "a.csv", "a"]))
def test_any_bytes_are_refused(data: bytes, name: str) -> None:
    reading = intake.read(data, name)
    assert reading.document is None
    assert reading.findings
