"""The trace of a footprint: its rows, what each was made from, and the ledger rows behind those that come from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from assessment.evaluation.site import Site
from assessment.footprint.ledger import belonging
from assessment.trace.build import Node, add_row


def footprint_node(record: Mapping[str, Any]) -> str:
    """Return the name of a footprint's node."""
    return f"footprint@{record['product']}"


def add_footprints(nodes: dict[str, Node], site: Site, records: Iterable[Mapping[str, Any]]) -> None:
    """Add a node for each footprint and each of its rows; what the circular formula shifts stands in the footprint's own node."""
    for record in records:
        inputs = [_add_footprint_row(nodes, site, record, row) for row in record["rows"]]
        formula = "Σ quantity · factor"
        if record["sensitivity"]["end_of_life"]["declared"] == "circular_footprint":
            formula += " + circular footprint − cut-off"
        nodes[footprint_node(record)] = {
            "formula": formula,
            "inputs": inputs,
            "value": record["total"],
            "unit": record["unit"],
            "allocation": record["allocation"],
        }


def _add_footprint_row(nodes: dict[str, Node], site: Site, record: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    name = f"{row['id']} → {footprint_node(record)}"
    inputs = _ledger_rows(nodes, site, str(row["stream"])) if row["is_ledger"] else []
    factor = f"{row['factor']} ({row['boundary']})" if row["boundary"] else str(row["factor"])
    nodes.setdefault(
        factor,
        {
            "formula": "reference" if row["source"] else "own figure",
            "inputs": [],
            "value": row["factor_value"],
            "unit": row["factor_unit"],
            "source": row["source"],
            "locator": row["locator"],
            "gwp_basis": row["gwp_basis"],
        },
    )
    nodes[name] = {
        "formula": "share of the ledger / output · factor" if row["is_ledger"] else "quantity · factor",
        "inputs": [*inputs, factor],
        "value": row["co2e"],
        "unit": record["unit"],
        "factor": row["factor"],
        "source": row["source"],
        "place": site.document.place(str(row["id"]).removesuffix("+upstream")).as_record(),
    }
    return name


def _ledger_rows(nodes: dict[str, Node], site: Site, stream: str) -> list[str]:
    shares = site.columns.shares(site.reporting)
    chosen = np.flatnonzero(belonging(site, stream) & (shares > 0))
    entries = (site.columns.entries[int(index)] for index in chosen)
    return list(dict.fromkeys(add_row(nodes, site, entry.path, entry.row) for entry in entries))
