"""Numbers as Vietnamese write them, strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import NumberError
from calculators.number import parse_number, parse_plain_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,5", 1234.5), ("5,5", 5.5), ("1.234", 1234.0), ("1234", 1234.0), ("1.234.567", 1234567.0), ("-3,25", -3.25),
     ("−3", -3.0), (" 12 ", 12.0), ("1 234,5", 1234.5), ("1\u00a0234\u00a0567", 1234567.0), ("0,05", 0.05)],
)  # fmt: skip
def test_comma_notation(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["12.5", "1.23", "1,234.5", "nhiều", "", "1..2", "1,2,3", "12.34,5", "1e5", "NaN", "inf", "٣", "1_000", "9" * 41])
def test_what_has_two_readings_or_none_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        parse_number(text)


@pytest.mark.parametrize(("text", "value"), [("1,234.5", 1234.5), ("12.5", 12.5), ("1,234", 1234.0), ("1234", 1234.0)])
def test_dot_notation(text: str, value: float) -> None:
    assert parse_number(text, "dot") == value


@pytest.mark.parametrize("text", ["1,5", "1.234,5", "12,34.5"])
def test_dot_notation_refuses_the_comma(text: str) -> None:
    with pytest.raises(NumberError):
        parse_number(text, "dot")


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_written_and_read_again(whole: int, cents: int) -> None:
    text = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    expected = float(f"{whole}.{cents:02d}")
    assert parse_number(text) == expected


@pytest.mark.parametrize(("text", "value"), [("1234.5", 1234.5), ("0", 0.0), ("-2", -2.0), ("1.5e3", 1500.0)])
def test_plain_numbers_are_json_numbers(text: str, value: float) -> None:
    assert parse_plain_number(text) == value


@pytest.mark.parametrize("text", ["1.234,5", "1,5", "+1", "01", ".5", "1_000", "nan", "1e999", "0x10", "12 000"])
def test_other_notations_are_no_plain_number(text: str) -> None:
    with pytest.raises(NumberError):
        parse_plain_number(text)
