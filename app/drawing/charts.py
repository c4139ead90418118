"""Draw the chart descriptions of `assessment.charts` as ECharts options. What a chart says is decided there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.drawing.axes import Options, category_axis, grid, label_text, mark_label, number_writer, sentence, value_axis
from app.drawing.plan import DRAWERS as PLAN_DRAWERS
from app.theme import FONT, PALETTES, Mode, Palette
from assessment.charts import Band, Chart, Role, Series
from data import messages

__all__ = ["height", "label_text", "options", "sentence"]

NARROW = 480  # px; a drawing this wide is on a phone
PHONE = 300  # px, the room between the axes of a phone's drawing
FEW = 6  # categories or series that can all be named there
LEGEND_LINE, LEGEND_MARK, LETTER = 22, 40, 6.6  # px: a legend's line, its mark, a letter
BAND_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "norm": "bad",
        "typical": "neutral",
        "best": "good",
        "target": "accent",
        "peers": "neutral",
        "you": "accent",
        "change": "unsure",
    }
)


def height(chart: Chart) -> int:
    """Return how high a chart should stand. [px]"""
    rows = len(chart.categories)
    if chart.kind == "bullet":
        return 96 + 64 * rows
    if chart.kind in ("pareto", "stage_bars", "tornado"):
        return 90 + 38 * rows
    return max(360, 120 + 30 * rows) if chart.kind == "sankey" else 300


def options(chart: Chart, lang: str, mode: Mode) -> Options:
    """Return the ECharts options of a chart in a language and a theme."""
    palette = PALETTES[mode]
    drawn = _DRAWERS[chart.kind](chart, lang, palette)
    said = f"{label_text(chart.title, lang)}. {sentence(chart, lang)}"
    return {
        "animation": False,  # a picture that is still moving is blank on paper
        "color": list(palette.series),
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT, "color": palette.ink, "fontSize": 13},
        "aria": {
            "enabled": True,
            "label": {"enabled": True, "description": said},
            "decal": {"show": chart.kind == "waterfall"},
        },
        "tooltip": {
            "trigger": "item" if chart.kind in ("sankey", "front", "abatement") else "axis",
            "confine": True,
            "valueFormatter": number_writer(lang, chart.unit),
            "backgroundColor": palette.surface,
            "borderColor": palette.line,
            "textStyle": {"color": palette.ink},
        },
        **drawn,
        **_on_a_phone(drawn),
    }


def _on_a_phone(drawn: Options) -> Options:
    """Return what differs in a narrow drawing: a legend that is all in sight, and every one of a few categories named."""
    narrow: Options = {}
    wide: Options = {}
    legend, across = drawn.get("legend"), drawn.get("xAxis")
    names = [str(series["name"]) for series in drawn["series"] if "name" in series]
    if legend is not None and legend.get("show", True) and len(names) <= FEW:
        lines = _lines_of(names)
        narrow |= {"legend": {**legend, "type": "plain"}, "grid": {"top": drawn["grid"]["top"] + LEGEND_LINE * (lines - 1)}}
        wide |= {"legend": legend, "grid": {"top": drawn["grid"]["top"]}}
    if isinstance(across, dict) and across.get("type") == "category" and len(across["data"]) <= FEW:
        label = across["axisLabel"]
        narrow["xAxis"] = {"axisLabel": {"interval": 0, "hideOverlap": False, "width": PHONE // len(across["data"]) - 4, "overflow": "break", "fontSize": 11}}
        usual = {name: label[name] for name in ("width", "overflow") if name in label}
        wide["xAxis"] = {"axisLabel": {"interval": label.get("interval", "auto"), "hideOverlap": True, "fontSize": 13, **usual}}
    return {"media": [{"query": {"maxWidth": NARROW}, "option": narrow}, {"option": wide}]} if narrow else {}


def _lines_of(names: Sequence[str]) -> int:
    """Return how many lines a phone's legend needs."""
    lines, room = 1, float(PHONE)
    for name in names:
        width = LEGEND_MARK + LETTER * len(name)
        if width > room:
            lines, room = lines + 1, float(PHONE)
        room -= width
    return lines


def _band_mark(band: Band, lang: str, palette: Palette, axis: str) -> tuple[str, Any]:
    """Return a band as ECharts has it: an area between two values, or a line at one."""
    colour = getattr(palette, BAND_COLOURS[band.role])
    name = label_text(band.label, lang)
    text = {"color": colour, "fontSize": 12, "formatter": name}
    if band.low is not None and band.high is not None and band.low != band.high:
        style = {"color": colour, "opacity": 0.16}
        start = {axis: band.low, "name": name, "itemStyle": style, "label": {**text, "position": "insideTop"}}
        return "markArea", [start, {axis: band.high}]
    line = {"color": colour, "width": 2, "type": "dashed"}
    value = band.low if band.low is not None else band.high
    return "markLine", {
        axis: value,
        "name": name,
        "lineStyle": line,
        "label": {**text, "position": "start" if axis == "xAxis" else "insideEndTop"},
    }


def _bands(chart: Chart, lang: str, palette: Palette, axis: str) -> Options:
    marks: dict[str, list[Any]] = {"markArea": [], "markLine": []}
    for band in chart.bands:
        kind, mark = _band_mark(band, lang, palette, axis)
        marks[kind].append(mark)
    return {
        "markArea": {"silent": True, "data": marks["markArea"]},
        "markLine": {"silent": True, "symbol": "none", "data": marks["markLine"]},
    }


def _of(chart: Chart, role: Role) -> Series | None:
    return next((series for series in chart.series if series.role == role), None)


def _whiskers(chart: Chart, palette: Palette) -> Options | None:
    """Return the 90 % intervals of horizontal bars as thin lines."""
    low, high = _of(chart, "low"), _of(chart, "high")
    if low is None or high is None:
        return None
    pairs = [
        [{"coord": [left, place]}, {"coord": [right, place]}]
        for place, (left, right) in enumerate(zip(low.values, high.values, strict=True))
        if left is not None and right is not None
    ]
    style = {"color": palette.ink, "width": 2, "type": "solid"}
    return {
        "silent": True,
        "symbol": ["rect", "rect"],
        "symbolSize": [2, 12],
        "label": {"show": False},
        "lineStyle": style,
        "data": pairs,
    }


def _bars_across(chart: Chart, lang: str, palette: Palette, size: int) -> Options:
    value = chart.series[0]
    bars: Options = {
        "type": "bar",
        "name": label_text(value.label, lang),
        "data": list(value.values),
        "barWidth": size,
        "itemStyle": {"borderRadius": [0, 5, 5, 0]},
        "label": {
            "show": True,
            "position": "right",
            "color": palette.ink,
            "formatter": mark_label(lang),
        },
    }
    whiskers = _whiskers(chart, palette)
    axis: Options = {}
    if whiskers is not None:
        high = _of(chart, "high")
        edges = [*value.values, *(high.values if high else ())]
        axis["max"] = 1.05 * max((edge for edge in edges if edge is not None), default=1.0)
        least = min((edge for series in chart.series for edge in series.values if edge is not None), default=0.0)
        if least < 0:  # an interval that reaches below zero would not be drawn at all
            axis["min"] = 1.05 * least
        axis["axisLabel"] = {**value_axis(lang, palette, chart.unit)["axisLabel"], "showMaxLabel": False, "showMinLabel": least >= 0}
        bars["markLine"] = whiskers
        bars["label"]["position"] = "insideLeft"
        bars["label"]["show"] = False
    names = category_axis(chart, lang, palette, inverse=True, axisLabel={"width": 130, "overflow": "break"})
    names["axisLine"] = {**names["axisLine"], "onZero": "min" not in axis}
    return {
        "grid": grid(right=60, top=12, bottom=24),
        "xAxis": value_axis(lang, palette, chart.unit, nameLocation="middle", nameGap=28, **axis),
        "yAxis": names,
        "series": [bars],
    }


def _bullet(chart: Chart, lang: str, palette: Palette) -> Options:
    drawn = _bars_across(chart, lang, palette, 20)
    reach = [edge for band in chart.bands for edge in (band.low, band.high) if edge is not None]
    reach += [value for series in chart.series for value in series.values if value is not None]
    drawn["xAxis"]["max"] = 1.15 * max(reach, default=1.0)
    drawn["xAxis"]["axisLabel"]["showMaxLabel"] = False
    drawn["yAxis"]["axisLabel"] = {"show": False}
    drawn["grid"] = grid(top=30, right=40, bottom=24)
    drawn["series"].append({"type": "bar", "data": [], "silent": True, "tooltip": {"show": False}, **_bands(chart, lang, palette, "xAxis")})
    return drawn


def _trend(chart: Chart, lang: str, palette: Palette) -> Options:
    lines = []
    for place, series in enumerate(chart.series):
        dashed = series.role != "value"
        lines.append(
            {
                "type": "line",
                "name": label_text(series.label, lang),
                "data": list(series.values),
                "connectNulls": series.role == "value",
                "symbol": ("circle", "diamond", "triangle")[place % 3],
                "symbolSize": 8,
                "showSymbol": not dashed,
                "lineStyle": {"width": 2.5, "type": "dashed" if dashed else "solid"},
                **(_bands(chart, lang, palette, "yAxis") if place == 0 else {}),
            }
        )
    return {
        "grid": grid(top=64 if len(lines) > 1 else 40, right=30),
        "legend": {"show": len(lines) > 1, "type": "scroll", "top": 0, "textStyle": {"color": palette.ink}},
        "xAxis": category_axis(chart, lang, palette),
        "yAxis": value_axis(lang, palette, chart.unit, scale=True),
        "series": lines,
    }


def _pareto(chart: Chart, lang: str, palette: Palette) -> Options:
    drawn = _bars_across(chart, lang, palette, 18)
    share = _of(chart, "cumulative")
    if share is not None and len(chart.categories) > 2:  # of two parts a running share says nothing that the bars do not
        hidden = {"type": "value", "min": 0, "max": 100, "position": "top", "show": False}
        drawn["xAxis"]["max"] = sum(value or 0.0 for value in chart.series[0].values)  # the line then starts where the first bar ends
        drawn["xAxis"]["axisLabel"]["showMaxLabel"] = False
        drawn["xAxis"] = [drawn["xAxis"], hidden]
        line = {
            "type": "line",
            "name": label_text(share.label, lang),
            "xAxisIndex": 1,
            "data": list(share.values),
            "symbol": "diamond",
            "symbolSize": 8,
            "lineStyle": {"width": 2},
            "itemStyle": {"color": palette.series[2]},
            "tooltip": {"valueFormatter": number_writer(lang, "%")},
        }
        drawn["series"].append(line)
        drawn["grid"] = grid(top=12, right=72, bottom=24)
    return drawn


def _waterfall(chart: Chart, lang: str, palette: Palette) -> Options:
    level, change = chart.series[0], chart.series[1]
    hidden: list[float] = []
    running = 0.0
    for total, step in zip(level.values, change.values, strict=True):
        hidden.append(0.0 if step is None else min(running, running + step))
        running = (total or 0.0) if step is None else running + step
    up = [step if step is not None and step > 0 else None for step in change.values]
    down = [-step if step is not None and step <= 0 else None for step in change.values]
    ends = list(level.values)

    def bars(key: str, data: list[float | None], colour: str) -> Options:
        return {
            "type": "bar",
            "stack": "all",
            "name": messages.message(key, lang),
            "data": data,
            "itemStyle": {"color": colour},
        }

    ghost = {
        "type": "bar",
        "stack": "all",
        "data": hidden,
        "silent": True,
        "itemStyle": {"color": "transparent", "decal": {"symbol": "none"}},
        "tooltip": {"show": False},
    }
    return {
        "grid": grid(top=64),
        "legend": {"type": "scroll", "top": 0, "textStyle": {"color": palette.ink}},
        "xAxis": category_axis(chart, lang, palette, axisLabel={"interval": 0, "width": 90, "overflow": "break"}),
        "yAxis": value_axis(lang, palette, chart.unit),
        "series": [
            ghost,
            bars("chart.level", ends, palette.series[0]),
            bars("chart.increase", up, palette.bad),
            bars("chart.decrease", down, palette.good),
        ],
    }


def _sankey(chart: Chart, lang: str, palette: Palette) -> Options:
    names = [label_text(category, lang) for category in chart.categories]
    links = [{"source": names[link.source], "target": names[link.target], "value": link.value} for link in chart.links]
    series = {
        "type": "sankey",
        "data": [{"name": name} for name in names],
        "links": links,
        "left": 8,
        "right": 130,
        "nodeGap": 20,
        "layoutIterations": 64,
        "label": {"color": palette.ink, "fontSize": 12, "width": 150, "overflow": "truncate"},
        "labelLayout": {"hideOverlap": True},
        "lineStyle": {"color": "source", "opacity": 0.35},
        "emphasis": {"focus": "adjacency"},
    }
    return {"series": [series]}


def _cusum(chart: Chart, lang: str, palette: Palette) -> Options:
    drawn = _trend(chart, lang, palette)
    for line in drawn["series"]:
        line["areaStyle"] = {"opacity": 0.12}
    marks = [
        {"xAxis": band.category, "label": {"formatter": label_text(band.label, lang), "color": palette.unsure}}
        for band in chart.bands
        if band.category is not None
    ]
    drawn["series"][0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": palette.unsure, "width": 2},
        "data": marks,
    }
    drawn["series"][0].pop("markArea", None)
    return drawn


def _distribution(chart: Chart, lang: str, palette: Palette) -> Options:
    you = next((band.category for band in chart.bands if band.role == "you"), None)
    data = [
        {"value": value, "itemStyle": {"color": palette.accent if place == you else palette.series[4]}}
        for place, value in enumerate(chart.series[0].values)
    ]
    marks = [
        {"xAxis": band.category, "label": {"formatter": label_text(band.label, lang), "color": palette.accent}}
        for band in chart.bands
        if band.category is not None
    ]
    line = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": palette.accent, "width": 2, "type": "solid"},
        "data": marks,
    }
    return {
        "grid": grid(),
        "xAxis": category_axis(chart, lang, palette),
        "yAxis": value_axis(lang, palette, chart.series[0].unit),
        "series": [
            {
                "type": "bar",
                "data": data,
                "barWidth": "92%",
                "name": label_text(chart.series[0].label, lang),
                "markLine": line,
            }
        ],
    }


def _stage_bars(chart: Chart, lang: str, palette: Palette) -> Options:
    return _bars_across(chart, lang, palette, 18)


_DRAWERS: Mapping[str, Callable[[Chart, str, Palette], Options]] = MappingProxyType(
    {
        "bullet": _bullet,
        "trend": _trend,
        "waterfall": _waterfall,
        "pareto": _pareto,
        "sankey": _sankey,
        "cusum": _cusum,
        "distribution": _distribution,
        "stage_bars": _stage_bars,
        **PLAN_DRAWERS,
    }
)
