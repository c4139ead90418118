import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.cusum import change_point, cumulative_difference, drift_alarm
from calculators.errors import DomainError, ShapeError

# Montgomery, Introduction to Statistical Quality Control, tables 9.1 and 9.2: 20 values around 10, then 10 around 11
MONTGOMERY = np.array([
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62,
    10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
])  # fmt: skip


def test_montgomery_tabular_cusum() -> None:
    alarm = drift_alarm(MONTGOMERY - 10.0, allowance=0.5, limit=5.0)
    assert alarm.upper[28] == pytest.approx(5.28)
    assert alarm.alarm_up == 28  # period 29
    assert alarm.since_up == 22  # the sum has been above zero since period 23: the shift came after period 22
    assert alarm.lower[:3] == pytest.approx([0.05, 1.56, 1.77])
    assert alarm.alarm_down is None


def test_sums_equal_the_recursion() -> None:
    values = np.random.default_rng(2).normal(0.2, 1, 60)
    up = down = 0.0
    alarm = drift_alarm(values, 0.5, 4.0)
    for period, value in enumerate(values):
        up, down = max(0.0, up + value - 0.5), max(0.0, down - value - 0.5)
        assert (alarm.upper[period], alarm.lower[period]) == pytest.approx((up, down), abs=1e-12)


def test_change_point_of_a_step_without_noise() -> None:
    difference = np.array([0.0] * 12 + [10.0] * 12)
    change = change_point(difference, 2.0, 0.05)
    assert change is not None
    assert (change.index, change.before, change.after) == (12, 0.0, 10.0)
    assert change.statistic == pytest.approx(60 / (2 * np.sqrt(24)))
    assert change.is_change


def test_rare_false_alarms() -> None:
    rng = np.random.default_rng(7)
    points = [change_point(rng.normal(0, 3, 36), 3.0, 0.05) for _ in range(400)]
    assert sum(point is not None and point.is_change for point in points) <= 30  # 5 % of 400 are 20


def test_too_short_and_misuse() -> None:
    assert change_point(np.array([1.0, 2, 3]), 1.0, 0.05) is None
    with pytest.raises(DomainError):
        change_point(np.ones(9), 0.0, 0.05)
    with pytest.raises(DomainError):
        drift_alarm(np.ones(9), 0.5, 0.0)
    with pytest.raises(ShapeError):
        cumulative_difference(np.ones(3), np.ones(2))


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_the_last_cumulative_difference_is_the_saving(actual: list[float]) -> None:
    expected = np.full(len(actual), 100.0)
    total = cumulative_difference(expected, np.array(actual))[-1]
    assert total == pytest.approx(100.0 * len(actual) - sum(actual), abs=1e-6)
