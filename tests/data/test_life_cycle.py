"""Life-cycle factors and leak rates: licences, boundaries, units, and the figures of the sources."""

from __future__ import annotations

from collections import Counter

import pytest

from calculators.units import parse_unit
from data import catalogue
from data.schema import TABLES
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
FACTORS: dict[str, Row] = {str(row["id"]): row for row in BOOK.table("life_cycle")}
LEAKS: dict[str, Row] = {str(row["id"]): row for row in BOOK.table("leak_rates")}
LICENCES = (
    "Open Government Licence v3.0", "Open Government Data License (Taiwan) 1.0", "Licence Ouverte 2.0", "public domain",
    "CC BY 4.0", "individual default, cited",
)  # fmt: skip
DEFAULT, ALTERNATIVE, NEVER = 5, 6, 9


def number(row: Row) -> float:
    value = row["value"]
    assert isinstance(value, float)
    return value


def test_only_rows_with_a_licence_that_was_settled_are_here() -> None:
    assert all(str(row["licence"]).startswith(LICENCES) for row in FACTORS.values())
    assert not [id for id in FACTORS if id.startswith(("lc.bc22x_", "lc.pn18_"))]


@pytest.mark.parametrize("table", ["life_cycle", "leak_rates"])
def test_units_have_a_dimension_of_the_table(table: str) -> None:
    for row in BOOK.table(table):
        assert parse_unit(str(row["unit"])).dimension in TABLES[table].dimensions


def test_a_sum_of_gases_is_co2e_and_says_by_which_potentials() -> None:
    for row in FACTORS.values():
        assert (row["gas"] == "CO2e") == str(row["unit"]).startswith("kg CO2e/")
        assert row["gwp_basis"]
        assert row["boundary"]
        assert isinstance(row["gsd"], float)
        assert row["gsd"] >= 1


def test_each_stream_has_at_most_one_proposed_factor_and_it_exists() -> None:
    proposed = Counter(str(row["stream"]) for row in FACTORS.values() if row["priority"] == DEFAULT)
    assert max(proposed.values()) == 1
    for row in FACTORS.values():
        assert row["priority"] in {DEFAULT, ALTERNATIVE, NEVER}
        if row["stream"]:
            BOOK.stream(str(row["stream"]))
        else:
            assert row["priority"] != DEFAULT


@pytest.mark.parametrize(
    "stream",
    ["material/raw_shrimp", "material/raw_pangasius", "material/leather", "material/rubber_natural", "material/pulp",
     "material/fabric_woven", "chemical/hydrogen_peroxide", "chemical/chrome_salt", "waste/landfill"],
)  # fmt: skip
def test_where_sources_disagree_or_fall_short_nothing_is_proposed(stream: str) -> None:
    rows = [row for row in FACTORS.values() if row["stream"] == stream]
    assert rows
    assert all(row["priority"] != DEFAULT for row in rows)


def test_finished_goods_are_never_proposed() -> None:
    for row in FACTORS.values():
        if "plausibility check only" in str(row["boundary"]) or "finished article" in str(row["boundary"]):
            assert row["priority"] != DEFAULT


@pytest.mark.parametrize(
    ("id", "value", "unit"),
    [
        pytest.param("uk25_pet_primary", 3.863901, "kg CO2e/kg", id="UK 2025 flat file, PET primary"),
        pytest.param("uk25_t_hgv_avg", 0.10163, "kg CO2e/t*km", id="UK 2025, HGV average, tank to wheel"),
        pytest.param("tw_eva", 3.27, "kg CO2e/kg", id="Taiwan CFP_P_02, EVA"),
        pytest.param("tw_cotton_fibre", 1.47, "kg CO2e/kg", id="Taiwan CFP_P_02, cotton fibre"),
        pytest.param("tw_tap_water_tw", 0.233, "kg CO2e/m3", id="Taiwan CFP_P_02, tap water"),
        pytest.param("bc22_t_sea_dry", 0.00847, "kg CO2e/t*km", id="Base Carbone V22, container ship"),
        pytest.param("epa_sc13_knit", 0.507, "kg CO2e/USD", id="EPA v1.3, knit fabric mills"),
        pytest.param("ipcc06_clinker_process", 0.5203, "kg/kg", id="IPCC 2006 vol. 3, clinker, CO2 only"),
    ],
)
def test_factors_are_those_of_the_source(id: str, value: float, unit: str) -> None:
    row = FACTORS[f"lc.{id}"]
    assert number(row) == pytest.approx(value, rel=1e-5)
    assert row["unit"] == unit


@pytest.mark.parametrize(
    ("source", "rows", "total"),
    [
        pytest.param("uk.ghg_2025", 110, 144.72575828, id="UK 2025"),
        pytest.param("tw.cfp_2025", 205, 448.88876, id="Taiwan"),
        pytest.param("ademe.base_carbone_22", 122, 350.5469, id="Base Carbone"),
        pytest.param("epa.warm15", 41, None, id="WARM"),
        pytest.param("epa.supply_chain_13", 40, None, id="EPA supply chain"),
        pytest.param("ember.owid", 25, None, id="Ember"),
    ],
)
def test_checksums_by_source(source: str, rows: int, total: float | None) -> None:
    found = [number(row) for row in FACTORS.values() if row["source_id"] == source]
    assert len(found) == rows
    if total is not None:
        assert sum(found) == pytest.approx(total, rel=1e-9)


def test_recycled_material_weighs_less_than_virgin_where_the_uk_prints_both() -> None:
    for material in ("pet", "hdpe", "ldpe", "pp", "ps", "alu", "glass"):
        assert number(FACTORS[f"lc.uk25_{material}_recycled"]) < number(FACTORS[f"lc.uk25_{material}_primary"])


def test_leak_rates_are_shares_and_name_the_equipment_twice() -> None:
    assert len(LEAKS) == 112
    for row in LEAKS.values():
        assert row["label_vi"]
        assert row["label_en"]
        if str(row["leak_parameter"]).endswith("leak"):
            assert row["unit"] == "%"
            assert 0 < number(row) <= 100
    frozen = {row["leak_parameter"]: number(row) for row in LEAKS.values() if row["label_en"] == "Industrial refrigeration: frozen food"}
    assert frozen == {"charge_ratio": 8.8, "annual_leak": 14, "end_of_life_leak": 10}  # Base Carbone V22, surgelés


def test_the_sum_of_annual_leaks_is_as_checked() -> None:
    annual = [number(row) for row in LEAKS.values() if row["leak_parameter"] == "annual_leak"]
    assert len(annual) == 37
    assert sum(annual) == pytest.approx(403.5)


def test_the_container_charge_that_looks_like_a_slip_is_marked() -> None:
    (row,) = [
        row for row in LEAKS.values() if row["label_en"] == "Sea freight, refrigerated container" and row["leak_parameter"] == "charge"
    ]
    assert number(row) == 1000
    assert "slip" in str(row["note"])
