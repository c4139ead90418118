"""Specific electricity on the basis of circular 52/2018: (invoice − other uses + bought cold) per equivalent tonne."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessment.evaluation.conversion import Converted, Missing, electricity_kwh
from assessment.evaluation.energy import BOUGHT_POWER
from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Ratio, Withheld, is_output, relative_of, touches
from assessment.evaluation.measure import Measure, MeasureBuilder, joined, scaled
from assessment.evaluation.output import Denominator, mass_tonnes
from assessment.evaluation.properties import Properties
from assessment.evaluation.site import Site
from benchmarks.indicator import Indicator, indicator_id
from benchmarks.norms import equivalent_families
from calculators.energy import MJ_PER_KWH
from calculators.intensity import intensity
from calculators.period import Period
from calculators.uncertainty import interval_90

KWH_PER_MJ = 1 / MJ_PER_KWH
COLD = (("ice", "bought"), ("service", "cold_store"))


@dataclass(frozen=True, kw_only=True)
class NormBasis:
    """Numerator and denominators of the circular's specific electricity, by norm product (shrimp, pangasius)."""

    load: Measure
    by_family: dict[str, Measure]
    missing_coefficient: dict[str, str]


def norm_families(site: Site) -> dict[str, tuple[str, ...]]:
    """Return the norm products whose circular counts equivalent product, with the document's products of each."""
    families: dict[str, list[str]] = {}
    known = equivalent_families(site.book)
    for product in site.assessment.products:
        family = (product.norm_product or "").partition(".")[0]
        if family in known:
            families.setdefault(family, []).append(product.id)
    return {family: tuple(ids) for family, ids in families.items()}


def read_norm_basis(site: Site) -> NormBasis:
    """Return the electricity the circular counts, entry by entry, and the equivalent output of each norm product."""
    entries = site.columns.entries
    load = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group == "electricity" and entry.key in BOUGHT_POWER:
            if entry.role == "in" and entry.step != "other_use":
                load.add(index, electricity_kwh(entry))
            elif entry.role == "internal" and entry.step == "other_use":
                load.add(index, electricity_kwh(entry), -1.0)
        elif (entry.group, entry.key) in COLD and entry.role == "in":
            load.add(index, _cold(entry, site.properties))
    families = norm_families(site)
    missing = {
        family: product
        for family, ids in families.items()
        for product in ids
        if product not in site.output.coefficients
    }
    by_family = {family: _equivalent_t(site, ids) for family, ids in families.items() if family not in missing}
    return NormBasis(load=load.build("norm", "kWh"), by_family=by_family, missing_coefficient=missing)


def _cold(entry: Entry, properties: Properties) -> Converted | Missing:
    each = properties.in_dimension(entry.stream, "electricity", entry.day, (f"energy/{entry.dimension}",))
    if each is None or entry.amount is None:
        return Missing(code="norm.bought_cold_unknown", expected="electricity [kWh/t]")
    return Converted(value=entry.amount * each.value * KWH_PER_MJ, used=(each,))


def _equivalent_t(site: Site, ids: tuple[str, ...]) -> Measure:
    products = [product for product in site.assessment.products if product.id in ids]
    each = []
    for product in products:
        k, _ = site.output.coefficients[product.id]
        each.append(scaled(mass_tonnes(site.columns.entries, product, site.properties), k, "t"))
    return joined(tuple(each), "t")


def norm_indicators(site: Site, basis: NormBasis, window: Period) -> tuple[tuple[Ratio, ...], tuple[Withheld, ...]]:
    """Return the specific electricity of each norm product in `window`; load common to two is shared by Σ k·t."""
    ratios, withheld = [], []
    made = {family: measure.total(site.columns, window) for family, measure in basis.by_family.items()}
    whole = sum(made.values())
    for family in basis.by_family:
        outcome = _norm_ratio(site, basis, family, window, made[family], whole)
        if isinstance(outcome, Ratio):
            ratios.append(outcome)
        elif outcome:
            withheld.append(outcome)
    for family, product in basis.missing_coefficient.items():
        if basis.load.exists_in(site.columns, window):
            name = indicator_id("norm_sec", None, family, "norm", window.text)
            withheld.append(Withheld(id=name, finding="norm.coefficient_missing", product=product))
    return tuple(ratios), tuple(withheld)


def _norm_ratio(site: Site, basis: NormBasis, family: str, window: Period, made: float, whole: float) -> Ratio | Withheld | None:
    columns, measure = site.columns, basis.by_family[family]
    name = indicator_id("norm_sec", None, family, "norm", window.text)
    if not basis.load.exists_in(columns, window):
        return None
    for row in site.document.unread:
        if touches(row, basis.load, window) or is_output(row):
            return Withheld(id=name, finding=row.code)
    blocked = basis.load.blocked_in(columns, window) or measure.blocked_in(columns, window)
    if blocked:
        return Withheld(id=name, finding=blocked[0][1].code, entries=tuple(index for index, _ in blocked))
    if made <= 0:
        return Withheld(id=name, finding="output.zero", entries=measure.first_entry(columns, window), product=norm_families(site)[family][0])
    ids = set(norm_families(site)[family])
    weight = np.array([1.0 if entry.product in ids else made / whole if not entry.product else 0.0 for entry in columns.entries])
    amount = basis.load.total(columns, window, weight)
    if amount <= 0:
        return Withheld(id=name, finding="amount.not_positive", entries=basis.load.first_entry(columns, window))
    denominator = Denominator(per="norm", product=family, unit="t", measure=measure)
    relative = relative_of(site.view(window), basis.load, denominator, weight)
    value = intensity(amount, made)
    low, high = (None, None) if relative is None else interval_90(value, relative)
    indicator = Indicator(
        kind="norm_sec", product=family, per="norm", period=window.text, value=value, unit="kWh/t", low=low, high=high, relative=relative,
        is_estimated=basis.load.is_estimated(columns, window) or measure.is_estimated(columns, window),
    )  # fmt: skip
    return Ratio(
        indicator=indicator, measure=basis.load, denominator=denominator, window=window, amount=amount, made=made, share=made / whole
    )
