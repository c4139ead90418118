"""What the benchmarks are asked about: the site's products and indicators, without its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessment.evaluation.energy import is_bought_power
from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Ratio
from assessment.evaluation.output import product_id
from assessment.evaluation.site import Site
from assessment.model import Amount
from benchmarks.norms import ProductFacts, Subject, commissioned_date
from calculators.energy import MJ_PER_KWH
from calculators.units import parse_unit

LEAST_YEAR = 365  # [day] what is judged by the year, as sizes and thresholds of the law are, needs a year of rows


def subject_of(site: Site, ratios: Iterable[Ratio]) -> Subject:
    """Return the subject of the verdicts: sector, products, size, indicators of both periods and months."""
    rows, missing = list(ratios), uncovered(site)
    facility = site.assessment.facility
    products = tuple(
        ProductFacts(
            id=product.id,
            sector=product.sector or facility.sector,
            norm_product=product.norm_product,
            capacity=_size(product.capacity),
            commissioned=commissioned_date(product.commissioned),
        )
        for product in site.assessment.products
    )
    return Subject(
        sector=facility.sector,
        products=products,
        capacity=_size(facility.capacity) or _made(site, missing),
        reporting=site.reporting,
        indicators=tuple(row.indicator for row in rows),
        primary_energy=_with_legal_power(site, rows),
        is_complete=not missing,
    )


def uncovered(site: Site) -> dict[str, int]:
    """Return the days of the reporting period without a row, for output and for bought electricity where there is any. [day]"""
    missing = {}
    first, last = site.reporting.start.toordinal(), site.reporting.end.toordinal()
    groups: dict[str, list[Entry]] = {}
    for entry in site.columns.entries:
        if product_id(entry) or is_bought_power(entry):
            groups.setdefault("product" if entry.group == "product" else "electricity", []).append(entry)
    for name, entries in groups.items():
        days: set[int] = set()
        for entry in entries:
            days.update(range(max(first, entry.start_day), min(last, entry.end_day) + 1))
        if len(days) < site.reporting.days:
            missing[name] = site.reporting.days - len(days)
    return missing


def _size(amount: Amount | None) -> tuple[float, str] | None:
    return (amount.quantity, amount.unit) if amount else None


def _made(site: Site, missing: Mapping[str, int]) -> tuple[float, str] | None:
    """Return the output of the reporting period, where no capacity was stated: its size is then what was made in a year."""
    if site.reporting.days - missing.get("product", 0) < LEAST_YEAR:
        return None
    for denominator in site.output.site:
        if denominator.per in {"mass", "output"} and parse_unit(denominator.unit).dimension == "mass":
            if denominator.measure.blocked_in(site.columns, site.reporting):
                return None
            return denominator.measure.total(site.columns, site.reporting), denominator.unit
    return None


def _with_legal_power(site: Site, ratios: list[Ratio]) -> dict[str, float]:
    """Return energy intensities with electricity at the legal TOE table's 6.46 MJ/kWh instead of 3.6. [MJ per unit]"""
    factor = float(str(site.book.row("settings", "norm.conversion_legal_toe")["value"]))
    power = site.energy.electricity
    bought = power.contribution.copy()
    for index, entry in enumerate(site.columns.entries):
        if entry.key in {"generator", "chp"}:
            bought[index] = 0.0  # its fuel is counted, not its kilowatt-hours
    values = {}
    for ratio in ratios:
        if ratio.indicator.kind != "energy_intensity" or ratio.indicator.period != site.reporting.text:
            continue
        shares = site.columns.shares(ratio.window)
        weight = 1.0
        if ratio.indicator.product is not None and ratio.share is not None:
            weight = site.output.weight(site.columns, ratio.indicator.product, ratio.share)  # type: ignore[assignment]
        kwh = float((bought * shares * weight).sum())
        made = ratio.denominator.measure.total(site.columns, ratio.window)
        values[ratio.indicator.id] = ratio.indicator.value + (factor - MJ_PER_KWH) * kwh / made
    return values
