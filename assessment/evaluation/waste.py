"""Waste as measures: all of it, and the part that is disposed of."""

from __future__ import annotations

from assessment.evaluation.conversion import mass_kg
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Measure, MeasureBuilder
from assessment.evaluation.properties import Properties

WASTE_GROUPS = frozenset({"waste", "hazardous_waste"})
RECOVERED = frozenset({"recycled", "composted"})


def waste_measures(entries: tuple[Entry, ...], properties: Properties) -> tuple[Measure, Measure]:
    """Return all waste, recycled off-site and hazardous included, and the part that is not recovered. [kg]"""
    every, disposed = MeasureBuilder(size=len(entries)), MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group not in WASTE_GROUPS or entry.role != "out":
            continue
        mass = mass_kg(entry, properties)
        every.add(index, mass)
        if entry.key not in RECOVERED:
            disposed.add(index, mass)
    return every.build("waste", "kg"), disposed.build("waste_disposed", "kg")
