"""Draw a Sankey chart as SVG: nodes in columns by how far they are from the beginning, links as wide as what they carry."""

from __future__ import annotations

from assessment.charts import Chart
from assessment.reports.canvas import ACCENT, INK, LETTER, SECOND, SOFT, WIDTH, Canvas
from assessment.reports.words import shorten, write_label
from data import messages

NODE, GAP, TOP = 10.0, 22.0, 12.0
HEIGHT_OF_COLUMN = 190.0
NAMES = 150.0  # room for the names of the last column
SMALL = 12.0
MOST = 22  # letters of a name


def draw_sankey(chart: Chart, lang: str) -> Canvas:
    """Return the picture of a Sankey chart; its links must not run in a circle."""
    layers = _layers(chart)
    sizes = [max(sum(link.value for link in chart.links if link.target == n), sum(link.value for link in chart.links if link.source == n))
             for n in range(len(chart.categories))]  # fmt: skip
    columns = [[n for n, layer in enumerate(layers) if layer == at] for at in range(max(layers) + 1)]
    tallest = max(sum(sizes[n] for n in column) for column in columns)
    scale = HEIGHT_OF_COLUMN / tallest
    most = max(len(column) for column in columns)
    canvas = Canvas(height=TOP * 2 + HEIGHT_OF_COLUMN + GAP * most)
    step = (WIDTH - NAMES - NODE) / max(len(columns) - 1, 1)
    place = {}
    for at, column in enumerate(columns):
        y = TOP
        for n in column:
            place[n] = (at * step, y)
            y += max(sizes[n] * scale, 1.0) + GAP
    _links(canvas, chart, place, scale)
    room = min(step - NODE - 8, NAMES) if len(columns) > 1 else NAMES
    letters = min(MOST, int(room / (LETTER * SMALL)))
    for n, (x, y) in place.items():
        height = max(sizes[n] * scale, 1.0)
        canvas.box(x, y, NODE, height, ACCENT)
        name = shorten(write_label(chart.categories[n], lang), letters)
        amount = messages.format_quantity(sizes[n], chart.unit, lang)
        canvas.text(x + NODE + 4, y + height / 2, name, colour=INK, size=SMALL)
        canvas.text(x + NODE + 4, y + height / 2 + SMALL, amount, colour=SOFT, size=SMALL)
    return canvas


def _layers(chart: Chart) -> list[int]:
    """Return the column of each node: the longest way from a node that nothing enters."""
    layers = [0] * len(chart.categories)
    for _ in chart.categories:  # each round settles at least one more node
        for link in chart.links:
            layers[link.target] = max(layers[link.target], layers[link.source] + 1)
        if max(layers) > len(layers):
            break
    return [min(layer, len(layers)) for layer in layers]


def _links(canvas: Canvas, chart: Chart, place: dict[int, tuple[float, float]], scale: float) -> None:
    out, into = dict.fromkeys(place, 0.0), dict.fromkeys(place, 0.0)
    for link in sorted(chart.links, key=lambda one: (place[one.source][1], place[one.target][1])):
        height = max(link.value * scale, 0.5)
        (x1, y1), (x2, y2) = place[link.source], place[link.target]
        x1, y1, y2 = x1 + NODE, y1 + out[link.source], y2 + into[link.target]
        out[link.source] += link.value * scale
        into[link.target] += link.value * scale
        middle = (x1 + x2) / 2
        down = f"M{x1:.1f},{y1:.1f} C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        back = f"L{x2:.1f},{y2 + height:.1f} C{middle:.1f},{y2 + height:.1f} {middle:.1f},{y1 + height:.1f} {x1:.1f},{y1 + height:.1f} Z"
        canvas.marks.append(f'<path d="{down} {back}" fill="{SECOND}" fill-opacity="0.3"/>')
