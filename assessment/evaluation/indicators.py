"""Every indicator of every period: measures divided by denominators, or withheld with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.evaluation.measure import Columns, Measure
from assessment.evaluation.output import Denominator, Output
from assessment.model import UnreadRow
from benchmarks.indicator import Indicator, indicator_id
from calculators.errors import DomainError, PeriodError, ZeroOutputError
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
    """An indicator that exists but is not given, and the code of the finding that says why."""

    id: str
    finding: str
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """An indicator with what it was made of, for the trace."""

    indicator: Indicator
    measure: Measure
    denominator: Denominator
    window: Period
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorSet:
    """Everything that could be computed for one window, and what had to be withheld."""

    ratios: tuple[Ratio, ...]
    withheld: tuple[Withheld, ...]


def touches(row: UnreadRow, measure: Measure, window: Period) -> bool:
    """Return whether an unread row would have belonged to a measure in a window, as far as can be told."""
    group = (row.stream or "").partition("/")[0]
    if measure.kind not in TOUCHED_BY.get(group, ()):
        return False
    if measure.kind == "material" and measure.stream is not None and measure.stream not in {row.stream, group}:
        return False
    return _overlaps(row, window)


def _overlaps(row: UnreadRow, window: Period) -> bool:
    try:
        return row.period is None or parse_period(row.period).overlap_days(window) > 0
    except PeriodError:
        return True


def _output_touched(rows: Iterable[UnreadRow], denominator: Denominator, window: Period) -> UnreadRow | None:
    for row in rows:
        group, _, product = (row.stream or "").partition("/")
        if group == "product" and denominator.product in {None, product} and _overlaps(row, window):
            return row
    return None


def indicators_of(
    columns: Columns, measures: tuple[Measure, ...], output: Output, window: Period, unread: tuple[UnreadRow, ...], is_month: bool
) -> IndicatorSet:
    """Return the indicators of one window.

    A month gives no indicator from rows longer than two months: spreading a year over twelve is no measurement.
    """
    ratios: list[Ratio] = []
    withheld: list[Withheld] = []
    for measure in measures:
        missing_rows = [row for row in unread if touches(row, measure, window)]
        if not measure.exists_in(columns, window) and not missing_rows:
            continue
        if is_month and measure.longest_row(columns, window) > LONGEST_ROW_OF_A_MONTH:
            continue
        for denominator in (*output.site, *output.by_product):
            if is_month and denominator.measure.longest_row(columns, window) > LONGEST_ROW_OF_A_MONTH:
                continue
            if denominator.product is not None and measure.kind == "material" and measure.stream not in {None, "material"}:
                continue  # which product a single material went into is asked of tags, not of an allocation key
            outcome = _ratios(columns, measure, denominator, output, window, missing_rows, unread)
            ratios += [item for item in outcome if isinstance(item, Ratio)]
            withheld += [item for item in outcome if isinstance(item, Withheld)]
    return IndicatorSet(ratios=tuple(ratios), withheld=tuple(withheld))


def _kinds(measure: Measure) -> Iterator[tuple[str, bool]]:
    yield INTENSITY[measure.kind], False
    if measure.kind in PRODUCTIVITY and measure.stream is None:
        yield PRODUCTIVITY[measure.kind], True


def _ratios(
    columns: Columns,
    measure: Measure,
    denominator: Denominator,
    output: Output,
    window: Period,
    missing_rows: list[UnreadRow],
    unread: tuple[UnreadRow, ...],
) -> list[Ratio | Withheld]:
    def refuse(code: str, rows: tuple[int, ...] = ()) -> list[Ratio | Withheld]:
        names = [indicator_id(kind, measure.stream, denominator.product, denominator.per, window.text) for kind, _ in _kinds(measure)]
        return [Withheld(id=name, finding=code, entries=rows) for name in names]

    if missing_rows:
        return refuse(missing_rows[0].code)
    touched = _output_touched(unread, denominator, window)
    if touched:
        return refuse(touched.code)
    blocked = measure.blocked_in(columns, window) or denominator.measure.blocked_in(columns, window)
    if blocked:
        return refuse(blocked[0][1].code, tuple(index for index, _ in blocked))
    share, weight = None, None
    if denominator.product is not None:
        share = output.share(columns, window, denominator.product, measure)
        if share is None:
            return refuse("product.no_allocation")
        weight = output.weight(columns, denominator.product, share)
    amount = measure.total(columns, window, weight)
    made = denominator.measure.total(columns, window)
    deviations = (
        measure.relative_deviation(columns, window, weight),
        denominator.measure.relative_deviation(columns, window),
    )
    relative = None if any(part is None for part in deviations) else combine_relative(part for part in deviations if part is not None)
    found: list[Ratio | Withheld] = []
    for kind, is_inverse in _kinds(measure):
        try:
            value = productivity(made, amount) if is_inverse else intensity(amount, made)
        except ZeroOutputError:
            return refuse("output.zero")
        except DomainError:
            found.append(
                Withheld(id=indicator_id(kind, measure.stream, denominator.product, denominator.per, window.text), finding="amount.not_positive")
            )
            continue
        unit = f"{denominator.unit}/{measure.unit}" if is_inverse else f"{measure.unit}/{denominator.unit}"
        low, high = (None, None) if relative is None else interval_90(value, relative)
        found.append(
            Ratio(
                indicator=Indicator(
                    kind=kind,
                    stream=measure.stream,
                    product=denominator.product,
                    per=denominator.per,
                    period=window.text,
                    value=value,
                    unit=unit,
                    low=low,
                    high=high,
                    relative=relative,
                ),
                measure=measure,
                denominator=denominator,
                window=window,
                share=share,
            )
        )
    return found
