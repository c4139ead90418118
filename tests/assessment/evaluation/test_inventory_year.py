"""The inventory beside its scopes, by hand: propagated errors, years, the base year, refrigerant by life cycle, energy sold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assessment import intake, procedure
from assessment.schemas import result_schema
from assessment.trace import resolve, walk
from calculators.errors import ShapeError
from calculators.uncertainty import propagated_deviation

PLANT = """
format: sachhon-assessment/1
facility: {name: Nhà máy thử, sector: seafood, province: "68", commune: Phường Phan Thiết}
reporting_period: 2025
baseline_period: 2023
products: [{id: shrimp, name: Tôm, unit: t}]
flows:
  - {period: 2023, stream: product/shrimp, quantity: 1000, unit: t}
  - {period: 2024, stream: product/shrimp, quantity: 1000, unit: t}
  - {period: 2025, stream: product/shrimp, quantity: 1000, unit: t}
  - {period: 2023, stream: electricity/grid, quantity: 1000000, unit: kWh}
  - {period: 2024, stream: electricity/grid, quantity: 1100000, unit: kWh, uncertainty_pct: 2}
  - {period: 2025, stream: electricity/grid, quantity: 1200000, unit: kWh, uncertainty_pct: 1}
FLOWS
SHEETS
"""
KG_PER_KWH = 0.6592  # official factor of the data year 2023, the latest for these years


def _result(flows: str = "", sheets: str = "", **changes: str):
    text = PLANT.replace("FLOWS", flows).replace("SHEETS", f"worksheets:\n{sheets}" if sheets else "")
    for old, new in changes.items():
        text = text.replace(f"{old}:", new)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def _codes(result):
    return {finding["code"] for finding in result["findings"]}


def test_two_sources_by_hand():
    """√((1 200 000 · 0,6592 · 0,05)²) alone for grid: 1,96 · √(0,01² + 0,05²) = 9,99 % of scope 2."""
    result = _result(sheets="  - {sheet: inventory, values: {electricity/grid.factor_uncertainty_pct: 5}}")
    known = result["emissions"]["uncertainty"]["scope2"]
    assert known["half_interval_percent"] == pytest.approx(100 * 1.96 * math.hypot(0.01, 0.05), rel=1e-9)
    assert known["covers_percent"] == pytest.approx(100.0)
    assert known["covered_t"] == pytest.approx(1_200 * KG_PER_KWH)


def test_what_states_no_error_is_named_and_given_none():
    result = _result(flows="  - {period: 2025, stream: fuel/diesel, quantity: 1000, unit: L}")
    record = result["emissions"]["uncertainty"]
    assert record["total"]["half_interval_percent"] is None
    lacking = {row["stream"]: row["lacks"] for row in record["rows"]}
    assert lacking == {"fuel/diesel": ["activity", "factor"], "electricity/grid": ["factor"]}


def test_years_are_compared_only_when_each_source_is_there():
    result = _result()
    years = {row["period"]: row for row in result["emissions"]["years"]}
    assert years["2025"]["change_percent"] == pytest.approx(100 * (1.2 / 1.1 - 1), rel=1e-9)
    with_gas = _result(flows="  - {period: 2025, stream: refrigerant/r22, quantity: 10, unit: kg}")
    years = {row["period"]: row for row in with_gas["emissions"]["years"]}
    assert years["2024"]["lacks"] == ["refrigerant/r22"]
    assert years["2025"]["change_percent"] is None


BASE = "  - {sheet: base_year, values: {threshold_percent: 5, x.reason: acquisition, x.scope1: %s, x.scope2: 0}}"


def test_a_base_year_is_recalculated_from_its_threshold_on():
    """659,2 t in 2023; 40 t bought with another plant are 6,07 %, above 5 %: 699,2 t; 30 t are 4,55 %: unchanged."""
    base = _result(sheets=BASE % 40)["emissions"]["base_year"]
    assert base["recalculated"] is True
    assert base["total_recalculated"] == pytest.approx(699.2)
    assert base["change_percent"] == pytest.approx(20.0)
    assert base["change_recalculated_percent"] == pytest.approx(100 * (1_200 * KG_PER_KWH / 699.2 - 1), rel=1e-9)
    base = _result(sheets=BASE % 30)["emissions"]["base_year"]
    assert (base["recalculated"], base["total_recalculated"]) == (False, pytest.approx(659.2))


def test_organic_growth_recalculates_nothing():
    result = _result(sheets=(BASE % 400).replace("acquisition", "organic_growth"))
    assert result["emissions"]["base_year"]["recalculated"] is False
    assert "base_year.organic_growth" in _codes(result)


def test_what_the_base_year_lacks_is_said():
    assert "base_year.threshold_missing" in _codes(_result(sheets=(BASE % 40).replace("threshold_percent: 5, ", "")))
    assert "base_year.change_unreadable" in _codes(_result(sheets=(BASE % 40).replace("acquisition", "luck")))
    assert "base_year.no_baseline" in _codes(_result(sheets=BASE % 40, baseline_period="# "))


LIFE = "  - {sheet: refrigerants, values: {a.stream: refrigerant/r410a, a.installed: 100, a.operating: 500, a.retired: 50, %s}}"
STATED = "a.installation_loss: 2, a.operation_loss: 16, a.charge_left: 75, a.recovery: 40"


def test_refrigerant_over_the_life_of_equipment_by_hand():
    """100 · 2 % + 500 · 16 % + 50 · 75 % · (1 − 40 %) = 2 + 80 + 22,5 = 104,5 kg."""
    result = _result(sheets=LIFE % STATED)
    row = next(row for row in result["emissions"]["by_source"] if row["stream"] == "refrigerant/r410a")
    assert row["quantity"] == pytest.approx(104.5)
    top_up = _result(flows="  - {period: 2025, stream: refrigerant/r410a, quantity: 104.5, unit: kg}")
    assert result["emissions"]["scope1"] == pytest.approx(top_up["emissions"]["scope1"])


def test_a_named_class_of_equipment_uses_its_printed_values():
    """Table 7.9, industrial: k 1,75 %, x 16 %, p 75 %, n 45 %: 1,75 + 80 + 50 · 0,75 · 0,55 = 102,375 kg."""
    result = _result(sheets=LIFE % "a.type: 214386")
    row = next(row for row in result["emissions"]["by_source"] if row["stream"] == "refrigerant/r410a")
    assert row["quantity"] == pytest.approx(1.75 + 80 + 50 * 0.75 * 0.55)


def test_refrigerant_is_counted_one_way_and_never_by_a_default():
    twice = _result(flows="  - {period: 2025, stream: refrigerant/r410a, quantity: 10, unit: kg}", sheets=LIFE % STATED)
    assert "refrigerant.counted_twice" in _codes(twice)
    assert next(row for row in twice["emissions"]["by_source"] if row["stream"] == "refrigerant/r410a")["quantity"] == pytest.approx(10)
    lacking = _result(sheets=LIFE % "a.installation_loss: 2")
    found = next(finding for finding in lacking["findings"] if finding["code"] == "refrigerant.life_cycle_incomplete")
    assert "a.operation_loss" in found["expected"]
    assert lacking["emissions"]["scope1"] == 0
    assert "refrigerant.life_cycle_incomplete" in _codes(_result(sheets=LIFE % STATED.replace("16", "160")))


def test_sold_energy_is_said_and_not_taken_off():
    plain, sold = _result(), _result(flows="  - {period: 2025, stream: electricity/solar, quantity: 5000, unit: kWh, role: out}")
    assert sold["emissions"]["sold_energy"] == [{"stream": "electricity/solar", "quantity": 5000.0, "unit": "kWh", "co2e_t": None}]
    assert sold["emissions"]["scope2_location"] == plain["emissions"]["scope2_location"]


def test_every_number_opens_its_rows_and_fits_the_schema():
    result = _result(flows="  - {period: 2025, stream: packaging/carton, quantity: 1000, unit: kg}", sheets=BASE % 40)
    assert not list(Draft202012Validator(result_schema()).iter_errors(result))
    for pointer in ("/emissions/scope3", "/emissions/scope3_categories/0/co2e_t", "/emissions/years/1/total", "/emissions/base_year/total", "/emissions/uncertainty/total"):
        nodes = list(walk(result["trace"], resolve(result, pointer)))
        assert any(node["formula"] == "input" for _, _, node in nodes), pointer
    third = next(at for at, row in enumerate(result["emissions"]["by_source"]) if row["scope"] == 3)
    names = [name for _, name, _ in walk(result["trace"], resolve(result, f"/emissions/by_source/{third}/co2e_t"))]
    assert "flows[6]" in names
    category = result["trace"]["emissions.scope3:1"]
    assert category["value"] * 1000 == pytest.approx(sum(result["trace"][name]["value"] for name in category["inputs"]))


@given(st.lists(st.tuples(st.floats(1, 1e6), st.floats(0, 0.3), st.floats(0, 0.3)), min_size=1, max_size=8))
def test_one_factor_for_all_is_never_better_known_than_many(rows):
    value, activity, factor = (np.array(column) for column in zip(*rows, strict=True))
    apart = propagated_deviation(value, activity, factor, np.arange(value.size))
    shared = propagated_deviation(value, activity, factor, np.zeros(value.size, dtype=np.intp))
    assert shared >= apart * (1 - 1e-12)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ShapeError):
        propagated_deviation(np.ones(2), np.ones(2), np.ones(1), np.zeros(2, dtype=np.intp))
