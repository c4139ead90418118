"""One line of a product's model, ready to be added up, and a gap where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.footprint.factors import Factor, record_of
from calculators.units import parse_unit

STAGES = ("raw_material", "packaging", "transport", "manufacture", "distribution", "use", "end_of_life")
BEYOND_GATE = frozenset({"distribution", "use", "end_of_life"})
SHOWN_UNITS = {
    "mass": "kg", "volume": "m3", "normal_volume": "Nm3", "energy": "kWh", "freight": "t*km", "count": "piece", "pair": "pair",
    "area": "m2", "length": "m", "money_usd": "USD", "money": "VND",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    """What one declared unit takes of something, and what that carries.

    `quantity` is in the canonical unit of the factor's dimension; `by_basis` holds the quantity under every basis of
    allocation, for what comes from the ledger; `relative` is one standard deviation of the quantity [1], None where not
    stated; `measured` is the share of the quantity that was measured and not estimated [1].
    """

    path: str
    stage: str
    scope: int
    stream: str | None
    quantity: float
    factor: Factor
    is_ledger: bool = False
    is_upstream: bool = False
    by_basis: Mapping[str, float] = field(default_factory=dict)
    relative: float | None = None
    measured: float = 0.0
    biogenic_co2: float = 0.0

    @property
    def co2e(self) -> float:
        """What the row carries. [kg CO2e per declared unit]"""
        return self.quantity * self.factor.value

    @property
    def id(self) -> str:
        """The row's place in the document; what the edition adds upstream of it has its own."""
        return self.path + ("+upstream" if self.is_upstream else "")

    def under(self, basis: str) -> float:
        """Return what the row carries under a basis of allocation. [kg CO2e per declared unit]"""
        return self.by_basis.get(basis, self.quantity) * self.factor.value


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something the footprint does not hold: a code, the row, and what would close it."""

    code: str
    stage: str
    path: str = ""
    stream: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """Return the gap as the result holds it."""
        return {"code": self.code, "stage": self.stage, "path": self.path, "stream": self.stream, "values": dict(self.values)}


def as_record(row: ModelRow) -> dict[str, Any]:
    """Return a row as the result holds it: quantity in a unit people use, the factor as its source prints it."""
    unit = SHOWN_UNITS.get(row.factor.dimension, row.factor.dimension)
    known = parse_unit(unit).factor if row.factor.dimension in SHOWN_UNITS else 1.0
    return {
        "id": row.id,
        "stage": row.stage,
        "scope": row.scope,
        "stream": row.stream,
        "quantity": row.quantity / known,
        "unit": unit,
        "co2e": row.co2e,
        "per_unit": row.factor.value * known,
        "is_ledger": row.is_ledger,
        "is_upstream": row.is_upstream,
        "is_screening": row.factor.is_screening,
        **record_of(row.factor),
    }
