"""The trace of what an inventory says beside its scopes: scope 3 by category and row, other years, the base year, the error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from assessment.evaluation.scope3 import Part, parts_of
from assessment.evaluation.site import Site
from assessment.trace.build import Node, add_row
from assessment.trace.results import add_emission, emission_node
from calculators.period import parse_period

Record = Mapping[str, Any]


def add_inventory(nodes: dict[str, Node], site: Site, emissions: Record, footprints: Iterable[Record]) -> None:
    """Add the nodes, so that every one of these numbers opens its rows."""
    _add_scope3(nodes, site, emissions, footprints)
    for year in emissions["years"]:
        _add_year(nodes, site, year)
    base = emissions["base_year"]
    if base is not None:
        below = emission_node(f"years:{base['period']}")
        if below not in nodes:
            _add_year(nodes, site, base)
        formula = "base year + Σ changes" if base["recalculated"] else "base year"
        nodes[emission_node("base_year")] = {"formula": formula, "inputs": [below], "value": base["total_recalculated"], "unit": "t CO2e"}
    scopes = [emission_node(name) for name in ("scope1", f"scope2_{emissions['uncertainty']['electricity']}")]
    nodes[emission_node("uncertainty")] = {
        "formula": "1.96 · √(Σ (value · activity)² + Σ (Σ value · factor)²) / Σ value",
        "inputs": [name for name in scopes if name in nodes],
        "value": emissions["uncertainty"]["total"]["half_interval_percent"],
        "unit": "%",
        "source": "ipcc.2006",
        "locator": "vol. 1 ch. 3, approach 1",
    }


def _add_year(nodes: dict[str, Node], site: Site, year: Record) -> None:
    shares = site.columns.shares(parse_period(str(year["period"])))
    is_market = site.choices["electricity"].value == "market" and site.inventory.has_market
    chosen = [e for e in site.inventory.emissions if shares[e.index] > 0 and (e.scope != 2 or e.is_market is is_market)]
    inputs = list(dict.fromkeys(add_emission(nodes, site, emission) for emission in chosen))
    nodes[emission_node(f"years:{year['period']}")] = {"formula": "scope 1 + scope 2", "inputs": inputs, "value": year["total"], "unit": "t CO2e"}


def _add_scope3(nodes: dict[str, Node], site: Site, emissions: Record, footprints: Iterable[Record]) -> None:
    if emissions["scope3"] is None:
        return
    counted = [part for part in parts_of(site, site.reporting) if part.missing is None]
    sold = [f"footprint@{record['product']}" for record in footprints if any(row["stage"] == "end_of_life" for row in record["rows"])]
    categories = []
    for row in emissions["scope3_categories"]:
        if row["co2e_t"] is None:
            continue
        inputs = [_add_part(nodes, site, part) for part in counted if part.category == row["category"]]
        inputs += sold if row["category"] == 12 else []
        name = emission_node(f"scope3:{row['category']}")
        nodes[name] = {"formula": "Σ", "inputs": list(dict.fromkeys(inputs)), "value": row["co2e_t"], "unit": "t CO2e"}
        categories.append(name)
    nodes[emission_node("scope3")] = {"formula": "Σ", "inputs": categories, "value": emissions["scope3"], "unit": "t CO2e"}


def _add_part(nodes: dict[str, Node], site: Site, part: Part) -> str:
    entry, factor = part.entry, part.factor
    assert factor is not None  # a part without one is missing
    name = f"{entry.path} → emission (scope 3, category {part.category})"
    known = f"{factor.id} ({factor.boundary})" if factor.boundary else factor.id
    nodes.setdefault(
        known,
        {
            "formula": "reference" if factor.source else "own figure", "inputs": [], "value": factor.printed or factor.value, "unit": factor.unit,
            "source": factor.source, "locator": factor.locator, "gwp_basis": factor.gwp_basis,
        },
    )  # fmt: skip
    row = add_row(nodes, site, entry.path, entry.row)
    before = nodes.get(name, {"value": 0.0})
    nodes[name] = {
        "formula": "quantity × factor", "inputs": [row, known], "value": float(np.add(before["value"], part.co2e_kg)), "unit": "kg CO2e",
        "factor": factor.id, "source": factor.source,
    }  # fmt: skip
    return name
