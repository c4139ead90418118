"""Audits of US plants: what they are, and the quartiles computed from them."""

from __future__ import annotations

import pytest

from data import catalogue
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
AUDITS: dict[str, Row] = {str(row["id"]): row for row in BOOK.table("audited_plants")}


def test_quartiles_are_in_order_and_shares_are_shares() -> None:
    for row in AUDITS.values():
        quartiles = [row[name] for name in ("p25", "p50", "p75")]
        paybacks = [row[f"payback_{name}"] for name in ("p25", "p50", "p75")]
        assert quartiles == sorted(value for value in quartiles if isinstance(value, float))
        assert paybacks == sorted(value for value in paybacks if isinstance(value, float))
        assert row["unit"] == "%"
        assert isinstance(row["implemented_share"], float)
        assert 0 < row["implemented_share"] < 1


def test_each_row_says_that_it_is_foreign_and_never_a_norm() -> None:
    for row in AUDITS.values():
        assert row["geography"] == "US"
        assert "never a norm" in str(row["note"])
        assert isinstance(row["plants"], int)
        assert (row["confidence"] == "B") == (row["plants"] < 30)


@pytest.mark.parametrize(
    ("sector", "resource", "plants", "p25", "p50", "p75"),
    [
        pytest.param("seafood", "electricity", 48, 2.51, 10.33, 20.49, id="SIC 2091-2092, electricity"),
        pytest.param("garments", "electricity", 96, 7.02, 15.73, 27.06, id="SIC 23, electricity"),
        pytest.param("footwear", "electricity", 17, 5.23, 8.69, 10.46, id="SIC 31, electricity"),
        pytest.param("paper", "gas", 337, 4.41, 10.53, 23.08, id="SIC 26, gas"),
    ],
)
def test_quartiles_of_the_programme_sectors(sector: str, resource: str, plants: int, p25: float, p50: float, p75: float) -> None:
    (row,) = [row for row in AUDITS.values() if (row["sector"], row["resource"]) == (sector, resource)]
    assert (row["plants"], row["p25"], row["p50"], row["p75"]) == (plants, p25, p50, p75)


def test_there_are_27_rows_in_both_languages() -> None:
    assert len(AUDITS) == 27
    assert all(row["subject"] and row["subject_vi"] for row in AUDITS.values())
