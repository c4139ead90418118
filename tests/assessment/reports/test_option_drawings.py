"""The charts of options on paper: each stands in the full report, and says with its marks what its numbers say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assessment import intake, procedure
from assessment.charts import Chart
from assessment.model import Measured
from assessment.opportunities import editing
from assessment.option_charts import abatement_chart, front_chart
from assessment.reports.compose import compose
from assessment.reports.drawing import draw
from assessment.reports.report import Figure

SEAFOOD = Path(__file__).parents[3] / "data" / "examples" / "seafood.yaml"
TERMS: dict[str, float | str | Measured | None] = {"saving_uncertainty_percent": 20, "investment_uncertainty_percent": 10}


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    """Return the figures of a full report of the example with a discount rate and two dated measures."""
    read = intake.read(SEAFOOD)
    assert read.document is not None
    known = read.document.assessment
    options = tuple(option.model_copy(update={"status": "do_now", "due": "2026-12-31", "owner": "An"}) for option in known.options)
    chosen = editing.chosen(known.model_copy(update={"options": options}), {"discount_rate": 10.0})
    made = editing.noted(chosen, "appraisal", dict(TERMS))
    document = replace(read.document, assessment=editing.noted(made, "plan", {"ar1.begin": "2026-01"}))
    report = compose(procedure.assess(document), document, "vi", "full")
    return {block.id: block.chart for section in report.sections for block in section.blocks if isinstance(block, Figure)}


def test_the_full_report_has_every_chart_of_the_options_and_the_plan(charts: dict[str, Chart]) -> None:
    kinds = {chart.kind for chart in charts.values()}
    assert {"tornado", "columns", "gantt", "abatement"} <= kinds  # a front needs two sets that trade money for emission
    assert {"cash", "abatement", "gain-ar1", "tornado-ar1", "tornado-ar2"} <= set(charts)


def test_each_is_drawn_in_both_languages(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        for lang in ("vi", "en"):
            drawn = draw(chart, lang)
            assert drawn is not None, chart.id
            assert drawn.startswith("<svg")
            assert "nan" not in drawn


def test_a_step_of_the_curve_is_as_wide_as_what_it_avoids() -> None:
    curve = [
        {"option": "a", "co2e_t": 30.0, "cost_vnd_per_t": -2e6, "cumulative_t": 30.0},
        {"option": "b", "co2e_t": 10.0, "cost_vnd_per_t": 1e6, "cumulative_t": 40.0},
    ]
    chart = abatement_chart(curve, {"a": "Một", "b": "Hai"})
    assert chart is not None
    drawn = draw(chart, "vi")
    assert drawn is not None
    widths = [float(found) for found in re.findall(r'<rect x="[^"]+" y="[^"]+" width="([^"]+)"', drawn)]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)
    assert "1. Một" in drawn


def test_the_front_has_a_dot_for_each_set() -> None:
    point = {"investment_vnd": 0.0}
    sets = [{**point, "chosen": ["a"], "benefit_vnd": 5e6, "co2e_t": 1.0}, {**point, "chosen": ["a", "b"], "benefit_vnd": 2e6, "co2e_t": 9.0}]
    chart = front_chart({"front": sets, "objective": "annual_saving"}, {"a": "A", "b": "B"})
    assert chart is not None
    drawn = draw(chart, "en")
    assert drawn is not None
    assert drawn.count("<circle") == 2
