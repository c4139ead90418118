"""Draw the chart descriptions of `assessment.charts` as small SVG pictures for PDF and Word. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessment.charts import Band, Chart
from assessment.reports.canvas import (
    ACCENT,
    BAD,
    BANDS,
    BOTTOM,
    HEIGHT,
    INK,
    LEFT,
    LETTER,
    MAX_NAME,
    NAMES,
    RIGHT,
    ROW,
    SECOND,
    SOFT,
    TOP,
    TYPE,
    WIDTH,
    Canvas,
    every_which,
    legend,
    tick_texts,
    ticks_of,
    width_of,
)
from assessment.reports.drawing_options import draw_abatement, draw_front, draw_tornado
from assessment.reports.drawing_time import draw_columns, draw_gantt
from assessment.reports.sankey import draw_sankey
from assessment.reports.typeset_columns import breadth
from assessment.reports.words import shorten, write_label
from data import messages

DOTS = "2 3"
PATHS = ((SECOND, DOTS), (INK, "9 3 2 3"))  # the nearer target, and the one further off
BESIDE = 5.0  # between a bar and its figure
MARK = 3.0  # width of a single figure among ranges
LEAST_REFERENCES, MOST_REFERENCES = 150.0, 400.0  # room for the names of what a value is compared with: as much as they need


def draw(chart: Chart, lang: str) -> str | None:
    """Return a chart as SVG text, or None for a kind that is not drawn on paper."""
    if chart.kind == "sankey":
        return draw_sankey(chart, lang).svg()
    drawer = _DRAWERS.get(chart.kind)
    return None if drawer is None else drawer(chart, lang).svg()


def _known(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in series.values if value is not None and series.role != "cumulative"]


def _trend(chart: Chart, lang: str) -> Canvas:
    """Draw values over categories; references are dashed. The axis starts at zero only where zero is near."""
    canvas = Canvas()
    values = _known(chart)
    low, high = min(values), max(values)
    ticks = ticks_of(0.0 if low >= 0 and low < 0.5 * high else low, high)
    count = len(chart.categories)
    step = (WIDTH - LEFT - RIGHT) / max(count, 1)

    def x_of(index: int) -> float:
        return LEFT + step * (index + 0.5)

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - BOTTOM - TOP)

    for tick, text in zip(ticks, tick_texts(ticks, lang), strict=True):
        canvas.line(LEFT, y_of(tick), WIDTH - RIGHT, y_of(tick))
        canvas.text(LEFT - 6, y_of(tick) + 4, text, "end")
    canvas.text(LEFT - 62, 14, messages.format_unit(chart.unit, lang))
    names = [write_label(category, lang) for category in chart.categories]
    every = every_which(names, step)
    for index in range(0, count, every):
        canvas.text(x_of(index), HEIGHT - BOTTOM + 16, names[index], "middle")
    styles = _line_styles(chart)
    for series, (colour, dash) in zip(chart.series, styles, strict=True):
        points = [(x_of(i), y_of(value)) for i, value in enumerate(series.values) if value is not None]
        canvas.path(points, colour, 2.2 if not dash else 1.5, dash)
        if not dash:
            for x, y in points:
                canvas.dot(x, y, 3.2, colour)
    for band in chart.bands:
        if band.role == "change" and band.category is not None:
            canvas.line(x_of(band.category), TOP, x_of(band.category), HEIGHT - BOTTOM, SECOND, 1.5, "4 3")
            canvas.text(x_of(band.category) + 4, TOP + 10, write_label(band.label, lang), colour=SECOND)
    legend(canvas, [(write_label(series.label, lang), *style) for series, style in zip(chart.series, styles, strict=True)])
    return canvas


def _line_styles(chart: Chart) -> list[tuple[str, str]]:
    """Return the colour and the dashes of each line; a second path to a target is dashed where the first is dotted."""
    styles, made, paths = {"value": (ACCENT, ""), "total": (SOFT, "5 4"), "baseline": (SECOND, "5 4")}, [], iter(PATHS)
    for series in chart.series:
        is_path = series.role == "target"
        made.append(next(paths, PATHS[-1]) if is_path else styles.get(series.role, (SOFT, DOTS)))
    return made


def _bullet(chart: Chart, lang: str) -> Canvas:
    """Draw one value among the ranges it is compared with, each range on a line of its own."""
    canvas = Canvas(height=16 + ROW * (len(chart.bands) + 1) + 24)
    value = chart.series[0].values[0] or 0.0
    ends = [value] + [end for band in chart.bands for end in (band.low, band.high) if end is not None]
    ends += [v for series in chart.series for v in series.values if v is not None]
    ticks = ticks_of(0.0, max(ends))

    names = [write_label(band.label, lang) for band in chart.bands]
    room = min(MOST_REFERENCES, max(LEAST_REFERENCES, *(width_of(name) for name in names)))

    def x_of(number: float) -> float:
        return room + 20 + (number - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - room - 20 - RIGHT)

    bottom = canvas.height - 20
    told: dict[float, tuple[float, float, str]] = {}
    for tick, text in zip(ticks, tick_texts(ticks, lang), strict=True):
        canvas.line(x_of(tick), 8, x_of(tick), bottom)
        canvas.text(x_of(tick), bottom + 15, text, "middle")
    canvas.text(room + 14, bottom + 15, messages.format_unit(chart.unit, lang), "end")
    for index, band in enumerate(chart.bands):
        y = 16 + ROW * index
        _reference(canvas, names[index], (room, y))
        colour = BANDS.get(band.role, SOFT)
        low = band.low if band.low is not None else ticks[0]
        high = band.high if band.high is not None else ticks[-1]
        wide = x_of(high) - x_of(low)
        canvas.box(x_of(low) - max(MARK - wide, 0.0) / 2, y, max(wide, MARK), 18, colour, 0.45)
        told[y] = (x_of(low), x_of(high), _ends(band, lang))
    y = 16 + ROW * len(chart.bands)
    canvas.text(room + 12, y + 13, write_label(chart.series[0].label, lang), "end", INK)
    canvas.line(x_of(value), 8, x_of(value), bottom, ACCENT, 1.2, "3 3")
    interval = {series.role: series.values[0] for series in chart.series if series.values[0] is not None}
    if "low" in interval and "high" in interval:
        canvas.line(x_of(interval["low"] or 0.0), y + 9, x_of(interval["high"] or 0.0), y + 9, INK, 2)
    canvas.dot(x_of(value), y + 9, 5.5)
    for at, (left, right, words) in told.items():
        wide = TYPE * breadth(words)
        if right + BESIDE + wide <= WIDTH:
            canvas.label(right + BESIDE, at + 13, words)
        elif left - BESIDE - wide >= x_of(ticks[0]):
            canvas.label(left - BESIDE, at + 13, words, "end")
        else:
            canvas.text(right - BESIDE, at + 13, words, "end", INK)
    near_edge = x_of(value) > WIDTH - 120
    canvas.label(x_of(value) + (-10 if near_edge else 10), y + 4, messages.format_number(value, lang), "end" if near_edge else "start")
    return canvas


def _ends(band: Band, lang: str) -> str:
    """Return a reference's figure, or its two."""
    ends = dict.fromkeys(messages.format_number(end, lang) for end in (band.low, band.high) if end is not None)
    return " – ".join(ends)


def _reference(canvas: Canvas, name: str, at: tuple[float, float]) -> None:
    """Write the name of a reference beside its bar: whole, on two lines where one does not hold it."""
    room, y = at
    x = room + 12
    if width_of(name) <= room:
        canvas.text(x, y + 13, name, "end", INK)
        return
    cut = name.rfind(" ", 0, len(name) // 2 + 12)
    for line, part in enumerate((name[:cut], name[cut + 1 :])):
        canvas.text(x, y + 8 + 12 * line, shorten(part, int(room / (LETTER * TYPE))), "end", INK)


def _pareto(chart: Chart, lang: str) -> Canvas:
    """Draw parts as horizontal bars, each with its size and the running share."""
    sizes = chart.series[0].values
    canvas = Canvas(height=16 + ROW * len(sizes) + 10)
    largest = max(value for value in sizes if value is not None)
    said = [_size_told(chart, index, lang) for index in range(len(sizes))]
    room = WIDTH - NAMES - 32 - max(len(text) for text in said) * LETTER * 13
    for index, category in enumerate(chart.categories):
        y, size = 8 + ROW * index, sizes[index] or 0.0
        canvas.text(NAMES + 12, y + 15, shorten(write_label(category, lang), MAX_NAME), "end", INK)
        canvas.box(NAMES + 20, y, max(room * size / largest, 1.5), 20, ACCENT)
        canvas.text(NAMES + 26 + max(room * size / largest, 1.5), y + 15, said[index], colour=INK)
    return canvas


def _size_told(chart: Chart, index: int, lang: str) -> str:
    """Return a part's size with the running share."""
    running = chart.series[1].values[index] if len(chart.series) > 1 else None
    tail = f" · {messages.message('chart.so_far', lang, share=messages.format_percent(running, lang))}" if running is not None else ""
    return messages.format_quantity(chart.series[0].values[index] or 0.0, chart.unit, lang) + tail


def _waterfall(chart: Chart, lang: str) -> Canvas:
    """Draw a start, signed steps and their sum as columns that hang on one another."""
    canvas = Canvas()
    levels: list[tuple[float, float, str]] = []
    at = 0.0
    totals, steps = chart.series[0].values, chart.series[1].values
    for total, change in zip(totals, steps, strict=True):
        if total is not None:
            levels.append((0.0, total, SOFT))
            at = total
        else:
            size = change or 0.0
            levels.append((at, at + size, BAD if size > 0 else ACCENT))
            at += size
    ticks = ticks_of(min(0.0, *(min(a, b) for a, b, _ in levels)), max(max(a, b) for a, b, _ in levels))

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM + 14 - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - BOTTOM + 14 - TOP)

    for tick, text in zip(ticks, tick_texts(ticks, lang), strict=True):
        canvas.line(LEFT, y_of(tick), WIDTH - RIGHT, y_of(tick))
        canvas.text(LEFT - 6, y_of(tick) + 4, text, "end")
    canvas.text(6, 12, messages.format_unit(chart.unit, lang))
    step = (WIDTH - LEFT - RIGHT) / len(levels)
    for index, (start, end, colour) in enumerate(levels):
        x = LEFT + step * index + step * 0.2
        canvas.box(x, y_of(start), step * 0.6, y_of(end) - y_of(start), colour, 0.85)
        shown = end - start
        sign = "+" if index not in (0, len(levels) - 1) and shown > 0 else ""
        canvas.label(x + step * 0.3, min(y_of(start), y_of(end)) - 5, sign + messages.format_number(shown, lang), "middle")
        canvas.text(x + step * 0.3, HEIGHT - 10, write_label(chart.categories[index], lang), "middle", INK)
    return canvas


def _bars(chart: Chart, lang: str) -> Canvas:
    """Draw values as horizontal bars with their intervals; those below zero reach to the left."""
    rows = {series.role: series.values for series in chart.series}
    values = chart.series[0].values
    canvas = Canvas(height=16 + ROW * len(values) + 26)
    ends = [value for series in chart.series for value in series.values if value is not None]
    ticks = ticks_of(min(0.0, *ends), max(0.0, *ends))
    unit = chart.series[0].unit

    def x_of(number: float) -> float:
        return NAMES + 20 + (number - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - NAMES - 90)

    bottom = canvas.height - 24
    for tick, text in zip(ticks, tick_texts(ticks, lang), strict=True):
        canvas.line(x_of(tick), 8, x_of(tick), bottom)
        canvas.text(x_of(tick), bottom + 15, text, "middle")
    you = next((band.category for band in chart.bands if band.role == "you"), None)
    for index, category in enumerate(chart.categories):
        y, value = 12 + ROW * index, values[index]
        canvas.text(NAMES + 12, y + 14, shorten(write_label(category, lang), MAX_NAME), "end", INK)
        if value is None:
            continue
        canvas.box(x_of(0.0), y, x_of(value) - x_of(0.0), 18, ACCENT, 1.0 if you == index else 0.6)
        low, high = (rows[role][index] if role in rows else None for role in ("low", "high"))
        if low is not None and high is not None:
            canvas.line(x_of(low), y + 9, x_of(high), y + 9, INK, 2)
        canvas.label(x_of(max(ends)) + 8, y + 14, messages.format_quantity(value, unit, lang))
    return canvas


_DRAWERS: Mapping[str, Callable[[Chart, str], Canvas]] = {
    "trend": _trend, "cusum": _trend, "bullet": _bullet, "pareto": _pareto, "waterfall": _waterfall, "stage_bars": _bars, "distribution": _bars,
    "gantt": draw_gantt, "columns": draw_columns, "tornado": draw_tornado, "front": draw_front, "abatement": draw_abatement,
}  # fmt: skip


