"""What a cell or field may choose from: keys of the reference data and of the document itself, by the names people read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from app.editing.cells import Fault, Read
from app.editing.life_cycle_rows import BASES
from assessment.evaluation.inventory_years import ORGANIC, TRIGGERS
from assessment.intake.offers import LIST_OF, lists
from assessment.intake.vocabulary import read_vocabulary
from assessment.model import GROUPS, Assessment
from calculators.units import fold
from data.catalogue import open_edition
from data.messages import message

EMITTING = frozenset({"electricity", "fuel", "steam", "heat", "refrigerant", "wastewater", "waste", "chemical", "material"})
_KEY = re.compile(r"\[([^\]]+)\]\s*$")
_OWN = re.compile(r"[a-z_]+/[\w.\-]{1,80}")
_SHOWN_WITHOUT_KEY = frozenset({"unit", "estimated"})
INVENTORY = frozenset({"refrigerant", "equipment_class", "change_reason", "source", "allocation"})  # fields of the inventory's and the life cycle's tables; each is its own list
FREE = frozenset({"unit"})  # lists that only help: anything readable may be typed


@cache
def _lists(lang: str, sector: str) -> Mapping[str, Mapping[str, str]]:
    return lists(read_vocabulary(), lang, sector)


@cache
def _dimensions() -> Mapping[str, tuple[str, ...]]:
    return {key: stream.dimensions for key, stream in read_vocabulary().streams.items()}


def dimensions_of(stream: str) -> tuple[str, ...]:
    """Return what a stream of the reference data is measured by; nothing for an item of the factory's own."""
    return _dimensions().get(stream, ())


def list_of(field: str) -> str:
    """Return the list a field chooses from, empty for free text."""
    if field in INVENTORY:
        return field
    return "product" if field == "product" else LIST_OF.get(field, "unit" if field.endswith(".unit") else "")


def options(document: Assessment, list_name: str, lang: str) -> Mapping[str, str]:
    """Return the choices of a list by key, as a cell shows them; the document's own steps, products and items first."""
    if list_name in INVENTORY:
        return _of_inventory(document, list_name, lang)
    known = _lists(lang, document.facility.sector).get(list_name, {})
    if list_name == "step":
        own = {step.id: f"{step.name} [{step.id}]" for step in (document.process.steps if document.process else ())}
        return {**own, **known}
    if list_name == "product":
        return {product.id: f"{product.name} [{product.id}]" for product in document.products}
    if list_name == "stream":
        own = {f"product/{product.id}": f"{product.name} [product/{product.id}]" for product in document.products}
        own |= {note.stream: f"{note.name} [{note.stream}]" for note in document.streams if note.name}
        return {**own, **known}
    return known


@cache
def _equipment_classes(lang: str) -> Mapping[str, str]:
    subject = "subject_vi" if lang == "vi" else "subject"
    classes: dict[str, str] = {}
    for row in open_edition().table("refrigerant_emissions"):
        key = str(row["id"]).split(".")[2]
        classes[key] = f"{row[subject]} [{key}]"
    return classes


def _of_inventory(document: Assessment, list_name: str, lang: str) -> Mapping[str, str]:
    """Return the choices of the inventory's tables: refrigerants, classes of equipment, reasons, sources that emit."""
    if list_name == "equipment_class":
        return _equipment_classes(lang)
    if list_name == "allocation":
        return {key: f"{message(f'footprint.basis.{key}', lang)} [{key}]" for key in BASES}
    if list_name == "change_reason":
        return {key: f"{message(f'inventory.reason.{key}', lang)} [{key}]" for key in (*TRIGGERS, ORGANIC)}
    every = options(document, "stream", lang)
    if list_name == "refrigerant":
        return {key: shown for key, shown in every.items() if key.startswith("refrigerant/")}
    used = dict.fromkeys(flow.stream for flow in document.flows if flow.stream.partition("/")[0] in EMITTING)
    return {key: every.get(key, f"{key} [{key}]") for key in used}


def label(document: Assessment, field: str, key: str, lang: str) -> str:
    """Return a key as a cell shows it: the name, and the key below it in grey where the two differ."""
    list_name = list_of(field)
    if not key or not list_name or list_name in _SHOWN_WITHOUT_KEY:
        return key
    shown = options(document, list_name, lang).get(key)
    if shown is None:
        return key
    return f"{_KEY.sub('', shown).strip()}\n{key}"


def read_choice(document: Assessment, field: str, text: str, lang: str) -> Read:
    """Return the key that a cell's text names: by itself, in brackets behind the name, or by the name with or without accents."""
    clean, list_name = text.strip(), list_of(field)
    if not clean:
        return Read()
    known = options(document, list_name, lang)
    bracket = _KEY.search(clean)
    as_refrigerant = f"refrigerant/{fold(clean).replace('-', '')}" if list_name == "refrigerant" else ""
    for candidate in (clean, bracket.group(1) if bracket else "", as_refrigerant):
        if candidate in known or (list_name == "stream" and _is_own(candidate)):
            return Read(value=candidate)
    wanted = fold(clean)
    named = [key for key, shown in known.items() if fold(_KEY.sub("", shown)) == wanted]
    if named:
        return Read(value=named[0])
    near = [_KEY.sub("", shown).strip() for shown in known.values() if wanted in fold(shown)][:3]
    return Read(fault=Fault(code="choice.value", given=clean[:60], expected=", ".join(near) or list_name, fix=near[0] if near else ""))


def _is_own(text: str) -> bool:
    return bool(_OWN.fullmatch(text)) and text.partition("/")[0] in GROUPS


def found_streams(document: Assessment, text: str, lang: str, most: int = 24) -> tuple[tuple[str, str], ...]:
    """Return the streams whose name or key has every word of a search, in the catalogue's order; key and name."""
    words = fold(text).split()
    every = options(document, "stream", lang)
    found = [(key, _KEY.sub("", shown).strip()) for key, shown in every.items() if all(word in fold(shown) for word in words)]
    return tuple(found[:most])
