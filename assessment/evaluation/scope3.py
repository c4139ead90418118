"""Scope 3 from what was entered: six categories by life-cycle factor, and for each other one the reason it is not reported.

A factor keeps the GWP set and the boundary its source states. The sum mixes sets, so it is never labelled with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.evaluation.conversion import Converted, Missing, mass_kg, volume_m3
from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Withheld
from assessment.evaluation.properties import Properties
from assessment.evaluation.site import Site
from assessment.footprint.factors import Factor, own_factor, proposed_factor
from calculators.landfill import methane_potential
from calculators.period import Period
from calculators.units import parse_unit

KG_PER_T = 1000.0
PERCENT = 100.0
REPORTED = (1, 3, 4, 5, 9, 12)
NOT_COLLECTED = (2, 6, 7, 8, 13, 14, 15)
USE_UNKNOWN = (10, 11)
SHOWN_UNITS = {"mass": "kg", "volume": "m3", "normal_volume": "Nm3", "energy": "kWh", "freight": "t*km", "count": "piece", "pair": "pair"}
# which of the guidelines' classes of waste a material belongs to (IPCC 2006, vol. 5, table 2.4 and 2.5)
WASTE_CLASS = {
    "material/fabric_knit": "textiles", "material/fabric_woven": "textiles", "material/cotton_fibre": "textiles",
    "material/yarn_cotton": "textiles", "material/yarn_blend": "textiles", "material/raw_shrimp": "food",
    "material/raw_pangasius": "food", "material/raw_fish": "food", "material/flour": "food", "material/rice": "food",
    "packaging/carton": "paper", "packaging/shoe_box": "paper", "packaging/paper_wrap": "paper",
    "material/pulp": "paper", "material/sawn_wood": "wood", "packaging/pallet_wood": "wood", "material/wood_chips": "wood",
}  # fmt: skip
DECOMPOSING = {"textiles": "paper_textiles_nappies", "paper": "paper_textiles_nappies", "food": "food_grass", "wood": "wood"}


Sold = Sequence[tuple[str, float, str]]  # product, emission at the end of its life [kg CO2e], GWP basis


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one entry adds to a category [kg CO2e], or why it cannot be counted."""

    category: int
    entry: Entry
    share: float
    factor: Factor | None = None
    amount: float = 0.0
    co2e_kg: float = 0.0
    ch4_kg: float | None = None
    missing: str | None = None


def scope3_of(site: Site, window: Period, sold: Sold = ()) -> tuple[dict[str, Any], tuple[Withheld, ...]]:
    """Return what the record of emissions says of scope 3, and the streams that have no factor.

    `scope3` is the sum of what could be counted, None where nothing was entered. [t CO2e]
    """
    parts = parts_of(site, window)
    counted = [part for part in parts if part.missing is None]
    rows = [_row(site, key, group) for key, group in sorted(_grouped(counted).items())]
    total = sum(part.co2e_kg for part in counted) + sum(kg for _, kg, _ in sold)
    record: dict[str, Any] = {
        "scope3": total / KG_PER_T if counted or sold else None,
        "scope3_gwp": sorted({basis for basis in [*(_basis(site, part) for part in counted), *(basis for _, _, basis in sold)] if basis}),
        "scope3_categories": [_category(number, parts, sold) for number in range(1, 16)],
        "scope3_sources": rows,
    }
    gaps = sorted({(part.entry.stream, part.missing) for part in parts if part.missing})
    return record, tuple(Withheld(id=f"emissions.scope3/{stream}", finding=str(code)) for stream, code in gaps)


def parts_of(site: Site, window: Period) -> list[Part]:
    """Return what each entry adds to scope 3, and which could not be counted."""
    return [part for part in _parts(site, window) if part is not None]


def _basis(site: Site, part: Part) -> str:
    if part.ch4_kg is not None:
        return site.inventory.gwp
    return part.factor.gwp_basis if part.factor else ""


def _category_of(entry: Entry) -> int | None:
    """Return the category that an entry belongs to, or None."""
    if entry.group in {"material", "chemical", "packaging", "service"} and entry.role == "in":
        return 1
    if entry.group == "water" and entry.role == "in" and entry.key == "municipal":
        return 1
    if entry.group == "fuel" and entry.role == "in":
        return 3
    if entry.group == "electricity" and entry.role == "in" and entry.key not in {"solar", "generator", "chp"}:
        return 3
    if entry.group in {"steam", "heat"} and entry.role == "in" and entry.key != "own":
        return 3
    if entry.group == "transport":
        return {"in": 4, "out": 9}.get(entry.role)
    if entry.role == "out" and (entry.group in {"waste", "hazardous_waste"} or entry.base == "wastewater/to_zone_plant"):
        return 5
    return None


def _parts(site: Site, window: Period) -> Iterable[Part | None]:
    shares = site.columns.shares(window)
    for index, entry in enumerate(site.columns.entries):
        category = _category_of(entry)
        if category is None or shares[index] <= 0:
            continue
        yield _part(site, category, entry, float(shares[index]))


def _part(site: Site, category: int, entry: Entry, share: float) -> Part:
    if entry.base == "waste/landfill":
        landfilled = _landfill(site, entry, share)
        if landfilled is not None:
            return landfilled
    factor = own_factor(site.properties, entry.stream, entry.day) if entry.group not in {"electricity", "fuel", "steam", "heat"} else None
    factor = factor or proposed_factor(site.book, entry.base)
    if factor is None:
        return Part(category=category, entry=entry, share=share, missing="scope3.factor_missing")
    amount = amount_for(entry, factor.dimension, site.properties)
    if isinstance(amount, Missing):
        return Part(category=category, entry=entry, share=share, missing=amount.code)
    inside = amount.value * share
    return Part(category=category, entry=entry, share=share, factor=factor, amount=inside, co2e_kg=inside * factor.value)


def amount_for(entry: Entry, dimension: str, properties: Properties) -> Converted | Missing:
    """Return an entry's amount in the dimension a factor is given for, or what is missing. [canonical unit]"""
    if entry.amount is None:
        return Missing(code="flow.quantity_missing", expected="quantity")
    if entry.dimension == dimension and entry.basis == "":
        return Converted(value=entry.amount)
    if dimension == "mass":
        return mass_kg(entry, properties)
    if dimension == "volume":
        return volume_m3(entry, properties)
    return Missing(code="scope3.unit_differs", expected=dimension)


def _landfill(site: Site, entry: Entry, share: float) -> Part | None:
    """Return the methane that landfilled waste of a known material will give, or None where its material is not said."""
    material = site.properties.of.get(entry.stream, "")
    kind = WASTE_CLASS.get(site.properties.base(material))
    mass = mass_kg(entry, site.properties)
    if kind is None or isinstance(mass, Missing):
        return None
    book, day = site.book, entry.day
    carbon = book.factor("waste", day, parameter="doc", treatment="landfill", material=kind)
    decomposing = book.factor("waste", day, parameter="docf", treatment="landfill", material=DECOMPOSING[kind])
    correction = book.factor("waste", day, parameter="mcf", treatment=str(site.choices["landfill"].value))
    gas = book.factor("waste", day, parameter="f", treatment="landfill")
    oxidation = book.factor("waste", day, parameter="ox", treatment="other")
    if carbon is None or decomposing is None or correction is None or gas is None or oxidation is None:
        return None
    shares = [_share(fact.value, fact.unit) for fact in (carbon, decomposing, correction, gas, oxidation)]
    methane = methane_potential(mass.value * share, *shares)
    potential = book.gwp(site.inventory.gwp, "CH4")
    factor = Factor(
        id=carbon.id, value=methane * potential.value / (mass.value * share) if mass.value * share else 0.0, dimension="mass", printed=0.0,
        unit="kg CO2e/kg", origin="edition", boundary="landfill, methane of all years", gwp_basis=site.inventory.gwp, source=carbon.source_id,
        locator=carbon.locator,
    )  # fmt: skip
    return Part(
        category=5, entry=entry, share=share, factor=factor, amount=mass.value * share, co2e_kg=methane * potential.value, ch4_kg=methane
    )


def _share(value: float, unit: str) -> float:
    return value / PERCENT if unit == "%" else value


def _grouped(parts: list[Part]) -> dict[tuple[int, str, str], list[Part]]:
    groups: dict[tuple[int, str, str], list[Part]] = defaultdict(list)
    for part in parts:
        groups[(part.category, part.entry.stream, part.factor.id if part.factor else "")].append(part)
    return groups


def _row(site: Site, key: tuple[int, str, str], group: list[Part]) -> dict[str, Any]:
    category, stream, factor_id = key
    factor = group[0].factor
    assert factor is not None
    unit = SHOWN_UNITS.get(factor.dimension, factor.dimension)
    row: dict[str, Any] = {
        "scope": 3,
        "category": category,
        "stream": stream,
        "quantity": sum(part.amount for part in group) / parse_unit(unit).factor,
        "unit": unit,
        "factor": factor_id,
        "factors": [factor_id],
        "co2e_t": sum(part.co2e_kg for part in group) / KG_PER_T,
        "gwp_basis": _basis(site, group[0]),
        "boundary": factor.boundary,
    }
    if group[0].ch4_kg is not None:
        row["ch4_kg"] = sum(part.ch4_kg or 0.0 for part in group)
    return row


def _category(number: int, parts: list[Part], sold: Sold) -> dict[str, Any]:
    mine = [part for part in parts if part.category == number]
    counted = [part.co2e_kg for part in mine if part.missing is None]
    if number == 12:
        counted += [kg for _, kg, _ in sold]
    missing = sorted({part.entry.stream for part in mine if part.missing})
    reason = None
    if not counted:
        reason = "factor_missing" if missing else _reason(number)
    return {"category": number, "co2e_t": sum(counted) / KG_PER_T if counted else None, "reason": reason, "missing": missing}


def _reason(number: int) -> str:
    if number in NOT_COLLECTED:
        return "not_collected"
    return "use_not_modelled" if number in USE_UNKNOWN else "not_entered"
