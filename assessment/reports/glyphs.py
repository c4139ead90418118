"""Which letters the fonts of the PDF have: another letter is shown as a box, never guessed and never an error."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cache
from importlib import resources

BOX = "\u25a1"


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    text = resources.files("assessment.reports").joinpath("templates", "glyphs.json").read_text(encoding="utf-8")
    ranges = json.loads(text)
    return tuple(first for first, _ in ranges), tuple(last for _, last in ranges)


def has_glyph(letter: str) -> bool:
    """Return whether the fonts of the PDF can show a letter."""
    starts, ends = _ranges()
    at = bisect_right(starts, ord(letter)) - 1
    return at >= 0 and ord(letter) <= ends[at]


def shown(text: str) -> str:
    """Return `text` with a box for every letter that the fonts lack; a run of them becomes one box."""
    if text.isascii():
        return text
    letters: list[str] = []
    for letter in text:
        if letter in "\n\t" or has_glyph(letter):
            letters.append(letter)
        elif not letters or letters[-1] != BOX:
            letters.append(BOX)
    return "".join(letters)
