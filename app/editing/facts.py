"""What a site says of itself outside its lists: names, places, codes, size, periods, choices. One field is changed at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.editing import inventory_rows, method
from app.editing.cells import Fault, Read, number_text, read_number, read_period, read_unit
from app.editing.inventory_rows import THRESHOLD
from app.editing.tables import put
from assessment.intake.layout import BY_KEY
from assessment.model import Assessment, Facility
from calculators.number import Notation

FIELDS: tuple[str, ...] = (*BY_KEY["facility"].fields, THRESHOLD, *(f"{method.PREFIX}{rule.key}" for rule in method.rules()))
NEEDED = frozenset({"facility.name", "facility.sector", "facility.province", "reporting_period"})
_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")


@dataclass(frozen=True, kw_only=True)
class Faced:
    """A document after a field was typed: changed, or as it was with the fault of what was typed."""

    document: Assessment
    fault: Fault | None = None


def value_of(document: Assessment, field: str) -> Any:
    """Return what the document says in a field, None where it says nothing."""
    if field.startswith(method.PREFIX):
        return document.choices.get(field.removeprefix(method.PREFIX))
    if field == THRESHOLD:
        return inventory_rows.threshold_of(document)
    value: Any = document
    for name in field.split("."):
        value = getattr(value, name, None) if value is not None else None
    return value


def field_text(document: Assessment, field: str, notation: Notation) -> str:
    """Return a field as the form shows it."""
    value = value_of(document, field)
    if value is None:
        return ""
    return number_text(value, notation) if isinstance(value, (int, float)) else str(value)


def with_field(document: Assessment, field: str, text: str, notation: Notation, halves: Mapping[str, str] = MappingProxyType({})) -> Faced:
    """Return the document with one field of the form set from what was typed.

    Parameters
    ----------
    document : Assessment
        The document.
    field, text : str
        Which field, and what was typed.
    notation : {"comma", "dot"}
        The decimal mark of the page's language.
    halves : mapping
        Fields that could not be kept yet because their other half was missing (a capacity without its unit).

    Returns
    -------
    Faced
        The changed document, or the same with a fault; ``field.half`` says that another field is needed first.
    """
    if field == THRESHOLD:
        return _with_threshold(document, text, notation)
    key = field.removeprefix(method.PREFIX)
    read = _read(field, text, notation) if key == field else method.read_method(key, text, notation)
    if key != field:
        return Faced(document=document, fault=read.fault) if read.fault else Faced(document=method.with_method(document, key, read.value))
    if read.fault is not None:
        return Faced(document=document, fault=read.fault)
    if read.value is None and field in NEEDED:
        return Faced(document=document, fault=Fault(code="field.needed", given=""))
    try:
        return Faced(document=_set(document, {**_halves(field, halves, notation), field: read.value}))
    except ValueError:
        code = "field.half" if field.count(".") > 1 else "field.unfit"
        return Faced(document=document, fault=Fault(code=code, given=text[:60]))


def _with_threshold(document: Assessment, text: str, notation: Notation) -> Faced:
    read = read_number(text.replace("%", ""), notation)
    if read.fault is not None:
        return Faced(document=document, fault=read.fault)
    return Faced(document=inventory_rows.with_threshold(document, read.value if isinstance(read.value, float) else None))


def _halves(field: str, halves: Mapping[str, str], notation: Notation) -> dict[str, object]:
    """Return the values of what was typed before beside `field`, below the same parent."""
    parent = field.rpartition(".")[0]
    near = {name: _read(name, text, notation) for name, text in halves.items() if name != field and name.rpartition(".")[0] == parent}
    return {name: read.value for name, read in near.items() if read.fault is None}


def _read(field: str, text: str, notation: Notation) -> Read:
    if field in ("facility.employees", "facility.capacity.quantity"):
        return read_number(text, notation)
    if field == "facility.capacity.unit":
        return read_unit(text)
    if field.endswith("_period"):
        return read_period(text)
    clean = text.strip()[:500]
    if field.endswith("tax_code") and clean and not _TAX_CODE.fullmatch(clean):
        return Read(fault=Fault(code="field.tax_code", given=clean[:40]))
    return Read(value=clean or None)


def _set(document: Assessment, values: Mapping[str, object]) -> Assessment:
    facility = document.facility.model_dump(exclude_none=True)
    plain: dict[str, object] = {}
    for field, value in values.items():
        if field.startswith("facility."):
            facility = put(facility, field.removeprefix("facility."), value)
        else:
            plain[field] = value
    return document.model_copy(update={**plain, "facility": Facility.model_validate(facility)})
