"""A report in Vietnamese holds no English of ours and one in English no Vietnamese; neither shows a key of the program."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn

from assessment import intake, procedure, reports
from assessment.reports import forms
from assessment.reports.compose import compose
from assessment.reports.naming import called, cited, placed, reference_labels
from assessment.reports.words import write
from data.catalogue import open_edition
from data.locators import locator_in
from data.phrases import phrase

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode: a test folder is no package
from reading_eye import cells, foreign, keys

EXAMPLES = ("garments", "footwear", "bottled_water", "paper", "seafood")
LANGUAGES = ("vi", "en")
IDS = {"vi": {"Sổ số liệu": "DF", "Chỉ số": "O"}, "en": {"Ledger": "DF", "Indicators": "O"}}  # columns whose keys the formulas and `sachhon trace` need
FOR_MACHINES = {"vi": "Đối chiếu", "en": "Verification"}  # the sheet that `sachhon verify` reads
PLACED = ("norms", "options", "targets", "duties", "limits", "energy_conversion", "gwp", "coefficients", "tariffs", "settings", "fuels", "audited_plants")


def _own(document: intake.Reading | object) -> list[str]:
    """Return what the factory typed and what stays as it is: where it is, its evidence, its reasons."""
    assessment = document.assessment  # type: ignore[union-attr]
    typed = [assessment.facility.commune, *(flow.evidence for flow in assessment.flows), *(row.reason for row in assessment.accepted)]
    return [str(text) for text in typed if text]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_report_reads_in_one_language_and_shows_no_key(assessed, name, lang):
    document, result = assessed(name)
    said = [text for kind in ("quick", "full") for text in cells(compose(result, document, lang, kind))]
    own = _own(document)
    assert len(said) > 400
    assert {text: found for text in said if (found := foreign(text, lang, own))} == {}
    assert {text: found for text in said if (found := keys(text, own))} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plant_with_every_section_filled_shows_no_key(assessed, lang):
    document, result = assessed("everything")
    said = list(cells(compose(result, document, lang, "full")))
    assert {text: found for text in said if (found := keys(text, _own(document)))} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_cell_of_the_workbook_shows_a_key(assessed, rendered, name, lang):
    own = _own(assessed(name)[0])
    book = openpyxl.load_workbook(io.BytesIO(rendered(name, "xlsx", lang, "full")), data_only=True)
    said = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        if sheet.title != FOR_MACHINES[lang]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.column_letter not in IDS[lang].get(sheet.title, "")
    ]
    assert len(said) > 500
    assert [place for place in said if keys(place[2], own)] == []
    assert [place for place in said if foreign(place[2], lang, own)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["paper", "seafood"])
def test_no_line_of_the_printed_report_shows_a_key(assessed, rendered, name, lang):
    own = _own(assessed(name)[0])
    pages = pypdf.PdfReader(io.BytesIO(rendered(name, "pdf", lang, "full"))).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    lines += list(_paragraphs(rendered(name, "docx", lang, "full")))
    assert len(lines) > 500
    assert [line for line in lines if keys(line, own)] == []


def _paragraphs(content: bytes) -> Iterator[str]:
    for paragraph in docx.Document(io.BytesIO(content)).element.iter(qn("w:p")):
        yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


@pytest.mark.parametrize("form", sorted(forms.FORMS))
@pytest.mark.parametrize("name", ["paper", "seafood"])
def test_no_form_shows_a_key(assessed, name, form):
    document, result = assessed(name)
    filled = forms.fill(form, result, document)
    book = openpyxl.load_workbook(io.BytesIO(forms.render_form(filled, "xlsx")))
    said = [str(cell.value) for sheet in book if sheet.sheet_state == "visible" for row in sheet.iter_rows() for cell in row if cell.value]
    said += list(_paragraphs(forms.render_form(filled, "docx")))
    assert len(said) > 10
    assert [text for text in said if keys(text, _own(document))] == []


def test_where_a_figure_stands_in_its_source_is_said_in_one_language():
    book = open_edition()
    places = {str(row[name]) for table in PLACED for row in book.table(table) for name in ("locator", "article") if row.get(name)}
    assert len(places) > 300
    for lang in LANGUAGES:
        assert {text: found for text in places if (found := foreign(locator_in(text, lang), lang))} == {}
        assert {text: found for text in places if (found := keys(locator_in(text, lang)))} == {}


def test_what_a_reference_is_of_is_said_in_one_language():
    subjects = {str(row[name]) for row in open_edition().table("norms") for name in ("subject", "route") if row[name]}
    assert len(subjects) > 100
    for lang in LANGUAGES:
        assert {text: found for text in subjects if (found := foreign(phrase(text, lang), lang, ("Cần Thơ", "Tắc Cậu", "Việt Nam")))} == {}


def test_what_we_say_of_a_document_is_in_the_language_of_the_report():
    book = open_edition()
    ours = re.compile(r"not on page|not shown|\bquot(?:ed|ing)\b|HK-listed|\babstract\b|\bsummary\b|\bunnamed\b|not named|\d{4}-\d{2}-\d{2}$")
    cited_now = [write(cited(book.source(str(row["id"]))), "vi") for row in book.table("sources")]
    assert len(cited_now) > 200
    assert [text for text in cited_now if ours.search(text)] == []


def test_who_published_a_document_is_named_once_and_no_firm_is_guessed():
    book = open_edition()

    def line(id, lang="en"):
        return write(cited(book.source(id)), lang)

    assert line("wqp.ibwa_2013") == "WQP Magazine on IBWA/Antea Water Use Benchmarking Study 2013"
    assert line("vasep.cantho").count("VASEP") == 1
    assert line("tiangong.fdm_2019").count("TianGong") == 1
    assert line("code.refrigerants", "vi").startswith("Danh mục môi chất lạnh")
    assert line("vn.tt38_2023").startswith("Ministry of Industry and Trade (Bộ Công Thương), ")
    every = [line(str(row["id"]), lang) for row in book.table("sources") for lang in LANGUAGES]
    assert [text for text in every if re.search(r"unnamed|Yue Yuen|\[\d+\]", text)] == []


def test_the_summary_lists_as_a_sentence_does_and_writes_no_nought(assessed):
    document, result = assessed("seafood")
    said = list(cells(compose(result, document, "en", "quick")))
    assert any(re.search(r"MJ of energy, .* of water and .* of materials", text) for text in said)
    assert any(text.startswith("Data check: no errors") for text in said)
    assert not any("0 errors" in text for text in said)


def test_a_place_that_the_name_of_a_source_holds_is_said_once():
    source = open_edition().source("omics.fish_t8")
    assert write(placed(source, "Table 8"), "vi") == write(called(source), "vi")
    assert write(placed(source, "Table 8", "p. 3"), "en").endswith("p. 3")
    report = open_edition().source("fengtay_2015")
    assert write(placed(report, "Environmental Achievements", by_title=True), "vi") == report.title


def test_a_companys_figure_is_named_as_the_companys_and_two_of_it_are_told_apart():
    book = open_edition()
    labels = [label.text for label in reference_labels(book, "en", [{"norm": "IN-601"}, {"norm": "IN-602"}]).values()]
    assert len(set(labels)) == 2
    assert all(label.startswith("Nestlé Waters 2010: bottled water") for label in labels)


@pytest.mark.parametrize("name", sorted(path.name for path in (Path(reports.__file__).parents[2] / "data/examples/footprints").glob("*.yaml")))
def test_the_sheet_of_a_product_for_a_buyer_reads_in_english(name):
    path = Path(reports.__file__).parents[2] / "data/examples/footprints" / name
    document = intake.read(path, name).document
    assert document is not None
    content = forms.render_product_sheet(procedure.assess(document), document, "docx", "en")
    said = [text for text in _paragraphs(content) if text]
    assert len(said) > 10
    assert {text: found for text in said if (found := foreign(text, "en", _own(document)))} == {}


def test_the_eye_sees_what_it_looks_for():
    assert foreign("Số liệu from the source, page 12", "vi") == ["from", "the", "source", "page"]
    assert foreign("Theo Điều 5 khoản 1, bảng 3, trong kho lạnh", "vi") == []
    assert foreign("Raw shrimp (tôm tươi)", "en") == ["tôm", "tươi"]
    assert foreign("52/2018/NĐ-CP, Article 5", "en") == []
    for key in ("flows[12]", "choices.discount_rate", "sachhon.contract", "SHRIMP|PRAWN", "listed_energy", "a.check", "product.country"):
        assert keys(f"Xem {key} ở đây") != [], key
    assert keys("report.pdf, an@nhamay.vn, https://moit.gov.vn/a_b, data/assess.csv, 1.234,5") == []
