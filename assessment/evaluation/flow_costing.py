"""What losses cost along the process map: quantity centres after ISO 14051, closed to the last đồng."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.evaluation.process_balance import LOSS_GROUPS, Balances, step_name
from assessment.evaluation.process_streams import ProcessStream
from assessment.evaluation.quantity_centres import (
    PASSED_ON,
    Map,
    bought,
    handed_on,
    is_auxiliary,
    is_energy,
    is_target,
    read_map,
    recycled,
    shares_of,
    unknown_mass,
)
from assessment.evaluation.site import Site
from assessment.model import Process, Step
from assessment.opportunities.usage import Use
from calculators.finding import Finding
from calculators.flow_cost import CentreCost, Costs, FlowCost, MaterialInput, QuantityCentre, pareto, round_to_dong
from calculators.flow_cost_network import Link, cost_network

CLASSES = ("material_vnd", "energy_vnd", "system_vnd", "waste_management_vnd")
ROUNDING = 1e-9  # [1] share of the input below which a loss is rounding


@dataclass(kw_only=True)
class _Shared:
    """Costs of service steps by the step that bears them, and what could not be priced or assigned. [VND]"""

    energy: dict[str, float] = field(default_factory=dict)
    waste: dict[str, float] = field(default_factory=dict)
    revenue: float = 0.0
    unpriced: dict[str, None] = field(default_factory=dict)
    services: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def flow_cost_of(site: Site, balances: Balances, uses: Mapping[str, Use]) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """Return the cost of products and losses of the process map, or findings that say why it cannot be told.

    Parameters
    ----------
    site : Site
        The site; its process map names steps with their system and waste management cost.
    balances : Balances
        Its balances: masses are those after reconciliation, so that they close.
    uses : mapping of str to Use
        What each stream costs.

    Returns
    -------
    dict or None
        `losses.flow_cost` of the result; None without a process map or where the network cannot be costed.
    tuple of Finding
        `flow_cost.*`.
    """
    process = site.assessment.process
    if process is None or not process.steps or balances.of("mass") is None:
        return None, ()
    plan = read_map(process, balances, uses)
    steps = plan.centres
    unknown = unknown_mass(plan, steps)
    if unknown:
        given = ", ".join(stream.stream for stream in unknown)
        return None, (_finding(site, "mass_unknown", given, unknown[0].path, stream=unknown[0].stream),)
    shared = _services(site, plan, process, set(steps))
    unpriced = [s for step in steps for s in bought(plan, step) if is_target(plan, s) and plan.cost_vnd(s) is None]
    if unpriced:
        given = ", ".join(dict.fromkeys(stream.stream for stream in unpriced))
        return None, (*shared.findings, _finding(site, "no_price", given, unpriced[0].path, stream=unpriced[0].stream))
    known = {step.id: step for step in process.steps}
    centres = [_centre(plan, known[step], shared) for step in steps]
    links = _links(plan)
    outcome = cost_network(centres, [link for link, _ in links])
    if outcome.findings:
        return None, (*shared.findings, *(_located(site, finding) for finding in outcome.findings))
    findings = (*shared.findings, *_gaps(site, shared, process))
    return _record(site, balances, centres, outcome, links, shared, plan), findings


def _finding(site: Site, what: str, given: str, path: str = "process", **values: object) -> Finding:
    return Finding(code=f"flow_cost.{what}", severity="warning", place=site.document.place(path), given=given, values=values)


def _located(site: Site, finding: Finding) -> Finding:
    step = str(finding.values.get("centre", ""))
    return _finding(site, finding.code.partition(".")[2], step, step=step)


def _services(site: Site, plan: Map, process: Process, chain: set[str]) -> _Shared:
    """Hand the cost of steps without material to those they serve: upstream ones as energy, downstream ones as waste management."""
    shared = _Shared()
    for step in process.steps:
        own_waste = _waste_management(plan, step, shared)
        if step.id in chain:
            shared.waste[step.id] = shared.waste.get(step.id, 0.0) + own_waste
            continue
        cost = own_waste + (step.system_cost_vnd or 0.0) + _priced(plan, step.id, shared)
        gives = [(s.target, s) for s in plan.streams if s.source == step.id and s.target in chain]
        takes = [(s.source, s) for s in plan.streams if s.target == step.id and s.source in chain]
        bearers = shares_of(plan, ((t, s) for t, s in gives if t)) or shares_of(plan, ((t, s) for t, s in takes if t))
        if cost == 0:
            continue
        if bearers is None:
            shared.findings.append(_finding(site, "unassigned_step", step.name, step=step.id))
            shared.unpriced[step.id] = None
            continue
        bucket = shared.energy if gives else shared.waste
        for bearer, share in bearers.items():
            bucket[bearer] = bucket.get(bearer, 0.0) + cost * share
        shared.services.append({"step": step.id, "cost_vnd": cost, "shares": bearers})
    return shared


def _priced(plan: Map, step: str, shared: _Shared) -> float:
    """Return the cost of energy, water and chemicals that a step buys, noting what has no price. [VND]"""
    total = 0.0
    for stream in bought(plan, step):
        cost = plan.cost_vnd(stream)
        if cost is None:
            shared.unpriced[stream.stream] = None
        total += cost or 0.0
    return total


def _waste_management(plan: Map, step: Step, shared: _Shared) -> float:
    """Return what getting rid of a step's waste costs: as stated for the step, else as paid in the ledger. [VND]"""
    paid = 0.0
    for stream in plan.streams:
        if stream.source != step.id or stream.target is not None or stream.group not in LOSS_GROUPS | {"by_product"}:
            continue
        cost = plan.cost_vnd(stream) or 0.0
        paid += max(cost, 0.0)
        shared.revenue += max(-cost, 0.0)
    return paid if step.waste_management_cost_vnd is None else step.waste_management_cost_vnd


def _links(plan: Map) -> list[tuple[Link, ProcessStream]]:
    """Return the material between centres, each with its stream."""
    place = {step: position for position, step in enumerate(plan.centres)}
    found = []
    for stream in plan.streams:
        if stream.source not in place or stream.target not in place:
            continue
        back = plan.is_recycled(stream)
        if back or stream.group in PASSED_ON:
            link = Link(source=place[stream.source], target=place[stream.target], mass_kg=plan.mass_kg(stream) or 0.0, is_recycled=back)
            found.append((link, stream))
    return found


def _centre(plan: Map, step: Step, shared: _Shared) -> QuantityCentre:
    inputs = []
    energy = shared.energy.get(step.id, 0.0)
    for stream in bought(plan, step.id):
        cost = plan.cost_vnd(stream)
        if cost is None:
            shared.unpriced[stream.stream] = None
            continue
        if is_energy(stream):
            energy += cost
        elif is_target(plan, stream) or is_auxiliary(plan, stream):
            mass = plan.mass_kg(stream) or 0.0
            inputs.append(MaterialInput(name=stream.stream, mass_kg=mass, cost_vnd=cost, is_target=is_target(plan, stream)))
    return QuantityCentre(
        name=step.id,
        inputs=tuple(inputs),
        product_mass_kg=math.fsum(plan.mass_kg(stream) or 0.0 for stream in handed_on(plan, step.id)),
        energy_cost_vnd=energy,
        system_cost_vnd=step.system_cost_vnd or 0.0,
        waste_management_cost_vnd=shared.waste.get(step.id, 0.0),
        recycled_mass_kg=math.fsum(plan.mass_kg(stream) or 0.0 for stream in recycled(plan, step.id)),
    )


def _gaps(site: Site, shared: _Shared, process: Process) -> list[Finding]:
    found = []
    if shared.unpriced:
        found.append(_finding(site, "not_priced", ", ".join(shared.unpriced), stream=next(iter(shared.unpriced))))
    if all(step.system_cost_vnd is None for step in process.steps):
        found.append(Finding(code="flow_cost.no_system_cost", severity="note", place=site.document.place("process.steps")))
    return found


def _record(
    site: Site,
    balances: Balances,
    centres: Sequence[QuantityCentre],
    outcome: FlowCost,
    links: Sequence[tuple[Link, ProcessStream]],
    shared: _Shared,
    plan: Map,
) -> dict[str, Any]:
    """Return the account in whole đồng: every line rounded so that the lines add up to what was spent."""
    rows = list(zip(outcome.centres, centres, strict=True))
    product = outcome.product or Costs()
    parts = [(cost.name, name, getattr(cost.loss, name)) for cost, _ in rows for name in CLASSES]
    parts += [("", name, getattr(product, name)) for name in CLASSES]
    whole = round_to_dong([vnd for _, _, vnd in parts])
    lines = {(step, name): vnd for (step, name, _), vnd in zip(parts, whole, strict=True)}
    losses = {f"{step}/{name}": float(vnd) for (step, name), vnd in lines.items() if step}
    share = float(str(site.book.row("settings", "flow_cost.pareto")["value"])) / 100.0
    lost = sum(vnd for (step, _), vnd in lines.items() if step)
    made = sum(vnd for (step, _), vnd in lines.items() if not step)
    yearly = balances.period.is_calendar_year
    return {
        "period": balances.period.text,
        "centres": [{"name": step_name(site, cost.name), **_centre_record(cost, centre, lines)} for cost, centre in rows],
        "product": {name: lines["", name] for name in CLASSES},
        "loss": {name: sum(vnd for (step, each), vnd in lines.items() if step and each == name) for name in CLASSES},
        "product_vnd": made,
        "loss_vnd": lost,
        "total_vnd": made + lost,
        "closure_vnd": made + lost - round(math.fsum(cost.new.total_vnd for cost, _ in rows)),
        "recycled_vnd": round(math.fsum(cost.recycled_vnd for cost, _ in rows)),
        "recycled": [row for row in _flows(plan, outcome, centres, links) if row["kind"] == "recycled"],
        "flows": _flows(plan, outcome, centres, links),
        "revenue_vnd": round(shared.revenue),
        "loss_percent": 100.0 * lost / (made + lost) if made + lost else None,
        "loss_per_year_vnd": lost if yearly else round(lost * 365 / balances.period.days),
        "is_complete": not shared.unpriced,
        "not_priced": sorted(shared.unpriced),
        "services": shared.services,
        "prices": _prices(plan),
        "pareto_share": share,
        "pareto": [
            {"step": name.partition("/")[0], "cost_class": name.partition("/")[2].removesuffix("_vnd"), "vnd": losses[name]}
            for name in pareto(losses, share)
        ],
    }


def _flows(
    plan: Map, outcome: FlowCost, centres: Sequence[QuantityCentre], links: Sequence[tuple[Link, ProcessStream]]
) -> list[dict[str, Any]]:
    """Return where the money goes: what each centre buys, hands on, gives back, sells and loses. [VND]"""
    rows: list[dict[str, Any]] = []

    def flow(kind: str, source: str | None, target: str | None, stream: str | None, vnd: float) -> None:
        if vnd > 0:
            rows.append({"kind": kind, "from": source, "to": target, "stream": stream, "vnd": vnd})

    for cost, centre in zip(outcome.centres, centres, strict=True):
        for one in centre.inputs:
            flow("bought", None, centre.name, one.name, one.cost_vnd)
        for name in CLASSES[1:]:
            flow(name.removesuffix("_vnd"), None, centre.name, None, getattr(cost.new, name))
        made = centre.product_mass_kg
        for stream in handed_on(plan, centre.name):
            share = (plan.mass_kg(stream) or 0.0) / made if made else 0.0
            flow("product", centre.name, stream.target, stream.stream, cost.product.total_vnd * share)
        flow("loss", centre.name, None, None, cost.loss.total_vnd)
    for link, stream in links:
        back, cost = centres[link.source].recycled_mass_kg, outcome.centres[link.source]
        if link.is_recycled and back:
            flow("recycled", stream.source, stream.target, stream.stream, cost.recycled_vnd * link.mass_kg / back)
    return rows


def _centre_record(cost: CentreCost, centre: QuantityCentre, lines: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    target = (
        centre.product_mass_kg / cost.allocation_ratio
        if cost.allocation_ratio
        else math.fsum(one.mass_kg for one in centre.inputs if one.is_target)
    )
    lost = target - centre.product_mass_kg - centre.recycled_mass_kg
    loss = {name: lines[cost.name, name] for name in CLASSES}
    return {
        "step": cost.name,
        "input_kg": target,
        "product_kg": centre.product_mass_kg,
        "loss_kg": lost if lost > ROUNDING * target else 0.0,
        "recycled_kg": centre.recycled_mass_kg,
        "allocation_ratio": cost.allocation_ratio,
        "carried_in_vnd": cost.carried_in.total_vnd,
        "new_vnd": cost.new.total_vnd,
        "product_vnd": cost.product.total_vnd,
        "loss": loss,
        "loss_vnd": sum(loss.values()),
        "recycled_vnd": cost.recycled_vnd,
    }


def _prices(plan: Map) -> list[dict[str, Any]]:
    names = dict.fromkeys(stream.stream for stream in plan.streams if stream.source is None)
    return [
        {"stream": name, "vnd": plan.uses[name].price, "unit": plan.uses[name].unit, "origin": plan.uses[name].price_origin}
        for name in names
        if name in plan.uses and plan.uses[name].price is not None
    ]
