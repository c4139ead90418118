"""The product sheet: one page in either language, its figures those of the result, its gaps said, its mark verified."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pypdf
import pytest
from typer.testing import CliRunner

import data
from app.cli import program
from assessment import intake, procedure
from assessment.reports.compose import result_sha256
from assessment.reports.fingerprint import fingerprint_of, qr_text
from assessment.reports.forms import render_product_sheet
from assessment.reports.forms.product_sheet import LISTED_GAPS, product_sheet
from assessment.reports.verification import verify
from assessment.result import to_json
from calculators.errors import UnknownKeyError

FOLDER = Path(data.__file__).parent / "examples" / "footprints"
NAMES = ("tshirt", "shoes", "mineral_water", "testliner", "frozen_shrimp", "pangasius_fillet")
LONG = "Áo thun cổ tròn tay ngắn pha cô-tông in lụa hai mặt đóng gói từng chiếc " * 4


@pytest.fixture(scope="module")
def made():
    """Return a function from an example to its document and result, each made once."""
    kept = {}

    def get(name: str):
        if name not in kept:
            document = intake.read((FOLDER / f"{name}.yaml").read_bytes(), f"{name}.yaml").document
            kept[name] = (document, procedure.assess(document))
        return kept[name]

    return get


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_page_that_agrees_with_its_result(made, name, lang):
    document, result = made(name)
    content = render_product_sheet(result, document, "pdf", lang)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    assert verify(content, "sheet.pdf", result) == ()
    word = render_product_sheet(result, document, "docx", lang)
    assert verify(word, "sheet.docx", result) == ()


def test_it_says_total_interval_unit_boundary_and_hash(made):
    document, result = made("mineral_water")
    text = _text(render_product_sheet(result, document, "pdf", "vi"))
    # 0,0946 kg CO2e for half a litre with a tenth either way, as the example is worked by hand
    for wanted in ("0,0946", "0,08629 … 0,1062", "Từ khai thác đến thải bỏ", "28,1", result_sha256(result)):
        assert wanted in text


def test_it_names_what_it_does_not_hold(made):
    document, result = made("frozen_shrimp")
    text = _text(render_product_sheet(result, document, "pdf", "en"))
    assert "Raw shrimp: No open factor fits this stream; open figures for comparison 7.06 to 9.97" in text
    assert "not the whole: 2 parts are missing" in text


def test_the_code_is_of_the_result(made):
    document, result = made("tshirt")
    assert qr_text(fingerprint_of(product_sheet(result, document))).split(":")[2] == result_sha256(result)


def test_another_result_is_not_the_sheets(made):
    document, result = made("tshirt")
    content = render_product_sheet(result, document, "docx", "vi")
    footprint = {**result["footprints"][0], "total": result["footprints"][0]["total"] * 1.1}
    differences = verify(content, "sheet.docx", {**result, "footprints": [footprint]})
    assert {difference.code for difference in differences} == {"result", "figure"}


def test_many_gaps_and_long_names_stay_on_one_page(made):
    text = (FOLDER / "tshirt.yaml").read_text(encoding="utf-8")
    document = intake.read(text.replace("name: Áo thun", f"name: {LONG}").encode(), "x.yaml").document
    result = procedure.assess(document)
    footprint = result["footprints"][0]
    footprint["gaps"] = [{**footprint["gaps"][0], "stream": f"material/{'vai-' * 15}{at}"} for at in range(30)]
    content = render_product_sheet(result, document, "pdf", "vi")
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    assert f"và {30 - LISTED_GAPS} phần khác" in _text(content)


def test_the_word_document_prints_the_same_figures(made):
    document, result = made("tshirt")
    opened = docx.Document(io.BytesIO(render_product_sheet(result, document, "docx", "en")))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert "1.634\u202fkg\u00a0CO₂e" in cells
    assert "Raw materials" in cells


def test_only_a_footprint_that_exists_has_a_sheet(made):
    document, result = made("tshirt")
    with pytest.raises(UnknownKeyError):
        product_sheet(result, document, "trousers")
    with pytest.raises(UnknownKeyError):
        render_product_sheet(result, document, "xlsx")


def test_the_command_writes_it_and_refuses_what_it_cannot(made, tmp_path):
    _, result = made("tshirt")
    place = tmp_path / "tshirt.result.json"
    place.write_text(to_json(result), encoding="utf-8")
    given = ["form", "product_sheet", str(place), str(FOLDER / "tshirt.yaml"), "-o"]
    out = tmp_path / "sheet.pdf"
    assert CliRunner().invoke(program, [*given, str(out), "--lang", "en"]).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert CliRunner().invoke(program, [*given, str(tmp_path / "sheet.xlsx")]).exit_code == 2
    assert CliRunner().invoke(program, [*given, str(out), "--product", "trousers"]).exit_code == 2
