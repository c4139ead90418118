"""Water, wastewater, waste and material by hand; products, allocation and what is withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Assess = Callable[..., dict[str, Any]]
Value = Callable[[dict[str, Any], str], float]
MADE = "period: 2025, stream: product/p, quantity: 100, unit: t"


def test_fresh_water_only(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, "period: 2025, stream: water/municipal, quantity: 500, unit: m3",
         "period: 2025, stream: water/groundwater, quantity: 250, unit: khối",
         "period: 2025, stream: water/sea, quantity: 9000, unit: m3",
         "period: 2025, stream: water/recycled, quantity: 100, unit: m3, role: internal"]
    )  # fmt: skip
    assert value(result, "water_intensity:output/2025") == pytest.approx(7.5)
    assert value(result, "water_productivity:output/2025") == pytest.approx(100 / 750)


def test_wastewater_each_cubic_metre_once(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, "period: 2025, stream: wastewater/treated_on_site, quantity: 300, unit: m3",
         "period: 2025, stream: wastewater/direct, quantity: 20, unit: m3",
         "period: 2025, stream: wastewater/to_zone_plant, quantity: 80000, unit: lít"]
    )  # fmt: skip
    assert value(result, "wastewater_intensity:output/2025") == pytest.approx(4.0)


def test_waste_with_and_without_recovery(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, "period: 2025, stream: waste/landfill, quantity: 2, unit: tấn",
         "period: 2025, stream: waste/recycled, quantity: 5000, unit: kg",
         "period: 2025, stream: hazardous_waste/mixed, quantity: 100, unit: kg",
         "period: 2025, stream: by_product/bran, quantity: 7, unit: t"]
    )  # fmt: skip
    assert value(result, "waste_intensity:output/2025") == pytest.approx(71.0)
    assert value(result, "waste_disposed_intensity:output/2025") == pytest.approx(21.0)


def test_total_material_is_withheld_if_one_stream_has_no_mass(assess: Assess, value: Value) -> None:
    flows = [MADE, "period: 2025, stream: material/leather, quantity: 300, unit: m2",
             "period: 2025, stream: packaging/carton, quantity: 50, unit: kg"]  # fmt: skip
    result = assess(flows)
    held = {item["id"]: item["finding"] for item in result["withheld"]}
    assert held["material_intensity:output/2025"] == "stream.mass_unknown"
    assert value(result, "material_intensity/material/leather:output/2025") == pytest.approx(3.0)
    assert value(result, "material_intensity/packaging/carton:output/2025") == pytest.approx(0.5)
    known = "streams: [{stream: material/leather, mass_per_unit: {value: 1.2, unit: kg/m2}}]"
    assert value(assess(flows, extra=known), "material_intensity:output/2025") == pytest.approx((360 + 50) / 100)


PRODUCTS = "- {id: a, name: A, unit: t}\n- {id: b, name: B, unit: t}"


def test_a_tagged_row_is_direct_and_the_rest_is_shared(assess: Assess, value: Value) -> None:
    result = assess(
        ["period: 2025, stream: product/a, quantity: 30, unit: t", "period: 2025, stream: product/b, quantity: 10, unit: t",
         "period: 2025, stream: electricity/grid, quantity: 800, unit: kWh, meter: chung",
         "period: 2025, stream: electricity/grid, quantity: 100, unit: kWh, meter: lò, product: b"],
        products=PRODUCTS,
    )  # fmt: skip
    assert value(result, "electricity_intensity@a:output/2025") == pytest.approx(800 * 0.75 / 30)
    assert value(result, "electricity_intensity@b:output/2025") == pytest.approx((100 + 800 * 0.25) / 10)
    assert result["subject"]["allocation"] == {"key": "mass", "origin": "edition"}


def test_stated_allocation_follows_the_sub_meters(assess: Assess, value: Value) -> None:
    result = assess(
        ["period: 2025, stream: product/a, quantity: 30, unit: t", "period: 2025, stream: product/b, quantity: 10, unit: t",
         "period: 2025, stream: electricity/grid, quantity: 1000, unit: kWh",
         "period: 2025, stream: electricity/grid, quantity: 300, unit: kWh, role: internal, product: a, meter: a",
         "period: 2025, stream: electricity/grid, quantity: 100, unit: kWh, role: internal, product: b, meter: b"],
        products=PRODUCTS, extra="choices: {product_allocation: stated}",
    )  # fmt: skip
    assert value(result, "electricity_intensity@a:output/2025") == pytest.approx(750 / 30)
    assert value(result, "electricity_intensity@b:output/2025") == pytest.approx(250 / 10)


def test_pairs_and_tonnes_do_not_add(assess: Assess) -> None:
    result = assess(
        ["period: 2025, stream: product/a, quantity: 30, unit: t", "period: 2025, stream: product/b, quantity: 10, unit: đôi",
         "period: 2025, stream: electricity/grid, quantity: 1000, unit: kWh"],
        products="- {id: a, name: A, unit: t}\n- {id: b, name: B, unit: pair}",
    )  # fmt: skip
    assert not [item for item in result["indicators"] if item["product"] is None and item["kind"] == "energy_intensity"]
    codes = {finding["code"] for finding in result["findings"]}
    assert {"product.units_do_not_add", "product.no_allocation"} <= codes


def test_zero_output_is_withheld_not_infinite(assess: Assess) -> None:
    result = assess(["period: 2025, stream: product/p, quantity: 0, unit: t", "period: 2025, stream: electricity/grid, quantity: 9, unit: kWh"])
    assert {"id": "energy_intensity:output/2025", "finding": "output.zero"} in result["withheld"]
    assert result["indicators"] == []


def test_an_unreadable_row_withholds_what_it_touches_and_nothing_else(assess: Assess, value: Value) -> None:
    result = assess(
        [MADE, "period: 2025, stream: electricity/grid, quantity: 1.000, unit: kWh", "period: 2025, stream: electricity/grid, quantity: nhiều, unit: kWh, meter: 2",
         "period: 2025, stream: water/municipal, quantity: 200, unit: m3"]
    )  # fmt: skip
    held = {item["id"] for item in result["withheld"]}
    assert "electricity_intensity:output/2025" in held
    assert "energy_intensity:output/2025" in held
    assert value(result, "water_intensity:output/2025") == pytest.approx(2.0)
    assert [finding for finding in result["findings"] if finding["severity"] == "error"]


def test_money_alone_gives_no_quantity(assess: Assess, value: Value) -> None:
    result = assess([MADE, "period: 2025, stream: electricity/grid, cost_vnd: 5000000", "period: 2025, stream: water/municipal, quantity: 200, unit: m3"])
    assert "electricity_intensity:output/2025" in {item["id"] for item in result["withheld"]}
    assert value(result, "water_intensity:output/2025") == pytest.approx(2.0)


def test_a_misspelt_group_withholds_what_it_is_near_to(assess: Assess, value: Value) -> None:
    flows = [MADE, "period: 2025, stream: electricity/grid, quantity: 100, unit: kWh", "period: 2025, stream: water/municipal, quantity: 200, unit: m3"]
    result = assess([*flows, "period: 2025, stream: electricty/grid, quantity: 50, unit: kWh"])
    assert "electricity_intensity:output/2025" in {item["id"] for item in result["withheld"]}
    assert value(result, "water_intensity:output/2025") == pytest.approx(2.0)


def test_a_bad_price_costs_no_quantity(assess: Assess, value: Value) -> None:
    result = assess([MADE, "period: 2025, stream: water/municipal, quantity: 200, unit: m3, cost_vnd: nhiều"])
    assert value(result, "water_intensity:output/2025") == pytest.approx(2.0)
    assert [finding for finding in result["findings"] if finding["severity"] == "error"]


@pytest.mark.parametrize("sector", ["nganh_la", "Garments"])
def test_an_unknown_sector_is_a_finding_and_the_rest_stands(assess: Assess, value: Value, sector: str) -> None:
    result = assess([MADE, "period: 2025, stream: water/municipal, quantity: 200, unit: m3"], sector=sector)
    assert value(result, "water_intensity:output/2025") == pytest.approx(2.0)
    assert [finding for finding in result["findings"] if finding["severity"] == "error" and finding["place"].get("path") == "facility.sector"]


def place_of(result: dict[str, Any], code: str) -> dict[str, Any]:
    """Return where the findings of a code stand, which must be one place."""
    (place,) = [finding["place"] for finding in result["findings"] if finding["code"] == code]
    return place


def test_zero_output_is_shown_at_the_row_that_says_zero(assess: Assess) -> None:
    result = assess(["period: 2025, stream: electricity/grid, quantity: 9, unit: kWh", "period: 2025, stream: product/p, quantity: 0, unit: t"])
    assert place_of(result, "output.zero")["path"] == "flows[1]"


@pytest.mark.parametrize(
    ("products", "rows", "code", "path"),
    [
        pytest.param(PRODUCTS, ["product/a, quantity: 30, unit: t", "product/b, quantity: 0, unit: t"], "output.zero", "flows[1]", id="one of two at zero"),
        pytest.param(
            PRODUCTS, ["product/a, quantity: 0, unit: t", "product/b, quantity: 0, unit: t"], "product.no_allocation", "products[0]", id="nothing to share by"
        ),
        pytest.param(
            "- {id: a, name: Tôm, unit: t, norm_product: shrimp}", ["product/a, quantity: 3, unit: t"], "norm.coefficient_missing", "products[0]", id="no group"
        ),
    ],
)
def test_what_withholds_a_figure_has_a_place(assess: Assess, products: str, rows: list[str], code: str, path: str) -> None:
    result = assess([f"period: 2025, stream: {row}" for row in (*rows, "electricity/grid, quantity: 9, unit: kWh")], products=products)
    found = [finding for finding in result["findings"] if finding["code"] == code]
    assert path in [finding["place"]["path"] for finding in found], found
    assert all(finding["place"].get("path") and finding["given"] for finding in result["findings"] if finding["code"] == code)
