"""The choices of method an assessment makes, each with where it came from: the document or the edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice: its value (None where nothing was chosen and there is no default) and its origin."""

    key: str
    value: str | float | None
    origin: str
    source: str | None = None


def resolve_choices(stated: Mapping[str, str | float], book: Catalogue) -> dict[str, Choice]:
    """Return every choice of the closed list: the document's where it states one, else the edition's."""
    resolved = {}
    for row in book.table("choices"):
        key = str(row["id"])
        if key in stated:
            resolved[key] = Choice(key=key, value=stated[key], origin="document")
            continue
        default = str(row["default"] or "") or None
        value: str | float | None = default
        if default and row["value_kind"] == "number":
            value = float(default)
        resolved[key] = Choice(
            key=key, value=value, origin="edition" if default else "unset", source=str(row["source_id"]) if default else None
        )
    return resolved
