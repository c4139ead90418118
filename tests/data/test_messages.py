"""Texts, and how each language writes numbers, dates, money and units."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import data
from calculators.errors import NumberError, UnknownKeyError
from calculators.number import parse_number
from data import messages

LOCALES = Path(data.__file__).parent / "locales"


def test_vietnamese_comes_first() -> None:
    assert messages.languages() == ("vi", "en")


@pytest.mark.parametrize(
    ("value", "lang", "digits", "expected"),
    [
        pytest.param(1234.5, "vi", 1, "1.234,5", id="as the brief writes it"),
        pytest.param(1234.5, "en", 1, "1,234.5", id="the same in English"),
        pytest.param(9.04, "vi", None, "9,04", id="trailing zeros are dropped"),
        pytest.param(4.947264, "vi", None, "4,947", id="four significant digits"),
        pytest.param(0.0119403, "vi", None, "0,01194", id="small numbers keep four digits"),
        pytest.param(19_888_000, "vi", None, "19.888.000", id="whole digits are never rounded away"),
        pytest.param(-7.9097, "vi", 1, "\u22127,9", id="typographic minus"),
        pytest.param(-0.0001, "vi", 1, "0,0", id="no minus before zero"),
        pytest.param(0, "en", None, "0", id="zero"),
    ],
)
def test_format_number(value: float, lang: str, digits: int | None, expected: str) -> None:
    assert messages.format_number(value, lang, digits) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_was_not_calculated_has_no_number(value: float) -> None:
    with pytest.raises(NumberError):
        messages.format_number(value, "vi")


@given(st.floats(min_value=-1e9, max_value=1e9), st.sampled_from([("vi", "comma"), ("en", "dot")]))
def test_a_written_number_is_read_back(value: float, notation: tuple[str, str]) -> None:
    lang, mark = notation
    read = parse_number(messages.format_number(value, lang, 3), mark)  # type: ignore[arg-type]
    assert read == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize(
    ("vnd", "lang", "expected"),
    [
        (9_533_700_000, "vi", "9,53 tỷ đồng"),
        (250_880_000, "vi", "251 triệu đồng"),
        (999_000, "vi", "999.000 đồng"),
        (9_533_700_000, "en", "9.53 billion VND"),
    ],
)
def test_format_money(vnd: float, lang: str, expected: str) -> None:
    assert messages.format_money(vnd, lang) == expected


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        ("2025", "2025", "2025"),
        ("2025-03", "03/2025", "Mar 2025"),
        ("2026-11-22", "22/11/2026", "22 Nov 2026"),
        ("2025-01/2025-06", "01/2025 – 06/2025", "Jan 2025 – Jun 2025"),
        ("2025-13", "2025-13", "2025-13"),
    ],
)
def test_format_period(period: str, vi: str, en: str) -> None:
    assert messages.format_period(period, "vi") == vi
    assert messages.format_period(period, "en") == en


@pytest.mark.parametrize(
    ("unit", "vi", "en"),
    [
        ("kWh/pair", "kWh/đôi", "kWh/pair"),
        ("kg CO2e/t", "kg CO₂e/tấn", "kg CO₂e/t"),
        ("m3", "m³", "m³"),
        ("furlong", "furlong", "furlong"),
    ],
)
def test_format_unit(unit: str, vi: str, en: str) -> None:
    assert messages.format_unit(unit, "vi") == vi
    assert messages.format_unit(unit, "en") == en


def test_a_quantity_has_a_thin_space() -> None:
    assert messages.format_quantity(1234.5, "kWh/t", "vi", 1) == "1.234,5\u202fkWh/tấn"


def test_values_are_written_in_the_language_and_never_read_as_templates() -> None:
    assert messages.message("money.plain", "vi", amount=1234.5) == "1.234 đồng"  # half to even
    assert messages.message("money.plain", "vi", amount="{amount} <b>") == "{amount} <b> đồng"
    assert messages.message("money.plain", "en", amount=2026) == "2026 VND"
    assert messages.message("money.plain", "vi", amount=12_000) == "12.000 đồng"
    assert messages.message("money.plain", "vi", amount=date(2026, 11, 22)) == "22/11/2026 đồng"
    assert messages.message("money.plain", "vi", amount=True) == "có đồng"


def test_unknown_keys_name_near_ones() -> None:
    with pytest.raises(UnknownKeyError, match=r"money\.plain"):
        messages.message("money.plane", "vi", amount=1)
    with pytest.raises(UnknownKeyError, match="known: vi, en"):
        messages.message("money.plain", "fr", amount=1)
    with pytest.raises(UnknownKeyError, match="amount"):
        messages.message("money.plain", "vi")


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    vi, en = messages.messages("vi"), messages.messages("en")
    assert sorted(vi) == sorted(en)
    assert {key: messages.placeholders(vi[key]) for key in vi} == {key: messages.placeholders(en[key]) for key in en}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_key_stands_in_one_file_and_has_a_text(lang: str) -> None:
    counted: Counter[str] = Counter()
    for file in (LOCALES / lang).glob("*.json"):
        pairs = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
        counted.update(key for key, _ in pairs)
        assert all(isinstance(text, str) and (text.strip() or key == "unit.1") for key, text in pairs), file.name
    assert [key for key, times in counted.items() if times > 1] == []
