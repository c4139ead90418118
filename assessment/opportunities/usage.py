"""What the site uses of each stream in a year, at each step, at its own price and with its own emission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from assessment.evaluation.conversion import Missing, energy_mj
from assessment.evaluation.energy import is_bought_power
from assessment.evaluation.entries import Entry
from assessment.evaluation.site import Site
from assessment.model import OUTGOING_GROUPS
from calculators.energy import MJ_PER_KWH
from calculators.units import parse_unit

DAYS_OF_YEAR = 365
VEHICLE_FUELS = frozenset({"diesel_vehicles", "gasoline_vehicles"})
NOT_FRESH = frozenset({"recycled", "sea"})
NO_HEAT_STEPS = frozenset({"generator", "chp", "road"})
KG_PER_T = 1000.0
PriceOrigin = Literal["ledger", "tariff"]


@dataclass(frozen=True, kw_only=True)
class Use:
    """A stream's use in a year. [unit/year, VND/unit, t CO2e/unit, MJ/unit]

    `price` is None where neither the ledger nor a dated tariff has one, `co2e` where the inventory has a gap.
    """

    stream: str
    unit: str
    dimension: str
    amount: float
    steps: dict[str, float] = field(default_factory=dict)
    cost_vnd: float | None = None
    price: float | None = None
    price_origin: PriceOrigin | None = None
    co2e: float | None = None
    energy: float | None = None

    @property
    def group(self) -> str:
        """The stream's group."""
        return self.stream.partition("/")[0]


@dataclass(kw_only=True)
class _Sum:
    amount: float = 0.0
    cost: float = 0.0
    priced: float = 0.0
    is_costed: bool = False
    co2e_kg: float = 0.0
    energy: float | None = 0.0
    is_blocked: bool = False
    steps: dict[str, float] = field(default_factory=dict)


def uses_of(site: Site) -> dict[str, Use]:
    """Return what the site uses of each stream that a measure can save, by stream; the year is the reporting period's.

    Electricity is what was bought, fuel what is not burnt in vehicles, water what is fresh; waste, wastewater and air
    are what leaves. A stream counted in two dimensions keeps the one of which there are more rows.
    """
    shares = site.columns.shares(site.reporting)
    days = site.reporting.days
    yearly = 1.0 if site.reporting.is_calendar_year else DAYS_OF_YEAR / days
    ghg = site.measure("ghg")
    sums: dict[tuple[str, str, str], _Sum] = {}
    rows: dict[tuple[str, str, str], int] = {}
    for index, entry in enumerate(site.columns.entries):
        if shares[index] <= 0 or not _counts(entry):
            continue
        share = float(shares[index]) * yearly
        key = (entry.stream, entry.dimension, _unit(entry))
        total = sums.setdefault(key, _Sum())
        rows[key] = rows.get(key, 0) + 1
        _add(total, entry, share, site)
        if ghg is not None:
            total.is_blocked = total.is_blocked or index in ghg.blocked
            total.co2e_kg += float(ghg.contribution[index]) * share
    best: dict[str, tuple[str, str, str]] = {}
    for key in sums:
        if key[0] not in best or rows[key] > rows[best[key[0]]]:
            best[key[0]] = key
    return {stream: _use(site, key, sums[key]) for stream, key in best.items() if sums[key].amount > 0}


def _counts(entry: Entry) -> bool:
    if entry.amount is None or entry.group == "product" or entry.step == "road":
        return False
    if entry.group == "electricity":
        return is_bought_power(entry)
    if entry.group == "fuel":
        return entry.role in {"in", "out"} and entry.key not in VEHICLE_FUELS
    if entry.group == "water":
        return entry.role in {"in", "out"} and entry.key not in NOT_FRESH
    return entry.role == "out" if entry.group in OUTGOING_GROUPS else entry.role in {"in", "out"}


def _unit(entry: Entry) -> str:
    if entry.group == "electricity" and entry.dimension == "energy":
        return "kWh"
    return parse_unit(entry.unit).canonical


def _add(total: _Sum, entry: Entry, share: float, site: Site) -> None:
    assert entry.amount is not None
    sign = -1.0 if entry.role == "out" and entry.group not in OUTGOING_GROUPS else 1.0
    factor = 1.0 / MJ_PER_KWH if _unit(entry) == "kWh" else 1.0
    amount = sign * entry.amount * factor * share
    total.amount += amount
    if entry.step:
        total.steps[entry.step] = total.steps.get(entry.step, 0.0) + amount
    if entry.cost_vnd is not None:
        total.cost += entry.cost_vnd * share
        total.priced += amount
        total.is_costed = True
    if entry.group in {"electricity", "fuel", "steam", "heat"} and total.energy is not None:
        found = energy_mj(entry, site.properties)
        total.energy = None if isinstance(found, Missing) else total.energy + sign * found.value * share


def _use(site: Site, key: tuple[str, str, str], total: _Sum) -> Use:
    stream, dimension, unit = key
    price, origin = _price(site, stream, unit, total)
    return Use(
        stream=stream,
        unit=unit,
        dimension=dimension,
        amount=total.amount,
        steps={step: amount for step, amount in total.steps.items() if amount > 0},
        cost_vnd=total.cost if total.is_costed else None,
        price=price,
        price_origin=origin,
        co2e=None if total.is_blocked else total.co2e_kg / KG_PER_T / total.amount,
        energy=total.energy / total.amount if total.energy else None,
    )


def _price(site: Site, stream: str, unit: str, total: _Sum) -> tuple[float | None, PriceOrigin | None]:
    """Return the price of a unit: what was paid over what it was paid for, else the dated tariff, else none. [VND/unit]"""
    if total.is_costed and total.priced > 0:
        return total.cost / total.priced, "ledger"
    voltage = site.choices["voltage"].value if "voltage" in site.choices else None
    level = str(voltage) if voltage and stream.startswith("electricity/") else ""
    province = site.assessment.facility.province
    fact = site.book.price(site.properties.base(stream), site.reporting.end, level, province)
    if fact is None or not fact.unit.startswith("VND/"):
        return None, None
    per = parse_unit(fact.unit.removeprefix("VND/"))
    own = parse_unit(unit)
    if per.dimension != own.dimension:
        return None, None
    return fact.value / per.factor * own.factor, "tariff"


def is_like(stream: str, pattern: str) -> bool:
    """Return whether a stream is the one a pattern such as ``fuel/*`` names."""
    return stream.startswith(pattern[:-1]) if pattern.endswith("/*") else stream == pattern


def like_any(uses: Iterable[Use], patterns: Iterable[str]) -> tuple[Use, ...]:
    """Return the uses whose stream one of the patterns names, in the order of the ledger."""
    wanted = tuple(patterns)
    return tuple(use for use in uses if any(is_like(use.stream, pattern) for pattern in wanted))
