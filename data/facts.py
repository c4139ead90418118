"""The records a look-up in the reference data returns. Each knows its source; none can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

NormVerdict = Literal["applies", "no_norm", "expired", "not_applicable", "not_comparable"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One figure of the reference data with its source. `value` is in `unit`; `local` marks a deployment's own row."""

    value: float
    unit: str
    id: str
    source_id: str
    locator: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    geography: str = ""
    confidence: str = ""
    note: str = ""
    biogenic: bool = False
    local: bool = False


@dataclass(frozen=True, kw_only=True)
class GridFactor:
    """The grid factor chosen for a year. `is_later_year` says that the year asked for is later than the data."""

    fact: Fact
    data_year: int
    is_later_year: bool


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What may cross a site's boundary. `gaps` are the properties that have no default on purpose."""

    key: str
    group: str
    label_vi: str
    label_en: str
    dimensions: tuple[str, ...]
    unit: str
    role: str
    like: str = ""
    biogenic: bool = False
    gaps: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A legal norm, a typical range, an average or a survey, exactly as published. Figures are in `unit`."""

    id: str
    sector: str
    norm_product: str
    route: str
    subject: str
    capacity_min: float | None
    capacity_max: float | None
    capacity_unit: str
    capacity_min_excluded: bool
    capacity_max_included: bool
    minimum_size: float | None
    indicator: str
    value_low: float | None
    value: float | None
    value_high: float | None
    unit: str
    per: str
    denominator: str
    energy_basis: str
    direction: str
    statistic: str
    status: str
    replaced_by: str
    legal: bool
    article: str
    new_projects_from: date | None
    plants: int | None
    year_from: int | None
    year_to: int | None
    geography: str
    valid_from: date | None
    valid_to: date | None
    source_id: str
    locator: str
    confidence: str
    note: str
    local: bool = False


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a look-up answered as it did: a message code and the values its text is filled with."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NormChoice:
    """The legal norm for a product on a day, or why there is none. `last` is the last one published, if expired."""

    verdict: NormVerdict
    why: Reason
    norm: Norm | None = None
    last: Norm | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A reduction that a programme asks of a sector by a day. Reductions are in per cent of the baseline."""

    id: str
    programme: str
    sector: str
    indicators: tuple[str, ...]
    analogy: tuple[str, ...]
    reduction_low: float
    reduction_high: float | None
    deadline: date
    baseline_text: str
    area: str
    product_scope: str
    source_id: str
    locator: str
    confidence: str
    note: str
    valid_from: date | None = None
    valid_to: date | None = None
    geography: str = ""
    local: bool = False
