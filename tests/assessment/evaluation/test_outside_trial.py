"""What an outside trial against the contract found, so that it stays mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from calculators.finding import Finding

Assess = Callable[..., dict[str, Any]]
MADE = "period: 2025, stream: product/p, quantity: 1000, unit: t"
GRID = "period: 2025, stream: electricity/grid, quantity: 1800, unit: MWh"
SHRIMP = "- {id: p, name: tôm, unit: t, norm_product: shrimp.s01}"


def held(result: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["finding"] for item in result["withheld"]}


def test_a_gross_calorific_value_is_not_taken_as_net(assess: Assess) -> None:
    result = assess(
        [MADE, "period: 2025, stream: fuel/rice_husk, quantity: 1, unit: t", "period: 2025, stream: water/municipal, quantity: 5, unit: m3"],
        extra="streams: [{stream: fuel/rice_husk, ncv: {value: 12, unit: MJ HHV/kg}}]",
    )
    assert result["totals"]["energy"] is None
    assert held(result)["energy_intensity:output/2025"] == "fuel.gross_basis"
    (finding,) = [f for f in result["findings"] if f["code"] == "fuel.gross_basis"]
    assert (finding["severity"], finding["given"]) == ("error", "MJ HHV/kg")
    assert "water_intensity:output/2025" in {item["id"] for item in result["indicators"]}


def test_what_has_no_denominator_is_withheld_by_name(assess: Assess) -> None:
    result = assess(
        ["period: 2025, stream: product/a, quantity: 30, unit: t", "period: 2025, stream: product/b, quantity: 10, unit: piece", GRID],
        products="- {id: a, name: A, unit: t}\n- {id: b, name: B, unit: piece}",
    )
    assert held(result)["energy_intensity:output/2025"] == "product.units_do_not_add"
    assert held(result)["energy_intensity@a:output/2025"] == "product.no_allocation"


def test_a_norm_without_coefficient_is_not_comparable(assess: Assess) -> None:
    result = assess([MADE, GRID], products="- {id: p, name: tôm, unit: t, norm_product: shrimp}", sector="seafood")
    rows = [row for row in result["standings"] if row["indicator"] == "norm_sec@shrimp:norm/2025"]
    assert [(row["verdict"], row["why"]["code"]) for row in rows] == [("not_comparable", "norm.value_withheld")]


def test_half_a_year_of_rows_is_indicative(assess: Assess) -> None:
    half = [row.replace("2025,", "2025-01/2025-06,") for row in (MADE, GRID)]
    result = assess(half, products=SHRIMP, sector="seafood")
    assert [row["indicative"] for row in result["standings"] if row["legal"] and row["norm"]] == [True]
    assert {f["values"]["days"] for f in result["findings"] if f["code"] == "period.not_covered"} == {184}


def test_more_excluded_than_bought_gives_no_verdict(assess: Assess) -> None:
    other = "period: 2025, stream: electricity/grid, quantity: 100000, unit: MWh, role: internal, step: other_use"
    result = assess([MADE, GRID, other], products=SHRIMP, sector="seafood")
    assert held(result)["norm_sec@shrimp:norm/2025"] == "amount.not_positive"
    assert not [row for row in result["standings"] if row["legal"] and row["verdict"] == "within"]


def test_a_finding_with_a_date_is_json() -> None:
    record = Finding(code="a.b", severity="note", values={"on": date(2025, 12, 31)}).as_record()
    assert json.loads(json.dumps(record))["values"] == {"on": "2025-12-31"}

