"""A verdict as a chip: colour, shape and word together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from app.components.icons import shape
from app.components.markup import tag
from app.theme import SEVERITY_TONES, VERDICT_TONES
from app.words import place_name
from assessment.result_charts import standing_key
from data import catalogue, messages


def verdict_chip(verdict: str, lang: str) -> Markup:
    """Return the chip of a verdict of a norm or a target."""
    tone = VERDICT_TONES.get(verdict, "neutral")
    return tag("span", shape(tone), messages.message(f"verdict.{verdict}", lang), class_=f"chip {tone}")


def standing_chip(row: Mapping[str, Any], lang: str) -> Markup:
    """Return the chip of a comparison: the law's verdict in its colour, a published range as neutral context with its place."""
    key = standing_key(row)
    if not key.startswith("context."):
        tone = VERDICT_TONES.get(row["verdict"], "neutral")
        return tag("span", shape(tone), messages.message(key, lang), class_=f"chip {tone}")
    book = catalogue.open_edition()
    known = row["norm"] and book.has("norms", row["norm"])
    place = place_name(str(book.row("norms", row["norm"])["geography"] or ""), lang) if known else ""
    text = messages.message(key, lang)
    return tag("span", shape("neutral"), f"{text} ({place})" if place else text, class_="chip neutral")


def disputed_chip(lang: str) -> Markup:
    """Return the chip of an indicator of which published ranges say different things."""
    return tag("span", shape("neutral"), messages.message("context.disputed", lang), class_="chip neutral")


def severity_chip(severity: str, lang: str) -> Markup:
    """Return the chip of a finding's severity."""
    tone = SEVERITY_TONES[severity]
    return tag("span", shape(tone), messages.message(f"severity.{severity}", lang), class_=f"chip {tone}")
