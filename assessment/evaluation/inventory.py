"""The site's greenhouse gas inventory: what each entry emits, by scope and gas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from assessment.evaluation.conversion import Missing, electricity_kwh, energy_mj, volume_m3
from assessment.evaluation.energy import is_bought_power
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Columns, Measure
from assessment.evaluation.properties import Properties, Property
from calculators.energy import MJ_PER_KWH
from calculators.errors import UnknownKeyError
from calculators.inventory import co2_equivalent, combustion_emission
from calculators.period import Period
from calculators.units import convert
from calculators.wastewater import organic_load, treatment_methane
from data.catalogue import Catalogue
from data.facts import Fact

GASES = ("CO2", "CH4", "N2O")


@dataclass(frozen=True, kw_only=True)
class Emission:
    """What one entry emits. Masses in kg; `factors` are the rows used, by gas."""

    index: int
    scope: int
    is_market: bool = False
    co2e_kg: float
    gas_kg: Mapping[str, float] = field(default_factory=dict)
    biogenic_co2_kg: float = 0.0
    factors: tuple[Property, ...] = ()
    is_earlier_year: bool = False
    data_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All emissions of the entries, in one declared GWP set.

    `missing` is what belongs to a scope and could not be computed, so that the scope has no total. `uncounted` is the
    methane of wastewater where oxygen demand or treatment is not stated: it is named and left out, the scope stands.
    """

    gwp: str
    emissions: tuple[Emission, ...]
    missing: Mapping[int, Missing]
    has_market: bool
    uncounted: Mapping[int, Missing] = field(default_factory=dict)

    def measure(self, size: int, is_market: bool) -> Measure:
        """Return scope 1 and 2 as one measure, electricity by location or by market. [kg CO2e]"""
        contribution, belongs = np.zeros(size), np.zeros(size, dtype=np.bool_)
        used: dict[int, tuple[Property, ...]] = {}
        for emission in self.emissions:
            if emission.scope == 2 and emission.is_market is not is_market:
                continue
            contribution[emission.index] += emission.co2e_kg
            belongs[emission.index] = True
            used[emission.index] = (*used.get(emission.index, ()), *emission.factors)
        for index in self.missing:
            belongs[index] = True
        return Measure(
            kind="ghg", stream=None, unit="kg CO2e", contribution=contribution, belongs=belongs, blocked=self.missing, used=used
        )


def _fact(name: str, fact: Fact, unit: str) -> Property:
    return Property(
        name=name,
        value=convert(fact.value, fact.unit, unit),
        unit=unit,
        dimension="",
        factor=fact.id,
        source=fact.source_id,
        locator=fact.locator,
        confidence=fact.confidence,
        is_local=fact.local,
    )


def take_inventory(
    entries: tuple[Entry, ...], properties: Properties, book: Catalogue, gwp: str, treatment: str | None = None
) -> Inventory:
    """Return the emissions of scope 1 and 2 of every entry, in the GWP set `gwp`; `treatment` is that of own wastewater."""
    emissions: list[Emission] = []
    missing: dict[int, Missing] = {}
    uncounted: dict[int, Missing] = {}
    has_market = any(is_bought_power(entry) and _market_factor(entry, properties) for entry in entries)
    for index, entry in enumerate(entries):
        found: list[Emission] | Missing | None = None
        if entry.group == "fuel" and entry.role in {"in", "internal"}:
            found = _combustion(index, entry, properties, book, gwp)
        elif entry.group == "refrigerant" and entry.role == "in":
            found = _refrigerant(index, entry, book, gwp)
        elif is_bought_power(entry):
            found = _electricity(index, entry, properties, book, has_market)
        elif entry.group in {"steam", "heat"} and entry.role == "in" and entry.key != "own":
            found = _bought_heat(index, entry, properties)
        elif entry.group == "wastewater" and entry.role == "out" and entry.key in {"treated_on_site", "direct"}:
            methane = _wastewater(index, entry, properties, book, gwp, treatment if entry.key == "treated_on_site" else "untreated")
            if isinstance(methane, Missing):
                uncounted[index] = methane
            else:
                found = methane
        if isinstance(found, Missing):
            missing[index] = found
        elif found:
            emissions += found
    return Inventory(gwp=gwp, emissions=tuple(emissions), missing=missing, has_market=has_market, uncounted=uncounted)


def _combustion(index: int, entry: Entry, properties: Properties, book: Catalogue, gwp: str) -> list[Emission] | Missing:
    energy = energy_mj(entry, properties)
    if isinstance(energy, Missing):
        return energy
    facts = book.combustion_factors(entry.base, entry.day)
    own = properties.find(entry.stream, "emission_factor", entry.day)
    if own and own[0].is_own and own[0].dimension == "co2e/energy":
        return [Emission(index=index, scope=1, co2e_kg=energy.value * own[0].value, factors=(own[0], *energy.used))]
    if not facts:
        return Missing(code="fuel.emission_factor_missing", expected="emission_factor")
    factors = {gas: _fact(gas, fact, "kg/TJ") for gas, fact in facts.items()}
    if own and own[0].is_own and own[0].dimension == "mass/energy":
        factors["CO2"] = Property(**{**own[0].__dict__, "value": own[0].value * 1e6, "unit": "kg/TJ"})
    mass = {gas: combustion_emission(energy.value, factor.value) for gas, factor in factors.items()}
    biogenic = mass.pop("CO2", 0.0) if facts.get("CO2") and facts["CO2"].biogenic else 0.0
    potentials = {gas: _potential(book, gwp, gas, bool(biogenic)).value for gas in mass}
    return [
        Emission(
            index=index,
            scope=1,
            co2e_kg=co2_equivalent(mass, potentials),
            gas_kg=mass,
            biogenic_co2_kg=biogenic,
            factors=(*factors.values(), *(_potential_property(book, gwp, gas, bool(biogenic)) for gas in mass), *energy.used),
        )
    ]


def _potential(book: Catalogue, gwp: str, gas: str, is_biogenic: bool) -> Fact:
    return book.gwp(gwp, "CH4_fossil" if gas == "CH4" and not is_biogenic else gas)


def _potential_property(book: Catalogue, gwp: str, gas: str, is_biogenic: bool) -> Property:
    fact = _potential(book, gwp, gas, is_biogenic)
    return Property(
        name=f"gwp.{gas}", value=fact.value, unit=fact.unit, dimension="", factor=fact.id, source=fact.source_id,
        locator=fact.locator, confidence=fact.confidence,
    )  # fmt: skip


def _refrigerant(index: int, entry: Entry, book: Catalogue, gwp: str) -> list[Emission] | Missing:
    if entry.amount is None or entry.dimension != "mass":
        return Missing(code="unit.wrong_dimension", expected="kg")
    fact = book.refrigerant_gwp(entry.base, gwp)
    if fact is None:
        return Missing(code="refrigerant.gwp_missing", expected="like: refrigerant/…")
    used = Property(
        name="gwp", value=fact.value, unit=fact.unit, dimension="", factor=fact.id, source=fact.source_id,
        locator=fact.locator, confidence=fact.confidence,
    )  # fmt: skip
    return [Emission(index=index, scope=1, co2e_kg=entry.amount * fact.value, factors=(used,))]


def _wastewater(
    index: int, entry: Entry, properties: Properties, book: Catalogue, gwp: str, treatment: str | None
) -> list[Emission] | Missing:
    """Return the methane of a treatment or of an untreated discharge; nothing is taken off for sludge or caught gas."""
    volume = volume_m3(entry, properties)
    names = ("cod_in",) if entry.key == "treated_on_site" else ("cod_out", "cod_in")
    known = (properties.in_dimension(entry.stream, name, entry.day, ("mass/volume",)) for name in names)
    demand = next((found for found in known if found), None)
    if isinstance(volume, Missing):
        return volume
    if treatment is None or demand is None or demand.value < 0:
        return Missing(code="wastewater.methane_not_counted", expected="cod_in" if treatment else "choices.wastewater_treatment")
    capacity = book.factor("wastewater", entry.day, parameter="b0")
    correction = book.factor("wastewater", entry.day, parameter="mcf", treatment=treatment)
    if capacity is None or correction is None:
        return Missing(code="wastewater.methane_not_counted", expected="choices.wastewater_treatment")
    methane = treatment_methane(organic_load(volume.value, demand.value), 0.0, capacity.value, correction.value, 0.0)
    potential = _potential_property(book, gwp, "CH4", True)
    used = (_plain("mcf", correction), _plain("b0", capacity), potential, demand, *volume.used)
    return [Emission(index=index, scope=1, co2e_kg=methane * potential.value, gas_kg={"CH4": methane}, factors=used)]


def _plain(name: str, fact: Fact) -> Property:
    return Property(
        name=name, value=fact.value, unit=fact.unit, dimension="", factor=fact.id, source=fact.source_id,
        locator=fact.locator, confidence=fact.confidence,
    )  # fmt: skip


def _market_factor(entry: Entry, properties: Properties) -> Property | None:
    own = properties.in_dimension(entry.stream, "emission_factor", entry.day, ("co2e/energy", "mass/energy"))
    return own if own and own.is_own and own.evidence else None


def _electricity(index: int, entry: Entry, properties: Properties, book: Catalogue, has_market: bool) -> list[Emission] | Missing:
    kwh = electricity_kwh(entry)
    if isinstance(kwh, Missing):
        return kwh
    try:
        grid = book.grid_factor(entry.day.year)
    except UnknownKeyError:
        return Missing(code="grid.factor_missing", expected=str(entry.day.year))
    factor = _fact("grid", grid.fact, "kg/kWh")
    located = Emission(
        index=index, scope=2, co2e_kg=kwh.value * factor.value, factors=(factor,), is_earlier_year=grid.is_later_year, data_year=grid.data_year,
    )
    if not has_market:
        return [located]
    own = _market_factor(entry, properties)
    market = kwh.value * MJ_PER_KWH * own.value if own else located.co2e_kg
    return [located, Emission(index=index, scope=2, is_market=True, co2e_kg=market, factors=(own or factor,))]


def _bought_heat(index: int, entry: Entry, properties: Properties) -> list[Emission] | Missing:
    own = properties.in_dimension(
        entry.stream, "emission_factor", entry.day, (f"co2e/{entry.dimension}", f"mass/{entry.dimension}")
    )
    if own is None or entry.amount is None:
        return Missing(code="steam.emission_factor_missing", expected="emission_factor")
    co2e = entry.amount * own.value
    both = (False, True)
    return [Emission(index=index, scope=2, is_market=market, co2e_kg=co2e, factors=(own,)) for market in both]


def scope_total(inventory: Inventory, columns: Columns, window: Period, scope: int, is_market: bool = False) -> float:
    """Return the emission of a scope in `window`. [kg CO2e]"""
    shares = columns.shares(window)
    chosen = (e for e in inventory.emissions if e.scope == scope and (scope != 2 or e.is_market is is_market))
    return float(sum(e.co2e_kg * shares[e.index] for e in chosen))
