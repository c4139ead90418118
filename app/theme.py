"""The one look of the application: colours of both themes, and how a verdict is shown without relying on colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Mode = Literal["light", "dark"]
Tone = Literal["good", "bad", "unsure", "neutral"]

STATIC = Path(__file__).parent / "static"
GREEN = "#0a6b4f"
FONT = "Roboto, 'Segoe UI', Arial, sans-serif"


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of one theme. Text colours hold 4.5 : 1 on `surface` and on `ground`."""

    ground: str
    surface: str
    ink: str
    ink_soft: str
    line: str
    accent: str
    accent_soft: str
    good: str
    good_soft: str
    bad: str
    bad_soft: str
    unsure: str
    unsure_soft: str
    neutral: str
    neutral_soft: str
    series: tuple[str, ...]


# Blue for good and vermilion-brown for bad differ for protan, deutan and tritan viewers; a shape and a word go with each.
# Series colours follow Okabe and Ito (jfly.uni-koeln.de/color, 2008), darkened or lightened to stand on the ground.
PALETTES: Mapping[Mode, Palette] = MappingProxyType(
    {
        "light": Palette(
            ground="#f5f7f5",
            surface="#ffffff",
            ink="#16211d",
            ink_soft="#52605a",
            line="#d9e0dc",
            accent=GREEN,
            accent_soft="#e2f1eb",
            good="#0b5c8f",
            good_soft="#e3eff7",
            bad="#a63d0a",
            bad_soft="#fbeae1",
            unsure="#7a5a00",
            unsure_soft="#fbf2d6",
            neutral="#52605a",
            neutral_soft="#edf0ee",
            series=("#0a6b4f", "#0072b2", "#b35c00", "#8a4f7d", "#56738a", "#8a7a00", "#444f4a"),
        ),
        "dark": Palette(
            ground="#0f1513",
            surface="#18211d",
            ink="#e8eeeb",
            ink_soft="#a8b5af",
            line="#33403a",
            accent="#5fcba4",
            accent_soft="#1c3a30",
            good="#7cc0f0",
            good_soft="#16303f",
            bad="#f2a27a",
            bad_soft="#43271a",
            unsure="#e6c65a",
            unsure_soft="#3a3114",
            neutral="#a8b5af",
            neutral_soft="#26302c",
            series=("#5fcba4", "#6fb8ea", "#f0a45c", "#d39ac6", "#9fb6c8", "#d8c95a", "#b9c4bf"),
        ),
    }
)

# What each verdict of the contract means to an eye: its tone and its shape. The word is `verdict.<key>`.
VERDICT_TONES: Mapping[str, Tone] = MappingProxyType(
    {
        "within": "good",
        "better_than_best": "good",
        "achieved": "good",
        "on_track": "good",
        "worse": "bad",
        "not_achieved": "bad",
        "behind": "bad",
        "not_distinguishable": "unsure",
        "undetermined": "unsure",
        "expired": "unsure",
        "not_comparable": "neutral",
        "no_norm": "neutral",
        "not_applicable": "neutral",
        "no_baseline": "neutral",
    }
)
SEVERITY_TONES: Mapping[str, Tone] = MappingProxyType({"error": "bad", "warning": "unsure", "note": "neutral"})
TONE_SHAPES: Mapping[Tone, str] = MappingProxyType({"good": "circle", "bad": "triangle", "unsure": "diamond", "neutral": "square"})


def css_variables() -> str:
    """Return the custom properties of both themes, for ``:root`` and for a root marked dark."""

    def block(mode: Mode) -> str:
        palette = PALETTES[mode]
        named = {name: value for name, value in vars(palette).items() if isinstance(value, str)}
        return "".join(f"--sh-{name.replace('_', '-')}:{value};" for name, value in named.items())

    return f":root{{color-scheme:light;{block('light')}--sh-font:{FONT};}}:root[data-sh-theme=dark]{{color-scheme:dark;{block('dark')}}}"


def material_theme() -> dict[str, object]:
    """Return the Material theme made of the same colours, for the few widgets that are Material's."""

    def side(mode: Mode) -> dict[str, object]:
        palette = PALETTES[mode]
        return {
            "palette": {
                "primary": {"main": palette.accent, "contrastText": "#ffffff" if mode == "light" else "#06120d"},
                "background": {"default": palette.ground, "paper": palette.surface},
                "text": {"primary": palette.ink, "secondary": palette.ink_soft},
            },
            "typography": {"fontFamily": FONT, "fontSize": 14},
            "shape": {"borderRadius": 10},
        }

    return {"light": side("light"), "dark": side("dark")}
