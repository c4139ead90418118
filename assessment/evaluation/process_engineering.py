"""What the process map and the months tell beyond indicators: balances, cost of losses, baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.evaluation.baselines import baselines_of
from assessment.evaluation.carbon_flows import carbon_flows_of
from assessment.evaluation.flow_costing import flow_cost_of
from assessment.evaluation.process_balance import balances_of
from assessment.evaluation.site import Site
from assessment.opportunities.usage import uses_of
from calculators.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Engineering:
    """Members of the result, and the findings made on the way. `flow_cost` is None without a process map."""

    balances: list[dict[str, Any]]
    flow_cost: dict[str, Any] | None
    carbon_flows: list[dict[str, Any]]
    baseline_models: list[dict[str, Any]]
    findings: tuple[Finding, ...]


def engineering_of(site: Site, targets: Iterable[Mapping[str, Any]]) -> Engineering:
    """Return the balances, the cost of losses and the baselines of a site.

    Parameters
    ----------
    site : Site
        The site.
    targets : iterable of mapping
        Its targets as the result holds them; a projection needs the reduction asked for.

    Returns
    -------
    Engineering
        Ready for the result.
    """
    balances = balances_of(site)
    uses = uses_of(site) if balances.each else {}
    flow_cost, costing = flow_cost_of(site, balances, uses) if balances.each else (None, ())
    models, modelling = baselines_of(site, targets)
    return Engineering(
        balances=balances.records, flow_cost=flow_cost, carbon_flows=carbon_flows_of(site, balances, uses), baseline_models=models,
        findings=(*balances.findings, *costing, *modelling),
    )  # fmt: skip
