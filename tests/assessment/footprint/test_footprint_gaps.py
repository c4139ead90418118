"""Gaps are said with the row, never filled; bad input is a finding that names the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Assessed = Callable[..., dict[str, Any]]
POWER = "{stage: manufacture, stream: electricity/grid}"


def codes(result: dict[str, Any]) -> dict[str, str]:
    return {finding["code"]: finding["place"].get("path", "") for finding in result["findings"]}


def gaps(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {gap["code"]: gap for gap in result["footprints"][0]["gaps"]}


def test_no_factor_is_said_and_left_open(assessed: Assessed) -> None:
    result = assessed((POWER, "{stage: raw_material, stream: material/leather, quantity: 0.25, unit: kg}"))
    gap = gaps(result)["footprint.no_open_factor"]
    assert (gap["stream"], gap["path"]) == ("material/leather", "life_cycle[0].inventory[1]")
    assert gap["values"]["screening"] == "lc.epa_sc13_leather"
    assert result["footprints"][0]["complete"] is False
    assert result["footprints"][0]["by_stage"].get("raw_material") is None


def test_alternatives_are_offered_as_a_range(assessed: Assessed) -> None:
    result = assessed((POWER, "{stage: raw_material, stream: material/raw_shrimp}"))
    values = gaps(result)["footprint.no_open_factor"]["values"]
    assert values["lowest"] == pytest.approx(7.06)
    assert values["highest"] == pytest.approx(9.97)


def test_a_screening_value_is_marked(assessed: Assessed) -> None:
    result = assessed((POWER, "{stage: raw_material, stream: material/leather, factor: epa_sc13_leather, quantity: 3, unit: USD}"))
    footprint = result["footprints"][0]
    assert footprint["data_quality"]["screening_share_percent"] > 0
    assert next(row for row in footprint["rows"] if row["is_screening"])["co2e"] == pytest.approx(3 * 0.282)
    assert codes(result)["footprint.screening_value"] == "life_cycle[0].inventory[1]"


def test_upstream_of_power_and_missing_stages_are_gaps(assessed: Assessed) -> None:
    found = gaps(assessed((POWER,), boundary="cradle_to_grave"))
    assert found["footprint.upstream_missing"]["stream"] == "electricity/grid"
    stages = {gap["stage"] for gap in assessed((POWER,), boundary="cradle_to_grave")["footprints"][0]["gaps"]}
    assert {"raw_material", "use", "end_of_life"} <= stages


def test_what_the_site_emits_and_the_footprint_forgets(assessed: Assessed) -> None:
    assert gaps(assessed((POWER,)))["footprint.ledger_stream_left_out"]["stream"] == "fuel/diesel"


@pytest.mark.parametrize(
    ("row", "code", "path"),
    [
        pytest.param("{stage: use, factor: uk25_pp_primary, quantity: 1, unit: kg}", "footprint.stage_outside_boundary", "", id="boundary"),
        pytest.param("{stage: manufacture, stream: electricity/grid, quantity: 1, unit: kWh}", "footprint.counted_twice", "", id="twice"),
        pytest.param("{stage: packaging, factor: uk25_pp_primry, quantity: 1, unit: kg}", "footprint.factor_unknown", ".factor", id="unknown"),
        pytest.param("{stage: packaging, factor: uk25_pp_primary, quantity: 1, unit: kWh}", "footprint.unit_differs", ".unit", id="unit"),
        pytest.param("{stage: packaging, factor: bc22_shirt_cotton, quantity: 1, unit: piece}", "footprint.factor_shown_only", ".factor", id="9"),
        pytest.param("{stage: packaging, factor: uk25_pp_primary, quantity: -1, unit: kg}", "footprint.negative_quantity", ".quantity", id="<0"),
        pytest.param("{stage: packaging, quantity: 1, unit: kg}", "footprint.row_incomplete", "", id="no factor"),
        pytest.param("{stage: packaging, stream: packaging/strap}", "footprint.stream_not_in_ledger", "", id="not in the ledger"),
        pytest.param(
            "{stage: packaging, stream: packaging/strap, supplier_pcf: about two, quantity: 1, unit: kg}",
            "footprint.supplier_pcf_unreadable", ".supplier_pcf", id="supplier",
        ),
        pytest.param(
            "{stage: packaging, stream: packaging/strap, supplier_pcf: 2 kWh/kg, quantity: 1, unit: kg}",
            "footprint.factor_unit", ".supplier_pcf", id="no CO2e",
        ),
    ],
)  # fmt: skip
def test_the_row_is_named_and_left_out(assessed: Assessed, row: str, code: str, path: str) -> None:
    plain, result = assessed((POWER,)), assessed((POWER, row))
    assert codes(result)[code] == f"life_cycle[0].inventory[1]{path}"
    assert result["footprints"][0]["total"] == plain["footprints"][0]["total"]


def test_a_consumer_products_factor_is_doubted(assessed: Assessed) -> None:
    result = assessed((POWER, "{stage: raw_material, stream: material/raw_shrimp, factor: bc22_shrimp_raw, quantity: 1.6, unit: kg}"))
    assert codes(result)["footprint.factor_boundary"] == "life_cycle[0].inventory[1]"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"allocation": "weight"}, "footprint.allocation_unknown", id="unknown basis"),
        pytest.param({"allocation": "energy"}, "footprint.allocation_impossible", id="basis without data"),
        pytest.param({"unit": "pair"}, "footprint.declared_unit", id="another unit"),
    ],
)
def test_a_footprint_that_cannot_be_is_withheld(assessed: Assessed, changes: dict[str, str], code: str) -> None:
    result = assessed((POWER,), **changes)
    assert result["footprints"] == []
    assert {"id": "footprint@shrimp", "finding": code} in result["withheld"]
    assert code in codes(result)


def test_circular_formula_without_parameters_is_said(assessed: Assessed) -> None:
    result = assessed(extra="choices: {end_of_life: circular_footprint}")
    assert "footprint.circular_parameters" in codes(result)
    assert result["footprints"][0]["sensitivity"]["end_of_life"]["circular_footprint"] is None


@pytest.mark.parametrize("stream", ["waste/recycled", "packaging/pe_bag"])
def test_a_credit_at_the_end_of_life_is_a_negative_row(assessed: Assessed, stream: str) -> None:
    row = f"{{stage: end_of_life, stream: {stream}, factor: uk25_ldpe_primary, quantity: -0.01, unit: kg}}"
    plain, result = assessed((POWER,), boundary="cradle_to_grave"), assessed((POWER, row), boundary="cradle_to_grave")
    change = result["footprints"][0]["total"] - plain["footprints"][0]["total"]
    assert change == pytest.approx(-0.01 * 2.9650779)


def test_a_transport_figure_of_one_material_is_proposed_for_no_waste(assessed: Assessed) -> None:
    """The open rows for recycled waste hold the way of one material to its recycler; none stands for textile, leather or shells."""
    flows = "  - {period: 2025, stream: waste/scrap, quantity: 10, unit: t}"
    extra = "streams: [{stream: waste/scrap, like: waste/recycled, of: material/fabric_knit}]"
    result = assessed((POWER, "{stage: manufacture, stream: waste/scrap}"), flows=flows, extra=extra)
    gap = next(gap for gap in result["footprints"][0]["gaps"] if gap["stream"] == "waste/scrap")
    assert gap["code"] == "footprint.no_open_factor"
    assert gap["values"]["lowest"] is None
    fifth = next(row for row in result["emissions"]["scope3_categories"] if row["category"] == 5)
    assert (fifth["co2e_t"], fifth["missing"]) == (None, ["waste/scrap"])
