"""Fresh water that enters, and wastewater where it leaves, as measures."""

from __future__ import annotations

from assessment.evaluation.conversion import volume_m3
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Measure, MeasureBuilder
from assessment.evaluation.properties import Properties

APART = frozenset({"recycled", "sea"})  # neither is fresh water


def water_measure(entries: tuple[Entry, ...], properties: Properties) -> Measure:
    """Return the fresh water entering the site, product water included. [m³]"""
    builder = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group == "water" and entry.key not in APART and entry.role in {"in", "out"}:
            builder.add(index, volume_m3(entry, properties), 1.0 if entry.role == "in" else -1.0)
    return builder.build("water", "m3")


def wastewater_measure(entries: tuple[Entry, ...], properties: Properties) -> Measure:
    """Return the wastewater, each cubic metre once, where it leaves the site. [m³]"""
    builder = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group == "wastewater" and entry.role == "out":
            builder.add(index, volume_m3(entry, properties))
    return builder.build("wastewater", "m3")
