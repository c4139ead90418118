"""A foreign buyer reads the names the factory gives in English; the result, its hash and the Vietnamese report keep those it typed."""

from __future__ import annotations

from pathlib import Path

import pytest

import data
from assessment import intake, procedure
from assessment.own_names import in_language
from assessment.reports.compose import compose, result_sha256
from assessment.reports.words import write

EXAMPLES = Path(data.__file__).parent / "examples"


def case(name: str):  # type: ignore[no-untyped-def]
    document = intake.read(EXAMPLES / name, name).document
    assert document is not None
    return procedure.assess(document), document


def test_an_english_report_has_the_english_names_and_the_hash_of_the_result() -> None:
    result, document = case("seafood.yaml")
    report = compose(result, document, "en", "full")
    assert write(report.subject, "en").startswith("Example Frozen Shrimp Plant")
    assert write(compose(result, document, "vi").subject, "vi") == document.assessment.facility.name
    assert report.result_sha256 == result_sha256(result)
    said = [write(cell, "en") for table in report.tables() for row in table.rows for cell in row.cells if cell is not None]
    assert "Raw IQF shrimp" in said
    assert any("Shrimp heads and shells" in text for text in said)


def test_names_inside_findings_of_the_process_are_english_too() -> None:
    result, document = case("process_seafood.yaml")
    named, other = in_language(result, document, "en")
    given = [finding["given"] for finding in named["findings"] if finding["code"] == "balance.gross_error"]
    assert given == ["Peeled shrimp (Peeling → Grading, cooking, freezing), Broken shrimp returned to peeling (Grading, cooking, freezing → Peeling)"]
    assert {row["name"] for row in named["equipment"]} >= {"Coal boiler, 1 t/h"}
    assert [step.name for step in other.assessment.process.steps][:2] == ["Receiving, washing", "Peeling"]  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_without_english_names_nothing_changes(lang: str) -> None:
    result, document = case("seafood.yaml")
    bare = document.assessment.model_copy(update={"worksheets": ()})
    plain = type(document)(assessment=bare, places=document.places)
    assert in_language(result, plain, lang) == (result, plain)
    assert in_language(result, document, "vi") == (result, document)


def test_a_short_name_does_not_change_units_or_keys() -> None:
    document = case("seafood.yaml")[1]
    products = tuple(each.model_copy(update={"name": "t"}) if each.id == "block" else each for each in document.assessment.products)
    sheet = document.assessment.worksheets[-1].model_copy(update={"values": {"product.block": "Tonne of block"}})
    changed = type(document)(assessment=document.assessment.model_copy(update={"products": products, "worksheets": (sheet,)}))
    made = procedure.assess(changed)
    named, _ = in_language(made, changed, "en")
    assert [item["unit"] for item in named["indicators"]] == [item["unit"] for item in made["indicators"]]
    assert [product["name"] for product in named["subject"]["products"]] == ["Tôm tươi IQF", "Tonne of block", "Tôm hấp IQF"]
