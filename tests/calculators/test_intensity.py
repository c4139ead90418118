"""Intensity, productivity, equivalent output and decomposition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError, ZeroOutputError
from calculators.intensity import change_percent, decompose, equivalent_output, intensity, productivity
from calculators.units import convert

positive = st.floats(min_value=1e-3, max_value=1e9)


def test_garment_example_by_hand() -> None:
    assert intensity(19_888_000, 2_200_000) == pytest.approx(9.04)


def test_the_same_in_other_units() -> None:
    assert intensity(convert(36, "GJ", "MJ"), 12) == intensity(convert(10, "MWh", "MJ"), 12) == pytest.approx(3000)


@pytest.mark.parametrize(("output", "error"), [(0.0, ZeroOutputError), (-1.0, DomainError)])
def test_no_output_no_intensity(output: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        intensity(1.0, output)


def test_productivity_needs_something_used() -> None:
    with pytest.raises(DomainError):
        productivity(10, 0)


@given(amount=positive, output=positive)
def test_productivity_is_the_inverse(amount: float, output: float) -> None:
    assert productivity(output, amount) * intensity(amount, output) == pytest.approx(1)


@given(amount=positive, output=positive)
def test_doubling_output_halves_intensity(amount: float, output: float) -> None:
    assert intensity(amount, 2 * output) == pytest.approx(intensity(amount, output) / 2)


def test_equivalents_of_circular_52() -> None:
    # Annex I: IQF 1.00, steamed 0.83, nobashi 1.32, tempura 1.63, block 0.76
    assert equivalent_output([10, 10, 10, 10, 10], [1.00, 0.83, 1.32, 1.63, 0.76]) == pytest.approx(55.4)


def test_each_product_needs_its_coefficient() -> None:
    with pytest.raises(ShapeError):
        equivalent_output([1, 2], [1])
    with pytest.raises(DomainError):
        equivalent_output([1], [0])


def test_a_fall_in_output_without_saving() -> None:
    # method.md, section 6: base load 50 of 100; output 100 -> 80: +12.5 % intensity is not a waste of effort
    parts = decompose(100, 100, 90, 80)
    assert parts.change == pytest.approx(-10)
    assert parts.activity_effect == pytest.approx(-20)
    assert parts.intensity_effect == pytest.approx(10)


@given(e0=positive, p0=positive, e1=positive, p1=positive)
def test_the_two_effects_close(e0: float, p0: float, e1: float, p1: float) -> None:
    parts = decompose(e0, p0, e1, p1)
    scale = max(e0, e1, abs(parts.activity_effect))
    assert parts.activity_effect + parts.intensity_effect == pytest.approx(parts.change, abs=1e-9 * scale)


def test_change_needs_a_start() -> None:
    assert change_percent(100, 92) == pytest.approx(-8)
    with pytest.raises(DomainError):
        change_percent(0, 1)
