"""When a baseline may be used: every test with its value, its threshold, passed or failed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calculators.baseline import Baseline
from calculators.errors import ShapeError
from calculators.least_squares import BoolArray, Fits, FloatArray


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What a model must satisfy. None switches a test off.

    p values are upper bounds (not reached), `r2` a lower bound, `cv_rmse` an upper bound [1], `t` a lower bound on
    every driver's absolute t value, `points` the least number of periods, `periods_per_year` the number of periods
    that make a year (0: no full years asked), `range_sd` how many standard deviations from the mean of the model's
    data the mean of a predictor may lie when outside its range, `variance_inflation` the largest allowed.
    """

    f_p_value: float
    every_p_value: float
    one_p_value: float
    r2: float
    cv_rmse: float | None
    t: float | None
    points: int
    points_per_coefficient: int
    periods_per_year: int
    range_sd: float
    variance_inflation: float


# Superior Energy Performance rules as the LBNL tool EnPI Lite applies them; points per coefficient and the
# inflation limit (a common rule, 10) are this project's own additions.
SEP = Thresholds(
    f_p_value=0.10, every_p_value=0.20, one_p_value=0.10, r2=0.5, cv_rmse=None, t=None, points=12,
    points_per_coefficient=6, periods_per_year=12, range_sd=3.0, variance_inflation=10.0,
)  # fmt: skip
# The customary stricter set of IPMVP users: R² > 0.75, |t| > 2, CV(RMSE) ≤ 20 %.
STRICT = Thresholds(
    f_p_value=0.10, every_p_value=0.20, one_p_value=0.10, r2=0.75, cv_rmse=0.20, t=2.0, points=12,
    points_per_coefficient=6, periods_per_year=12, range_sd=3.0, variance_inflation=10.0,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ValidityTest:
    """One test of one model: `code` names it, `value` is compared with `threshold`."""

    code: str
    value: float
    threshold: float
    passed: bool
    decides: bool
    variable: str | None = None


def passes(fits: Fits, thresholds: Thresholds) -> BoolArray:
    """Return which models of a batch satisfy every deciding test.

    Parameters
    ----------
    fits : Fits
        The batch.
    thresholds : Thresholds
        The rules.

    Returns
    -------
    ndarray of bool
        One per model.
    """
    points, coefficients = fits.residuals.shape[1], fits.coefficients.shape[1]
    slopes_p = fits.p_values[:, 1:]
    good: BoolArray = (
        ~fits.singular
        & (fits.f_p_value < thresholds.f_p_value)
        & (slopes_p.max(axis=1) < thresholds.every_p_value)
        & (slopes_p.min(axis=1) < thresholds.one_p_value)
        & (fits.r2 >= thresholds.r2)
        & (fits.variance_inflation.max(axis=1) <= thresholds.variance_inflation)
        & np.isfinite(fits.cv_rmse_leave_one_out)
    )
    if thresholds.cv_rmse is not None:
        good = good & (fits.cv_rmse <= thresholds.cv_rmse)
    if thresholds.t is not None:
        good = good & (_smallest_t(fits) > thresholds.t)
    return good & _enough(points, coefficients, thresholds)


def _smallest_t(fits: Fits) -> FloatArray:
    errors = fits.residual_sd[:, None] * np.sqrt(np.diagonal(fits.unscaled_covariance, axis1=1, axis2=2))
    with np.errstate(divide="ignore", invalid="ignore"):
        t: FloatArray = np.abs(fits.coefficients / errors)[:, 1:].min(axis=1)
    return t


def _enough(points: int, coefficients: int, thresholds: Thresholds) -> bool:
    year = thresholds.periods_per_year
    return (
        points >= thresholds.points
        and points >= thresholds.points_per_coefficient * coefficients
        and (year == 0 or points % year == 0)
    )


def validity_tests(baseline: Baseline, thresholds: Thresholds) -> tuple[ValidityTest, ...]:
    """Return every test of a regression baseline, passed or failed, deciding ones first.

    The warnings (`decides` False) are a negative slope, a negative intercept, and autocorrelated residuals.

    Parameters
    ----------
    baseline : Baseline
        A regression; a ratio has no such tests and gives only the number of points.
    thresholds : Thresholds
        The rules.

    Returns
    -------
    tuple of ValidityTest
        Codes ``baseline.test.*``.

    References
    ----------
    .. [1] LBNL, EnPI Lite, help on model validity (Superior Energy Performance measurement and verification
       protocol): F p < 0.10, every p < 0.20, one p < 0.10, R² ≥ 0.5.
    """
    counts = _count_tests(baseline, thresholds)
    if baseline.kind == "ratio" or baseline.p_values is None or baseline.r2 is None or baseline.f_p_value is None:
        return counts[:1]
    slopes_p = baseline.p_values[1:]
    tests = [
        _below("f_p_value", baseline.f_p_value, thresholds.f_p_value),
        *(
            _below("every_p_value", p, thresholds.every_p_value, name)
            for name, p in zip(baseline.variables, slopes_p, strict=True)
        ),
        _below("one_p_value", min(slopes_p), thresholds.one_p_value),
        ValidityTest(
            code="baseline.test.r2", value=baseline.r2, threshold=thresholds.r2, decides=True,
            passed=baseline.r2 >= thresholds.r2,
        ),
        _at_most("variance_inflation", max(baseline.variance_inflation), thresholds.variance_inflation),
    ]  # fmt: skip
    if thresholds.cv_rmse is not None:
        tests.append(_at_most("cv_rmse", baseline.cv_rmse, thresholds.cv_rmse))
    if thresholds.t is not None:
        tests.extend(_t_tests(baseline, thresholds.t))
    return (*tests, *counts, *_warnings(baseline))


def _below(what: str, value: float, threshold: float, variable: str | None = None) -> ValidityTest:
    return ValidityTest(
        code=f"baseline.test.{what}", value=value, threshold=threshold, passed=value < threshold, decides=True,
        variable=variable,
    )  # fmt: skip


def _at_most(what: str, value: float, threshold: float) -> ValidityTest:
    return ValidityTest(
        code=f"baseline.test.{what}", value=value, threshold=threshold, passed=value <= threshold, decides=True
    )


def _at_least(what: str, value: float, threshold: float, *, decides: bool = True) -> ValidityTest:
    return ValidityTest(
        code=f"baseline.test.{what}", value=value, threshold=threshold, passed=value >= threshold, decides=decides
    )


def _t_tests(baseline: Baseline, threshold: float) -> list[ValidityTest]:
    tests = []
    for name, slope, error in zip(
        baseline.variables, baseline.coefficients[1:], baseline.standard_errors[1:], strict=True
    ):
        value = abs(slope) / error if error > 0 else float("inf")
        tests.append(
            ValidityTest(code="baseline.test.t", value=value, threshold=threshold, passed=value > threshold,
                         decides=True, variable=name)
        )  # fmt: skip
    return tests


def _count_tests(baseline: Baseline, thresholds: Thresholds) -> tuple[ValidityTest, ...]:
    needed = thresholds.points_per_coefficient * len(baseline.coefficients)
    tests = [
        _at_least("points", baseline.points, thresholds.points),
        _at_least("points_per_coefficient", baseline.points, needed),
    ]
    if thresholds.periods_per_year:
        left = baseline.points % thresholds.periods_per_year
        tests.append(_at_most("full_years", left, 0))
    return tuple(tests)


def _warnings(baseline: Baseline) -> tuple[ValidityTest, ...]:
    slopes = [
        ValidityTest(code="baseline.test.negative_slope", value=slope, threshold=0.0, passed=slope >= 0,
                     decides=False, variable=name)
        for name, slope in zip(baseline.variables, baseline.coefficients[1:], strict=True)
    ]  # fmt: skip
    return (*slopes, _at_least("negative_intercept", baseline.coefficients[0], 0.0, decides=False))


def range_tests(baseline: Baseline, drivers: FloatArray, thresholds: Thresholds) -> tuple[ValidityTest, ...]:
    """Return whether each driver's mean in another period lies where the model has seen data.

    The value is the distance of the mean from the model's mean in standard deviations (0 when inside the range).

    Parameters
    ----------
    baseline : Baseline
        The model.
    drivers : ndarray
        Shape (m, k): the period to which the model is applied. [unit of each driver]
    thresholds : Thresholds
        `range_sd` is used.

    Returns
    -------
    tuple of ValidityTest
        One per driver, code ``baseline.test.range``.

    Raises
    ------
    ShapeError
        If the number of drivers is not the model's, or no period is given.
    """
    if drivers.ndim != 2 or drivers.shape[1] != len(baseline.variables) or drivers.shape[0] == 0:
        raise ShapeError(f"the model has drivers {baseline.variables}; an array of shape {drivers.shape} was given")
    tests = []
    for position, name in enumerate(baseline.variables):
        mean = float(drivers[:, position].mean())
        inside = baseline.driver_minimum[position] <= mean <= baseline.driver_maximum[position]
        sd = baseline.driver_sd[position]
        distance = 0.0 if inside else abs(mean - baseline.driver_mean[position]) / sd if sd > 0 else float("inf")
        tests.append(
            ValidityTest(code="baseline.test.range", value=distance, threshold=thresholds.range_sd,
                         passed=distance <= thresholds.range_sd, decides=True, variable=name)
        )  # fmt: skip
    return tuple(tests)
