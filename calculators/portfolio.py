"""Measures taken together: what a set of them saves when they act on the same streams, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Base:
    """What percentages count on: a stream at one step, or the rest of it. [unit of the stream per year]"""

    id: str
    stream: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One measure that may be chosen.

    `fractions` are saved shares of bases, `quantities` amounts saved per year of a base or of a whole stream (negative
    where more is used). `benefit` is money per year that does not come through a stream: other savings less running
    cost and less the yearly charge of the capital. [1, unit/year, VND/year, VND]
    """

    id: str
    investment: float
    benefit: float = 0.0
    fractions: Mapping[str, float] = field(default_factory=dict)
    quantities: Mapping[str, float] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A sum over streams of what is saved, that must reach a minimum (CO2e, energy). [weight · unit/year]"""

    weights: Mapping[str, float]
    minimum: float


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Bases, measures, and what a unit saved of each stream is worth. [VND/unit, t CO2e/unit]"""

    bases: tuple[Base, ...]
    candidates: tuple[Candidate, ...]
    worth: Mapping[str, float]
    co2e: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self)

    def candidate(self, key: str) -> Candidate:
        """Return the measure of an id."""
        return next(item for item in self.candidates if item.id == key)

    def amount(self, stream: str) -> float:
        """Return what is used of a stream before any measure. [unit/year]"""
        return math.fsum(base.amount for base in self.bases if base.stream == stream)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a set of measures costs and brings in a year. [VND, VND/year, t CO2e/year, unit/year]"""

    chosen: tuple[str, ...]
    investment: float
    benefit: float
    co2e: float
    saved: Mapping[str, float]


def _check(problem: Problem) -> None:
    keys = [base.id for base in problem.bases] + [base.stream for base in problem.bases]
    ids = [item.id for item in problem.candidates]
    if len(set(ids)) != len(ids) or len({base.id for base in problem.bases}) != len(problem.bases):
        raise DomainError("two measures or two bases have one id; give each its own")
    for base in problem.bases:
        _require(base.amount >= 0, base.id, "an amount of zero or more")
    for item in problem.candidates:
        _require(item.investment >= 0, item.id, "an investment of zero or more")
        _require(math.isfinite(item.benefit), item.id, "a finite benefit")
        _require(all(0 <= share <= 1 for share in item.fractions.values()), item.id, "saved fractions from 0 to 1")
        _require(all(math.isfinite(amount) for amount in item.quantities.values()), item.id, "finite quantities")
        _require(set(item.fractions) <= {base.id for base in problem.bases}, item.id, "fractions of bases of the problem")
        _require(set(item.quantities) <= set(keys), item.id, "quantities of bases or streams of the problem")
        _require(set(item.requires) | set(item.excludes) <= set(ids), item.id, "requires and excludes among the measures")


def _require(is_right: bool, name: str, expected: str) -> None:
    if not is_right:
        raise DomainError(f"{name}: {expected} was expected")


def outcome(problem: Problem, chosen: Iterable[str]) -> Outcome:
    """Return what a set of measures saves together: percentages multiply, then quantities go off, nothing below zero.

    On each base E₂ = E₀·(1 − a)·(1 − b)…, less what is saved as a quantity there; on the stream the bases add up, less
    what is saved as a quantity of the whole. The order of measures does not matter.

    Parameters
    ----------
    problem : Problem
        The measures and what they act on.
    chosen : iterable of str
        Ids of the measures taken.

    Returns
    -------
    Outcome
        Money, emissions and amounts saved. [VND, VND/year, t CO2e/year, unit/year]

    Raises
    ------
    DomainError
        If a chosen id is not a measure of the problem.

    Examples
    --------
    >>> grid = Base(id="grid", stream="grid", amount=100.0)
    >>> half = [Candidate(id=name, investment=1.0, fractions={"grid": 0.5}) for name in "ab"]
    >>> outcome(Problem(bases=(grid,), candidates=tuple(half), worth={"grid": 2.0}), ["a", "b"]).benefit
    150.0
    """
    wanted = set(chosen)
    taken = [item for item in problem.candidates if item.id in wanted]
    if len(taken) != len(wanted):
        raise DomainError(f"{', '.join(sorted(wanted - {item.id for item in taken}))}: no such measure")
    saved = {stream: problem.amount(stream) - rest for stream, rest in _rests(problem, taken).items()}
    return Outcome(
        chosen=tuple(item.id for item in taken),
        investment=math.fsum(item.investment for item in taken),
        benefit=math.fsum([*(problem.worth.get(s, 0.0) * v for s, v in saved.items()), *(item.benefit for item in taken)]),
        co2e=math.fsum(problem.co2e.get(stream, 0.0) * amount for stream, amount in saved.items()),
        saved=saved,
    )


def _rests(problem: Problem, taken: list[Candidate]) -> dict[str, float]:
    """Return what is left of each stream. [unit/year]"""
    rests: dict[str, float] = {}
    for base in problem.bases:
        left = base.amount
        for item in taken:
            left *= 1.0 - item.fractions.get(base.id, 0.0)
        if base.id != base.stream:
            left -= math.fsum(item.quantities.get(base.id, 0.0) for item in taken)
        rests[base.stream] = rests.get(base.stream, 0.0) + max(left, 0.0)
    for stream in rests:
        rests[stream] = max(rests[stream] - math.fsum(item.quantities.get(stream, 0.0) for item in taken), 0.0)
    return rests


def is_allowed(problem: Problem, chosen: Collection[str], budget: float | None = None) -> bool:
    """Return whether a set keeps requires, excludes and budget.

    Parameters
    ----------
    problem : Problem
        The measures.
    chosen : collection of str
        Ids of the measures taken.
    budget : float or None
        Most that may be invested; None for no limit. [VND]

    Returns
    -------
    bool
        True where the set may be taken.
    """
    taken = [item for item in problem.candidates if item.id in chosen]
    if budget is not None and math.fsum(item.investment for item in taken) > budget:
        return False
    return all(need in chosen for item in taken for need in item.requires) and not any(
        other in chosen for item in taken for other in item.excludes
    )


def meets(found: Outcome, requirements: Iterable[Requirement]) -> bool:
    """Return whether an outcome reaches every requirement, within a millionth of it.

    Parameters
    ----------
    found : Outcome
        Of :func:`outcome`.
    requirements : iterable of Requirement
        Sums of savings and their minimum.

    Returns
    -------
    bool
        True where all are reached.
    """
    return all(
        math.fsum(weight * found.saved.get(stream, 0.0) for stream, weight in need.weights.items())
        >= need.minimum - 1e-6 * abs(need.minimum)
        for need in requirements
    )
