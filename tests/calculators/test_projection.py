import numpy as np
import pytest
import statsmodels.api as sm

from calculators.errors import DomainError, ShapeError
from calculators.projection import Projection, project_intensity

YEARS = np.array([2021.0, 2022, 2023, 2024, 2025])


def project(intensity: object, uncertainty: float = 0.02, reduction: float = 0.08) -> Projection:
    outcome = project_intensity(YEARS, np.asarray(intensity, float), uncertainty, 2030, reduction, 0.90)
    assert outcome.projection is not None
    return outcome.projection


def test_two_per_cent_a_year_to_2030() -> None:
    steady = project(100 * 0.98 ** np.arange(5))
    assert steady.change == pytest.approx(0.98**9 - 1)
    assert steady.yearly_change == pytest.approx(-0.02)
    assert 0.5 < steady.probability < 1.0
    assert steady.low < steady.change < steady.high


def test_spread_equals_the_general_formula() -> None:
    # c = row(2030) − row(2021)-observation: simulate the estimator's weights on the five observations
    log = np.log([100.0, 96, 97, 93, 94])
    rows = sm.add_constant(YEARS)
    fit = sm.OLS(log, rows).fit()
    weights = np.array([1.0, 2030.0]) @ np.linalg.pinv(rows) - np.eye(5)[0]
    error = np.sqrt(fit.mse_resid * (weights @ weights + 1.0))
    outcome = project_intensity(YEARS, np.exp(log), 0.0, 2030, 0.08, 0.90).projection
    assert outcome is not None
    half = np.log1p(outcome.high) - np.log1p(outcome.change)
    assert half == pytest.approx(2.353363435 * error, rel=1e-6)  # t, 3 degrees of freedom, 95 %
    assert np.log1p(outcome.change) == pytest.approx(float(weights @ log))


def test_probability_is_a_half_when_the_trend_ends_on_the_target() -> None:
    steady = 100 * 0.98 ** np.arange(5)
    assert project(steady, reduction=1 - 0.98**9).probability == pytest.approx(0.5)
    assert project(steady, reduction=0.05).probability > project(steady, reduction=0.10).probability


def test_a_perfect_line_is_not_certain() -> None:
    assert project(100 * 0.98 ** np.arange(5), uncertainty=0.05).high > project(100 * 0.98 ** np.arange(5)).high


@pytest.mark.parametrize(
    ("years", "intensity", "uncertainty", "code"),
    [
        (YEARS[:2], [100.0, 90.0], 0.02, "projection.too_few_years"),
        (YEARS[:3], [100.0, 0.0, 90.0], 0.02, "projection.intensity_not_positive"),
        (YEARS[:3], [100.0, 100.0, 100.0], 0.0, "projection.no_uncertainty"),
    ],
)
def test_no_projection_is_explained(years: object, intensity: list[float], uncertainty: float, code: str) -> None:
    outcome = project_intensity(np.asarray(years), np.array(intensity), uncertainty, 2030, 0.08, 0.90)
    assert outcome.projection is None
    assert [finding.code for finding in outcome.findings] == [code]


def test_misuse_raises() -> None:
    with pytest.raises(DomainError, match="not after"):
        project_intensity(YEARS, np.ones(5), 0.02, 2025, 0.08, 0.90)
    with pytest.raises(ShapeError):
        project_intensity(YEARS[::-1], np.ones(5), 0.02, 2030, 0.08, 0.90)
    with pytest.raises(DomainError):
        project_intensity(YEARS, np.ones(5), 0.02, 2030, 8.0, 0.90)
