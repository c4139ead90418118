"""Draw a plan: its measures as bars over months, and its money as columns over quarters."""

from __future__ import annotations

from datetime import date
from math import ceil

from assessment.charts import Chart
from assessment.reports.canvas import (
    ACCENT,
    BAD,
    BOTTOM,
    HEIGHT,
    INK,
    LEFT,
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

MAX_NAME = 30
COLOURS = (BAD, ACCENT, SECOND)
MOST_HEADS = 7


def draw_gantt(chart: Chart, lang: str) -> Canvas:
    """Draw one bar per measure from its first month to its last; `low` and `high` count months since year 0."""
    begin, end = (next(series.values for series in chart.series if series.role == role) for role in ("low", "high"))
    spans = [(int(low), int(high)) for low, high in zip(begin, end, strict=True) if low is not None and high is not None]
    first, last = min(low for low, _ in spans), max(high for _, high in spans) + 1
    canvas = Canvas(height=TOP + ROW * len(spans) + 30)
    step = (WIDTH - NAMES - 20 - RIGHT) / (last - first)
    every = max(1, ceil((last - first) / MOST_HEADS))
    for month in range(first, last + 1, every):
        x = NAMES + 20 + (month - first) * step
        canvas.line(x, 8, x, canvas.height - 24)
        year, number = divmod(month, 12)
        if month < last:
            canvas.text(x + 2, canvas.height - 10, messages.format_period(date(year, number + 1, 1).isoformat()[:7], lang))
    for row, (category, (low, high)) in enumerate(zip(chart.categories, spans, strict=True)):
        y = 14 + ROW * row
        canvas.text(NAMES + 12, y + 13, shorten(write_label(category, lang), MAX_NAME), "end", INK)
        canvas.box(NAMES + 20 + (low - first) * step, y, (high + 1 - low) * step, 18, ACCENT, 0.85)
    return canvas


def draw_columns(chart: Chart, lang: str) -> Canvas:
    """Draw columns side by side for each category; the last series is a line when there are more than two."""
    canvas = Canvas()
    values = [value for series in chart.series for value in series.values if value is not None]
    ticks = ticks_of(min(0.0, *values), max(0.0, *values))
    step = (WIDTH - LEFT - RIGHT) / len(chart.categories)
    bars = chart.series[:2]
    colours = COLOURS if len(chart.series) > 1 else (ACCENT,)

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - BOTTOM - TOP)

    for tick in ticks:
        canvas.line(LEFT, y_of(tick), WIDTH - RIGHT, y_of(tick), SOFT if tick == 0 else "#D5DFDB")
        canvas.text(LEFT - 6, y_of(tick) + 4, messages.format_number(tick, lang), "end")
    canvas.text(LEFT - 62, 14, messages.format_unit(chart.unit, lang))
    every = max(1, ceil(len(chart.categories) / 8))
    for place, category in enumerate(chart.categories):
        if place % every == 0:
            canvas.text(LEFT + step * (place + 0.5), HEIGHT - BOTTOM + 16, write_label(category, lang), "middle")
    width = 0.7 * step / len(bars)
    for at, series in enumerate(bars):
        for place, value in enumerate(series.values):
            if value:
                canvas.box(LEFT + step * place + 0.15 * step + at * width, y_of(0.0), width, y_of(value) - y_of(0.0), colours[at])
    for series in chart.series[2:]:
        canvas.path([(LEFT + step * (i + 0.5), y_of(v)) for i, v in enumerate(series.values) if v is not None], COLOURS[2])
    legend(canvas, [(write_label(series.label, lang), colours[min(at, 2)], "") for at, series in enumerate(chart.series)])
    return canvas
