"""Amounts in texts of the program, as each language writes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.amounts import TYPED, finding_in, written


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("5e+09 kWh", "5.000.000.000 kWh", "5,000,000,000 kWh"),
        ("1.23457e+06 m3", "1.234.570 m³", "1,234,570 m³"),
        ("≤ 1234.5 kWh", "≤ 1.234,5 kWh", "≤ 1,234.5 kWh"),
        ("-12.5 %", "−12,5 %", "−12.5 %"),
        ("4112820 kWh, 2025", "4.112.820 kWh, 2025", "4,112,820 kWh, 2025"),
        ("0.25", "0,25", "0.25"),
        ("0301234567", "0301234567", "0301234567"),
        ("2025-01", "2025-01", "2025-01"),
        ("2025/2026", "2025/2026", "2025/2026"),
        ("TK.99", "TK.99", "TK.99"),
        ("1.234.567", "1.234.567", "1.234.567"),
        ("fuel/diesel", "fuel/diesel", "fuel/diesel"),
        ("flows[3].quantity", "flows[3].quantity", "flows[3].quantity"),
        ("3", "3", "3"),
        ("", "", ""),
    ],
)
def test_amounts_are_written_as_the_language_writes_them(text: str, vi: str, en: str) -> None:
    assert written(text, "vi") == vi
    assert written(text, "en") == en


@given(st.floats(min_value=1e-9, max_value=1e15), st.sampled_from(["kWh", "m3", "GJ/t", "VND"]))
def test_no_exponent_and_no_point_as_a_decimal_mark_is_left_in_vietnamese(value: float, unit: str) -> None:
    text = written(f"{value:.6g} {unit}", "vi")
    assert not re.search(r"\de[+-]?\d", text)
    assert not re.search(r"\.\d{1,2}(?!\d)", text)


def test_what_somebody_typed_is_quoted_as_it_stands() -> None:
    typed = {"code": "number.ambiguous", "given": "1.234", "expected": "1234.5 kWh"}
    assert "number" in TYPED
    assert finding_in(typed, "vi") == typed
    assert finding_in({**typed, "code": "water.balance_gap"}, "vi")["expected"] == "1.234,5 kWh"
