"""The native charts of the yearly workbook: what is drawn stands in cells, and its interval reaches as far as published."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from assessment.charts import Chart, Label
from assessment.published_charts import distribution, progress
from assessment.reports.programme_charts import add_chart

ROW = {"change_percent": -6.0, "change_low": -8.0, "change_high": -5.0}
QUARTERS = {"unit": "kWh/t", "p25": 100.0, "median": 120.0, "p75": 150.0, "p10": None, "p90": None}


def drawn(chart: Chart) -> tuple[str, str]:
    """Return the chart's and the sheet's XML."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        after = add_chart(book, book.add_worksheet("a"), 3, chart, "vi")
    assert after > 3
    with zipfile.ZipFile(stream) as parts:
        return parts.read("xl/charts/chart1.xml").decode(), parts.read("xl/worksheets/sheet1.xml").decode()


def test_a_reduction_is_drawn_with_its_published_interval() -> None:
    chart = progress("r", Label(key="yearly.chart.reductions"), [(Label(key="yearly.chart.reductions"), ROW)])
    assert chart is not None
    xml, sheet = drawn(chart)
    plus, minus = (xml.partition(f"<c:{name}>")[2].partition(f"</c:{name}>")[0] for name in ("plus", "minus"))
    assert "<c:v>2.0</c:v>" in plus  # 6 % with 5 to 8 %
    assert "<c:v>1.0</c:v>" in minus
    assert "<v>6</v>" in sheet


@pytest.mark.parametrize(("more", "columns"), [({}, 3), ({"p10": 80.0, "p90": 200.0}, 6)])
def test_a_distribution_is_drawn_from_published_percentiles_only(more: dict[str, float], columns: int) -> None:
    chart = distribution("d", Label(key="yearly.chart.reductions"), {**QUARTERS, **more})
    assert chart is not None
    xml, sheet = drawn(chart)
    assert sheet.count("<row ") == columns
    assert "errBars" not in xml
