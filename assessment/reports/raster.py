"""Turn the SVG pictures of a report into PNG, for formats that take no vectors."""

from __future__ import annotations

import json

import typst

from assessment.reports.glyphs import shown

PPI = 180.0
TEMPLATE = b"""#set page(width: auto, height: auto, margin: 4pt, fill: white)
#image(bytes(json(bytes(sys.inputs.picture)).svg), format: "svg", width: 16cm)
"""


def png_of(svg: str) -> bytes:
    """Return an SVG picture as PNG, its words in the fonts that the PDF has."""
    picture = json.dumps({"svg": shown(svg)}, ensure_ascii=False)
    made: bytes = typst.compile(TEMPLATE, format="png", ppi=PPI, ignore_system_fonts=True, sys_inputs={"picture": picture}, timestamp=0)
    return made
