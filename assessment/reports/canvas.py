"""A sheet to draw small SVG pictures on: its measures, colours and marks; what every drawing of a chart shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

from assessment.reports.typeset_columns import breadth
from data import messages

WIDTH, HEIGHT, ROW = 640.0, 185.0, 25.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 24.0, 26.0, 44.0
NAMES = 190.0  # room for the names of horizontal bars
GROUND = "#FFFFFF"
INK, SOFT, LINE, ACCENT, BAD, SECOND = "#1C2321", "#5C6966", "#D5DFDB", "#1B6E4B", "#A4262C", "#B8742A"
BANDS: Mapping[str, str] = {"norm": "#A4262C", "best": "#1B6E4B", "target": "#B8742A"}
FONT = "Libertinus Serif"
MAX_NAME = 30
MAX_DIGITS = 12  # of a number beside an axis
TYPE = 12.0  # of all words; printed at the width of a page's text they are nearly as large as those of the tables
LETTER = 0.45  # width of a letter or digit over the size of the type
CAPITAL = 0.62  # the same of a capital


@dataclass(kw_only=True)
class Canvas:
    """Marks of one picture, in the order they are drawn."""

    width: float = WIDTH
    height: float = HEIGHT
    marks: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1.0, dash: str = "") -> None:
        """Draw a straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"{dashed}/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str, opacity: float = 1.0) -> None:
        """Draw a filled rectangle."""
        x, width = (x + width, -width) if width < 0 else (x, width)
        y, height = (y + height, -height) if height < 0 else (y, height)
        self.marks.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}" fill-opacity="{opacity}"/>')

    def dot(self, x: float, y: float, radius: float = 3.2, colour: str = ACCENT) -> None:
        """Draw a dot."""
        self.marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def path(self, points: list[tuple[float, float]], colour: str, width: float = 2.0, dash: str = "") -> None:
        """Draw a line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.marks.append(f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>')

    def text(self, x: float, y: float, words: str, anchor: str = "start", colour: str = SOFT, size: float = TYPE) -> None:
        """Write words."""
        self.marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def label(self, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Write words on a white ground, so that no line of a grid strikes through them."""
        wide = TYPE * breadth(words)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        self.box(left - 1, y - TYPE + 2, wide + 2, TYPE, GROUND)
        self.text(x, y, words, anchor, INK)

    def svg(self) -> str:
        """Return the picture."""
        size = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" width="{self.width:.0f}" height="{self.height:.0f}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(self.marks)}</svg>'


def ticks_of(low: float, high: float) -> list[float]:
    """Return about four round values that span a range."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / 4
    size = 10 ** floor(log10(raw))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each >= raw)
    first, last = floor(low / step), ceil(high / step)
    return [step * index for index in range(first, last + 1)]


def tick_texts(ticks: list[float], lang: str) -> list[str]:
    """Return ticks as a language writes them, with as many digits as tell one from the next."""
    texts = [messages.format_number(tick, lang) for tick in ticks]
    digits = 0
    while len(set(texts)) < len(ticks) and digits < MAX_DIGITS:
        texts = [messages.format_number(tick, lang, digits) for tick in ticks]
        digits += 1
    return texts


def width_of(text: str, size: float = TYPE) -> float:
    """Return about how wide words are: capitals and digits are wider than the other letters. [1]"""
    wide = sum(letter.isupper() or letter.isdigit() for letter in text)
    return size * (LETTER * (len(text) - wide) + CAPITAL * wide)


def every_which(categories: Sequence[str], room: float, size: float = TYPE) -> int:
    """Return which of the names beside one another fit: every first, second, ..., with `room` for each. [1]"""
    widest = max((len(name) for name in categories), default=0) * LETTER * size + size / 2
    return max(1, ceil(widest / room))


def legend(canvas: Canvas, items: list[tuple[str, str, str]]) -> None:
    """Write what each line is, with its colour and dashes."""
    x, y = LEFT, canvas.height - 8
    for name, colour, dash in items:
        canvas.line(x, y - 4, x + 22, y - 4, colour, 2, dash)
        canvas.text(x + 27, y, name, colour=INK)
        x += 27 + 6.2 * len(name) + 22
