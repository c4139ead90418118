"""Turn the SVG pictures of a report into PNG, for formats that take no vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assessment.reports.glyphs import shown
from assessment.reports.typesetting import Job, typeset

PPI = 180.0
TEMPLATE = """#set page(width: auto, height: auto, margin: 4pt, fill: white)
#image(bytes(json(bytes(sys.inputs.picture)).svg), format: "svg", width: 16cm)
"""


def pngs_of(svgs: Sequence[str]) -> list[bytes]:
    """Return SVG pictures as PNG, their words in the fonts that the PDF has."""
    contents = (json.dumps({"svg": shown(svg)}, ensure_ascii=False) for svg in svgs)
    return typeset([Job(template=TEMPLATE, name="picture", content=content, ppi=PPI) for content in contents])
