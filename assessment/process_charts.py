"""The charts of balances, cost of losses and baselines: which numbers are drawn, and what each chart says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.charts import Band, Chart, Label, Link, Series, pareto

Record = Mapping[str, Any]
LEAST_SHARE = 0.001  # of the largest flow; thinner links cannot be seen
MILLION = 1e6
CLASSES = ("material", "energy", "system", "waste_management")


def balance_sankey(balance: Record, names: Mapping[str, Label]) -> Chart | None:
    """Return the flows of a balance after reconciliation as a Sankey chart, or None where none is known.

    Streams from outside and to outside get a node of their own; what goes back to an earlier step is left out, because
    a Sankey chart has no loops.

    Parameters
    ----------
    balance : Mapping
        One of the result's balances.
    names : mapping of str to Label
        What streams are called.
    """
    steps = {row["step"]: row["name"] or row["step"] for row in balance["steps"]}
    order = {step: place for place, step in enumerate(steps)}
    nodes: dict[tuple[str, str], Label] = {}
    flows: list[tuple[tuple[str, str], tuple[str, str], float]] = []
    for row in balance["streams"]:
        value = row["flow"] if row["flow"] is not None else row["measured"]
        source, target = row["from"], row["to"]
        if not value or value <= 0 or (source and target and order[target] <= order[source]):
            continue
        ends = [("step", source) if source else ("in", row["stream"]), ("step", target) if target else ("out", row["stream"])]
        for kind, key in ends:
            nodes.setdefault((kind, key), Label(text=steps[key]) if kind == "step" else _outside(kind, key, names, nodes))
        flows.append((ends[0], ends[1], float(value)))
    largest = max((value for *_, value in flows), default=0.0)
    shown = [flow for flow in flows if flow[2] >= LEAST_SHARE * largest]
    if not shown:
        return None
    used = [node for node in nodes if any(node in flow[:2] for flow in shown)]
    place = {node: position for position, node in enumerate(used)}
    top = max(shown, key=lambda flow: flow[2])
    named = next(node for node in (top[0], top[1]) if node[0] != "step" or node == top[1])
    return Chart(
        id=f"balance-{balance['quantity']}",
        kind="sankey",
        title=Label(key=f"chart.sankey.{balance['quantity']}"),
        unit=str(balance["unit"]),
        categories=tuple(nodes[node] for node in used),
        links=tuple(Link(source=place[a], target=place[b], value=value) for a, b, value in shown),
        sentence="chart.sankey.sentence",
        values={"largest": nodes[named], "value": top[2], "unit": Label(unit=str(balance["unit"]))},
    )


def _outside(kind: str, key: str, names: Mapping[str, Label], nodes: Mapping[tuple[str, str], Label]) -> Label:
    """Return the name of a stream outside; nodes of one name would be one, so what leaves under a name that enters is marked."""
    label = names.get(key, Label(text=key))
    return Label(text=f"{label.text or key} →") if kind == "out" and ("in", key) in nodes else label


def flow_cost_pareto(account: Record) -> Chart | None:
    """Return what is lost at each step in each cost class, the dearest first, or None when nothing is lost. [million VND]"""
    parts = tuple(
        (
            Label(key="chart.flow_cost.part", values={"step": row["name"], "class": Label(key=f"losses.column.{name}")}),
            row["loss"][f"{name}_vnd"] / MILLION,
        )
        for row in account["centres"]
        for name in CLASSES
        if row["loss"][f"{name}_vnd"] > 0
    )
    return pareto("flow-cost", Label(key="chart.flow_cost"), parts, "million VND", "chart.flow_cost.sentence") if parts else None


def cusum_chart(model: Record) -> Chart | None:
    """Return the cumulative difference of expected and actual consumption, with the month of a change, or None without months."""
    months: Sequence[Record] = model.get("months") or ()
    if len(months) < 3:
        return None
    change = (model.get("cusum") or {}).get("change")
    periods = [row["period"] for row in months]
    bands: tuple[Band, ...] = ()
    if change and change["is_change"]:
        place = periods.index(change["period"])
        label = Label(key="chart.cusum.change")
        bands = (Band(label=label, low=None, high=None, role="change", category=place),)
    total = float(months[-1]["cusum"])
    kind = Label(key=f"baseline.kind.{model['kind']}")
    unit = str(model["unit"])
    return Chart(
        id=f"cusum-{model['kind']}",
        kind="cusum",
        title=Label(key="chart.cusum", values={"kind": kind}),
        unit=unit,
        categories=tuple(Label(period=period) for period in periods),
        series=(Series(label=Label(key="chart.cusum.series"), values=tuple(float(row["cusum"]) for row in months), unit=unit),),
        bands=bands,
        sentence="chart.cusum.less" if total >= 0 else "chart.cusum.more",
        values={"total": abs(total), "unit": Label(unit=unit)},
    )


def expected_chart(model: Record) -> Chart | None:
    """Return actual consumption month by month with what the baseline expects, or None without months."""
    months: Sequence[Record] = model.get("months") or ()
    if len(months) < 3:
        return None
    unit = str(model["unit"])
    far = max(months, key=lambda row: abs(row["expected"] - row["actual"]))
    return Chart(
        id=f"expected-{model['kind']}",
        kind="trend",
        title=Label(key="chart.expected", values={"kind": Label(key=f"baseline.kind.{model['kind']}")}),
        unit=unit,
        categories=tuple(Label(period=row["period"]) for row in months),
        series=(
            Series(label=Label(key="chart.expected.actual"), values=tuple(float(row["actual"]) for row in months), unit=unit),
            Series(
                label=Label(key="chart.expected.expected"),
                values=tuple(float(row["expected"]) for row in months),
                unit=unit,
                role="baseline",
            ),
        ),
        sentence="chart.expected.sentence",
        values={"count": len(months), "month": Label(period=far["period"])},
    )
