"""The icons of the application: drawn here, so that none is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

from app.theme import TONE_SHAPES, Tone

# Strokes in a box of 24 by 24.
_STROKES: Mapping[str, str] = MappingProxyType(
    {
        "leaf": "M5 19c0-9 5-14 15-14 0 10-5 15-12 14M5 21c1-5 4-8 9-10",
        "home": "M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6",
        "overview": "M4 4h7v7H4zM13 4h7v4h-7zM13 11h7v9h-7zM4 14h7v6H4z",
        "findings": "M12 4l9 16H3zM12 10v4M12 17v.5",
        "data": "M4 5h16v14H4zM4 10h16M4 14.5h16M9 5v14M14.5 5v14",
        "entry": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
        "intensities": "M4 20V10M10 20V4M16 20v-8M21 20H3",
        "targets": "M12 3a9 9 0 1 0 9 9M12 8a4 4 0 1 0 4 4M12 12l8-8M17 4h3v3",
        "balance": "M3 9h5v6H3zM16 4h5v6h-5zM16 14h5v6h-5zM8 12h4M12 7v10M12 7h4M12 17h4",
        "baseline": "M4 20V4M4 20h16M6.5 15.5l4-4 3 2.5 5.5-7M6.5 9h.1M11 7h.1M16 14h.1",
        "losses": "M3 6h18v9H3zM12 8.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M6 18l2 3M12 18v3M18 18l-2 3",
        "emissions": "M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 9.5 4.3 4.3 0 0 1 17.5 18zM9 21h6",
        "footprint": "M12 3l8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10M8 5l8 4",
        "duties": "M12 3v18M7 21h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
        "standing": "M4 20h16M7 20v-6M12 20V8M17 20v-9M12 3v2M10.5 5L12 8l1.5-3z",
        "contribution": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
        "exchange": "M4 8h13M14 4l4 4-4 4M20 16H7M10 12l-4 4 4 4",
        "participation": "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3 20c0-4 2.5-6 6-6s6 2 6 6M16 6a2.5 2.5 0 0 1 0 5M17 14c2.5.5 4 2.5 4 6",
        "distribution": "M3 20h18M4 20c2 0 3-2 4-7s2-8 4-8 3 3 4 8 2 7 4 7",
        "progress": "M4 5v15h16M7 8l4 4 3-2 5 6M19 12v4h-4",
        "programme": "M5 4h14v16H5zM8 9l1.5 1.5L12 8M8 15l1.5 1.5L12 14M14 9.5h2M14 15.5h2",
        "circular": "M12 4a8 8 0 0 1 8 8M20 8v4h-4M12 20a8 8 0 0 1-8-8M4 16v-4h4",
        "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L21 21",
        "reports": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        "trace": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l6 6M10 8v4M8 10h4",
        "reference": "M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM19 4h-4a2 2 0 0 0-2 2v14a2 2 0 0 1 2-2h4z",
        "help": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.5v.5",
        "style": "M12 3a9 9 0 1 0 0 18c1.5 0 1.5-2 .5-3s0-2.5 1.5-2.5H17a4 4 0 0 0 4-4C21 6.5 17 3 12 3M7.5 11v.1M10 7.5v.1M14.5 7.5v.1",
        "options": "M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10.5c.8.8 1 1.5 1 2.5h6c0-1 .2-1.7 1-2.5A6 6 0 0 0 12 3",
        "plan": "M4 5h16v15H4zM4 10h16M8 3v4M16 3v4M8 14l2 2 5-4",
        "path": "M6 19a2 2 0 1 0 0-.1M18 7a2 2 0 1 0 0-.1M8 19h7a3.5 3.5 0 0 0 0-7H9a3.5 3.5 0 0 1 0-7h7",
        "energy": "M13 3L5 14h6l-1 7 8-11h-6z",
        "equipment": "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
        "water": "M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z",
        "material": "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
        "money": "M3 6h18v12H3zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M6 9v.1M18 15v.1",
        "waste": "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
        "factory": "M3 20V9l6 4V9l6 4V4h5v16zM7 17h2M12 17h2",
        "table": "M4 4h16v16H4zM4 9h16M4 14h16M9 4v16",
        "importing": "M12 3v11M7.5 9.5L12 14l4.5-4.5M4 15v5h16v-5",
        "paper": "M6 3h8l4 4v14H6zM14 3v4h4M9 11h6M9 14h6M9 17h4",
        "upload": "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
        "download": "M12 4v12M7 11l5 5 5-5M4 17v3h16v-3",
        "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.5",
        "account": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5",
        "clients": "M3 20V9l5 3V9l5 3V5h4v15zM19 20h2M19 12h2M19 16h2",
        "history": "M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4M12 8v4.5l3 2",
        "invite": "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M18.5 8v6M15.5 11h6",
        "administration": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2.2 2.2L15.5 10",
        "theme": "M12 4v16M12 4a8 8 0 0 1 0 16 8 8 0 0 1 0-16",
        "menu": "M4 7h16M4 12h16M4 17h16",
    }
)
_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "circle": '<circle cx="6" cy="6" r="5.5"/>',
        "triangle": '<path d="M6 .5L11.8 11H.2z"/>',
        "diamond": '<path d="M6 0l6 6-6 6-6-6z"/>',
        "square": '<path d="M1 1h10v10H1z"/>',
    }
)


def icon(name: str) -> Markup:
    """Return an icon that decorates a text beside it; it has no name of its own for a screen reader."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>'
    ).format(_STROKES[name])


def shape(tone: Tone) -> Markup:
    """Return the shape that goes with a tone, so that colour never stands alone."""
    return Markup(f'<svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">{_SHAPES[TONE_SHAPES[tone]]}</svg>')
