"""Where greenhouse gases enter the process: each purchase's emission at the step that uses it, and what a service step hands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.evaluation.process_balance import Balances
from assessment.evaluation.quantity_centres import Map, bought, read_map, shares_of
from assessment.evaluation.site import Site
from assessment.opportunities.usage import Use

KG_PER_T = 1000.0


def carbon_flows_of(site: Site, balances: Balances, uses: Mapping[str, Use]) -> list[dict[str, Any]]:
    """Return the emissions of scope 1 and 2 by step, and those that steps without material hand to the steps they serve.

    Parameters
    ----------
    site : Site
        The site; without a process map there is no flow.
    balances : Balances
        Its balances: shares of a service step follow them.
    uses : mapping of str to Use
        What a unit of each purchase emits.

    Returns
    -------
    list of dict
        ``from`` (None: a purchase), ``to``, ``stream``, ``kg`` of CO2e. [kg CO2e]
    """
    process = site.assessment.process
    if process is None or not process.steps:
        return []
    plan = read_map(process, balances, uses)
    rows: list[dict[str, Any]] = []
    for step in process.steps:
        own = 0.0
        for stream in bought(plan, step.id):
            use, amount = uses.get(stream.stream), plan.amount_in_use(stream)
            kg = amount * use.co2e * KG_PER_T if use is not None and use.co2e and amount else 0.0
            if kg > 0:
                rows.append({"from": None, "to": step.id, "stream": stream.stream, "kg": kg})
                own += kg
        if step.id not in plan.centres and own > 0:
            rows += [{"from": step.id, "to": bearer, "stream": None, "kg": own * share} for bearer, share in _served(plan, step.id).items()]
    return rows


def _served(plan: Map, step: str) -> dict[str, float]:
    links = [(stream.target, stream) for stream in plan.streams if stream.source == step and stream.target in plan.centres]
    return shares_of(plan, ((target, stream) for target, stream in links if target)) or {}
