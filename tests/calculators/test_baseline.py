import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.baseline import expected_consumption, fit_baseline, ratio_baseline
from calculators.errors import ShapeError

OUTPUT = np.array([100.0, 120, 90, 110, 130, 105, 95, 115, 125, 98, 102, 118])
USE = 500 + 3 * OUTPUT + np.array([5.0, -4, 3, -2, 6, -7, 1, 0, -3, 4, -5, 2])


def codes(outcome: object) -> list[str]:
    return [finding.code for finding in outcome.findings]  # type: ignore[attr-defined]


def test_straight_line_by_hand() -> None:
    # x = 1, 2, 3, 4 and y = 2, 4, 5, 9: slope Sxy/Sxx = 11/5, intercept 5 − 2.2·2.5, SSE = 26 − 11²/5
    baseline = fit_baseline(np.array([2.0, 4, 5, 9]), np.array([[1.0], [2], [3], [4]]), ["x"]).baseline
    assert baseline is not None
    assert baseline.coefficients == pytest.approx((-0.5, 2.2))
    assert baseline.residual_sd == pytest.approx(np.sqrt((26 - 24.2) / 2))
    assert baseline.r2 == pytest.approx(24.2 / 26)
    assert baseline.cv_rmse == pytest.approx(np.sqrt(0.9) / 5)
    assert expected_consumption(baseline, np.array([[10.0]])) == pytest.approx([21.5])


def test_standard_errors_equal_statsmodels() -> None:
    baseline = fit_baseline(USE, OUTPUT[:, None], ["output"]).baseline
    oracle = sm.OLS(USE, sm.add_constant(OUTPUT)).fit()
    assert baseline is not None
    assert baseline.standard_errors == pytest.approx(oracle.bse, rel=1e-9)
    assert baseline.f_p_value == pytest.approx(oracle.f_pvalue, rel=1e-9)
    assert baseline.degrees_of_freedom == 10


@pytest.mark.parametrize(
    ("use", "drivers", "code"),
    [
        pytest.param([5.0], [[1.0]], "baseline.too_few_periods", id="one month"),
        pytest.param([5.0, 6, 7], [[1.0, 2], [2, 3], [4, 4]], "baseline.too_few_periods", id="as many as coefficients"),
        pytest.param([0.0, 0, 0, 0], [[1.0], [2], [3], [4]], "baseline.no_consumption", id="nothing used"),
        pytest.param([7.0, 7, 7, 7], [[1.0], [2], [3], [4]], "baseline.constant_consumption", id="flat"),
        pytest.param([7.0, float("nan"), 7, 8], [[1.0], [2], [3], [4]], "baseline.missing_values", id="blank"),
        pytest.param([7.0, 6, 7, 8], [[3.0], [3], [3], [3]], "baseline.collinear", id="constant driver"),
        pytest.param([7.0, 6, 7, 8], [[1.0, 2], [2, 4], [3, 6], [4, 8]], "baseline.collinear", id="twice the same"),
    ],
)
def test_impossible_models_are_explained(use: list[float], drivers: list[list[float]], code: str) -> None:
    names = [f"x{i}" for i in range(len(drivers[0]))]
    outcome = fit_baseline(np.array(use), np.array(drivers), names)
    assert outcome.baseline is None
    assert codes(outcome) == [code]


def test_wrong_shapes_raise() -> None:
    with pytest.raises(ShapeError):
        fit_baseline(USE, OUTPUT, ["output"])
    baseline = fit_baseline(USE, OUTPUT[:, None], ["output"]).baseline
    assert baseline is not None
    with pytest.raises(ShapeError, match="drivers"):
        expected_consumption(baseline, np.ones((3, 2)))


def test_ratio_by_hand() -> None:
    # 30 used for 10 made: 3 each; residuals 10 − 9, 20 − 21 → s² = 2/1, s.e. = √(2·2)/10
    outcome = ratio_baseline(np.array([10.0, 20]), np.array([3.0, 7]), "output")
    assert outcome.baseline is not None
    assert outcome.baseline.coefficients == (0.0, 3.0)
    assert outcome.baseline.residual_sd == pytest.approx(np.sqrt(2))
    assert outcome.baseline.standard_errors[1] == pytest.approx(0.2)
    assert expected_consumption(outcome.baseline, np.array([[4.0]])) == pytest.approx([12.0])


@pytest.mark.parametrize(
    ("output", "code"),
    [([0.0, 0.0], "baseline.zero_output"), ([5.0, -1.0], "baseline.negative_output"), ([1.0], "shape")],
)
def test_ratio_without_output(output: list[float], code: str) -> None:
    if code == "shape":
        with pytest.raises(ShapeError):
            ratio_baseline(np.array([10.0, 20]), np.array(output), "output")
        return
    outcome = ratio_baseline(np.array([10.0, 20]), np.array(output), "output")
    assert outcome.baseline is None
    assert codes(outcome) == [code]


@settings(max_examples=30, deadline=None)
@given(
    factor=st.floats(1e-6, 1e6), shift=st.floats(-50, 50), use_factor=st.floats(1e-3, 1e3), seed=st.integers(0, 10_000)
)
def test_units_do_not_matter(factor: float, shift: float, use_factor: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    drivers = rng.normal(100, 15, (24, 2))
    use = 50 + drivers @ [2.0, 1.0] + rng.normal(0, 5, 24)
    plain = fit_baseline(use, drivers, ["a", "b"]).baseline
    other = fit_baseline(use * use_factor, (drivers + shift) * factor, ["a", "b"]).baseline
    assert plain is not None
    assert other is not None
    assert other.r2 == pytest.approx(plain.r2, rel=1e-9)
    assert other.cv_rmse_leave_one_out == pytest.approx(plain.cv_rmse_leave_one_out, rel=1e-9)
    ahead = rng.normal(100, 15, (3, 2))
    assert expected_consumption(other, (ahead + shift) * factor) == pytest.approx(
        expected_consumption(plain, ahead) * use_factor, rel=1e-8
    )


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_expected_and_actual_of_the_baseline_period_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drivers = rng.normal(100, 15, (24, 1))
    use = 100 + rng.normal(0, 5, 24)
    for outcome in (fit_baseline(use, drivers, ["a"]), ratio_baseline(use, drivers[:, 0], "a")):
        assert outcome.baseline is not None
        assert expected_consumption(outcome.baseline, drivers).sum() == pytest.approx(use.sum(), rel=1e-10)
