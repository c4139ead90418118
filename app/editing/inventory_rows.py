"""Three worksheets of the inventory as tables: refrigerant systems, changes of the base year, errors of emission factors.

In the document each is a worksheet of fields (``COLD STORE.installed``); here it is a row for each name before the last point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assessment.model import Assessment, Measured, Part, Text, Worksheet
from calculators.errors import UnitError
from calculators.units import parse_unit

Value = float | str | Measured
Amount = float | str | None  # a text stands where the document has one that is no number: it is shown, and marked, not lost
THRESHOLD = "base_year.threshold_percent"


class RefrigerantSystem(Part):
    """A refrigeration system and what it loses over its life. Charges [kg], losses [%]."""

    system: Text
    refrigerant: Text | None
    equipment_class: Text | None = None
    installed: Amount = None
    installation_loss: Amount = None
    operating: Amount = None
    operation_loss: Amount = None
    retired: Amount = None
    charge_left: Amount = None
    recovery: Amount = None


class BaseYearChange(Part):
    """A change since the base year, and what it adds to the base year. [t CO2e]"""

    change: Text
    change_reason: Text | None
    scope1: Amount = None
    scope2: Amount = None


class FactorError(Part):
    """One standard deviation of the emission factor of a source. [%]"""

    source: Text
    factor_uncertainty_pct: Amount


PARTS: Mapping[str, type[Part]] = MappingProxyType({"refrigerants": RefrigerantSystem, "base_year": BaseYearChange, "inventory": FactorError})
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({sheet: tuple(part.model_fields) for sheet, part in PARTS.items()})
MEMBERS: Mapping[str, str] = MappingProxyType({"refrigerant": "stream", "equipment_class": "type", "change_reason": "reason"})  # field -> member of the worksheet
_FIELDS_OF = {member: field for field, member in MEMBERS.items()}
CHARGES = frozenset({"installed", "operating", "retired"})


def parts_of(document: Assessment, sheet: str) -> tuple[Part, ...]:
    """Return the rows of a worksheet, in the order in which their names first stand there."""
    return tuple(_part(sheet, name, members) for _, name, members in _groups(document, sheet))


def _groups(document: Assessment, sheet: str) -> Iterator[tuple[int, str, dict[str, Value]]]:
    """Yield, for each row, the place of its worksheet in the document, its name and its members."""
    for at, item in enumerate(document.worksheets):
        groups: dict[str, dict[str, Value]] = {}
        for key, value in item.values.items() if item.sheet == sheet else ():
            name, _, member = key.rpartition(".")
            if name and _FIELDS_OF.get(member, member) in FIELDS[sheet][1:]:
                groups.setdefault(name, {})[member] = value
        for name, members in groups.items():
            yield at, name, members


def _part(sheet: str, name: str, members: Mapping[str, Value]) -> Part:
    values: dict[str, Any] = {**dict.fromkeys(FIELDS[sheet]), FIELDS[sheet][0]: name}
    for member, value in members.items():
        field = _FIELDS_OF.get(member, member)
        values[field] = _shown(field, value)
    return PARTS[sheet].model_construct(None, **values)


def _shown(field: str, value: Value) -> float | str:
    """Return a member as its cell shows it: a charge in kg, a loss in per cent, a class of equipment by its number."""
    if isinstance(value, Measured):
        try:
            unit = parse_unit(value.unit)
        except UnitError:
            return value.value if value.unit.strip() == "%" else f"{value.value:g} {value.unit}"
        is_charge = field in CHARGES and unit.dimension == "mass"
        return value.value * unit.factor if is_charge else value.value if value.unit.strip() == "%" else f"{value.value:g} {value.unit}"
    if field == "equipment_class" and isinstance(value, int | float):
        return f"{value:.0f}"
    return value


def with_parts(document: Assessment, sheet: str, parts: Sequence[Part]) -> Assessment:
    """Return the document with the rows of a worksheet replaced; what is no row there (a threshold) stays, so does a value nobody changed."""
    before = {(name, member): value for _, name, members in _groups(document, sheet) for member, value in members.items()}
    rows = {f"{name}.{member}" for name, member in before}
    values: dict[str, Value] = {}
    for item in document.worksheets:
        values |= {key: value for key, value in item.values.items() if item.sheet == sheet and key not in rows}
    taken: set[str] = set()
    for part in parts:
        first, *fields = FIELDS[sheet]
        name = _free(str(getattr(part, first)), taken)
        for field in fields:
            shown, member = getattr(part, field), MEMBERS.get(field, field)
            if shown is not None:
                was = before.get((name, member))
                values[f"{name}.{member}"] = was if was is not None and _shown(field, was) == shown else shown
    return _with_values(document, sheet, values)


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no row above has: two rows of one name would be one."""
    found = next(text for text in (name, *(f"{name} ({number})" for number in range(2, 999))) if text not in taken)
    taken.add(found)
    return found


def _with_values(document: Assessment, sheet: str, values: Mapping[str, Value]) -> Assessment:
    others = [item for item in document.worksheets if item.sheet != sheet]
    places = [at for at, item in enumerate(document.worksheets) if item.sheet == sheet]
    if values:
        others.insert(places[0] if places else len(others), Worksheet(sheet=sheet, values=dict(values)))
    return document.model_copy(update={"worksheets": tuple(others)})


def threshold_of(document: Assessment) -> float | str | None:
    """Return from which change on the base year is recalculated, as the document states it. [%]"""
    sheet, _, member = THRESHOLD.partition(".")
    for item in document.worksheets:
        if item.sheet == sheet and member in item.values:
            return _shown(member, item.values[member])
    return None


def with_threshold(document: Assessment, value: float | None) -> Assessment:
    """Return the document with that threshold set, or taken off for None."""
    sheet, _, member = THRESHOLD.partition(".")
    values: dict[str, Value] = {}
    for item in document.worksheets:
        values |= item.values if item.sheet == sheet else {}
    values.pop(member, None)
    return _with_values(document, sheet, values if value is None else {**values, member: value})


def cell_of(document: Assessment, path: str) -> tuple[str, int, str] | None:
    """Return the table, row and field that a path into one of these worksheets means; None for any other path.

    A path to the whole worksheet, or to a field that is no row, has row -1.
    """
    head, _, rest = path.partition("].")
    place = head.removeprefix("worksheets[").rstrip("]")
    if not head.startswith("worksheets[") or not place.isdecimal() or int(place) >= len(document.worksheets):
        return None
    sheet = document.worksheets[int(place)].sheet
    if sheet not in PARTS:
        return None
    key = rest.removeprefix("values.")
    rows = [(name, row) for row, (at, name, _) in enumerate(_groups(document, sheet)) if at == int(place) and f"{key}.".startswith(f"{name}.")]
    if not rows:
        return sheet, -1, key
    name, row = max(rows, key=lambda each: len(each[0]))
    member = key.removeprefix(name).removeprefix(".")
    field = _FIELDS_OF.get(member, member)
    return sheet, row, field if field in FIELDS[sheet] else FIELDS[sheet][0]
