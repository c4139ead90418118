"""Where the trend of an intensity leads, and how likely a target is met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from calculators.errors import DomainError, ShapeError
from calculators.finding import Finding
from calculators.least_squares import FloatArray

_FEWEST = 3  # [1] years; a line through two points has no error of its own


@dataclass(frozen=True, kw_only=True)
class Projection:
    """The change against the first year expected in the target year, if the trend goes on.

    Changes are shares (−0.08 is eight per cent less); `probability` is the chance that the change is at most minus the
    reduction asked for.
    """

    target_year: int
    change: float
    low: float
    high: float
    confidence: float
    yearly_change: float
    probability: float


@dataclass(frozen=True, kw_only=True)
class ProjectionOutcome:
    """A projection, or the findings that say why there is none."""

    projection: Projection | None
    findings: tuple[Finding, ...]


def project_intensity(
    years: FloatArray,
    intensity: FloatArray,
    relative_uncertainty: float,
    target_year: int,
    reduction: float,
    confidence: float,
) -> ProjectionOutcome:
    """Return the log-linear trend of an intensity carried on to the target year.

    The trend's own scatter is not taken to be smaller than the uncertainty of a year's measurement: three years that
    happen to lie on a line do not make the future certain. The reference is the first year's measured intensity, whose
    uncertainty is part of the interval.

    Parameters
    ----------
    years : ndarray
        Calendar years, ascending, at least three. [year]
    intensity : ndarray
        Normalised intensity of each year. [unit of intensity]
    relative_uncertainty : float
        Standard uncertainty of one year's intensity. [1]
    target_year : int
        Year of the target. [year]
    reduction : float
        Reduction asked for against the first year, such as 0.08. [1]
    confidence : float
        Probability of the two-sided interval. [1]

    Returns
    -------
    ProjectionOutcome
        The projection, or `projection.too_few_years`, `.intensity_not_positive`, `.no_uncertainty`.

    Raises
    ------
    ShapeError
        If the lengths disagree or the years do not ascend.
    DomainError
        If the target year is not after the last year, or a probability or share is out of range.

    References
    ----------
    .. [1] G. A. F. Seber, A. J. Lee, Linear Regression Analysis, 2nd ed., Wiley 2003, §5.3 (prediction interval).
    """
    _check(years, intensity, relative_uncertainty, target_year, reduction, confidence)
    if years.size < _FEWEST:
        return _none("too_few_years")
    if not (np.isfinite(intensity).all() and (intensity > 0).all()):
        return _none("intensity_not_positive")
    log = np.log(intensity)
    time = years - years.mean()
    slope = float(time @ log / (time @ time))
    residuals = log - log.mean() - slope * time
    freedom = years.size - 2
    variance = max(float(residuals @ residuals) / freedom, relative_uncertainty**2)
    if variance == 0:
        return _none("no_uncertainty")
    # prediction less the first year's own value; that value is also part of the fit, hence the cross term
    ahead, back = target_year - float(years.mean()), float(time[0])
    squares = float(time @ time)
    centre = float(log.mean()) + slope * ahead - float(log[0])
    spread = 1 / years.size + ahead**2 / squares + 2.0 - 2.0 * (1 / years.size + ahead * back / squares)
    error = float(np.sqrt(variance * max(spread, 1.0)))
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    projection = Projection(
        target_year=target_year, change=float(np.expm1(centre)), low=float(np.expm1(centre - half)),
        high=float(np.expm1(centre + half)), confidence=confidence, yearly_change=float(np.expm1(slope)),
        probability=float(stdtr(freedom, (np.log1p(-reduction) - centre) / error)),
    )  # fmt: skip
    return ProjectionOutcome(projection=projection, findings=())


def _check(
    years: FloatArray, intensity: FloatArray, uncertainty: float, target_year: int, reduction: float, confidence: float
) -> None:
    if years.shape != intensity.shape or (np.diff(years) <= 0).any():
        raise ShapeError("years must ascend and each needs one intensity")
    if years.size and target_year <= years[-1]:
        raise DomainError(f"target year {target_year} is not after {int(years[-1])}: judge it on its own data")
    if not (0 < confidence < 1 and 0 <= reduction < 1 and uncertainty >= 0):
        raise DomainError("confidence and reduction are shares between 0 and 1, the uncertainty is not negative")


def _none(what: str) -> ProjectionOutcome:
    return ProjectionOutcome(projection=None, findings=(Finding(code=f"projection.{what}", severity="error"),))
