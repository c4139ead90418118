"""Numbers with their units, sentences with numbers, and small lines of months."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.components.markup import tag
from data import messages

STEADY = 0.1  # share of the value; months that differ by less are drawn as nearly level, not stretched to drama
STILL = 0.05  # percent; smaller changes read as none with one decimal


def figure(value: float, unit: str, lang: str, *, href: str | None = None, digits: int | None = None) -> Markup:
    """Return a number with its unit after a thin space; with `href`, a link to where the number comes from."""
    number = tag("span", messages.format_number(value, lang, digits))
    written = messages.format_unit(unit, lang, value)
    inner = tag("span", number, tag("span", messages.THIN_SPACE + written, class_="unit") if written else None, class_="num")
    if href is None:
        return inner
    return tag("a", inner, href=href, class_="figure", title=messages.message("trace.open", lang))


def interval(low: float | None, high: float | None, lang: str, unit: str = "") -> Markup | None:
    """Return the 90 % interval of a number, or None when it has none."""
    if low is None or high is None:
        return None
    text = messages.message(
        "figure.interval",
        lang,
        low=messages.format_number(low, lang),
        high=messages.format_number(high, lang),
        unit=messages.format_unit(unit, lang, high),
    )
    return tag("span", text.strip(), class_="small soft")


def change(percent: float, lang: str) -> str:
    """Return a signed change; what would read as a signed zero reads as zero."""
    return messages.format_percent(0.0 if abs(percent) < STILL else percent, lang, signed=abs(percent) >= STILL)


def spark(values: Sequence[float | None], name: str) -> Markup | None:
    """Return a small line of months, or None when fewer than three of them have a value. `name` is read aloud."""
    known = [value for value in values if value is not None]
    if len(known) < 3:
        return None
    low, high = min(known), max(known)
    span = max(high - low, STEADY * abs(high)) or 1.0
    low -= (span - (high - low)) / 2
    width, height, pad = 200.0, 40.0, 4.0
    reach = max(len(values) - 1, 1)
    points = [
        f"{pad + (width - 2 * pad) * place / reach:.1f},{height - pad - (height - 2 * pad) * (value - low) / span:.1f}"
        for place, value in enumerate(values)
        if value is not None
    ]
    x, y = points[-1].split(",")
    line = tag(
        "polyline",
        points=" ".join(points),
        fill="none",
        stroke="var(--sh-accent)",
        stroke_width="2",
        stroke_linejoin="round",
    )
    dot = tag("circle", cx=x, cy=y, r="3.5", fill="var(--sh-accent)")
    return tag(
        "svg",
        tag("title", name),
        line,
        dot,
        class_="spark",
        viewBox="0 0 200 40",
        preserveAspectRatio="none",
        role="img",
    )
