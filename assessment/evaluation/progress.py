"""From the baseline to the reporting period: targets, and what a change is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from assessment.evaluation.indicators import INTENSITY, Ratio, indicators_of
from assessment.evaluation.inventory_years import lacking
from assessment.evaluation.site import Site
from benchmarks.area import Membership, is_in_area
from benchmarks.indicator import Indicator, Why
from benchmarks.targets import Progress, progress
from calculators.errors import ZeroOutputError
from calculators.intensity import decompose
from calculators.period import Period, parse_period
from data.catalogue import Catalogue
from data.facts import Target

GHG = "ghg_intensity"  # no change of it is given where the baseline has fewer months of a source
Denominator = Literal["equivalent", "output"]


def targets_of(site: Site, ratios: Iterable[Ratio]) -> list[dict[str, Any]]:
    """Return the progress towards every target of the site's sector, judged per equivalent where there is one."""
    rows = list(ratios)
    found: list[dict[str, Any]] = []
    if not site.book.has("sectors", site.assessment.facility.sector):
        return found
    for target in site.book.targets(site.assessment.facility.sector, site.reporting.end):
        membership = _membership(site.book, target, site)
        if membership == "outside":
            continue
        for kind in (*target.indicators, *target.analogy):
            found.append(_target_record(site, rows, target, kind, membership))
    return found


def _membership(book: Catalogue, target: Target, site: Site) -> Membership:
    facility = site.assessment.facility
    return is_in_area(book, target.area, facility.province, facility.commune, site.reporting.end) if target.area else "inside"


def _best(rows: list[Ratio], kind: str, period: Period) -> Ratio | None:
    for per in ("equivalent", "output"):
        for row in rows:
            item = row.indicator
            if item.kind == kind and item.per == per and item.product is None and item.stream is None and item.period == period.text:
                return row
    return None


def _target_record(site: Site, rows: list[Ratio], target: Target, kind: str, membership: Membership) -> dict[str, Any]:
    judged = _judged_period(site, target)
    now = _best(_ratios_of(site, rows, judged, kind), kind, judged)
    before = _before(rows, now, kind, site)
    outcome = _outcome(site, target, before, now, judged, membership)
    shown = now or _best(rows, kind, site.reporting)
    return {
        "target": target.id,
        "programme": target.programme,
        "kind": kind,
        "indicator": shown.indicator.id if shown else None,
        "deadline": target.deadline,
        "reduction_percent_low": target.reduction_low,
        "reduction_percent_high": target.reduction_high,
        "baseline_period": site.baseline.text if site.baseline else None,
        "baseline_value": before.value if before else None,
        "value": now.indicator.value if now else None,
        "unit": shown.indicator.unit if shown else None,
        "change_percent": outcome.change_percent,
        "change_low": outcome.change_low,
        "change_high": outcome.change_high,
        "path_percent": outcome.path_percent,
        "verdict": outcome.verdict,
        "high_end_reached": outcome.high_end_reached,
        "by_analogy": kind in target.analogy or target.programme == "280",
        "why": {"code": outcome.why.code, "values": outcome.why.values},
        "source": target.source_id,
        "locator": target.locator,
        "confidence": target.confidence,
    }


def _judged_period(site: Site, target: Target) -> Period:
    """Return the period a target is judged on: after the deadline its own year, before and in it the reporting period."""
    year = target.deadline.year
    return site.reporting if site.reporting.end.year <= year else parse_period(str(year))


def _ratios_of(site: Site, rows: list[Ratio], window: Period, kind: str) -> list[Ratio]:
    if window == site.reporting:
        return rows
    measures = tuple(measure for measure in site.measures if INTENSITY[measure.kind] == kind and measure.stream is None)
    return list(indicators_of(site.view(window), measures).ratios)


def _before(rows: list[Ratio], now: Ratio | None, kind: str, site: Site) -> Indicator | None:
    if site.baseline is None:
        return None
    per = now.indicator.per if now else None
    for row in rows:
        item = row.indicator
        if item.kind == kind and item.product is None and item.stream is None and item.period == site.baseline.text and per in (None, item.per):
            return item
    return None


def _outcome(
    site: Site, target: Target, before: Indicator | None, now: Ratio | None, judged: Period, membership: Membership
) -> Progress:
    start = site.baseline.end.year if site.baseline else judged.end.year
    years = (start, judged.end.year, target.deadline.year)
    outcome = progress(before, now.indicator if now else None, target.reduction_low, target.reduction_high, years)
    if membership == "undetermined":
        return Progress(
            change_percent=outcome.change_percent,
            change_low=outcome.change_low,
            change_high=outcome.change_high,
            path_percent=outcome.path_percent,
            verdict="undetermined",
            why=Why(code="target.commune_needed", values={"province": site.assessment.facility.province}),
        )
    return outcome


def decompositions_of(site: Site, ratios: Iterable[Ratio]) -> list[dict[str, Any]]:
    """Return, for each main kind, how much of its change production explains and how much the intensity."""
    if site.baseline is None:
        return []
    rows = list(ratios)
    found = []
    for kind in ("energy_intensity", "electricity_intensity", "water_intensity", "wastewater_intensity", "material_intensity", "ghg_intensity"):
        now = _best(rows, kind, site.reporting)
        then = next(
            (r for r in rows if now and r.indicator.kind == kind and r.indicator.period == site.baseline.text
             and r.indicator.per == now.indicator.per and r.indicator.product is None and r.indicator.stream is None),
            None,
        )  # fmt: skip
        if now is None or then is None or (kind == GHG and lacking(site, site.baseline)):
            continue
        record = _decomposition(site, now, then)
        if record:
            found.append({"kind": kind, **record})
    return found


def _decomposition(site: Site, now: Ratio, then: Ratio) -> dict[str, Any] | None:
    amounts = [row.measure.total(site.columns, row.window) for row in (then, now)]
    outputs = [row.denominator.measure.total(site.columns, row.window) for row in (then, now)]
    try:
        parts = decompose(amounts[0], outputs[0], amounts[1], outputs[1])
    except ZeroOutputError:
        return None
    return {
        "per": now.indicator.per,
        "baseline_period": then.indicator.period,
        "reporting_period": now.indicator.period,
        "baseline_amount": amounts[0],
        "amount": amounts[1],
        "change": parts.change,
        "activity_effect": parts.activity_effect,
        "intensity_effect": parts.intensity_effect,
        "unit": now.measure.unit,
    }
