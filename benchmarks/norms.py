"""Which norm, range or survey an indicator is held against, and why; or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from benchmarks.indicator import Direction, Indicator, Standing, Verdict, Why, indicator_id
from benchmarks.standing import Bounds, Judgement, judge
from calculators.errors import UnitError
from calculators.period import Period, parse_period
from calculators.units import convert, parse_unit
from data.catalogue import Catalogue
from data.facts import Norm, NormChoice

MAIN_KINDS = ("energy_intensity", "electricity_intensity", "thermal_intensity", "water_intensity", "material_intensity")
NORM_SEC = "norm_sec"
ROUNDED = 0.05  # [%] nearer to a published figure than that is on it: surveys print three digits or so. A legal limit is exact
UNREAD_CONVERSION = "conversion_unread"


@dataclass(frozen=True, kw_only=True)
class ProductFacts:
    """What the choice of a norm needs to know of one product."""

    id: str
    sector: str
    norm_product: str | None = None
    capacity: tuple[float, str] | None = None
    commissioned: date | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is judged: a site in a reporting period, its products, and its indicators."""

    sector: str
    products: tuple[ProductFacts, ...]
    capacity: tuple[float, str] | None
    reporting: Period
    indicators: tuple[Indicator, ...]
    primary_energy: Mapping[str, float] = field(default_factory=dict)
    is_complete: bool = True

    def find(self, kind: str, product: str | None, per: tuple[str, ...]) -> list[Indicator]:
        """Return the indicators of a kind for a product (None: the site) in the reporting period."""
        period = self.reporting.text
        return [
            item
            for item in self.indicators
            if item.kind == kind and item.product == product and item.stream is None and item.per in per and item.period == period
        ]


def equivalent_families(book: Catalogue) -> frozenset[str]:
    """Return the norm products whose circular counts tonnes of equivalent product."""
    return frozenset(str(row["norm_product"]).partition(".")[0] for row in book.table("coefficients"))


def standings_of(subject: Subject, book: Catalogue) -> tuple[Standing, ...]:
    """Return every verdict: the law first, then the ranges and surveys of the sector."""
    if not book.has("sectors", subject.sector):
        return ()  # the reader has said that there is no such sector
    legal = tuple(_legal(subject, book))
    context = tuple(_context(subject, book))
    judged = {standing.indicator for standing in legal}
    silent = tuple(_silent(subject, judged, book))
    return legal + silent + context


def _legal(subject: Subject, book: Catalogue) -> Iterable[Standing]:
    by_norm: dict[str, list[ProductFacts]] = {}
    families = equivalent_families(book)
    for product in subject.products:
        if product.norm_product:
            family = product.norm_product.partition(".")[0]
            key = family if family in families else product.norm_product
            by_norm.setdefault(key, []).append(product)
    for key, products in by_norm.items():
        on_basis = key in families
        commissioned = max((p.commissioned for p in products if p.commissioned), default=None)
        capacity = products[0].capacity or subject.capacity
        choice = book.norm_for(key, capacity=capacity, on=subject.reporting.end, commissioned=commissioned)
        held = _held_to_law(subject, key, products, on_basis)
        if on_basis and not held:
            yield _not_computed(subject, choice, key)
        for indicator in held:
            yield _legal_standing(subject, indicator, choice, key)


def _not_computed(subject: Subject, choice: NormChoice, key: str) -> Standing:
    """Return the verdict on a norm whose own basis could not be computed: a group, a coefficient or bought cold is missing."""
    norm = choice.norm or choice.last
    name = indicator_id(NORM_SEC, None, key, "norm", subject.reporting.text)
    if choice.verdict not in {"applies", "expired"} or norm is None:
        why, verdict = Why(code=choice.why.code, values=dict(choice.why.values)), _verdict_of(choice)
    else:
        why, verdict = Why(code="norm.value_withheld", values={"norm": norm.id, "indicator": name}), "not_comparable"
    stub = Indicator(kind=NORM_SEC, product=key, per="norm", period=subject.reporting.text, value=0.0, unit="kWh/t")
    return _without(stub, verdict, why, is_legal=True) if norm is None else _standing(stub, norm, verdict, why)


def _held_to_law(subject: Subject, key: str, products: list[ProductFacts], on_basis: bool) -> list[Indicator]:
    if on_basis:
        return [item for item in subject.indicators if item.kind == NORM_SEC and item.product == key and item.period == subject.reporting.text]
    if len(products) == len(subject.products):
        return subject.find("energy_intensity", None, ("output",))
    return [item for product in products for item in subject.find("energy_intensity", product.id, ("output",))]


def _legal_standing(subject: Subject, indicator: Indicator, choice: NormChoice, key: str) -> Standing:
    norm = choice.norm or choice.last
    why = Why(code=choice.why.code, values=dict(choice.why.values))
    if norm is None:
        return _without(indicator, verdict=_verdict_of(choice), why=why, is_legal=True)
    indicative = not (subject.reporting.is_calendar_year and subject.is_complete)
    if choice.verdict != "applies":
        return _standing(indicator, norm, _verdict_of(choice), why, indicative=indicative)
    return _judged(subject, indicator, norm, why, indicative)


def _verdict_of(choice: NormChoice) -> Verdict:
    return "no_norm" if choice.verdict == "applies" else choice.verdict


def _judged(subject: Subject, indicator: Indicator, norm: Norm, why: Why, indicative: bool) -> Standing:
    if indicator.value <= 0:
        return _standing(indicator, norm, "not_comparable", Why(code="norm.nothing_used", values={"norm": norm.id}), indicative=indicative)
    try:
        factor = convert(1.0, indicator.unit, norm.unit)
    except UnitError:
        return _standing(indicator, norm, "not_comparable", Why(code="norm.unit_differs", values={"given": indicator.unit, "norm": norm.unit}))
    bounds = Bounds(low=norm.value_low, middle=norm.value, high=norm.value_high)
    direction: Direction = "higher_is_better" if norm.direction == "higher_is_better" else "lower_is_better"
    interval = None
    if indicator.low is not None and indicator.high is not None:
        interval = (indicator.low * factor, indicator.high * factor)
    judgement = judge(indicator.value * factor, interval, bounds, norm.statistic, direction)
    if not norm.legal and 0 < abs(judgement.gap_percent) < ROUNDED:
        judgement = Judgement(verdict="within", gap_percent=0.0, distinguishable=False if judgement.distinguishable is not None else None)
    if norm.energy_basis == UNREAD_CONVERSION:
        other = subject.primary_energy.get(indicator.id)
        if other is not None:
            again = judge(other * factor, None, bounds, norm.statistic, direction)
            values = {"final_mj": indicator.value, "other_mj": other, "norm": norm.id}
            if again.verdict != judgement.verdict:
                return _standing(indicator, norm, "not_comparable", Why(code="norm.conversion_decides", values=values), indicative=indicative)
            why = Why(code="norm.conversion_does_not_matter", values=values)
    return _standing(
        indicator,
        norm,
        judgement.verdict,
        why,
        indicative=indicative,
        gap=judgement.gap_percent,
        distinguishable=judgement.distinguishable,
    )


def _standing(
    indicator: Indicator,
    norm: Norm,
    verdict: Verdict,
    why: Why,
    indicative: bool = False,
    gap: float | None = None,
    distinguishable: bool | None = None,
) -> Standing:
    return Standing(
        indicator=indicator.id,
        norm=norm.id,
        statistic=norm.statistic,
        norm_low=norm.value_low,
        norm_value=norm.value,
        norm_high=norm.value_high,
        unit=norm.unit,
        direction="higher_is_better" if norm.direction == "higher_is_better" else "lower_is_better",
        confidence=norm.confidence,
        verdict=verdict,
        distinguishable=distinguishable,
        indicative=indicative,
        gap_percent=gap,
        why=why,
        source=norm.source_id,
        is_legal=norm.legal,
    )


def _without(indicator: Indicator, verdict: Verdict, why: Why, is_legal: bool) -> Standing:
    return Standing(
        indicator=indicator.id, norm=None, statistic=None, unit=indicator.unit, direction="lower_is_better", verdict=verdict,
        why=why, is_legal=is_legal,
    )  # fmt: skip


def _silent(subject: Subject, judged: set[str], book: Catalogue) -> Iterable[Standing]:
    """Say that the law has no norm for what is left, or that the product must be named first."""
    legal = [norm for norm in book.norms(subject.sector) if norm.legal]
    named = any(product.norm_product for product in subject.products)
    for kind in MAIN_KINDS:
        for indicator in subject.find(kind, None, ("output",)):
            if indicator.id in judged:
                continue
            if kind == "energy_intensity" and legal and not named:
                keys = sorted({norm.norm_product for norm in legal if norm.norm_product})
                why = Why(code="norm.product_not_named", values={"products": keys})
                yield _without(indicator, "not_comparable", why, is_legal=True)
            elif kind != "energy_intensity" or not legal:
                why = Why(code="norm.none_in_law", values={"sector": subject.sector, "kind": kind})
                yield _without(indicator, "no_norm", why, is_legal=True)


def _context(subject: Subject, book: Catalogue) -> Iterable[Standing]:
    for norm in book.norms(subject.sector):
        if norm.legal:
            continue
        indicator = _with_unit(subject, norm)
        if indicator is None:
            continue
        if norm.norm_product not in {"", norm.sector} and not _all_are(subject, norm.norm_product):
            why = Why(code="norm.product_differs", values={"norm": norm.id, "product": norm.norm_product, "subject": norm.subject})
            yield _standing(indicator, norm, "not_comparable", why)
        elif norm.valid_to is not None and norm.legal and norm.valid_to < subject.reporting.start:
            yield _standing(indicator, norm, "expired", Why(code="norm.expired", values={"norm": norm.id}))
        else:
            why = Why(code="norm.context", values={"norm": norm.id, "geography": norm.geography, "statistic": norm.statistic})
            yield _judged(subject, indicator, norm, why, indicative=False)


def _with_unit(subject: Subject, norm: Norm) -> Indicator | None:
    """Return the site's indicator of the norm's kind whose unit converts to the norm's, or None."""
    wanted = parse_unit(norm.unit)
    for indicator in subject.find(norm.indicator, None, ("output", "mass")):
        unit = parse_unit(indicator.unit)
        if unit.dimension == wanted.dimension and unit.basis == wanted.basis:
            return indicator
    return None


def _all_are(subject: Subject, norm_product: str) -> bool:
    return bool(subject.products) and all(
        product.norm_product is not None and (product.norm_product == norm_product or product.norm_product.startswith(norm_product + "."))
        for product in subject.products
    )


def commissioned_date(text: str | None) -> date | None:
    """Return the first day of the period in which a product line was commissioned."""
    return parse_period(text).start if text else None
