"""A chart with everything that belongs to it: its sentence, its picture, its numbers as a table, and its downloads."""

from __future__ import annotations

import csv
import io

import panel as pn
from markupsafe import Markup

from app.components.icons import icon
from app.components.markup import tag
from app.components.pane import html
from app.components.table import Column, table
from app.drawing import charts
from app.theme import Mode
from assessment.charts import Chart, Series
from data import messages

KINDS = ("png", "svg", "csv")


def chart_card(chart: Chart, lang: str, mode: Mode, *extra: Markup | None, level: str = "h3") -> pn.Column:
    """Return a card of one chart; `extra` stands between its sentence and its picture."""
    title = charts.label_text(chart.title, lang)
    head = html(
        tag(level, title, class_="chart-title"),
        tag("p", charts.sentence(chart, lang), class_="chart-sentence"),
        *extra,
    )
    picture = pn.pane.ECharts(
        charts.options(chart, lang, mode),
        height=charts.height(chart),
        sizing_mode="stretch_width",
        margin=0,
        css_classes=[f"chart-{chart.id}"],
        renderer="canvas",
    )
    foot = html(tools(chart.id, title, lang), _numbers(chart, title, lang))
    styles = {
        "background": "var(--sh-surface)",
        "border": "1px solid var(--sh-line)",
        "border-radius": "14px",
        "padding": "20px",
        "gap": "6px",
    }
    return pn.Column(head, picture, foot, sizing_mode="stretch_width", margin=0, styles=styles)


def tools(id: str, title: str, lang: str) -> Markup:
    """Return the buttons that take a drawing away as a picture, and its numbers as a table."""
    buttons = (
        tag(
            "button",
            icon("download"),
            kind.upper(),
            type="button",
            class_="button quiet",
            data_chart=id,
            data_kind=kind,
            aria_label=messages.message("chart.download", lang, kind=kind.upper(), title=title),
        )
        for kind in KINDS
    )
    return tag("div", *buttons, class_="chart-tools")


def _heading(series: Series, lang: str) -> str:
    unit = messages.format_unit(series.unit, lang)
    name = charts.label_text(series.label, lang)
    return f"{name} ({unit})" if unit else name


def _numbers(chart: Chart, title: str, lang: str) -> Markup:
    columns = [Column(heading=messages.message("chart.category", lang))]
    if chart.links:
        columns += [
            Column(heading=messages.message("chart.to", lang)),
            Column(heading=messages.format_unit(chart.unit, lang), numeric=True),
        ]
        names = [charts.label_text(category, lang) for category in chart.categories]
        rows: list[tuple[str, ...]] = [
            (names[link.source], names[link.target], messages.format_number(link.value, lang)) for link in chart.links
        ]
        plain: list[tuple[object, ...]] = [(names[link.source], names[link.target], link.value) for link in chart.links]
    else:
        columns += [Column(heading=_heading(series, lang), numeric=True) for series in chart.series]
        plain = [(charts.label_text(name, lang), *values) for name, values in chart.rows()]
        rows = [(str(row[0]), *(_cell(value, lang) for value in row[1:])) for row in plain]
    rows += [_band_row(name, low, high, lang, len(columns)) for name, low, high in _bands(chart, lang)]
    shown = table(title, columns, rows, wide=False)
    data = csv_text([column.heading for column in columns], plain)
    holder = tag("div", shown, data_chart_table=chart.id, data_csv=data)
    return tag("details", tag("summary", messages.message("chart.as_table", lang)), holder)


def _bands(chart: Chart, lang: str) -> list[tuple[str, float | None, float | None]]:
    return [(charts.label_text(band.label, lang), band.low, band.high) for band in chart.bands if band.category is None]


def _band_row(name: str, low: float | None, high: float | None, lang: str, width: int) -> tuple[str, ...]:
    edges = [messages.format_number(edge, lang) for edge in (low, high) if edge is not None]
    said = " – ".join(dict.fromkeys(edges))
    return (name, said, *("" for _ in range(width - 2)))


def _cell(value: object, lang: str) -> str:
    return messages.format_number(value, lang) if isinstance(value, (int, float)) else "–"


def csv_text(headings: list[str], rows: list[tuple[object, ...]]) -> str:
    """Return the numbers as CSV with dots and full precision; a text that a spreadsheet would run is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (tuple(headings), *rows):
        writer.writerow(["" if cell is None else f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" else cell for cell in row])
    return out.getvalue()
