"""The five examples' reports keep their sections, tables, charts and key figures; a meant change rewrites the golden file.

Rewrite with ``python tests/assessment/reports/golden_structure.py`` and explain the difference in the commit.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from pathlib import Path

import pytest
from golden_structure import DIGITS, FILE, NAMES, structure

from assessment.reports.compose import SECTIONS, compose

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from report_text import FOLDER, LANGUAGES, text_of

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))
VARYING = {"findings", "sources", "options", "method"}  # their rows follow the checks, factors, library and choices of the edition
COUNT = re.compile(r" × \d+\)")


def _outline(made):
    return {key: [COUNT.sub(")", block) if key in VARYING else block for block in blocks] for key, blocks in made["sections"].items()}


@pytest.mark.parametrize("name", NAMES)
def test_example_keeps_its_outline(assessed, name):
    document, result = assessed(name)
    made = structure(compose(result, document, "vi", "full"))
    assert list(made["sections"]) == [key for key in SECTIONS if key in made["sections"]]
    assert _outline(made) == _outline(GOLDEN[name])
    assert made["charts"] == GOLDEN[name]["charts"]


@pytest.mark.parametrize("name", NAMES)
def test_example_keeps_its_key_figures(assessed, name):
    document, result = assessed(name)
    figures = structure(compose(result, document, "vi", "full"))["figures"]
    assert figures.keys() == GOLDEN[name]["figures"].keys()
    for trace, text in GOLDEN[name]["figures"].items():
        value, _, unit = text.partition(" ")
        now, _, unit_now = figures[trace].partition(" ")
        assert unit_now == unit, trace
        assert float(now) == pytest.approx(float(value), rel=10.0 ** (1 - DIGITS)), trace


@pytest.mark.parametrize("name", NAMES)
def test_english_has_the_same_structure(assessed, name):
    document, result = assessed(name)
    assert structure(compose(result, document, "en", "full")) == structure(compose(result, document, "vi", "full"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_example_keeps_its_words(assessed, name, lang):
    document, result = assessed(name)
    kept = (FOLDER / f"{name}.{lang}.txt").read_text(encoding="utf-8")
    now = text_of(document, result, lang)
    difference = "".join(difflib.unified_diff(kept.splitlines(True), now.splitlines(True), "kept", "now", n=0))
    assert now == kept, f"the quick report of {name} says something else; if that is meant, run python tests/golden/report_text.py\n{difference[:6000]}"
