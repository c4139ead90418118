"""Task 6 in quick mode: what leaves as waste at purchase value, from the ledger, and what its disposal costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.evaluation.site import Site
from assessment.opportunities.usage import Use
from calculators.units import parse_unit

SHEET = "loss_cost"  # the worksheet: price.STREAM_KEY_WITH_DOT in VND/kg, where the ledger has no price
DISPOSAL = ("wastewater", "waste", "hazardous_waste", "air")


def loss_value_of(site: Site, uses: Mapping[str, Use], losses: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is lost at purchase value, stream by stream, and the cost of disposal; no heat, which no ledger row shows.

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
        ``rows`` (stream, of, quantity, unit, price_vnd, origin, vnd), ``disposal_vnd``, ``total_vnd`` and ``not_priced``.
    """
    typed = _prices(site)
    rows = [_material(row, uses, typed) for row in losses.get("streams") or ()]
    rows += _water(uses)
    disposal = [use.cost_vnd for use in uses.values() if use.group in DISPOSAL and use.cost_vnd is not None and use.cost_vnd > 0]
    values = [row["vnd"] for row in rows if row["vnd"] is not None]
    return {
        "rows": rows,
        "disposal_vnd": sum(disposal) if disposal else None,
        "total_vnd": sum(values) + sum(disposal) if values or disposal else None,
        "not_priced": list(dict.fromkeys(row["of"] for row in rows if row["vnd"] is None)),
    }


def _prices(site: Site) -> dict[str, float]:
    found: dict[str, float] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet == SHEET:
            for name, value in sheet.values.items():
                if name.startswith("price.") and isinstance(value, int | float) and value >= 0:
                    found[name.removeprefix("price.")] = float(value)
    return found


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
    key = stream.replace("/", ".")
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
