"""Chart descriptions become ECharts options in a language and a theme."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.drawing import charts
from app.pages.style import samples
from app.theme import Mode
from assessment.charts import Chart, Label
from assessment.published_charts import progress


@pytest.mark.parametrize("chart", samples(), ids=lambda chart: chart.kind)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_kind_is_drawn_and_described(chart: Chart, lang: str, mode: Mode) -> None:
    options = charts.options(chart, lang, mode)
    json.dumps(options, allow_nan=False)
    said = options["aria"]["label"]["description"]
    assert charts.sentence(chart, lang) in said
    assert charts.label_text(chart.title, lang) in said
    assert options["series"]


def test_every_kind_has_a_sample() -> None:
    assert {chart.kind for chart in samples()} == set(charts._DRAWERS)


def _sample(kind: str) -> dict[str, Any]:
    chart = next(chart for chart in samples() if chart.kind == kind)
    return charts.options(chart, "vi", "light")


def test_an_interval_below_zero_is_on_the_axis() -> None:
    """A sector whose change may be an increase: its 90 % interval is drawn whole, with the bars still from zero."""
    row = {"change_percent": -5.4, "change_low": -12.0, "change_high": 0.9}
    sure = {"change_percent": -4.4, "change_low": -5.6, "change_high": -3.3}
    name = Label(text="Dệt")
    both, one = (progress("p", name, [(name, each) for each in rows]) for rows in ((row, sure), (sure,)))
    assert both is not None
    assert one is not None
    drawn = charts.options(both, "vi", "light")
    assert drawn["xAxis"]["min"] < -0.9
    assert drawn["yAxis"]["axisLine"]["onZero"] is False
    assert "min" not in charts.options(one, "vi", "light")["xAxis"]


def test_waterfall_steps_stand_on_each_other() -> None:
    ghost, ends, up, down = (series["data"] for series in _sample("waterfall")["series"])
    assert ghost == [0.0, 20.0, 18.0, 0.0]  # 20 + 4 − 6 = 18
    assert ends == [20.0, None, None, 18.0]
    assert up == [None, 4.0, None, None]
    assert down == [None, None, 6.0, None]


def test_pareto_runs_to_hundred() -> None:
    bars, line = _sample("pareto")["series"]
    assert bars["data"] == [50.0, 30.0, 15.0, 5.0]
    assert line["data"] == [50.0, 80.0, 95.0, 100.0]


def test_numbers_on_axes_are_written_by_the_language() -> None:
    vi, en = (charts.options(samples()[0], lang, "light")["xAxis"]["axisLabel"]["formatter"] for lang in ("vi", "en"))
    assert "NumberFormat('vi'" in vi
    assert "NumberFormat('en'" in en


def test_a_bullet_shows_its_range_as_an_area() -> None:
    (area,) = _sample("bullet")["series"][1]["markArea"]["data"]
    assert [edge["xAxis"] for edge in area] == [23.0, 32.0]


def test_on_a_phone_the_legend_is_whole_and_every_category_is_named() -> None:
    drawn = _sample("waterfall")
    narrow, wide = drawn["media"]
    assert narrow["option"]["legend"] == {**drawn["legend"], "type": "plain"}
    assert narrow["option"]["xAxis"]["axisLabel"]["interval"] == 0
    assert wide["option"]["legend"]["type"] == drawn["legend"]["type"]
    assert wide["option"]["grid"]["top"] == drawn["grid"]["top"]


def test_no_drawing_is_half_drawn_when_it_is_printed() -> None:
    assert {charts.options(chart, "vi", "light")["animation"] for chart in samples()} == {False}
