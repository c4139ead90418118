"""Where material goes: yield, the losses that were weighed, what they cost, and what nobody saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.evaluation.conversion import Missing, mass_kg
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Columns, Measure
from assessment.evaluation.properties import Properties
from calculators.errors import DomainError
from calculators.intensity import difference
from calculators.material import loss_value, material_yield
from calculators.period import Period

MAIN_SHARE = 0.8  # a product is measured against one material only where that is most of its mass


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Mass and cost of one material in a window. [kg, VND]"""

    mass_kg: float
    cost_vnd: float | None


def losses_of(columns: Columns, properties: Properties, window: Period, product_mass: Measure | None) -> dict[str, Any]:
    """Return the material losses of `window`: input, product, what was seen of the loss and its cost.

    Members that cannot be computed are left out; `gaps` names the streams whose mass is not known.
    """
    shares = columns.shares(window)
    bought, gaps = _bought(columns.entries, properties, shares)
    record: dict[str, Any] = {"period": window.text, "streams": _seen(columns.entries, properties, shares, bought), "gaps": gaps}
    costs = [row["cost_vnd"] for row in record["streams"] if "cost_vnd" in row]
    if costs:
        record["cost_vnd"] = sum(costs)
    if gaps or not bought or product_mass is None or product_mass.blocked_in(columns, window):
        return record
    material = sum(item.mass_kg for item in bought.values())
    product = product_mass.total(columns, window) * 1000.0
    if material <= 0 or product <= 0:
        return record
    seen = sum(row["mass_kg"] for row in record["streams"])
    unseen = difference(material - product - seen, material, product, seen)
    record |= {
        "input_kg": material,
        "product_kg": product,
        "yield": material_yield(product, material),
        "loss_kg": material - product,
        "seen_kg": seen,
        "unseen_kg": unseen,
        "unseen_percent": 100.0 * unseen / material,
    }
    main = max(bought, key=lambda stream: bought[stream].mass_kg)
    if bought[main].mass_kg / material > MAIN_SHARE:
        record |= {"main_material": main, "main_yield": material_yield(product, bought[main].mass_kg)}
    return record


def _bought(entries: tuple[Entry, ...], properties: Properties, shares: Any) -> tuple[dict[str, Bought], list[str]]:
    """Return mass and cost of each stream of the group material, and the streams whose mass is not known."""
    mass: dict[str, float] = {}
    cost: dict[str, float | None] = {}
    gaps: dict[str, None] = {}
    for index, entry in enumerate(entries):
        if entry.group != "material" or entry.role not in {"in", "out"} or shares[index] == 0:
            continue
        converted = mass_kg(entry, properties)
        if isinstance(converted, Missing):
            gaps[entry.stream] = None
            continue
        sign = 1.0 if entry.role == "in" else -1.0
        mass[entry.stream] = mass.get(entry.stream, 0.0) + sign * converted.value * shares[index]
        paid = None if entry.cost_vnd is None else sign * entry.cost_vnd * shares[index]
        before = cost.get(entry.stream, 0.0)
        cost[entry.stream] = None if paid is None or before is None else before + paid
    return {stream: Bought(mass_kg=value, cost_vnd=cost[stream]) for stream, value in mass.items() if value > 0}, list(gaps)


def _seen(entries: tuple[Entry, ...], properties: Properties, shares: Any, bought: Mapping[str, Bought]) -> list[dict[str, Any]]:
    """Return the outgoing streams that say which material they were, with mass, share and cost."""
    rows: dict[str, dict[str, Any]] = {}
    for index, entry in enumerate(entries):
        origin = properties.of.get(entry.stream)
        if origin is None or entry.role != "out" or shares[index] == 0:
            continue
        converted = mass_kg(entry, properties)
        if isinstance(converted, Missing):
            continue
        row = rows.setdefault(entry.stream, {"stream": entry.stream, "of": origin, "mass_kg": 0.0})
        row["mass_kg"] += converted.value * shares[index]
        if entry.cost_vnd is not None:
            row["paid_vnd"] = row.get("paid_vnd", 0.0) + entry.cost_vnd * shares[index]
    for row in rows.values():
        _price(row, bought.get(row["of"]))
    return list(rows.values())


def _price(row: dict[str, Any], material: Bought | None) -> None:
    if material is None:
        return
    row["share_of_material"] = row["mass_kg"] / material.mass_kg
    if material.cost_vnd is None:
        return
    paid = row.get("paid_vnd", 0.0)
    disposal, revenue = max(paid, 0.0), max(-paid, 0.0)
    try:
        row["purchase_value_vnd"] = loss_value(row["mass_kg"], material.cost_vnd, material.mass_kg, 0.0, 0.0)
        row["cost_vnd"] = loss_value(row["mass_kg"], material.cost_vnd, material.mass_kg, disposal, revenue)
    except DomainError:
        return
