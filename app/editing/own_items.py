"""Items that only this factory has: named once, then rows of the ledger like any other (contract 2.7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from app.editing.cells import read_unit
from app.editing.fault import ChangeError
from assessment.model import GROUPS, Assessment, StreamNote
from calculators.units import fold

OFFERED = tuple(group for group in GROUPS if group not in ("product", "intermediate", "transport", "service", "ice", "air"))


def slug(name: str) -> str:
    """Return a key made of a name: lower case, without accents, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", unicodedata.normalize("NFKD", fold(name))).strip("_")[:60]


def own_item(document: Assessment, fields: Mapping[str, str]) -> tuple[StreamNote, str]:
    """Return the note of a new item and the unit it is counted in.

    Raises
    ------
    ChangeError
        If the name, group or unit is missing or cannot be read, or the item is there already.
    """
    name, group, unit = (fields.get(field, "").strip() for field in ("name", "group", "unit"))
    key = slug(name)
    if not key or group not in OFFERED or not unit:
        raise ChangeError("change.fill_all")
    if read_unit(unit).fault is not None:
        raise ChangeError("data.unit_unknown")
    stream = f"{group}/{key}"
    if any(note.stream == stream for note in document.streams):
        raise ChangeError("data.item_there")
    return StreamNote(stream=stream, name=name[:200]), unit
