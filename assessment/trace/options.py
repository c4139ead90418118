"""The trace of own options and of the best set: the ledger rows, prices and emissions behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from assessment.evaluation.site import Site
from assessment.trace.build import Node, add_row

SAVED = "Σ base · percent, or quantity; × price − running cost"
CHOSEN = "max Σ price · (E − E·Π(1 − a)) + other money, within the budget"


def option_node(key: str) -> str:
    """Return the name of an own option's node."""
    return f"option:{key}"


def add_options(nodes: dict[str, Node], site: Site, record: Mapping[str, Any]) -> None:
    """Add the nodes of own options, and of the best set where there is one."""
    own = [row for row in record["opportunities"] if row["origin"] == "own"]
    for place, row in enumerate(own):
        stated = f"options[{place}]"
        nodes[stated] = {"formula": "input", "inputs": [], "value": row["investment_vnd"], "unit": "VND", "place": site.document.place(stated).as_record()}
        inputs = [stated, *_rows(nodes, site, (line["stream"] for line in row["savings"]))]
        nodes[option_node(row["option"])] = {"formula": SAVED, "inputs": inputs, "value": row["money_vnd"], "unit": "VND/year"}
    best = (record["portfolio"] or {}).get("best")
    if best:
        inputs = [option_node(key) for key in best["chosen"]]
        nodes["portfolio.best"] = {"formula": CHOSEN, "inputs": inputs, "value": best["benefit_vnd"], "unit": "VND/year"}


def pointed_at(result: Mapping[str, Any], head: str, rest: list[str]) -> str | None:
    """Return the name of the node behind a pointer into the opportunities or the portfolio, or None."""
    if head == "opportunities" and rest and rest[0].isdigit() and int(rest[0]) < len(result["opportunities"]):
        row = result["opportunities"][int(rest[0])]
        return option_node(row["option"]) if row["origin"] == "own" else None
    portfolio = result["portfolio"] or {}
    if rest[:1] == ["plan"] and len(rest) > 1 and rest[1].isdigit() and int(rest[1]) < len(portfolio.get("plan") or ()):
        return option_node(portfolio["plan"][int(rest[1])]["option"])
    return "portfolio.best" if rest[:1] == ["best"] else None


def _rows(nodes: dict[str, Node], site: Site, streams: Iterable[str]) -> list[str]:
    """Return the nodes of the ledger rows of some streams in the reporting period, added where they are not there yet."""
    wanted = set(streams)
    shares = site.columns.shares(site.reporting)
    names = []
    for index in np.flatnonzero(shares > 0):
        entry = site.columns.entries[int(index)]
        if entry.stream in wanted:
            names.append(add_row(nodes, site, entry.path, entry.row))
    return list(dict.fromkeys(names))
