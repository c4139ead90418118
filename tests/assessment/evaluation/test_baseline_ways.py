"""Static factors, degree-days, meters apart, backcast and chaining: from the document to the saving."""

from __future__ import annotations

import calendar
from typing import Any

import numpy as np
import pytest

from assessment import intake, procedure
from assessment.evaluation.relevant_variables import variables_of
from assessment.model import RelevantVariable

RNG = np.random.default_rng(11)
OUTPUT = np.round(100 + 40 * RNG.random(36), 1)
WARM = np.round(25 + 5 * RNG.random(36), 2)
SCATTER = RNG.normal(0, 300, 36)


def assessed(kwh: np.ndarray[Any, Any], extra: str = "", split: bool = False, variables: str = "") -> dict[str, Any]:
    flows = []
    for at in range(36):
        period = f"{2023 + at // 12}-{at % 12 + 1:02d}"
        flows.append(f"{{period: {period}, stream: product/p, quantity: {OUTPUT[at]}, unit: t}}")
        shares = {"a": 0.5, "b": 0.5} if split else {"a": 1.0}
        flows += [f"{{period: {period}, stream: electricity/grid, quantity: {kwh[at] * share:.0f}, unit: kWh, meter: {m}}}" for m, share in shares.items()]
    head = 'format: sachhon-assessment/1\nfacility: {name: Nhà máy thử, sector: seafood, province: "68", commune: Phường Phan Thiết}\n'
    head += f"reporting_period: 2025\nbaseline_period: 2023\nproducts: [{{id: p, name: P, unit: t}}]\n{extra}{variables}"
    reading = intake.read((head + "flows:\n" + "".join(f"  - {flow}\n" for flow in flows)).encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def energy(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(model for model in result["baseline_models"] if model["kind"] == "energy")
    return found


PLAIN = 20_000 + 300 * OUTPUT + SCATTER


def test_a_static_factor_is_no_loss_of_efficiency() -> None:
    """A cold store of 5,000 kWh a month came in 2025: without the adjustment it reads as 60 MWh wasted."""
    kwh = PLAIN + np.where(np.arange(36) >= 24, 5000.0, 0.0)
    factor = 'static_factors: [{kind: energy, period: 2025-01/2025-12, name: "Kho lạnh mới", quantity: 5000, unit: kWh}]\n'
    before, after = energy(assessed(kwh)), energy(assessed(kwh, factor))
    assert before["saving"]["high"] < 0
    assert after["saving"]["saving"] - before["saving"]["saving"] == pytest.approx(60_000 * 3.6)
    assert after["saving"]["low"] < 0 < after["saving"]["high"]
    assert after["static_factors"] == [{"name": "Kho lạnh mới", "period": "2025-01/2025-12", "per_month": pytest.approx(18_000.0), "evidence": None}]
    assert after["months"][-1]["expected"] - before["months"][-1]["expected"] == pytest.approx(18_000.0)


def test_a_static_factor_within_the_months_of_the_model_is_taken_out_of_the_fit() -> None:
    kwh = PLAIN + np.where(np.arange(36) < 6, 4000.0, 0.0)  # a hall given up in July 2023
    factor = "static_factors: [{kind: energy, period: 2023-01/2023-06, name: Xưởng cũ, quantity: 4, unit: MWh}]\n"
    plain, adjusted = energy(assessed(PLAIN)), energy(assessed(kwh, factor))
    assert adjusted["intercept"] == pytest.approx(plain["intercept"], rel=1e-3)


@pytest.mark.parametrize(("period", "unit"), [("2025-01-05/2025-12-31", "kWh"), ("2025", "t"), ("2025", "m3")])
def test_a_static_factor_that_cannot_be_used_is_said(period: str, unit: str) -> None:
    result = assessed(PLAIN, f"static_factors: [{{kind: energy, period: {period}, name: X, quantity: 5, unit: {unit}}}]\n")
    assert "baseline.factor_unreadable" in {finding["code"] for finding in result["findings"]}
    assert energy(result)["static_factors"] == []


def test_meters_apart_are_rolled_up_to_the_whole() -> None:
    """Two meters that share the load half and half: the sum of both savings is that of the whole."""
    kwh = PLAIN * np.where(np.arange(36) >= 24, 0.9, 1.0)
    whole = energy(assessed(kwh))["saving"]
    apart = energy(assessed(kwh, "choices: {baseline_meters: apart}\n", split=True))
    assert [row["meter"] for row in apart["meters"]] == ["a", "b"]
    assert apart["rolled_up"]["saving"] == pytest.approx(whole["saving"], rel=1e-3)
    assert apart["rolled_up"]["improvement"] == pytest.approx(whole["improvement"], rel=1e-3)
    assert apart["rolled_up"]["meters"] == apart["rolled_up"]["of"] == 2
    assert energy(assessed(kwh, split=True))["rolled_up"] is None


def test_backcast_judges_the_baseline_period_by_the_reporting_period() -> None:
    kwh = PLAIN * np.where(np.arange(36) >= 24, 0.9, 1.0)
    model = energy(assessed(kwh, "choices: {baseline_method: backcast}\n"))
    saving = model["saving"]
    assert model["months_from"] == "reporting_period"
    assert (saving["period"], saving["method"]) == ("2023", "backcast")
    assert saving["actual"] == pytest.approx(PLAIN[:12].sum() * 3.6, rel=1e-3)
    assert saving["saving"] == pytest.approx(saving["actual"] - saving["expected"])
    assert saving["low"] <= saving["saving"] <= saving["high"]
    assert saving["improvement"] == pytest.approx(0.1, abs=0.02)


def test_chaining_links_both_periods_through_the_year_between() -> None:
    kwh = PLAIN * np.where(np.arange(36) >= 24, 0.9, 1.0)
    model = energy(assessed(kwh, "choices: {baseline_method: chaining}\n"))
    assert model["months_from"] == "between"
    assert model["saving"] is None
    assert model["chained"]["improvement"] == pytest.approx(0.1, abs=0.02)


def rows(days: dict[str, float], unit: str = "°C", name: str = "T") -> list[RelevantVariable]:
    return [RelevantVariable(period=period, name=name, value=value, unit=unit) for period, value in days.items()]


def test_degree_days_by_hand() -> None:
    # 28 days: 20 at 30 °C, 8 at 24 °C over a base of 26 °C: 20 · 4 K·d = 80
    days = {f"2025-02-{day:02d}": 30.0 if day <= 20 else 24.0 for day in range(1, 29)}
    mean, heat = variables_of(rows(days), 26.0)
    assert mean.values == {"2025-02": pytest.approx((20 * 30 + 8 * 24) / 28)}
    assert heat.values == {"2025-02": 80.0}
    assert heat.unit == "K*d"


def test_a_month_with_a_day_missing_has_no_degree_days() -> None:
    days = {f"2025-02-{day:02d}": 30.0 for day in range(1, 28)}
    (mean,) = variables_of(rows(days), 26.0)
    assert mean.values == {}


@pytest.mark.parametrize(("unit", "value"), [("%", 12.0), ("ca", 24.0)])
def test_states_are_averaged_and_amounts_are_summed(unit: str, value: float) -> None:
    first, second = rows({"2025-01": 12.0}, unit), rows({"2025-01": 12.0}, unit)
    (found,) = variables_of(first + second, None)
    assert found.values == {"2025-01": value}


def test_cooling_degree_days_drive_a_baseline() -> None:
    lines = []
    heat = np.zeros(36)
    for at in range(36):
        year, month = 2023 + at // 12, at % 12 + 1
        for day in range(1, calendar.monthrange(year, month)[1] + 1):
            warm = round(float(WARM[at]) + (day % 5 - 2), 2)
            heat[at] += max(warm - 26.0, 0.0)
            lines.append(f"  - {{period: {year}-{month:02d}-{day:02d}, name: T, value: {warm}, unit: °C}}\n")
    model = energy(assessed(20_000 + 60 * heat + 100 * OUTPUT + 0.01 * SCATTER, "choices: {degree_day_base: 26, energy_baseline: 2023-01/2024-12}\n", variables="relevant_variables:\n" + "".join(lines)))
    assert "T > 26 °C" in [row["name"] for row in model["variables"]]
    slope = next(row["coefficient"] for row in model["variables"] if row["name"] == "T > 26 °C")
    assert slope == pytest.approx(60 * 3.6, rel=0.05)
