"""When consumption left its baseline: the cumulative sum, its change point, and a drift alarm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import kolmogorov

from calculators.errors import DomainError, ShapeError
from calculators.least_squares import FloatArray

_FEWEST = 4  # [1] periods; a change point splits them in two groups of at least two


@dataclass(frozen=True, kw_only=True)
class ChangePoint:
    """The most likely single change of level.

    `index` is the first period of the new level; `before` and `after` are the mean differences on either side
    [unit of consumption]; `p_value` is the chance of so large a bend without any change; `is_change` compares it with
    the level that was asked for.
    """

    index: int
    before: float
    after: float
    statistic: float
    p_value: float
    is_change: bool


@dataclass(frozen=True, kw_only=True)
class DriftAlarm:
    """The two one-sided sums, in standard deviations, and the first alarm of each (None: no alarm).

    `since_up`, `since_down`: the period in which the alarming sum last left zero, the likely begin of the drift.
    """

    upper: FloatArray
    lower: FloatArray
    alarm_up: int | None
    alarm_down: int | None
    since_up: int | None
    since_down: int | None


def cumulative_difference(expected: FloatArray, actual: FloatArray) -> FloatArray:
    """Return the running sum of expected less actual consumption: it climbs while less is used than expected.

    Parameters
    ----------
    expected : ndarray
        What the baseline expects, in time order. [unit of consumption]
    actual : ndarray
        What was used. [unit of consumption]

    Returns
    -------
    ndarray
        Cumulative saving after each period. [unit of consumption]

    Raises
    ------
    ShapeError
        If the lengths disagree.

    References
    ----------
    .. [1] P. Harris, Energy Monitoring and Target Setting Using CUSUM, Cheriton 1989.
    """
    if expected.shape != actual.shape:
        raise ShapeError(f"{expected.size} expected and {actual.size} actual values were given")
    return np.cumsum(expected - actual)


def change_point(difference: FloatArray, residual_sd: float, significance: float) -> ChangePoint | None:
    """Return where the level of a series of differences most likely changed once.

    The bend of the centred cumulative sum is compared with the Kolmogorov distribution, to which it tends for many
    periods; with a dozen months the p value is on the cautious side. Strong autocorrelation makes it too small.

    Parameters
    ----------
    difference : ndarray
        Expected less actual, in time order, baseline period included. [unit of consumption]
    residual_sd : float
        Standard deviation of the baseline's residuals. [unit of consumption]
    significance : float
        Level below which the p value counts as a change. [1]

    Returns
    -------
    ChangePoint or None
        None for fewer than four periods.

    Raises
    ------
    DomainError
        If the standard deviation is not positive.

    References
    ----------
    .. [1] E. S. Page, Biometrika 41 (1954) 100–115.
    .. [2] W. Ploberger, W. Krämer, Econometrica 60 (1992) 271–285 (OLS-based CUSUM test and its limit).
    """
    if residual_sd <= 0:
        raise DomainError(f"a positive standard deviation was expected, {residual_sd} was given")
    n = difference.size
    if n < _FEWEST:
        return None
    sums = np.cumsum(difference - difference.mean())[:-1]
    weights = np.arange(1, n)
    # the split that leaves the least squares is where the bend, scaled by its own spread, is largest
    split = int(np.argmax(np.abs(sums) / np.sqrt(weights * (n - weights)))) + 1
    statistic = float(np.abs(sums).max() / (residual_sd * np.sqrt(n)))
    p_value = float(kolmogorov(statistic))
    return ChangePoint(
        index=split, before=float(difference[:split].mean()), after=float(difference[split:].mean()),
        statistic=statistic, p_value=p_value, is_change=p_value < significance,
    )  # fmt: skip


def drift_alarm(standardised: FloatArray, allowance: float, limit: float) -> DriftAlarm:
    """Return the tabular cumulative sums of standardised differences and their alarms.

    Parameters
    ----------
    standardised : ndarray
        Difference from the target divided by its standard deviation, in time order. [1]
    allowance : float
        Slack subtracted each period, half the shift that matters. [standard deviations]
    limit : float
        A sum above this is an alarm. [standard deviations]

    Returns
    -------
    DriftAlarm
        Both sums with their first alarm.

    Raises
    ------
    DomainError
        If the allowance is negative or the limit not positive.

    References
    ----------
    .. [1] D. C. Montgomery, Introduction to Statistical Quality Control, 7th ed., Wiley 2013, §9.1.2, eqs. 9.2–9.3.
    """
    if allowance < 0 or limit <= 0:
        raise DomainError(f"an allowance ≥ 0 and a limit > 0 were expected, {allowance} and {limit} were given")
    upper, alarm_up, since_up = _one_sided(standardised, allowance, limit)
    lower, alarm_down, since_down = _one_sided(-standardised, allowance, limit)
    return DriftAlarm(
        upper=upper, lower=lower, alarm_up=alarm_up, alarm_down=alarm_down, since_up=since_up, since_down=since_down
    )


def _one_sided(values: FloatArray, allowance: float, limit: float) -> tuple[FloatArray, int | None, int | None]:
    # max(0, S + v − k) for all periods at once: the cumulative sum less its running minimum
    path = np.cumsum(values - allowance)
    sums = path - np.minimum(np.minimum.accumulate(path), 0.0)
    alarms = np.flatnonzero(sums > limit)
    if alarms.size == 0:
        return sums, None, None
    first = int(alarms[0])
    zeros = np.flatnonzero(sums[:first] <= 0)
    return sums, first, int(zeros[-1]) + 1 if zeros.size else 0
