"""Heating and cooling degree-days from daily temperatures."""

from __future__ import annotations

import numpy as np

from calculators.errors import ShapeError
from calculators.least_squares import FloatArray


def cooling_degree_days(daily_mean_c: FloatArray, base_c: float) -> FloatArray:
    """Return the degrees by which each day's mean lies above the base temperature.

    Parameters
    ----------
    daily_mean_c : ndarray
        Daily mean outdoor temperature. [°C]
    base_c : float
        Base temperature, from which cooling is needed. [°C]

    Returns
    -------
    ndarray
        Cooling degree-days of each day. [K·d]

    References
    ----------
    .. [1] CIBSE TM41:2006, Degree-days: theory and application, §2.2 (mean daily temperature method).
    """
    return np.maximum(daily_mean_c - base_c, 0.0)


def heating_degree_days(daily_mean_c: FloatArray, base_c: float) -> FloatArray:
    """Return the degrees by which each day's mean lies below the base temperature.

    Parameters
    ----------
    daily_mean_c : ndarray
        Daily mean outdoor temperature. [°C]
    base_c : float
        Base temperature, below which heating is needed. [°C]

    Returns
    -------
    ndarray
        Heating degree-days of each day. [K·d]

    References
    ----------
    .. [1] CIBSE TM41:2006, Degree-days: theory and application, §2.2 (mean daily temperature method).
    """
    return np.maximum(base_c - daily_mean_c, 0.0)


def daily_mean_temperature(minimum_c: FloatArray, maximum_c: FloatArray) -> FloatArray:
    """Return the middle of each day's lowest and highest temperature, where no hourly mean is at hand.

    Parameters
    ----------
    minimum_c, maximum_c : ndarray
        Daily extremes. [°C]

    Returns
    -------
    ndarray
        Daily mean. [°C]

    Raises
    ------
    ShapeError
        If the lengths disagree or a minimum exceeds its maximum.
    """
    if minimum_c.shape != maximum_c.shape or (minimum_c > maximum_c).any():
        raise ShapeError("each day needs a minimum and a maximum not below it")
    return (minimum_c + maximum_c) / 2.0
