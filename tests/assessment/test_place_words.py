"""Where a finding stands is said in words: section, row and what the row is of, the same in reports, pages and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import data
from app.commands.speaking import finding_line
from app.components.finding import place_text
from assessment import intake, procedure
from assessment.places import path_in_words, place_in_words

EXAMPLES = Path(data.__file__).parent / "examples"


@pytest.mark.parametrize(
    ("path", "lang", "said"),
    [
        pytest.param("flows[12]", "vi", "Sổ chi tiết, dòng 13", id="row"),
        pytest.param("flows[12].unit", "en", "Detailed ledger, row 13, Unit", id="field of a row"),
        pytest.param("choices.discount_rate", "vi", "Lựa chọn tính toán, Tỷ suất chiết khấu", id="choice"),
        pytest.param("process.streams[4]", "vi", "Dòng giữa các công đoạn, dòng 5", id="nested list"),
        pytest.param("process", "en", "Process diagram", id="section without a sheet"),
        pytest.param("options[0].saves[1].percent", "en", "Options, row 1, Percent", id="list in a row"),
        pytest.param("streams[2].ncv.unit", "vi", "Đặc tính dòng, dòng 3, Đơn vị", id="member of a property"),
        pytest.param("facility.commune", "en", "Facility, Commune", id="single value"),
        pytest.param("reporting_period", "vi", "Kỳ báo cáo", id="key without a section"),
        pytest.param("entries/zones", "en", "entries/zones", id="of no document"),
    ],
)
def test_a_path_is_said_in_words(path: str, lang: str, said: str) -> None:
    assert path_in_words(path, lang) == said


def test_a_row_says_what_it_is_of() -> None:
    document = intake.read(EXAMPLES / "seafood.yaml", "seafood.yaml").document
    assert document is not None
    assert place_in_words({"path": "flows[0]", "line": 51}, "vi", document, lambda key: "Tôm tươi IQF") == "Sổ chi tiết, dòng 1 (Tôm tươi IQF, 01/2025), dòng 51 của tệp"
    assert path_in_words("products[1]", "vi", document) == "Sản phẩm, dòng 2 (Tôm tươi block)"
    assert path_in_words("flows[99999]", "vi", document) == "Sổ chi tiết, dòng 100000"


def test_a_cell_of_a_workbook_keeps_its_name() -> None:
    assert place_in_words({"sheet": "flows", "cell": "D14", "path": "flows[12]"}, "vi") == "flows!D14"
    assert place_in_words({"file": "x.yaml"}, "vi") == ""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["seafood", "paper", "process_seafood"])
def test_no_finding_is_placed_by_a_path(name: str, lang: str) -> None:
    document = intake.read(EXAMPLES / f"{name}.yaml", f"{name}.yaml").document
    assert document is not None
    findings = procedure.assess(document)["findings"]
    assert len(findings) > 3
    for finding in findings:
        for said in (place_text(finding["place"], lang), finding_line(finding, lang).partition(" · ")[0]):
            assert "[" not in said, said
            assert "choices." not in said, said
