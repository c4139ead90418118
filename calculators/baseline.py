"""Consumption baselines: least-squares models of energy or water against what drives it (ISO 50006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calculators.errors import ShapeError
from calculators.finding import Finding
from calculators.least_squares import Fits, FloatArray, durbin_watson, fit_stack, lag_one_autocorrelation


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """One model of consumption: ``consumption = intercept + Σ slope · driver``.

    Consumption and drivers are in the caller's units; a slope is in consumption per unit of its driver. Statistics
    that do not exist for a ratio (`kind`) are None. Coefficient tuples begin with the intercept.
    """

    kind: Literal["regression", "ratio"]
    variables: tuple[str, ...]
    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    p_values: tuple[float, ...] | None
    unscaled_covariance: FloatArray
    residuals: FloatArray
    residual_sd: float
    points: int
    degrees_of_freedom: int
    mean_consumption: float
    r2: float | None
    adjusted_r2: float | None
    f_p_value: float | None
    cv_rmse: float
    cv_rmse_leave_one_out: float
    durbin_watson: float | None
    autocorrelation: float
    variance_inflation: tuple[float, ...]
    driver_minimum: tuple[float, ...]
    driver_maximum: tuple[float, ...]
    driver_mean: tuple[float, ...]
    driver_sd: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class BaselineOutcome:
    """A baseline, or the findings that say why there is none."""

    baseline: Baseline | None
    findings: tuple[Finding, ...]


def fit_baseline(consumption: FloatArray, drivers: FloatArray, variables: Sequence[str]) -> BaselineOutcome:
    """Return the regression baseline of one named set of drivers, or why it cannot be had.

    Use :func:`calculators.baseline_selection.select_baseline` when the drivers are not settled.

    Parameters
    ----------
    consumption : ndarray
        n periods in time order. [unit of consumption]
    drivers : ndarray
        Shape (n, k). [unit of each driver]
    variables : sequence of str
        k names.

    Returns
    -------
    BaselineOutcome
        The model, or findings `baseline.*`.

    Raises
    ------
    ShapeError
        If the lengths disagree or there is no driver.
    """
    if drivers.ndim != 2 or drivers.shape != (consumption.size, len(variables)) or not variables:
        raise ShapeError(f"drivers of shape {drivers.shape} do not match {consumption.size} periods × {len(variables)}")
    findings = screen(consumption, drivers, len(variables) + 2)
    if findings:
        return BaselineOutcome(baseline=None, findings=findings)
    fits = fit_stack(consumption, drivers, np.arange(len(variables))[None, :])
    if fits.singular[0]:
        return BaselineOutcome(baseline=None, findings=(_finding("collinear", variables=list(variables)),))
    return BaselineOutcome(baseline=baseline_of(fits, 0, tuple(variables), drivers), findings=())


def screen(consumption: FloatArray, drivers: FloatArray, needed: int) -> tuple[Finding, ...]:
    """Return why no model can be fitted to these data, empty when one can.

    Parameters
    ----------
    consumption : ndarray
        n periods. [unit of consumption]
    drivers : ndarray
        Shape (n, k). [unit of each driver]
    needed : int
        Periods that the smallest model needs. [1]

    Returns
    -------
    tuple of Finding
        `baseline.too_few_periods`, `.missing_values`, `.no_consumption`, `.constant_consumption`.
    """
    if consumption.size < needed:
        return (_finding("too_few_periods", periods=int(consumption.size), needed=needed),)
    if not (np.isfinite(consumption).all() and np.isfinite(drivers).all()):
        return (_finding("missing_values"),)
    if consumption.mean() <= 0:
        return (_finding("no_consumption"),)
    if np.ptp(consumption) <= 1e-9 * abs(float(consumption.mean())):
        return (_finding("constant_consumption"),)
    return ()


def _finding(what: str, **values: object) -> Finding:
    return Finding(code=f"baseline.{what}", severity="error", values=values)


def baseline_of(fits: Fits, row: int, variables: tuple[str, ...], drivers: FloatArray) -> Baseline:
    """Return one row of a batch as a baseline.

    Parameters
    ----------
    fits : Fits
        The batch.
    row : int
        Which model. [1]
    variables : tuple of str
        Names of its drivers.
    drivers : ndarray
        Shape (n, k), the columns of that model. [unit of each driver]

    Returns
    -------
    Baseline
        The model as a fact of its own.
    """
    residuals = fits.residuals[row]
    sd = float(fits.residual_sd[row])
    covariance = fits.unscaled_covariance[row]
    return Baseline(
        kind="regression", variables=variables, coefficients=_floats(fits.coefficients[row]),
        standard_errors=_floats(sd * np.sqrt(np.diagonal(covariance))), p_values=_floats(fits.p_values[row]),
        unscaled_covariance=covariance, residuals=residuals, residual_sd=sd, points=residuals.size,
        degrees_of_freedom=residuals.size - len(variables) - 1, mean_consumption=fits.mean_consumption,
        r2=float(fits.r2[row]), adjusted_r2=float(fits.adjusted_r2[row]), f_p_value=float(fits.f_p_value[row]),
        cv_rmse=float(fits.cv_rmse[row]), cv_rmse_leave_one_out=float(fits.cv_rmse_leave_one_out[row]),
        durbin_watson=durbin_watson(residuals), autocorrelation=lag_one_autocorrelation(residuals),
        variance_inflation=_floats(fits.variance_inflation[row]), **_ranges(drivers),
    )  # fmt: skip


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(values.tolist())


def _ranges(drivers: FloatArray) -> dict[str, tuple[float, ...]]:
    return {
        "driver_minimum": _floats(drivers.min(axis=0)),
        "driver_maximum": _floats(drivers.max(axis=0)),
        "driver_mean": _floats(drivers.mean(axis=0)),
        "driver_sd": _floats(drivers.std(axis=0, ddof=1)),
    }


def ratio_baseline(consumption: FloatArray, output: FloatArray, variable: str) -> BaselineOutcome:
    """Return the baseline that is proportional to output: ``consumption = (Σ consumption / Σ output) · output``.

    For when no regression is valid. It has no base load, so it flatters a year of falling output less than it
    punishes it: prefer a valid regression.

    Parameters
    ----------
    consumption : ndarray
        n ≥ 2 periods. [unit of consumption]
    output : ndarray
        Output of the same periods. [unit of output]
    variable : str
        Name of the output.

    Returns
    -------
    BaselineOutcome
        The ratio with its standard error, or a finding (`baseline.zero_output`, `.negative_output`, …).

    Raises
    ------
    ShapeError
        If the lengths disagree.

    References
    ----------
    .. [1] W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, ch. 6 (ratio estimator and its variance).
    """
    if consumption.shape != output.shape:
        raise ShapeError(f"{consumption.size} consumptions and {output.size} outputs were given")
    findings = _screen_ratio(consumption, output)
    if findings:
        return BaselineOutcome(baseline=None, findings=findings)
    n, total = consumption.size, float(output.sum())
    ratio = float(consumption.sum()) / total
    residuals = consumption - ratio * output
    sd = float(np.sqrt(residuals @ residuals / (n - 1)))
    covariance = np.array([[0.0, 0.0], [0.0, n / total**2]])
    others = total - output
    without = np.where(others > 0, (consumption.sum() - consumption) / np.where(others > 0, others, 1.0), ratio)
    mean = float(consumption.mean())
    baseline = Baseline(
        kind="ratio", variables=(variable,), coefficients=(0.0, ratio), p_values=None,
        standard_errors=(0.0, sd * float(np.sqrt(n)) / total), unscaled_covariance=covariance, residuals=residuals,
        residual_sd=sd, points=n, degrees_of_freedom=n - 1, mean_consumption=mean, r2=None, adjusted_r2=None,
        f_p_value=None, cv_rmse=sd / mean,
        cv_rmse_leave_one_out=float(np.sqrt(np.mean((consumption - without * output) ** 2))) / mean,
        durbin_watson=durbin_watson(residuals), autocorrelation=lag_one_autocorrelation(residuals),
        variance_inflation=(1.0,), **_ranges(output[:, None]),
    )  # fmt: skip
    return BaselineOutcome(baseline=baseline, findings=())


def _screen_ratio(consumption: FloatArray, output: FloatArray) -> tuple[Finding, ...]:
    if consumption.size < 2:
        return (_finding("too_few_periods", periods=int(consumption.size), needed=2),)
    if not (np.isfinite(consumption).all() and np.isfinite(output).all()):
        return (_finding("missing_values"),)
    if consumption.sum() <= 0:
        return (_finding("no_consumption"),)
    if (output < 0).any():
        return (_finding("negative_output"),)
    return () if output.sum() > 0 else (_finding("zero_output"),)


def expected_consumption(baseline: Baseline, drivers: FloatArray) -> FloatArray:
    """Return what the baseline expects for given drivers.

    Parameters
    ----------
    baseline : Baseline
        The model.
    drivers : ndarray
        Shape (m, k), in the order of ``baseline.variables``. [unit of each driver]

    Returns
    -------
    ndarray
        m values. [unit of consumption]

    Raises
    ------
    ShapeError
        If the number of drivers is not the model's.
    """
    expected: FloatArray = design(baseline, drivers) @ np.asarray(baseline.coefficients)
    return expected


def design(baseline: Baseline, drivers: FloatArray) -> FloatArray:
    """Return the rows (1, drivers) on which the model's coefficients act.

    Parameters
    ----------
    baseline : Baseline
        The model.
    drivers : ndarray
        Shape (m, k). [unit of each driver]

    Returns
    -------
    ndarray
        Shape (m, k + 1). [unit of each driver]

    Raises
    ------
    ShapeError
        If the number of drivers is not the model's.
    """
    if drivers.ndim != 2 or drivers.shape[1] != len(baseline.variables):
        raise ShapeError(f"the model has drivers {baseline.variables}; an array of shape {drivers.shape} was given")
    return np.column_stack([np.ones(drivers.shape[0]), drivers])
