"""Savings against a baseline, with an interval that survives autocorrelation and the choice among many models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from calculators.baseline import Baseline, design
from calculators.errors import DomainError, ShapeError
from calculators.finding import Finding
from calculators.least_squares import FloatArray

_STRONGEST = 0.9  # [1] cap of the autocorrelation used; a stronger one leaves no information in the months


@dataclass(frozen=True, kw_only=True)
class Saving:
    """Expected, actual and saved consumption of a period, with a two-sided interval of the saving.

    `enpi` is actual over expected (below 1: better than the baseline). `standard_error` and the bounds are in the
    unit of consumption. `autocorrelation` is the value used, corrected for small samples.
    """

    expected: float
    actual: float
    saving: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    confidence: float
    autocorrelation: float
    enpi: float
    improvement: float


@dataclass(frozen=True, kw_only=True)
class StaticFactorChange:
    """A change that no variable describes: from `first` to `last` period, so much more (or less) per period.

    Periods are counted from 0, both ends inclusive; the amount is in the unit of consumption per period.
    """

    name: str
    first: int
    last: int
    amount_per_period: float


@dataclass(frozen=True, kw_only=True)
class SavingOutcome:
    """A saving, or the findings that say why there is none."""

    saving: Saving | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """Savings of several meters or sites together; `improvement` is the consumption-weighted mean [1]."""

    expected: float
    actual: float
    saving: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    confidence: float
    improvement: float


def corrected_autocorrelation(baseline: Baseline) -> float:
    """Return the lag-1 autocorrelation of a baseline's errors, corrected for the bias of short series.

    Residuals of n periods and k coefficients show on average ``ρ − (k + (k + 3)·ρ)/n``; this is solved for ρ and kept
    between 0 and 0.9. For k = 1 it is the result of [1]_; for more coefficients it is this project's extension, checked
    by simulation (``docs/methods/baseline.md``).

    Parameters
    ----------
    baseline : Baseline
        The model.

    Returns
    -------
    float
        Autocorrelation to use in intervals. [1]

    References
    ----------
    .. [1] F. H. C. Marriott, J. A. Pope, Bias in the estimation of autocorrelations, Biometrika 41 (1954) 390–402.
    """
    fitted = baseline.points - baseline.degrees_of_freedom
    room = baseline.points - 3 - fitted
    if room <= 0:
        return _STRONGEST
    return min(max((baseline.points * baseline.autocorrelation + fitted) / room, 0.0), _STRONGEST)


def forecast_saving(
    baseline: Baseline,
    drivers: FloatArray,
    consumption: FloatArray,
    confidence: float,
    changes: Sequence[StaticFactorChange] = (),
) -> SavingOutcome:
    """Return the saving of a later period against the baseline.

    The variance is ``s²·(n/n')·(m + 1ᵀX₁(X₀ᵀX₀)⁻¹X₁ᵀ1)`` with n' = n(1 − ρ)/(1 + ρ). For s² the mean squared
    leave-one-out residual is used: with the residual variance, intervals after a choice among 162 models held the
    truth in 86 % of cases instead of 90 %.

    Parameters
    ----------
    baseline : Baseline
        Model of the baseline period.
    drivers : ndarray
        Shape (m, k): drivers of the period. [unit of each driver]
    consumption : ndarray
        m values. [unit of consumption]
    confidence : float
        Probability that the two-sided interval holds the saving, such as 0.90. [1]
    changes : sequence of StaticFactorChange, optional
        Non-routine adjustments of the expected consumption.

    Returns
    -------
    SavingOutcome
        The saving, or `saving.no_periods`, `saving.missing_values`, `saving.expected_not_positive`.

    Raises
    ------
    ShapeError
        If the lengths disagree.
    DomainError
        If the confidence is not between 0 and 1, or a change lies outside the period.

    References
    ----------
    .. [1] ASHRAE Guideline 14-2014, annex B (n' and the uncertainty of savings). Leave-one-out variance: see
       :func:`calculators.baseline_selection.select_baseline`.
    """
    if consumption.shape != (drivers.shape[0],):
        raise ShapeError(f"{drivers.shape[0]} periods of drivers and {consumption.size} consumptions were given")
    if consumption.size == 0:
        return _none("saving.no_periods")
    if not (np.isfinite(drivers).all() and np.isfinite(consumption).all()):
        return _none("saving.missing_values")
    rows = design(baseline, drivers)
    expected = float((rows @ np.asarray(baseline.coefficients) + adjustment(changes, consumption.size)).sum())
    if expected <= 0:
        return _none("saving.expected_not_positive", expected=expected)
    sums = rows.sum(axis=0)
    spread = consumption.size + float(sums @ baseline.unscaled_covariance @ sums)
    rho = corrected_autocorrelation(baseline)
    variance = (baseline.cv_rmse_leave_one_out * baseline.mean_consumption) ** 2 * spread * (1 + rho) / (1 - rho)
    actual = float(consumption.sum())
    error, freedom = float(np.sqrt(variance)), float(baseline.degrees_of_freedom)
    low, high = _bounds(expected - actual, error, freedom, confidence)
    saving = Saving(
        expected=expected, actual=actual, saving=expected - actual, standard_error=error, degrees_of_freedom=freedom,
        low=low, high=high, confidence=confidence, autocorrelation=rho, enpi=actual / expected,
        improvement=1.0 - actual / expected,
    )  # fmt: skip
    return SavingOutcome(saving=saving, findings=())


def _none(code: str, **values: object) -> SavingOutcome:
    return SavingOutcome(saving=None, findings=(Finding(code=code, severity="error", values=values),))


def _bounds(saving: float, error: float, freedom: float, confidence: float) -> tuple[float, float]:
    if not 0 < confidence < 1:
        raise DomainError(f"a confidence between 0 and 1 was expected, {confidence} was given")
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    return saving - half, saving + half


def adjustment(changes: Sequence[StaticFactorChange], periods: int) -> FloatArray:
    """Return what changes of static factors add to the expected consumption of each period.

    Parameters
    ----------
    changes : sequence of StaticFactorChange
        The changes.
    periods : int
        Number of periods. [1]

    Returns
    -------
    ndarray
        One value per period. [unit of consumption]

    Raises
    ------
    DomainError
        If a change lies outside the periods.
    """
    added = np.zeros(periods)
    for change in changes:
        if not 0 <= change.first <= change.last < periods:
            raise DomainError(f"change {change.name!r} covers {change.first}–{change.last}, outside 0–{periods - 1}")
        added[change.first : change.last + 1] += change.amount_per_period
    return added


def chained_enpi(actual: tuple[float, float], expected: tuple[float, float]) -> float:
    """Return the EnPI of two periods that are compared through a model of a third period between them.

    Each member is (baseline period, reporting period). The plain forecast is the case where the model is of the
    baseline period, so that expected and actual agree there; the backcast where they agree in the reporting period.

    Parameters
    ----------
    actual : tuple of float
        Consumption of the two periods. [unit of consumption]
    expected : tuple of float
        What the model in between expects of them. [unit of consumption]

    Returns
    -------
    float
        (actual₁/expected₁)·(expected₀/actual₀). [1]

    Raises
    ------
    DomainError
        If a value is not positive.

    References
    ----------
    .. [1] US DOE, Superior Energy Performance Measurement and Verification Protocol for Industry, 2017 (forecast,
       backcast, chaining, SEnPI).
    """
    if min(*actual, *expected) <= 0:
        raise DomainError(f"chaining needs positive consumptions, {actual} and {expected} were given")
    return (actual[1] / expected[1]) * (expected[0] / actual[0])


def roll_up(savings: Sequence[Saving], confidence: float) -> RollUp:
    """Return the joint saving of several meters or sites whose errors are independent.

    Parameters
    ----------
    savings : sequence of Saving
        All in the same unit of consumption.
    confidence : float
        Probability of the two-sided interval. [1]

    Returns
    -------
    RollUp
        Sums, with degrees of freedom after Welch and Satterthwaite.

    Raises
    ------
    ShapeError
        If no saving is given.
    DomainError
        If the confidence is not between 0 and 1.

    References
    ----------
    .. [1] JCGM 100:2008 (GUM), annex G.4, eq. G.2b.
    """
    if not savings:
        raise ShapeError("a roll-up needs at least one saving")
    variances = np.array([one.standard_error**2 for one in savings])
    freedoms = np.array([one.degrees_of_freedom for one in savings])
    variance = float(variances.sum())
    pooled = variance**2 / float((variances**2 / freedoms).sum()) if variance > 0 else float(freedoms.sum())
    expected, actual = sum(one.expected for one in savings), sum(one.actual for one in savings)
    error = float(np.sqrt(variance))
    low, high = _bounds(expected - actual, error, pooled, confidence)
    return RollUp(
        expected=expected, actual=actual, saving=expected - actual, standard_error=error, degrees_of_freedom=pooled,
        low=low, high=high, confidence=confidence, improvement=1.0 - actual / expected,
    )  # fmt: skip
