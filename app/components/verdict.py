"""A verdict as a chip: colour, shape and word together."""

from __future__ import annotations

from markupsafe import Markup

from app.components.icons import shape
from app.components.markup import tag
from app.theme import SEVERITY_TONES, VERDICT_TONES
from data import messages


def verdict_chip(verdict: str, lang: str) -> Markup:
    """Return the chip of a verdict of a norm or a target."""
    tone = VERDICT_TONES.get(verdict, "neutral")
    return tag("span", shape(tone), messages.message(f"verdict.{verdict}", lang), class_=f"chip {tone}")


def severity_chip(severity: str, lang: str) -> Markup:
    """Return the chip of a finding's severity."""
    tone = SEVERITY_TONES[severity]
    return tag("span", shape(tone), messages.message(f"severity.{severity}", lang), class_=f"chip {tone}")
