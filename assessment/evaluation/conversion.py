"""An entry's amount as energy or mass, with every property that was used; or the finding that says what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.evaluation.entries import Entry
from assessment.evaluation.properties import Properties, Property
from calculators.energy import MJ_PER_KWH, fuel_energy, wet_mass
from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Converted:
    """An amount in another dimension, and the properties it rests on."""

    value: float
    used: tuple[Property, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Why an amount could not be converted: a finding's code and what it needs."""

    code: str
    expected: str


def energy_mj(entry: Entry, properties: Properties) -> Converted | Missing:
    """Return the energy of an entry at net calorific value [MJ], or what is missing."""
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected="quantity")
    if entry.dimension == "energy":
        return _net_energy(entry)
    if entry.group in {"steam", "heat", "ice"}:
        return _by_enthalpy(entry, properties)
    mass_or_volume = _as_received(entry, properties)
    if isinstance(mass_or_volume, Missing):
        return mass_or_volume
    dimension, amount, used = mass_or_volume
    direct = properties.in_dimension(entry.stream, "ncv", entry.day, (f"energy/{dimension}",))
    if direct:
        return _burn(amount, direct, used)
    density = properties.in_dimension(entry.stream, "density", entry.day, (f"mass/{dimension}",))
    if density is None and dimension == "normal_volume":  # densities of gases are printed per m3 at normal conditions
        density = properties.in_dimension(entry.stream, "density", entry.day, ("mass/volume",))
    by_mass = properties.in_dimension(entry.stream, "ncv", entry.day, ("energy/mass",))
    if by_mass is None:
        return Missing(code="fuel.ncv_missing", expected="ncv")
    if density is None:
        return Missing(code="fuel.density_missing", expected="density")
    return _burn(amount * density.value, by_mass, (*used, density))


def _burn(amount: float, ncv: Property, used: tuple[Property, ...]) -> Converted | Missing:
    try:
        return Converted(value=fuel_energy(amount, ncv.value), used=(*used, ncv))
    except DomainError:
        return Missing(code="fuel.ncv_missing", expected="ncv > 0")


def _net_energy(entry: Entry) -> Converted | Missing:
    assert entry.amount is not None
    if entry.basis == "HHV":
        return Missing(code="fuel.gross_basis", expected="MJ (net)")
    return Converted(value=entry.amount)


def _by_enthalpy(entry: Entry, properties: Properties) -> Converted | Missing:
    assert entry.amount is not None
    enthalpy = properties.in_dimension(entry.stream, "enthalpy", entry.day, (f"energy/{entry.dimension}",))
    if enthalpy is None:
        return Missing(code=f"{entry.group}.enthalpy_missing", expected="enthalpy")
    return Converted(value=entry.amount * enthalpy.value, used=(enthalpy,))


def _as_received(entry: Entry, properties: Properties) -> tuple[str, float, tuple[Property, ...]] | Missing:
    assert entry.amount is not None
    if entry.basis != "dry":
        return entry.dimension, entry.amount, ()
    moisture = properties.in_dimension(entry.stream, "moisture", entry.day, ("dimensionless", "mass/mass"))
    if moisture is None:
        return Missing(code="stream.moisture_missing", expected="moisture")
    try:
        return "mass", wet_mass(entry.amount, moisture.value), (moisture,)
    except DomainError:
        return Missing(code="stream.moisture_missing", expected="0 ≤ moisture < 1")


def mass_kg(entry: Entry, properties: Properties) -> Converted | Missing:
    """Return the mass of an entry as received [kg], or what is missing."""
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected="quantity")
    received = _as_received(entry, properties)
    if isinstance(received, Missing):
        return received
    dimension, amount, used = received
    if dimension == "mass":
        return Converted(value=amount, used=used)
    for name in ("mass_per_unit", "density"):
        known = properties.in_dimension(entry.stream, name, entry.day, (f"mass/{dimension}",))
        if known:
            return Converted(value=amount * known.value, used=(*used, known))
    return Missing(code="stream.mass_unknown", expected=f"mass_per_unit [kg/{entry.unit}]")


def volume_m3(entry: Entry, properties: Properties) -> Converted | Missing:
    """Return the volume of an entry [m³], or what is missing. A tonne of water is a cubic metre."""
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected="quantity")
    if entry.dimension == "volume":
        return Converted(value=entry.amount)
    if entry.dimension == "mass" and entry.group in {"water", "wastewater"}:
        return Converted(value=entry.amount / 1000.0)
    per_unit = properties.in_dimension(entry.stream, "volume_per_unit", entry.day, (f"volume/{entry.dimension}",))
    if per_unit:
        return Converted(value=entry.amount * per_unit.value, used=(per_unit,))
    return Missing(code="stream.volume_unknown", expected="volume_per_unit")


def electricity_kwh(entry: Entry) -> Converted | Missing:
    """Return the electricity of an entry [kWh], or what is missing."""
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected="quantity")
    if entry.dimension != "energy" or entry.basis:
        return Missing(code="unit.wrong_dimension", expected="kWh")
    return Converted(value=entry.amount / MJ_PER_KWH)
