"""Native charts of the yearly programme workbook, drawn from cells beside them: reductions with their intervals, distributions."""

from __future__ import annotations

from typing import Any

from assessment.charts import Chart
from assessment.reports.words import said_values, write_label
from assessment.reports.workbook_style import ACCENT, FONT, SOFT
from data import messages

ROWS = 17  # rows of the grid that a chart covers
DATA_COLUMN = 9  # where the numbers behind a chart stand, right of what is printed
_NUMBERS = {"name": FONT, "size": 9}


def add_chart(book: Any, sheet: Any, row: int, data: Chart, lang: str, column: int = DATA_COLUMN) -> int:
    """Draw the columns of a chart natively, with their numbers in cells; return the next free row.

    Parameters
    ----------
    book, sheet : xlsxwriter's
        Where.
    row : int
        The first free row.
    data : Chart
        Of `assessment.published_charts`: every number of it is published.
    lang : str
        ``vi`` or ``en``.
    column : int
        Where the numbers begin, right of what is printed.

    Returns
    -------
    int
        The row after it.
    """
    sentence = messages.message(data.sentence, lang, **said_values(data.values, lang))
    rows = _points(data, lang)
    for at, (name, *numbers) in enumerate(rows, start=row + 1):
        sheet.write_string(at, column, name)
        for place, number in enumerate(numbers, start=column + 1):
            sheet.write_number(at, place, number)
    first, last, name = row + 1, row + len(rows), sheet.get_name()
    series: dict[str, Any] = {
        "name": write_label(data.series[0].label, lang), "categories": [name, first, column, last, column],
        "values": [name, first, column + 1, last, column + 1], "gap": 60, "fill": {"color": ACCENT},
    }  # fmt: skip
    if len(rows[0]) > 2:
        series["y_error_bars"] = {"type": "custom", "plus_values": [r[2] for r in rows], "minus_values": [r[3] for r in rows], "line": {"color": SOFT}}
    chart = book.add_chart({"type": "column"})
    chart.add_series(series)
    unit = messages.format_unit(data.series[0].unit, lang)
    chart.set_title({"name": write_label(data.title, lang), "name_font": {"name": FONT, "size": 11}, "overlay": False})
    chart.set_y_axis({"name": unit, "name_font": {"name": FONT, "size": 9, "bold": False}, "num_font": _NUMBERS, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": "#E3EAE7"}}})
    chart.set_x_axis({"num_font": _NUMBERS, "line": {"color": SOFT}, "label_position": "low"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 320})
    sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": sentence, "y_offset": 4})
    return row + max(ROWS, len(rows) + 1) + 1


def _points(data: Chart, lang: str) -> list[tuple[Any, ...]]:
    """Return each column's name, height and, where an interval is published, how far it reaches up and down."""
    if data.kind == "bullet":  # the quartiles of a cell that publishes no more
        half, median = data.bands[0], data.series[0].values[0]
        named = ((half.low, "p25"), (median, "median"), (half.high, "p75"))
        return [(messages.message(f"published.column.{key}", lang), value) for value, key in named if value is not None]
    names = [write_label(label, lang) for label in data.categories]
    values = [value or 0.0 for value in data.series[0].values]
    ends = {series.role: series.values for series in data.series[1:]}
    if "low" not in ends or "high" not in ends:
        return list(zip(names, values, strict=True))
    both = zip(names, values, ends["low"], ends["high"], strict=True)
    return [(name, value, (value if high is None else high) - value, value - (value if low is None else low)) for name, value, low, high in both]
