"""Published: managingenergy.com, cooling degree-days (73 °F over a balance point of 62 °F: 11)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.degree_days import cooling_degree_days, daily_mean_temperature, heating_degree_days
from calculators.errors import ShapeError


def test_published_day() -> None:
    # 11 degrees Fahrenheit are 11/1.8 kelvin; a day at the balance point has none
    day, base = np.array([(73 - 32) / 1.8, (62 - 32) / 1.8]), (62 - 32) / 1.8
    assert cooling_degree_days(day, base) == pytest.approx([11 / 1.8, 0.0])


def test_three_days_by_hand() -> None:
    mean = daily_mean_temperature(np.array([22.0, 25, 10]), np.array([30.0, 35, 20]))
    assert mean == pytest.approx([26, 30, 15])
    assert cooling_degree_days(mean, 24.0) == pytest.approx([2, 6, 0])
    assert heating_degree_days(mean, 24.0) == pytest.approx([0, 0, 9])


def test_extremes_in_the_wrong_order_raise() -> None:
    with pytest.raises(ShapeError):
        daily_mean_temperature(np.array([30.0]), np.array([20.0]))


@settings(deadline=None)
@given(st.lists(st.floats(-30, 50), min_size=1), st.floats(0, 30))
def test_cooling_less_heating_is_the_difference_to_the_base(days: list[float], base: float) -> None:
    mean = np.array(days)
    assert cooling_degree_days(mean, base) - heating_degree_days(mean, base) == pytest.approx(mean - base)
