"""Native charts of a report workbook, drawn from cells: months, emissions, losses, decomposition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessment.charts import Chart
from assessment.reports.report import Figure, Section
from assessment.reports.words import said_values, write, write_label
from assessment.reports.workbook_page import BLANK, Page
from assessment.reports.workbook_style import ACCENT, FONT, INK, SOFT
from data import messages

if TYPE_CHECKING:
    from assessment.reports.workbook_live import MonthSheet

SIZE = {"width": 535, "height": 300}
TALL = 240.0  # points of the grid that a row of charts takes, with the space below it
BELOW = 4  # pixels from a row's edge, so that no line of a chart falls on the page before
BESIDE = 550  # pixels from the left edge to the second chart of a row
COLOURS = (ACCENT, "#D08A2E", "#4A6FA5", "#8A5A83")
UP = "#A4262C"  # a rise of what should fall
GRID = {"visible": True, "line": {"color": "#E3EAE7"}}


def add_month_charts(workbook: Any, months: MonthSheet) -> None:
    """Draw each kind's months as a native chart below the table, on pages of their own where they do not fit beneath it."""
    sheet, lang = months.sheet, months.basis.lang
    first, last = months.rows
    page = Page(sheet, last + 1, months.width)
    page.used = months.head + BLANK * (last + 1)
    for index, (item, column) in enumerate(months.series):
        chart = workbook.add_chart({"type": "line"})
        name = write(months.basis.indicator_name(item), lang)
        chart.add_series({
            "name": name, "categories": [sheet.get_name(), first, 0, last, 0], "values": [sheet.get_name(), first, column, last, column],
            "line": {"color": COLOURS[0], "width": 2.25}, "marker": {"type": "circle", "size": 5, "fill": {"color": COLOURS[0]}},
        })  # fmt: skip
        _dress(chart, name, messages.format_unit(item["unit"], lang))
        chart.set_legend({"none": True})
        if index % 2 == 0:
            row = _room_for_charts(page)
        sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": name, "x_offset": BESIDE * (index % 2), "y_offset": BELOW})
    page.close(months.columns)


def _room_for_charts(page: Page) -> int:
    """Return the row at which the next charts stand, on a page that holds them whole."""
    page.blank()
    page.need(TALL)
    row = page.row
    for _ in range(int(TALL / BLANK)):
        page.step()
    return row


def _dress(chart: Any, title: str, unit: str, *, is_lying: bool = False) -> None:
    """Give a chart its title, its axes and its size; of lying bars the values' axis is the first."""
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "color": INK}, "overlay": False})
    values = {
        "name": unit, "name_font": {"name": FONT, "size": 9, "bold": False, "color": SOFT}, "major_gridlines": GRID, "line": {"none": True},
        "num_font": {"name": FONT, "size": 9}, "num_format": "#,##0.###;-#,##0.###;0",
    }  # fmt: skip
    names = {"num_font": {"name": FONT, "size": 9}, "line": {"color": SOFT}, "major_gridlines": {"visible": False}}
    set_values, set_names = (chart.set_x_axis, chart.set_y_axis) if is_lying else (chart.set_y_axis, chart.set_x_axis)
    set_values(values if is_lying else {**values, "min": 0})
    set_names(names)
    chart.set_size(SIZE)


class ChartCorner:
    """Draws the bars of a sheet's sections natively, two beside one another, with their numbers right of what is printed."""

    def __init__(self, workbook: Any, page: Page, column: int, lang: str) -> None:
        self.workbook, self.page, self.column, self.lang = workbook, page, column, lang
        self.data_row = 0

    def add(self, section: Section) -> None:
        """Draw what a section has to draw, below what was written."""
        drawn = [block for block in section.blocks if isinstance(block, Figure) and block.chart.kind in ("pareto", "waterfall")]
        row = 0
        for index, block in enumerate(drawn):
            if index % 2 == 0:
                row = _room_for_charts(self.page)
            self.data_row = max(self.data_row, row)
            told = messages.message(block.chart.sentence, self.lang, **said_values(block.chart.values, self.lang))
            options = {"object_position": 2, "description": told, "x_offset": BESIDE * (index % 2), "y_offset": BELOW}
            self.page.sheet.insert_chart(row, 0, self._bars(block), options)

    def _bars(self, block: Figure) -> Any:
        data, sheet, lang, at = block.chart, self.page.sheet, self.lang, self.column
        is_pareto = data.kind == "pareto"
        chart = self.workbook.add_chart({"type": "bar"} if is_pareto else {"type": "column", "subtype": "stacked"})
        rows = _pareto_rows(data, lang) if is_pareto else _waterfall_rows(data, lang)
        title = _title(block, lang)
        sheet.write_string(self.data_row, at, title)
        first, last = self.data_row + 1, self.data_row + len(rows)
        self.data_row = last + 2
        for row, (name, *values) in enumerate(rows, start=first):
            sheet.write_string(row, at, name)
            for column, value in enumerate(values, start=at + 1):
                sheet.write_number(row, column, value)
        names = [title] if is_pareto else ["", write_label(data.series[0].label, lang), *_steps(lang)]
        colours = [ACCENT] if is_pareto else ["", SOFT, UP, ACCENT]
        for index, (name, colour) in enumerate(zip(names, colours, strict=True), start=at + 1):
            fill = {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
            chart.add_series({
                "name": name, "categories": [sheet.get_name(), first, at, last, at],
                "values": [sheet.get_name(), first, index, last, index], "gap": 60, **fill,
            })  # fmt: skip
        _dress(chart, title, messages.format_unit(data.unit, lang), is_lying=is_pareto)
        chart.set_legend({"none": True} if is_pareto else {"position": "bottom", "delete_series": [0]})
        return chart


def _title(block: Figure, lang: str) -> str:
    """Return a chart's title: what changed by amount is not called by the name of its intensity."""
    total = f"report.total.{block.id.removeprefix('decomposition-').removesuffix('_intensity')}"
    is_total = block.id.startswith("decomposition-") and messages.has_message(total)
    return messages.message(total, lang) if is_total else write_label(block.chart.title, lang)


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
