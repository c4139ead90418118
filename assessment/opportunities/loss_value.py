"""Task 6 in quick mode: what leaves as waste at purchase value, from the ledger, and what its disposal costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from assessment.evaluation.site import Site
from assessment.opportunities.usage import Use
from calculators.units import parse_unit

SHEET = "loss_cost"  # the worksheet: price.STREAM_KEY_WITH_DOT in VND/kg, where the ledger has no price; heat.STREAM_KEY_WITH_DOT in %
HEAT = ("fuel", "steam", "heat")
WHOLE = 100.0  # %
DISPOSAL = ("wastewater", "waste", "hazardous_waste", "air")


def loss_value_of(site: Site, uses: Mapping[str, Use], losses: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is lost at purchase value, stream by stream, and the cost of disposal; heat by the share that was typed.

    No row of a ledger says how much of a fuel's heat leaves with flue gas, condensate or warm water: its share is what a boiler
    check or an audit found, and where nobody stated it the fuel is named under ``heat_open``.

    Parameters
    ----------
    site : Site
        The site.
    uses : mapping of str to Use
        What it uses, with prices.
    losses : mapping
        The result's losses: the mass of each loss and the material it was.

    Returns
    -------
    dict
        ``rows`` (stream, of, quantity, unit, price_vnd, origin, vnd), ``disposal_vnd``, ``total_vnd``, ``not_priced`` and ``heat_open``.
    """
    typed, shares = _typed(site, "price."), _typed(site, "heat.", WHOLE)
    rows = [_material(row, uses, typed) for row in losses.get("streams") or ()]
    rows += _water(uses)
    fuels = [use for use in uses.values() if use.group in HEAT]
    rows += [_heat(use, shares[name]) for use in fuels if (name := _dotted(use.stream)) in shares]
    disposal = [use.cost_vnd for use in uses.values() if use.group in DISPOSAL and use.cost_vnd is not None and use.cost_vnd > 0]
    values = [row["vnd"] for row in rows if row["vnd"] is not None]
    return {
        "rows": rows,
        "disposal_vnd": sum(disposal) if disposal else None,
        "total_vnd": sum(values) + sum(disposal) if values or disposal else None,
        "not_priced": list(dict.fromkeys(row["of"] for row in rows if row["vnd"] is None)),
        "heat_open": [use.stream for use in fuels if _dotted(use.stream) not in shares],
    }


def _dotted(stream: str) -> str:
    return stream.replace("/", ".")


def _typed(site: Site, start: str, most: float = math.inf) -> dict[str, float]:
    """Return what the worksheet says under names that begin so, by the rest of the name; what cannot be is left to its finding."""
    found: dict[str, float] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet == SHEET:
            for name, value in sheet.values.items():
                if name.startswith(start) and isinstance(value, int | float) and 0 <= value <= most:
                    found[name.removeprefix(start)] = float(value)
    return found


def _heat(use: Use, percent: float) -> dict[str, Any]:
    """Return the part of a fuel whose heat is lost, at what the fuel costs."""
    lost = use.amount * percent / WHOLE
    vnd = None if use.price is None else lost * use.price
    return {"stream": use.stream, "of": use.stream, "quantity": lost, "unit": use.unit, "price_vnd": use.price, "origin": use.price_origin, "vnd": vnd}


def _material(row: Mapping[str, Any], uses: Mapping[str, Use], typed: Mapping[str, float]) -> dict[str, Any]:
    of, mass = str(row["of"]), float(row["mass_kg"])
    price, origin = _price(of, uses, typed)
    return {
        "stream": str(row["stream"]),
        "of": of,
        "quantity": mass,
        "unit": "kg",
        "price_vnd": price,
        "origin": origin,
        "vnd": None if price is None else mass * price,
    }


def _price(stream: str, uses: Mapping[str, Use], typed: Mapping[str, float]) -> tuple[float | None, str | None]:
    """Return the price of a kilogram and where it is from: the ledger or tariff, else the worksheet. [VND/kg]"""
    use = uses.get(stream)
    if use is not None and use.price is not None and use.dimension == "mass":
        return use.price / parse_unit(use.unit).factor * parse_unit("kg").factor, use.price_origin
    key = _dotted(stream)
    return (typed[key], "worksheet") if key in typed else (None, None)


def _water(uses: Mapping[str, Use]) -> list[dict[str, Any]]:
    """Return the wastewater at the mean price of the fresh water it was."""
    fresh = [use for use in uses.values() if use.group == "water" and use.dimension == "volume" and use.price is not None]
    bought = sum(use.amount * parse_unit(use.unit).factor for use in fresh)
    if not bought:
        return []
    price = sum(use.amount * (use.price or 0.0) for use in fresh) / bought * parse_unit("m3").factor
    main = max(fresh, key=lambda use: use.amount)
    rows = []
    for use in uses.values():
        if use.group == "wastewater" and use.dimension == "volume":
            volume = min(use.amount * parse_unit(use.unit).factor, bought) / parse_unit("m3").factor
            rows.append(
                {"stream": use.stream, "of": main.stream, "quantity": volume, "unit": "m3", "price_vnd": price, "origin": main.price_origin, "vnd": volume * price}
            )
    return rows
