"""Each rule once where it must speak and once where it must not; a ledger without faults is left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from assessment import intake, procedure
from assessment.plausibility import FIRST_PASS, RULES
from data.messages import messages

HEAD = "format: sachhon-assessment/1\nreporting_period: 2025\n"
FACILITY = '{name: Nhà máy thử, sector: other, province: "68"}'
PRODUCT = "{id: p, name: P, unit: t}"
KWH = (41203, 38911, 43377, 40129, 44018, 42766, 45102, 43989, 41345, 42871, 40562, 39784)
TONNES = (101.3, 95.2, 104.1, 98.7, 107.9, 103.3, 110.4, 106.2, 100.8, 104.7, 99.1, 97.6)


def month(place: int, year: int = 2025) -> str:
    return f"{year}-{place + 1:02d}"


def rows(stream: str, values: tuple[float, ...], unit: str, year: int = 2025, more: str = "") -> list[str]:
    return [f"period: {month(i, year)}, stream: {stream}, quantity: {v:.10g}, unit: {unit}{more}" for i, v in enumerate(values)]


def changed(values: tuple[float, ...], **at: float) -> tuple[float, ...]:
    places = {int(key[1:]): value for key, value in at.items()}
    return tuple(places.get(place, value) for place, value in enumerate(values))


POWER, MADE = rows("electricity/grid", KWH, "kWh"), rows("product/p", TONNES, "t")
WASTE = ["period: 2025, stream: waste/recycled, quantity: 30, unit: t"]
GOOD = [*POWER, *MADE, *WASTE]


def year(stream: str, quantity: float, unit: str, more: str = "", at: str = "2025") -> str:
    return f"period: {at}, stream: {stream}, quantity: {quantity:.10g}, unit: {unit}{more}"


def assess(flows: list[str], extra: str = "", product: str = PRODUCT, facility: str = FACILITY, head: str = HEAD) -> dict[str, Any]:
    text = f"{head}facility: {facility}\nproducts: [{product}]\n{extra}\nflows:\n" + "".join(f"  - {{{flow}}}\n" for flow in flows)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def codes(result: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in result["findings"]}


def options(*rows_of: str) -> str:
    return "options:\n" + "".join(f"  - {{title: A, technique: GH, lifetime_years: 5, {row}}}\n" for row in rows_of)


BASED = "baseline_period: 2024\n"
MATERIAL = [year("material/steel", 1500, "t", ", cost_vnd: 30000000000")]
SCRAP = "streams:\n  - {stream: waste/scrap, like: waste/landfill, of: material/steel}\n"  # 800 of 1 500 t are 53 %
COAL = [year("fuel/coal_anthracite", 500, "t")]
OLD = [year("product/p", 1200, "t", at="2024"), year("electricity/grid", 500000, "kWh", at="2024")]
WET = [year("water/municipal", 9000, "m3"), year("wastewater/to_zone_plant", 7000, "m3")]
OLD_WET = [year("water/municipal", 9000, "m3", at="2024"), year("wastewater/to_zone_plant", 5000, "m3", at="2024")]
COLD = '{name: Nhà máy thử, sector: seafood, province: "68"}'
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # what must be doubted, what must not
    "row.far_from_series": ({"flows": [*rows("electricity/grid", changed(KWH, m3=412030), "kWh"), *MADE]}, {"flows": GOOD}),
    "row.far_from_few": (
        {"flows": [*rows("water/municipal", (1420, 1180, 45000), "m3"), *MADE]}, {"flows": [*rows("water/municipal", (1420, 1180, 6500), "m3"), *MADE]}
    ),
    "row.out_of_scatter": ({"flows": [*rows("electricity/grid", changed(KWH, m3=84417), "kWh"), *MADE]}, {"flows": GOOD}),
    "row.unit_slip": ({"flows": [*rows("electricity/grid", changed(KWH, m3=40.129), "kWh"), *MADE]}, {"flows": GOOD}),
    "row.repeated": (
        {"flows": [*rows("electricity/grid", changed(KWH, m3=38911), "kWh"), *MADE]},
        {"flows": [*rows("electricity/grid", changed(KWH, m3=38911), "kWh", more=", estimated: true"), *MADE]},
    ),
    "row.year_divided": (
        {"flows": [*rows("electricity/grid", (41666,) * 12, "kWh"), *MADE]},
        {"flows": [*rows("electricity/grid", (41666,) * 12, "kWh", more=", estimated: true"), *MADE]},
    ),
    "row.round_numbers": ({"flows": [*rows("electricity/grid", tuple(round(k, -3) for k in KWH), "kWh"), *MADE]}, {"flows": GOOD}),
    "row.zero_month": ({"flows": [*rows("electricity/grid", changed(KWH, m4=0), "kWh"), *MADE]}, {"flows": GOOD}),
    "row.doubled": (
        {"flows": [*rows("electricity/grid", changed(KWH, m4=84100), "kWh")[:3], *rows("electricity/grid", changed(KWH, m4=84100), "kWh")[4:], *MADE]},
        {"flows": [*POWER[:3], *POWER[4:], *MADE]},
    ),
    "row.copied_year": (
        {"flows": [*GOOD, *rows("electricity/grid", KWH, "kWh", 2024)]},
        {"flows": [*GOOD, *rows("electricity/grid", tuple(k + 17 for k in KWH), "kWh", 2024)]},
    ),
    "row.quantity_is_cost": (
        {"flows": [*GOOD, year("chemical/glue", 1250000, "kg", ", cost_vnd: 1250000")]},
        {"flows": [*GOOD, year("chemical/glue", 125, "kg", ", cost_vnd: 1250000")]},
    ),
    "price.in_thousands": (
        {"flows": [year("electricity/grid", 500000, "kWh", ", cost_vnd: 950000"), *MADE]},
        {"flows": [year("electricity/grid", 500000, "kWh", ", cost_vnd: 950000000"), *MADE]},
    ),
    "price.outside_tariff": (
        {"flows": [year("electricity/grid", 40000, "kWh", ", cost_vnd: 240000000", "2025-09"), *MADE]},
        {"flows": [year("electricity/grid", 40000, "kWh", ", cost_vnd: 78000000", "2025-09"), *MADE]},
    ),
    "price.jumps": (
        {"flows": [f"{row}, cost_vnd: {2e8 if i == 5 else 2e7}" for i, row in enumerate(rows("water/municipal", KWH, "m3"))]},
        {"flows": [f"{row}, cost_vnd: {3e7 if i == 5 else 2e7}" for i, row in enumerate(rows("water/municipal", KWH, "m3"))]},
    ),
    "cost.received_for_purchase": (
        {"flows": [*GOOD, year("chemical/glue", 125, "kg", ", cost_vnd: -1250000")]},
        {"flows": [*GOOD, year("waste/incinerated", 125, "kg", ", cost_vnd: -1250000")]},
    ),
    "cost.waste_dearer_than_material": (
        {"flows": [*MADE, *MATERIAL, year("waste/scrap", 10, "t", ", cost_vnd: -900000000")], "extra": "streams: [{stream: waste/scrap, like: waste/recycled, of: material/steel}]"},
        {"flows": [*MADE, *MATERIAL, year("waste/scrap", 10, "t", ", cost_vnd: -50000000")], "extra": "streams: [{stream: waste/scrap, like: waste/recycled, of: material/steel}]"},
    ),
    "cost.same_every_month": (
        {"flows": [*MADE, *rows("water/municipal", KWH, "m3", more=", cost_vnd: 90000000")]},
        {"flows": [f"{row}, cost_vnd: {9e7 + i}" for i, row in enumerate(rows("water/municipal", KWH, "m3"))]},
    ),
    "solar.sold_more_than_made": (
        {"flows": [*GOOD, year("electricity/solar", 1000, "kWh"), year("electricity/solar", 1200, "kWh", ", role: out")]},
        {"flows": [*GOOD, year("electricity/solar", 1000, "kWh"), year("electricity/solar", 900, "kWh", ", role: out")]},
    ),
    "electricity.sold_more_than_had": (
        {"flows": [*GOOD, year("electricity/grid", 600000, "kWh", ", role: out")]},
        {"flows": [*GOOD, year("electricity/grid", 100000, "kWh", ", role: out")]},
    ),
    "meter.sub_above_main": (
        {"flows": [*GOOD, year("electricity/grid", 300000, "kWh", ", role: internal, meter: a"), year("electricity/grid", 300000, "kWh", ", role: internal, meter: b")]},
        {"flows": [*GOOD, year("electricity/grid", 300000, "kWh", ", role: internal, meter: a"), year("electricity/grid", 150000, "kWh", ", role: internal, meter: b")]},
    ),
    "water.recycled_above_fresh": (
        {"flows": [*GOOD, *WET, year("water/recycled", 20000, "m3", ", role: internal")]},
        {"flows": [*GOOD, *WET, year("water/recycled", 2000, "m3", ", role: internal")]},
    ),
    "waste.above_material": (
        {"flows": [*MADE, *MATERIAL, year("waste/landfill", 1600, "t")]},
        {"flows": [*MADE, *MATERIAL, year("waste/landfill", 100, "t"), year("waste/sludge", 1600, "t")]},
    ),
    "wastewater.far_below_water": (
        {"flows": [*GOOD, WET[0], year("wastewater/to_zone_plant", 700, "m3")]},
        {"flows": [*GOOD, *WET]},
    ),
    "wastewater.rose_more_than_water": (
        {"flows": [*GOOD, *OLD, *OLD_WET, *WET], "extra": BASED},
        {"flows": [*GOOD, *OLD, *OLD_WET, year("water/municipal", 11000, "m3"), WET[1]], "extra": BASED},
    ),
    "fuel.no_ash": (
        {"flows": [*GOOD, *COAL]},
        {"flows": [*GOOD, *COAL, year("waste/tro_xi", 60, "t")], "extra": "streams: [{stream: waste/tro_xi, like: waste/landfill}]"},
    ),
    "energy.without_output": ({"flows": [*POWER, *rows("product/p", changed(TONNES, m1=0), "t")]}, {"flows": GOOD}),
    "output.without_electricity": ({"flows": [*POWER[:7], *POWER[8:], *MADE]}, {"flows": GOOD}),
    "output.above_capacity": (
        {"flows": GOOD, "product": "{id: p, name: P, unit: t, capacity: {quantity: 900, unit: t}}"},
        {"flows": GOOD, "product": "{id: p, name: P, unit: t, capacity: {quantity: 2000000, unit: kg}}"},
    ),
    "electricity.none": ({"flows": [*MADE, *COAL]}, {"flows": [*GOOD, *COAL]}),
    "waste.none": ({"flows": [*MADE, *MATERIAL]}, {"flows": [*MADE, *MATERIAL, *WASTE]}),
    "steam.above_fuel": (
        {"flows": [*GOOD, year("fuel/coal_anthracite", 1000, "GJ"), year("steam/own", 1100, "GJ", ", role: internal")]},
        {"flows": [*GOOD, year("fuel/coal_anthracite", 1000, "GJ"), year("steam/own", 800, "GJ", ", role: internal")]},
    ),
    "generator.above_fuel": (
        {"flows": [*GOOD, year("fuel/diesel", 3600, "MJ", ", step: generator"), year("electricity/generator", 700, "kWh", ", role: internal")]},
        {"flows": [*GOOD, year("fuel/diesel", 3600, "MJ", ", step: generator"), year("electricity/generator", 350, "kWh", ", role: internal")]},
    ),
    "fuel.co2_per_tonne": (
        {"flows": [*GOOD, *COAL], "extra": "streams: [{stream: fuel/coal_anthracite, ncv: {value: 40, unit: MJ/kg}}]"},
        {"flows": [*GOOD, *COAL]},
    ),
    "stream.moved_without_output": (
        {"flows": [*GOOD, OLD[0], year("electricity/grid", 100000, "kWh", at="2024")], "extra": BASED},
        {"flows": [*GOOD, *OLD], "extra": BASED},
    ),
    "refrigerant.none": (
        {"flows": GOOD, "facility": COLD},
        {"flows": [*GOOD, year("refrigerant/r717", 40, "kg")], "facility": COLD},
    ),
    "electricity.mostly_peak": (
        {"flows": [*GOOD, year("electricity/grid_peak", 900000, "kWh")]},
        {"flows": [*GOOD, year("electricity/grid_peak", 90000, "kWh")]},
    ),
    "property.ncv_far": (
        {"flows": [*GOOD, *COAL], "extra": "streams: [{stream: fuel/coal_anthracite, ncv: {value: 12, unit: MJ/kg}}]"},
        {"flows": [*GOOD, *COAL], "extra": "streams: [{stream: fuel/coal_anthracite, ncv: {value: 25000, unit: kJ/kg}}]"},
    ),
    "property.moisture_range": (
        {"flows": [*GOOD, *MATERIAL], "extra": 'streams: [{stream: material/steel, moisture: {value: 98, unit: "%"}}]'},
        {"flows": [*GOOD, *MATERIAL], "extra": 'streams: [{stream: material/steel, moisture: {value: 45, unit: "%"}}]'},
    ),
    "property.cod_rises": (
        {"flows": [*GOOD, *WET], "extra": "streams: [{stream: wastewater/to_zone_plant, cod_in: {value: 80, unit: mg/L}, cod_out: {value: 0.6, unit: kg/m3}}]"},
        {"flows": [*GOOD, *WET], "extra": "streams: [{stream: wastewater/to_zone_plant, cod_in: {value: 600, unit: mg/L}, cod_out: {value: 0.08, unit: kg/m3}}]"},
    ),
    "property.density_range": (
        {"flows": [*GOOD, year("chemical/glue", 9, "m3")], "extra": "streams: [{stream: chemical/glue, density: {value: 1.1, unit: kg/m3}}]"},
        {"flows": [*GOOD, year("chemical/glue", 9, "m3")], "extra": "streams: [{stream: chemical/glue, density: {value: 1.1, unit: kg/L}}]"},
    ),
    "uncertainty.range": (
        {"flows": [*GOOD, year("water/municipal", 900, "m3", ", uncertainty_pct: 60")]},
        {"flows": [*GOOD, year("water/municipal", 900, "m3", ", uncertainty_pct: 3")]},
    ),
    "option.payback_range": (
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 1000, saves: [{stream: electricity/grid, cost_vnd: 900000000}]")},
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 900000000, saves: [{stream: electricity/grid, cost_vnd: 300000000}]")},
    ),
    "option.saves_all": (
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 1000, saves: [{stream: electricity/grid, percent: 100}]")},
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 1000, saves: [{stream: electricity/grid, percent: 10}]")},
    ),
    "option.shares_above_all": (
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 1, saves: [{stream: electricity/grid, percent: 60}]", "id: b, investment_vnd: 1, saves: [{stream: electricity/grid, percent: 60}]")},
        {"flows": GOOD, "extra": options("id: a, investment_vnd: 1, saves: [{stream: electricity/grid, percent: 60}]", "id: b, investment_vnd: 1, status: rejected, reason: x, saves: [{stream: electricity/grid, percent: 60}]")},
    ),
    "intensity.far_from_norm": (
        {"flows": [year("product/p", 1000, "t"), year("electricity/grid", 1000 * 90000, "kWh")], "product": "{id: p, name: P, unit: t, norm_product: shrimp.s01}", "facility": COLD},
        {"flows": [year("product/p", 1000, "t"), year("electricity/grid", 1000 * 1500, "kWh")], "product": "{id: p, name: P, unit: t, norm_product: shrimp.s01}", "facility": COLD},
    ),
    "intensity.far_from_survey": (
        {"flows": [year("product/p", 1000, "t"), year("electricity/grid", 1000 * 90000, "kWh")], "facility": COLD},
        {"flows": [year("product/p", 1000, "t"), year("electricity/grid", 1000 * 1500, "kWh")], "facility": COLD},
    ),
    "electricity.per_employee": (
        {"flows": [year("electricity/grid", 501.2, "kWh"), *MADE], "facility": FACILITY.replace("}", ", employees: 100}")},
        {"flows": [year("electricity/grid", 501.2, "MWh"), *MADE], "facility": FACILITY.replace("}", ", employees: 100}")},
    ),
    "material.yield_above_one": ({"flows": [*MADE, year("material/steel", 900, "t")]}, {"flows": [*MADE, *MATERIAL]}),
    "material.loss_above_half": (
        {"flows": [*GOOD, *MATERIAL, year("waste/scrap", 800, "t")], "extra": SCRAP},
        {"flows": [*GOOD, *MATERIAL, year("waste/scrap", 700, "t")], "extra": SCRAP},
    ),
    "energy.coal_without_grade": ({"flows": [*GOOD, *COAL]}, {"flows": [*GOOD, year("fuel/diesel", 500, "L")]}),
    "output.changed_much": (
        {"flows": [*GOOD, year("product/p", 100, "t", at="2024")], "extra": BASED},
        {"flows": [*GOOD, *OLD], "extra": BASED},
    ),
    "wastewater.more_than_water": ({"flows": [*GOOD, WET[0], year("wastewater/to_zone_plant", 12000, "m3")]}, {"flows": [*GOOD, *WET]}),
    "intensity.changed_much": (
        {"flows": [*GOOD, OLD[0], year("electricity/grid", 200000, "kWh", at="2024")], "extra": BASED},
        {"flows": [*GOOD, *OLD], "extra": BASED},
    ),
}  # fmt: skip


def test_every_rule_has_its_two_cases() -> None:
    assert {rule.code for rule in RULES} == set(CASES)
    assert len(RULES) == len(CASES) >= 30


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_speaks_where_it_must(code: str) -> None:
    found = [finding for finding in assess(**CASES[code][0])["findings"] if finding["code"] == code]
    assert found, code
    severity = next(rule.severity for rule in RULES if rule.code == code)
    assert {finding["severity"] for finding in found} == {severity}
    assert all(finding["given"] for finding in found)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_is_silent_where_it_must(code: str) -> None:
    assert code not in codes(assess(**CASES[code][1]))


def test_coal_of_no_grade_says_between_what_it_lies() -> None:
    """Letter 3505: 0,50 TOE a tonne for dust of grades 5 and 6, 0,70 for 1 and 2: 500 t are 250 to 350 TOE."""
    found = next(f for f in assess([*GOOD, *COAL])["findings"] if f["code"] == "energy.coal_without_grade")
    assert (found["values"]["low"], found["values"]["high"]) == (pytest.approx(250.0), pytest.approx(350.0))
    assert found["given"] == "fuel/coal_anthracite"
    assert found["place"]["path"].startswith("flows[")


def test_a_ledger_without_faults_is_left_in_peace() -> None:
    assert codes(assess(GOOD)) & {rule.code for rule in RULES} == set()


def test_no_rule_is_an_error_and_each_can_be_accepted() -> None:
    assert {rule.severity for rule in RULES} <= {"warning", "note"}
    flows = CASES["row.zero_month"][0]["flows"]
    result = assess(
        flows, extra='accepted: [{code: row.zero_month, stream: electricity/grid, period: 2025-05, reason: "mất điện cả tháng"}]'
    )
    finding = next(finding for finding in result["findings"] if finding["code"] == "row.zero_month")
    assert finding["values"]["accepted"] == "mất điện cả tháng"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_rule_is_explained(lang: str) -> None:
    texts = messages(lang)
    for code in [rule.code for rule in RULES] + list(FIRST_PASS):
        for part in ("title", "why", "action"):
            assert f"finding.{code}.{part}" in texts, f"{lang}: {code}.{part}"
