"""Is a measure worth its money: payback, present value, rates of return, abatement cost. Every rate is a fraction per year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from calculators.errors import DomainError

MONTHS_PER_YEAR = 12.0
DAYS_PER_YEAR = 365.0
TimeUnit = Literal["year", "month", "day"]


class UndefinedAppraisalError(DomainError):
    """A figure has no value for this project: it never pays back, or abates nothing. Say so instead of a number."""


def annuity_factor(rate: float, years: float) -> float:
    """Return the payment per year that repays one unit of capital with interest, r(1+r)^n/((1+r)^n − 1).

    Parameters
    ----------
    rate : float
        Discount or interest rate, above −1; at zero capital is spread evenly. [1/year]
    years : float
        Lifetime or term. [year]

    Returns
    -------
    float
        Annuity factor. [1/year]

    Raises
    ------
    DomainError
        If `years` is not positive or `rate` is −1 or less.

    References
    ----------
    .. [1] L. Blank, A. Tarquin, Engineering Economy, 8th ed., McGraw-Hill 2018, factor (A/P, i, n).

    Examples
    --------
    >>> round(annuity_factor(0.12, 10), 5)
    0.17698
    """
    _positive(years, "a lifetime", "year")
    _rate(rate)
    if abs(rate) < 1e-12:
        return 1.0 / years
    return float(rate / -math.expm1(-years * math.log1p(rate)))


def simple_payback(investment: float, saving: float) -> float:
    """Return how long the yearly saving takes to return the investment, without interest.

    Parameters
    ----------
    investment : float
        Money spent at the start. [VND]
    saving : float
        Saving less added cost, the same every year. [VND/year]

    Returns
    -------
    float
        Payback time. [year]

    Raises
    ------
    DomainError
        If `investment` is negative.
    UndefinedAppraisalError
        If nothing is saved: it never pays back.

    References
    ----------
    .. [1] UNEP DTIE, Profiting from Cleaner Production, profitability assessment part I (simple payback).

    Examples
    --------
    >>> simple_payback(65_000.0, 20_000.0)
    3.25
    """
    _not_negative(investment, "an investment", "VND")
    if investment == 0 and saving >= 0:
        return 0.0
    if not saving > 0:
        raise UndefinedAppraisalError(f"a yearly saving of {saving} VND never returns the investment: check saving and added cost")
    return investment / saving


def discounted_payback(investment: float, saving: float, rate: float) -> float:
    """Return how long the discounted yearly saving takes to return the investment.

    Savings come at the end of each year; within a year the last part is taken as in the closed form
    n = −ln(1 − I·r/S)/ln(1 + r).

    Parameters
    ----------
    investment : float
        Money spent at the start. [VND]
    saving : float
        Saving less added cost, the same every year. [VND/year]
    rate : float
        Discount rate. [1/year]

    Returns
    -------
    float
        Discounted payback time. [year]

    Raises
    ------
    DomainError
        If `investment` or `rate` is negative.
    UndefinedAppraisalError
        If the saving does not even pay the interest, I·r ≥ S.

    References
    ----------
    .. [1] Y. Cengel, A. Ghajar, Heat and Mass Transfer, problem on payback with interest: simple payback of 5 years is
       6.12, 6.64, 7.27 years at 6, 8, 10 %.

    Examples
    --------
    >>> round(discounted_payback(5.0, 1.0, 0.06), 2)
    6.12
    """
    if rate < 0:
        raise DomainError(f"a discount rate of {rate} per year is negative; give 0 or more")
    simple = simple_payback(investment, saving)
    if rate < 1e-12 or simple == 0:
        return simple
    if simple * rate >= 1.0:
        raise UndefinedAppraisalError("the yearly saving does not pay the interest on the investment: it never pays back")
    return -math.log1p(-simple * rate) / math.log1p(rate)


def payback_in_words(years: float) -> tuple[float, TimeUnit]:
    """Return a payback time in the unit a reader thinks in: years, below one year months, below one month days.

    Parameters
    ----------
    years : float
        Payback time. [year]

    Returns
    -------
    tuple of float and str
        The time and its unit. [year, month or day]

    Raises
    ------
    DomainError
        If `years` is negative.

    Examples
    --------
    >>> payback_in_words(0.5)
    (6.0, 'month')
    """
    _not_negative(years, "a payback time", "year")
    if years >= 1.0:
        return years, "year"
    if years * MONTHS_PER_YEAR >= 1.0:
        return years * MONTHS_PER_YEAR, "month"
    return years * DAYS_PER_YEAR, "day"


def net_present_value(flows: Sequence[float], rate: float) -> float:
    """Return the sum of yearly cash flows discounted to the start, Σ C_t/(1+r)^t.

    Parameters
    ----------
    flows : sequence of float, shape (n + 1,)
        Cash flow of year 0 (the start), 1, … n; what is spent is negative. [VND]
    rate : float
        Discount rate. [1/year]

    Returns
    -------
    float
        Net present value. [VND]

    Raises
    ------
    DomainError
        If there are no flows, one is not finite, or the rate is −1 or less.

    References
    ----------
    .. [1] D. Newnan, T. Eschenbach, J. Lavelle, Engineering Economic Analysis, 9th ed., ch. 5 and figure 7A-2, p. 235.

    Examples
    --------
    >>> round(net_present_value([-180, 50, 50, 50, 50, 50, 50, -70], 0.20), 2)
    -33.26
    """
    _rate(rate)
    if not flows or not all(math.isfinite(flow) for flow in flows):
        raise DomainError("cash flows must be a list of finite amounts, the first one of the start")
    try:
        return math.fsum(flow * math.exp(-year * math.log1p(rate)) for year, flow in enumerate(flows))
    except OverflowError as error:
        raise DomainError(f"at a rate of {rate} the present value is beyond all numbers") from error


def profitability_index(value: float, investment: float) -> float:
    """Return what each unit of money spent is worth, PI = 1 + NPV/I.

    Parameters
    ----------
    value : float
        Net present value. [VND]
    investment : float
        Money spent at the start. [VND]

    Returns
    -------
    float
        Profitability index; above one the measure pays. [1]

    Raises
    ------
    UndefinedAppraisalError
        If nothing is invested.

    Examples
    --------
    >>> profitability_index(30.0, 100.0)
    1.3
    """
    if not investment > 0:
        raise UndefinedAppraisalError("without an investment there is no profitability index")
    return 1.0 + value / investment


def abatement_cost(investment: float, saving: float, abated: float, rate: float, years: float) -> float:
    """Return what avoiding a tonne of emission costs, (a·I − S)/ΔCO2e; negative where it saves money too.

    Parameters
    ----------
    investment : float
        Money spent at the start. [VND]
    saving : float
        Saving less added cost. [VND/year]
    abated : float
        Emission avoided. [t CO2e/year]
    rate : float
        Discount rate. [1/year]
    years : float
        Lifetime. [year]

    Returns
    -------
    float
        Abatement cost. [VND/t CO2e]

    Raises
    ------
    UndefinedAppraisalError
        If nothing is avoided.
    DomainError
        If the lifetime is not positive.

    References
    ----------
    .. [1] Annuity method: the investment is spread by (A/P, r, n), see :func:`annuity_factor`.

    Examples
    --------
    >>> round(abatement_cost(1000.0, 100.0, 10.0, 0.12, 10), 2)
    7.7
    """
    factor = annuity_factor(rate, years)
    if not abated > 0:
        raise UndefinedAppraisalError("a measure that avoids no emission has no abatement cost")
    return (factor * investment - saving) / abated


def _rate(rate: float) -> None:
    if not rate > -1.0 or not math.isfinite(rate):
        raise DomainError(f"a rate of {rate} per year cannot be: give a fraction above -1, 0.1 for 10 %")


def _positive(value: float, what: str, unit: str) -> None:
    if not value > 0 or not math.isfinite(value):
        raise DomainError(f"{what} of {value} {unit} cannot be: give a positive number")


def _not_negative(value: float, what: str, unit: str) -> None:
    if not value >= 0 or not math.isfinite(value):
        raise DomainError(f"{what} of {value} {unit} cannot be: give zero or more")
