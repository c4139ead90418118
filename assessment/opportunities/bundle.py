"""The document's options as one problem of choice, and the set that brings most within the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from assessment.evaluation.site import Site
from assessment.opportunities.own import OwnOption
from assessment.opportunities.quiet import quiet_output
from assessment.opportunities.usage import Use
from calculators.appraisal import annuity_factor
from calculators.portfolio import Base, Candidate, Outcome, Problem, Requirement, outcome

if TYPE_CHECKING:
    from calculators.portfolio_choice import Portfolio

PERCENT = 100.0
LEVELS, LEVELS_OF_MANY, MANY = 8, 4, 24
GONE = frozenset({"rejected", "done", "verified"})  # decided: neither chosen again nor counted as still to come


def problem_of(
    options: Iterable[OwnOption], uses: Mapping[str, Use], rate: float | None, done: frozenset[str] = frozenset()
) -> Problem:
    """Return options that can be counted as a problem: bases are streams at steps and the rest of each stream.

    Parameters
    ----------
    options : iterable of OwnOption
        The options; those with problems are left out, and so is what requires them.
    uses : mapping of str to Use
        What the site uses.
    rate : float or None
        Discount rate; without one the capital is not charged, and the set brings most money in a year. [1/year]
    done : frozenset of str
        Options that are in place: what requires them may be chosen, what excludes them may not.

    Returns
    -------
    Problem
        The problem. [VND/year]
    """
    usable = _usable(options, done)
    steps = {(e.stream, e.step) for own in usable for e in own.effects if e.step}
    streams = dict.fromkeys(e.stream for own in usable for e in own.effects if e.stream in uses)
    bases = []
    for stream in streams:
        apart = {step: uses[stream].steps[step] for name, step in sorted(steps) if name == stream}
        bases.append(Base(id=stream, stream=stream, amount=max(uses[stream].amount - sum(apart.values()), 0.0)))
        bases += [Base(id=f"{stream}@{step}", stream=stream, amount=amount) for step, amount in apart.items()]
    return Problem(
        bases=tuple(bases),
        candidates=tuple(_candidate(own, bases, {own.option.id for own in usable}, rate) for own in usable),
        worth={stream: uses[stream].price or 0.0 for stream in streams},
        co2e={stream: uses[stream].co2e or 0.0 for stream in streams},
    )


def _usable(options: Iterable[OwnOption], done: frozenset[str]) -> list[OwnOption]:
    kept = [own for own in options if not own.problems and not done & set(own.option.excludes)]
    while True:
        known = {own.option.id for own in kept} | done
        fewer = [own for own in kept if set(own.option.requires) <= known]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


def _candidate(own: OwnOption, bases: list[Base], known: set[str], rate: float | None) -> Candidate:
    option = own.option
    fractions: dict[str, float] = {}
    quantities: dict[str, float] = {}
    for effect in own.effects:
        place = f"{effect.stream}@{effect.step}" if effect.step else effect.stream
        if effect.quantity is not None:
            quantities[place] = quantities.get(place, 0.0) + effect.quantity
        elif effect.fraction is not None:
            for base in bases:
                if base.id == place or (not effect.step and base.stream == effect.stream):
                    left = (1.0 - fractions.get(base.id, 0.0)) * (1.0 - effect.fraction)
                    fractions[base.id] = 1.0 - left
    charge = 0.0 if rate is None else option.investment_vnd * annuity_factor(rate, option.lifetime_years)
    return Candidate(
        id=option.id,
        investment=option.investment_vnd,
        benefit=sum(effect.money for effect in own.effects) - (option.annual_cost_vnd or 0.0) - charge,
        fractions=fractions,
        quantities=quantities,
        requires=tuple(key for key in option.requires if key in known and key != option.id),
        excludes=tuple(key for key in option.excludes if key in known and key != option.id),
    )


def money_saved(found: Outcome, problem: Problem) -> float:
    """Return the yearly money a set brings through its streams alone. [VND/year]"""
    return sum(problem.worth[stream] * amount for stream, amount in found.saved.items())


def portfolio_of(
    site: Site, options: tuple[OwnOption, ...], uses: Mapping[str, Use], targets: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any] | None:
    """Return the best set of the document's open options under the stated budget, its front and its abatement curve.

    None where there is no open option that can be counted.
    """
    with quiet_output():
        return _portfolio(site, options, uses, targets)


def _portfolio(
    site: Site, options: tuple[OwnOption, ...], uses: Mapping[str, Use], targets: Iterable[Mapping[str, Any]]
) -> dict[str, Any] | None:
    from calculators.portfolio_choice import NoPortfolioError, best_portfolio  # scipy's solver: only where there is a choice

    rate = rate_of(site)
    open_ones = tuple(own for own in options if own.option.status not in GONE)
    done = frozenset(own.option.id for own in options if own.option.status in {"done", "verified"})
    problem = problem_of(open_ones, uses, rate, done)
    if not problem.candidates:
        return None
    budget, least = number_of(site, "budget_vnd"), number_of(site, "minimum_saving")
    record: dict[str, Any] = {
        "period": site.reporting.text,
        "budget_vnd": budget,
        "minimum_co2e_t": least,
        "objective": "annual_saving" if rate is None else "annual_worth",
        "discount_rate_percent": None if rate is None else PERCENT * rate,
        "options": [item.id for item in problem.candidates],
        "left_out": [own.option.id for own in open_ones if own.option.id not in {item.id for item in problem.candidates}],
        "unpriced": [own.option.id for own in open_ones if own.unpriced],
        "all": outcome_record(outcome(problem, [item.id for item in problem.candidates]), problem),
    }
    try:
        best = best_portfolio(problem, budget, minimum_co2e=least)
    except NoPortfolioError:
        return record | {"best": None, "why": {"code": "portfolio.unreachable", "values": {}}, "by_budget": [], "front": [], "curve": [], "goals": []}
    return record | {
        "best": portfolio_record(best, problem),
        "why": None,
        "by_budget": _by_budget(problem),
        "front": _front(problem, budget),
        "curve": _curve(problem, open_ones, rate),
        "goals": _goals(site, problem, uses, targets),
    }


def number_of(site: Site, key: str) -> float | None:
    """Return a choice that is a number, or None where it was not stated."""
    choice = site.choices.get(key)
    return float(choice.value) if choice is not None and isinstance(choice.value, int | float) else None


def rate_of(site: Site) -> float | None:
    """Return the stated discount rate, or None: it has no default. [1/year]"""
    percent = number_of(site, "discount_rate")
    return None if percent is None else percent / PERCENT


def outcome_record(found: Outcome, problem: Problem) -> dict[str, Any]:
    """Return an outcome as the result carries it."""
    return {
        "chosen": list(found.chosen),
        "investment_vnd": found.investment,
        "benefit_vnd": found.benefit,
        "stream_money_vnd": money_saved(found, problem),
        "co2e_t": found.co2e,
        "saved": [{"stream": stream, "quantity": amount} for stream, amount in found.saved.items() if amount],
    }


def portfolio_record(best: Portfolio, problem: Problem) -> dict[str, Any]:
    """Return a portfolio as the result carries it; `bound_vnd` is what no set exceeds."""
    return outcome_record(best.outcome, problem) | {"bound_vnd": best.bound, "is_proven": best.is_proven}


def _by_budget(problem: Problem) -> list[dict[str, Any]]:
    """Return the best set at budgets from nothing to what the best of all costs, so no unpriced option is asked for; equal sets are told once."""
    from calculators.portfolio_choice import best_portfolio

    whole = best_portfolio(problem, None).outcome.investment
    count = _levels(problem)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for level in range(count + 1):
        budget = whole * level / count
        best = best_portfolio(problem, budget)
        found.setdefault(best.outcome.chosen, {"budget_vnd": budget, **portfolio_record(best, problem)})
    return list(found.values())


def _levels(problem: Problem) -> int:
    """Return how finely budgets and fronts are cut: fewer levels where each costs more time. [1]"""
    return LEVELS if len(problem.candidates) <= MANY else LEVELS_OF_MANY


def _front(problem: Problem, budget: float | None) -> list[dict[str, Any]]:
    from calculators.portfolio_curves import pareto_front

    if len(problem.candidates) < 2 or not any(problem.co2e.values()):
        return []
    return [
        {
            "chosen": list(p.outcome.chosen),
            "investment_vnd": p.outcome.investment,
            "benefit_vnd": p.outcome.benefit,
            "co2e_t": p.outcome.co2e,
        }
        for p in pareto_front(problem, budget, _levels(problem) - 1)
    ]


def _curve(problem: Problem, options: tuple[OwnOption, ...], rate: float | None) -> list[dict[str, Any]]:
    """Return the marginal abatement cost curve; it needs a discount rate."""
    from calculators.portfolio_curves import marginal_abatement

    if rate is None:
        return []
    costs = {}
    for item in problem.candidates:
        alone = outcome(problem, [item.id])
        if alone.co2e > 0:
            costs[item.id] = -alone.benefit / alone.co2e  # the benefit bears the yearly charge of the capital already
    return [
        {"option": step.id, "co2e_t": step.co2e, "cost_vnd_per_t": step.cost, "cumulative_t": step.cumulative}
        for step in marginal_abatement(problem, costs)
    ]


def _goals(site: Site, problem: Problem, uses: Mapping[str, Use], targets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return, for each target of energy intensity, the set that brings most and reaches it at this year's output."""
    energy = site.measure("energy")
    if energy is None or energy.blocked_in(site.columns, site.reporting):
        return []
    whole = energy.total(site.columns, site.reporting)
    weights = {stream: uses[stream].energy or 0.0 for stream in problem.worth}
    return [goal | _reaching(problem, weights, whole * goal["needed_percent"] / PERCENT) for goal in needed(targets)]


def _reaching(problem: Problem, weights: Mapping[str, float], minimum: float) -> dict[str, Any]:
    from calculators.portfolio_choice import NoPortfolioError, best_portfolio

    if minimum <= 0:
        return {"state": "reached", "set": None}
    try:
        found = best_portfolio(problem, None, (Requirement(weights=weights, minimum=minimum),))
    except NoPortfolioError:
        return {"state": "out_of_reach", "set": None}
    return {"state": "within_reach", "set": portfolio_record(found, problem)}


def needed(targets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what each target still asks of this year's energy intensity, the high end where there is one. [%]

    From the baseline I₀ to (1 − r)·I₀, seen from this year's I₁: 1 − (1 − r)·I₀/I₁. Without a baseline the whole
    reduction is asked of this year. A goal that several programmes share is told once.
    """
    goals: dict[tuple[str, float], dict[str, Any]] = {}
    for row in sorted(targets, key=lambda row: (row["programme"] != "2091", row["deadline"])):
        if row["kind"] != "energy_intensity":
            continue
        percent = row["reduction_percent_high"] or row["reduction_percent_low"]
        key = (row["deadline"], percent)
        if key in goals or percent >= PERCENT:
            continue
        before, now = row.get("baseline_value"), row.get("value")
        known = bool(before and now)
        left = PERCENT * (1.0 - (1.0 - percent / PERCENT) * before / now) if known else percent
        goals[key] = {
            "programme": row["programme"],
            "deadline": row["deadline"],
            "reduction_percent": percent,
            "needed_percent": max(left, 0.0),
            "counted_from": "baseline" if known else "reporting_period",
        }
    return list(goals.values())
