"""What is compared: an indicator of one period, and where it stands against one reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Per = Literal["output", "equivalent", "mass", "norm"]
Verdict = Literal["within", "worse", "better_than_best", "no_norm", "not_comparable", "expired", "not_applicable"]
Direction = Literal["lower_is_better", "higher_is_better"]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An intensity, a productivity or a yield of one period. `low` and `high` are a two-sided 90 % interval."""

    kind: str
    stream: str | None = None
    product: str | None = None
    per: Per
    period: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    relative: float | None = None
    is_estimated: bool = False

    @property
    def id(self) -> str:
        """The indicator's name: kind[/stream][@product]:per/period."""
        return indicator_id(self.kind, self.stream, self.product, self.per, self.period)


def indicator_id(kind: str, stream: str | None, product: str | None, per: str, period: str) -> str:
    """Return the name of an indicator: kind[/stream][@product]:per/period."""
    head = kind + (f"/{stream}" if stream else "") + (f"@{product}" if product else "")
    return f"{head}:{per}/{period}"


@dataclass(frozen=True, kw_only=True)
class Why:
    """A reason as a code and the values its text is filled with."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one indicator stands against one norm, range or survey, and why that one."""

    indicator: str
    norm: str | None
    statistic: str | None
    norm_low: float | None = None
    norm_value: float | None = None
    norm_high: float | None = None
    unit: str
    direction: Direction
    confidence: str | None = None
    verdict: Verdict
    distinguishable: bool | None = None
    indicative: bool = False
    gap_percent: float | None = None
    why: Why
    source: str | None = None
    is_legal: bool = False
