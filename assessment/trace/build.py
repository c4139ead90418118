"""The trace of every indicator: each node names its formula and the nodes it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from assessment.evaluation.indicators import PRODUCTIVITY, Ratio
from assessment.evaluation.measure import Measure
from assessment.evaluation.output import product_id
from assessment.evaluation.properties import Property
from assessment.evaluation.site import Site
from calculators.period import Period

Node = dict[str, Any]


def trace_of(site: Site, ratios: Iterable[Ratio]) -> dict[str, Node]:
    """Return the trace of every indicator: each node names its formula and the nodes it was made from."""
    nodes: dict[str, Node] = {}
    for ratio in ratios:
        top = add_total(nodes, site, ratio.measure, ratio.window)
        below = _add_output(nodes, site, ratio)
        inverse = ratio.indicator.kind in PRODUCTIVITY.values()
        formula = "output / amount" if inverse else "amount / output"
        node: Node = {"formula": formula, "inputs": [top, below], "value": ratio.indicator.value, "unit": ratio.indicator.unit}
        if ratio.share is not None and not (ratio.denominator.per == "norm" and ratio.share == 1.0):
            node["formula"] = "(direct + share · common) / output"
            node["share"] = ratio.share
            node["allocation"] = site.output.allocation
        nodes[ratio.indicator.id] = node
    return nodes


def _add_output(nodes: dict[str, Node], site: Site, ratio: Ratio) -> str:
    """Add the node of what a ratio is divided by and return its name; equivalent output is each product's times its coefficient."""
    denominator, window = ratio.denominator, ratio.window
    if denominator.per not in ("norm", "equivalent"):
        return add_total(nodes, site, denominator.measure, window)
    name = f"equivalent_output{f'@{denominator.product}' if denominator.product else ''} [{denominator.unit}]:{window.text}"
    if name not in nodes:
        parts = denominator.measure.contribution * denominator.measure.belongs * site.columns.shares(window)
        rows: dict[str, list[int]] = {}
        for index in np.flatnonzero(parts):
            rows.setdefault(str(product_id(site.columns.entries[index])), []).append(int(index))
        inputs = [_add_equivalent(nodes, site, product, places, float(parts[places].sum()), ratio) for product, places in rows.items()]
        nodes[name] = {"formula": "Σ", "inputs": inputs, "value": ratio.made, "unit": denominator.unit}
    return name


def _add_equivalent(nodes: dict[str, Node], site: Site, product: str, rows: list[int], amount: float, ratio: Ratio) -> str:
    """Add the node of one product's equivalent output, with its output and its coefficient, and return its name."""
    coefficient, origin = site.output.coefficients[product]
    place = next(index for index, one in enumerate(site.assessment.products) if one.id == product)
    unit = site.assessment.products[place].unit if origin == "equivalent" and ratio.denominator.per == "equivalent" else "t"
    made = f"output/{product} [{unit}]:{ratio.window.text}"
    if made not in nodes:
        entries = [site.columns.entries[index] for index in rows]
        inputs = list(dict.fromkeys(add_row(nodes, site, entry.path, entry.row) for entry in entries))
        nodes[made] = {"formula": "Σ", "inputs": inputs, "value": amount / coefficient, "unit": unit}
    if origin == "equivalent":
        known = f"products[{place}].equivalent"
        nodes[known] = {"formula": "own figure", "inputs": [], "value": coefficient, "unit": "1", "place": site.document.place(known).as_record()}
    else:
        known, row = origin, site.book.row("coefficients", origin)
        nodes[known] = {
            "formula": "reference", "inputs": [], "value": coefficient, "unit": "1", "factor": origin, "source": row["source_id"],
            "locator": row["locator"], "confidence": row["confidence"],
        }  # fmt: skip
    name = f"equivalent_output/{product} [{ratio.denominator.unit}]:{ratio.window.text}"
    nodes[name] = {"formula": "output × coefficient", "inputs": [made, known], "value": amount, "unit": ratio.denominator.unit}
    return name


def _name(measure: Measure) -> str:
    return measure.kind + (f"/{measure.stream}" if measure.stream else "") + f" [{measure.unit}]"


def add_total(nodes: dict[str, Node], site: Site, measure: Measure, window: Period) -> str:
    """Add the node of a measure's total in a window, with all entries it draws on, and return its name."""
    name = f"{_name(measure)}:{window.text}"
    if name in nodes:
        return name
    shares = site.columns.shares(window)
    inputs = [
        add_entry(nodes, site, measure, int(index))
        for index in np.flatnonzero(measure.belongs & (shares > 0) & (measure.contribution != 0))
    ]
    nodes[name] = {
        "formula": "Σ",
        "inputs": list(dict.fromkeys(inputs)),
        "value": measure.total(site.columns, window),
        "unit": measure.unit,
    }
    return name


def add_entry(nodes: dict[str, Node], site: Site, measure: Measure, index: int) -> str:
    """Add the node of what one entry contributes to a measure and return its name."""
    entry = site.columns.entries[index]
    name = f"{entry.path} → {_name(measure)}"
    if name in nodes:
        return name
    used = measure.used.get(index, ())
    inputs = [add_row(nodes, site, entry.path, entry.row), *(add_property(nodes, site, known) for known in used)]
    formula = " × ".join(["quantity", *(known.name for known in used)])
    node: Node = {"formula": formula, "inputs": inputs}
    edition = next((known for known in used if not known.is_own), None)
    if edition:
        node["factor"], node["source"] = edition.factor, edition.source
    nodes[name] = node
    return name


def add_row(nodes: dict[str, Node], site: Site, path: str, row: int) -> str:
    """Add the node of a ledger row, with its place, and return its name."""
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


def add_property(nodes: dict[str, Node], site: Site, known: Property) -> str:
    """Add the node of a factor or property and return its name."""
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
