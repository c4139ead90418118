"""The inventory of one window as the result carries it: by scope, by source, gas by gas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Withheld, group_of, is_missed
from assessment.evaluation.inventory import Emission, Inventory
from assessment.evaluation.measure import Columns
from assessment.model import UnreadRow
from calculators.energy import MJ_PER_KWH
from calculators.period import Period

KG_PER_T = 1000.0
SCOPE_OF_GROUP = {"fuel": 1, "refrigerant": 1, "electricity": 2, "steam": 2, "heat": 2}


def emissions_of(
    inventory: Inventory, columns: Columns, window: Period, unread: tuple[UnreadRow, ...]
) -> tuple[dict[str, Any], tuple[Withheld, ...]]:
    """Return the inventory of `window`; a scope that something is missing from is withheld. [t CO2e]"""
    shares = columns.shares(window)
    inside = [emission for emission in inventory.emissions if shares[emission.index] > 0]
    gaps = _gaps(inventory, columns, window, unread)
    located = [emission for emission in inside if not emission.is_market]
    totals = {
        "scope1": _sum(inside, shares, lambda e: e.scope == 1),
        "scope2_location": _sum(inside, shares, lambda e: e.scope == 2 and not e.is_market),
        "scope2_market": _sum(inside, shares, lambda e: e.scope == 2 and e.is_market) if inventory.has_market else None,
    }
    withheld = []
    for name in totals:
        code = gaps.get(1 if name == "scope1" else 2)
        if code and totals[name] is not None:
            totals[name] = None
            withheld.append(Withheld(id=f"emissions.{name}", finding=code))
    uncounted = {columns.entries[index].stream: why.code for index, why in inventory.uncounted.items() if shares[index] > 0}
    withheld += [Withheld(id=f"emissions.scope1/{stream}", finding=code) for stream, code in sorted(uncounted.items())]
    record: dict[str, Any] = {
        "period": window.text,
        **totals,
        "scope3": None,
        "biogenic_co2": sum(e.biogenic_co2_kg * shares[e.index] for e in located) / KG_PER_T,
        "unit": "t CO2e",
        "gwp": inventory.gwp,
        "by_source": _by_source(located, columns, shares),
    }
    return record, tuple(withheld)


def _sum(emissions: Iterable[Emission], shares: Any, chosen: Any) -> float:
    return float(sum(e.co2e_kg * shares[e.index] for e in emissions if chosen(e)) / KG_PER_T)


def _gaps(inventory: Inventory, columns: Columns, window: Period, unread: tuple[UnreadRow, ...]) -> dict[int, str]:
    """Return, for each scope that something is missing from in `window`, the code that says what."""
    shares = columns.shares(window)
    gaps: dict[int, str] = {}
    for index, missing in inventory.missing.items():
        if shares[index] > 0:
            gaps.setdefault(SCOPE_OF_GROUP[columns.entries[index].group], missing.code)
    for row in unread:
        scope = SCOPE_OF_GROUP.get(group_of(row))
        if scope and is_missed(row, window):
            gaps.setdefault(scope, row.code)
    return gaps


def _by_source(emissions: list[Emission], columns: Columns, shares: Any) -> list[dict[str, Any]]:
    rows: dict[tuple[int, str, str], list[Emission]] = defaultdict(list)
    for emission in emissions:
        entry = columns.entries[emission.index]
        rows[(emission.scope, entry.stream, entry.dimension)].append(emission)
    return [_row(scope, group, columns.entries, shares) for (scope, _, _), group in sorted(rows.items())]


def _row(scope: int, group: list[Emission], entries: tuple[Entry, ...], shares: Any) -> dict[str, Any]:
    first = entries[group[0].index]
    is_power = first.group == "electricity"
    amount = sum((entries[e.index].amount or 0.0) * shares[e.index] for e in group)
    record: dict[str, Any] = {
        "scope": scope,
        "stream": first.stream,
        "quantity": amount / MJ_PER_KWH if is_power else amount,
        "unit": "kWh" if is_power else _canonical(first.dimension),
        "factor": group[0].factors[0].factor if group[0].factors else None,
        "factors": list(dict.fromkeys(factor.factor for e in group for factor in e.factors)),
        "co2e_t": sum(e.co2e_kg * shares[e.index] for e in group) / KG_PER_T,
    }
    for gas in ("CO2", "CH4", "N2O"):
        if any(gas in e.gas_kg for e in group):
            record[f"{gas.lower()}_kg"] = sum(e.gas_kg.get(gas, 0.0) * shares[e.index] for e in group)
    biogenic = sum(e.biogenic_co2_kg * shares[e.index] for e in group)
    if biogenic:
        record["biogenic_co2_t"] = biogenic / KG_PER_T
    return record


def _canonical(dimension: str) -> str:
    return {"mass": "kg", "volume": "m3", "normal_volume": "Nm3", "energy": "MJ"}.get(dimension, dimension)
