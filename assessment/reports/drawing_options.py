"""Draw what is said of options: what moves a present value, money against emission, and what an avoided tonne costs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from assessment.charts import Chart
from assessment.reports.canvas import (
    ACCENT,
    BAD,
    BOTTOM,
    HEIGHT,
    INK,
    LEFT,
    LINE,
    MAX_NAME,
    NAMES,
    RIGHT,
    ROW,
    SECOND,
    SOFT,
    TOP,
    WIDTH,
    Canvas,
    legend,
    ticks_of,
)
from assessment.reports.words import shorten, write_label
from data import messages

LONGEST_NAME = 70  # characters below a curve


def draw_tornado(chart: Chart, lang: str) -> Canvas:
    """Draw a bar for each input from the low to the high present value, around the one that nothing was changed in."""
    low, high = (series.values for series in chart.series)
    middle = chart.bands[0].low or 0.0
    canvas = Canvas(height=TOP + ROW * len(low) + 50)
    ends = [value for series in chart.series for value in series.values if value is not None]
    ticks = ticks_of(min(middle, *ends), max(middle, *ends))
    bottom = canvas.height - 44

    def x_of(number: float) -> float:
        return NAMES + 20 + (number - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - NAMES - 60)

    for tick in ticks:
        canvas.line(x_of(tick), 8, x_of(tick), bottom, SOFT if tick == 0 else LINE)
        canvas.text(x_of(tick), bottom + 15, messages.format_number(tick, lang), "middle")
    for row, category in enumerate(chart.categories):
        y = 12 + ROW * row
        canvas.text(NAMES + 12, y + 14, shorten(write_label(category, lang), MAX_NAME), "end", INK)
        for value, colour in ((low[row], SECOND), (high[row], ACCENT)):
            if value is not None:
                canvas.box(x_of(middle), y, x_of(value) - x_of(middle), 18, colour, 0.85)
    canvas.line(x_of(middle), 4, x_of(middle), bottom, INK, 1.5)
    canvas.text(WIDTH - 8, bottom + 31, messages.format_unit(chart.unit, lang), "end")
    legend(canvas, [(write_label(series.label, lang), colour, "") for series, colour in zip(chart.series, (SECOND, ACCENT), strict=True)])
    return canvas


def draw_front(chart: Chart, lang: str) -> Canvas:
    """Draw sets of options as points: across the emission avoided, up the money."""
    across, up = (tuple(value or 0.0 for value in series.values) for series in chart.series)
    canvas = Canvas(height=HEIGHT + 20)
    wide, high = ticks_of(min(across), max(across)), ticks_of(min(up), max(up))
    foot = canvas.height - BOTTOM - 10

    def at(x: float, y: float) -> tuple[float, float]:
        right = LEFT + (x - wide[0]) / (wide[-1] - wide[0]) * (WIDTH - LEFT - RIGHT - 40)
        return right, foot - (y - high[0]) / (high[-1] - high[0]) * (foot - TOP)

    _axes(canvas, wide, high, at, lang)
    canvas.text(LEFT - 62, 14, f"{write_label(chart.series[1].label, lang)} ({messages.format_unit(chart.series[1].unit, lang)})")
    canvas.text(WIDTH - RIGHT, canvas.height - 8, f"{write_label(chart.series[0].label, lang)} ({messages.format_unit(chart.series[0].unit, lang)})", "end")
    points = [at(x, y) for x, y in zip(across, up, strict=True)]
    canvas.path(points, SOFT, 1.5, "5 4")
    for (x, y), category in zip(points, chart.categories, strict=True):
        canvas.dot(x, y, 5)
        canvas.text(x, y - 10, write_label(category, lang), "middle", INK)
    return canvas


def draw_abatement(chart: Chart, lang: str) -> Canvas:
    """Draw a step for each option, as wide as what it avoids and as high as what a tonne costs; its name stands below by number."""
    wide, costs = (tuple(value or 0.0 for value in series.values) for series in chart.series)
    edges = [0.0]
    for value in wide:
        edges.append(edges[-1] + value)
    canvas = Canvas(height=HEIGHT + 24 + 16 * len(costs))
    across, high = ticks_of(0.0, edges[-1]), ticks_of(min(0.0, *costs), max(0.0, *costs))
    foot = HEIGHT - BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + 10 + x / across[-1] * (WIDTH - LEFT - RIGHT - 10), foot - (y - high[0]) / (high[-1] - high[0]) * (foot - TOP)

    _axes(canvas, across, high, at, lang)
    canvas.text(LEFT - 62, 14, messages.format_unit(chart.unit, lang))
    canvas.text(WIDTH - RIGHT, foot + 32, messages.format_unit(chart.series[0].unit, lang), "end")
    for place, ((start, end), cost, category) in enumerate(zip(pairwise(edges), costs, chart.categories, strict=True), start=1):
        left, top = at(start, cost)
        right, zero = at(end, 0.0)
        canvas.box(left, zero, right - left, top - zero, ACCENT if cost <= 0 else BAD, 0.55 + 0.15 * (place % 2))
        canvas.text((left + right) / 2, min(top, zero) - 4, str(place), "middle", INK)
        canvas.text(LEFT, HEIGHT + 4 + 16 * place, f"{place}. {shorten(write_label(category, lang), LONGEST_NAME)}", colour=INK)
    return canvas


def _axes(canvas: Canvas, across: list[float], up: list[float], at: Callable[[float, float], tuple[float, float]], lang: str) -> None:
    """Draw the lines and numbers of both axes."""
    for tick in up:
        x, y = at(across[0], tick)
        canvas.line(x, y, at(across[-1], tick)[0], y, SOFT if tick == 0 else LINE)
        canvas.text(LEFT - 6, y + 4, messages.format_number(tick, lang), "end")
    for tick in across:
        x, y = at(tick, up[0])
        canvas.text(x, y + 16, messages.format_number(tick, lang), "middle")
