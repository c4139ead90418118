"""What one declared unit of a product takes of the ledger, under every basis of allocation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.evaluation.conversion import Missing
from assessment.evaluation.entries import Entry
from assessment.evaluation.measure import Measure
from assessment.evaluation.output import Output, mass_tonnes, read_output
from assessment.evaluation.scope3 import amount_for
from assessment.evaluation.site import Site
from assessment.model import LifeCycle, Product
from calculators.allocation import allocate_by_energy, allocate_by_mass
from calculators.errors import DomainError
from calculators.uncertainty import total_deviation
from calculators.units import parse_unit

Floats = NDArray[np.float64]
BASES = ("mass", "energy", "price", "equivalent", "stated")
SYNONYMS = {"value": "price", "economic": "price"}
KG_PER_T = 1000.0


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The ledger seen from one product: days inside the period, output in declared units, shares by basis."""

    site: Site
    product: str
    inside: Floats
    output: float
    shares: Mapping[str, float]
    stated: Output
    mass_per_declared: float | None

    def weight(self, basis: str, chosen: NDArray[np.bool_]) -> Floats | None:
        """Return what part of each entry is the product's under a basis, or None where the basis does not exist. [1]"""
        if basis == "stated" and basis not in self.shares:
            share = self.stated.share(self.site.columns, self.site.reporting, self.product, _mask(chosen))
        else:
            share = self.shares.get(basis)
        return None if share is None else self.stated.weight(self.site.columns, self.product, share)


def _mask(chosen: NDArray[np.bool_]) -> Measure:
    return Measure(kind="chosen", stream=None, unit="1", contribution=chosen.astype(np.float64), belongs=chosen)


def open_ledger(site: Site, section: LifeCycle) -> Ledger | Missing:
    """Return the ledger for a product, or what is missing to divide it by the product's output."""
    products = site.assessment.products
    product = next((item for item in products if item.id == section.product), None)
    if product is None:
        return Missing(code="product.not_declared", expected=", ".join(item.id for item in products))
    mass = mass_tonnes(site.columns.entries, product, site.properties)
    tonnes = mass.total(site.columns, site.reporting) if not mass.blocked_in(site.columns, site.reporting) else 0.0
    stated = _output(site, "stated")
    made = _made(site, section, product, stated, tonnes)
    if isinstance(made, Missing):
        return made
    return Ledger(
        site=site,
        product=product.id,
        inside=site.columns.shares(site.reporting),
        output=made,
        shares=_shares(site, product.id),
        stated=stated,
        mass_per_declared=tonnes * KG_PER_T / made if tonnes > 0 else None,
    )


def _output(site: Site, basis: str) -> Output:
    return read_output(site.columns.entries, site.assessment.products, site.properties, site.book, site.reporting, basis)


def _made(site: Site, section: LifeCycle, product: Product, stated: Output, tonnes: float) -> float | Missing:
    """Return how many declared units of the product were made in the period."""
    declared, own = parse_unit(section.declared_unit.unit), parse_unit(product.unit)
    counted = next(item.measure for item in stated.by_product if item.product == product.id)
    if declared.dimension == own.dimension:
        if counted.blocked_in(site.columns, site.reporting):
            return Missing(code="product.unit_differs", expected=product.unit)
        made = counted.total(site.columns, site.reporting) * own.factor / declared.factor
    elif declared.dimension == "mass":
        made = tonnes * KG_PER_T / declared.factor
    else:
        return Missing(code="footprint.declared_unit", expected=product.unit)
    if made <= 0:
        return Missing(code="footprint.no_output", expected=section.declared_unit.unit)
    return made / section.declared_unit.quantity


def _shares(site: Site, product: str) -> dict[str, float]:
    """Return the product's share of what is common, for every basis that the document allows. [1]"""
    products = [item.id for item in site.assessment.products]
    if len(products) == 1:
        return dict.fromkeys(BASES, 1.0)
    found = {}
    for basis in ("mass", "value", "equivalent"):
        weights = _output(site, basis).weights
        totals = np.array([weight.total(site.columns, site.reporting) for weight in weights])
        if len(totals) == len(products) and totals.sum() > 0:
            found["price" if basis == "value" else basis] = float(allocate_by_mass(totals)[products.index(product)])
    energy = _energy_share(site, products, product)
    if energy is not None:
        found["energy"] = energy
    return found


def _energy_share(site: Site, products: list[str], product: str) -> float | None:
    masses, contents = [], []
    for item in site.assessment.products:
        mass = mass_tonnes(site.columns.entries, item, site.properties)
        known = site.properties.in_dimension(f"product/{item.id}", "ncv", site.reporting.start, ("energy/mass",))
        if known is None or mass.blocked_in(site.columns, site.reporting):
            return None
        masses.append(mass.total(site.columns, site.reporting) * KG_PER_T)
        contents.append(known.value)
    try:
        return float(allocate_by_energy(np.array(masses), np.array(contents))[products.index(product)])
    except DomainError:
        return None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a declared unit takes of a stream: quantity by basis [canonical], how well it is known, and its emissions.

    `co2e` is the site's own inventory of these entries by basis [kg CO2e], None where the inventory does not cover them.
    """

    quantity: Mapping[str, float]
    relative: float | None
    measured: float
    co2e: Mapping[str, float] | None
    biogenic_co2: float
    factor_id: str
    scope: int


def belonging(site: Site, stream: str) -> NDArray[np.bool_]:
    """Return which entries count as input, fuel or outgoing waste of a stream."""
    return np.array([entry.stream == stream and _counts(entry) for entry in site.columns.entries], dtype=np.bool_)


def _counts(entry: Entry) -> bool:
    if entry.step == "other_use":  # offices, what is sold or let: no product takes it
        return False
    if entry.role == "internal":
        return entry.group == "fuel"
    if entry.group in {"waste", "hazardous_waste", "wastewater", "by_product", "air"}:
        return entry.role == "out"
    return entry.role == "in"


def take(ledger: Ledger, stream: str, dimension: str, basis: str) -> Taken | Missing:
    """Return what one declared unit takes of a stream in the ledger, in a dimension."""
    site = ledger.site
    chosen = belonging(site, stream) & (ledger.inside > 0)
    if not np.any(chosen):
        return Missing(code="footprint.stream_not_in_ledger", expected=stream)
    amounts = np.zeros(chosen.size)
    for index in np.flatnonzero(chosen):
        amount = amount_for(site.columns.entries[index], dimension, site.properties)
        if isinstance(amount, Missing):
            return amount
        amounts[index] = amount.value * ledger.inside[index]
    weights = {name: ledger.weight(name, chosen) for name in BASES}
    main = weights.get(basis)
    if main is None:
        return Missing(code="footprint.allocation_impossible", expected=" | ".join(n for n in BASES if weights[n] is not None))
    quantity = {name: float(np.sum(amounts * weight)) / ledger.output for name, weight in weights.items() if weight is not None}
    direct = _emissions(ledger, chosen)
    co2e = None
    if direct is not None:
        co2e = {name: float(np.sum(direct[0] * weight)) / ledger.output for name, weight in weights.items() if weight is not None}
    estimated = np.array([entry.is_estimated for entry in site.columns.entries])
    whole = float(np.sum(np.abs(amounts)))
    return Taken(
        quantity=quantity,
        relative=_relative(ledger, amounts),
        measured=float(np.sum(np.abs(amounts[~estimated]))) / whole if whole else 0.0,
        co2e=co2e,
        biogenic_co2=float(np.sum(direct[1] * main)) / ledger.output if direct else 0.0,
        factor_id=direct[2] if direct else "",
        scope=direct[3] if direct else 3,
    )


def _relative(ledger: Ledger, amounts: Floats) -> float | None:
    columns, total = ledger.site.columns, abs(float(np.sum(amounts)))
    if not total or not bool(np.all(columns.is_known[amounts != 0])):
        return None
    return total_deviation(amounts, columns.relative, columns.meter) / total


def _emissions(ledger: Ledger, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats, str, int] | None:
    """Return CO2e and biogenic CO2 of the chosen entries by the site's inventory [kg], its main factor and its scope."""
    site = ledger.site
    is_market = site.choices["electricity"].value == "market" and site.inventory.has_market
    co2e, biogenic, factor, scope = np.zeros(chosen.size), np.zeros(chosen.size), "", 0
    for emission in site.inventory.emissions:
        if not chosen[emission.index] or (emission.scope == 2 and emission.is_market is not is_market):
            continue
        co2e[emission.index] += emission.co2e_kg * ledger.inside[emission.index]
        biogenic[emission.index] += emission.biogenic_co2_kg * ledger.inside[emission.index]
        factor, scope = factor or (emission.factors[0].factor if emission.factors else ""), emission.scope
    return (co2e, biogenic, factor, scope) if scope else None
