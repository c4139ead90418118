"""Limits of discharge: QCVN 40:2011, with the day it was replaced."""

from __future__ import annotations

from datetime import date

import pytest

from calculators.units import parse_unit
from data import catalogue
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
LIMITS: dict[tuple[str, str, str], Row] = {
    (str(row["discharge_class"]), str(row["pollutant"]), str(row["bound"])): row for row in BOOK.table("limits")
}


@pytest.mark.parametrize(
    ("discharge_class", "pollutant", "value"),
    [
        pytest.param("A", "bod5", 30, id="Table 1, BOD5, A"),
        pytest.param("B", "bod5", 50, id="Table 1, BOD5, B"),
        pytest.param("A", "cod", 75, id="Table 1, COD, A"),
        pytest.param("B", "cod", 150, id="Table 1, COD, B"),
        pytest.param("B", "tss", 100, id="Table 1, TSS, B"),
        pytest.param("A", "nh4_n", 5, id="Table 1, ammonium, A"),
    ],
)
def test_values_of_the_regulation(discharge_class: str, pollutant: str, value: float) -> None:
    row = LIMITS[discharge_class, pollutant, "max"]
    assert (row["value"], row["unit"]) == (value, "mg/L")


def test_class_a_is_never_looser_than_class_b() -> None:
    for (discharge_class, pollutant, bound), row in LIMITS.items():
        if discharge_class == "A":
            strict, loose = row["value"], LIMITS["B", pollutant, bound]["value"]
            assert isinstance(strict, float)
            assert isinstance(loose, float)
            assert strict <= loose if bound == "max" else strict >= loose


def test_the_regulation_ended_the_day_before_its_successor() -> None:
    for row in LIMITS.values():
        assert row["valid_to"] == date(2025, 8, 31)
        assert "QCVN 40:2025" in str(row["note"])
        assert row["confidence"] == "B"


def test_there_are_forty_limits_with_units_that_read_and_names_in_both_languages() -> None:
    assert len(LIMITS) == 40
    for row in LIMITS.values():
        parse_unit(str(row["unit"]))
        assert row["label_vi"]
        assert row["label_en"]
    for discharge_class, total in (("A", 3187.125), ("B", 5347.41)):
        values = [row["value"] for key, row in LIMITS.items() if key[0] == discharge_class]
        assert sum(value for value in values if isinstance(value, float)) == pytest.approx(total)
