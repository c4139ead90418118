"""Materials as measures: one per stream in its own unit, and sums in mass where every stream converts."""

from __future__ import annotations

from assessment.evaluation.conversion import Converted, Missing, mass_kg
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Measure, MeasureBuilder
from assessment.evaluation.properties import Properties
from calculators.units import parse_unit

MATERIAL_GROUPS = ("material", "chemical", "packaging")


def _signed(entry: Entry) -> float:
    return 1.0 if entry.role == "in" else -1.0


def is_material(entry: Entry) -> bool:
    """Return whether an entry is a material, chemical or packaging that crosses the boundary in a stated quantity."""
    return entry.group in MATERIAL_GROUPS and entry.role in {"in", "out"} and entry.amount is not None


def stream_measures(entries: tuple[Entry, ...], properties: Properties) -> tuple[Measure, ...]:
    """Return one measure for each material stream, in the canonical unit of its own rows."""
    streams: dict[str, list[tuple[int, Entry]]] = {}
    for index, entry in enumerate(entries):
        if is_material(entry):
            streams.setdefault(entry.stream, []).append((index, entry))
    return tuple(_stream_measure(stream, rows, len(entries), properties) for stream, rows in streams.items())


def _stream_measure(stream: str, rows: list[tuple[int, Entry]], size: int, properties: Properties) -> Measure:
    dimensions = {entry.dimension for _, entry in rows}
    builder = MeasureBuilder(size=size)
    if len(dimensions) == 1:
        for index, entry in rows:
            builder.add(index, Converted(value=entry.amount or 0.0), _signed(entry))
        unit = parse_unit(rows[0][1].unit).canonical
    else:
        for index, entry in rows:
            builder.add(index, mass_kg(entry, properties), _signed(entry))
        unit = "kg"
    return builder.build("material", unit, stream)


def mass_measure(entries: tuple[Entry, ...], properties: Properties, groups: tuple[str, ...], name: str | None) -> Measure:
    """Return the mass of every stream of some groups; entries without a mass block it. [kg]"""
    builder = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group in groups and is_material(entry):
            builder.add(index, mass_kg(entry, properties), _signed(entry))
        elif entry.group in groups and entry.role == "in" and entry.amount is None:
            builder.add(index, Missing(code="flow.quantity_missing", expected="quantity"))
    return builder.build("material", "kg", name)
