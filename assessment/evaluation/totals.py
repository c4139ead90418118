"""The absolute totals of a window, in the canonical units of the contract; and its energy in legal TOE."""

from __future__ import annotations

from typing import Any

from assessment.evaluation.conversion import Missing, mass_kg, volume_m3
from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import touches
from assessment.evaluation.measure import Measure
from assessment.evaluation.site import Site
from calculators.period import Period
from calculators.units import parse_unit

KINDS = ("energy", "electricity", "thermal", "water", "wastewater", "waste", "waste_disposed", "material", "ghg")


def totals_of(site: Site, window: Period) -> dict[str, Any]:
    """Return each total of `window`, or None where something it needs is missing or was not reported."""
    record: dict[str, Any] = {"period": window.text, "units": {}}
    for kind in KINDS:
        measure = site.measure(kind)
        record[kind] = _total(site, measure, window)
        record["units"][kind] = measure.unit if measure else None
    toe, without = _legal_toe(site, window)
    record["toe"], record["toe_without_factor"] = toe, without
    record["units"]["toe"] = "toe"
    record["output"] = _outputs(site, window)
    record["cost_vnd"] = _cost(site, window)
    return record


def _total(site: Site, measure: Measure | None, window: Period) -> float | None:
    if measure is None or not measure.exists_in(site.columns, window) or measure.blocked_in(site.columns, window):
        return None
    if any(touches(row, measure, window) for row in site.document.unread):
        return None
    return measure.total(site.columns, window)


def _outputs(site: Site, window: Period) -> list[dict[str, Any]]:
    found = []
    for denominator in (*site.output.site, *site.output.by_product):
        if not denominator.measure.blocked_in(site.columns, window):
            value = denominator.measure.total(site.columns, window)
            found.append({"product": denominator.product, "per": denominator.per, "value": value, "unit": denominator.unit})
    return found


def _cost(site: Site, window: Period) -> dict[str, float]:
    """Return what each group cost in `window`, as far as the ledger says. [VND]"""
    shares = site.columns.shares(window)
    costs: dict[str, float] = {}
    for index, entry in enumerate(site.columns.entries):
        if entry.cost_vnd is not None and entry.role in {"in", "out"} and shares[index] > 0:
            costs[entry.group] = costs.get(entry.group, 0.0) + entry.cost_vnd * float(shares[index])
    return costs


def _legal_toe(site: Site, window: Period) -> tuple[float | None, list[str]]:
    """Return the energy by the legal carrier table [toe], and the carriers that the table does not have."""
    energy = site.measure("energy")
    shares = site.columns.shares(window)
    total, without, counted = 0.0, dict[str, None](), False
    for index, entry in enumerate(site.columns.entries):
        if energy is None or not energy.belongs[index] or shares[index] == 0:
            continue
        toe = _entry_toe(site, entry)
        if toe is None:
            without[entry.stream] = None
            continue
        total += (1.0 if entry.role == "in" else -1.0) * toe * float(shares[index])
        counted = True
    return (total if counted else None), list(without)


def _entry_toe(site: Site, entry: Entry) -> float | None:
    if entry.amount is None:
        return None
    fact = site.book.legal_toe(entry.base, entry.dimension)
    if fact is None:
        return None
    unit = parse_unit(fact.unit)
    per = unit.dimension.partition("/")[2]
    amount: float | None = entry.amount if per == entry.dimension else None
    if amount is None:
        converted = mass_kg(entry, site.properties) if per == "mass" else volume_m3(entry, site.properties) if per == "volume" else None
        amount = None if converted is None or isinstance(converted, Missing) else converted.value
    if amount is None and per == "normal_volume":
        amount = entry.amount if entry.dimension == "volume" else None
    return None if amount is None else amount * fact.value * unit.factor / 41868.0  # MJ per toe of the registry
