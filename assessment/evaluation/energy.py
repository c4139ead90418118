"""Energy, electricity and heat of a site as measures over its entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assessment.evaluation.conversion import Converted, Missing, electricity_kwh, energy_mj
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Measure, MeasureBuilder
from assessment.evaluation.properties import Properties
from calculators.energy import MJ_PER_KWH, power_share_of_chp
from calculators.errors import DomainError

BOUGHT_POWER = frozenset({"grid", "grid_peak", "grid_off_peak", "green_contract"})
OWN_POWER = frozenset({"generator", "chp"})
HEAT_GROUPS = frozenset({"steam", "heat", "ice"})


@dataclass(frozen=True, kw_only=True)
class EnergyMeasures:
    """The three energy measures; thermal is energy less what was power. [MJ, kWh, MJ]"""

    energy: Measure
    electricity: Measure
    thermal: Measure


def is_bought_power(entry: Entry) -> bool:
    """Return whether an entry is electricity that entered the site."""
    return entry.group == "electricity" and entry.key not in OWN_POWER | {"solar"} and entry.role == "in"


def energy_measures(entries: tuple[Entry, ...], properties: Properties) -> EnergyMeasures:
    """Return what each entry adds to the site's final energy, electricity and thermal energy."""
    energy, electricity, thermal = (MeasureBuilder(size=len(entries)) for _ in range(3))
    chp = _chp_shares(entries, properties)
    for index, entry in enumerate(entries):
        if entry.group == "electricity":
            _add_power(index, entry, energy, electricity)
            thermal.belongs[index] = energy.belongs[index]  # a site without fuel has a thermal energy: none
        elif entry.group == "fuel" and entry.role in {"in", "out"} and entry.step != "road":
            _add_fuel(index, entry, properties, chp, energy, thermal)
        elif entry.group in HEAT_GROUPS and _crosses_boundary(entry):
            converted = energy_mj(entry, properties)
            if entry.group == "ice" and isinstance(converted, Missing):
                continue  # bought ice has no energy content of record: a note says so, nothing is made up
            sign = 1.0 if entry.role == "in" else -1.0
            energy.add(index, converted, sign)
            thermal.add(index, converted, sign)
    return EnergyMeasures(
        energy=energy.build("energy", "MJ"),
        electricity=electricity.build("electricity", "kWh"),
        thermal=thermal.build("thermal", "MJ"),
    )


def _crosses_boundary(entry: Entry) -> bool:
    return entry.role == "out" or (entry.role == "in" and entry.key != "own")


def _add_power(index: int, entry: Entry, energy: MeasureBuilder, electricity: MeasureBuilder) -> None:
    kwh = electricity_kwh(entry)
    if entry.key in OWN_POWER:
        if entry.role in {"in", "internal"}:
            electricity.add(index, kwh)  # its fuel is counted as energy already
        return
    if entry.role not in {"in", "out"}:
        return
    sign = 1.0 if entry.role == "in" else -1.0
    electricity.add(index, kwh, sign)
    energy.add(index, kwh if isinstance(kwh, Missing) else Converted(value=kwh.value * MJ_PER_KWH), sign)


def _add_fuel(
    index: int,
    entry: Entry,
    properties: Properties,
    chp: dict[int, float | None],
    energy: MeasureBuilder,
    thermal: MeasureBuilder,
) -> None:
    converted = energy_mj(entry, properties)
    sign = 1.0 if entry.role == "in" else -1.0
    energy.add(index, converted, sign)
    if entry.step == "generator":
        thermal.belongs[index] = True  # all of it was burnt for power
        return
    if entry.step != "chp" or isinstance(converted, Missing):
        thermal.add(index, converted, sign)
        return
    share = chp.get(entry.day.year)
    if share is None:
        thermal.add(index, Missing(code="chp.heat_unknown", expected="steam/own, heat"))
    else:
        thermal.add(index, Converted(value=converted.value * (1.0 - share), used=converted.used), sign)


def _chp_shares(entries: tuple[Entry, ...], properties: Properties) -> dict[int, float | None]:
    """Return, for each year, the share of a CHP unit's fuel that is counted for power. [1]"""
    power: dict[int, float] = defaultdict(float)
    heat: dict[int, float] = defaultdict(float)
    for entry in entries:
        if entry.key == "chp" and entry.group == "electricity" and entry.amount is not None:
            power[entry.day.year] += entry.amount
        elif entry.step == "chp" and entry.group in {"steam", "heat"}:
            converted = energy_mj(entry, properties)
            heat[entry.day.year] += 0.0 if isinstance(converted, Missing) else converted.value
    shares: dict[int, float | None] = {}
    for year, electricity in power.items():
        try:
            shares[year] = power_share_of_chp(electricity, heat[year]) if heat[year] > 0 else None
        except DomainError:
            shares[year] = None
    return shares
