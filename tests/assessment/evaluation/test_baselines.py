"""Baselines of a ledger: which months, which model, which saving; and why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assessment import intake, procedure

RNG = np.random.default_rng(7)
OUTPUT = np.round(100 + 40 * RNG.random(48), 1)
NOISE = RNG.normal(0, 40, 48)
KWH = np.round(20_000 + 300 * OUTPUT + 20 * NOISE)  # a base load, a slope and scatter; constructed for this test
M3 = np.round(200 + 9 * OUTPUT + NOISE)


def document(
    years: tuple[int, ...] = (2023, 2024, 2025),
    extra: str = "",
    marks: str = "",
    cut: float = 1.0,
    rows: str = "",
    length: int = 12,
    made: np.ndarray[Any, Any] = OUTPUT,
) -> dict[str, Any]:
    flows = []
    for place, year in enumerate(years):
        for month in range(length):
            at = 12 * place + month
            period = f"{year}-{month + 1:02d}"
            kwh = KWH[at] * (cut if year == years[-1] else 1.0)
            flows += [
                f"{{period: {period}, stream: product/p, quantity: {made[at]}, unit: t}}",
                f"{{period: {period}, stream: electricity/grid, quantity: {kwh:.0f}, unit: kWh{marks}}}",
                f"{{period: {period}, stream: water/municipal, quantity: {M3[at]:.0f}, unit: m3{marks}}}",
            ]
    head = 'format: sachhon-assessment/1\nfacility: {name: Nhà máy thử, sector: seafood, province: "68", commune: Phường Phan Thiết}\n'
    head += f"reporting_period: {years[-1]}\nproducts: [{{id: p, name: P, unit: t}}]\n{extra}"
    text = head + "flows:\n" + "".join(f"  - {flow}\n" for flow in flows) + rows
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def energy(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(model for model in result["baseline_models"] if model["kind"] == "energy")
    return found


def codes(result: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in result["findings"]}


TWO_YEARS = "baseline_period: 2023\nchoices: {energy_baseline: 2023-01/2024-12}\n"


def test_the_model_is_that_of_an_independent_fit() -> None:
    model = energy(document(extra=TWO_YEARS))
    slope, intercept = np.polyfit(OUTPUT[:24], 3.6 * KWH[:24], 1)
    assert model["status"] == "regression"
    assert model["points"] == 24
    assert [variable["name"] for variable in model["variables"]] == ["product/p"]
    assert model["variables"][0]["coefficient"] == pytest.approx(slope, rel=1e-9)
    assert model["intercept"] == pytest.approx(intercept, rel=1e-9)
    assert model["unit"] == "MJ"
    assert all(test["passed"] for test in model["tests"] if test["decides"])


def test_the_saving_is_expected_less_actual_with_its_interval() -> None:
    model = energy(document(extra=TWO_YEARS, cut=0.9))
    slope, intercept = np.polyfit(OUTPUT[:24], 3.6 * KWH[:24], 1)
    expected = float((intercept + slope * OUTPUT[24:36]).sum())
    actual = float(3.6 * np.round(0.9 * KWH[24:36]).sum())
    assert model["saving"]["saving"] == pytest.approx(expected - actual, rel=1e-9)
    assert model["saving"]["low"] < model["saving"]["saving"] < model["saving"]["high"]
    assert model["saving"]["low"] > 0
    assert model["saving"]["confidence"] == pytest.approx(0.9)


def test_the_change_is_dated() -> None:
    cusum = energy(document(extra=TWO_YEARS, cut=0.8))["cusum"]
    assert cusum["change"]["is_change"]
    assert cusum["change"]["period"] == "2025-01"
    assert cusum["since_down"] == "2025-01"
    assert cusum["alarm_up"] is None


def test_cumulative_sum_is_zero_over_the_months_of_the_model() -> None:
    months = energy(document(extra=TWO_YEARS))["months"]
    assert months[23]["cusum"] == pytest.approx(0, abs=1e-4)
    assert [month["fitted"] for month in months] == [True] * 24 + [False] * 12


def test_three_years_are_projected_to_2030() -> None:
    model = energy(document(extra=TWO_YEARS, cut=0.97))
    assert model["projection"]["target_year"] == 2030
    assert model["projection"]["programme"] == "2091"
    assert model["projection"]["reduction"] == pytest.approx(0.07)
    assert 0 < model["projection"]["probability"] < 1
    assert "projection.too_few_years" in codes(document(years=(2024, 2025), extra="baseline_period: 2024\n"))


def test_output_is_not_read_as_saving() -> None:
    """A model of the baseline year expects what output calls for, whichever way output went."""
    model = energy(document(years=(2024, 2025), extra="baseline_period: 2024\n"))
    assert model["months_from"] == "baseline_period"
    assert model["saving"]["low"] < 0 < model["saving"]["high"]


def test_a_backcast_is_chained() -> None:
    model = energy(document(extra="baseline_period: 2023\nchoices: {energy_baseline: 2024-01/2025-12}\n", cut=0.9))
    before, after = (next(m for m in [model["chained"]] if m)[key] for key in ("baseline_period", "reporting_period"))
    assert (before, after) == ("2023", "2025")
    assert model["saving"] is None


def test_water_has_its_own_model() -> None:
    found = next(model for model in document(extra=TWO_YEARS)["baseline_models"] if model["kind"] == "water")
    assert found["unit"] == "m3"
    assert found["variables"][0]["coefficient"] == pytest.approx(np.polyfit(OUTPUT[:24], M3[:24], 1)[0], rel=1e-9)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param({"extra": TWO_YEARS, "marks": ", estimated: true"}, "baseline.rows_estimated", id="constructed months"),
        pytest.param({"extra": "choices: {energy_baseline: 2021}\n"}, "baseline.months_missing", id="no such months"),
        pytest.param({"years": (2025,), "length": 2}, "baseline.too_few_periods", id="two months"),
        pytest.param({"years": (2025,), "rows": "  - {period: 2025, stream: electricity/solar, quantity: 9000, unit: kWh}\n"},
                     "baseline.rows_not_monthly", id="a year's row among months"),
    ],
)  # fmt: skip
def test_no_model_is_explained(more: dict[str, Any], code: str) -> None:
    result = document(**more)
    model = energy(result)
    assert (model["status"], model["why"]) == ("none", code)
    assert code in codes(result)
    assert all(finding["severity"] != "error" for finding in result["findings"])


def test_a_product_that_explains_nothing_leaves_the_ratio() -> None:
    unrelated = np.round(100 + 40 * np.random.default_rng(99).random(48), 1)
    result = document(years=(2024, 2025), extra="baseline_period: 2024\n", made=unrelated)
    model = energy(result)
    assert model["status"] == "ratio"
    assert model["variables"][0]["coefficient"] == pytest.approx(3.6 * KWH[:12].sum() / unrelated[:12].sum(), rel=1e-9)
    assert "baseline.no_valid_model" in codes(result)


def test_variables_without_every_month_are_left_out() -> None:
    rows = "relevant_variables: [{period: 2024-01, name: ca, value: 60, unit: ca}]\n"
    result = document(extra=TWO_YEARS + rows)
    assert "baseline.driver_incomplete" in codes(result)
    assert energy(result)["candidates"] == [{"name": "product/p", "unit": "t"}]
