"""The grid factor: official only, the year asked for or the latest earlier one, flagged."""

from __future__ import annotations

from datetime import date

import pytest

from calculators.errors import UnknownKeyError
from data import catalogue

BOOK = catalogue.open_edition("2026-11")
SERIES = (0.6612, 0.8154, 0.9185, 0.8649, 0.9130, 0.8458, 0.8041, 0.7221, 0.6766, 0.6592)


@pytest.mark.parametrize(("year", "value"), list(zip(range(2014, 2024), SERIES, strict=True)))
def test_the_official_series(year: int, value: float) -> None:
    """Department of Climate Change, data years 2014 to 2023; the same series at VietnamPlus, April 2025."""
    factor = BOOK.grid_factor(year)
    assert (factor.fact.value, factor.fact.unit, factor.data_year, factor.is_later_year) == (value, "t/MWh", year, False)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_year_without_official_factor_takes_the_latest_and_says_so(year: int) -> None:
    factor = BOOK.grid_factor(year)
    assert (factor.fact.id, factor.data_year, factor.is_later_year) == ("vn.grid.2023", 2023, True)


def test_estimates_are_kept_but_never_official() -> None:
    estimates = {row["data_year"]: row for row in BOOK.table("grid") if not row["official"]}
    assert {year: row["value"] for year, row in estimates.items()} == {2024: 0.6811, 2025: 0.6235}
    assert all(row["confidence"] == "C" for row in estimates.values())


def test_a_year_before_the_first_factor_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match="2014"):
        BOOK.grid_factor(2013)


@pytest.mark.parametrize(
    ("level", "hours", "vnd"),
    [
        pytest.param("22_to_110kv", "normal", 1833, id="Decision 1279/QĐ-BCT, 22 to 110 kV, normal hours"),
        pytest.param("22_to_110kv", "peak", 3398, id="the same, peak"),
        pytest.param("lt_6kv", "off_peak", 1300, id="below 6 kV, off-peak"),
        pytest.param("ge_110kv", "normal", 1811, id="110 kV and above"),
    ],
)
def test_electricity_prices_are_those_of_decision_1279(level: str, hours: str, vnd: float) -> None:
    rows = [row for row in BOOK.table("tariffs") if (row["level"], row["hours"], row["priority"]) == (level, hours, 2)]
    assert [(row["value"], row["unit"], row["valid_from"]) for row in rows] == [(vnd, "VND/kWh", date(2025, 5, 10))]


def test_the_wastewater_fee_of_2026_is_by_volume() -> None:
    row = BOOK.row("tariffs", "vn.wwfee.2026.unmonitored")
    assert (row["value"], row["unit"], row["valid_from"]) == (1700, "VND/m3", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("stream", "level", "province", "vnd"),
    [
        pytest.param("electricity/grid", "", "", 2204.0655, id="unstated voltage and hours: the average retail price"),
        pytest.param("electricity/grid", "22_to_110kv", "", 1833, id="normal hours of the voltage"),
        pytest.param("electricity/grid_peak", "lt_6kv", "", 3640, id="peak hours of the voltage"),
        pytest.param("electricity/grid_peak", "", "", None, id="the average is no price of peak hours"),
        pytest.param("water/municipal", "industry", "20", 17000, id="Lạng Sơn, from April 2024"),
        pytest.param("water/municipal", "industry", "68", None, id="another province's price is not used"),
        pytest.param("fuel/diesel", "", "", None, id="the price of one day is no price of a year"),
    ],
)
def test_a_dated_tariff_stands_in_only_where_it_holds(stream: str, level: str, province: str, vnd: float | None) -> None:
    fact = BOOK.price(stream, date(2026, 6, 30), level, province)
    assert (fact and fact.value) == vnd


def test_a_tariff_has_a_first_day() -> None:
    assert BOOK.price("electricity/grid", date(2025, 5, 9)) is None


@pytest.mark.parametrize(
    ("table", "match", "value", "source"),
    [
        pytest.param("wastewater", {"parameter": "b0"}, 0.25, "vn.qd2626_2022", id="B0 industrial, kg CH4 per kg COD"),
        pytest.param("wastewater", {"parameter": "mcf", "treatment": "anaerobic_deep"}, 0.8, "vn.qd2626_2022", id="national list first"),
        pytest.param("wastewater", {"parameter": "mcf", "treatment": "aerobic_managed"}, 0.0, "ipcc.2006", id="IPCC Table 6.8"),
        pytest.param("waste", {"parameter": "doc", "material": "textiles"}, 24.0, "vn.qd2626_2022", id="DOC of textiles, %"),
        pytest.param("waste", {"parameter": "mcf", "treatment": "unmanaged_shallow"}, 0.4, "vn.qd2626_2022", id="shallow dump"),
    ],
)
def test_a_factor_is_found_by_its_keys(table: str, match: dict[str, str], value: float, source: str) -> None:
    fact = BOOK.factor(table, date(2026, 6, 30), **match)
    assert fact is not None
    assert (fact.value, fact.source_id) == (value, source)


def test_a_factor_that_is_only_shown_is_never_chosen() -> None:
    assert BOOK.factor("wastewater", date(2026, 6, 30), parameter="cod_in", sector="seafood") is None
