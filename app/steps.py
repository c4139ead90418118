"""What a step of a trace is called, and its formula in words. The engine writes both in the terms of its own code."""

from __future__ import annotations

import re

from app.reading import Reading
from app.words import said
from data import messages

TERM = re.compile(r"[A-Za-z_][A-Za-z_0-9.]*(?:/[a-z_0-9]+)?")
CATEGORY = re.compile(r"^emission \(scope 3, category (\d+)\)$")
CALL = re.compile(r"^(\w+)\(.*\)$")
NUMBERED = re.compile(r"^(\w+(?:\.\w+)?)\[(\d+)\](?:\.(\w+))?$")


def formula(text: str, reading: Reading, lang: str) -> str:
    """Return a formula in words: the whole of it where there is a sentence for it, else each of its terms."""
    if messages.has_message(f"formula.{text}", lang):
        return messages.message(f"formula.{text}", lang)
    call = CALL.match(text)
    if call:
        return said(f"equipment.check.{call[1]}", lang, call[1])

    def term(found: re.Match[str]) -> str:
        word = found[0]
        if word.startswith("product/"):
            return reading.product_name(word.partition("/")[2], lang)
        return said(f"term.{word}", lang, word)

    return TERM.sub(term, text)


def amount(id: str, reading: Reading, lang: str) -> str:
    """Return what the amount of a step is called."""
    head = (id.partition(" → ")[2] or id).partition(" [")[0]
    if messages.has_message(f"amount.{head}", lang):
        return messages.message(f"amount.{head}", lang)
    category = CATEGORY.match(head)
    if category:
        return messages.message("amount.category", lang, number=int(category[1]))
    numbered = NUMBERED.match(head)
    if numbered:
        name = numbered[3] or numbered[1]
        return said(f"amount.{name}", lang, name, number=int(numbered[2]) + 1)
    word, _, rest = head.partition(":")[0].partition("/")
    if word in ("material", "water", "waste", "wastewater", "energy") and "/" in rest:
        return reading.stream_name(rest, lang)
    if word.startswith("equivalent_output"):
        of = rest or word.partition("@")[2]
        name = said("amount.equivalent_output", lang, word)
        return f"{name} – {reading.product_name(of, lang)}" if of else name
    if word == "output" and rest:
        return reading.product_name(rest, lang)
    if rest:
        return reading.stream_name(f"{word}/{rest}", lang)
    return said(f"amount.{word}", lang, word)
