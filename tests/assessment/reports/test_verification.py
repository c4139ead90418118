"""A report is held against its result: agreement is silence, a difference is named."""

from __future__ import annotations

import copy
import io
import zipfile

import openpyxl
import pytest

from assessment.reports.extraction import mark_of_pdf
from assessment.reports.forms import fill, render_form
from assessment.reports.verification import value_at, verify

FORMS = ("xlsx", "pdf", "docx")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_report_agrees_with_its_result(rendered, assessed, form, lang):
    _, result = assessed("garment")
    assert verify(rendered("garment", form, lang, "quick"), f"r.{form}", result) == ()


@pytest.mark.parametrize("form", FORMS)
def test_other_result_is_named_with_the_figure(rendered, assessed, form):
    _, result = assessed("garment")
    other = copy.deepcopy(result)
    item = next(item for item in other["indicators"] if item["id"] == "energy_intensity:equivalent/2025")
    item["value"] = 5.0
    found = verify(rendered("garment", form, "en", "quick"), f"r.{form}", other)
    assert [difference.code for difference in found] == ["result", "figure"]
    assert found[1].values["id"] == "energy_intensity:equivalent/2025"
    assert "5" in str(found[1])


def test_changed_word_text_is_noticed(rendered, assessed):
    _, result = assessed("garment")
    source = zipfile.ZipFile(io.BytesIO(rendered("garment", "docx", "vi", "quick")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                assert ">4,947<" in content.decode()
                content = content.decode().replace(">4,947<", ">3,947<").encode()
            target.writestr(name, content)
    found = verify(stream.getvalue(), "r.docx", result)
    assert {(difference.code, difference.values["expected"]) for difference in found} == {("text", "4,947")}


def test_changed_cell_is_noticed(rendered, assessed, tmp_path):
    _, result = assessed("garment")
    book = openpyxl.load_workbook(io.BytesIO(rendered("garment", "xlsx", "en", "full")), data_only=True)
    sheet = book["Indicators"]
    row = next(r for r in range(7, sheet.max_row + 1) if sheet.cell(r, 15).value == "water_intensity:output/2025")
    sheet.cell(row, 9).value = 0.02
    stream = io.BytesIO()
    book.save(stream)
    found = verify(stream.getvalue(), "r.xlsx", result)
    assert [(difference.code, difference.values["id"]) for difference in found] == [("figure", "water_intensity:output/2025")]


@pytest.mark.parametrize("form", [*FORMS, "txt"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 broken", bytes(range(256)) * 20])
def test_foreign_file_is_said_to_be_foreign(assessed, form, content):
    _, result = assessed("garment")
    assert [difference.code for difference in verify(content, f"r.{form}", result)] == ["unreadable"]


def test_mark_of_a_pdf_carries_the_figures(rendered, assessed):
    _, result = assessed("garment")
    mark = mark_of_pdf(rendered("garment", "pdf", "vi", "full"))
    assert mark is not None
    assert mark.figures["energy_intensity:output/2025"] == (9.04, "9,04")
    assert value_at(result, "/totals/energy") == 19888000.0
    assert value_at(result, "/totals/nothing") is None


FORM_CASES = [("seafood_sec", "seafood"), ("ghg_inventory", "garment"), ("energy_use_year", "everything"), ("unido_indicators", "garment"), ("green_credit", "everything")]


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize(("name", "case"), FORM_CASES)
def test_form_agrees_with_its_result(assessed, name, case, kind):
    document, result = assessed(case)
    assert verify(render_form(fill(name, result, document), kind), f"f.{kind}", result) == ()


@pytest.mark.parametrize("kind", FORMS)
def test_form_of_another_result_is_named_with_its_figure(assessed, kind):
    document, result = assessed("garment")
    content = render_form(fill("unido_indicators", result, document), kind)
    other = copy.deepcopy(result)
    other["totals"]["energy"] *= 1.001
    found = verify(content, f"f.{kind}", other)
    assert [difference.code for difference in found] == ["result", "figure"]
    assert found[1].values["id"] == "/totals/energy"


def test_changed_cell_of_a_form_is_noticed(assessed):
    document, result = assessed("seafood")
    book = openpyxl.load_workbook(io.BytesIO(render_form(fill("seafood_sec", result, document), "xlsx")))
    sheet = book.worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1_611_600)
    cell.value = 1_700_000
    stream = io.BytesIO()
    book.save(stream)
    found = verify(stream.getvalue(), "f.xlsx", result)
    assert [difference.code for difference in found] == ["figure"]
    assert found[0].values["said"] == "1700000"


def test_changed_word_of_a_form_is_noticed(assessed):
    document, result = assessed("seafood")
    source = zipfile.ZipFile(io.BytesIO(render_form(fill("seafood_sec", result, document), "docx")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"1.611.600", b"1.611.601") if name == "word/document.xml" else content)
    found = verify(stream.getvalue(), "f.docx", result)
    assert [(difference.code, difference.values["expected"]) for difference in found] == [("text", "1.611.600")]
