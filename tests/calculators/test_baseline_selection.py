from itertools import combinations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.baseline_selection import Selection, select_baseline
from calculators.baseline_validity import SEP
from calculators.errors import DomainError, ShapeError
from calculators.least_squares import FloatArray


def candidates(seed: int, points: int, count: int = 8) -> tuple[FloatArray, dict[str, FloatArray]]:
    rng = np.random.default_rng(seed)
    drivers = {f"x{number}": rng.normal(100, 20, points) for number in range(count)}
    return 500 + 3 * drivers["x1"] + 2 * drivers["x0"] + rng.normal(0, 30, points), drivers


def select(use: FloatArray, drivers: dict[str, FloatArray], output: str | None = "x1") -> Selection:
    return select_baseline(use, drivers, SEP, max_candidates=8, max_variables=4, output=output)


def test_all_162_models_ranked_as_statsmodels_ranks_them() -> None:
    use, drivers = candidates(1, 60)
    oracle = {}
    for size in range(1, 5):
        for subset in combinations(sorted(drivers), size):
            fit = sm.OLS(use, sm.add_constant(np.column_stack([drivers[name] for name in subset]))).fit()
            oracle[subset] = np.sqrt(np.mean(fit.get_influence().resid_press ** 2)) / use.mean()
    selection = select(use, drivers)
    ranked = selection.ranked
    assert len(ranked.variables) == len(oracle) == 162
    assert ranked.cv_rmse_leave_one_out == pytest.approx([oracle[subset] for subset in ranked.variables], rel=1e-9)
    assert list(ranked.variables) == sorted(oracle, key=lambda subset: oracle[subset])
    assert selection.baseline is not None
    assert selection.baseline.variables == ranked.variables[int(np.argmax(ranked.valid))]
    assert {"x0", "x1"} <= set(selection.baseline.variables)
    assert all(test.passed for test in selection.tests if test.decides)


@pytest.mark.parametrize(("points", "largest"), [(12, 1), (24, 3), (36, 4)])
def test_six_points_per_coefficient(points: int, largest: int) -> None:
    selection = select(*candidates(2, points))
    assert max(map(len, selection.ranked.variables)) == largest


def test_no_valid_model_falls_back_to_the_ratio() -> None:
    rng = np.random.default_rng(5)
    drivers = {"output": rng.normal(100, 5, 12), "shifts": rng.normal(60, 2, 12)}
    selection = select(rng.normal(1000, 200, 12), drivers, "output")
    assert selection.baseline is not None
    assert selection.baseline.kind == "ratio"
    assert [finding.code for finding in selection.findings] == ["baseline.no_valid_model"]
    assert not selection.ranked.valid.any()
    nothing = select(rng.normal(1000, 200, 12), drivers, None)
    assert nothing.baseline is None


def test_zero_output_gives_no_baseline_at_all() -> None:
    selection = select(np.array([5.0, 6, 7, 8] * 3), {"output": np.zeros(12)}, "output")
    assert selection.baseline is None
    assert [finding.code for finding in selection.findings] == [
        "baseline.constant_driver", "baseline.no_valid_model", "baseline.zero_output",
    ]  # fmt: skip


def test_one_month_is_explained() -> None:
    selection = select(np.array([5.0]), {"output": np.array([2.0])}, "output")
    assert selection.baseline is None
    assert [finding.code for finding in selection.findings] == ["baseline.too_few_periods"]


def test_a_driver_given_twice_is_named_and_never_chosen_twice() -> None:
    use, drivers = candidates(3, 36, 2)
    drivers["x1_in_kg"] = drivers["x1"] * 1000
    selection = select(use, drivers)
    assert selection.baseline is not None
    assert not {"x1", "x1_in_kg"} <= set(selection.baseline.variables)
    named = [finding.values["variables"] for finding in selection.findings if finding.code == "baseline.collinear"]
    assert named == [["x1", "x1_in_kg"]]


def test_data_without_scatter_are_doubted() -> None:
    output = np.linspace(50, 150, 12)
    selection = select(10 + 2 * output, {"output": output}, "output")
    assert [finding.code for finding in selection.findings] == ["baseline.exact_fit"]


def test_misuse_raises() -> None:
    use, drivers = candidates(1, 24)
    with pytest.raises(DomainError, match="at most"):
        select_baseline(use, drivers, SEP, max_candidates=7, max_variables=4, output=None)
    with pytest.raises(DomainError, match="not among"):
        select(use, drivers, "tonnes")
    with pytest.raises(ShapeError):
        select(use[:12], drivers)


@settings(max_examples=15, deadline=None)
@given(order=st.permutations([f"x{number}" for number in range(5)]), seed=st.integers(0, 1000))
def test_the_order_of_candidates_does_not_matter(order: list[str], seed: int) -> None:
    use, drivers = candidates(seed, 24, 5)
    plain, shuffled = select(use, drivers), select(use, {name: drivers[name] for name in order})
    assert plain.ranked.variables == shuffled.ranked.variables
    assert (plain.ranked.cv_rmse_leave_one_out == shuffled.ranked.cv_rmse_leave_one_out).all()
    assert (plain.baseline is None) == (shuffled.baseline is None)
    if plain.baseline is not None and shuffled.baseline is not None:
        assert plain.baseline.coefficients == shuffled.baseline.coefficients
