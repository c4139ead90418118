"""The rows of a document while it is read: each with its place, so that a bad one can be left out and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from assessment.intake.part import join, located
from assessment.model import (
    Acceptance,
    Facility,
    Flow,
    LifeCycle,
    Option,
    Part,
    Product,
    RelevantVariable,
    StaticFactor,
    Step,
    StepStream,
    StreamNote,
    UnreadRow,
    Worksheet,
)
from calculators.finding import Finding, Place
from calculators.period import Period

P_co = TypeVar("P_co", bound=Part, covariant=True)

# section -> model of its rows
SECTIONS: Mapping[str, type[Part]] = {
    "products": Product,
    "streams": StreamNote,
    "flows": Flow,
    "relevant_variables": RelevantVariable,
    "static_factors": StaticFactor,
    "process.steps": Step,
    "process.streams": StepStream,
    "options": Option,
    "life_cycle": LifeCycle,
    "accepted": Acceptance,
    "worksheets": Worksheet,
}

_PROPERTIES = frozenset(StreamNote.model_fields) - {"stream", "name", "like", "of", "period"}
# members a row may lose and still say something true; what needs the member finds it in `Document.unread`
DROPPABLE: Mapping[str, frozenset[str]] = {
    "facility": frozenset({"tax_code", "organisation", "zone", "commune", "employees", "capacity"}),
    "products": frozenset({"sector", "norm_product", "equivalent", "capacity", "commissioned", "price_vnd"}),
    "streams": _PROPERTIES,
    "flows": frozenset({"cost_vnd", "uncertainty_pct", "estimated", "evidence"}),
    "static_factors": frozenset({"evidence"}),
    "options": frozenset({"library", "reason", "owner", "due"}),
    "process.steps": frozenset({"system_cost_vnd", "waste_management_cost_vnd"}),
}


@dataclass(frozen=True, kw_only=True)
class Row(Generic[P_co]):
    """One row that was read. `index` counts the rows of the file, also those that were left out."""

    section: str
    index: int
    value: P_co
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict)

    def at(self, member: str = "") -> Place:
        """Return where a member stood."""
        return located(self.places.get(member, self.place), join(f"{self.section}[{self.index}]", member))

    def unread(self, code: str, member: str | None = None) -> UnreadRow:
        """Return the record of this row, or of one member of it, being left out."""
        return unread_row(self.section, self.value.model_dump(), code, member)


def unread_row(section: str, values: Mapping[str, object], code: str, member: str | None = None) -> UnreadRow:
    """Return the record of a row that was left out, with what is known of it."""

    def known(key: str) -> str | None:
        value = values.get(key)
        return value if isinstance(value, str) else None

    product = known("id") if section == "products" else known("product")
    stream = f"product/{product}" if section == "products" and product else known("stream")
    return UnreadRow(section=section, stream=stream, period=known("period"), product=product, member=member, code=code)


@dataclass(frozen=True, kw_only=True)
class Sheaf:
    """All that was read of a document, before it is checked; `troubled` are streams of which rows were left out."""

    facility: Facility
    facility_places: Mapping[str, Place]
    reporting: Period
    baseline: Period | None
    reporting_text: str
    baseline_text: str | None
    top: Mapping[str, Place]
    rows: Mapping[str, tuple[Row[Part], ...]]
    choices: Mapping[str, str | float]
    choice_places: Mapping[str, Place]
    troubled: frozenset[str] = frozenset()

    @property
    def products(self) -> tuple[Row[Product], ...]:
        """Rows of `products`."""
        return self.rows["products"]  # type: ignore[return-value]

    @property
    def notes(self) -> tuple[Row[StreamNote], ...]:
        """Rows of `streams`."""
        return self.rows["streams"]  # type: ignore[return-value]

    @property
    def flows(self) -> tuple[Row[Flow], ...]:
        """Rows of `flows`."""
        return self.rows["flows"]  # type: ignore[return-value]

    def without(self, remarks: tuple[Remark, ...]) -> Sheaf:
        """Return the rows without those, and without the members, that remarks reject."""
        gone = {id(row) for remark in remarks if not remark.member for row in remark.rows}
        bare: dict[int, set[str]] = {}
        for remark in remarks:
            for row in remark.rows if remark.member else ():
                bare.setdefault(id(row), set()).add(remark.member)
        kept = {
            section: tuple(_without(row, bare.get(id(row))) for row in rows if id(row) not in gone) for section, rows in self.rows.items()
        }
        troubled = {row.stream for remark in remarks for row in remark.unread() if row.stream and not row.member}
        return replace(self, rows=kept, troubled=self.troubled | troubled)


def _without(row: Row[Part], members: set[str] | None) -> Row[Part]:
    if not members:
        return row
    return replace(row, value=row.value.model_copy(update=dict.fromkeys(members)))


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a check has to say: a finding, and the rows it rejects, whole or, with `member`, that member only.

    Without rows, `member` is a path such as ``facility.sector`` whose value cannot be used.
    """

    finding: Finding
    rows: tuple[Row[Part], ...] = ()
    member: str = ""

    def unread(self) -> tuple[UnreadRow, ...]:
        """Return the records of what is left out."""
        if self.member and not self.rows:
            section, _, member = self.member.partition(".")
            return (UnreadRow(section=section, member=member, code=self.finding.code),)
        return tuple(row.unread(self.finding.code, self.member or None) for row in self.rows)
