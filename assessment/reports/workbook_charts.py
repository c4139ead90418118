"""Native charts of a report workbook, drawn from cells: months, emissions, losses, decomposition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessment.charts import Chart
from assessment.reports.report import Figure, Section
from assessment.reports.words import said_values, write, write_label
from assessment.reports.workbook_style import ACCENT, FONT, INK, SOFT
from data import messages

if TYPE_CHECKING:
    from assessment.reports.workbook_live import MonthSheet

SIZE = {"width": 620, "height": 300}
ROWS = 17  # rows of the grid that a chart covers
COLOURS = (ACCENT, "#D08A2E", "#4A6FA5", "#8A5A83")
UP = "#A4262C"  # a rise of what should fall
DATA_COLUMN = 9  # where the numbers behind a chart stand, right of what is printed


def add_month_charts(workbook: Any, months: MonthSheet) -> None:
    """Draw each kind's months as a native chart below the table."""
    sheet, lang = months.sheet, months.basis.lang
    first, last = months.rows
    for index, (item, column) in enumerate(months.series):
        chart = workbook.add_chart({"type": "line"})
        name = write(months.basis.indicator_name(item), lang)
        chart.add_series({
            "name": name, "categories": [sheet.get_name(), first, 0, last, 0], "values": [sheet.get_name(), first, column, last, column],
            "line": {"color": COLOURS[0], "width": 2.25}, "marker": {"type": "circle", "size": 5, "fill": {"color": COLOURS[0]}},
        })  # fmt: skip
        _dress(chart, name, messages.format_unit(item["unit"], lang))
        chart.set_legend({"none": True})
        row = last + 3 + (index // 2) * ROWS
        sheet.insert_chart(row, 0 if index % 2 == 0 else 5, chart, {"object_position": 2, "description": name, "y_offset": 6})
    sheet.print_area(0, 0, last + 3 + ((len(months.series) + 1) // 2) * ROWS, max(11, 2 + 3 * len(months.series)))


def _dress(chart: Any, title: str, unit: str) -> None:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "color": INK}, "overlay": False})
    chart.set_y_axis({"name": unit, "name_font": {"name": FONT, "size": 9, "bold": False, "color": SOFT}, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E3EAE7"}}, "line": {"none": True}, "num_font": {"name": FONT, "size": 9}})
    chart.set_x_axis({"num_font": {"name": FONT, "size": 9}, "line": {"color": SOFT}})
    chart.set_size(SIZE)


def add_charts(workbook: Any, sheet: Any, row: int, section: Section, lang: str) -> int:
    """Draw the bars of a section natively, with their numbers beside the printed columns; return the next free row."""
    drawn = 0
    for block in section.blocks:
        if not isinstance(block, Figure) or block.chart.kind not in ("pareto", "waterfall"):
            continue
        chart = _bars(workbook, sheet, row + 1, block.chart, lang)
        sheet.insert_chart(row + 1, 0, chart, {"object_position": 2, "description": messages.message(block.chart.sentence, lang, **said_values(block.chart.values, lang))})
        row += ROWS + 1
        drawn += 1
    return row + 1 if drawn else row


def _bars(workbook: Any, sheet: Any, row: int, data: Chart, lang: str) -> Any:
    is_pareto = data.kind == "pareto"
    chart = workbook.add_chart({"type": "bar"} if is_pareto else {"type": "column", "subtype": "stacked"})
    rows = _pareto_rows(data, lang) if is_pareto else _waterfall_rows(data, lang)
    for at, (name, *values) in enumerate(rows):
        sheet.write_string(row + at, DATA_COLUMN, name)
        for column, value in enumerate(values, start=1):
            sheet.write_number(row + at, DATA_COLUMN + column, value)
    last = row + len(rows) - 1
    names = [write_label(data.title, lang)] if is_pareto else ["", write_label(data.series[0].label, lang), *_steps(lang)]
    colours = [ACCENT] if is_pareto else ["", SOFT, UP, ACCENT]
    for index, (name, colour) in enumerate(zip(names, colours, strict=True), start=1):
        fill = {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
        chart.add_series({
            "name": name, "categories": [sheet.get_name(), row, DATA_COLUMN, last, DATA_COLUMN],
            "values": [sheet.get_name(), row, DATA_COLUMN + index, last, DATA_COLUMN + index], "gap": 60, **fill,
        })  # fmt: skip
    unit = messages.format_unit(data.unit, lang)
    _dress(chart, write_label(data.title, lang), unit)
    if is_pareto:
        chart.set_y_axis({"num_font": {"name": FONT, "size": 9}})
        chart.set_x_axis({"name": unit, "min": 0, "num_font": {"name": FONT, "size": 9}})
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom", "delete_series": [0]})
    return chart


def _steps(lang: str) -> list[str]:
    return [messages.message(f"chart.{name}", lang) for name in ("increase", "decrease")]


def _pareto_rows(data: Chart, lang: str) -> list[tuple[Any, ...]]:
    """Return names and sizes, the largest last: a bar chart draws from the bottom."""
    pairs = zip(data.categories, data.series[0].values, strict=True)
    return [(write_label(label, lang), value or 0.0) for label, value in pairs][::-1]


def _waterfall_rows(data: Chart, lang: str) -> list[tuple[Any, ...]]:
    """Return names with what is hidden below, the total, the rise and the fall."""
    rows: list[tuple[Any, ...]] = []
    at = 0.0
    for label, total, change in zip(data.categories, data.series[0].values, data.series[1].values, strict=True):
        name = write_label(label, lang)
        if total is not None:
            rows.append((name, 0.0, total, 0.0, 0.0))
            at = total
        else:
            step = change or 0.0
            rows.append((name, min(at, at + step), 0.0, max(step, 0.0), max(-step, 0.0)))
            at += step
    return rows
