"""Intensity, productivity, equivalent output, and what a change is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calculators.errors import DomainError, ShapeError, ZeroOutputError

ROUNDING = 1e-12  # [1] share of an amount; a float carries about 2e-16, and twelve digits are written


def intensity(amount: float, output: float) -> float:
    """Return the amount used or released per unit of output.

    The ratio is the simplest energy performance indicator of [1]_, and UNIDO's intensity of [2]_. It says nothing
    about product mix, season or load: compare periods by :mod:`calculators.baseline` or per equivalent output.

    Parameters
    ----------
    amount : float
        Resource used, or waste, wastewater or emission released, in a period. [canonical unit]
    output : float
        Product made in the same period. [unit of product]

    Returns
    -------
    float
        Intensity. [canonical unit / unit of product]

    Raises
    ------
    ZeroOutputError
        If `output` is zero: an idle period has no intensity.

    References
    ----------
    .. [1] ISO 50006:2023, EnPI as a ratio of measured values.
    .. [2] UNIDO/UNEP, Enterprise-level indicators for resource productivity and pollution intensity (2010).

    Examples
    --------
    >>> intensity(19_888_000.0, 2_200_000.0)
    9.04
    """
    if output < 0:
        raise DomainError(f"output {output} is negative: what is made cannot be less than nothing")
    if output == 0:
        raise ZeroOutputError("output is zero: leave the period out, or add its production")
    return amount / output


def productivity(output: float, amount: float) -> float:
    """Return the output per amount used: the inverse of the intensity, under its own name.

    Parameters
    ----------
    output : float
        Product made. [unit of product]
    amount : float
        Resource used. [canonical unit]

    Returns
    -------
    float
        Productivity. [unit of product / canonical unit]

    Raises
    ------
    DomainError
        If `amount` is not positive: what uses nothing has no productivity.
    """
    if amount <= 0:
        raise DomainError(f"amount {amount} is not positive: a productivity needs something used")
    return output / amount


def equivalent_output(output: Sequence[float], coefficient: Sequence[float]) -> float:
    """Return the output of several products counted in one of them, Σ k·P.

    Parameters
    ----------
    output : sequence of float, shape (p,)
        Output of each product. [unit of product]
    coefficient : sequence of float, shape (p,)
        Equivalents in one unit of each product. [equivalent / unit of product]

    Returns
    -------
    float
        Equivalent output. [equivalent]

    Raises
    ------
    ShapeError
        If a product has no coefficient.
    DomainError
        If a coefficient is not positive.

    References
    ----------
    .. [1] Circular 52/2018/TT-BCT, Annex I: equivalent product of shrimp and pangasius processing.

    Examples
    --------
    >>> equivalent_output([1_200_000, 480_000, 360_000, 160_000], [1, 2, 2.5, 6])
    4020000.0
    """
    if len(output) != len(coefficient):
        raise ShapeError(f"{len(output)} products but {len(coefficient)} coefficients")
    if any(k <= 0 for k in coefficient):
        raise DomainError("a coefficient of an equivalent product must be positive")
    return float(sum(k * p for k, p in zip(coefficient, output, strict=True)))


def difference(value: float, *amounts: float) -> float:
    """Return a difference; exactly zero where it is no more than the rounding of the amounts it was taken between.

    Parameters
    ----------
    value : float
        A difference that was calculated. [canonical unit]
    amounts : float
        What it was taken between. [canonical unit]

    Returns
    -------
    float
        The difference. [canonical unit]

    Examples
    --------
    >>> difference(0.3 - 0.1 - 0.2, 0.3, 0.1, 0.2)
    0.0
    >>> difference(2.0e-9, 1.0e-6)
    2e-09
    """
    return 0.0 if abs(value) <= ROUNDING * max(map(abs, amounts), default=0.0) else value


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """A change split into what more or less production explains and what the intensity explains."""

    change: float
    activity_effect: float
    intensity_effect: float


def decompose(amount_0: float, output_0: float, amount_1: float, output_1: float) -> Decomposition:
    """Return how much of a change is due to output and how much to intensity; the two add up to rounding.

    ΔE = e₀·ΔP + P₁·Δe.

    Parameters
    ----------
    amount_0, amount_1 : float
        Amount in the baseline and in the reporting period. [canonical unit]
    output_0, output_1 : float
        Output in the baseline and in the reporting period. [unit of product]

    Returns
    -------
    Decomposition
        Effects. [canonical unit]

    Raises
    ------
    ZeroOutputError
        If one of the periods has no output.
    """
    before, after = intensity(amount_0, output_0), intensity(amount_1, output_1)
    amounts = (amount_0, amount_1)
    return Decomposition(
        change=difference(amount_1 - amount_0, *amounts),
        activity_effect=difference(before * (output_1 - output_0), *amounts),
        intensity_effect=difference(output_1 * (after - before), *amounts),
    )


def change_percent(value_0: float, value_1: float) -> float:
    """Return the change from the first value to the second in percent: 100·(v₁/v₀ − 1).

    Parameters
    ----------
    value_0, value_1 : float
        The same indicator in two periods. [any, the same]

    Returns
    -------
    float
        Change; negative is a fall. [%]

    Raises
    ------
    DomainError
        If the first value is not positive.
    """
    if value_0 <= 0:
        raise DomainError(f"a change from {value_0} has no percentage")
    return 100.0 * (value_1 / value_0 - 1.0)
