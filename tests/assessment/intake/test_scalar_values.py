"""The key decides the type; the file only says how numbers are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.intake import scalar
from assessment.intake.tree import Kind, Leaf
from calculators.finding import Finding, Place


def leaf(text: str, kind: Kind = "word", number: float | None = None) -> Leaf:
    return Leaf(text=text, kind=kind, place=Place(file="a", line=1), number=number)


@pytest.mark.parametrize(
    ("given_leaf", "expected"),
    [
        pytest.param(leaf("95000"), 95_000.0, id="JSON number"),
        pytest.param(leaf("-1.5e3"), -1500.0, id="exponent"),
        pytest.param(leaf("5", "text"), 5.0, id="quoting does not matter"),
        pytest.param(leaf("1.234,5", "cell_text"), 1234.5, id="a cell's text is read as Vietnamese write it"),
        pytest.param(leaf("1.234", "cell_text"), 1234.0, id="a dot groups in a cell"),
        pytest.param(leaf("1.234"), 1.234, id="a dot is the decimal mark in a text file"),
        pytest.param(leaf("7", "number", 7.0), 7.0, id="a cell's own number"),
    ],
)
def test_numbers(given_leaf: Leaf, expected: float) -> None:
    assert scalar.read_number(given_leaf) == expected


@pytest.mark.parametrize(
    ("given_leaf", "code", "expected"),
    [
        pytest.param(leaf("1.234,5"), "number.not_plain", "1234.5", id="comma in a text file"),
        pytest.param(leaf("1,234.5"), "number.not_plain", "1234.5", id="grouping in a text file"),
        pytest.param(leaf("1_000"), "number.not_plain", "1234.5", id="YAML underscore"),
        pytest.param(leaf("0x1F"), "number.not_plain", "1234.5", id="YAML hexadecimal"),
        pytest.param(leaf("22:00"), "number.not_plain", "1234.5", id="YAML sexagesimal"),
        pytest.param(leaf(".inf"), "number.not_plain", "1234.5", id="infinity"),
        pytest.param(leaf("NaN"), "number.not_plain", "1234.5", id="not a number"),
        pytest.param(leaf("1e999"), "number.not_plain", "1234.5", id="overflow"),
        pytest.param(leaf("+5"), "number.not_plain", "1234.5", id="plus"),
        pytest.param(leaf("007"), "number.not_plain", "1234.5", id="leading zeros"),
        pytest.param(leaf("9" * 100_000), "number.not_plain", "1234.5", id="a hundred thousand digits"),
        pytest.param(leaf("khoảng 15", "cell_text"), "number.not_read", "1.234,5", id="words in a cell"),
        pytest.param(leaf("12.5", "cell_text"), "number.not_read", "1.234,5", id="two readings in a cell"),
        pytest.param(leaf("1,234.5", "cell_text"), "number.not_read", "1.234,5", id="English in a cell"),
        pytest.param(leaf("-", "cell_text"), "number.not_read", "1.234,5", id="a dash for nothing"),
        pytest.param(leaf("2025-01-05", "day"), "number.not_read", "1.234,5", id="a date"),
        pytest.param(leaf("true", "boolean"), "number.not_read", "1.234,5", id="a truth value"),
    ],
)
def test_what_is_no_number(given_leaf: Leaf, code: str, expected: str) -> None:
    found = scalar.read_number(given_leaf)
    assert isinstance(found, Finding)
    assert (found.code, found.severity, found.expected, found.place.line) == (code, "error", expected, 1)
    assert found.given == given_leaf.text[:60]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read_back(value: float) -> None:
    assert scalar.read_number(leaf(repr(value).replace("e+", "e"))) == value


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("0301234567", "word", "0301234567"),
        ("  Công ty  ", "text", "Công ty"),
        ("e\u0301", "text", "é"),
        ("no", "word", "no"),
        ("2025", "number", "2025"),
    ],
)
def test_texts_stay_as_written(text: str, kind: Kind, expected: str) -> None:
    assert scalar.read_text_value(leaf(text, kind), "name") == expected


@pytest.mark.parametrize(
    ("given_leaf", "key", "code", "expected"),
    [
        (leaf("301234567", "number", 301_234_567.0), "tax_code", "text.lost_zero", "0301234567"),
        (leaf("1", "number", 1.0), "province", "text.lost_zero", "01"),
        (leaf("a\x07b"), "name", "text.control_character", ""),
        (leaf("a\ud800b"), "name", "text.control_character", ""),
    ],
)
def test_texts_that_cannot_be_used(given_leaf: Leaf, key: str, code: str, expected: str) -> None:
    found = scalar.read_text_value(given_leaf, key)
    assert isinstance(found, Finding)
    assert (found.code, found.expected) == (code, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("true", "word", True), ("false", "text", False), ("có", "cell_text", True), ("Không", "cell_text", False),
        ("YES", "cell_text", True), ("true", "boolean", True),
    ],
)  # fmt: skip
def test_truth(text: str, kind: Kind, expected: bool) -> None:
    assert scalar.read_boolean(leaf(text, kind)) is expected


@pytest.mark.parametrize(("text", "kind"), [("yes", "word"), ("True", "word"), ("1", "word"), ("on", "word"), ("x", "cell_text")])
def test_what_is_neither_true_nor_false(text: str, kind: Kind) -> None:
    found = scalar.read_boolean(leaf(text, kind))
    assert isinstance(found, Finding)
    assert found.code == "boolean.not_read"


def test_a_worksheet_field_is_a_number_only_where_it_was_written_as_one() -> None:
    assert scalar.read_free(leaf("12.5")) == 12.5
    assert scalar.read_free(leaf("12.5", "text")) == "12.5"
    assert scalar.read_free(leaf("0901234567")) == "0901234567"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a1, b2;c3", ["a1", "b2", "c3"]), ("a1", ["a1"]), (" , ", [])],
)
def test_a_cell_lists_several_keys(text: str, expected: list[str]) -> None:
    assert [part.text for part in scalar.split_words(leaf(text, "cell_text"))] == expected
