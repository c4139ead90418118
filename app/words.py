"""Names that come from the reference data, in the language asked for."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from markupsafe import Markup

from app.components.markup import tag
from calculators.errors import SachhonError
from data import catalogue, messages
from data.locators import locator_in
from data.phrases import phrase

COUNTRIES = {"USA": "US", "UK": "GB", "Vietnam": "VN", "China": "CN"}  # as some sources write them


def sector_name(key: str, lang: str) -> str:
    """Return a sector's name; an unknown key as it is."""
    rows = [row for row in catalogue.open_edition().table("sectors") if row["id"] == key]
    return str(rows[0][f"label_{lang}"]) if rows else key


def sectors(lang: str, programme_only: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the sectors' keys and names, those of the provincial programme first."""
    rows = catalogue.open_edition().table("sectors")
    chosen = [row for row in rows if row["programme"] or not programme_only]
    return tuple((str(row["id"]), str(row[f"label_{lang}"])) for row in chosen)


REGISTER_WORDS = {"consolidated": "consolidated", "as_quoted": "as quoted"}  # English words the register of sources uses in its own fields


def source_line(source_id: str, lang: str = messages.DEFAULT_LANGUAGE) -> str:
    """Return a source's title, number, publisher and date of issue in one line."""
    source = catalogue.open_edition().source(source_id)
    parts = (source.title, source.number, source.publisher, _issued(source.issued, lang))
    return _register_words(", ".join(str(part) for part in parts if part), lang)


def _register_words(line: str, lang: str) -> str:
    for key, word in REGISTER_WORDS.items():
        line = line.replace(word, messages.message(f"source.{key}", lang))
    return line


def _issued(text: str, lang: str) -> str:
    is_day = re.fullmatch(r"\d{4}(-\d{2}){0,2}", text)
    return messages.format_period(text, lang) if is_day else text


def cited(source_id: str, lang: str = messages.DEFAULT_LANGUAGE) -> Markup:
    """Return a source's line, marked with the language it is in."""
    text = source_line(source_id, lang)
    return tag("span", text, lang=language_of(text))


_OTHER = {"vi": r"(?<![\w/.])[a-z]{4,}(?![\w/.])", "en": r"\w*[ăđơưạ-ỹ]\w*"}  # words that only the other language has


def place_in_source(locator: str, lang: str) -> Markup | None:
    """Return where in a source a figure stands, marked with the language it is in; None where it is not said."""
    if not locator:
        return None
    if locator == "as quoted":
        return tag("span", messages.message("source.as_quoted", lang))
    text = locator_in(locator, lang)
    if set(re.findall(_OTHER[lang], text)) & set(re.findall(_OTHER[lang], locator)):
        text = locator  # half of one language and half of another helps nobody
    said_in = language_of(text)
    return tag("span", text, lang=None if said_in == lang else said_in)


@cache
def _territories(lang: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(lang).territories.items()}


@cache
def place_name(geography: str, lang: str) -> str:
    """Return where a figure was taken, in words: country codes by their names, anything else as the source says it."""
    if phrase(geography, lang) != geography:
        return phrase(geography, lang)
    codes = {name: code for code, name in _territories("en").items()}
    names = _territories(lang)

    def named(match: re.Match[str]) -> str:
        word = match.group()
        key = f"place.{word.lower()}"
        if messages.has_message(key, lang):
            return messages.message(key, lang)
        return names.get(COUNTRIES.get(word, word), names.get(codes.get(word, ""), word))

    return re.sub(r"[A-Za-z]{2,}", named, geography)


def source_link(source_id: str, lang: str = messages.DEFAULT_LANGUAGE) -> Markup:
    """Return a source's line, as a link where it has an address on the web; an unknown id as it is."""
    try:
        source = catalogue.open_edition().source(source_id)
    except SachhonError:
        return tag("span", source_id)
    return _linked(source_line(source_id, lang), source.address)


def _linked(text: str, address: str) -> Markup:
    is_web = address.startswith(("https://", "http://")) and " " not in address
    said_in = language_of(text)
    return tag("a", text, href=address, rel="noreferrer noopener", target="_blank", lang=said_in) if is_web else tag("span", text, lang=said_in)


def language_of(citation: str) -> str | None:
    """Return the language a title or a place in a source is in, as far as words and letters tell: a screen reader must know."""
    if not re.search(r"[A-Za-z]{3}", citation):
        return None
    if re.search(r"\b(the|of|and|with|for|by|not|from)\b", citation):
        return "en"
    return "vi" if re.search(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíòóõùúýĩũ]", citation) else "en"


def source_short(source_id: str, lang: str = messages.DEFAULT_LANGUAGE) -> Markup:
    """Return a source's number, or its title where it has none, as a link where it has an address on the web."""
    try:
        source = catalogue.open_edition().source(source_id)
    except SachhonError:
        return tag("span", source_id)
    return _linked(_register_words(source.number or source.title, lang), source.address)


def said(key: str, lang: str, fallback: str = "", **values: object) -> str:
    """Return a message that other modules may not have written yet; `fallback` where there is none or a value lacks.

    Codes of findings and reasons come from the engine and its own editions; a page must not fail over one it has no
    sentence for, and shows the code instead.
    """
    if not messages.has_message(key, lang):
        return fallback
    try:
        return messages.message(key, lang, **values)
    except KeyError:
        return fallback
