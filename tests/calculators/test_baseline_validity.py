from dataclasses import replace

import numpy as np
import pytest

from calculators.baseline import fit_baseline, ratio_baseline
from calculators.baseline_validity import SEP, STRICT, passes, range_tests, validity_tests
from calculators.errors import ShapeError
from calculators.least_squares import fit_stack

RNG = np.random.default_rng(8)
DRIVERS = RNG.normal(100, 15, (24, 2))
USE = 500 + DRIVERS @ [3.0, 0.0] + RNG.normal(0, 10, 24)


def test_every_test_is_shown_with_its_threshold() -> None:
    baseline = fit_baseline(USE, DRIVERS[:, :1], ["output"]).baseline
    assert baseline is not None
    tests = {test.code.removeprefix("baseline.test."): test for test in validity_tests(baseline, STRICT)}
    assert set(tests) == {
        "f_p_value", "every_p_value", "one_p_value", "r2", "variance_inflation", "cv_rmse", "t", "points",
        "points_per_coefficient", "full_years", "negative_slope", "negative_intercept",
    }  # fmt: skip
    assert all(test.passed for test in tests.values())
    assert tests["r2"].threshold == 0.75
    assert tests["r2"].value == baseline.r2
    assert not tests["negative_slope"].decides


def test_a_useless_driver_fails_its_own_test_only() -> None:
    baseline = fit_baseline(USE, DRIVERS, ["output", "noise"]).baseline
    assert baseline is not None
    assert baseline.p_values is not None
    thresholds = replace(SEP, every_p_value=baseline.p_values[2])  # p must lie below, so equality fails
    failed = [
        (test.code, test.variable) for test in validity_tests(baseline, thresholds) if not test.passed and test.decides
    ]
    assert failed == [("baseline.test.every_p_value", "noise")]


@pytest.mark.parametrize(
    "thresholds", [SEP, STRICT, replace(SEP, r2=0.999), replace(STRICT, t=500.0), replace(STRICT, cv_rmse=1e-6)]
)
@pytest.mark.parametrize("columns", [[0], [1], [0, 1]])
def test_batch_and_shown_tests_agree(thresholds: object, columns: list[int]) -> None:
    fits = fit_stack(USE, DRIVERS, np.array([columns]))
    baseline = fit_baseline(USE, DRIVERS[:, columns], [f"x{i}" for i in columns]).baseline
    assert baseline is not None
    shown = all(test.passed for test in validity_tests(baseline, thresholds) if test.decides)  # type: ignore[arg-type]
    assert bool(passes(fits, thresholds)[0]) == shown  # type: ignore[arg-type]


def test_months_that_are_no_full_year_fail() -> None:
    baseline = fit_baseline(USE[:18], DRIVERS[:18, :1], ["output"]).baseline
    assert baseline is not None
    failed = [test.code for test in validity_tests(baseline, SEP) if not test.passed]
    assert failed == ["baseline.test.full_years"]


def test_negative_slope_warns() -> None:
    baseline = fit_baseline(2000 - 3 * DRIVERS[:, 0] + RNG.normal(0, 1, 24), DRIVERS[:, :1], ["output"]).baseline
    assert baseline is not None
    assert [test.code for test in validity_tests(baseline, SEP) if not test.passed] == ["baseline.test.negative_slope"]


def test_ratio_has_only_the_number_of_points() -> None:
    baseline = ratio_baseline(USE, DRIVERS[:, 0], "output").baseline
    assert baseline is not None
    assert [test.code for test in validity_tests(baseline, SEP)] == ["baseline.test.points"]


def test_range_of_the_application() -> None:
    baseline = fit_baseline(USE, DRIVERS[:, :1], ["output"]).baseline
    assert baseline is not None
    inside = range_tests(baseline, np.full((12, 1), 100.0), SEP)[0]
    assert inside.passed
    assert inside.value == 0.0
    mean, sd = baseline.driver_mean[0], baseline.driver_sd[0]
    assert range_tests(baseline, np.full((12, 1), mean + 2.9 * sd), SEP)[0].value == pytest.approx(2.9)
    assert not range_tests(baseline, np.full((12, 1), mean + 3.1 * sd), SEP)[0].passed
    with pytest.raises(ShapeError):
        range_tests(baseline, np.empty((0, 1)), SEP)
