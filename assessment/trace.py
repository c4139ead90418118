"""From any number of a result back to its inputs: formula, cells, factors, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from assessment.evaluation.indicators import PRODUCTIVITY, Ratio
from assessment.evaluation.measure import Measure
from assessment.evaluation.properties import Property
from assessment.evaluation.site import Site
from calculators.errors import UnknownKeyError
from calculators.period import Period
from data.catalogue import unknown_key

Node = dict[str, Any]


def trace_of(site: Site, ratios: Iterable[Ratio]) -> dict[str, Node]:
    """Return the trace of every indicator: each node names its formula and the nodes it was made from."""
    nodes: dict[str, Node] = {}
    for ratio in ratios:
        top = _add_total(nodes, site, ratio.measure, ratio.window)
        below = _add_total(nodes, site, ratio.denominator.measure, ratio.window)
        inverse = ratio.indicator.kind in PRODUCTIVITY.values()
        formula = "output / amount" if inverse else "amount / output"
        node: Node = {"formula": formula, "inputs": [top, below], "value": ratio.indicator.value, "unit": ratio.indicator.unit}
        if ratio.share is not None:
            node["formula"] = "(direct + share · common) / output"
            node["share"] = ratio.share
            node["allocation"] = site.output.allocation
        nodes[ratio.indicator.id] = node
    return nodes


def _name(measure: Measure) -> str:
    return measure.kind + (f"/{measure.stream}" if measure.stream else "") + f" [{measure.unit}]"


def _add_total(nodes: dict[str, Node], site: Site, measure: Measure, window: Period) -> str:
    name = f"{_name(measure)}:{window.text}"
    if name in nodes:
        return name
    shares = site.columns.shares(window)
    inputs = [
        _add_entry(nodes, site, measure, int(index))
        for index in np.flatnonzero(measure.belongs & (shares > 0) & (measure.contribution != 0))
    ]
    nodes[name] = {
        "formula": "Σ",
        "inputs": list(dict.fromkeys(inputs)),
        "value": measure.total(site.columns, window),
        "unit": measure.unit,
    }
    return name


def _add_entry(nodes: dict[str, Node], site: Site, measure: Measure, index: int) -> str:
    entry = site.columns.entries[index]
    name = f"{entry.path} → {_name(measure)}"
    if name in nodes:
        return name
    used = measure.used.get(index, ())
    inputs = [_add_row(nodes, site, entry.path, entry.row), *(_add_property(nodes, site, known) for known in used)]
    formula = " × ".join(["quantity", *(known.name for known in used)])
    node: Node = {"formula": formula, "inputs": inputs}
    edition = next((known for known in used if not known.is_own), None)
    if edition:
        node["factor"], node["source"] = edition.factor, edition.source
    nodes[name] = node
    return name


def _add_row(nodes: dict[str, Node], site: Site, path: str, row: int) -> str:
    if path not in nodes:
        flow = site.assessment.flows[row]
        nodes[path] = {
            "formula": "input",
            "inputs": [],
            "value": flow.quantity,
            "unit": flow.unit,
            "stream": flow.stream,
            "period": flow.period,
            "place": site.document.place(path).as_record(),
        }
        if flow.evidence:
            nodes[path]["evidence"] = flow.evidence
    return path


def _add_property(nodes: dict[str, Node], site: Site, known: Property) -> str:
    name = known.factor
    if name not in nodes:
        node: Node = {"formula": "own figure" if known.is_own else "reference", "inputs": [], "value": known.value, "unit": known.unit}
        if known.is_own and known.path:
            node["place"] = site.document.place(known.path).as_record()
            node["rule"] = "tt38_2023_art18"
        else:
            node |= {"factor": known.factor, "source": known.source, "locator": known.locator, "confidence": known.confidence}
            if known.is_local:
                node["local"] = True  # a deployment's own row
        nodes[name] = node
    return name


def resolve(result: dict[str, Any], number: str) -> str:
    """Return the trace node that an indicator's id or a JSON pointer names.

    Raises
    ------
    UnknownKeyError
        If there is no such number; it names the nearest ones.
    """
    trace: dict[str, Node] = result["trace"]
    if number in trace:
        return number
    if number.startswith("/"):
        parts = number.strip("/").split("/")
        if parts[0] == "indicators" and len(parts) >= 2 and parts[1].isdigit() and int(parts[1]) < len(result["indicators"]):
            return str(result["indicators"][int(parts[1])]["id"])
        if parts[0] == "trace" and "/".join(parts[1:]) in trace:
            return "/".join(parts[1:])
        if parts[0] == "totals" and len(parts) == 2:
            period = result["totals"]["period"]
            for name in trace:
                if name.startswith(f"{parts[1]} [") and name.endswith(f":{period}"):
                    return name
    raise unknown_key("number", number, trace)


def walk(trace: dict[str, Node], start: str, depth: int = 0) -> Iterator[tuple[int, str, Node]]:
    """Yield a number and everything it was made from, depth first, each node with its depth and name.

    Raises
    ------
    UnknownKeyError
        If `start` is not in the trace.
    """
    if start not in trace:
        raise UnknownKeyError("number", start)
    node = trace[start]
    yield depth, start, node
    for name in node["inputs"]:
        yield from walk(trace, name, depth + 1)
