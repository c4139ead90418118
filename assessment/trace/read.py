"""From a number of a result, named by id or JSON pointer, down to its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.trace.options import pointed_at
from assessment.trace.process import balance_node, equipment_node, flow_cost_node, model_node
from assessment.trace.results import emission_node, loss_node, standing_node, target_node
from calculators.errors import UnknownKeyError
from data.catalogue import unknown_key

Node = dict[str, Any]


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
    name = _pointed_at(result, number.strip("/").split("/")) if number.startswith("/") else None
    if name is not None and name in trace:
        return name
    raise unknown_key("number", number, trace)


def _pointed_at(result: dict[str, Any], parts: list[str]) -> str | None:
    """Return the name of the node behind a JSON pointer, or None."""
    head, rest = parts[0], parts[1:]
    if head == "trace":
        return "/".join(rest)
    if head == "emissions" and rest:
        return _of_emissions(result["emissions"], rest)
    if head in {"opportunities", "portfolio"}:
        return pointed_at(result, head, rest)
    if head == "losses" and rest[:1] == ["flow_cost"] and result["losses"].get("flow_cost"):
        return flow_cost_node(result["losses"]["flow_cost"])
    if head == "equipment" and rest and rest[0].isdigit() and int(rest[0]) < len(result["equipment"]):
        return equipment_node(result["equipment"][int(rest[0])])
    if head in {"balances", "baseline_models"} and rest and rest[0].isdigit() and int(rest[0]) < len(result[head]):
        row = result[head][int(rest[0])]
        return balance_node(row) if head == "balances" else model_node(row)
    if head == "losses":
        return loss_node(result["losses"]["period"])
    if head == "footprints" and rest and rest[0].isdigit() and int(rest[0]) < len(result["footprints"]):
        return f"footprint@{result['footprints'][int(rest[0])]['product']}"
    if head == "totals" and rest:
        ends = f":{result['totals']['period']}"
        return next((name for name in result["trace"] if name.startswith(f"{rest[0]} [") and name.endswith(ends)), None)
    if not rest or not rest[0].isdigit() or head not in {"indicators", "standings", "targets"} or int(rest[0]) >= len(result[head]):
        return None
    row = result[head][int(rest[0])]
    if head == "indicators":
        return str(row["id"])
    return target_node(row) if head == "targets" else standing_node(row)


def _of_emissions(emissions: dict[str, Any], rest: list[str]) -> str | None:
    """Return the node behind a pointer into the inventory: a row's scope, a category, a year, or the member itself."""
    head, at = rest[0], int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else None
    if head not in {"by_source", "scope3_categories", "years"}:
        return emission_node(head)
    if at is None or at >= len(emissions.get(head, [])):
        return None
    row = emissions[head][at]
    if head == "years":
        return emission_node(f"years:{row['period']}")
    if head == "scope3_categories" or row["scope"] == 3:
        return emission_node(f"scope3:{row['category']}")
    return emission_node("scope1" if row["scope"] == 1 else "scope2_location")


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
