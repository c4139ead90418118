"""Energy a site sells: said beside the inventory and never taken off it, for what was burnt to make it was burnt here."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assessment.evaluation.site import Site
from calculators.energy import MJ_PER_KWH
from calculators.period import Period

KG_PER_T = 1000.0
SOLD = frozenset({"electricity", "steam", "heat", "fuel"})
UNITS = {"mass": "kg", "volume": "m3", "normal_volume": "Nm3", "energy": "MJ"}


def sold_energy(site: Site, window: Period) -> list[dict[str, Any]]:
    """Return what was sold by stream and dimension; `co2e_t` only where the site states the factor of what it sells. [t CO2e]"""
    shares = site.columns.shares(window)
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    emitted: dict[tuple[str, str], float | None] = {}
    for index, entry in enumerate(site.columns.entries):
        if shares[index] <= 0 or entry.role != "out" or entry.group not in SOLD or entry.amount is None:
            continue
        key = (entry.stream, entry.dimension)
        amount = entry.amount * float(shares[index])
        amounts[key] += amount
        own = site.properties.in_dimension(entry.stream, "emission_factor", entry.day, (f"co2e/{entry.dimension}",))
        before = emitted.get(key, 0.0)
        emitted[key] = None if own is None or not own.is_own or before is None else before + amount * own.value
    return [_record(stream, dimension, amount, emitted[(stream, dimension)]) for (stream, dimension), amount in sorted(amounts.items())]


def _record(stream: str, dimension: str, amount: float, co2e_kg: float | None) -> dict[str, Any]:
    is_power = stream.startswith("electricity/") and dimension == "energy"
    return {
        "stream": stream,
        "quantity": amount / MJ_PER_KWH if is_power else amount,
        "unit": "kWh" if is_power else UNITS.get(dimension, dimension),
        "co2e_t": None if co2e_kg is None else co2e_kg / KG_PER_T,
    }
