"""Contrast of the themes by the formula of WCAG 2.2 (relative luminance)."""

from __future__ import annotations

import pytest

from app.theme import PALETTES, SEVERITY_TONES, TONE_SHAPES, VERDICT_TONES, Mode, Palette
from data import messages


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_stands_out(mode: Mode) -> None:
    palette: Palette = PALETTES[mode]
    for ink in (palette.ink, palette.ink_soft, palette.accent, palette.good, palette.bad, palette.unsure, palette.neutral):
        assert contrast(ink, palette.surface) >= 4.5
        assert contrast(ink, palette.ground) >= 4.5
    for tone in ("good", "bad", "unsure", "neutral", "accent"):
        assert contrast(getattr(palette, tone), getattr(palette, f"{tone}_soft")) >= 4.5, tone
    assert contrast(palette.surface, palette.accent) >= 4.5  # text of main buttons
    assert contrast(palette.ink_soft, palette.neutral_soft) >= 4.5  # headings of tables


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marks_of_charts_stand_out(mode: Mode) -> None:
    assert all(contrast(colour, PALETTES[mode].surface) >= 3 for colour in PALETTES[mode].series)


def test_every_verdict_has_its_word_and_every_tone_its_own_shape() -> None:
    assert len(set(TONE_SHAPES.values())) == len(TONE_SHAPES)
    for lang in messages.languages():
        words = [messages.message(f"verdict.{verdict}", lang) for verdict in VERDICT_TONES]
        assert len(set(words)) == len(words)
        assert all(messages.has_message(f"severity.{severity}", lang) for severity in SEVERITY_TONES)
