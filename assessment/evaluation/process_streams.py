"""The streams of the process map as amounts: which conserved quantity each carries, and how well it is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessment.evaluation.conversion import Converted, Missing, energy_mj, mass_kg, volume_m3
from assessment.evaluation.entries import Entry, default_role
from assessment.evaluation.properties import Properties, Property, read_properties
from assessment.evaluation.site import Site
from assessment.model import PROPERTIES, StepStream, StreamNote
from calculators.errors import UnitError
from calculators.period import Period
from calculators.uncertainty import total_deviation
from calculators.units import parse_unit

LEDGER = "ledger"
KG_PER_M3 = 1000.0  # the contract counts a cubic metre of water as a tonne
UNITS = {"mass": "kg", "dry_mass": "kg", "solvent": "kg", "water": "m3", "energy": "MJ"}
CONTENTS = {"dry_mass": "moisture", "solvent": "solvent_content"}  # quantities that are a share of a stream's mass, and the property that says it
WATER_GROUPS = frozenset({"water", "wastewater", "ice", "steam"})
ENERGY_GROUPS = frozenset({"electricity", "fuel", "steam", "heat"})
MASS_GROUPS = frozenset({"product", "by_product", "intermediate", "material", "chemical", "packaging", "waste", "hazardous_waste", "air"})


@dataclass(frozen=True, kw_only=True)
class ProcessStream:
    """One stream of the map. `amount` is in the canonical unit of its dimension, None where it is not measured.

    `relative` is the standard deviation as a share of the amount, None where nobody stated one. [1]
    """

    index: int
    path: str
    stream: str
    group: str
    source: str | None
    target: str | None
    origin: str
    amount: float | None
    relative: float | None
    is_estimated: bool
    entry: Entry
    properties: Properties

    @property
    def has_enthalpy(self) -> bool:
        """Whether the row itself says how much heat the stream carries."""
        return any(note.path == "streams[0]" and "enthalpy" in note.values for note in self.properties.notes.get(self.stream, ()))


def read_streams(site: Site, period: Period) -> tuple[ProcessStream, ...]:
    """Return the streams of the process map over `period`, those without a readable unit as not measured."""
    process = site.assessment.process
    rows = process.streams if process else ()
    return tuple(_read(site, period, index, row) for index, row in enumerate(rows))


def _read(site: Site, period: Period, index: int, row: StepStream) -> ProcessStream:
    properties = _properties(site, period, row)
    group = row.stream.partition("/")[0]
    amount, dimension, unit, basis = None, "", "", ""
    relative = None if row.uncertainty_pct is None else row.uncertainty_pct / 100.0
    origin, estimated = "unmeasured", False
    if row.quantity == LEDGER:
        found = _ledger_total(site, period, row, group)
        if found is not None:
            amount, dimension, unit, basis, known, estimated = found
            relative = relative if relative is not None else known
            origin = LEDGER
        else:
            origin = "ledger_empty"
    elif row.quantity is not None:
        try:
            read = parse_unit(row.unit or "")
        except UnitError:
            origin = "unreadable"
        else:
            amount, dimension, unit, basis = float(row.quantity) * read.factor, read.dimension, read.text, read.basis
            origin = "stated"
    entry = _entry(index, row, group, period, site, (amount, dimension, unit, basis))
    return ProcessStream(
        index=index, path=f"process.streams[{index}]", stream=row.stream, group=group, source=row.from_, target=row.to,
        origin=origin, amount=amount, relative=relative, is_estimated=estimated, entry=entry, properties=properties,
    )  # fmt: skip


def _properties(site: Site, period: Period, row: StepStream) -> Properties:
    """Return the document's properties with the row's own before them."""
    own = {name: value for name in PROPERTIES if (value := getattr(row, name, None)) is not None}
    if not own:
        return site.properties
    note = StreamNote(stream=row.stream, period=period.text, **own)
    known = site.assessment.model_copy(update={"streams": (note, *site.assessment.streams)})
    document = type(site.document)(assessment=known, places=site.document.places, file=site.document.file)
    return read_properties(document, site.book).properties


def _entry(index: int, row: StepStream, group: str, period: Period, site: Site, read: tuple[float | None, str, str, str]) -> Entry:
    amount, dimension, unit, basis = read
    return Entry(
        row=index, path=f"process.streams[{index}]", stream=row.stream, base=site.properties.base(row.stream), group=group,
        role=default_role(group), meter="", step=row.to or row.from_ or "", product="", start_day=period.start.toordinal(),
        end_day=period.end.toordinal(), row_days=period.days, amount=amount, dimension=dimension, basis=basis, unit=unit,
        cost_vnd=None, uncertainty=None, is_estimated=False,
    )  # fmt: skip


def _ledger_total(site: Site, period: Period, row: StepStream, group: str) -> tuple[float, str, str, str, float | None, bool] | None:
    """Return the ledger's total of a stream at the step, else of the site: amount, dimension, unit, basis, deviation, estimated."""
    columns = site.columns
    shares = columns.shares(period)
    found = [i for i, e in enumerate(columns.entries) if e.stream == row.stream and e.amount is not None and shares[i] > 0]
    chosen = _chosen(columns.entries, found, row, group)
    if not chosen:
        return None
    first = columns.entries[chosen[0]]
    chosen = [i for i in chosen if (columns.entries[i].dimension, columns.entries[i].basis) == (first.dimension, first.basis)]
    amounts = np.zeros(len(columns.entries))
    for i in chosen:
        amounts[i] = (columns.entries[i].amount or 0.0) * shares[i]
    total = float(amounts.sum())
    known = all(columns.is_known[i] and columns.entries[i].uncertainty is not None for i in chosen)
    relative = total_deviation(amounts, columns.relative, columns.meter) / abs(total) if known and total else None
    estimated = any(columns.entries[i].is_estimated for i in chosen)
    return total, first.dimension, parse_unit(first.unit).canonical if first.unit else "", first.basis, relative, estimated


def _chosen(entries: tuple[Entry, ...], found: list[int], row: StepStream, group: str) -> list[int]:
    """Return the rows that are meant: those at the step; else those that cross the boundary this way; else any."""
    steps = {step for step in (row.from_, row.to) if step}
    role = "in" if row.from_ is None else "out" if row.to is None else default_role(group)
    for keep in (
        lambda entry: entry.step in steps,
        lambda entry: entry.role == role,
        lambda entry: entry.role != "internal",
        lambda entry: True,
    ):
        chosen = [i for i in found if keep(entries[i])]
        if chosen:
            return chosen
    return []


def carries(stream: ProcessStream, quantity: str, includes_water: bool) -> bool:
    """Return whether a stream takes part in the balance of a quantity."""
    if quantity == "mass":
        return stream.entry.dimension != "energy" and (stream.group in MASS_GROUPS or (includes_water and stream.group in WATER_GROUPS))
    if quantity == "solvent":
        return carries(stream, "mass", True) and content_of(stream, quantity) is not None
    if quantity == "dry_mass":
        return carries(stream, "mass", False)
    if quantity == "water":
        return stream.group in WATER_GROUPS and stream.entry.dimension != "energy"
    return stream.group in ENERGY_GROUPS or stream.entry.dimension == "energy" or stream.has_enthalpy


def content_of(stream: ProcessStream, quantity: str) -> Property | None:
    """Return how much of a stream's mass is water (dry mass) or tracer (solvent), None where nobody said. [1]"""
    entry = stream.entry
    return stream.properties.in_dimension(entry.stream, CONTENTS[quantity], entry.day, ("dimensionless", "mass/mass"))


def _content(stream: ProcessStream, quantity: str) -> Converted | Missing:
    """Return dry mass, mass·(1 − moisture), or tracer, mass·content. [kg]"""
    entry = stream.entry
    if quantity == "dry_mass" and entry.basis == "dry" and entry.dimension == "mass" and entry.amount is not None:
        return Converted(value=entry.amount)
    mass, known = amount_of(stream, "mass"), content_of(stream, quantity)
    if isinstance(mass, Missing):
        return mass
    if known is None or not 0 <= known.value <= 1:
        return Missing(code="balance.not_converted", expected=CONTENTS[quantity])
    part = known.value if quantity == "solvent" else 1.0 - known.value
    return Converted(value=mass.value * part, used=(*mass.used, known))


def amount_of(stream: ProcessStream, quantity: str) -> Converted | Missing:
    """Return a stream's amount in the unit of a quantity, or what is missing for it. [kg, m³, MJ]"""
    entry, properties = stream.entry, stream.properties
    if quantity in CONTENTS:
        return _content(stream, quantity)
    if quantity == "energy":
        if stream.has_enthalpy and entry.dimension != "energy":
            return _sensible(stream)
        return energy_mj(entry, properties)
    is_water = stream.group in WATER_GROUPS
    if quantity == "mass" and not (is_water and entry.dimension == "volume"):
        return mass_kg(entry, properties)
    if is_water and entry.dimension == "mass" and entry.amount is not None:
        return Converted(value=entry.amount / KG_PER_M3)
    volume = volume_m3(entry, properties)
    if isinstance(volume, Missing) or quantity == "water":
        return volume
    return Converted(value=volume.value * KG_PER_M3, used=volume.used)


def _sensible(stream: ProcessStream) -> Converted | Missing:
    entry = stream.entry
    enthalpy = stream.properties.in_dimension(stream.stream, "enthalpy", entry.day, (f"energy/{entry.dimension}",))
    if enthalpy is not None and entry.amount is not None:
        return Converted(value=entry.amount * enthalpy.value, used=(enthalpy,))
    per_mass = stream.properties.in_dimension(stream.stream, "enthalpy", entry.day, ("energy/mass",))
    mass = amount_of(stream, "mass")
    if per_mass is None:
        return Missing(code="balance.not_converted", expected="enthalpy [MJ/kg]")
    return mass if isinstance(mass, Missing) else Converted(value=mass.value * per_mass.value, used=(per_mass, *mass.used))
