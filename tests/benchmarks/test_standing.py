"""Verdicts on one value: limits, ranges, averages, best practice, both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.standing import Bounds, judge

LIMIT = Bounds(low=None, middle=1625.0, high=None)
RANGE = Bounds(low=23.0, middle=None, high=32.0)


@pytest.mark.parametrize(
    ("value", "bounds", "statistic", "verdict", "gap"),
    [
        (1600, LIMIT, "regulatory_limit", "within", 0.0),
        (1625, LIMIT, "regulatory_limit", "within", 0.0),
        (1800, LIMIT, "regulatory_limit", "worse", 100 * 175 / 1625),
        (30, RANGE, "typical_range", "within", 0.0),
        (20, RANGE, "typical_range", "better_than_best", 100 * (20 - 23) / 23),
        (40, RANGE, "typical_range", "worse", 25.0),
        (0.9, Bounds(low=0.60, middle=None, high=0.65), "average", "worse", 38.4615385),  # the garment example
        (0.9, Bounds(low=0.385, middle=0.981, high=2.55), "survey_percentile", "within", 0.0),
        (1.0, Bounds(low=None, middle=1.2, high=None), "average", "within", 0.0),
        (1.0, Bounds(low=None, middle=1.2, high=None), "best_practice", "better_than_best", -100 / 6),
        (1.3, Bounds(low=None, middle=1.2, high=None), "best_practice", "worse", 100 / 12),
    ],
)
def test_lower_is_better(value: float, bounds: Bounds, statistic: str, verdict: str, gap: float) -> None:
    judgement = judge(value, None, bounds, statistic, "lower_is_better")
    assert judgement.verdict == verdict
    assert judgement.gap_percent == pytest.approx(gap)
    assert judgement.distinguishable is None


@pytest.mark.parametrize(("value", "verdict", "gap"), [(0.5, "worse", 100 / 6), (0.65, "within", 0.0), (0.77, "better_than_best", -10.0)])
def test_higher_is_better_turns_the_sign(value: float, verdict: str, gap: float) -> None:
    judgement = judge(value, None, Bounds(low=0.6, middle=None, high=0.7), "typical_range", "higher_is_better")
    assert (judgement.verdict, judgement.gap_percent) == (verdict, pytest.approx(gap))


@pytest.mark.parametrize(
    ("interval", "clear"), [((1650, 1950), True), ((1600, 1950), False)], ids=["clears the bound", "contains the bound"]
)
def test_distinguishable_when_the_interval_clears_the_bound(interval: tuple[float, float], clear: bool) -> None:
    assert judge(1800, interval, LIMIT, "regulatory_limit", "lower_is_better").distinguishable is clear


@given(st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_the_gap_is_positive_only_where_it_is_worse(value: float, limit: float) -> None:
    judgement = judge(value, None, Bounds(low=None, middle=limit, high=None), "regulatory_limit", "lower_is_better")
    assert (judgement.gap_percent > 0) == (judgement.verdict == "worse") == (value > limit)


def test_no_bound_is_the_callers_error() -> None:
    with pytest.raises(ValueError, match="bound"):
        judge(1, None, Bounds(low=None, middle=None, high=None), "average", "lower_is_better")
