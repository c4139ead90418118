"""Reference: NIST Statistical Reference Datasets, Longley (certified values), and statsmodels model by model."""

from itertools import combinations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.stattools import durbin_watson as oracle_durbin_watson

from calculators.errors import ShapeError
from calculators.least_squares import durbin_watson, fit_stack, lag_one_autocorrelation


def test_longley_agrees_with_nist_certified_values() -> None:
    data = sm.datasets.longley.load()
    fits = fit_stack(data.endog.to_numpy(float) * 1.0, data.exog.to_numpy(float), np.arange(6)[None, :])
    certified = [
        -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359,
        -0.511041056535807e-01, 1829.15146461355,
    ]  # fmt: skip
    assert fits.coefficients[0] == pytest.approx(certified, rel=1e-9)
    assert fits.residual_sd[0] == pytest.approx(304.854073561965, rel=1e-9)
    assert fits.r2[0] == pytest.approx(0.995479004577296, rel=1e-12)
    assert not fits.singular[0]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_subset_equals_statsmodels(size: int) -> None:
    rng = np.random.default_rng(size)
    columns = np.column_stack([rng.normal(100, 20, 60), rng.normal(5e6, 1e6, 60), rng.uniform(0, 1, (60, 6))])
    consumption = 400 + 3 * columns[:, 0] + 1e-4 * columns[:, 1] + rng.normal(0, 40, 60)
    subsets = list(combinations(range(8), size))
    fits = fit_stack(consumption, columns, np.array(subsets))
    for row, subset in enumerate(subsets):
        oracle = sm.OLS(consumption, sm.add_constant(columns[:, subset])).fit()
        influence = oracle.get_influence()
        assert fits.coefficients[row] == pytest.approx(oracle.params, rel=1e-9)
        assert fits.p_values[row] == pytest.approx(oracle.pvalues, rel=1e-9, abs=1e-12)
        assert fits.r2[row] == pytest.approx(oracle.rsquared, rel=1e-9)
        assert fits.adjusted_r2[row] == pytest.approx(oracle.rsquared_adj, rel=1e-9)
        assert fits.f_p_value[row] == pytest.approx(oracle.f_pvalue, rel=1e-9)
        assert fits.leverages[row] == pytest.approx(influence.hat_matrix_diag, rel=1e-9)
        left_out = np.sqrt(np.mean(influence.resid_press**2)) / consumption.mean()
        assert fits.cv_rmse_leave_one_out[row] == pytest.approx(left_out, rel=1e-9)
        assert fits.residual_sd[row] ** 2 * fits.unscaled_covariance[row] == pytest.approx(
            oracle.cov_params(), rel=1e-8
        )


def test_leave_one_out_is_what_leaving_one_out_gives() -> None:
    rng = np.random.default_rng(3)
    columns, consumption = rng.normal(10, 2, (14, 2)), rng.normal(50, 5, 14)
    errors = []
    for period in range(14):
        rest = np.arange(14) != period
        model = fit_stack(consumption[rest], columns[rest], np.array([[0, 1]])).coefficients[0]
        errors.append(consumption[period] - model[0] - columns[period] @ model[1:])
    fits = fit_stack(consumption, columns, np.array([[0, 1]]))
    assert fits.cv_rmse_leave_one_out[0] == pytest.approx(np.sqrt(np.mean(np.square(errors))) / consumption.mean())


def test_collinear_and_constant_drivers_are_singular() -> None:
    rng = np.random.default_rng(4)
    one = rng.normal(100, 10, 24)
    columns = np.column_stack([one, 2 * one + 7, np.full(24, 3.3), rng.normal(size=24)])
    fits = fit_stack(rng.normal(10, 1, 24), columns, np.array([[0, 1], [0, 2], [2, 3], [0, 3]]))
    assert fits.singular.tolist() == [True, True, True, False]


def test_too_few_periods_raise() -> None:
    with pytest.raises(ShapeError, match="do not fit"):
        fit_stack(np.ones(3), np.ones((3, 2)), np.array([[0, 1]]))


def test_serial_statistics() -> None:
    residuals = np.array([1.0, -2.0, 0.5, 1.5, -1.0])
    assert durbin_watson(residuals) == pytest.approx(oracle_durbin_watson(residuals))
    assert lag_one_autocorrelation(residuals) == pytest.approx((-2 - 1 + 0.75 - 1.5) / 8.5)
    assert durbin_watson(np.zeros(4)) is None
    assert lag_one_autocorrelation(np.zeros(4)) == 0.0
