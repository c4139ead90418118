"""Two curves over sets of measures: money against emission, and what the next tonne avoided costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from calculators.portfolio import Problem, is_allowed, outcome
from calculators.portfolio_choice import Portfolio, best_portfolio


@dataclass(frozen=True, kw_only=True)
class Step:
    """One measure of a marginal abatement curve. [t CO2e/year, VND/t CO2e]"""

    id: str
    co2e: float
    cost: float
    cumulative: float


def pareto_front(problem: Problem, budget: float | None = None, points: int = 7) -> tuple[Portfolio, ...]:
    """Return sets of which none both brings more money and avoids more emission, from most money to least emission.

    The ends are proven; between them the money is maximised at evenly spaced emissions, so that every set given is
    on the front but a set between two levels may be missing.

    Parameters
    ----------
    problem : Problem
        The measures.
    budget : float or None
        Most that may be invested. [VND]
    points : int
        Levels of emission between the ends. [1]

    Returns
    -------
    tuple of Portfolio
        The front.
    """
    money = best_portfolio(problem, budget)
    green = replace(problem, worth=problem.co2e, candidates=tuple(replace(item, benefit=0.0) for item in problem.candidates))
    most = best_portfolio(green, budget).outcome.co2e
    levels = np.linspace(money.outcome.co2e, most, points + 2)[1:]
    found = [money]
    for level in levels:
        if level > found[-1].outcome.co2e * (1 + 1e-9):
            found.append(best_portfolio(problem, budget, minimum_co2e=float(level)))
    return tuple({portfolio.outcome.chosen: portfolio for portfolio in found}.values())


def marginal_abatement(problem: Problem, costs: Mapping[str, float]) -> tuple[Step, ...]:
    """Return measures by what avoiding a tonne costs alone, each with what it still avoids after the cheaper ones.

    Parameters
    ----------
    problem : Problem
        The measures.
    costs : mapping of str to float
        Abatement cost of each measure to draw. [VND/t CO2e]

    Returns
    -------
    tuple of Step
        The curve; a measure that an earlier one excludes, or whose need is not met, is left out.
    """
    steps: list[Step] = []
    taken: list[str] = []
    before = 0.0
    for key in sorted(costs, key=lambda name: (costs[name], name)):
        wider = [*taken, key]
        after = outcome(problem, wider).co2e
        if not is_allowed(problem, wider) or after <= before:
            continue
        steps.append(Step(id=key, co2e=after - before, cost=costs[key], cumulative=after))
        taken, before = wider, after
    return tuple(steps)
