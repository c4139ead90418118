"""The charts of the garment example that was calculated by hand (design examples, garment_by_hand)."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assessment import intake, procedure
from assessment.charts import Band, Chart, Label, Series
from assessment.reports.drawing import draw
from assessment.reports.words import write_sentence
from assessment.result_charts import (
    context_verdict,
    decomposition_waterfall,
    emission_pareto,
    loss_pareto,
    months_trend,
    standing_bullet,
    standing_key,
    target_path,
)
from assessment.standing_captions import signed_gap
from data.messages import message

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
TITLE = Label(text="t")


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    document = intake.read(GOLDEN).document
    assert document is not None
    return procedure.assess(document)


def of(result: dict[str, Any], id: str) -> dict[str, Any]:
    return next(item for item in result["indicators"] if item["id"] == id)


def standings(result: dict[str, Any], id: str) -> list[dict[str, Any]]:
    return [row for row in result["standings"] if row["indicator"] == id]


def test_bullet_of_electricity(result: dict[str, Any]) -> None:
    id = "electricity_intensity:output/2025"
    chart = standing_bullet(of(result, id), standings(result, id), TITLE)
    assert chart is not None
    assert chart.series[0].values == (pytest.approx(0.9),)
    edges = {(band.low, band.high) for band in chart.bands}
    assert (0.6, 0.65) in edges  # IN-003
    assert (0.385, 2.55) in edges  # IN-201, P25 and P75


def test_bullet_is_in_the_unit_of_the_tables_beside_it(result: dict[str, Any]) -> None:
    """The source counts litres a piece; the indicator stands in the tables as 0,0174545 m3 a piece."""
    id = "wastewater_intensity:output/2025"
    rows = [row for row in standings(result, id) if row["verdict"] in ("within", "worse", "better_than_best")]
    chart = standing_bullet(of(result, id), rows, TITLE)
    assert chart is not None
    assert chart.unit == of(result, id)["unit"] == "m3/piece"
    assert chart.series[0].values == (pytest.approx(0.0174545, rel=1e-5),)
    assert {row["unit"] for row in rows} == {"L/piece"}
    assert chart.bands[0].high == pytest.approx(rows[0]["norm_high"] / 1000)


def test_no_bullet_without_a_comparison(result: dict[str, Any]) -> None:
    id = "thermal_intensity:output/2025"
    assert standing_bullet(of(result, id), standings(result, id), TITLE) is None


def test_months_with_period_and_baseline(result: dict[str, Any]) -> None:
    item = of(result, "electricity_intensity:output/2025")
    months = [of(result, f"electricity_intensity:output/2025-{month:02d}") for month in range(1, 13)]
    chart = months_trend(item, months, of(result, "electricity_intensity:output/2021"), TITLE)
    assert chart is not None
    assert [series.role for series in chart.series] == ["value", "total", "baseline"]
    assert chart.series[2].values[0] == pytest.approx(0.85)
    assert chart.values["low"] == min(chart.series[0].values)  # type: ignore[type-var]
    assert months_trend(item, months[:2], None, TITLE) is None


def test_target_path_is_straight_to_the_deadline(result: dict[str, Any]) -> None:
    target = next(row for row in result["targets"] if row["target"] == "2091.garments.2030" and row["kind"] == "energy_intensity")
    chart = target_path(target, TITLE)
    assert chart is not None
    assert [label.text for label in chart.categories] == [str(year) for year in range(2021, 2031)]
    low, high = chart.series[1].values, chart.series[2].values
    assert low[0] == high[0] == pytest.approx(5.372190)
    assert low[-1] == pytest.approx(5.372190 * 0.93, rel=1e-6)
    assert high[-1] == pytest.approx(5.372190 * 0.90, rel=1e-6)
    assert chart.series[0].values[4] == pytest.approx(4.947264)
    steps = [later - earlier for earlier, later in pairwise(low)]  # type: ignore[operator]
    assert steps == pytest.approx([steps[0]] * len(steps))


@pytest.mark.parametrize(("change", "verdict", "said"), [(-7.9, "on_track", "beyond"), (-6.9, "on_track", "on_track"), (-7.9, "achieved", "achieved")])
def test_a_reduction_that_is_already_more_than_asked_for_is_said_to_be(result: dict[str, Any], change: float, verdict: str, said: str) -> None:
    target = next(row for row in result["targets"] if row["target"] == "2091.garments.2030" and row["kind"] == "energy_intensity")
    chart = target_path({**target, "change_percent": change, "verdict": verdict}, TITLE)
    assert chart is not None
    assert chart.sentence == f"chart.target.{said}"


def test_the_two_paths_to_a_target_are_drawn_differently(result: dict[str, Any]) -> None:
    target = next(row for row in result["targets"] if row["target"] == "2091.garments.2030" and row["kind"] == "energy_intensity")
    chart = target_path(target, TITLE)
    assert chart is not None
    drawn = re.findall(r"<polyline [^>]*/>", str(draw(chart, "en")))
    assert len(drawn) == 3
    assert len({re.sub(r'points="[^"]*"', "", line) for line in drawn}) == 3


def test_a_single_figure_is_centred_on_its_value_and_says_it() -> None:
    at = Band(label=Label(text="x"), low=5.0, high=5.0)
    chart = Chart(id="b", kind="bullet", title=TITLE, unit="kWh/t", categories=(TITLE,), series=(Series(label=TITLE, values=(5.0,), unit="kWh/t"),), bands=(at,), sentence="")
    drawn = str(draw(chart, "en"))
    x, width = (float(found) for found in re.findall(r'<rect x="([\d.]+)" y="16.0" width="([\d.]+)"', drawn)[0])
    value = float(re.findall(r'<circle cx="([\d.]+)"', drawn)[0])
    assert x + width / 2 == pytest.approx(value, abs=0.1)
    assert len(re.findall(r">5</text>", drawn)) == 2  # at the mark, and at the dot of the site


def test_no_path_without_a_baseline(result: dict[str, Any]) -> None:
    target = next(row for row in result["targets"] if row["verdict"] == "no_baseline")
    assert target_path(target, TITLE) is None


def test_emissions_close_to_the_total(result: dict[str, Any]) -> None:
    chart = emission_pareto(result["emissions"], {"electricity/grid": Label(text="Điện")})
    assert chart is not None
    assert chart.categories[0].text == "Điện"
    assert chart.series[0].values == (pytest.approx(1067.904), pytest.approx(42.317), pytest.approx(24.244, rel=1e-6))
    assert chart.values["total"] == pytest.approx(1134.465)
    assert emission_pareto({"by_source": []}, {}) is None


def test_losses_in_million_dong(result: dict[str, Any]) -> None:
    chart = loss_pareto(result["losses"], {})
    assert chart is not None
    assert chart.values["total"] == pytest.approx(9533.742857)
    assert chart.unit == "million VND"
    assert loss_pareto({}, {}) is None


def test_decomposition_closes(result: dict[str, Any]) -> None:
    parts = next(row for row in result["decompositions"] if row["kind"] == "energy_intensity" and row["per"] == "equivalent")
    chart = decomposition_waterfall(parts, TITLE)
    assert chart.series[0].values[0] == pytest.approx(16_922_400)
    assert chart.series[0].values[-1] == pytest.approx(19_888_000)
    assert chart.sentence == "chart.decomposition.less"
    assert decomposition_waterfall({**parts, "intensity_effect": 0.0}, TITLE).sentence == "chart.decomposition.same"
    assert decomposition_waterfall({**parts, "intensity_effect": 1.0}, TITLE).sentence == "chart.decomposition.more"


def test_estimated_months_name_no_lowest_and_no_highest(result: dict[str, Any]) -> None:
    item = of(result, "electricity_intensity:output/2025")
    months = [{"period": f"2025-{month:02d}", "value": float(month), "estimated": month == 2} for month in range(1, 5)]
    chart = months_trend(item, months, None, TITLE)
    assert chart is not None
    assert chart.sentence == "chart.months.estimated"


def test_a_published_range_is_context_and_the_law_speaks_first(result: dict[str, Any]) -> None:
    id = "electricity_intensity:output/2025"
    rows = standings(result, id)
    drawn = standing_bullet(of(result, id), rows, TITLE)
    assert drawn is not None
    assert write_sentence(drawn, "en") == "0.9 kWh/piece, published figures (context, not law): within 1, worse than 1."
    assert write_sentence(drawn, "vi").endswith("(không phải quy định pháp luật): trong khoảng của 1 mức, kém hơn 1 mức.")
    one = standing_bullet(of(result, id), [row for row in rows if row["norm"] == "IN-201"], TITLE)
    assert one is not None
    assert write_sentence(one, "en") == "0.9 kWh/piece, within the published range of 0.385 to 2.55 kWh/piece (context, not law)."
    law = {**rows[0], "legal": True, "verdict": "within", "unit": "kWh/piece", "norm_low": None, "norm_value": 1.2, "norm_high": None}
    drawn = standing_bullet(of(result, id), [*rows, law], TITLE)
    assert drawn is not None
    assert write_sentence(drawn, "en").startswith("0.9 kWh/piece, 25\u00a0% below the norm of 1.2 kWh/piece; published figures")


LAW = {"norm_low": None, "norm_value": 2050.0, "norm_high": None, "unit": "kWh/t", "direction": "lower_is_better"}


@pytest.mark.parametrize(
    ("row", "value", "unit", "gap"),
    [
        (LAW, 1673.2163656, "kWh/t", -18.38),  # 1673.2 / 2050 - 1
        (LAW, 2.525, "MWh/t", 23.17),  # 2525 / 2050 - 1, in another unit
        (LAW, 2050.5, "kWh/t", 0.0),
        ({**LAW, "direction": "higher_is_better"}, 1025.0, "kWh/t", 50.0),  # half of what is asked for is worse
        ({**LAW, "norm_low": 1000.0, "norm_high": 3000.0}, 1500.0, "kWh/t", None),
        (LAW, 5.0, "m3/t", None),
    ],
)
def test_a_gap_to_a_single_figure_is_signed_and_negative_where_better(row: dict[str, Any], value: float, unit: str, gap: float | None) -> None:
    found = signed_gap(row, value, unit)
    assert found == (None if gap is None else pytest.approx(gap, abs=0.01))


@pytest.mark.parametrize(("low", "high", "said"), [(None, None, "no_worse"), (5.0, 5.0, "no_worse"), (4.0, 6.0, "within")])
def test_a_single_published_figure_is_no_range(low: float | None, high: float | None, said: str) -> None:
    assert context_verdict({"verdict": "within", "norm_low": low, "norm_high": high}) == said
    assert context_verdict({"verdict": "worse", "norm_low": low, "norm_high": high}) == "worse"


def test_the_law_is_kept_or_exceeded_and_less_of_a_yield_is_below_it() -> None:
    law = {"legal": True, "verdict": "worse", "direction": "lower_is_better", "norm_low": None, "norm_high": 6.7}
    assert message(standing_key(law), "vi") == "Vượt định mức"
    assert message(standing_key(law), "en") == "Above the norm"
    assert message(standing_key({**law, "verdict": "within"}), "vi") == "Đạt định mức"
    assert message(standing_key({**law, "direction": "higher_is_better"}), "vi") == "Thấp hơn định mức"
    assert message(standing_key({**law, "legal": False}), "en") == "Worse than the published figure"
