"""Every finding of intake can be said, in both languages, with what it carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import assessment.intake
from calculators.finding import Finding
from data import messages

PACKAGE = Path(assessment.intake.__file__).parent
NOUNS = (
    "boolean|cell|choice|column|document|file|flow|key|number|option|period|product|province|row|sector|sheet|step|stream|text|"
    "unit|value|workbook"
)
CODES = sorted(
    {code for path in PACKAGE.rglob("*.py") for code in re.findall(rf'"((?:{NOUNS})\.[a-z_]+)"', path.read_text(encoding="utf-8"))}
    | {"sector.unknown", "province.unknown"}
)
CARRIED = frozenset(Finding.__dataclass_fields__) & {"given", "expected"}
VALUES = {
    "flow.duplicate_period": {"stream", "other", "other_period", "rows"}, "flow.overlap": {"stream", "other", "other_period", "rows"},
    "flow.year_and_months": {"stream", "other", "other_period", "rows"}, "flow.gap": {"stream", "missing_days"},
    "stream.two_statements": {"stream", "field", "other"}, "stream.no_like": {"stream"}, "unit.dimension": {"stream", "dimension"},
    "product.two_coefficients": {"product", "norm_product"}, "product.duplicate": {"other"}, "step.duplicate": {"other"},
    "option.duplicate": {"other"}, "column.duplicate": {"other"}, "text.wrong_length": {"length"}, "key.duplicate": {"first"},
}  # fmt: skip


def test_codes_were_found() -> None:
    assert len(CODES) > 70


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_each_code_has_its_three_texts(code: str, lang: str) -> None:
    for part in ("title", "why", "action"):
        key = f"finding.{code}.{part}"
        assert messages.has_message(key, lang), key
        assert messages.placeholders(messages.messages(lang)[key]) <= CARRIED | VALUES.get(code, set()), key


def test_no_text_is_left_of_a_code_that_is_gone() -> None:
    path = Path(messages.__file__).parent / "locales" / "vi" / "intake.json"
    told = set(re.findall(r'"finding\.([a-z]+\.[a-z_]+)\.title"', path.read_text(encoding="utf-8")))
    assert told == set(CODES)
