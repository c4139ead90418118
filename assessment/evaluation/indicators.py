"""Every indicator of every period: measures divided by denominators, or withheld with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from assessment.evaluation.measure import Columns, Floats, Measure
from assessment.evaluation.output import Denominator, Output
from assessment.model import GROUPS, UnreadRow
from benchmarks.indicator import Indicator, indicator_id
from calculators.errors import DomainError, PeriodError
from calculators.intensity import intensity, productivity
from calculators.period import Period, parse_period
from calculators.uncertainty import combine_relative, interval_90

INTENSITY = {
    "energy": "energy_intensity",
    "electricity": "electricity_intensity",
    "thermal": "thermal_intensity",
    "water": "water_intensity",
    "material": "material_intensity",
    "wastewater": "wastewater_intensity",
    "waste": "waste_intensity",
    "waste_disposed": "waste_disposed_intensity",
    "ghg": "ghg_intensity",
}
PRODUCTIVITY = {"energy": "energy_productivity", "water": "water_productivity", "material": "material_productivity"}
LEDGER_SECTIONS = frozenset({"flows", "flows_monthly", "streams", "products"})
HARMLESS_MEMBERS = frozenset({"cost_vnd", "estimated", "evidence", "uncertainty_pct", "name", "norm_product", "equivalent", "price_vnd"})
NEAR_GROUP = 0.75  # similarity from which a misspelt group is taken as the one it resembles
LONGEST_ROW_OF_A_MONTH = 62  # days; a month is not read off rows longer than a two-month bill

TOUCHED_BY = {
    "electricity": ("energy", "electricity", "ghg", "norm"),
    "fuel": ("energy", "thermal", "ghg"),
    "steam": ("energy", "thermal", "ghg"),
    "heat": ("energy", "thermal", "ghg"),
    "ice": ("energy", "thermal", "norm"),
    "service": ("norm",),
    "water": ("water",),
    "wastewater": ("wastewater",),
    "waste": ("waste", "waste_disposed"),
    "hazardous_waste": ("waste", "waste_disposed"),
    "refrigerant": ("ghg",),
    "material": ("material",),
    "chemical": ("material",),
    "packaging": ("material",),
}


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """An indicator that exists but is not given, and the code of the finding that says why.

    The finding is shown at `entries`; where no row is to blame, at `product` of the document's list of products.
    """

    id: str
    finding: str
    entries: tuple[int, ...] = ()
    product: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """An indicator with what it was made of, for the trace."""

    indicator: Indicator
    measure: Measure
    denominator: Denominator
    window: Period
    amount: float
    made: float
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorSet:
    """Everything that could be computed for one window, and what had to be withheld."""

    ratios: tuple[Ratio, ...]
    withheld: tuple[Withheld, ...]


def touches(row: UnreadRow, measure: Measure, window: Period) -> bool:
    """Return whether an unread row would have belonged to a measure in a window, as far as can be told.

    A misspelt group (``electricty``) is taken as the one it is near to; what is near to none has no place in a total.
    A row that stands without its price or its evidence still counts.
    """
    if not is_missed(row, window):
        return False
    group = group_of(row)
    if measure.kind not in TOUCHED_BY.get(group, ()):
        return False
    is_other_material = measure.kind == "material" and measure.stream is not None and measure.stream not in {row.stream, group}
    return not is_other_material


def is_missed(row: UnreadRow, window: Period) -> bool:
    """Return whether an unread row would have counted in a window: a ledger row of it, lost as a whole."""
    if row.section not in LEDGER_SECTIONS or row.member in HARMLESS_MEMBERS:
        return False
    try:
        return row.period is None or parse_period(row.period).overlap_days(window) > 0
    except PeriodError:
        return True


def group_of(row: UnreadRow) -> str:
    """Return the group an unread row belongs to, the nearest for a misspelt one, else an empty text."""
    group = (row.stream or "").partition("/")[0]
    if group in GROUPS:
        return group
    return next(iter(get_close_matches(group, GROUPS, n=1, cutoff=NEAR_GROUP)), "")


def is_output(row: UnreadRow) -> bool:
    """Return whether an unread row would have been output of a product."""
    return row.section in LEDGER_SECTIONS and row.member not in HARMLESS_MEMBERS and group_of(row) == "product"


def _output_touched(rows: Iterable[UnreadRow], denominator: Denominator, window: Period) -> UnreadRow | None:
    for row in rows:
        product = (row.stream or "").partition("/")[2]
        if is_output(row) and denominator.product in {None, product} and is_missed(row, window):
            return row
    return None


@dataclass(frozen=True, kw_only=True)
class View:
    """One window of a site: its columns, output and unread rows."""

    columns: Columns
    output: Output
    unread: tuple[UnreadRow, ...]
    window: Period
    is_month: bool = False

    def is_too_coarse(self, measure: Measure) -> bool:
        """Return whether the window is a month and the measure rests on rows longer than two months."""
        return self.is_month and measure.longest_row(self.columns, self.window) > LONGEST_ROW_OF_A_MONTH


def indicators_of(view: View, measures: tuple[Measure, ...]) -> IndicatorSet:
    """Return the indicators of one window.

    A month gives no indicator from rows longer than two months: spreading a year over twelve is no measurement.
    """
    ratios: list[Ratio] = []
    withheld: list[Withheld] = []
    for measure in measures:
        missing = [row for row in view.unread if touches(row, measure, view.window)]
        if not (measure.exists_in(view.columns, view.window) or missing) or view.is_too_coarse(measure):
            continue
        if not view.is_month and measure.stream is None:
            withheld += _without_denominator(view, measure)
        for denominator in (*view.output.site, *view.output.by_product):
            if view.is_too_coarse(denominator.measure) or _is_single_material(measure, denominator):
                continue
            outcome = _ratios(view, measure, denominator)
            ratios += [item for item in outcome if isinstance(item, Ratio)]
            withheld += [item for item in outcome if isinstance(item, Withheld)]
    return IndicatorSet(ratios=tuple(ratios), withheld=tuple(withheld))


def _without_denominator(view: View, measure: Measure) -> list[Withheld]:
    """Return the indicators that cannot exist because outputs do not add up or cannot be shared."""
    return [
        Withheld(id=indicator_id(kind, None, product, "output", view.window.text), finding=code)
        for product, code in view.output.gaps
        for kind, _ in _kinds(measure)
    ]


def _is_single_material(measure: Measure, denominator: Denominator) -> bool:
    """Return whether a product is asked of one material: which product it went into is told by tags, not by a key."""
    return denominator.product is not None and measure.kind == "material" and measure.stream not in {None, "material"}


def _kinds(measure: Measure) -> Iterator[tuple[str, bool]]:
    yield INTENSITY[measure.kind], False
    if measure.kind in PRODUCTIVITY and measure.stream is None:
        yield PRODUCTIVITY[measure.kind], True


def _ratios(view: View, measure: Measure, denominator: Denominator) -> list[Ratio | Withheld]:
    """Return the intensity, and where it has one the productivity, of a measure per denominator."""
    refusal = _refusal(view, measure, denominator)
    share = None
    if refusal is None and denominator.product is not None:
        share = view.output.share(view.columns, view.window, denominator.product, measure)
        refusal = ("product.no_allocation", ()) if share is None else None
    if refusal is None and denominator.measure.total(view.columns, view.window) == 0:
        refusal = ("output.zero", denominator.measure.first_entry(view.columns, view.window))
    if refusal is not None:
        return [_withhold(view, measure, denominator, kind, refusal) for kind, _ in _kinds(measure)]
    return [_ratio(view, measure, denominator, share, kind, is_inverse) for kind, is_inverse in _kinds(measure)]


def _refusal(view: View, measure: Measure, denominator: Denominator) -> tuple[str, tuple[int, ...]] | None:
    """Return why a ratio cannot be given, and the entries to blame, or None."""
    for row in view.unread:
        if touches(row, measure, view.window):
            return row.code, ()
    touched = _output_touched(view.unread, denominator, view.window)
    if touched:
        return touched.code, ()
    blocked = measure.blocked_in(view.columns, view.window) or denominator.measure.blocked_in(view.columns, view.window)
    return (blocked[0][1].code, tuple(index for index, _ in blocked)) if blocked else None


def _withhold(view: View, measure: Measure, denominator: Denominator, kind: str, refusal: tuple[str, tuple[int, ...]]) -> Withheld:
    name = indicator_id(kind, measure.stream, denominator.product, denominator.per, view.window.text)
    return Withheld(id=name, finding=refusal[0], entries=refusal[1], product=denominator.product)


def _ratio(view: View, measure: Measure, denominator: Denominator, share: float | None, kind: str, is_inverse: bool) -> Ratio | Withheld:
    weight = None
    if denominator.product is not None and share is not None:
        weight = view.output.weight(view.columns, denominator.product, share)
    amount = measure.total(view.columns, view.window, weight)
    made = denominator.measure.total(view.columns, view.window)
    try:
        value = productivity(made, amount) if is_inverse else intensity(amount, made)
    except DomainError:
        return _withhold(view, measure, denominator, kind, ("amount.not_positive", ()))
    relative = relative_of(view, measure, denominator, weight)
    low, high = (None, None) if relative is None else interval_90(value, relative)
    indicator = Indicator(
        kind=kind,
        stream=measure.stream,
        product=denominator.product,
        per=denominator.per,
        period=view.window.text,
        value=value,
        unit=f"{denominator.unit}/{measure.unit}" if is_inverse else f"{measure.unit}/{denominator.unit}",
        low=low,
        high=high,
        relative=relative,
        is_estimated=measure.is_estimated(view.columns, view.window) or denominator.measure.is_estimated(view.columns, view.window),
    )
    return Ratio(
        indicator=indicator, measure=measure, denominator=denominator, window=view.window, amount=amount, made=made, share=share
    )


def relative_of(view: View, measure: Measure, denominator: Denominator, weight: Floats | None) -> float | None:
    """Return the relative standard deviation of a ratio, or None where a metering error is not known. [1]"""
    parts = (
        measure.relative_deviation(view.columns, view.window, weight),
        denominator.measure.relative_deviation(view.columns, view.window),
    )
    return None if None in parts else combine_relative(part for part in parts if part is not None)
