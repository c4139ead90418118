"""What is typed into the table of months becomes a document that the engine reads, or named faults."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.opening import open_document
from app.typed import LARGEST_FORM, OUTPUT, FormError, document_of, provinces, read_form, rows_of
from data import messages

SEAFOOD = {"name": "Nhà máy A", "product": "Tôm", "year": "2025", "province": "68", "cell:0:1": "1.234,5", "cell:1:1": "2.000.000"}


def test_the_first_row_is_output_and_power_follows() -> None:
    rows = rows_of("seafood")
    assert rows[0].stream == OUTPUT
    assert rows[0].unit == "t"
    assert rows[1].stream == "electricity/grid"


def test_a_form_becomes_a_document_with_the_numbers_as_written() -> None:
    typed = document_of(SEAFOOD, "seafood", "comma")
    assert typed.document is not None
    document = json.loads(typed.document)
    assert document["flows"] == [
        {"period": "2025-01", "stream": "product/sp1", "quantity": 1234.5, "unit": "t"},
        {"period": "2025-01", "stream": "electricity/grid", "quantity": 2000000.0, "unit": "kWh"},
    ]


def test_the_engine_reads_what_was_typed() -> None:
    typed = document_of(SEAFOOD, "seafood", "comma")
    assert typed.document is not None
    reading = open_document(typed.document, "a.json").reading
    assert reading is not None
    item = reading.indicator("electricity_intensity:output/2025-01")
    assert item is not None
    assert item["value"] == pytest.approx(2_000_000 / 1234.5)


@pytest.mark.parametrize("unit", sorted({row.unit for sector in ("garments", "footwear", "paper", "seafood") for row in rows_of(sector)}))
def test_a_unit_as_the_page_shows_it_is_read_back(unit: str) -> None:
    shown = messages.format_unit(unit, "vi")
    fields = {**SEAFOOD, "unit:0": shown}
    typed = document_of(fields, "seafood", "comma")
    assert typed.document is not None
    codes = [finding["code"] for finding in open_document(typed.document, "a.json").findings]
    assert [code for code in codes if code.startswith("unit.")] == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"cell:0:1": "12.5"}, "cell:0:1"),
        ({"cell:1:1": "abc"}, "cell:1:1"),
        ({"name": ""}, "name"),
        ({"product": ""}, "product"),
        ({"year": "25"}, "year"),
        ({"cell:0:1": ""}, "cell:0:1"),
    ],
)
def test_what_is_missing_or_no_number_is_named(changed: dict[str, str], fault: str) -> None:
    typed = document_of({**SEAFOOD, **changed}, "seafood", "comma")
    assert typed.document is None
    assert typed.faults == (fault,)


def test_a_house_may_begin_without_any_number() -> None:
    typed = document_of({key: text for key, text in SEAFOOD.items() if not key.startswith("cell:")}, "seafood", "comma")
    assert typed.is_empty
    assert typed.document is not None
    assert open_document(typed.document, "a.json").reading is not None


def test_the_decimal_mark_is_that_of_the_page() -> None:
    assert document_of({**SEAFOOD, "cell:0:1": "12.5", "cell:1:1": "10"}, "seafood", "dot").document is not None


def test_empty_cells_are_left_out_and_never_zero() -> None:
    typed = document_of({**SEAFOOD, "cell:2:5": ""}, "seafood", "comma")
    assert typed.document is not None
    assert len(json.loads(typed.document)["flows"]) == 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '"x"', " " * (LARGEST_FORM + 1)])
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        read_form(text)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=20), max_size=8))
def test_no_form_breaks_the_reader(fields: dict[str, str]) -> None:
    typed = document_of(read_form(json.dumps(fields)), "garments", "comma")
    assert (typed.document is None) == bool(typed.faults)


def test_provinces_of_today() -> None:
    assert len(provinces("vi")) == 34
    assert dict(provinces("en"))["68"] == "Lam Dong Province"
