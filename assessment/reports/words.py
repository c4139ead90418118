"""Put a report's words and figures into a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from assessment.charts import Chart, Label
from assessment.reports.report import Cell, Interval, Number, Several, Text, When
from data import messages

NOTHING = "–"
PERCENT = re.compile(r"(?<=\d) (?=%)")  # a sign that must not begin a line
GAS = re.compile(" (?=CO₂)")  # of what a mass is, on the line of its unit
SHORT_TABLE: Mapping[str, int] = {"quick": 3}  # rows up to which a table stays on one page; a report of few pages has no room to give away
SHORT_OTHERWISE = 4
SMALLEST_PROBABILITY = 1e-4  # a smaller chance of an error is written as less than this
SIGNED_TABLE = 20  # rows up to which the last table stays with the signatures: nobody signs a page that has nothing else on it
TITLE_CHARACTERS = 120  # of a user's name where one line must hold it


def write(cell: Cell, lang: str) -> str:
    """Return a cell as the language writes it; a dash for what is not known."""
    if cell is None:
        return NOTHING
    if isinstance(cell, Number):
        return write_number(cell, lang)
    if isinstance(cell, Interval):
        return _interval(cell, lang)
    if isinstance(cell, When):
        return messages.format_period(cell.period, lang)
    if isinstance(cell, Several):
        return cell.between.join(text for part in cell.parts if (text := write(part, lang)))
    return _text(cell, lang)


def write_number(number: Number, lang: str) -> str:
    """Return a figure with its unit: four significant digits, money in triệu or tỷ from a million on."""
    if number.style == "money":
        return messages.format_money(number.value, lang)
    if number.style in ("percent", "signed_percent"):
        return messages.format_percent(number.value, lang, signed=number.style == "signed_percent")
    if number.style == "share":
        return messages.format_percent(100.0 * number.value, lang)
    if number.style == "probability" and 0.0 <= number.value < SMALLEST_PROBABILITY:
        return f"<\u00a0{messages.format_number(SMALLEST_PROBABILITY, lang)}"
    digits = 0 if number.style == "count" else None
    return GAS.sub("\u00a0", messages.format_quantity(number.value, "" if number.bare else number.unit, lang, digits))


def _interval(cell: Interval, lang: str) -> str:
    if cell.style == "signed_percent":
        low, high = (messages.format_percent(value, lang, signed=True) for value in (cell.low, cell.high))
        return f"{low} … {high}"
    return f"{messages.format_number(cell.low, lang)} … {messages.format_number(cell.high, lang)}"


def _text(text: Text, lang: str) -> str:
    if text.names:
        return text.names.get(lang) or next(iter(text.names.values()))
    if text.key:
        return unbroken(messages.message(text.key, lang, **{name: _value(value, lang) for name, value in text.values.items()}))
    return messages.format_unit(text.unit, lang) if text.unit else clean(text.text)


def _value(value: object, lang: str) -> object:
    return write(value, lang) if isinstance(value, Text | Number | Interval | When | Several) else value


def write_label(label: Label, lang: str) -> str:
    """Return what a chart's label says in a language."""
    if label.key:
        return messages.message(label.key, lang, **said_values(label.values, lang))
    if label.unit:
        return messages.format_unit(label.unit, lang)
    return messages.format_period(label.period, lang) if label.period else clean(label.text)


def write_sentence(chart: Chart, lang: str) -> str:
    """Return what a chart shows, in words."""
    return unbroken(messages.message(chart.sentence, lang, **said_values(chart.values, lang)))


def unbroken(text: str) -> str:
    """Return a text whose numbers keep their percent sign on their line."""
    return PERCENT.sub("\u00a0", text)


def said_values(values: Mapping[str, object], lang: str) -> dict[str, object]:
    """Return a chart's values with its labels put into words."""
    return {name: write_label(value, lang) if isinstance(value, Label) else value for name, value in values.items()}


def write_date(day: str, lang: str) -> str:
    """Return a signed day as a letter writes it: ``ngày 22 tháng 11 năm 2026``."""
    when = date.fromisoformat(day)
    values = {"day": f"{when.day:02d}", "month": f"{when.month:02d}" if when.month < 3 else str(when.month), "year": str(when.year)}
    if lang != messages.DEFAULT_LANGUAGE:
        return messages.format_date(when, lang)
    return messages.message("report.signed_on", lang, **values)


def clean(text: str) -> str:
    """Return a user's text composed, without control and direction characters that would disturb their neighbours."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if letter in "\t\n\r" else letter for letter in composed if not _disturbs(letter))
    return "".join(kept)


def _disturbs(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} and letter not in "\t\n\r"


def stays_whole(rows: int, kind: str) -> bool:
    """Return whether a table of so many rows stays on one page in a kind of report."""
    return rows <= SHORT_TABLE.get(kind, SHORT_OTHERWISE)


def shorten(text: str, limit: int = TITLE_CHARACTERS) -> str:
    """Return `text`, cut with an ellipsis where one line must hold it."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if cut[-1] != " " and text[limit - 1] != " " and (word := cut.rfind(" ")) > limit / 2:  # a name ends with a word
        cut = cut[:word]
    return cut.rstrip(" ,;:(–-") + "…"
