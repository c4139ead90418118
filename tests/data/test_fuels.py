"""Calorific values, densities, emission factors, legal TOE: spot values against the cited table, and their order."""

from __future__ import annotations

from datetime import date

import pytest

from calculators.units import convert
from data import catalogue

BOOK = catalogue.open_edition("2026-11")
DAYS = (date(2021, 12, 31), date(2026, 6, 30))
FUELS = [stream.key for stream in BOOK.streams("fuel")]


@pytest.mark.parametrize(
    ("stream", "id", "mj_per_kg"),
    [
        pytest.param("fuel/rice_husk", "ipcc.ncv.117487", 11.6, id="IPCC 2006 vol. 2 Table 1.2, other primary solid biomass"),
        pytest.param("fuel/bagasse", "ipcc.ncv.117487", 11.6, id="bagasse takes the same row"),
        pytest.param("fuel/wood", "ipcc.ncv.117485", 15.6, id="wood and wood waste"),
        pytest.param("fuel/sawdust", "ipcc.ncv.117485", 15.6, id="sawdust takes the row of wood"),
        pytest.param("fuel/coal_subbituminous", "ipcc.ncv.117469", 18.9, id="sub-bituminous coal"),
        pytest.param("fuel/natural_gas", "ipcc.ncv.117481", 48.0, id="natural gas"),
    ],
)
def test_net_calorific_values_are_the_guidelines(stream: str, id: str, mj_per_kg: float) -> None:
    fact = BOOK.property(stream, "ncv", DAYS[1])
    assert fact is not None
    assert fact.id == id
    assert convert(fact.value, fact.unit, "MJ/kg") == pytest.approx(mj_per_kg, rel=1e-12)


@pytest.mark.parametrize(
    ("stream", "mj_per_kg"), [("fuel/diesel", 43.0), ("fuel/gasoline", 44.3), ("fuel/fuel_oil", 40.4), ("fuel/lpg", 47.3)]
)
def test_oil_products_have_one_calorific_value_and_one_density(stream: str, mj_per_kg: float) -> None:
    """IPCC 2006 vol. 2 Table 1.2."""
    ncv, density = (BOOK.property(stream, name, DAYS[1]) for name in ("ncv", "density"))
    assert ncv is not None
    assert convert(ncv.value, ncv.unit, "MJ/kg") == pytest.approx(mj_per_kg, rel=1e-12)
    assert density is not None
    assert 500 < convert(density.value, density.unit, "kg/m3") < 1000


@pytest.mark.parametrize(
    ("stream", "co2", "ch4", "n2o"),
    [
        pytest.param("fuel/rice_husk", 100000, 30, 4, id="QĐ 2626 I.1.40, I.1.41; CO2 from IPCC Table 2.3"),
        pytest.param("fuel/coal_anthracite", 98300, 10, 1.5, id="QĐ 2626 I.1.25-27"),
        pytest.param("fuel/coal_subbituminous", 96100, 10, 1.5, id="not in QĐ 2626 for industry: IPCC Table 2.3"),
        pytest.param("fuel/diesel", 74100, 3, 0.6, id="QĐ 2626 I.1.28-30"),
        pytest.param("fuel/fuel_oil", 77400, 3, 0.6, id="QĐ 2626 I.1.31-33"),
        pytest.param("fuel/lpg", 63100, 1, 0.1, id="QĐ 2626 I.1.34-36"),
        pytest.param("fuel/natural_gas", 56100, 1, 0.1, id="QĐ 2626 I.1.37-39"),
        pytest.param("fuel/diesel_vehicles", 74100, 3.9, 3.9, id="QĐ 2626 I.1.46-48, road"),
        pytest.param("fuel/gasoline_vehicles", 69300, 33, 3.2, id="QĐ 2626 I.1.49-51, road"),
        pytest.param("fuel/biogas", 54600, 1, 0.1, id="IPCC Table 2.3"),
        pytest.param("fuel/wood", 112000, 30, 4, id="wood has its own CO2 factor"),
    ],
)
@pytest.mark.parametrize("on", DAYS)
def test_combustion_factors_follow_the_order_of_the_law(stream: str, co2: float, ch4: float, n2o: float, on: date) -> None:
    """TT 38/2023 Art. 18: the national list first, then the IPCC."""
    factors = BOOK.combustion_factors(stream, on)
    assert {gas: fact.value for gas, fact in factors.items()} == {"CO2": co2, "CH4": ch4, "N2O": n2o}
    assert all(fact.unit == "kg/TJ" for fact in factors.values())


def test_the_national_list_outranks_the_ipcc() -> None:
    assert BOOK.combustion_factors("fuel/diesel", DAYS[1])["CO2"].source_id == "vn.qd2626_2022"
    assert BOOK.combustion_factors("fuel/coal_subbituminous", DAYS[1])["CO2"].source_id == "ipcc.2006"


@pytest.mark.parametrize("stream", FUELS)
def test_biogenic_carbon_is_marked_and_every_fuel_burns(stream: str) -> None:
    factors = BOOK.combustion_factors(stream, DAYS[1])
    assert set(factors) == {"CO2", "CH4", "N2O"}
    assert factors["CO2"].biogenic == BOOK.stream(stream).biogenic


@pytest.mark.parametrize("stream", FUELS)
def test_a_fuel_has_a_calorific_value_or_a_stated_gap(stream: str) -> None:
    assert (BOOK.property(stream, "ncv", DAYS[1]) is None) == ("ncv" in BOOK.stream(stream).gaps)


def test_a_stream_without_the_property_has_none() -> None:
    assert BOOK.property("fuel/wood", "density", DAYS[1]) is None
    assert BOOK.property("material/khoa-keo", "ncv", DAYS[1]) is None
    assert BOOK.combustion_factors("material/carton", DAYS[1]) == {}


@pytest.mark.parametrize(
    ("stream", "dimension", "given", "toe"),
    [
        pytest.param("electricity/grid", "", (1e6, "kWh"), 154.3, id="0.0001543 toe/kWh"),
        pytest.param("electricity/grid_peak", "", (1e6, "kWh"), 154.3, id="peak hours too"),
        pytest.param("fuel/diesel", "mass", (1, "t"), 1.02, id="DO by mass"),
        pytest.param("fuel/diesel_vehicles", "volume", (1000, "L"), 0.88, id="DO by volume"),
        pytest.param("fuel/fuel_oil", "volume", (1000, "L"), 0.94, id="FO by volume"),
        pytest.param("fuel/lpg", "mass", (2, "t"), 2.18, id="LPG"),
        pytest.param("fuel/natural_gas", "", (1e6, "Nm3"), 900, id="natural gas per million m3"),
    ],
)
def test_legal_toe_is_letter_3505(stream: str, dimension: str, given: tuple[float, str], toe: float) -> None:
    fact = BOOK.legal_toe(stream, dimension)
    assert fact is not None
    below = fact.unit.partition("/")[2]
    assert convert(given[0], given[1], below) * fact.value == pytest.approx(toe, rel=1e-12)


@pytest.mark.parametrize("stream", ["fuel/rice_husk", "fuel/wood", "fuel/coal_anthracite", "water/municipal"])
def test_what_letter_3505_does_not_print_has_no_legal_toe(stream: str) -> None:
    assert BOOK.legal_toe(stream) is None


@pytest.mark.parametrize(
    ("product", "value"),
    [
        pytest.param("pangasius.p01", 1.00, id="TT 52/2018 Annex I table 3 row 1"),
        pytest.param("pangasius.p05", 1.43, id="row 5 = 1.10 x 1.30"),
        pytest.param("pangasius.p06", 1.65, id="row 6 = 1.10 x 1.50"),
        pytest.param("pangasius.p10", 0.73, id="row 10"),
        pytest.param("shrimp.s02", 0.83, id="table 4 row 2"),
        pytest.param("shrimp.s03", 1.32, id="row 3"),
        pytest.param("shrimp.s04", 1.63, id="row 4"),
        pytest.param("shrimp.s05", 0.76, id="row 5"),
    ],
)
def test_coefficients_are_those_of_annex_i(product: str, value: float) -> None:
    fact = BOOK.coefficient(product, date(2026, 6, 30))
    assert fact is not None
    assert (fact.value, fact.source_id) == (value, "vn.tt52_2018")


def test_a_product_without_group_has_no_coefficient() -> None:
    assert BOOK.coefficient("shrimp", date(2026, 6, 30)) is None
    assert BOOK.coefficient("shrimp.s03", date(2031, 1, 1)) is None
