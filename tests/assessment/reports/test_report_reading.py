"""What a reader reads in the sections: counts that are the rows below them, units that say what they count, one rule for one thing."""

from __future__ import annotations

import re

import pytest

from app.reading import Facts, Reading
from assessment.reports.basis import Basis
from assessment.reports.compose import compose
from assessment.reports.report import Figure, Paragraph, Table
from assessment.reports.words import write, write_label, write_sentence
from assessment.shown_units import in_equivalents_of
from data import catalogue

EXAMPLES = ("seafood", "garments", "footwear", "paper", "bottled_water")
KINDS = ("quick", "full")
LANGUAGES = ("vi", "en")
EACH = [pytest.param(name, lang, kind, id=f"{name}-{lang}-{kind}") for name in EXAMPLES for lang in LANGUAGES for kind in KINDS]


def table_of(report, id):
    """Return a table of a report, or None."""
    return next((table for table in report.tables() if table.id == id), None)


def texts_of(report):
    """Yield every text of a report: paragraphs, titles, cells, notes, captions."""
    lang = report.lang
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield write(block.text, lang)
            elif isinstance(block, Table):
                yield from (write(column.title, lang) for column in block.columns)
                yield from (write(cell, lang) for row in block.rows for cell in row.cells)
                yield write(block.note, lang)
            elif isinstance(block, Figure):
                yield from (write_label(block.chart.title, lang), write_sentence(block.chart, lang))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("lang", "whole"), [("vi", "MJ/tấn sản phẩm quy đổi"), ("en", "MJ/t equivalent product")])
def test_equivalents_of_tonnes_are_tonnes(assessed, lang, whole, kind):
    """The coefficients of 52/2018/TT-BCT are per tonne of product: what they give is tonnes of equivalent product."""
    document, result = assessed("seafood")
    texts = list(texts_of(compose(result, document, lang, kind)))
    assert any(whole in text for text in texts)
    assert [text for text in texts if re.search(r"(/|\d\s)(sản phẩm quy đổi|equivalent product)", text)] == []


def test_equivalents_of_the_factorys_own_pieces_stay_pieces(assessed):
    _, result = assessed("garment")
    assert result["subject"]["equivalent_unit"] == "eq"
    assert in_equivalents_of(result) is result


def test_the_result_keeps_the_contracts_unit_and_the_pages_show_tonnes(assessed):
    document, result = assessed("seafood")
    assert {item["unit"] for item in result["indicators"] if item["id"] == "energy_intensity:equivalent/2025"} == {"MJ/eq"}
    reading = Reading(result=result, facts=Facts(name="", sector="seafood", reporting_period="2025"))
    shown = reading.indicator("energy_intensity:equivalent/2025")
    assert shown is not None and shown["unit"] == "MJ/t eq"
    assert reading.given is result
    basis = Basis(result=result, document=document, book=catalogue.open_edition(), lang="vi")
    assert basis.unit("kWh/eq") == "kWh/t eq"
