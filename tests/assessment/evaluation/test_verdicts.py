"""Verdicts of the law, with the circular's own arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Assess = Callable[..., dict[str, Any]]
Value = Callable[[dict[str, Any], str], float]

SHRIMP = "- {id: a, name: IQF, unit: t, norm_product: shrimp.s01}\n- {id: b, name: block, unit: t, norm_product: shrimp.s05}"
PLANT = [
    "period: YEAR, stream: product/a, quantity: 1000, unit: t",
    "period: YEAR, stream: product/b, quantity: 500, unit: t",
    "period: YEAR, stream: electricity/grid, quantity: 2500, unit: MWh",
    "period: YEAR, stream: electricity/grid, quantity: 100, unit: MWh, role: internal, step: other_use",
    "period: YEAR, stream: ice/bought, quantity: 800, unit: t",
]
COLD = "streams: [{stream: ice/bought, electricity: {value: 70, unit: kWh/t, evidence: đồng hồ nhà máy đá}}]"


def legal(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in result["standings"] if row["legal"] and row["norm"]]


def of(year: str, flows: list[str]) -> list[str]:
    return [flow.replace("YEAR", year) for flow in flows]


# (2 500 000 - 100 000 + 800 x 70) kWh / (1000 x 1.00 + 500 x 0.76) t = 2 456 000 / 1 380 = 1779.71
@pytest.mark.parametrize(("year", "limit", "verdict"), [("2025", 2050, "within"), ("2026", 1625, "worse")])
def test_shrimp_norm_changes_on_1_january_2026(assess: Assess, value: Value, year: str, limit: float, verdict: str) -> None:
    result = assess(of(year, PLANT), products=SHRIMP, sector="seafood", period=year, extra=COLD)
    assert value(result, f"norm_sec@shrimp:norm/{year}") == pytest.approx(2_456_000 / 1380)
    (row,) = legal(result)
    assert (row["norm_value"], row["verdict"], row["indicative"]) == (limit, verdict, False)
    assert row["gap_percent"] == pytest.approx(max(0.0, 100 * (2_456_000 / 1380 - limit) / limit))
    assert row["why"]["code"] == "norm.in_force"
    assert row["confidence"]


def test_bought_ice_without_its_electricity_withholds_the_norm_only(assess: Assess, value: Value) -> None:
    result = assess(of("2025", PLANT), products=SHRIMP, sector="seafood")
    assert {"id": "norm_sec@shrimp:norm/2025", "finding": "norm.bought_cold_unknown"} in result["withheld"]
    assert value(result, "electricity_intensity:output/2025") == pytest.approx(2_500_000 / 1500)


def test_part_of_a_year_is_indicative(assess: Assess) -> None:
    result = assess(of("2025-01/2025-06", PLANT), products=SHRIMP, sector="seafood", period="2025-01/2025-06", extra=COLD)
    assert [row["indicative"] for row in legal(result)] == [True]


def test_below_300_tonnes_the_circular_does_not_apply(assess: Assess) -> None:
    small = [flow.replace("1000", "100").replace("500, unit: t", "50, unit: t") for flow in of("2025", PLANT)]
    result = assess(small, products=SHRIMP, sector="seafood", extra=COLD)
    verdicts = [row for row in result["standings"] if row["legal"] and row["indicator"].startswith("norm_sec")]
    assert [(row["verdict"], row["why"]["code"]) for row in verdicts] == [("not_applicable", "norm.below_minimum_size")]


def test_two_norm_products_share_the_load_by_equivalent_tonnes(assess: Assess, value: Value) -> None:
    mixed = "- {id: a, name: IQF, unit: t, norm_product: shrimp.s01}\n- {id: b, name: fillet, unit: t, norm_product: pangasius.p02}"
    result = assess(of("2025", PLANT[:3]), products=mixed, sector="seafood")
    # 1000 x 1.00 and 500 x 1.30 equivalent tonnes, 2 500 000 kWh once
    assert value(result, "norm_sec@shrimp:norm/2025") == pytest.approx(2_500_000 / 1650)
    assert value(result, "norm_sec@pangasius:norm/2025") == pytest.approx(2_500_000 / 1650)


def test_a_tagged_meter_belongs_to_its_norm_product(assess: Assess, value: Value) -> None:
    mixed = "- {id: a, name: IQF, unit: t, norm_product: shrimp.s01}\n- {id: b, name: fillet, unit: t, norm_product: pangasius.p01}"
    tagged = "period: 2025, stream: electricity/grid, quantity: 300, unit: MWh, meter: 2, product: b"
    result = assess([*of("2025", PLANT[:3]), tagged], products=mixed, sector="seafood")
    shrimp, fish = value(result, "norm_sec@shrimp:norm/2025"), value(result, "norm_sec@pangasius:norm/2025")
    assert shrimp == pytest.approx(2_500_000 * (2 / 3) / 1000)
    assert fish == pytest.approx((2_500_000 / 3 + 300_000) / 500)
    assert shrimp * 1000 + fish * 500 == pytest.approx(2_800_000)  # each kilowatt-hour once


def test_a_product_without_group_is_not_compared(assess: Assess) -> None:
    result = assess(of("2025", PLANT[:3]), products="- {id: a, name: A, unit: t}\n- {id: b, name: B, unit: t}", sector="seafood")
    rows = [row for row in result["standings"] if row["why"]["code"] == "norm.product_not_named"]
    assert [row["verdict"] for row in rows] == ["not_comparable"]


PAPER = "- {id: a, name: giấy bao bì, unit: t, norm_product: packaging_paper}"


def paper(year: str, mwh: float, coal_mj: float) -> list[str]:
    return [
        f"period: {year}, stream: product/a, quantity: 20000, unit: t",
        f"period: {year}, stream: electricity/grid, quantity: {mwh}, unit: MWh",
        f"period: {year}, stream: fuel/coal_anthracite, quantity: {coal_mj}, unit: MJ",
    ]


def test_paper_of_2026_is_expired(assess: Assess) -> None:
    result = assess(paper("2026", 10000, 100e6), products=PAPER, sector="paper", period="2026")
    assert [row["verdict"] for row in legal(result)] == ["expired"]
    assert legal(result)[0]["gap_percent"] is None


# 10 000-50 000 t/year: 6 744 MJ/t. Electricity 500 kWh/t is 1 800 MJ/t at 3.6 and 3 230 MJ/t at 6.46 MJ/kWh
@pytest.mark.parametrize(
    ("thermal", "verdict", "code"),
    [
        (3000, "within", "norm.conversion_does_not_matter"),  # 4 800 and 6 230
        (6000, "worse", "norm.conversion_does_not_matter"),  # 7 800 and 9 230
        (4500, "not_comparable", "norm.conversion_decides"),  # 6 300 and 7 730
    ],
)
def test_paper_with_an_unread_conversion(assess: Assess, thermal: float, verdict: str, code: str) -> None:
    result = assess(paper("2025", 10000, thermal * 20000), products=PAPER, sector="paper")
    assert [(row["verdict"], row["why"]["code"]) for row in legal(result)] == [(verdict, code)]


def test_garments_have_no_norm_and_nothing_is_made_up(assess: Assess) -> None:
    result = assess(
        ["period: 2025, stream: product/p, quantity: 100, unit: piece", "period: 2025, stream: electricity/grid, quantity: 90, unit: kWh"],
        products="- {id: p, name: áo, unit: piece}",
        sector="garments",
    )
    rows = [row for row in result["standings"] if row["legal"]]
    assert {row["verdict"] for row in rows} == {"no_norm"}
    assert all(row["norm_value"] is None and row["gap_percent"] is None for row in rows)


def test_targets_fall_silent_outside_old_binh_thuan(assess: Assess) -> None:
    flows = ["period: 2025, stream: product/p, quantity: 100, unit: piece", "period: 2025, stream: electricity/grid, quantity: 90, unit: kWh"]
    result = assess(flows, products="- {id: p, name: áo, unit: piece}", sector="garments", facility="")
    assert {row["programme"] for row in result["targets"]} == {"889", "280", "2091"}
    assert {row["verdict"] for row in result["targets"]} == {"no_baseline"}


def test_a_site_without_fuel_is_not_better_than_best_in_heat(assess: Assess) -> None:
    result = assess(of("2025", PLANT), products=SHRIMP, sector="seafood", extra=COLD)
    rows = [row for row in result["standings"] if row["indicator"].startswith("thermal_intensity") and row["norm"]]
    assert rows
    assert {row["verdict"] for row in rows} == {"not_comparable"}


def test_an_indicator_on_estimated_rows_says_so(assess: Assess) -> None:
    flows = of("2025", [*PLANT[:2], PLANT[2] + ", estimated: true"])
    result = assess(flows, products=SHRIMP, sector="seafood")
    marked = {item["id"]: item["estimated"] for item in result["indicators"]}
    assert marked["energy_intensity:output/2025"] is True
    assert marked["norm_sec@shrimp:norm/2025"] is True
    measured = {item["id"]: item["estimated"] for item in assess(of("2025", PLANT[:3]), products=SHRIMP, sector="seafood")["indicators"]}
    assert set(measured.values()) == {False}


@pytest.mark.parametrize(("kwh", "verdict", "gap"), [(3_000_900, "within", 0.0), (3_003_000, "worse", 0.1), (2_999_000, "within", 0.0)])
def test_a_value_that_equals_a_published_figure_as_printed_is_on_it(assess: Assess, kwh: float, verdict: str, gap: float) -> None:
    """A survey of shrimp plants prints 3.0 kWh/kg: 3.0009 is not worse than that."""
    flows = ["period: 2025, stream: product/a, quantity: 1000, unit: t", f"period: 2025, stream: electricity/grid, quantity: {kwh}, unit: kWh"]
    result = assess(flows, products="- {id: a, name: IQF, unit: t, norm_product: shrimp.s01}", sector="seafood", period="2025")
    (row,) = [row for row in result["standings"] if row["norm"] == "SEA-SHRI-SURV"]
    assert (row["verdict"], row["legal"]) == (verdict, False)
    assert row["gap_percent"] == pytest.approx(gap)
