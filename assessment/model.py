"""The assessment document `sachhon-assessment/1`: what one site knows of itself.

The document is typed by its keys (see `assessment.intake.scalar`); these models say which keys there are. They hold no
places: where each value was given travels beside them in `Document.places`, so that a workbook and a YAML file with
the same content are the same assessment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from calculators.finding import Finding, Place

FORMAT: Literal["sachhon-assessment/1"] = "sachhon-assessment/1"

GROUPS = (
    "product", "by_product", "intermediate", "material", "chemical", "packaging", "electricity", "fuel", "steam", "heat",
    "ice", "water", "wastewater", "waste", "hazardous_waste", "air", "refrigerant", "transport", "service",
)  # fmt: skip
OUTGOING_GROUPS = frozenset({"product", "by_product", "wastewater", "waste", "hazardous_waste", "air"})
PROPERTIES = (
    "mass_per_unit", "volume_per_unit", "density", "moisture", "ncv", "enthalpy", "cod_in", "cod_out", "emission_factor",
    "electricity", "solvent_content", "recycled_content",
)  # fmt: skip
RESERVED_STEPS = ("other_use", "generator", "chp", "road")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w.\-]{1,80}$")]
StreamKey = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z_]+/[\w.\-]{1,80}$")]
PeriodText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Role = Literal["in", "out", "internal", "stock"]
Technique = Literal["GH", "IC", "PC", "EM", "TC", "OR", "BP", "PM"]
Status = Literal["idea", "do_now", "study", "rejected", "running", "done", "verified"]
Stage = Literal["raw_material", "packaging", "transport", "manufacture", "distribution", "use", "end_of_life"]


class Part(BaseModel):
    """A part of the document: frozen, and closed against unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Measured(Part):
    """A number with its unit, and how well it is known."""

    value: float
    unit: Text
    uncertainty_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    evidence: Text | None = None


class Amount(Part):
    quantity: Annotated[float, Field(gt=0)]
    unit: Text


class Organisation(Part):
    name: Text
    tax_code: Text | None = None


class Facility(Part):
    name: Text
    tax_code: Text | None = None
    organisation: Organisation | None = None
    zone: Text | None = None
    sector: Key
    province: Text
    commune: Text | None = None
    employees: Annotated[float, Field(ge=0)] | None = None
    capacity: Amount | None = None


class Product(Part):
    id: Key
    name: Text
    unit: Text
    sector: Key | None = None
    norm_product: Key | None = None
    equivalent: Annotated[float, Field(gt=0)] | None = None
    capacity: Amount | None = None
    commissioned: PeriodText | None = None
    price_vnd: Annotated[float, Field(ge=0)] | None = None


class StreamNote(Part):
    """What the factory knows of one of its streams."""

    stream: StreamKey
    name: Text | None = None
    like: StreamKey | None = None
    of: StreamKey | None = None
    period: PeriodText | None = None
    mass_per_unit: Measured | None = None
    volume_per_unit: Measured | None = None
    density: Measured | None = None
    moisture: Measured | None = None
    ncv: Measured | None = None
    enthalpy: Measured | None = None
    cod_in: Measured | None = None
    cod_out: Measured | None = None
    emission_factor: Measured | None = None
    electricity: Measured | None = None
    solvent_content: Measured | None = None
    recycled_content: Measured | None = None


class Flow(Part):
    period: PeriodText
    stream: StreamKey
    quantity: Annotated[float, Field(ge=0)] | None = None
    unit: Text | None = None
    cost_vnd: float | None = None
    role: Role | None = None
    meter: Text | None = None
    step: Key | None = None
    product: Key | None = None
    uncertainty_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    estimated: bool | None = None
    evidence: Text | None = None

    @model_validator(mode="after")
    def _says_how_much(self) -> Flow:
        if self.quantity is None and self.cost_vnd is None:
            raise ValueError("quantity_or_cost")
        if self.quantity is not None and self.unit is None:
            raise ValueError("unit_of_quantity")
        return self


class RelevantVariable(Part):
    period: PeriodText
    name: Text
    value: float
    unit: Text


class StaticFactor(Part):
    """A change that no variable describes: from the first to the last month of `period`, so much more (or less) each month."""

    kind: Literal["energy", "water"]
    period: PeriodText
    name: Text
    quantity: float
    unit: Text
    evidence: Text | None = None


class Step(Part):
    id: Key
    name: Text
    system_cost_vnd: Annotated[float, Field(ge=0)] | None = None
    waste_management_cost_vnd: Annotated[float, Field(ge=0)] | None = None


class StepStream(Part):
    """A stream between two steps; a missing end is the outside."""

    from_: Annotated[Key | None, Field(alias="from")] = None
    to: Key | None = None
    stream: StreamKey
    quantity: float | Literal["ledger"] | None = None
    unit: Text | None = None
    uncertainty_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    mass_per_unit: Measured | None = None
    volume_per_unit: Measured | None = None
    density: Measured | None = None
    moisture: Measured | None = None
    ncv: Measured | None = None
    enthalpy: Measured | None = None
    cod_in: Measured | None = None
    cod_out: Measured | None = None
    emission_factor: Measured | None = None
    solvent_content: Measured | None = None
    recycled_content: Measured | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Process(Part):
    period: PeriodText | None = None
    steps: tuple[Step, ...] = ()
    streams: tuple[StepStream, ...] = ()


class Saving(Part):
    stream: StreamKey
    quantity: float | None = None
    percent: float | None = None
    cost_vnd: float | None = None
    unit: Text | None = None
    uncertainty_pct: Annotated[float, Field(ge=0, le=100)] | None = None


class Option(Part):
    id: Key
    title: Text
    library: Key | None = None
    step: Key | None = None
    technique: Technique
    saves: tuple[Saving, ...] = ()
    adds: tuple[Saving, ...] = ()
    investment_vnd: Annotated[float, Field(ge=0)]
    annual_cost_vnd: float | None = None
    lifetime_years: Annotated[float, Field(gt=0)]
    requires: tuple[Key, ...] = ()
    excludes: tuple[Key, ...] = ()
    status: Status | None = None
    reason: Text | None = None
    owner: Text | None = None
    due: PeriodText | None = None


class InventoryRow(Part):
    stage: Stage
    stream: StreamKey | None = None
    factor: Text | None = None
    supplier_pcf: Text | None = None
    quantity: float | None = None
    unit: Text | None = None


class LifeCycle(Part):
    product: Key
    declared_unit: Amount
    boundary: Literal["cradle_to_gate", "cradle_to_grave"]
    allocation: Key
    inventory: tuple[InventoryRow, ...] = ()


class Acceptance(Part):
    code: Key
    stream: StreamKey | None = None
    period: PeriodText | None = None
    reason: Text


class Worksheet(Part):
    sheet: Key
    step: Key | None = None
    values: dict[str, float | str | Measured] = {}


class Assessment(Part):
    """One site's assessment."""

    format: Literal["sachhon-assessment/1"] = FORMAT
    facility: Facility
    reporting_period: PeriodText
    baseline_period: PeriodText | None = None
    products: tuple[Product, ...]
    streams: tuple[StreamNote, ...] = ()
    flows: tuple[Flow, ...]
    relevant_variables: tuple[RelevantVariable, ...] = ()
    static_factors: tuple[StaticFactor, ...] = ()
    process: Process | None = None
    options: tuple[Option, ...] = ()
    life_cycle: tuple[LifeCycle, ...] = ()
    choices: dict[str, str | float] = {}
    accepted: tuple[Acceptance, ...] = ()
    worksheets: tuple[Worksheet, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """An assessment as it was read: its content, where each value stood, and what could not be read.

    `places` maps a path such as ``flows[3].quantity`` (indices of `assessment`) to where it was given.
    `unread` names the streams and paths of rows that had to be left out, so that what they touch is withheld.
    """

    assessment: Assessment
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    file: str = ""

    def place(self, path: str) -> Place:
        """Return where `path` was given; the nearest known parent when it has no place of its own."""
        probe = path
        while probe:
            if probe in self.places:
                known = self.places[probe]
                return Place(file=known.file, sheet=known.sheet, cell=known.cell, line=known.line, path=path)
            cut = max(probe.rfind("."), probe.rfind("["))
            probe = probe[:cut] if cut > 0 else ""
        return Place(file=self.file, path=path)


@dataclass(frozen=True, kw_only=True)
class UnreadRow:
    """A row that could not be used: which stream and period it was of, as far as that could be read.

    With `member`, the row stands and only that member was left out (``cost_vnd``, ``ncv``, ``equivalent``). A
    section without anything else is a whole section, or a single key such as ``baseline_period``, that was lost.
    """

    section: str
    stream: str | None = None
    period: str | None = None
    product: str | None = None
    member: str | None = None
    code: str = ""


def canonical_json(assessment: Assessment) -> str:
    """Return the assessment as JSON that does not depend on the file it came from.

    Empty members are left out, keys are sorted, and the rows whose order means nothing (flows, stream notes,
    variables, acceptances, worksheets) are sorted.
    """
    record: dict[str, Any] = assessment.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in ("flows", "streams", "relevant_variables", "static_factors", "accepted", "worksheets"):
        rows = record.get(name) or []
        record[name] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, ensure_ascii=False))
    record = {key: value for key, value in record.items() if value not in ([], {}, None)}
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def input_sha256(assessment: Assessment) -> str:
    """Return the SHA-256 of the assessment's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(assessment).encode()).hexdigest()
