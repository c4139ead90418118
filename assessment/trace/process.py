"""The trace of balances, cost of losses and baselines: the rows and process streams behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from assessment.evaluation.site import Site
from assessment.trace.build import Node, add_row
from calculators.period import parse_period

BALANCED = "min Σ((x − reading)/σ)², A·x = 0"
COSTED = "Σ cost · (1 − product mass / input mass) + waste management"


def balance_node(row: Mapping[str, Any]) -> str:
    """Return the name of a balance's node."""
    return f"balance:{row['quantity']}:{row['period']}"


def flow_cost_node(account: Mapping[str, Any]) -> str:
    """Return the name of the node of the cost of losses."""
    return f"losses.flow_cost:{account['period']}"


def model_node(row: Mapping[str, Any]) -> str:
    """Return the name of a baseline model's node."""
    return f"baseline:{row['kind']}"


def equipment_node(row: Mapping[str, Any]) -> str:
    """Return the name of the node of a kept check."""
    return f"equipment:{row['id']}"


def add_equipment(nodes: dict[str, Node], site: Site, records: Iterable[Mapping[str, Any]]) -> None:
    """Add the nodes of the kept checks: their sources, and the worksheet their readings stand on."""
    place = site.document.place("worksheets").as_record()
    for row in records:
        if row["figures"]:
            first = row["figures"][0]
            nodes[equipment_node(row)] = {
                "formula": f"{row['check']}({', '.join(one['field'] for one in row['readings'])})", "inputs": [], "value": first["value"],
                "unit": first["unit"], "source": row["sources"][0], "place": place,
            }  # fmt: skip


def add_engineering(nodes: dict[str, Node], site: Site, record: Mapping[str, Any]) -> None:
    """Add the nodes of the balances, the cost of losses and the baseline models of a result."""
    for row in record["balances"]:
        nodes[balance_node(row)] = {
            "formula": BALANCED, "inputs": _streams(nodes, site, row), "value": row["site"]["gap"], "unit": row["unit"],
        }  # fmt: skip
    add_equipment(nodes, site, record["equipment"])
    account = record["losses"].get("flow_cost")
    if account:
        priced = {row["stream"] for row in account["prices"] if row["origin"] == "ledger"}
        inputs = [balance_node(row) for row in record["balances"] if row["quantity"] == "mass"]
        inputs += _rows(nodes, site, account["period"], priced)
        nodes[flow_cost_node(account)] = {"formula": COSTED, "inputs": inputs, "value": account["loss_vnd"], "unit": "VND"}
    for row in record["baseline_models"]:
        if row["status"] != "none":
            formula = " + ".join(["intercept", *(f"slope · {one['name']}" for one in row["variables"])])
            value = (row["saving"] or {}).get("saving")
            nodes[model_node(row)] = {"formula": formula, "inputs": _months(nodes, site, row), "value": value, "unit": row["unit"]}


def _streams(nodes: dict[str, Node], site: Site, balance: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for row in balance["streams"]:
        if row["origin"] == "ledger":
            names += _rows(nodes, site, balance["period"], {row["stream"]})
        elif row["origin"] == "stated":
            name = f"process.streams[{row['index']}]"
            nodes.setdefault(name, {
                "formula": "input", "inputs": [], "value": row["measured"], "unit": balance["unit"],
                "place": site.document.place(name).as_record(),
            })  # fmt: skip
            names.append(name)
    return list(dict.fromkeys(names))


def _rows(nodes: dict[str, Node], site: Site, period: str, streams: Iterable[str]) -> list[str]:
    shares, wanted = site.columns.shares(parse_period(period)), set(streams)
    return list(
        dict.fromkeys(
            add_row(nodes, site, entry.path, entry.row)
            for index, entry in enumerate(site.columns.entries)
            if entry.stream in wanted and shares[index] > 0
        )
    )


def _months(nodes: dict[str, Node], site: Site, model: Mapping[str, Any]) -> list[str]:
    measure = site.measure(model["kind"])
    if measure is None:
        return []
    used = np.zeros(len(site.columns.entries), dtype=np.bool_)
    for month in model["months"]:
        used |= site.columns.shares(parse_period(month["period"])) > 0
    entries = site.columns.entries
    products = np.array([entry.group == "product" and entry.role == "out" for entry in entries], dtype=np.bool_)
    found = np.flatnonzero(used & (measure.belongs | products))
    return list(dict.fromkeys(add_row(nodes, site, entries[index].path, entries[index].row) for index in found))
