"""The best set of measures under a budget, proven: a mixed-integer programme sharpened until it tells the truth.

What is left of a base, E₀·Π(1 − aᵢ) = E₀·exp(Σ xᵢ·ln(1 − aᵢ)), is a convex function of the choice x. Its tangents lie
below it, so that a linear programme with tangents promises at least what any set can bring. Where its set turns out to
bring less than promised, the tangent at that set is added; a set once evaluated is then never promised more than it
brings. The programme stops when promise and best set agree. [outer approximation, Duran and Grossmann 1986]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from calculators.errors import DomainError
from calculators.portfolio import Outcome, Problem, Requirement, is_allowed, meets, outcome

GAP = 1e-6  # of the money at stake: the solver's own tolerance, and what "proven" means here
MOST_ROUNDS = 200
FIRST_TANGENTS = 9
WHOLE = 1e-12  # left of a base where a measure saves all of it: a logarithm needs more than nothing

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """The best set found, what no set can exceed, and whether the two agree. [VND/year]"""

    outcome: Outcome
    bound: float
    is_proven: bool
    rounds: int


class NoPortfolioError(DomainError):
    """No set of the measures reaches what is required within the budget."""


def best_portfolio(
    problem: Problem, budget: float | None = None, requirements: tuple[Requirement, ...] = (), minimum_co2e: float | None = None
) -> Portfolio:
    """Return the set of measures that brings most money a year within a budget.

    Parameters
    ----------
    problem : Problem
        The measures and what they act on.
    budget : float or None
        Most that may be invested; None for no limit. [VND]
    requirements : tuple of Requirement
        Savings that must be reached.
    minimum_co2e : float or None
        Emission that must be avoided. [t CO2e/year]

    Returns
    -------
    Portfolio
        The set, the proven bound and whether they agree within a millionth of the money at stake.

    Raises
    ------
    DomainError
        If the budget is negative.
    NoPortfolioError
        If no set reaches the requirements within the budget.

    References
    ----------
    .. [1] M. Duran, I. Grossmann, An outer-approximation algorithm for a class of mixed-integer nonlinear programs,
       Mathematical Programming 36 (1986) 307-339, doi:10.1007/BF02592064.
    """
    if budget is not None and not budget >= 0:
        raise DomainError(f"a budget of {budget} VND cannot be: give zero or more, or none for no limit")
    if minimum_co2e is not None:
        requirements = (*requirements, Requirement(weights=problem.co2e, minimum=minimum_co2e))
    if not problem.candidates:
        return _without_measures(problem, requirements)
    programme = _Programme(problem, budget, requirements)
    best: Outcome | None = None
    seen: set[tuple[str, ...]] = set()
    for rounds in range(1, MOST_ROUNDS + 1):
        answer = programme.solve()
        if answer is None:
            if best is None:
                raise NoPortfolioError("no set of the measures reaches what is required within the budget")
            return Portfolio(outcome=_slim(problem, best, requirements), bound=best.benefit, is_proven=True, rounds=rounds)
        chosen, bound = answer
        found = outcome(problem, chosen)
        fits = is_allowed(problem, chosen, budget)
        if fits and meets(found, requirements) and (best is None or found.benefit > best.benefit):
            best = found
        if best is not None and bound - best.benefit <= GAP * programme.stake:
            return Portfolio(outcome=_slim(problem, best, requirements), bound=max(bound, best.benefit), is_proven=True, rounds=rounds)
        programme.sharpen(chosen)
        if not fits or tuple(chosen) in seen:
            programme.forbid(chosen)  # beyond a limit by less than the solver can see
        seen.add(tuple(chosen))
    if best is None:
        raise NoPortfolioError("no set that reaches what is required was found")
    return Portfolio(outcome=best, bound=max(bound, best.benefit), is_proven=False, rounds=MOST_ROUNDS)


def _without_measures(problem: Problem, requirements: tuple[Requirement, ...]) -> Portfolio:
    nothing = outcome(problem, ())
    if not meets(nothing, requirements):
        raise NoPortfolioError("there are no measures to reach what is required")
    return Portfolio(outcome=nothing, bound=0.0, is_proven=True, rounds=0)


def _slim(problem: Problem, best: Outcome, requirements: tuple[Requirement, ...]) -> Outcome:
    """Drop measures that add nothing, last first, so that equal sets are always told the same way."""
    for key in reversed(best.chosen):
        fewer = [other for other in best.chosen if other != key]
        if not is_allowed(problem, fewer):
            continue
        without = outcome(problem, fewer)
        if without.benefit >= best.benefit and meets(without, requirements):
            best = without
    return best


class _Programme:
    """The linear programme: one switch per measure, then what is left of each base and each stream, as shares."""

    def __init__(self, problem: Problem, budget: float | None, requirements: tuple[Requirement, ...]) -> None:
        self.problem = problem
        self.size = len(problem.candidates)
        self.place = {item.id: index for index, item in enumerate(problem.candidates)}
        self.streams = list(dict.fromkeys(base.stream for base in problem.bases))
        self.amount = {stream: problem.amount(stream) or 1.0 for stream in self.streams}
        self.logs = np.array([[math.log(max(1.0 - c.fractions.get(b.id, 0.0), WHOLE)) for c in problem.candidates] for b in problem.bases])
        self.logs = self.logs.reshape(len(problem.bases), self.size)
        self.width = self.size + len(problem.bases) + len(self.streams)
        self.money = np.array([problem.worth.get(stream, 0.0) * self.amount[stream] for stream in self.streams])
        self.benefits = np.array([item.benefit for item in problem.candidates])
        self.stake = float(np.abs(self.money).sum() * self._reach() + np.abs(self.benefits).sum()) or 1.0
        self.rows: list[Floats] = []
        self.limits: list[float] = []
        self.is_bent = {
            s: problem.worth.get(s, 0.0) < 0 or any(need.weights.get(s, 0.0) < 0 for need in requirements) for s in self.streams
        }
        self._add_sets(budget)
        self._add_streams()
        self._add_requirements(requirements)
        for share in np.linspace(0.0, 1.0, FIRST_TANGENTS):
            self._add_tangents(np.maximum(self.logs.sum(axis=1), -6.0) * share)

    def _reach(self) -> float:
        """Return the largest share of a stream that measures can move, at least a thousandth. [1]"""
        moved = [1.0 - math.exp(float(row.sum())) for row in self.logs] or [0.0]
        shares = [
            abs(amount) / self._whole(key) for item in self.problem.candidates for key, amount in item.quantities.items() if amount
        ]
        return min(max([*moved, math.fsum(shares), 1e-3]), 1.0)

    def _whole(self, key: str) -> float:
        stream = next((base.stream for base in self.problem.bases if base.id == key), key)
        return self.amount[stream]

    def _row(self, entries: Mapping[int, float], limit: float) -> None:
        """Add Σ entries·variable ≤ limit."""
        row = np.zeros(self.width)
        for index, value in entries.items():
            row[index] += value
        self.rows.append(row)
        self.limits.append(limit)

    def _add_sets(self, budget: float | None) -> None:
        for index, item in enumerate(self.problem.candidates):
            for need in item.requires:
                self._row({index: 1.0, self.place[need]: -1.0}, 0.0)
            for other in item.excludes:
                if other != item.id:
                    self._row({index: 1.0, self.place[other]: 1.0}, 1.0)
        if budget is not None:
            cost = [item.investment for item in self.problem.candidates]
            scale = max([*cost, budget]) or 1.0
            self._row({index: value / scale for index, value in enumerate(cost)}, budget / scale)

    def _quantities(self, key: str, whole: float) -> dict[int, float]:
        return {i: c.quantities[key] / whole for i, c in enumerate(self.problem.candidates) if c.quantities.get(key)}

    def _add_streams(self) -> None:
        """Add that what is left of a stream is at least what is left of its bases, less quantities of the whole."""
        for number, stream in enumerate(self.streams):
            left = self.size + len(self.problem.bases) + number
            entries = {left: -1.0, **{index: -value for index, value in self._quantities(stream, self.amount[stream]).items()}}
            for place, base in enumerate(self.problem.bases):
                if base.stream == stream:
                    entries[self.size + place] = base.amount / self.amount[stream]
            self._row(entries, 0.0)
            if self.is_bent[stream]:
                self._add_ceiling(stream, left)

    def _add_ceiling(self, stream: str, left: int) -> None:
        """Bound what is left from above where leaving more would pay: each measure alone, plus all that is added."""
        bases = [base for base in self.problem.bases if base.stream == stream]
        added: dict[int, float] = {}
        for key in {stream, *(base.id for base in bases)}:
            for index, value in self._quantities(key, self.amount[stream]).items():
                added[index] = added.get(index, 0.0) + max(-value, 0.0)
        for index, item in enumerate(self.problem.candidates):
            share = math.fsum(base.amount * item.fractions.get(base.id, 0.0) for base in bases) / self.amount[stream]
            entries = {left: 1.0, **{other: -value for other, value in added.items()}}
            entries[index] = entries.get(index, 0.0) + share
            self._row(entries, 1.0)

    def _add_requirements(self, requirements: tuple[Requirement, ...]) -> None:
        start = self.size + len(self.problem.bases)
        for need in requirements:
            weights = {start + n: need.weights.get(s, 0.0) * self.amount[s] for n, s in enumerate(self.streams)}
            scale = max([abs(need.minimum), *(abs(value) for value in weights.values())]) or 1.0
            whole = math.fsum(weights.values())
            self._row({index: value / scale for index, value in weights.items()}, (whole - need.minimum) / scale + 1e-9)

    def _add_tangents(self, points: Floats) -> None:
        """Add the tangent of what is left of each base at a point of its logarithm."""
        for place, base in enumerate(self.problem.bases):
            level = math.exp(points[place])
            whole = base.amount or 1.0
            entries = {self.size + place: -1.0}
            for column in np.flatnonzero(self.logs[place]):
                entries[int(column)] = level * self.logs[place, column]
            if base.id != base.stream:
                for index, value in self._quantities(base.id, whole).items():
                    entries[index] = entries.get(index, 0.0) - value
            self._row(entries, level * (points[place] - 1.0))

    def sharpen(self, chosen: list[str]) -> None:
        """Add the tangents at a set; where leaving more would pay, forbid the set, which has been evaluated."""
        switches = np.array([1.0 if item.id in chosen else 0.0 for item in self.problem.candidates])
        self._add_tangents(self.logs @ switches)
        if any(self.is_bent.values()):
            self.forbid(chosen)

    def forbid(self, chosen: list[str]) -> None:
        """Leave one set out from now on."""
        signs = [1.0 if item.id in chosen else -1.0 for item in self.problem.candidates]
        self._row(dict(enumerate(signs)), len(chosen) - 1.0)

    def solve(self) -> tuple[list[str], float] | None:
        """Return the set that promises most and its promise, or None where no set is left. [VND/year]"""
        cost = np.concatenate([-self.benefits, np.zeros(len(self.problem.bases)), self.money]) / self.stake
        ceilings = np.array([1.0] * (self.size + len(self.problem.bases)) + [self._most(stream) for stream in self.streams])
        ceilings[self.size : self.size + len(self.problem.bases)] = np.inf
        answer = milp(
            cost,
            integrality=np.array([1] * self.size + [0] * (self.width - self.size)),
            bounds=Bounds(np.zeros(self.width), ceilings),
            constraints=LinearConstraint(csr_array(np.array(self.rows)), -np.inf, np.array(self.limits)) if self.rows else None,
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        chosen = [item.id for item, value in zip(self.problem.candidates, answer.x, strict=False) if value > 0.5]
        promised = answer.mip_dual_bound if answer.mip_dual_bound is not None else answer.fun
        return chosen, float(self.money.sum() - promised * self.stake)

    def _most(self, stream: str) -> float:
        """Return the most that can be left of a stream: all of it and all that measures add. [1]"""
        keys = {stream, *(base.id for base in self.problem.bases if base.stream == stream)}
        added = [max(-value, 0.0) for c in self.problem.candidates for key, value in c.quantities.items() if key in keys]
        return 1.0 + math.fsum(added) / self.amount[stream]
