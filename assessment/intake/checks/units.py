"""Units: each can be read, in one way only, and has a dimension that its stream can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import PROPERTIES, Flow, LifeCycle, Option, Part, Product, StepStream, StreamNote
from calculators.errors import AmbiguousUnitError, UnitError
from calculators.finding import Finding
from calculators.units import Unit, parse_unit

# property -> numerators and denominators its unit may have; empty: any
_RATIOS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mass_per_unit": (("mass",), ()),
    "volume_per_unit": (("volume",), ()),
    "density": (("mass",), ("volume", "normal_volume")),
    "moisture": (("dimensionless",), ("",)),
    "ncv": (("energy",), ()),
    "enthalpy": (("energy",), ("mass",)),
    "cod_in": (("mass",), ("volume",)),
    "cod_out": (("mass",), ("volume",)),
    "emission_factor": (("mass", "co2e"), ()),
    "electricity": (("energy",), ()),
    "solvent_content": (("dimensionless", "mass"), ("", "mass", "volume")),
    "recycled_content": (("dimensionless", "mass"), ("", "mass")),
}
_BRIDGES = ("mass_per_unit", "volume_per_unit", "density", "ncv", "enthalpy", "electricity")
# groups of own goods, counted in whatever unit the store counts them; totals in kg are withheld where they need a mass
_ANY_UNIT = frozenset({"material", "chemical", "packaging", "intermediate", "by_product", "service", "transport", "air"})


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return a remark for each unit that cannot be read or cannot measure its stream."""
    remarks: list[Remark] = []
    for product in sheaf.products:
        remarks += _product(product)
    for note in sheaf.notes:
        remarks += _note(note)
    lost = {id(row) for remark in remarks for row in remark.rows}
    dimensions = _dimensions(sheaf, vocabulary, lost)
    for flow in sheaf.flows:
        remarks += _flow(flow, dimensions)
    for section in ("process.streams", "options", "life_cycle"):
        for row in sheaf.rows[section]:
            remarks += _others(row)
    return tuple(remarks)


def _read(row: Row[Part], member: str, text: str, lose: str = "") -> Unit | Remark:
    try:
        return parse_unit(text)
    except AmbiguousUnitError as error:
        code, expected = "unit.ambiguous", " | ".join(error.choices)
    except UnitError:
        code, expected = "unit.unknown", ""
    found = Finding(code=code, severity="error", place=row.at(member), given=text[:60], expected=expected)
    return Remark(finding=found, rows=(row,), member=lose)


def _mismatch(row: Row[Part], member: str, unit: Unit, expected: str, stream: str, lose: str = "") -> Remark:
    found = Finding(
        code="unit.dimension", severity="error", place=row.at(member), given=unit.text, expected=expected,
        values={"stream": stream, "dimension": unit.dimension},
    )  # fmt: skip
    return Remark(finding=found, rows=(row,), member=lose)


def _product(row: Row[Product]) -> Iterator[Remark]:
    unit = _read(row, "unit", row.value.unit)
    if isinstance(unit, Remark):
        yield unit
    elif unit.dimension in ("money", "time", "dimensionless") or "/" in unit.dimension:
        yield _mismatch(row, "unit", unit, "t | kg | piece | pair | m2 | m3 | m", f"product/{row.value.id}")
    if row.value.capacity is not None:
        capacity = _read(row, "capacity.unit", row.value.capacity.unit, lose="capacity")
        if isinstance(capacity, Remark):
            yield capacity


def _note(row: Row[StreamNote]) -> Iterator[Remark]:
    for name in PROPERTIES:
        measured = getattr(row.value, name)
        if measured is None:
            continue
        unit = _read(row, f"{name}.unit", measured.unit, lose=name)
        if isinstance(unit, Remark):
            yield unit
            continue
        above, below = _RATIOS[name]
        top, _, bottom = unit.dimension.partition("/")
        if top not in above or (below and bottom not in below) or (not below and not bottom):
            expected = " | ".join(above) + (f" / {' | '.join(part for part in below if part)}" if below != ("",) else "")
            yield _mismatch(row, f"{name}.unit", unit, expected.rstrip(" /"), row.value.stream, lose=name)


def _dimensions(sheaf: Sheaf, vocabulary: Vocabulary, lost: set[int]) -> Mapping[str, frozenset[str]]:
    """Return the dimensions each stream can be given in; a stream without an entry can be given in any."""
    found: dict[str, set[str]] = {key: set(stream.dimensions) for key, stream in vocabulary.streams.items()}
    for product in sheaf.products:
        if id(product) not in lost:
            found[f"product/{product.value.id}"] = {parse_unit(product.value.unit).dimension}
    for note in sheaf.notes:
        if note.value.like in found and note.value.stream not in found:
            found[note.value.stream] = set(found[note.value.like])
    for note in sheaf.notes:
        if id(note) not in lost and note.value.stream in found:
            _bridge(note.value, found[note.value.stream])
    return {key: frozenset(dimensions) for key, dimensions in found.items() if dimensions}


def _bridge(note: StreamNote, dimensions: set[str]) -> None:
    """Add the dimensions that a stated property leads to (``kg/piece`` makes pieces of what is weighed)."""
    for name in _BRIDGES:
        measured = getattr(note, name)
        if measured is not None:
            ends = set(parse_unit(measured.unit).dimension.split("/"))
            if ends & dimensions:
                dimensions |= ends


def _flow(row: Row[Flow], dimensions: Mapping[str, frozenset[str]]) -> Iterator[Remark]:
    flow = row.value
    if flow.quantity is None or flow.unit is None:
        return
    unit = _read(row, "unit", flow.unit)
    if isinstance(unit, Remark):
        yield unit
        return
    allowed = dimensions.get(flow.stream)
    group = flow.stream.partition("/")[0]
    is_money = unit.dimension in ("money", "money_usd")
    if is_money or (allowed and unit.dimension not in allowed and group not in _ANY_UNIT):
        yield _mismatch(row, "unit", unit, " | ".join(sorted(allowed or ())), flow.stream)


def _others(row: Row[Part]) -> Iterator[Remark]:
    for member, text in _unit_texts(row.value):
        unit = _read(row, member, text)
        if isinstance(unit, Remark):
            yield unit


def _unit_texts(value: Part) -> Iterator[tuple[str, str]]:
    if isinstance(value, StepStream) and value.unit is not None:
        yield "unit", value.unit
    if isinstance(value, Option):
        for name in ("saves", "adds"):
            for index, saving in enumerate(getattr(value, name)):
                if saving.unit is not None:
                    yield f"{name}[{index}].unit", saving.unit
    if isinstance(value, LifeCycle):
        yield "declared_unit.unit", value.declared_unit.unit
        for index, line in enumerate(value.inventory):
            if line.unit is not None:
                yield f"inventory[{index}].unit", line.unit
