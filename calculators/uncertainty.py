"""Uncertainty of totals and ratios from stated metering errors."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from calculators.errors import DomainError, ShapeError

Z_90 = 1.645  # standard normal quantile of a two-sided 90 % interval, as method.md, section 6, prints it


def total_deviation(contribution: NDArray[np.float64], relative: NDArray[np.float64], meter: NDArray[np.intp]) -> float:
    """Return the standard deviation of a total whose errors are fully correlated within a meter.

    One meter's error is one error, however finely its readings are typed: signed contributions of a meter add up
    before they are squared, meters are independent of each other.

    Parameters
    ----------
    contribution : ndarray, shape (n,)
        What each row adds to the total, signed. [canonical unit]
    relative : ndarray, shape (n,)
        One standard deviation of each row. [1]
    meter : ndarray of int, shape (n,)
        Which stream and meter each row was read from. [1]

    Returns
    -------
    float
        Standard deviation of the total. [canonical unit]

    Raises
    ------
    ShapeError
        If the columns have different lengths.

    References
    ----------
    .. [1] JCGM 100:2008 (GUM), 5.1.2 for independent and 5.2.2 for fully correlated inputs.

    Examples
    --------
    >>> round(total_deviation(np.array([5832e3, 1296e3, 12760e3]), np.array([.01, .01, .03]), np.array([0, 1, 2])), 1)
    387433.9
    """
    if not contribution.shape == relative.shape == meter.shape:
        raise ShapeError("contributions, uncertainties and meters must have one entry for each row")
    if contribution.size == 0:
        return 0.0
    by_meter = np.bincount(meter, weights=contribution * relative)
    return float(np.sqrt(np.sum(by_meter**2)))


def combine_relative(parts: Iterable[float]) -> float:
    """Return the relative standard deviation of a product or ratio of independent quantities.

    Parameters
    ----------
    parts : iterable of float
        Relative standard deviations. [1]

    Returns
    -------
    float
        Root of the sum of squares. [1]
    """
    return math.sqrt(sum(part * part for part in parts))


def interval_90(value: float, relative: float) -> tuple[float, float]:
    """Return the two-sided 90 % interval of a positive value known to a relative standard deviation.

    The interval is symmetric in the logarithm, so that it never reaches zero and that of an intensity is that of
    its productivity turned over.

    Parameters
    ----------
    value : float
        The value. [any]
    relative : float
        Relative standard deviation. [1]

    Returns
    -------
    tuple of float
        Low and high bound. [as value]

    Raises
    ------
    DomainError
        If `relative` is negative.
    """
    if relative < 0:
        raise DomainError("a standard deviation is not negative")
    spread = math.exp(Z_90 * relative)
    low, high = value / spread, value * spread
    return (low, high) if value >= 0 else (high, low)


def change_interval_90(value_0: float, value_1: float, relative_0: float, relative_1: float) -> tuple[float, float]:
    """Return the 90 % interval of the change between two independently measured periods.

    Parameters
    ----------
    value_0, value_1 : float
        The same indicator in the baseline and in the reporting period. [any, the same]
    relative_0, relative_1 : float
        Their relative standard deviations. [1]

    Returns
    -------
    tuple of float
        Low and high change. [%]

    Raises
    ------
    DomainError
        If the first value is not positive.
    """
    if value_0 <= 0:
        raise DomainError(f"a change from {value_0} has no percentage")
    low, high = interval_90(value_1 / value_0, combine_relative((relative_0, relative_1)))
    return 100.0 * (low - 1.0), 100.0 * (high - 1.0)


def propagated_deviation(
    value: NDArray[np.float64], activity: NDArray[np.float64], factor: NDArray[np.float64], factor_source: NDArray[np.intp]
) -> float:
    """Return the standard deviation of a sum of products of an activity and a factor, by first-order propagation.

    Activities are independent of each other; rows of one factor share its error, so that their parts add before they
    are squared. It holds for small errors: above about 30 % use a simulation.

    Parameters
    ----------
    value : ndarray, shape (n,)
        What each row adds to the sum. [canonical unit]
    activity, factor : ndarray, shape (n,)
        One standard deviation of each row's activity and factor. [1]
    factor_source : ndarray of int, shape (n,)
        Which factor each row uses. [1]

    Returns
    -------
    float
        Standard deviation of the sum. [canonical unit]

    Raises
    ------
    ShapeError
        If the columns have different lengths.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 1, ch. 3, section 3.2.3, approach 1: the rules for products and for sums. Only
       excerpts of the chapter quoted elsewhere were read, not the chapter.

    Examples
    --------
    >>> rows = np.array([300.0, 400.0]), np.array([0.03, 0.0]), np.array([0.04, 0.0]), np.array([0, 1])
    >>> round(propagated_deviation(*rows), 9)
    15.0
    """
    if not value.shape == activity.shape == factor.shape == factor_source.shape:
        raise ShapeError("values, uncertainties and factors must have one entry for each row")
    if value.size == 0:
        return 0.0
    shared = np.bincount(factor_source, weights=value * factor)
    return float(np.sqrt(np.sum((value * activity) ** 2) + np.sum(shared**2)))
