"""Where in a source something stands, in the language shown: ``Điều 5 khoản 1`` is ``Article 5 clause 1`` to an English reader."""

from __future__ import annotations

import re
from functools import cache

from data.messages import languages, messages
from data.phrases import phrase

PREFIX = "locator."
_ASIAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # letters that neither language is written in
_POWER = re.compile(r"\*\*([23])")
_POWERS = {"2": "²", "3": "³"}
_VALUE = re.compile(r"(giá trị \d+)\.(\d)")
_QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\"|(?<![\w])'[^']*'(?!\w))")
_ALTERNATIVES = re.compile(r"\b[A-Z]{3,}(?:\|[A-Z]{3,})+")
_TIDY = (
    (re.compile(r"\bvalue ([\d.]+) per (?=\w)"), r"value \1 "),
    (re.compile(r"^data/assess\.csv; "), ""),  # the only table of that source
    (re.compile(r"^Identifiant de l'élément (\d+): (.*?) \[[^\]]*\] = [^;]*;.*$"), r"element no. \1 “\2”"),
    (re.compile(r"\bID \S+: (.*?) \[[^\]]*\] = \S+$"), r"row “\1”"),
    (re.compile(r"^\S+ \S+: process \"([^\"]*)\"; .*$"), r"process “\1”"),
    (re.compile(r"^processes\.json @\w+, (.*)$"), r"process “\1”"),
    (re.compile(r", \w+\.([a-z]+[A-Z]\w*)$"), r", entry “\1”"),
    (re.compile(r"(?<![\w/])(?:[\w\-]+/)*([\w\-]+)\.(?:md|html)\b"), r"page “\1”"),
    (re.compile(r"(?<![\w/])(?:[\w\-]+/)*([\w\-]+)\.(?:json|csv)\b"), r"table “\1”"),
    (re.compile(r"(”) \+ (?=\w)"), r"\1, "),
)
_YEAR = "\u516c\u544a\u5e74\u4efd"  # "year announced" in the Taiwanese table of coefficients


def locator_in(text: str, lang: str) -> str:
    """Return where something stands, its articles, tables and pages called as a language calls them.

    Names that only the source's own script can write (Chinese, Japanese) are left out: what stands beside them, the
    year and the value, finds the row as well.

    Parameters
    ----------
    text : str
        A locator of the reference data, Vietnamese for a Vietnamese document, else English.
    lang : str
        A language that has texts.

    Returns
    -------
    str
        The locator; words without a counterpart stay as they are.

    Examples
    --------
    >>> locator_in("Điều 5 khoản 1; Phụ lục I, bảng 1-2", "en")
    'Article 5 clause 1; Annex I, table 1-2'
    >>> locator_in("vol. 2 ch. 1 Table 1.2", "vi")
    'tập 2 chương 1 bảng 1.2'
    """
    known = phrase(text, lang) if lang == "vi" else text
    if known != text:
        return known
    plain = _POWER.sub(lambda match: _POWERS[match.group(1)], tidied(text)).replace(_YEAR, messages(lang)[PREFIX + "announced"])
    said = _outside_quotes(plain, lang)
    if lang == "vi":
        said = _VALUE.sub(r"\1,\2", said)
    parts = [part.strip() for part in said.split(";")]
    kept = [part for part in parts if not _ASIAN.search(part)]
    return "; ".join(kept) if kept and len(kept) < len(parts) else said


def tidied(text: str) -> str:
    """Return a locator without what only a program needs: folders, versions, the figure itself, marks between alternatives.

    Examples
    --------
    >>> tidied("sheet 'Factors by Category', ID 11_101_1012_8_1: WTT- fuels / Diesel [litres; kg CO2e] = 0.62409")
    "sheet 'Factors by Category', row “WTT- fuels / Diesel”"
    >>> tidied("textile/confection.md + data/products.json")
    'page “confection”, table “products”'
    >>> tidied("data/assess.csv; SIC 2091/2092, product SHRIMP|PRAWN")
    'SIC 2091/2092, product “SHRIMP”, “PRAWN”'
    """
    for pattern, instead in _TIDY:
        text = pattern.sub(instead, text)
    return _ALTERNATIVES.sub(lambda match: ", ".join(f"“{word}”" for word in match.group().split("|")), text)


def _outside_quotes(text: str, lang: str) -> str:
    """Return a text with its words put into a language, except what is quoted from the source."""
    pattern, words = _words(lang)
    parts = _QUOTED.split(text)
    return "".join(_quoted(part, words) if at % 2 else pattern.sub(lambda match: words[match.group()], part) for at, part in enumerate(parts))


def _quoted(part: str, words: dict[str, str]) -> str:
    """Return what is quoted from a source, in one kind of marks; a heading that has a name in the language by that name."""
    return f"“{words.get(part[1:-1], part[1:-1])}”"


@cache
def _words(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words of the other languages that have a counterpart, the longest first, and the counterparts."""
    here = messages(lang)
    found: dict[str, str] = {}
    for other in languages():
        for key, text in messages(other).items():
            if other != lang and key.startswith(PREFIX):
                found.setdefault(text, here[key])
    longest = sorted(found, key=len, reverse=True)
    ends = {word: r"(?!\w)" if word[-1].isalnum() else "" for word in longest}  # "p.13" is a page too
    return re.compile("|".join(rf"(?<![\w/\-]){re.escape(word)}{ends[word]}" for word in longest)), found
