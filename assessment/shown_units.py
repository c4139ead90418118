"""The units in which a result is shown: equivalents that are counted per tonne read as tonnes of equivalent product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EQUIVALENT = "eq"
UNTOUCHED = ("trace", "findings", "choices")  # carry no figure that is shown with its own unit


def in_equivalents_of(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a result whose equivalents say what they are equivalents of: ``kWh/eq`` → ``kWh/t eq``.

    The result document keeps the contract's ``eq``. Only what a person reads is changed here, and only where every product's
    equivalents are tonnes (`subject.equivalent_unit`); a result without that member, of an earlier version, stays as it is.
    """
    unit = str((result.get("subject") or {}).get("equivalent_unit") or EQUIVALENT)
    if unit == EQUIVALENT:
        return result
    return {name: value if name in UNTOUCHED else _shown(value, unit) for name, value in result.items()}


def shown_unit(text: str, unit: str | None) -> str:
    """Return a unit whose equivalents are named by `unit`: ``("MJ/eq", "t eq")`` → ``MJ/t eq``."""
    return "/".join(unit if unit and part == EQUIVALENT else part for part in text.split("/"))


def _shown(value: Any, unit: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(each, unit) if name in ("unit", "units") else _shown(each, unit) for name, each in value.items()}
    return [_shown(each, unit) for each in value] if isinstance(value, list | tuple) else value


def _written(value: Any, unit: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(each, unit) for name, each in value.items()}
    return shown_unit(value, unit) if isinstance(value, str) else value
