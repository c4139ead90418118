"""How sure a present value is: which input moves it most, and how likely it is above zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calculators.appraisal import net_present_value
from calculators.errors import DomainError
from calculators.project import Project, cash_flows

UNCERTAIN = ("investment", "saving", "cost", "lifetime", "rate")
BARS = 20  # of the histogram; its ends hold what lies beyond 0.5 and 99.5 %
DRAWS = 10_000  # with p near one half the standard error of the share is 0.005


@dataclass(frozen=True, kw_only=True)
class Swing:
    """The present value with one input at its low and at its high end. [VND]"""

    name: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the input moves the present value. [VND]"""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a present value spreads: nine draws of ten lie between `low` and `high`; `shares` between `edges`. [VND, 1]"""

    low: float
    high: float
    edges: tuple[float, ...]
    shares: tuple[float, ...]


def tornado(project: Project, rate: float, spans: Mapping[str, tuple[float, float]]) -> tuple[Swing, ...]:
    """Return how far each uncertain input alone moves the net present value, the widest first.

    Parameters
    ----------
    project : Project
        The measure.
    rate : float
        Discount rate. [1/year]
    spans : mapping of str to tuple of float
        Low and high value of each input to vary: investment, saving, cost [VND], lifetime [year], rate [1/year].

    Returns
    -------
    tuple of Swing
        Present values. [VND]

    Raises
    ------
    DomainError
        If an input cannot be varied, or its value is outside what the project allows.

    Examples
    --------
    >>> project = Project(investment=100.0, saving=60.0, lifetime=2)
    >>> [(swing.name, swing.width) for swing in tornado(project, 0.0, {"investment": (90.0, 110.0), "saving": (50.0, 70.0)})]
    [('saving', 40.0), ('investment', 20.0)]
    """
    swings = [
        Swing(name=name, at_low=_value(project, rate, name, low), at_high=_value(project, rate, name, high))
        for name, (low, high) in spans.items()
    ]
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.name)))


def _value(project: Project, rate: float, name: str, value: float) -> float:
    if name not in UNCERTAIN:
        raise DomainError(f"{name!r} cannot be varied; one of {', '.join(UNCERTAIN)} can")
    if name == "rate":
        return net_present_value(cash_flows(project), value)
    return net_present_value(cash_flows(_changed(project, name, value)), rate)


def _changed(project: Project, name: str, value: float) -> Project:
    if name == "investment" and project.loan is not None:
        return replace(project, investment=value, loan=replace(project.loan, amount=min(project.loan.amount, value)))
    return replace(project, **{name: value})  # type: ignore[arg-type]


def probability_of_gain(
    project: Project, rate: float, deviations: Mapping[str, float], seed: int, draws: int = DRAWS
) -> float:
    """Return the share of random draws in which the net present value is above zero.

    Investment, saving and cost are drawn lognormal about their values, each on its own: the measure is then worth
    a·saving − b·cost − c·investment + d, whose weights are taken from the project's own cash flows, taxes, loan and
    all, because these are linear in the three.

    Parameters
    ----------
    project : Project
        The measure.
    rate : float
        Discount rate. [1/year]
    deviations : mapping of str to float
        Relative standard deviation of investment, saving or cost. [1]
    seed : int
        Of the random numbers: the same seed gives the same answer. [1]
    draws : int
        Number of draws. [1]

    Returns
    -------
    float
        Probability that NPV > 0. [1]

    Raises
    ------
    DomainError
        If another input is named, or a deviation is negative.

    Examples
    --------
    >>> probability_of_gain(Project(investment=100.0, saving=60.0, lifetime=3), 0.1, {"saving": 0.0}, seed=1)
    1.0
    """
    _require_known(deviations)
    return float(np.mean(_drawn(project, rate, deviations, seed, draws) > 0))


def _drawn(project: Project, rate: float, deviations: Mapping[str, float], seed: int, draws: int) -> NDArray[np.float64]:
    """Return random present values. [VND]"""
    base = net_present_value(cash_flows(project), rate)
    generator = np.random.default_rng(seed)
    values = np.full(draws, base)
    for name in UNCERTAIN[:3]:
        amount, spread = getattr(project, name), deviations.get(name, 0.0)
        factors = _lognormal(generator, spread, draws)
        if amount and spread:
            values += (factors - 1.0) * _slope(project, rate, name, base)
    return values


def value_spread(project: Project, rate: float, deviations: Mapping[str, float], seed: int, draws: int = DRAWS) -> Spread:
    """Return how the net present value spreads when investment, saving and cost are drawn as for :func:`probability_of_gain`.

    Parameters
    ----------
    project : Project
        The measure.
    rate : float
        Discount rate. [1/year]
    deviations : mapping of str to float
        Relative standard deviation of investment, saving or cost. [1]
    seed : int
        Of the random numbers. [1]
    draws : int
        Number of draws. [1]

    Returns
    -------
    Spread
        The interval that holds nine draws of ten, and the share of draws between evenly spaced values. [VND]

    Raises
    ------
    DomainError
        If another input is named, or a deviation is negative.

    Examples
    --------
    >>> found = value_spread(Project(investment=100.0, saving=60.0, lifetime=3), 0.1, {"saving": 0.2}, seed=1)
    >>> found.low < 49.2 < found.high, round(sum(found.shares), 9)
    (True, 1.0)
    """
    _require_known(deviations)
    values = _drawn(project, rate, deviations, seed, draws)
    low, high = (float(end) for end in np.quantile(values, (0.05, 0.95)))
    first, last = (float(end) for end in np.quantile(values, (0.005, 0.995)))
    edges = np.linspace(first, last, BARS + 1)
    inside = np.clip(values, first, last)
    counts = np.histogram(inside, bins=edges)[0] if last > first else np.array([draws] + [0] * (BARS - 1))
    return Spread(low=low, high=high, edges=tuple(float(edge) for edge in edges), shares=tuple(float(count) / draws for count in counts))


def _require_known(deviations: Mapping[str, float]) -> None:
    wrong = [name for name, spread in deviations.items() if name not in UNCERTAIN[:3] or not spread >= 0]
    if wrong:
        raise DomainError(f"{', '.join(wrong)}: relative deviations of zero or more of investment, saving, cost were expected")


def _slope(project: Project, rate: float, name: str, base: float) -> float:
    """Return what doubling an input adds to the present value. [VND]"""
    changed = replace(project, **{name: 2.0 * getattr(project, name)})
    return net_present_value(cash_flows(changed), rate) - base


def _lognormal(generator: np.random.Generator, spread: float, draws: int) -> NDArray[np.float64]:
    """Return factors of mean one and the relative standard deviation `spread`. [1]"""
    normal = generator.standard_normal(draws)
    sigma = np.sqrt(np.log1p(spread**2))
    factors: NDArray[np.float64] = np.exp(sigma * normal - sigma**2 / 2.0)
    return factors
