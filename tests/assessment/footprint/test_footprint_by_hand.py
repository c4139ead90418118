"""A footprint by hand: the ledger allocated, the supplier's figure, factors of the edition, every basis side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment.trace.read import resolve, walk
from data import catalogue

Assessed = Callable[..., dict[str, Any]]
BOOK = catalogue.open_edition()
GRID = BOOK.grid_factor(2025).fact.value  # t/MWh
BOARD, TRUCK, DIESEL_UPSTREAM = 1.19972542, 0.16, 0.62409  # UK 2025; Base Carbone; UK 2025


def only(result: dict[str, Any]) -> dict[str, Any]:
    assert len(result["footprints"]) == 1, result["findings"]
    found: dict[str, Any] = result["footprints"][0]
    return found


def part(footprint: dict[str, Any], id: str) -> float:
    return float(next(row["co2e"] for row in footprint["rows"] if row["id"].endswith(id)))


def test_total_by_hand(assessed: Assessed) -> None:
    footprint = only(assessed())
    # per kg of shrimp: 1000/600 kg raw shrimp; by mass 60 % of 1.5 GWh over 600 t = 1.5 kWh; 50 t carton·0.6/600 t = 0.05 kg
    assert part(footprint, "inventory[0]") == pytest.approx(6.5 * 1000 / 600)
    assert part(footprint, "inventory[1]") == pytest.approx(0.05 * BOARD)
    assert part(footprint, "inventory[2]") == pytest.approx(1.5 * GRID)
    assert part(footprint, "inventory[3]+upstream") == pytest.approx(0.01 * DIESEL_UPSTREAM)
    assert part(footprint, "inventory[4]") == pytest.approx(0.1 * TRUCK)
    assert footprint["total"] == pytest.approx(sum(row["co2e"] for row in footprint["rows"]))
    assert footprint["unit"] == "kg CO2e"


def test_stages_and_scopes_are_the_whole(assessed: Assessed) -> None:
    footprint = only(assessed())
    assert sum(footprint["by_stage"].values()) == pytest.approx(footprint["total"])
    assert sum(footprint["by_scope"].values()) == pytest.approx(footprint["total"])
    assert list(footprint["by_stage"]) == ["raw_material", "packaging", "transport", "manufacture"]
    assert footprint["by_scope"]["scope2"] == pytest.approx(1.5 * GRID)
    assert footprint["residual"] < 1e-12


def test_every_basis_stands_beside_the_chosen_one(assessed: Assessed) -> None:
    bases = only(assessed())["sensitivity"]["allocation"]
    # by price 600·200 : 400·100 = 0.75 instead of 0.6 of what is common; raw shrimp is the shrimp's own either way
    common = (1.5 * GRID + 0.05 * BOARD) / 0.6
    shift = (0.75 - 0.6) * common
    assert bases["price"] - bases["mass"] == pytest.approx(shift, rel=0.05)
    assert bases["energy"] is None
    assert bases["equivalent"] is None
    by_price = only(assessed(allocation="value"))
    assert by_price["allocation"] == "price"
    assert by_price["total"] == pytest.approx(bases["price"])


def test_energy_basis_needs_what_products_hold(assessed: Assessed) -> None:
    content = (
        "streams:\n  - {stream: product/shrimp, ncv: {value: 4, unit: MJ/kg}}\n  - {stream: product/fish, ncv: {value: 6, unit: MJ/kg}}"
    )
    footprint = only(assessed(extra=content, allocation="energy"))
    assert part(footprint, "inventory[2]") == pytest.approx(1_500_000 * 0.5 / 600_000 * GRID)


def test_stated_shares_are_internal_rows_with_a_product(assessed: Assessed) -> None:
    shares = "\n".join(
        f"  - {{period: 2025, stream: electricity/grid, quantity: {kwh}, unit: kWh, role: internal, meter: {name}, product: {name}}}"
        for name, kwh in (("shrimp", 900000), ("fish", 300000))
    )
    result = assessed(flows=shares, allocation="stated", rows=("{stage: manufacture, stream: electricity/grid}",))
    assert part(only(result), "inventory[0]") == pytest.approx(1_500_000 * 0.75 / 600_000 * GRID)


@pytest.mark.parametrize(("quantity", "unit", "times"), [("1", "t", 1000), ("500", "g", 0.5), ("1000", "kg", 1000)])
def test_the_declared_unit_scales(assessed: Assessed, quantity: str, unit: str, times: float) -> None:
    rows = ("{stage: manufacture, stream: electricity/grid}",)
    assert only(assessed(rows, quantity=quantity, unit=unit))["total"] == pytest.approx(times * 1.5 * GRID)


def test_a_distance_carries_the_products_mass(assessed: Assessed) -> None:
    rows = ("{stage: manufacture, stream: electricity/grid}", "{stage: distribution, stream: transport/sea, quantity: 12000, unit: km}")
    footprint = only(assessed(rows, boundary="cradle_to_grave"))
    assert part(footprint, "inventory[1]") == pytest.approx(12_000 * 0.001 * 0.00847)
    assert footprint["apart"]["outbound"] == pytest.approx(12_000 * 0.001 * 0.00847)


def test_quality_and_primary_share(assessed: Assessed) -> None:
    footprint = only(assessed())
    quality = footprint["data_quality"]
    # the supplier's figure and the metered power are primary; diesel was estimated, board, truck and upstream are secondary
    primary = (6.5 * 1000 / 600 + 1.5 * GRID) / footprint["total"]
    assert quality["primary_share_percent"] == pytest.approx(100 * primary)
    assert 1.0 <= quality["score"] <= 5.0
    assert footprint["low"] is None  # the supplier states no spread, and it carries most of it
    assert quality["uncertainty_covers_percent"] < 50


def test_interval_where_the_factors_state_a_spread(assessed: Assessed) -> None:
    rows = ("{stage: packaging, stream: packaging/carton}", "{stage: packaging, stream: packaging/pe_bag, quantity: 0.02, unit: kg}")
    footprint = only(assessed(rows))
    assert footprint["low"] < footprint["total"] < footprint["high"]
    drivers = footprint["sensitivity"]["drivers"]
    assert {driver["factor"] for driver in drivers} == {"lc.uk25_board_primary", "lc.uk25_ldpe_primary"}
    assert drivers == sorted(drivers, key=lambda driver: -abs(driver["rank_correlation"]))


def test_sets_of_potentials_are_said(assessed: Assessed) -> None:
    assert only(assessed())["gwp"] == {"sets": ["AR5", "AR6"], "not_stated": []}


def test_the_same_document_gives_the_same_result(assessed: Assessed) -> None:
    assert assessed()["footprints"] == assessed()["footprints"]


def test_sold_products_end_of_life_is_category_12(assessed: Assessed) -> None:
    rows = ("{stage: manufacture, stream: electricity/grid}", "{stage: end_of_life, factor: uk25_w_board_recyc, quantity: 0.05, unit: kg}")
    emissions = assessed(rows, boundary="cradle_to_grave")["emissions"]
    row = next(row for row in emissions["scope3_categories"] if row["category"] == 12)
    assert row["co2e_t"] == pytest.approx(600 * 0.05 * 0.00468568)


LIFE = (
    "product: shrimp, stream: packaging/carton, recycled_content: 0.3, recycled_at_end: 0.5, energy_recovered: 0.2, material_factor: 0.5, "
    "energy_factor: 0, quality_in: 0.9, quality_out: 0.9, virgin: 3, recycled: 1, recycling: 0.6, replaced: 3, recovery: 2.1, "
    "recovery_credit: 0.7, disposal: 0.04"
)


def test_circular_footprint_beside_cut_off(assessed: Assessed) -> None:
    plain = only(assessed())
    both = only(assessed(extra=f"worksheets: [{{sheet: end_of_life, values: {{{LIFE}}}}}]"))["sensitivity"]["end_of_life"]
    assert both["cut_off"] == pytest.approx(plain["total"])
    # 0.05 kg of carton; circular 2.422 − cut-off 2.832 kg/kg, both by hand in test_allocation
    assert both["circular_footprint"] == pytest.approx(plain["total"] + 0.05 * (2.422 - 2.832))
    declared = only(assessed(extra=f"worksheets: [{{sheet: end_of_life, values: {{{LIFE}}}}}]\nchoices: {{end_of_life: circular_footprint}}"))
    assert declared["total"] == pytest.approx(both["circular_footprint"])


def test_a_suppliers_power_in_viet_nam_has_the_grids_factor(assessed: Assessed) -> None:
    rows = ("{stage: manufacture, stream: electricity/grid}", "{stage: raw_material, stream: electricity/grid, quantity: 1.2, unit: kWh}")
    footprint = only(assessed(rows))
    assert part(footprint, "inventory[1]") == pytest.approx(1.2 * GRID)
    assert footprint["by_scope"]["scope3"] == pytest.approx(1.2 * GRID)


@pytest.mark.parametrize("number", ["footprint@shrimp", "/footprints/0/total", "/footprints/0/by_stage/manufacture"])
def test_a_footprint_is_traced_to_rows_factors_and_pages(assessed: Assessed, number: str) -> None:
    result = assessed()
    trace = result["trace"]
    top = resolve(result, number)
    assert trace[top]["value"] == result["footprints"][0]["total"]
    nodes = list(walk(trace, top))
    assert sum(node["value"] for depth, _, node in nodes if depth == 1) == pytest.approx(result["footprints"][0]["total"])
    names = {name for _, name, _ in nodes}
    assert "flows[2]" in names  # the electricity as it was entered
    board = next(node for name, node in ((name, node) for _, name, node in nodes) if name.startswith("lc.uk25_board_primary"))
    assert (board["source"], board["value"]) == ("uk.ghg_2025", BOARD)
