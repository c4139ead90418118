"""Files meant to harm come in by the front door of a running server: each is refused or found wanting, and the server goes on."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
import xlsxwriter
from server_of_many import document
from visitor import Server, Visitor

from app.settings import LARGEST_UPLOAD
from assessment import intake
from assessment.intake.template import write

NAMES = (
    *("../../etc/passwd.json", "..\\..\\windows\\x.json", "/etc/cron.d/x.json", "C:\\x.json", "a/../../b.json", "%2e%2e%2fx.json"),
    *(
        "....//x.json",
        "x.json\x00.exe.json",
        "\u202enosj.x.json",
        "x\r\nSet-Cookie: a=b.json",
        '";x=".json',
        "-rf.json",
        "CON.json",
        "x" * 3000 + ".json",
    ),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_leads_nowhere(many: Server, people: dict[str, Visitor], name: str) -> None:
    before = {path for path in many.folder.rglob("*") if "backups" not in path.parts}
    answer = people["chi"].upload(document(f"Tên {name!r}"[:200]), name)
    assert answer.status_code == 200
    sent = people["chi"].web.get("/files/document", params={"site": answer.json()["site"]})
    assert sent.status_code == 200
    assert "set-cookie" not in sent.headers
    given = unquote(sent.headers["Content-Disposition"].split("UTF-8''")[1])
    assert "/" not in given
    assert "\\" not in given
    after = {path for path in many.folder.rglob("*") if "backups" not in path.parts}
    assert {path.suffix for path in after - before} <= {".db-wal", ".db-shm"}


def workbook(*cells: str) -> bytes:
    """Return a small workbook with something in these cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("flows")
    for cell in cells:
        sheet.write(cell, "period")
    book.close()
    return buffer.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a zip with one of its files changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {entry.filename: source.read(entry) for entry in source.infolist()}
    files[name] = change(files.get(name, b""))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry, content in files.items():
            target.writestr(entry, content)
    return buffer.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
HOSTILE: dict[str, Callable[[], tuple[bytes, str]]] = {
    "a cell at the far corner": lambda: (workbook("A1", "XFD1048576"), "x.xlsx"),
    "a bomb in one sheet": lambda: (changed(workbook("A1"), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 120_000_000), "x.xlsx"),
    "a bomb in a part nobody reads": lambda: (changed(workbook("A1"), "docProps/app.xml", lambda xml: xml + b" " * 310_000_000), "x.xlsx"),
    "a zip in a zip": lambda: (changed(workbook("A1"), "xl/worksheets/sheet1.xml", lambda xml: workbook("A1")), "x.xlsx"),
    "a part that climbs out": lambda: (changed(workbook("A1"), "../../../../tmp/sachhon-climbed", lambda xml: b"x"), "x.xlsx"),
    "entities in the strings": lambda: (changed(workbook("A1"), "xl/sharedStrings.xml", lambda xml: xml.replace(b"?>", b"?>" + ENTITIES, 1)), "x.xlsx"),
    "entities in the workbook": lambda: (changed(workbook("A1"), "xl/workbook.xml", lambda xml: xml.replace(b"?>", b"?>" + ENTITIES, 1)), "x.xlsx"),
    "no workbook at all": lambda: (b"PK\x03\x04" + b"\x00" * 5000, "x.xlsx"),
    "a programme": lambda: (b"MZ" + b"\x00" * 5000, "x.xlsx"),
    "deep JSON": lambda: (b"[" * 200_000 + b"]" * 200_000, "x.json"),
    "deep YAML": lambda: (b"a: " + b"[" * 50_000 + b"]" * 50_000, "x.yaml"),
    "aliases that multiply": lambda: (b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)), "x.yaml"),
    "an object of YAML": lambda: (b"!!python/object/apply:os.system ['touch /tmp/sachhon-yaml']", "x.yaml"),
    "keys given twice": lambda: (document("x").replace(b'"reporting_period"', b'"reporting_period": "2025", "reporting_period"'), "x.json"),
    "a number of a million digits": lambda: (document("x").replace(b"424242", b"9" * 1_000_000), "x.json"),
    "a number beyond all bounds": lambda: (document("x").replace(b"424242", b"1e999999"), "x.json"),
    "not a number": lambda: (document("x").replace(b"424242", b"NaN"), "x.json"),
    "two hundred thousand rows": lambda: (document("x").replace(b'"flows": [', b'"flows": [' + b'{"period": "2026", "stream": "x/y", "quantity": 1, "unit": "t"},' * 200_000), "x.json"),
    "ten thousand streams": lambda: (document("x").replace(b'"flows": [', b'"flows": [' + b"".join(b'{"period": "2026", "stream": "material/m%d", "quantity": 1, "unit": "t"},' % n for n in range(10_000))), "x.json"),
    "a text of ten megabytes": lambda: (document("x" * 10_000_000), "x.json"),
    "half a letter": lambda: (document("x").replace(b'"x"', b'"\\ud800"'), "x.json"),
}  # fmt: skip
UNITS = (
    "9**9**9",
    "kWh" * 30_000,
    "1e9e9",
    "__import__('os').system('x')",
    "m3;DROP TABLE site",
    "\u202ehWk",
    "a.b.c",
    "1/0",
    "kWh\x00",
    "((((((",
    "ℵ" * 40,
    "",
)


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_file_meant_to_harm_harms_nobody(many: Server, people: dict[str, Visitor], what: str) -> None:
    content, name = HOSTILE[what]()
    assert len(content) < LARGEST_UPLOAD
    _goes_on(many, people["lan"], content, name)
    assert not Path("/tmp/sachhon-climbed").exists()
    assert not Path("/tmp/sachhon-yaml").exists()


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_meant_to_harm_harms_nobody(many: Server, people: dict[str, Visitor], unit: str) -> None:
    made = json.loads(document(f"Đơn vị {unit[:20]}"))
    made["flows"][1]["unit"] = unit
    _goes_on(many, people["binh"], json.dumps(made).encode(), "x.json")


def _goes_on(many: Server, visitor: Visitor, content: bytes, name: str) -> None:
    """Bring a file in, ask for everything that is made of it, and see that the server answers as before."""
    answer = visitor.upload(content, name)
    assert answer.status_code in (200, 422, 429)
    if answer.status_code == 200:
        for kind in ("result", "xlsx"):
            made = visitor.web.get(f"/files/{kind}", params={"site": answer.json()["site"]})
            assert made.status_code in (200, 404)
            assert "root:" not in made.text[:2000]
            assert "Traceback" not in made.text
    assert many.process.poll() is None
    assert visitor.web.get("/health").status_code == 200


def test_an_empty_workbook_of_ours_is_not_taken_for_an_attack(people: dict[str, Visitor]) -> None:
    assert people["lan"].upload(write("paper", "vi"), "bieu-mau.xlsx").status_code == 200


def test_more_than_the_largest_upload_is_refused(people: dict[str, Visitor]) -> None:
    assert people["lan"].upload(b" " * (LARGEST_UPLOAD + 1), "x.json").status_code == 422


@pytest.mark.parametrize("name", ["x.exe", "x.html", "x.svg", "x.xlsm", "x.xls", "x", ".xlsx.exe", "x.json.html"])
def test_other_kinds_of_file_are_refused(people: dict[str, Visitor], name: str) -> None:
    assert people["khoa"].upload(document("x"), name).status_code in (403, 422)
    assert people["lan"].upload(document("x"), name).status_code == 422


@pytest.mark.parametrize("what", ["two hundred thousand rows", "ten thousand streams"])
def test_more_than_a_site_has_is_said_before_it_is_computed(what: str) -> None:
    content, name = HOSTILE[what]()
    read = intake.read(content, name)
    assert read.document is None
    assert [finding.code for finding in read.findings] == ["file.too_heavy"]
