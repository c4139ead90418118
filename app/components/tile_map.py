"""A scheme of today's provinces, one tile each: roughly where they lie, not how large they are and not their borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from app.components.markup import tag
from app.theme import PALETTES

# province → (row, column): north above south, the coast to the right; drawn by us, by eye
TILES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "08": (1, 3), "04": (1, 4),
        "12": (2, 1), "15": (2, 2), "19": (2, 3), "20": (2, 4),
        "11": (3, 1), "14": (3, 2), "25": (3, 3), "24": (3, 4), "22": (3, 5),
        "01": (4, 3), "33": (4, 4), "31": (4, 5),
        "38": (5, 3), "37": (5, 4),
        "40": (6, 3), "42": (7, 3), "44": (8, 4), "46": (9, 4), "48": (9, 5),
        "51": (10, 5), "52": (11, 5), "66": (12, 5), "56": (13, 5),
        "68": (13, 4), "80": (14, 2), "75": (14, 4), "79": (14, 3),
        "82": (15, 2), "86": (15, 3), "91": (16, 1), "92": (16, 2), "96": (17, 1),
    }
)  # fmt: skip
STEPS = 5  # shades
OPACITIES = (0.10, 0.24, 0.38, 0.52, 0.66)  # of the accent, as in the stylesheet
HEAD = 28  # px above the drawing, for its title


def shade(value: float, ordered: Sequence[float]) -> int:
    """Return which of the shades a value gets: by its place among all values, the lightest is 1."""
    below = sum(1 for other in ordered if other < value)
    return 1 + min(STEPS - 1, below * STEPS // max(len(ordered), 1))


def tile_map(name: str, tiles: Mapping[str, tuple[str, str, float | None]], chosen: str, low: str, high: str) -> Markup:
    """Return the scheme. `tiles`: province → its name, what is said of it, and its value (None: hatched, nothing published).

    Parameters
    ----------
    name : str
        What the scheme shows, read aloud.
    tiles : mapping
        One entry per province.
    chosen : str
        The province with a frame.
    low, high : str
        The words at both ends of the key.

    Returns
    -------
    Markup
        A list of tiles; the same numbers belong in a table beside it.
    """
    values = sorted(value for _, _, value in tiles.values() if value is not None)
    items = []
    for code, (row, column) in sorted(TILES.items(), key=lambda item: item[1]):
        label, text, value = tiles.get(code, (code, "", None))
        kind = "none" if value is None else f"s{shade(value, values)}"
        frame = " here" if code == chosen else ""
        words = tag("span", f"{label}: {text}", class_="visually-hidden")
        short = tag("span", _short(label), aria_hidden="true")
        items.append(
            tag("li", words, short, class_=f"tile {kind}{frame}", title=f"{label}: {text}", style=f"grid-row:{row};grid-column:{column}")
        )
    key = (tag("span", class_=f"tile s{step}") for step in range(1, STEPS + 1))
    legend = tag("p", low, " ", *key, " ", high, class_="tile-key small soft", aria_hidden="true")
    return tag("div", tag("ul", *items, class_="tiles", aria_label=name), legend)


def tile_picture(name: str, tiles: Mapping[str, tuple[str, str, float | None]], chosen: str) -> str:
    """Return the scheme as an SVG drawing of its own, to be taken away; `tiles` and `chosen` as :func:`tile_map`."""
    palette = PALETTES["light"]
    values = sorted(value for _, _, value in tiles.values() if value is not None)
    wide, high = 116, 42  # px of a tile with its gap
    drawn = []
    for code, (row, column) in TILES.items():
        label, text, value = tiles.get(code, (code, "", None))
        x, y = (column - 1) * wide, HEAD + (row - 1) * high
        opacity = 0.0 if value is None else OPACITIES[shade(value, values) - 1]
        edge = palette.ink if code == chosen else palette.line
        box = {"x": x, "y": y, "width": wide - 4, "height": high - 4, "rx": 6}
        drawn.append(tag("rect", **box, fill=palette.accent, fill_opacity=opacity, stroke=edge))
        drawn.append(tag("text", _short(label), x=x + 8, y=y + 17, font_size=12))
        drawn.append(tag("text", text if value is not None else "–", x=x + 8, y=y + 31, font_size=10))
    size = {"width": 5 * wide, "height": HEAD + 17 * high}
    title = tag("text", name, x=0, y=16, font_size=13)
    return str(tag("svg", title, *drawn, xmlns="http://www.w3.org/2000/svg", **size, font_family="Arial, sans-serif", fill=palette.ink))


def _short(label: str) -> str:
    """Return a province's name without the word for what it is."""
    for head in ("Thành phố ", "Tỉnh "):
        label = label.removeprefix(head)
    for tail in (" Province", " City"):
        label = label.removesuffix(tail)
    return label
