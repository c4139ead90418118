"""The charts of the garment example that was calculated by hand (design examples, garment_by_hand)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assessment import intake, procedure
from assessment.charts import Label
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
    assert drawn.sentence == "chart.bullet.several"
    text = write_sentence(drawn, "en")
    assert all(row["norm"] in text for row in rows if row["verdict"] in ("within", "worse", "better_than_best"))  # each that is drawn
    assert text.endswith("Published figures are context, not law.")
    one = standing_bullet(of(result, id), [row for row in rows if row["norm"] == "IN-201"], TITLE)
    assert one is not None
    assert one.sentence.startswith("chart.bullet.context.")
    law = {**next(row for row in rows if row["verdict"] == "worse"), "legal": True, "verdict": "within"}
    drawn = standing_bullet(of(result, id), [*rows, law], TITLE)
    assert drawn is not None
    assert "chart.bullet.part.legal.within" in str(drawn.values["parts"])
    assert str(drawn.values["parts"]).index("legal") < str(drawn.values["parts"]).index("part.worse")
    alone = standing_bullet(of(result, id), [law], TITLE)
    assert alone is not None
    assert alone.sentence == "chart.bullet.within"


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
