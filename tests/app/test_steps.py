"""The glass box speaks the reader's language: no step of any example shows a term of the engine's code."""

from __future__ import annotations

import re

import pytest

from app import sites
from app.opening import open_document
from app.settings import Settings
from app.steps import amount, formula

ENGINE = re.compile(r"\b(quantity|output|slope|intercept|share|mass|figure|material|value|bound|factor|density|within|budget)\b|_|\[|→")


@pytest.mark.parametrize("site", sites.examples(), ids=lambda site: site.name)
def test_no_step_of_any_example_speaks_as_the_engine(settings: Settings, site: sites.Site) -> None:
    reading = open_document(sites.content(settings, site), site.filename).reading
    assert reading is not None
    said = set()
    for id, step in reading.result["trace"].items():
        if step.get("formula"):
            said.add(formula(step["formula"], reading, "vi"))
        if reading.indicator(id) is None and not step.get("stream") and step.get("formula") != "reference":
            said.add(amount(id, reading, "vi"))
    assert said
    assert {text for text in said if ENGINE.search(text)} == set()


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("quantity × ncv", "vi", "lượng × nhiệt trị thấp"),
        ("quantity × ncv", "en", "quantity × net calorific value"),
        ("power_factor(active_energy, hours)", "vi", "Hệ số công suất"),
        ("Σ", "en", "sum"),
    ],
)
def test_a_formula_is_said_term_by_term(settings: Settings, text: str, lang: str, expected: str) -> None:
    site = sites.examples()[0]
    reading = open_document(sites.content(settings, site), site.filename).reading
    assert reading is not None
    assert formula(text, reading, lang) == expected
