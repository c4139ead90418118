"""Where a site stands among published figures, as its report says it; and the drawings of plan, baseline and equipment."""

from __future__ import annotations

import pytest

from assessment.charts import Label
from assessment.plan_charts import equipment_pareto, plan_gantt
from assessment.reports import Layout
from assessment.reports.compose import compose
from assessment.reports.drawing import draw
from assessment.reports.report import Figure, Number
from assessment.reports.words import write
from benchmarks.peers.contribution import record
from benchmarks.peers.pack import Pack


def _pack(result, **change):
    figure = next(figure for figure in record(result, None).figures if figure.indicator == "energy_intensity")
    cell = {
        "level": "sector.province", "place": "68", "sector": "seafood", "year": 2025, "indicator": "energy_intensity", "unit": figure.unit,
        "contributors": "20-49", "vintage": "2026", "median": 2 * figure.value, "p25": 1.6 * figure.value, "p75": 2.5 * figure.value,
    } | change  # fmt: skip
    return Pack(vintage="2026", released="2026-11-22", edition="2026-11", synthetic=True, cells=(cell,), totals=(), progress=()), figure


def _section(assessed, pack, lang="vi", kind="full"):
    document, result = assessed("everything")
    report = compose(result, document, lang, kind, layout=Layout(pack=pack))
    return next((section for section in report.sections if section.id == "peers"), None)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_standing_is_told_with_its_level(assessed, lang):
    _, result = assessed("everything")
    pack, figure = _pack(result)
    section = _section(assessed, pack, lang)
    table = next(block for block in section.blocks if not isinstance(block, Figure) and hasattr(block, "rows"))
    own, median = (cell.value for cell in table.rows[0].cells[1:3] if isinstance(cell, Number))
    assert (own, median) == (figure.value, 2 * figure.value)
    words = " ".join(write(cell, lang) for cell in table.rows[0].cells)
    assert {"vi": "Nhóm 25\u00a0% dùng ít nhất", "en": "Quarter"}[lang] in words
    assert {"vi": "Lâm Đồng", "en": "Lam Dong"}[lang] in words
    assert "20-49" in words
    assert {"vi": "số dựng để thử", "en": "made up"}[lang] in write(table.note, lang)
    drawn = [draw(block.chart, lang) for block in section.blocks if isinstance(block, Figure)]
    assert len(drawn) == 1
    assert drawn[0].startswith("<svg")


def test_nothing_comparable_is_said(assessed):
    _, result = assessed("everything")
    pack, _ = _pack(result, sector="paper")
    assert "Gói số liệu không có ô nào" in write(_section(assessed, pack).blocks[0].text, "vi")


def test_without_published_figures_there_is_no_section(assessed):
    assert _section(assessed, None) is None


def test_plan_is_drawn_over_its_months(assessed):
    _, result = assessed("everything")
    chart = plan_gantt(result["portfolio"]["plan"])
    begin, end = chart.series
    assert end.values == (12 * 2026 + 2.0, 12 * 2026 + 5.0)  # due 2026-03 and 2026-06
    assert all(low <= high for low, high in zip(begin.values, end.values, strict=True))
    svg = draw(chart, "vi")
    assert svg.count("<rect") == 2
    assert "Vòi phun áp lực" in svg
    assert plan_gantt([{"due": None}]) is None


def test_baselines_are_drawn_in_the_full_report(assessed):
    document, result = assessed("everything")
    charts = {block.chart.id for section in compose(result, document, "en", "full").sections if section.id == "baselines" for block in section.blocks if isinstance(block, Figure)}
    assert {"cusum-energy", "expected-energy"} <= charts


def test_equipment_is_drawn_from_two_savings_on():
    def saves(amount, unit="kWh"):
        return {"savings": [{"target": "electricity", "amount": amount, "unit": unit}]}

    named = [(saves(100.0), Label(text="a")), (saves(300.0), Label(text="b"))]
    chart = equipment_pareto(named)
    assert [(label.text, value) for label, value in zip(chart.categories, chart.series[0].values, strict=True)] == [("b", 300.0), ("a", 100.0)]
    assert equipment_pareto(named[:1]) is None
    assert equipment_pareto([named[0], (saves(1.0, "MJ"), Label(text="c"))]) is None
    assert draw(chart, "vi").startswith("<svg")
