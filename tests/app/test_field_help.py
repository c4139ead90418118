"""Beside every field that somebody fills in stands what it is for, in both languages, with the article that asks for it where one does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import panel as pn
import pytest

import app
from app import sites
from app.components.about import about, articles
from app.components.data_panels import head_form
from app.components.fields import Fields
from app.components.grid import Grid
from app.components.pane import Html
from app.editing.matrix import line_from
from app.editing.views import TABS
from app.opening import Opened, open_document
from app.pages import PAGES, build
from app.pages.equipment import CHECKS
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from app.worksheets import SHEETS
from assessment import intake
from data import catalogue, messages

APP = Path(app.__file__).parent
GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
LINE = "electricity/grid|in||||kWh"
MAKERS = {"text_field": 99, "area_field": 99, "pick_field": 99, "number_field": 5, "labelled": 3}  # and which argument is the help
ARTICLE = re.compile(r"\b(Thông tư|Nghị định|Circular|Decree|Điều|Article|Phụ lục|Annex)\s+(\d|[IVX]+\b)")
ELSEWHERE = frozenset({"vn.tt38_2023", "vn.qcvn40_2011", "vn.qd1279_2025"})  # articles read, which no table of figures names
READ = frozenset({("vn.tt02_2014", "Điều 25 khoản 2"), ("vn.tt20_2016", "Điều 3 khoản 1"), ("vn.tt52_2018", "Phụ lục III"), ("vn.nd06_2022", "Điều 11 khoản 1 điểm e"), ("vn.tt25_2020", "Mẫu 2.1, mục 2.1")})
NOT_ENTRY = ("data-find", "data-filter", "data-folder")  # attributes of what only looks through a page
QUIET = frozenset({"hidden", "search", "submit", "button"})
FEWEST = 12  # letters of a help that says something


class Reader(HTMLParser):
    """Reads markup and keeps every field with the text that explains it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[dict[str, str]] = []
        self.texts: dict[str, str] = {}
        self.open: list[tuple[str, dict[str, str], list[int]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_field = tag in ("select", "textarea") or (tag == "input" and given.get("type", "text") not in QUIET)
        if is_field and not any(name in given for name in NOT_ENTRY):
            self.fields.append({"tag": tag, "name": given.get("name", given.get("aria-label", "?")), "by": given.get("aria-describedby", ""), "help": ""})
            for _, _, held in self.open:
                held.append(len(self.fields) - 1)
        if tag not in ("input", "br", "hr", "img", "meta", "link"):
            self.open.append((tag, given, []))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        for _, given, _ in self.open:
            if given.get("id"):
                self.texts[given["id"]] = self.texts.get(given["id"], "") + text
        for place, (_, given, _) in enumerate(self.open):
            if {"help", "small"} & set(given.get("class", "").split()):
                holder = next((held for _, own, held in reversed(self.open[:place]) if {"asked", "field", "drop"} & set(own.get("class", "").split())), [])
                for at in holder:
                    self.fields[at]["help"] += text


def parts(view: object) -> Iterator[object]:
    """Yield what a page is made of."""
    yield view
    for inner in view.objects if isinstance(view, pn.layout.Panel) else ():
        yield from parts(inner)


def bare(view: object) -> set[str]:
    """Return the fields of a page that nothing explains."""
    found: set[str] = set()
    for part in parts(view):
        if isinstance(part, Grid):
            sheet = part._sheet()
            found |= {f"column {column.key}" for column in sheet.columns if not column.fixed and len(column.help) < FEWEST}
        markup = str(part.object) if isinstance(part, Html) else str(part._form()) if isinstance(part, Fields) else ""
        reader = Reader()
        reader.feed(markup)
        for field in reader.fields:
            said = field["help"] + "".join(reader.texts.get(name, "") for name in field["by"].split())
            if len(said.strip()) < FEWEST:
                found.add(f"{field['tag']} {field['name']}")
    return found


def states() -> list[tuple[str, str]]:
    """Return every page, and every state of it that has fields of its own."""
    found = [(page, "") for page in PAGES]
    found += [("data", tab) for tab in TABS]
    found += [("worksheet", str(number)) for number in SHEETS]
    found += [("equipment", key) for key in CHECKS]
    return found


@pytest.fixture(scope="module", params=["garment", "process"])
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[sites.Site, Opened]:
    """Return a shipped example: one with a ledger only, one with steps, causes and options."""
    site = next(site for site in sites.examples() if request.param in site.key)
    return site, open_document(sites.content(Settings(folder=tmp_path_factory.mktemp("home")), site), site.filename)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("page", "focus"), states())
def test_every_field_says_what_it_is_for(settings: Settings, example: tuple[sites.Site, Opened], page: str, focus: str, lang: str) -> None:
    site, opened = example
    session = AssessmentSession(settings, lambda content, name: opened, route=Route(page=page, lang=lang, focus=focus, site=site.key))
    session.open()
    assert bare(build(page, session).__panel__()) == set()


@pytest.mark.parametrize("name", ["stream", "role", "product"])
def test_the_head_of_a_row_is_explained(opened: Opened, name: str) -> None:
    reading = intake.read(GOLDEN.read_bytes(), GOLDEN.name).document
    assert reading is not None
    reader = Reader()
    reader.feed(str(head_form(reading.assessment, line_from(LINE), "vi")))
    assert next(field["help"] for field in reader.fields if field["name"] == name).startswith(about(f"field.{name}", "vi"))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in the application that makes a labelled field."""
    for file in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                yield f"{file.relative_to(APP)}:{node.lineno}", node


def test_no_form_makes_a_field_without_saying_what_it_is_for() -> None:
    """Also the forms that the states above do not reach: of accounts, imports, plans under way."""
    found = [(place, node) for place, node in calls() if not place.startswith("components/form.py")]
    assert len(found) > 80
    said = [any(word.arg == "about" for word in node.keywords) or len(node.args) >= MAKERS[node.func.id] for _, node in found]  # type: ignore[attr-defined]
    assert [place for (place, _), has in zip(found, said, strict=True) if not has] == []


def explained() -> list[str]:
    """Return the messages that the application's own source asks for by name."""
    pattern = re.compile(r"""\b(view\.)?about\("([a-z_.0-9]+)\"""")
    return sorted({("sheet." if of else "") + key for file in APP.rglob("*.py") for of, key in pattern.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_help_that_is_asked_for_is_there(lang: str) -> None:
    assert len(explained()) > 60
    for key in explained():
        assert len(about(key, lang)) >= FEWEST, key


def test_a_field_cites_only_articles_of_the_reference_data() -> None:
    """No article stands in the text of a help itself: each is a row with its source, and says where it was read."""
    helps = {key: text for lang in messages.languages() for key, text in messages.messages(lang).items() if key.endswith(".help")}
    assert [key for key, text in helps.items() if ARTICLE.search(text)] == []
    book = catalogue.open_edition()
    rows = book.table("field_articles")
    for row in rows:
        assert messages.has_message(f"{row['field']}.help"), row["id"]
        assert book.source(str(row["source_id"])).number, row["id"]
        assert row["note"], row["id"]
        for lang in messages.languages():
            assert articles(str(row["field"]), lang), row["id"]


def test_an_article_that_a_table_states_is_cited_as_it_stands_there() -> None:
    """Norms, duties, coefficients, targets and limits name their article; a field that rests on one names the same, or its whole."""
    book = catalogue.open_edition()
    stated: dict[str, set[str]] = {}
    for name in ("norms", "duties", "coefficients", "targets", "programme_goals", "wastewater", "waste"):
        for row in book.table(name):
            stated.setdefault(str(row["source_id"]), set()).update(str(row.get(column) or "") for column in ("article", "locator", "form_vi"))
    checked = 0
    for row in book.table("field_articles"):
        head = str(row["locator"] or "").partition(",")[0]
        if str(row["source_id"]) in ELSEWHERE or (row["source_id"], row["locator"]) in READ:
            continue
        assert any(head in text for text in stated[str(row["source_id"])]), row["id"]
        checked += 1
    assert checked > 30


def test_english_cites_in_english() -> None:
    for row in catalogue.open_edition().table("field_articles"):
        said = "; ".join(articles(str(row["field"]), "en"))
        assert not re.search(r"Điều|khoản|Phụ lục|Mẫu|Mục|Thông tư", said), said


def test_a_citation_reads_as_a_person_writes_it() -> None:
    assert articles("field.equivalent", "vi") == ["Thông tư 52/2018/TT-BCT, Phụ lục I", "Thông tư 02/2014/TT-BCT, Điều 25 khoản 2"]
    assert about("field.uncertainty_pct", "vi").endswith("Căn cứ: Thông tư 38/2023/TT-BCT, Điều 21.")
    assert "Circular 25/2020/TT-BCT, Form 1.2 (as quoted)" in about("field.facility.sector", "en")
