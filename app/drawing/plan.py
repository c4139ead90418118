"""Draw the charts of options and of the plan: what moves a present value, money against emission, what a tonne costs, quarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

from app.drawing.axes import MARK, Options, category_axis, grid, label_text, number_writer, value_axis
from app.theme import Palette
from assessment.charts import Chart


def _tornado(chart: Chart, lang: str, palette: Palette) -> Options:
    """Return bars to both sides of the value that nothing was changed in: the first series is low, the second high."""
    middle = chart.bands[0].low or 0.0
    series: list[Options] = []
    for place, line in enumerate(chart.series):
        series.append(
            {
                "type": "bar",
                "name": label_text(line.label, lang),
                "data": [None if value is None else value - middle for value in line.values],
                "stack": "all",
                "barWidth": 18,
                "itemStyle": {"color": palette.series[place]},
            }
        )
    near = f"(v) => new Intl.NumberFormat('{lang}', {{maximumSignificantDigits: 4}}).format(v + {middle!r})"
    axis = value_axis(lang, palette, chart.unit, nameLocation="middle", nameGap=28)
    axis["axisLabel"] = {**axis["axisLabel"], "formatter": f"{MARK}{near}{MARK}"}
    for bars in series:
        bars["tooltip"] = {"valueFormatter": f"{MARK}{near}{MARK}"}
    zero = {"xAxis": -middle, "lineStyle": {"color": palette.bad, "width": 2, "type": "dashed"}, "label": {"formatter": "0", "color": palette.bad}}
    series[0]["markLine"] = {"silent": True, "symbol": "none", "data": [zero]}
    return {
        "grid": grid(right=40, top=40, bottom=28),
        "legend": {"show": True, "type": "scroll", "top": 0, "textStyle": {"color": palette.ink}},
        "xAxis": axis,
        "yAxis": category_axis(chart, lang, palette, inverse=True, axisLabel={"width": 130, "overflow": "break"}),
        "series": series,
    }


def _front(chart: Chart, lang: str, palette: Palette) -> Options:
    """Return sets as points: the first series is the emission avoided, the second the money."""
    across, up = chart.series
    names = [label_text(category, lang) for category in chart.categories]
    points = [{"name": name, "value": [x, y]} for name, x, y in zip(names, across.values, up.values, strict=True)]
    line = {
        "type": "line",
        "name": label_text(chart.title, lang),
        "data": points,
        "symbol": "circle",
        "symbolSize": 12,
        "lineStyle": {"type": "dashed", "width": 2},
        "label": {"show": True, "position": "top", "color": palette.ink, "formatter": "{b}"},
        "labelLayout": {"hideOverlap": True},
    }
    return {
        "grid": grid(top=44, right=48, bottom=32),
        "xAxis": value_axis(lang, palette, across.unit, nameLocation="middle", nameGap=28, scale=True),
        "yAxis": value_axis(lang, palette, up.unit, scale=True),
        "series": [line],
    }


def _abatement(chart: Chart, lang: str, palette: Palette) -> Options:
    """Return a step per option: as wide as what it avoids (the first series), as high as what a tonne costs (the second)."""
    wide, high = chart.series
    edges = [0.0]
    for value in wide.values:
        edges.append(edges[-1] + (value or 0.0))
    series = [
        {
            "type": "line",
            "name": label_text(category, lang),
            "data": [[start, cost], [end, cost]],
            "symbol": "none",
            "lineStyle": {"width": 2, "color": palette.series[place % len(palette.series)]},
            "areaStyle": {"opacity": 0.35, "origin": 0, "color": palette.series[place % len(palette.series)]},
        }
        for place, ((start, end), cost, category) in enumerate(zip(pairwise(edges), high.values, chart.categories, strict=True))
    ]
    return {
        "grid": grid(top=76, right=40, bottom=32),
        "legend": {"show": True, "type": "scroll", "top": 0, "textStyle": {"color": palette.ink}},
        "xAxis": value_axis(lang, palette, wide.unit, nameLocation="middle", nameGap=28, max=edges[-1]),
        "yAxis": value_axis(lang, palette, chart.unit),
        "series": series,
    }


def _columns(chart: Chart, lang: str, palette: Palette) -> Options:
    """Return upright bars side by side, one colour for each series."""
    series: list[Options] = [
        {
            "type": "bar",
            "name": label_text(line.label, lang),
            "data": list(line.values),
            "itemStyle": {"color": palette.series[place]},
            "tooltip": {"valueFormatter": number_writer(lang, line.unit)},
        }
        for place, line in enumerate(chart.series)
    ]
    marks = [
        {"xAxis": band.category, "label": {"formatter": label_text(band.label, lang), "color": palette.bad}}
        for band in chart.bands
        if band.category is not None
    ]
    series[0]["markLine"] = {"silent": True, "symbol": "none", "lineStyle": {"color": palette.bad, "width": 2, "type": "dashed"}, "data": marks}
    return {
        "grid": grid(top=64 if len(series) > 1 else 40, right=30),
        "legend": {"show": len(series) > 1, "type": "scroll", "top": 0, "textStyle": {"color": palette.ink}},
        "xAxis": category_axis(chart, lang, palette),
        "yAxis": value_axis(lang, palette, chart.unit),
        "series": series,
    }


DRAWERS: Mapping[str, Callable[[Chart, str, Palette], Options]] = MappingProxyType(
    {"tornado": _tornado, "front": _front, "abatement": _abatement, "columns": _columns}
)
