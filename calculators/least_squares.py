"""Ordinary least squares of many small models at once, with the statistics that judge them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, stdtr

from calculators.errors import ShapeError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_SINGULAR = 1e-12  # [1] determinant of the correlation matrix; for two drivers 1 − r²
_EXACT = 1e-12  # [1] share of the variance left over; below it the residuals are rounding, not data


@dataclass(frozen=True, kw_only=True)
class Fits:
    """Least-squares fits of m models with k drivers each to the same n periods; first axis = model.

    `unscaled_covariance` times the residual variance is the covariance of (intercept, slopes).
    """

    coefficients: FloatArray
    unscaled_covariance: FloatArray
    residuals: FloatArray
    leverages: FloatArray
    singular: BoolArray
    mean_consumption: float
    residual_sd: FloatArray
    r2: FloatArray
    adjusted_r2: FloatArray
    f_p_value: FloatArray
    p_values: FloatArray
    variance_inflation: FloatArray
    cv_rmse: FloatArray
    cv_rmse_leave_one_out: FloatArray
    exact: BoolArray


def fit_stack(consumption: FloatArray, columns: FloatArray, subsets: npt.NDArray[np.intp]) -> Fits:
    """Return the least-squares fits of many models of equal size in one batch.

    Drivers are centred and scaled first, so that a driver in grams beside one in shifts loses no digits. A model
    whose drivers are collinear is marked `singular`; its numbers mean nothing.

    Parameters
    ----------
    consumption : ndarray
        n values. [unit of consumption]
    columns : ndarray
        Shape (n, c): all drivers. [unit of each driver]
    subsets : ndarray of int
        Shape (m, k): which columns each of the m models uses. [1]

    Returns
    -------
    Fits
        Coefficients and statistics, one row per model. [unit of consumption]

    Raises
    ------
    ShapeError
        If the shapes disagree, or fewer than k + 2 periods are given.

    References
    ----------
    .. [1] G. A. F. Seber, A. J. Lee, Linear Regression Analysis, 2nd ed., Wiley 2003, ch. 3 (estimation), ch. 10
       (leverages; leave-one-out residuals e/(1 − h)).
    """
    points, size = columns.shape[0], subsets.shape[1]
    if consumption.shape != (points,) or points < size + 2:
        raise ShapeError(f"{points} periods of {size} drivers do not fit {consumption.size} consumptions")
    scaled, mean, scale = _standardise(columns)
    mean, scale = mean[subsets], scale[subsets]
    centre = float(consumption.mean())
    deviation = consumption - centre
    gram = (scaled.T @ scaled)[subsets[:, :, None], subsets[:, None, :]]
    singular = np.linalg.det(gram) < _SINGULAR
    gram[singular] = np.eye(size)
    inverse = np.linalg.inv(gram).astype(np.float64, copy=False)
    chosen = np.moveaxis(scaled[:, subsets], 0, 1)
    slopes = _apply(inverse, (deviation @ scaled)[subsets])
    slopes += _apply(inverse, (deviation - _apply(chosen, slopes))[:, None, :] @ chosen)  # one step of refinement
    residuals = deviation - _apply(chosen, slopes)
    leverages = 1.0 / points + np.einsum("mnk,mnk->mn", chosen @ inverse, chosen)
    slopes /= scale
    covariance = _full_covariance(inverse / (scale[:, :, None] * scale[:, None, :]), mean, points)
    coefficients = np.concatenate([(centre - np.einsum("mk,mk->m", slopes, mean))[:, None], slopes], axis=1)
    return _with_statistics(coefficients, covariance, residuals, leverages, singular, deviation, centre, inverse)


def _apply(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    product: FloatArray = np.matmul(matrices, vectors.reshape(vectors.shape[0], -1, 1))[..., 0]
    return product


def _standardise(columns: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    # a column without spread becomes zeros, which the determinant then shows as singular
    mean = columns.mean(axis=0)
    centred = columns - mean
    scale = np.sqrt((centred * centred).sum(axis=0))
    flat = scale <= 1e-12 * np.abs(columns).max(axis=0) * np.sqrt(columns.shape[0])
    centred[:, flat], scale[flat] = 0.0, 1.0
    return centred / scale, mean, scale


def _full_covariance(slopes: FloatArray, mean: FloatArray, points: int) -> FloatArray:
    size = mean.shape[1]
    cross = -np.matmul(slopes, mean[..., None])[..., 0]
    full = np.empty((mean.shape[0], size + 1, size + 1))
    full[:, 1:, 1:] = slopes
    full[:, 0, 1:] = full[:, 1:, 0] = cross
    full[:, 0, 0] = 1.0 / points - np.einsum("mk,mk->m", cross, mean)
    return full


def _with_statistics(
    coefficients: FloatArray,
    covariance: FloatArray,
    residuals: FloatArray,
    leverages: FloatArray,
    singular: BoolArray,
    deviation: FloatArray,
    centre: float,
    gram: FloatArray,
) -> Fits:
    points, size = residuals.shape[1], coefficients.shape[1] - 1
    freedom = points - size - 1
    total = float(deviation @ deviation)
    unexplained = np.einsum("mn,mn->m", residuals, residuals)
    variance = unexplained / freedom
    exact = unexplained <= _EXACT * total
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = np.clip(1.0 - unexplained / total, 0.0, 1.0)
        f_p = np.where(exact, 0.0, fdtrc(size, freedom, (total - unexplained) / size / variance))
        t = np.abs(coefficients) / np.sqrt(variance[:, None] * np.diagonal(covariance, axis1=1, axis2=2))
        p = np.where(exact[:, None], np.where(coefficients == 0, 1.0, 0.0), 2.0 * stdtr(freedom, -t))
        left_out = residuals / (1.0 - leverages)
        press = np.einsum("mn,mn->m", left_out, left_out)
        cv = np.sqrt(variance) / abs(centre)
        cv_out = np.where(leverages.max(axis=1) > 1 - 1e-9, np.inf, np.sqrt(press / points) / abs(centre))
    return Fits(
        coefficients=coefficients, unscaled_covariance=covariance, residuals=residuals, leverages=leverages,
        singular=singular, mean_consumption=centre, residual_sd=np.sqrt(variance), r2=r2,
        adjusted_r2=1.0 - (1.0 - r2) * (points - 1) / freedom, f_p_value=f_p, p_values=p,
        variance_inflation=np.diagonal(gram, axis1=1, axis2=2), cv_rmse=cv, cv_rmse_leave_one_out=cv_out, exact=exact,
    )  # fmt: skip


def durbin_watson(residuals: FloatArray) -> float | None:
    """Return the Durbin–Watson statistic of residuals in time order, or None when all are zero.

    Parameters
    ----------
    residuals : ndarray
        Residuals in time order. [unit of consumption]

    Returns
    -------
    float or None
        0 to 4; near 2 without autocorrelation. [1]

    References
    ----------
    .. [1] J. Durbin, G. S. Watson, Biometrika 38 (1951) 159–177, eq. 2.
    """
    total = float(residuals @ residuals)
    return float((np.diff(residuals) ** 2).sum() / total) if total > 0 else None


def lag_one_autocorrelation(residuals: FloatArray) -> float:
    """Return the correlation of each residual with the one before it (0 when all residuals are zero).

    Parameters
    ----------
    residuals : ndarray
        Residuals in time order, mean zero. [unit of consumption]

    Returns
    -------
    float
        Between −1 and 1. [1]
    """
    total = float(residuals @ residuals)
    return float(residuals[1:] @ residuals[:-1] / total) if total > 0 else 0.0
