"""Energy by hand: what counts, what is only moved about inside, and what leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Assess = Callable[..., dict[str, Any]]
Value = Callable[[dict[str, Any], str], float]
MADE = "period: 2025, stream: product/p, quantity: 100, unit: t"
GRID = "period: 2025, stream: electricity/grid, quantity: 1000, unit: kWh"


def test_sold_solar_is_deducted(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, GRID, "period: 2025, stream: electricity/solar, quantity: 500, unit: kWh",
         "period: 2025, stream: electricity/solar, quantity: 200, unit: kWh, role: out"]
    )  # fmt: skip
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(13.0)  # (1000 + 500 - 200)/100
    assert value(result, "energy_intensity:output/2025") == pytest.approx(46.8)


def test_sub_meter_does_not_add(assess: Assess, value: Value) -> None:
    result = assess([MADE, GRID, "period: 2025, stream: electricity/grid, quantity: 400, unit: kWh, role: internal, step: freezing"])
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(10.0)


def test_a_diesel_set_counts_as_fuel_and_its_kilowatt_hours_as_electricity(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, GRID, "period: 2025, stream: fuel/diesel, quantity: 36000, unit: MJ, step: generator",
         "period: 2025, stream: electricity/generator, quantity: 3000, unit: kWh, role: internal"]
    )  # fmt: skip
    assert value(result, "energy_intensity:output/2025") == pytest.approx((3600 + 36000) / 100)
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(40.0)
    assert value(result, "thermal_intensity:output/2025") == pytest.approx(0.0)


def test_road_fuel_is_in_the_inventory_but_not_in_energy(assess: Assess, value: Value) -> None:
    result = assess([MADE, GRID, "period: 2025, stream: fuel/diesel_vehicles, quantity: 1000, unit: L, step: road"])
    assert value(result, "energy_intensity:output/2025") == pytest.approx(36.0)
    assert result["emissions"]["scope1"] > 2.0  # about 2.7 kg CO2 a litre


def test_own_calorific_value_outranks_the_edition(assess: Assess, value: Value) -> None:
    flows = [MADE, "period: 2025, stream: fuel/rice_husk, quantity: 10, unit: t"]
    own = "streams: [{stream: fuel/rice_husk, ncv: {value: 12.9, unit: MJ/kg, evidence: phiếu thử nghiệm}}]"
    default, stated = assess(flows), assess(flows, extra=own)
    assert value(default, "thermal_intensity:output/2025") == pytest.approx(1160.0)
    assert value(stated, "thermal_intensity:output/2025") == pytest.approx(1290.0)
    nodes = [node for node in stated["trace"].values() if node.get("rule") == "tt38_2023_art18"]
    assert nodes
    assert nodes[0]["place"]["file"] == "thu.yaml"


def test_a_dated_property_holds_in_its_period_only(assess: Assess, value: Value) -> None:
    dated = "streams: [{stream: fuel/rice_husk, period: 2025-07/2025-12, ncv: {value: 13.6, unit: MJ/kg}}]"
    result = assess([MADE, "period: 2025, stream: fuel/rice_husk, quantity: 365, unit: t"], extra=dated)
    # 181 days at 11.6 and 184 days at 13.6, one tonne a day
    assert value(result, "thermal_intensity:output/2025") == pytest.approx((181e3 * 11.6 + 184e3 * 13.6) / 100)


def test_stock_is_purchases_plus_opening_less_closing(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, "period: 2025, stream: fuel/rice_husk, quantity: 100, unit: t",
         "period: 2024-12-31, stream: fuel/rice_husk, quantity: 20, unit: t, role: stock",
         "period: 2025-12-31, stream: fuel/rice_husk, quantity: 5, unit: t, role: stock"]
    )  # fmt: skip
    assert value(result, "thermal_intensity:output/2025") == pytest.approx(115e3 * 11.6 / 100)


def test_one_stock_reading_is_a_warning(assess: Assess) -> None:
    result = assess([MADE, GRID, "period: 2025-12-31, stream: fuel/rice_husk, quantity: 5, unit: t, role: stock"])
    assert [finding for finding in result["findings"] if finding["code"] == "stock.single_reading"]


def test_gross_energy_is_withheld_with_what_it_touches_only(assess: Assess, value: Value) -> None:
    result = assess([MADE, GRID, "period: 2025, stream: fuel/natural_gas, quantity: 1000, unit: MJ HHV"])
    held = {item["id"] for item in result["withheld"]}
    assert {"energy_intensity:output/2025", "thermal_intensity:output/2025", "ghg_intensity:output/2025"} <= held
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(10.0)
    assert result["emissions"]["scope1"] is None


def test_dry_fuel_needs_a_moisture(assess: Assess, value: Value) -> None:
    flows = [MADE, "period: 2025, stream: fuel/wood, quantity: 8, unit: t dry"]
    assert "thermal_intensity:output/2025" in {item["id"] for item in assess(flows)["withheld"]}
    known = "streams: [{stream: fuel/wood, moisture: {value: 20, unit: '%'}, ncv: {value: 12, unit: MJ/kg}}]"
    assert value(assess(flows, extra=known), "thermal_intensity:output/2025") == pytest.approx(10e3 * 12 / 100)  # 8/(1 - 0.2) t


def test_bill_that_reaches_over_an_edge_counts_by_days(assess: Assess, value: Value) -> None:
    result = assess(
        ["period: 2025-01, stream: product/p, quantity: 10, unit: t",
         "period: 2024-12-22/2025-01-10, stream: electricity/grid, quantity: 200, unit: kWh"],
        period="2025-01",
    )  # fmt: skip
    assert value(result, "electricity_intensity:output/2025-01") == pytest.approx(10.0)  # 10 of 20 days


def test_chp_fuel_is_split_by_the_energy_of_its_outputs(assess: Assess, value: Value) -> None:
    base = [MADE, "period: 2025, stream: fuel/rice_husk, quantity: 10000, unit: MJ, step: chp",
            "period: 2025, stream: electricity/chp, quantity: 500, unit: kWh, role: internal"]  # fmt: skip
    heat = "period: 2025, stream: steam/own, quantity: 5400, unit: MJ, role: internal, step: chp"
    assert "thermal_intensity:output/2025" in {item["id"] for item in assess(base)["withheld"]}
    # power 1800 MJ of 7200 MJ: a quarter of the fuel
    assert value(assess([*base, heat]), "thermal_intensity:output/2025") == pytest.approx(75.0)
    assert value(assess([*base, heat]), "energy_intensity:output/2025") == pytest.approx(100.0)


def test_doubling_output_halves_intensity(assess: Assess, value: Value) -> None:
    twice = MADE.replace("100", "200")
    name = "energy_intensity:output/2025"
    assert value(assess([twice, GRID]), name) == pytest.approx(value(assess([MADE, GRID]), name) / 2)


@pytest.mark.parametrize("unit", ["kWh", "số điện", "MWh", "GJ", "TOE"])
def test_the_same_energy_in_any_unit(assess: Assess, value: Value, unit: str) -> None:
    amount = {"kWh": 1000, "số điện": 1000, "MWh": 1, "GJ": 3.6, "TOE": 3.6 / 41.868}[unit]
    result = assess([MADE, f"period: 2025, stream: electricity/grid, quantity: {amount!r}, unit: {unit}"])
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(10.0)
