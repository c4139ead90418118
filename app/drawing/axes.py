"""Words and axes that every drawn chart shares: labels in a language, numbers as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.theme import Palette
from assessment.charts import Chart, Label
from data import messages

Options = dict[str, Any]

MARK = "--x_x--0_0--"  # Panel turns a text between two of these into a function in the browser


def label_text(label: Label, lang: str) -> str:
    """Return what a label says in a language."""
    if label.key:
        return messages.message(label.key, lang, **_said(label.values, lang))
    if label.period:
        return messages.format_period(label.period, lang)
    return messages.format_unit(label.unit, lang) if label.unit else label.text


def sentence(chart: Chart, lang: str) -> str:
    """Return the sentence that states what the chart shows."""
    return messages.message(chart.sentence, lang, **_said(chart.values, lang))


def _said(values: Mapping[str, object], lang: str) -> dict[str, object]:
    return {key: label_text(value, lang) if isinstance(value, Label) else value for key, value in values.items()}


def number_writer(lang: str, unit: str = "") -> str:
    """Return a function of the browser that writes a number as the language does."""
    tail = f" + '\u202f' + {messages.format_unit(unit, lang)!r}" if unit else ""
    write = f"new Intl.NumberFormat('{lang}', {{maximumSignificantDigits: 5}}).format(v)"
    return f"{MARK}(v) => v == null || isNaN(v) ? '–' : {write}{tail}{MARK}"


def mark_label(lang: str) -> str:
    """Return a function of the browser that writes the value beside its mark."""
    write = f"new Intl.NumberFormat('{lang}', {{maximumSignificantDigits: 4}}).format(p.value)"
    return f"{MARK}(p) => {write}{MARK}"


def value_axis(lang: str, palette: Palette, unit: str, **more: Any) -> Options:
    """Return an axis of numbers with its unit."""
    return {
        "type": "value",
        "name": messages.format_unit(unit, lang),
        "nameTextStyle": {"color": palette.ink_soft, "align": "left" if more.get("nameLocation") is None else "center"},
        "axisLabel": {"color": palette.ink_soft, "formatter": number_writer(lang), "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": palette.line}},
        "splitNumber": 4,
        **more,
    }


def category_axis(chart: Chart, lang: str, palette: Palette, **more: Any) -> Options:
    """Return an axis of the chart's categories."""
    return {
        "type": "category",
        "data": [label_text(category, lang) for category in chart.categories],
        "axisLabel": {"color": palette.ink, "hideOverlap": True, **more.pop("axisLabel", {})},
        "axisLine": {"lineStyle": {"color": palette.ink_soft}},
        "axisTick": {"show": False},
        **more,
    }


def grid(**more: Any) -> Options:
    """Return the room around a drawing."""
    return {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True, **more}
