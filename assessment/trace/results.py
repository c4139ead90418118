"""The trace of what is not a ratio: yields, losses, emissions, targets, standings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessment.evaluation.inventory import Emission
from assessment.evaluation.site import Site
from assessment.trace.build import Node, add_property, add_row
from benchmarks.indicator import Indicator

SCOPES = {"scope1": (1, False), "scope2_location": (2, False), "scope2_market": (2, True)}


def emission_node(scope: str) -> str:
    """Return the name of a scope's node."""
    return f"emissions.{scope}"


def loss_node(period: str) -> str:
    """Return the name of the node of a period's material losses."""
    return f"losses:{period}"


def target_node(row: Mapping[str, Any]) -> str:
    """Return the name of a target's node."""
    return f"target:{row['target']}:{row['kind']}"


def standing_node(row: Mapping[str, Any]) -> str:
    """Return the name of a verdict's node."""
    return f"standing:{row['indicator']}:{row['norm'] or 'law'}"


def add_emissions(nodes: dict[str, Node], site: Site, record: Mapping[str, Any]) -> None:
    """Add a node for each scope of the reporting period, with the rows and factors behind it."""
    shares = site.columns.shares(site.reporting)
    for name, (scope, is_market) in SCOPES.items():
        if record.get(name) is None:
            continue
        emissions = [e for e in site.inventory.emissions if e.scope == scope and e.is_market is is_market and shares[e.index] > 0]
        inputs = [add_emission(nodes, site, emission) for emission in emissions]
        nodes[emission_node(name)] = {"formula": "Σ", "inputs": list(dict.fromkeys(inputs)), "value": record[name], "unit": record["unit"]}


def add_emission(nodes: dict[str, Node], site: Site, emission: Emission) -> str:
    """Add the node of what one entry emits and return its name."""
    entry = site.columns.entries[emission.index]
    name = f"{entry.path} → emission (scope {emission.scope}{', market' if emission.is_market else ''})"
    if name not in nodes:
        factors = [add_property(nodes, site, factor) for factor in emission.factors]
        nodes[name] = {
            "formula": " × ".join(["quantity", *dict.fromkeys(factor.name for factor in emission.factors)]),
            "inputs": [add_row(nodes, site, entry.path, entry.row), *factors],
            "value": emission.co2e_kg,
            "unit": "kg CO2e",
        }
        if emission.factors:
            nodes[name] |= {"factor": emission.factors[0].factor, "source": emission.factors[0].source}
    return name


def add_losses(nodes: dict[str, Node], site: Site, record: Mapping[str, Any], yields: Iterable[Indicator]) -> None:
    """Add the node of the losses, with the rows of material and of what was lost, and the yields made from it."""
    shares = site.columns.shares(site.reporting)
    of = site.properties.of
    counted = [
        entry
        for index, entry in enumerate(site.columns.entries)
        if shares[index] > 0 and (entry.group in {"material", "product"} or entry.stream in of) and entry.role in {"in", "out"}
    ]
    inputs = [add_row(nodes, site, entry.path, entry.row) for entry in counted]
    for entry in counted:
        for known in site.properties.find(entry.stream, "mass_per_unit", entry.day)[:1]:
            inputs.append(add_property(nodes, site, known))
    top = loss_node(record["period"])
    nodes[top] = {"formula": "Σ material − Σ product", "inputs": list(dict.fromkeys(inputs)), "value": record.get("loss_kg"), "unit": "kg"}
    for item in yields:
        formula = "product mass / material mass" if item.kind == "yield" else "lost mass / material mass"
        nodes[item.id] = {"formula": formula, "inputs": [top], "value": item.value, "unit": item.unit}


def add_verdicts(
    nodes: dict[str, Node], site: Site, standings: Iterable[Mapping[str, Any]], targets: Iterable[Mapping[str, Any]]
) -> None:
    """Add a node for each standing (the indicator and the norm) and each target (both periods and the decision)."""
    for row in standings:
        inputs = [row["indicator"]] if row["indicator"] in nodes else []
        if row["norm"]:
            inputs.append(_add_norm(nodes, site, row))
        nodes[standing_node(row)] = {"formula": "100 · (value − bound) / bound", "inputs": inputs, "value": row["gap_percent"], "unit": "%"}
    for row in targets:
        inputs = [name for name in (row["indicator"], _baseline_of(row)) if name in nodes]
        nodes[target_node(row)] = {
            "formula": "100 · (I₁/I₀ − 1)",
            "inputs": inputs,
            "value": row["change_percent"],
            "unit": "%",
            "source": row["source"],
            "locator": row["locator"],
        }


def _baseline_of(row: Mapping[str, Any]) -> str:
    return str(row["indicator"] or "").rpartition("/")[0] + f"/{row['baseline_period']}"


def _add_norm(nodes: dict[str, Node], site: Site, row: Mapping[str, Any]) -> str:
    name = str(row["norm"])
    if name not in nodes:
        norm = site.book.row("norms", name)
        nodes[name] = {
            "formula": "reference",
            "inputs": [],
            "value": row["norm_value"] if row["norm_value"] is not None else row["norm_high"],
            "unit": row["unit"],
            "factor": name,
            "source": row["source"],
            "locator": norm["locator"],
            "confidence": row["confidence"],
        }
    return name
