"""The document's lists as tables of texts: the same fields as the workbook's sheets, edited one cell at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.editing import inventory_rows, life_cycle_rows
from app.editing.cells import Fault, Read, number_text, read_number, read_period, read_unit, read_yes
from assessment.intake.layout import BY_KEY
from assessment.model import Assessment, Flow, Part, Process, Product, RelevantVariable, Step, StepStream, StreamNote
from calculators.number import Notation

Tree = Mapping[str, Any]

SHOWN_PROPERTIES = (
    "ncv", "moisture", "mass_per_unit", "density", "emission_factor", "electricity", "enthalpy", "volume_per_unit", "cod_in", "cod_out", "solvent_content",
    "recycled_content",
)  # fmt: skip
_NOTE_FIELDS = ("stream", "name", "like", "of", "period")
_PROPERTY_FIELDS = tuple(f"{name}.{member}" for name in SHOWN_PROPERTIES for member in ("value", "unit", "evidence"))

PARTS: Mapping[str, type[Part]] = MappingProxyType(
    {
        "flows": Flow,
        "products": Product,
        "relevant_variables": RelevantVariable,
        "streams": StreamNote,
        "process.steps": Step,
        "process.streams": StepStream,
        **inventory_rows.PARTS,
        **life_cycle_rows.PARTS,
    }
)
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "flows": BY_KEY["flows"].fields,
        "products": tuple(name for name in BY_KEY["products"].fields if name != "id"),
        "relevant_variables": BY_KEY["relevant_variables"].fields,
        "streams": (*_NOTE_FIELDS, *_PROPERTY_FIELDS),
        "process.steps": tuple(name for name in BY_KEY["process.steps"].fields if name != "id"),
        "process.streams": BY_KEY["process.streams"].fields[:6],
        **inventory_rows.FIELDS,
        **life_cycle_rows.FIELDS,
    }
)
PERCENTS = frozenset({"installation_loss", "operation_loss", "charge_left", "recovery", "factor_uncertainty_pct"})
NUMBERS = frozenset(
    {"quantity", "cost_vnd", "uncertainty_pct", "equivalent", "capacity.quantity", "price_vnd", "value", "system_cost_vnd",
     "waste_management_cost_vnd", "employees", *inventory_rows.CHARGES, *PERCENTS, "scope1", "scope2", "declared_unit.quantity",
     *(name for name in _PROPERTY_FIELDS if name.endswith(".value"))}
)  # fmt: skip
SIGNED = frozenset({"cost_vnd", "value", "scope1", "scope2"})
UNITS = frozenset({"unit", "capacity.unit", "declared_unit.unit", *(name for name in _PROPERTY_FIELDS if name.endswith(".unit"))})
PERIODS = frozenset({"period", "commissioned"})
WHOLE = 100.0  # per cent
LEDGER = "ledger"  # what a quantity of the process map says when the ledger's total is meant


def parts_of(document: Assessment, section: str) -> Sequence[Part]:
    """Return the rows of a section."""
    if section in inventory_rows.PARTS:
        return inventory_rows.parts_of(document, section)
    if section in life_cycle_rows.PARTS:
        return life_cycle_rows.parts_of(document, section)
    head, _, tail = section.partition(".")
    owner = getattr(document, head)
    return tuple(getattr(owner, tail)) if tail and owner is not None else () if tail else tuple(owner)


def with_parts(document: Assessment, section: str, parts: Sequence[Part]) -> Assessment:
    """Return the document with the rows of a section replaced."""
    if section in inventory_rows.PARTS:
        return inventory_rows.with_parts(document, section, parts)
    if section in life_cycle_rows.PARTS:
        return life_cycle_rows.with_parts(document, section, parts)
    head, _, tail = section.partition(".")
    if not tail:
        return document.model_copy(update={head: tuple(parts)})
    process = (document.process or Process()).model_copy(update={tail: tuple(parts)})
    return document.model_copy(update={head: process if process.steps or process.streams else None})


def text_of(part: Part, field: str, notation: Notation) -> str:
    """Return a member of a row as a cell shows it."""
    value: Any = part
    for name in field.split("."):
        value = getattr(value, "from_" if name == "from" else name, None) if value is not None else None
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    return number_text(value, notation) if isinstance(value, (int, float)) else str(value)


def read_field(field: str, text: str, notation: Notation) -> Read:
    """Return what a cell of a field says."""
    if field == "quantity" and text.strip().casefold() in (LEDGER, "sổ"):
        return Read(value=LEDGER)
    if field in PERCENTS:
        return _read_percent(field, text, notation)
    if field in NUMBERS:
        return read_number(text, notation, may_be_negative=field in SIGNED)
    if field in UNITS:
        return read_unit(text)
    if field in PERIODS:
        return read_period(text)
    if field == "estimated":
        return read_yes(text)
    return Read(value=text.strip()[:500] or None)


def _read_percent(field: str, text: str, notation: Notation) -> Read:
    """Return a percentage of a cell, with or without its sign; a share cannot pass 100. [%]"""
    read = read_number(text.replace("%", ""), notation)
    is_share = field != "factor_uncertainty_pct"
    if is_share and isinstance(read.value, float) and read.value > WHOLE:
        return Read(fault=Fault(code="choice.value", given=text.strip()[:40], expected=f"0 … {WHOLE:.0f} %"))
    return read


def put(tree: Tree, field: str, value: object) -> dict[str, Any]:
    """Return a tree with a member set; a nested part that is half given keeps the half, one that is empty goes."""
    head, _, tail = field.partition(".")
    made = dict(tree)
    if tail:
        inner = {name: item for name, item in put(made.get(head) or {}, tail, value).items() if item is not None}
        made[head] = inner or None
    else:
        made[head] = value
    return {name: item for name, item in made.items() if item is not None}


def tree_of_part(part: Part) -> dict[str, Any]:
    """Return a row as plain values without empty members."""
    return part.model_dump(by_alias=True, exclude_none=True)


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A row that is not one yet: what was typed so far, and which members it still needs."""

    tree: Tree
    needs: tuple[str, ...]


def part_from(section: str, tree: Tree) -> Part | Unfinished:
    """Return the row that a tree makes, or what it still needs."""
    try:
        return PARTS[section].model_validate(dict(tree))
    except ValueError as problem:
        errors = problem.errors() if hasattr(problem, "errors") else []
        needs = tuple(".".join(map(str, error["loc"])) or str(error["msg"]).rpartition(" ")[2] for error in errors)
        return Unfinished(tree=dict(tree), needs=needs)


def fault_of(needs: Sequence[str]) -> Fault:
    """Return why a row that still needs members is not kept."""
    if "quantity_or_cost" in needs:
        return Fault(code="flow.no_quantity", given="")
    if "unit_of_quantity" in needs:
        return Fault(code="flow.no_unit", given="")
    return Fault(code="row.unfinished", given="", expected=", ".join(dict.fromkeys(needs)))


def with_part(document: Assessment, section: str, place: int | None, part: Part) -> Assessment:
    """Return the document with one row of a section replaced, or added at the end where `place` is None."""
    parts = list(parts_of(document, section))
    if place is None:
        parts.append(part)
    else:
        parts[place] = part
    return with_parts(document, section, parts)


def without_parts(document: Assessment, section: str, places: frozenset[int]) -> Assessment:
    """Return the document without the rows of a section at some places."""
    kept = [part for place, part in enumerate(parts_of(document, section)) if place not in places]
    return with_parts(document, section, kept)
