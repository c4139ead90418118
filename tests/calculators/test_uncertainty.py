"""Uncertainty: the worked example, and what correlation does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError
from calculators.uncertainty import change_interval_90, combine_relative, interval_90, total_deviation


def test_garment_energy_by_hand() -> None:
    rows = np.array([5_832_000.0, 1_296_000.0, 12_760_000.0])
    sigma = total_deviation(rows, np.array([0.01, 0.01, 0.03]), np.array([0, 1, 2]))
    assert sigma == pytest.approx(387_433.9, abs=0.05)  # root of 58 320² + 12 960² + 382 800²
    assert sigma / rows.sum() == pytest.approx(0.01948079, abs=5e-9)


def test_change_of_the_garment_example() -> None:
    low, high = change_interval_90(5.372190, 4.947264, 0.02049553, 0.01948079)
    assert (low, high) == pytest.approx((-12.0952, -3.5250), abs=2e-4)


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=24), st.floats(0.001, 0.2))
def test_typing_months_or_a_year_gives_one_verdict(months: list[float], error: float) -> None:
    one = np.zeros(len(months), dtype=int)
    typed = total_deviation(np.array(months), np.full(len(months), error), one)
    assert typed == pytest.approx(total_deviation(np.array([sum(months)]), np.array([error]), np.array([0])))


def test_meters_are_independent() -> None:
    assert total_deviation(np.array([30.0, 40.0]), np.array([0.1, 0.1]), np.array([0, 1])) == pytest.approx(5.0)


def test_what_was_sold_of_the_same_meter_takes_its_error_along() -> None:
    assert total_deviation(np.array([500.0, -200.0]), np.array([0.01, 0.01]), np.array([0, 0])) == pytest.approx(3.0)


@given(st.floats(0.01, 1e6), st.floats(0, 0.3))
def test_interval_contains_the_value_and_is_symmetric_in_the_logarithm(value: float, relative: float) -> None:
    low, high = interval_90(value, relative)
    assert low <= value <= high
    assert math.sqrt(low * high) == pytest.approx(value)


def test_bad_arguments() -> None:
    with pytest.raises(DomainError):
        interval_90(1.0, -0.1)
    with pytest.raises(DomainError):
        change_interval_90(0.0, 1.0, 0.1, 0.1)
    with pytest.raises(ShapeError):
        total_deviation(np.array([1.0]), np.array([0.1, 0.1]), np.array([0]))
    assert total_deviation(np.array([]), np.array([]), np.array([], dtype=int)) == 0.0
    assert combine_relative([]) == 0.0
