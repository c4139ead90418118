"""Texts a person reads: one flat table of message keys per language, and how that language writes numbers and dates."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from calculators.errors import NumberError, UnknownKeyError

DEFAULT_LANGUAGE = "vi"
SIGNIFICANT = 4  # digits a reader can use when nobody asked for another number
MAX_DECIMALS = 12
UNGROUPED_BELOW = 10_000  # whole numbers below read as years, months or row numbers
MILLION, BILLION = 1e6, 1e9
THIN_SPACE = "\u202f"

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DATE_PATTERN = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_MONTH_PATTERN = {"vi": "MM/yyyy", "en": "MMM yyyy"}


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have texts, Vietnamese first."""
    found = {entry.name for entry in resources.files("data").joinpath("locales").iterdir() if entry.is_dir()}
    return tuple(sorted(found, key=lambda lang: (lang != DEFAULT_LANGUAGE, lang)))


@cache
def messages(lang: str) -> Mapping[str, str]:
    """Return every text of a language by its key.

    Raises
    ------
    UnknownKeyError
        If there are no texts in `lang`.
    """
    if lang not in languages():
        raise UnknownKeyError("language", lang, known=languages())
    texts: dict[str, str] = {}
    folder = resources.files("data").joinpath("locales", lang)
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".json"):
            texts.update(json.loads(entry.read_text(encoding="utf-8")))
    return MappingProxyType(texts)


def has_message(key: str, lang: str = DEFAULT_LANGUAGE) -> bool:
    """Return whether `lang` has a text for `key`."""
    return key in messages(lang)


def placeholders(text: str) -> frozenset[str]:
    """Return the names that stand in braces in `text`."""
    return frozenset(_PLACEHOLDER.findall(text))


def message(key: str, lang: str, **values: object) -> str:
    """Return the text of `key` in `lang` with `values` put in place of its ``{names}``.

    Floats are written as the language writes them, with four significant digits; whole numbers below 10 000 as they
    are (years, rows), above with grouping. What a user typed is inserted as it is and is never read as a template.

    Parameters
    ----------
    key : str
        A message key, such as ``nav.home``.
    lang : str
        A language that :func:`languages` names.
    **values : object
        A value for each placeholder of the text; further ones are ignored.

    Returns
    -------
    str
        The text.

    Raises
    ------
    UnknownKeyError
        If the language, the key, or a placeholder's value is missing.

    Examples
    --------
    >>> message("language.name", "vi")
    'Tiếng Việt'
    """
    texts = messages(lang)
    if key not in texts:
        near = tuple(get_close_matches(key, texts, n=3))
        raise UnknownKeyError("message", key, near=near, known=() if near else tuple(sorted(texts)))

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise UnknownKeyError(f"value of message {key!r} named", name, known=tuple(values))
        return _written(values[name], lang)

    return _PLACEHOLDER.sub(put, texts[key])


def _written(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return message("word.yes" if value else "word.no", lang)
    if isinstance(value, int):
        return str(value) if abs(value) < UNGROUPED_BELOW else format_number(value, lang, 0)
    if isinstance(value, float):
        return format_number(value, lang)
    if isinstance(value, date):
        return format_date(value, lang)
    return str(value)


def format_number(value: float, lang: str, digits: int | None = None) -> str:
    """Return a number as the language writes it: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Parameters
    ----------
    value : float
        The number. [1]
    lang : str
        A language that :func:`languages` names.
    digits : int, optional
        Exactly so many decimals; without it, as many as make four significant digits, trailing zeros dropped. [1]

    Returns
    -------
    str
        The number's text, with a typographic minus.

    Raises
    ------
    NumberError
        If the value is not finite: what could not be calculated has no number to show.
    UnknownKeyError
        If there are no texts in `lang`.

    Examples
    --------
    >>> format_number(1234.5, "vi", 1)
    '1.234,5'
    """
    if lang not in languages():
        raise UnknownKeyError("language", lang, known=languages())
    if not math.isfinite(value):
        raise NumberError(f"a finite number was expected to be shown, {value!r} was given")
    if digits is None:
        size = math.floor(math.log10(abs(value))) if value else 0
        pattern = "#,##0." + "#" * min(max(SIGNIFICANT - 1 - size, 0), MAX_DECIMALS)
    else:
        pattern = "#,##0." + "0" * digits
    text = format_decimal(value, format=pattern.rstrip("."), locale=lang)
    text = text.replace("-", "\u2212")
    return text[1:] if text.startswith("\u2212") and not re.search("[1-9]", text) else text


def format_percent(value: float, lang: str, digits: int = 1, *, signed: bool = False) -> str:
    """Return a percentage already multiplied by hundred (``-7.9`` → ``−7,9 %``), with a plus sign if `signed`."""
    number = format_number(value, lang, digits)
    sign = "+" if signed and value > 0 and re.search("[1-9]", number) else ""
    return f"{sign}{number}{THIN_SPACE}%"


def format_money(vnd: float, lang: str) -> str:
    """Return an amount of đồng in triệu (million) or tỷ (billion) from a million on.

    Parameters
    ----------
    vnd : float
        The amount. [VND]
    lang : str
        A language that :func:`languages` names.

    Returns
    -------
    str
        The amount with its word, such as ``9,53 tỷ đồng``.
    """
    for scale, word in ((BILLION, "money.billion"), (MILLION, "money.million")):
        if abs(vnd) >= scale:
            scaled = vnd / scale
            digits = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2
            return message(word, lang, amount=format_number(scaled, lang, digits))
    return message("money.plain", lang, amount=format_number(vnd, lang, 0))


def format_date(day: date, lang: str) -> str:
    """Return a day as ``22/11/2026`` in Vietnamese, ``22 Nov 2026`` in English."""
    return babel_date(day, format=_DATE_PATTERN.get(lang, "medium"), locale=lang)


def format_period(period: str, lang: str) -> str:
    """Return a period of the contract (``2025``, ``2025-03``, ``2025-03-07``, ``A/B``) as the language writes it.

    Text that is no period is returned as it is: it was typed by a user and is shown, not judged, here.

    Examples
    --------
    >>> format_period("2025-03", "vi")
    '03/2025'
    """
    if "/" in period:
        return " – ".join(format_period(part, lang) for part in period.split("/"))
    try:
        if re.fullmatch(r"\d{4}-\d{2}", period):
            month = date(int(period[:4]), int(period[5:]), 1)
            return babel_date(month, format=_MONTH_PATTERN.get(lang, "MM/yyyy"), locale=lang)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
            return format_date(date.fromisoformat(period), lang)
    except ValueError:
        return period
    return period


def format_unit(unit: str, lang: str, count: float | None = None) -> str:
    """Return a unit's text in a language: ``kWh/pair`` → ``kWh/đôi``; tokens without a word stay as they are.

    After a `count` other than one, a unit that is counted stands in the plural.

    Examples
    --------
    >>> format_unit("kWh/pair", "vi")
    'kWh/đôi'
    >>> format_unit("pair", "en", 2.0)
    'pairs'
    """
    texts = messages(lang)
    if count is not None and abs(count) != 1 and (many := texts.get(f"unit.{unit}.many")) is not None:
        return many
    whole = texts.get(f"unit.{unit}")
    if whole is not None:
        return whole
    parts = [part.strip() for part in unit.split("/")]
    return "/".join(texts.get(f"unit.{part}", part) for part in parts)


def format_quantity(value: float, unit: str, lang: str, digits: int | None = None) -> str:
    """Return a number with its unit after a thin space: ``1.234,5 kWh/tấn``."""
    text = format_number(value, lang, digits)
    return f"{text}{THIN_SPACE}{format_unit(unit, lang, value)}" if unit and unit != "1" else text
