"""Wastewater methane and scope 3 of a document, against hand calculations; what is not known is named and left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data import catalogue

Assess = Callable[..., dict[str, Any]]
MADE = "period: 2025, stream: product/p, quantity: 100, unit: t"
TREATED = "period: 2025, stream: wastewater/treated_on_site, quantity: 24000, unit: m3"
BOOK = catalogue.open_edition()
CH4 = BOOK.gwp("AR6", "CH4").value


def demanding(stream: str = "wastewater/treated_on_site", **values: str) -> str:
    """Return a stream note with oxygen demand."""
    parts = "".join(f", {name}: {{value: {value}, unit: mg/L}}" for name, value in values.items())
    return f"streams: [{{stream: {stream}{parts}}}]"


@pytest.mark.parametrize(
    ("treatment", "correction"),
    [("anaerobic_deep", 0.8), ("anaerobic_reactor", 0.8), ("anaerobic_shallow", 0.2), ("aerobic_overloaded", 0.3), ("aerobic_managed", 0.0)],
)
def test_wastewater_methane_by_hand(assess: Assess, treatment: str, correction: float) -> None:
    # IPCC 2006 vol. 5 ch. 6 eq. 6.4-6.6, MCF of table 6.8 or QĐ 2626 IV.4: 24 000 m3 · 2.5 kg/m3 · 0.25 · MCF
    result = assess([MADE, TREATED], extra=demanding(cod_in="2500") + f"\nchoices: {{wastewater_treatment: {treatment}}}")
    methane = 24_000 * 2.5 * 0.25 * correction
    row = next(row for row in result["emissions"]["by_source"] if row["stream"] == "wastewater/treated_on_site")
    assert row["scope"] == 1
    assert row["ch4_kg"] == pytest.approx(methane)
    assert result["emissions"]["scope1"] == pytest.approx(methane * CH4 / 1000)
    assert result["emissions"]["biogenic_co2"] == 0.0
    assert not [item for item in result["withheld"] if "wastewater" in item["id"]]


@pytest.mark.parametrize("extra", ["", demanding(cod_in="2500"), "choices: {wastewater_treatment: anaerobic_deep}"])
def test_methane_that_is_not_known_is_named_and_left_out(assess: Assess, extra: str) -> None:
    fuel = "period: 2025, stream: fuel/lpg, quantity: 1000, unit: kg"
    bare = assess([MADE, fuel])
    result = assess([MADE, fuel, TREATED], extra=extra)
    assert result["emissions"]["scope1"] == bare["emissions"]["scope1"]
    held = {item["id"]: item["finding"] for item in result["withheld"]}
    assert held["emissions.scope1/wastewater/treated_on_site"] == "wastewater.methane_not_counted"
    assert [f["severity"] for f in result["findings"] if f["code"] == "wastewater.methane_not_counted"] == ["note"]


def test_what_is_discharged_untreated_counts_by_its_own_demand(assess: Assess) -> None:
    direct = "period: 2025, stream: wastewater/direct, quantity: 1000, unit: m3"
    result = assess([MADE, direct], extra=demanding("wastewater/direct", cod_out="400"))
    assert result["emissions"]["scope1"] == pytest.approx(1000 * 0.4 * 0.25 * 0.1 * CH4 / 1000)


def test_methane_is_in_the_greenhouse_gas_intensity(assess: Assess) -> None:
    result = assess([MADE, TREATED], extra=demanding(cod_in="2500") + "\nchoices: {wastewater_treatment: anaerobic_deep}")
    value = next(item["value"] for item in result["indicators"] if item["id"] == "ghg_intensity:output/2025")
    assert value == pytest.approx(12_000 * CH4 / 100)


def test_scope3_is_null_if_nothing_was_entered(assess: Assess) -> None:
    emissions = assess([MADE, "period: 2025, stream: electricity/solar, quantity: 10, unit: kWh"])["emissions"]
    assert emissions["scope3"] is None
    reasons = {row["category"]: row["reason"] for row in emissions["scope3_categories"]}
    assert set(reasons) == set(range(1, 16))
    assert all(reasons.values())
    assert (reasons[1], reasons[7], reasons[11]) == ("not_entered", "not_collected", "use_not_modelled")


FLOWS = [
    MADE,
    "period: 2025, stream: packaging/carton, quantity: 50, unit: t",
    "period: 2025, stream: fuel/diesel, quantity: 10000, unit: L",
    "period: 2025, stream: transport/truck, quantity: 20000, unit: t*km",
    "period: 2025, stream: transport/sea, quantity: 900000, unit: t*km, role: out",
    "period: 2025, stream: waste/board, quantity: 3000, unit: kg",
    "period: 2025, stream: material/leather, quantity: 5, unit: t",
]
BOARD = "streams: [{stream: waste/board, like: waste/landfill, of: packaging/carton}]"


def test_six_categories_by_hand(assess: Assess) -> None:
    emissions = assess(FLOWS, extra=BOARD)["emissions"]
    # UK 2025 board 1.19972542 kg/kg; UK 2025 diesel upstream 0.62409 kg/L; Base Carbone truck 0.16, sea 0.00847 kg/t·km
    by_category = {row["category"]: row for row in emissions["scope3_categories"]}
    assert by_category[1]["co2e_t"] == pytest.approx(50 * 1.19972542)
    assert by_category[1]["missing"] == ["material/leather"]
    assert by_category[3]["co2e_t"] == pytest.approx(10_000 * 0.62409 / 1000)
    assert by_category[4]["co2e_t"] == pytest.approx(20_000 * 0.16 / 1000)
    assert by_category[9]["co2e_t"] == pytest.approx(900_000 * 0.00847 / 1000)
    # IPCC 2006 vol. 5 eq. 3.2-3.3, QĐ 2626 IV.1: 3 000 kg · 0.40 · 0.50 · 0.6 · 0.50 · 16/12 = 240 kg CH4
    assert by_category[5]["co2e_t"] == pytest.approx(240 * CH4 / 1000)
    assert by_category[12]["reason"] == "not_entered"
    assert emissions["scope3"] == pytest.approx(sum(row["co2e_t"] or 0 for row in by_category.values()))


def test_the_sum_is_never_labelled_with_one_set(assess: Assess) -> None:
    emissions = assess(FLOWS, extra=BOARD)["emissions"]
    assert len(emissions["scope3_gwp"]) >= 2
    rows = [row for row in emissions["by_source"] if row["scope"] == 3]
    assert {row["category"] for row in rows} == {1, 3, 4, 5, 9}
    assert all(row["gwp_basis"] and row["boundary"] for row in rows)


def test_no_neighbour_stands_in_for_leather(assess: Assess) -> None:
    result = assess(FLOWS, extra=BOARD)
    held = {item["id"]: item["finding"] for item in result["withheld"]}
    assert held["emissions.scope3/material/leather"] == "scope3.factor_missing"


def test_the_factorys_own_factor_outranks_the_edition(assess: Assess) -> None:
    known = "streams: [{stream: packaging/carton, emission_factor: {value: 0.5, unit: kg CO2e/kg, evidence: PCF}}]"
    emissions = assess(FLOWS[:2], extra=known)["emissions"]
    assert emissions["scope3"] == pytest.approx(25.0)


def test_scope3_stays_out_of_the_intensity(assess: Assess) -> None:
    with_board = assess([*FLOWS[:2], FLOWS[2]])
    without = assess([FLOWS[0], FLOWS[2]])
    pick = [item["value"] for item in with_board["indicators"] if item["id"] == "ghg_intensity:output/2025"]
    assert pick == [item["value"] for item in without["indicators"] if item["id"] == "ghg_intensity:output/2025"]
