"""What an intensity is divided by: output, equivalent output, mass; and each product's share of what is common."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.evaluation.conversion import Converted, Missing, mass_kg
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Columns, Measure, MeasureBuilder, joined, scaled
from assessment.evaluation.properties import Properties
from assessment.model import Product
from benchmarks.indicator import Per
from calculators.period import Period
from calculators.units import parse_unit
from data.catalogue import Catalogue

KG_PER_T = 1000.0


@dataclass(frozen=True, kw_only=True)
class Denominator:
    """Output of the site or of one product, counted one way. [unit]"""

    per: Per
    product: str | None
    unit: str
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Output:
    """All denominators of a site, and how what is common to its products is shared."""

    site: tuple[Denominator, ...]
    by_product: tuple[Denominator, ...]
    allocation: str | None
    allocation_is_stated: bool
    weights: tuple[Measure, ...]
    problems: tuple[tuple[str, str], ...] = ()
    gaps: tuple[tuple[str | None, str], ...] = ()
    coefficients: dict[str, tuple[float, str]] = field(default_factory=dict)
    equivalent_unit: str | None = None

    def share(self, columns: Columns, window: Period, product: str, measure: Measure) -> float | None:
        """Return a product's share of what is common, or None where it cannot be told. [1]"""
        if self.allocation == "stated":
            return _stated_share(columns, window, product, measure)
        totals = {weight.stream: weight.total(columns, window) for weight in self.weights}
        whole = sum(totals.values())
        return totals.get(product, 0.0) / whole if whole > 0 else None

    def weight(self, columns: Columns, product: str, share: float) -> NDArray[np.float64]:
        """Return what part of each entry is the product's: all of its own, its share of what carries no product. [1]"""
        tags = [entry.product for entry in columns.entries]
        return np.array([1.0 if tag == product else share if not tag else 0.0 for tag in tags])


def product_id(entry: Entry) -> str | None:
    """Return the product that an entry is output of, or None."""
    return entry.stream.partition("/")[2] if entry.group == "product" and entry.role == "out" else None


def coefficients(products: tuple[Product, ...], book: Catalogue, period: Period) -> dict[str, tuple[float, str]]:
    """Return each product's equivalents and where they come from: the law where it has them, else the factory.

    A legal coefficient holds per tonne of product, the factory's own per unit of product.
    """
    known: dict[str, tuple[float, str]] = {}
    for product in products:
        legal = book.coefficient(product.norm_product, period.end) if product.norm_product else None
        if legal is not None:
            known[product.id] = (legal.value, legal.id)
        elif product.equivalent is not None:
            known[product.id] = (product.equivalent, "equivalent")
    return known


def _in_unit(entry: Entry, product: Product, properties: Properties) -> Converted | Missing:
    unit = parse_unit(product.unit)
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected=product.unit)
    if entry.dimension == unit.dimension and entry.basis == unit.basis:
        return Converted(value=entry.amount / unit.factor)
    if unit.dimension == "mass":
        mass = mass_kg(entry, properties)
        return mass if isinstance(mass, Missing) else Converted(value=mass.value / unit.factor, used=mass.used)
    each = properties.in_dimension(entry.stream, "mass_per_unit", entry.day, (f"mass/{unit.dimension}",))
    if entry.dimension == "mass" and each:
        return Converted(value=entry.amount / each.value / unit.factor, used=(each,))
    return Missing(code="product.unit_differs", expected=product.unit)


def read_output(
    entries: tuple[Entry, ...],
    products: tuple[Product, ...],
    properties: Properties,
    book: Catalogue,
    period: Period,
    allocation: str | None,
) -> Output:
    """Return the denominators that the products allow."""
    known = coefficients(products, book, period)
    units = {product.id: parse_unit(product.unit) for product in products}
    counted = {product.id: _count(entries, product, properties) for product in products}
    masses = {product.id: mass_tonnes(entries, product, properties) for product in products}
    has_mass = bool(products) and all(_is_whole(mass) for mass in masses.values())
    equivalents = _equivalents(products, counted, masses, known)
    site: list[Denominator] = []
    problems: list[tuple[str, str]] = []
    dimensions = {unit.dimension for unit in units.values()}
    if len(dimensions) == 1:
        site.append(_sum_in_one_unit(products, counted))
    elif products:
        problems.append(("product.units_do_not_add", ", ".join(sorted(dimensions))))
    if equivalents:
        site.append(Denominator(per="equivalent", product=None, unit="eq", measure=joined(tuple(equivalents.values()), "eq")))
    if has_mass and dimensions != {"mass"}:
        site.append(Denominator(per="mass", product=None, unit="t", measure=joined(tuple(masses.values()), "t")))
    chosen = allocation or ("equivalent" if equivalents else "mass" if has_mass else None)
    by_product = [
        Denominator(per="output", product=product.id, unit=units[product.id].text, measure=counted[product.id]) for product in products
    ]
    weights = _weights(chosen, products, counted, masses, equivalents)
    if len(products) == 1:
        chosen, weights = chosen or "mass", (counted[products[0].id],)
    elif chosen is None and products:
        problems.append(("product.no_allocation", ""))
    elif chosen != "stated" and not weights:
        problems.append(("product.allocation_impossible", str(chosen)))
    return Output(
        site=tuple(site),
        by_product=tuple(by_product) if weights or chosen == "stated" else (),
        allocation=chosen,
        allocation_is_stated=allocation is not None,
        weights=weights,
        problems=tuple(problems),
        gaps=_gaps(products, tuple(code for code, _ in problems)),
        coefficients=known,
        equivalent_unit=_equivalent_unit(products, known) if equivalents else None,
    )


def _equivalent_unit(products: tuple[Product, ...], known: dict[str, tuple[float, str]]) -> str:
    """Return what equivalents are counted in: tonnes where each is counted per tonne of its product, as the law's are."""
    is_tonnes = all(known[product.id][1] != "equivalent" or parse_unit(product.unit).text == "t" for product in products)
    return "t eq" if is_tonnes else "eq"


def _gaps(products: tuple[Product, ...], problems: tuple[str, ...]) -> tuple[tuple[str | None, str], ...]:
    """Return the denominators that do not exist (None: the site's output), each with the code that says why."""
    site = tuple((None, code) for code in problems if code == "product.units_do_not_add")
    return site + tuple((product.id, code) for code in problems if code != "product.units_do_not_add" for product in products)


def _count(entries: tuple[Entry, ...], product: Product, properties: Properties) -> Measure:
    builder = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if product_id(entry) == product.id:
            builder.add(index, _in_unit(entry, product, properties))
    return builder.build("output", parse_unit(product.unit).text, product.id)


def mass_tonnes(entries: tuple[Entry, ...], product: Product, properties: Properties) -> Measure:
    """Return the mass of one product's output. [t]"""
    builder = MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if product_id(entry) == product.id:
            mass = mass_kg(entry, properties)
            builder.add(index, mass if isinstance(mass, Missing) else Converted(value=mass.value / KG_PER_T, used=mass.used))
    return builder.build("output", "t", product.id)


def _is_whole(measure: Measure) -> bool:
    return bool(np.any(measure.belongs)) and not measure.blocked


def _equivalents(
    products: tuple[Product, ...],
    counted: dict[str, Measure],
    masses: dict[str, Measure],
    known: dict[str, tuple[float, str]],
) -> dict[str, Measure]:
    """Return each product's output in equivalents, if every product has a coefficient on one basis."""
    if not products or set(known) != {product.id for product in products}:
        return {}
    if len({source == "equivalent" for _, source in known.values()}) > 1 and any(
        parse_unit(product.unit).text != "t" for product in products
    ):
        return {}
    found = {}
    for product in products:
        k, source = known[product.id]
        found[product.id] = scaled((counted if source == "equivalent" else masses)[product.id], k, "eq")
    return found


def _sum_in_one_unit(products: tuple[Product, ...], counted: dict[str, Measure]) -> Denominator:
    first = parse_unit(products[0].unit)
    each = tuple(scaled(counted[p.id], parse_unit(p.unit).factor / first.factor, first.text) for p in products)
    return Denominator(per="output", product=None, unit=first.text, measure=joined(each, first.text))


def _weights(
    chosen: str | None,
    products: tuple[Product, ...],
    counted: dict[str, Measure],
    masses: dict[str, Measure],
    equivalents: dict[str, Measure],
) -> tuple[Measure, ...]:
    if chosen == "equivalent":
        return tuple(equivalents.values())
    if chosen == "mass":
        return tuple(masses.values()) if all(_is_whole(mass) for mass in masses.values()) else ()
    if chosen == "value" and all(product.price_vnd is not None for product in products):
        return tuple(scaled(counted[product.id], product.price_vnd or 0.0, "VND") for product in products)
    return ()


def _stated_share(columns: Columns, window: Period, product: str, measure: Measure) -> float | None:
    """Return the share that internal rows with a product state for the streams of a measure. [1]"""
    streams = {columns.entries[index].stream for index in np.flatnonzero(measure.belongs)}
    shares = columns.shares(window)
    stated: dict[str, float] = {}
    for index, entry in enumerate(columns.entries):
        if entry.role == "internal" and entry.product and entry.stream in streams and entry.amount is not None:
            stated[entry.product] = stated.get(entry.product, 0.0) + entry.amount * float(shares[index])
    whole = sum(stated.values())
    return stated.get(product, 0.0) / whole if whole > 0 else None
