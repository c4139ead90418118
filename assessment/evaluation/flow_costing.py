"""What losses cost along the process map: quantity centres after ISO 14051, closed to the last đồng."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.evaluation.process_balance import LOSS_GROUPS, Balances, step_name
from assessment.evaluation.quantity_centres import (
    Map,
    bought,
    chains_of,
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
from calculators.flow_cost import Costs, FlowCost, MaterialInput, QuantityCentre, cost_flows, pareto, round_to_dong

CLASSES = ("material_vnd", "energy_vnd", "system_vnd", "waste_management_vnd")
ROUNDS = 200  # a recycled loss is worth less each time round; this many end it to the last đồng
ROUNDING = 1e-9  # [1] share of the input by which a product may exceed it through rounding


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
        `losses.flow_cost` of the result; None without a process map or where the chain cannot be costed.
    tuple of Finding
        `flow_cost.*`.
    """
    process = site.assessment.process
    if process is None or not process.steps or balances.of("mass") is None:
        return None, ()
    plan = read_map(process, balances, uses)
    chains, forks = chains_of(plan)
    if forks:
        return None, (_finding(site, "branching", ", ".join(forks), step=forks[0]),)
    steps = [step for chain in chains for step in chain]
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
    centres, outcome = _solve(plan, chains, known, shared)
    faults = [_located(site, finding) for one in outcome for finding in one.findings]
    if faults or not outcome:
        return None, (*shared.findings, *faults)
    findings = (*shared.findings, *_gaps(site, shared, process))
    return _record(site, balances, centres, outcome, shared, plan), findings


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


def _solve(
    plan: Map, chains: tuple[tuple[str, ...], ...], known: Mapping[str, Step], shared: _Shared
) -> tuple[dict[str, QuantityCentre], list[FlowCost]]:
    """Cost the chains; a recycled loss enters where it is fed in at the value it left with, found by going round."""
    value: dict[int, float] = {}
    centres: dict[str, QuantityCentre] = {}
    outcome: list[FlowCost] = []
    for _ in range(ROUNDS):
        centres, carried = {}, 0.0
        for chain in chains:
            carried = 0.0
            for step in chain:
                centres[step] = _centre(plan, known[step], shared, value, carried)
                carried = centres[step].product_mass_kg
        outcome = [cost_flows([centres[step] for step in chain]) for chain in chains]
        after = _recycled_value(plan, outcome)
        if all(math.isclose(after[index], value.get(index, 0.0), rel_tol=1e-12, abs_tol=1e-6) for index in after):
            break
        value = after
    return centres, outcome


def _recycled_value(plan: Map, outcome: list[FlowCost]) -> dict[int, float]:
    found = {}
    for chain in outcome:
        for cost in chain.centres:
            streams = recycled(plan, cost.name)
            whole = sum(plan.mass_kg(stream) or 0.0 for stream in streams)
            for stream in streams:
                found[stream.index] = cost.recycled_vnd * (plan.mass_kg(stream) or 0.0) / whole if whole else 0.0
    return found


def _centre(plan: Map, step: Step, shared: _Shared, value: Mapping[int, float], carried_kg: float) -> QuantityCentre:
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
    for stream in plan.streams:
        if stream.target == step.id and plan.is_recycled(stream):
            mass = plan.mass_kg(stream) or 0.0
            inputs.append(MaterialInput(name=stream.stream, mass_kg=mass, cost_vnd=value.get(stream.index, 0.0), is_target=True))
    available = carried_kg + math.fsum(one.mass_kg for one in inputs if one.is_target)
    product = math.fsum(plan.mass_kg(stream) or 0.0 for stream in handed_on(plan, step.id))
    back = math.fsum(plan.mass_kg(stream) or 0.0 for stream in recycled(plan, step.id))
    if available < product <= available * (1 + ROUNDING):
        product = available
    return QuantityCentre(
        name=step.id,
        inputs=tuple(inputs),
        product_mass_kg=product,
        energy_cost_vnd=energy,
        system_cost_vnd=step.system_cost_vnd or 0.0,
        waste_management_cost_vnd=shared.waste.get(step.id, 0.0),
        recycled_mass_kg=min(back, available - product) if back <= (available - product) * (1 + ROUNDING) else back,
    )


def _gaps(site: Site, shared: _Shared, process: Process) -> list[Finding]:
    found = []
    if shared.unpriced:
        found.append(_finding(site, "not_priced", ", ".join(shared.unpriced), stream=next(iter(shared.unpriced))))
    if all(step.system_cost_vnd is None for step in process.steps):
        found.append(Finding(code="flow_cost.no_system_cost", severity="note", place=site.document.place("process.steps")))
    return found


def _record(
    site: Site, balances: Balances, centres: Mapping[str, QuantityCentre], outcome: list[FlowCost], shared: _Shared, plan: Map
) -> dict[str, Any]:
    """Return the account in whole đồng: every line rounded so that the lines add up to the total."""
    parts: list[tuple[str, str, float]] = []
    rows = [(cost, centres[cost.name]) for chain in outcome for cost in chain.centres]
    for cost, _ in rows:
        parts += [(cost.name, name, getattr(cost.loss, name)) for name in CLASSES]
    product = sum((chain.product for chain in outcome if chain.product), Costs())
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
        "closure_vnd": made + lost - round(math.fsum(vnd for _, _, vnd in parts)),
        "recycled_vnd": round(math.fsum(cost.recycled_vnd for cost, _ in rows)),
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


def _centre_record(cost: Any, centre: QuantityCentre, lines: Mapping[tuple[str, str], int]) -> dict[str, Any]:
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
