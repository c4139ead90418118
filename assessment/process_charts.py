"""The charts of balances, cost of losses and baselines: which numbers are drawn, and what each chart says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.charts import Band, Chart, Label, Link, Series, pareto

Record = Mapping[str, Any]
LEAST_SHARE = 0.001  # of the largest flow; thinner links cannot be seen
MILLION = 1e6
MJ_PER_GJ = 1000.0
KG_PER_T = 1000.0
UNIT_KEYS = {"mass": "kg", "water": "m3", "energy": "GJ"}
Node = tuple[str, str]
CLASSES = ("material", "energy", "system", "waste_management")


def sankeys(result: Record, names: Mapping[str, Label]) -> dict[str, Chart]:
    """Return the Sankey charts of a result by what they count: kg, m3, GJ, VND, CO2e; only those there is something to draw of.

    Parameters
    ----------
    result : Mapping
        A result document.
    names : mapping of str to Label
        What streams are called.
    """
    drawn = [balance for balance in result["balances"] if balance["quantity"] in UNIT_KEYS]
    found = {UNIT_KEYS[str(balance["quantity"])]: balance_sankey(balance, names) for balance in drawn}
    steps = {row["step"]: row["name"] or row["step"] for balance in result["balances"] for row in balance["steps"]}
    losses = result.get("losses") or {}
    if losses.get("flow_cost"):
        found["VND"] = _money_sankey(losses["flow_cost"], names, steps)
    if losses.get("carbon_flows"):
        rows = losses["carbon_flows"]
        ways = [((("step", r["from"]) if r["from"] else ("in", r["stream"])), ("step", r["to"]), r["kg"] / KG_PER_T) for r in rows]
        found["CO2e"] = _sankey("co2e", "t CO2e", ways, names, steps)
    return {key: found[key] for key in ("kg", "m3", "GJ", "VND", "CO2e") if found.get(key) is not None}  # type: ignore[misc]


def drawn_streams(result: Record) -> set[str]:
    """Return the streams that :func:`sankeys` names."""
    losses = result.get("losses") or {}
    rows = [*(row for balance in result["balances"] for row in balance["streams"]), *(losses.get("carbon_flows") or ())]
    rows += (losses.get("flow_cost") or {}).get("flows", ())
    return {row["stream"] for row in rows if row["stream"]}


def balance_sankey(balance: Record, names: Mapping[str, Label]) -> Chart | None:
    """Return the flows of a balance after reconciliation as a Sankey chart, energy in gigajoules; None where no flow is known."""
    steps = {row["step"]: row["name"] or row["step"] for row in balance["steps"]}
    is_energy = balance["quantity"] == "energy"
    flows = []
    for row in balance["streams"]:
        value = row["flow"] if row["flow"] is not None else row["measured"]
        source = ("step", row["from"]) if row["from"] else ("in", row["stream"])
        target = ("step", row["to"]) if row["to"] else ("out", row["stream"])
        flows.append((source, target, float(value or 0.0) / (MJ_PER_GJ if is_energy else 1.0)))
    return _sankey(str(balance["quantity"]), "GJ" if is_energy else str(balance["unit"]), flows, names, steps)


def _money_sankey(account: Record, names: Mapping[str, Label], steps: Mapping[str, str]) -> Chart | None:
    flows = []
    for row in account["flows"]:
        source = ("step", row["from"]) if row["from"] else ("in", row["stream"]) if row["stream"] else ("class", row["kind"])
        target = ("step", row["to"]) if row["to"] else ("out", row["stream"]) if row["stream"] else ("class", "loss")
        flows.append((source, target, row["vnd"] / MILLION))
    return _sankey("money", "million VND", flows, names, {**steps, **{row["step"]: row["name"] or row["step"] for row in account["centres"]}})


def _sankey(
    kind: str, unit: str, flows: Sequence[tuple[Node, Node, float]], names: Mapping[str, Label], steps: Mapping[str, str]
) -> Chart | None:
    """Return a Sankey chart; what would close a circle is left out, the smaller before the larger, because the chart has no loops."""
    largest = max((value for *_, value in flows), default=0.0)
    shown: list[tuple[Node, Node, float]] = []
    for flow in sorted((flow for flow in flows if flow[2] > 0 and flow[2] >= LEAST_SHARE * largest), key=lambda one: -one[2]):
        if flow[0] not in _reached(shown, flow[1]):
            shown.append(flow)
    if not shown:
        return None
    nodes: dict[Node, Label] = {}
    for source, target, _ in flows:
        for node in (source, target):
            if any(node in flow[:2] for flow in shown):
                nodes.setdefault(node, _label(node, names, steps, nodes))
    place = {node: position for position, node in enumerate(nodes)}
    top = shown[0]
    named = next((node for node in top[:2] if node[0] != "step"), top[1])
    return Chart(
        id=f"balance-{kind}",
        kind="sankey",
        title=Label(key=f"chart.sankey.{kind}"),
        unit=unit,
        categories=tuple(nodes.values()),
        links=tuple(Link(source=place[source], target=place[target], value=value) for source, target, value in shown),
        sentence="chart.sankey.sentence",
        values={"largest": nodes[named], "value": top[2], "unit": Label(unit=unit)},
    )


def _reached(flows: Sequence[tuple[Node, Node, float]], start: Node) -> set[Node]:
    """Return every node that can be reached from one, itself included."""
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        after = {target for source, target, _ in flows if source == here} - reached
        reached |= after
        waiting += after
    return reached


def _label(node: Node, names: Mapping[str, Label], steps: Mapping[str, str], nodes: Mapping[Node, Label]) -> Label:
    """Return what a node is called; nodes of one name would be one, so what leaves under a name that enters is marked."""
    kind, key = node
    if kind == "step":
        return Label(text=steps.get(key, key))
    if kind == "class":
        return Label(key=f"losses.column.{key}")
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
