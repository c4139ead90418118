"""Allocation and end of life: hand-solved, and the laws that hold for every basis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.allocation import allocate_as_stated, allocate_by_energy, allocate_by_mass, allocate_by_price
from calculators.end_of_life import MaterialLife, circular_footprint, cut_off
from calculators.errors import DomainError, ShapeError

# A shrimp plant: 600 t of tails at 200 MVND/t and 300 t of shell at 2.5 MVND/t; 4.2 and 9.0 MJ/kg.
MASS = np.array([600e3, 300e3])


def test_three_bases_by_hand() -> None:
    assert allocate_by_mass(MASS).tolist() == pytest.approx([2 / 3, 1 / 3])
    assert allocate_by_energy(MASS, np.array([4.2, 9.0])).tolist() == pytest.approx([2520 / 5220, 2700 / 5220])
    assert allocate_by_price(np.array([600.0, 300.0]), np.array([200e6, 2.5e6])).tolist() == pytest.approx([120000 / 120750, 750 / 120750])
    assert allocate_as_stated(np.array([0.9, 0.1])).tolist() == [0.9, 0.1]


@given(st.lists(st.floats(0.001, 1e9), min_size=1, max_size=12))
def test_shares_add_to_one_and_do_not_depend_on_the_unit(weights: list[float]) -> None:
    column = np.array(weights)
    shares = allocate_by_mass(column)
    assert float(shares.sum()) == pytest.approx(1.0)
    assert allocate_by_mass(column / 1000.0).tolist() == pytest.approx(shares.tolist())


def test_what_cannot_share_is_refused() -> None:
    with pytest.raises(DomainError, match="nothing to share by"):
        allocate_by_mass(np.zeros(2))
    with pytest.raises(DomainError, match="negative"):
        allocate_by_mass(np.array([1.0, -1.0]))
    with pytest.raises(DomainError, match="negative"):
        allocate_by_price(np.array([-1.0, 1.0]), np.array([-5.0, 1.0]))
    with pytest.raises(ShapeError, match="one for each product"):
        allocate_by_price(MASS, np.ones(3))
    with pytest.raises(DomainError, match=r"0\.95"):
        allocate_as_stated(np.array([0.9, 0.05]))


BOTTLE = MaterialLife(
    recycled_content=0.3, recycled_at_end=0.5, energy_recovered=0.2, material_factor=0.5, energy_factor=0.0, quality_in=0.9,
    quality_out=0.9, virgin=3.0, recycled=1.0, recycling=0.6, replaced=3.0, recovery=2.1, recovery_credit=0.7, disposal=0.04,
)  # fmt: skip


def test_cut_off_by_hand() -> None:
    # 0.7·3 + 0.3·1 + 0.2·2.1 + 0.3·0.04
    assert cut_off(BOTTLE) == pytest.approx(2.1 + 0.3 + 0.42 + 0.012)


def test_circular_footprint_by_hand() -> None:
    # 0.7·3 + 0.3·(0.5·1 + 0.5·3·0.9) + 0.5·0.5·(0.6 − 3·0.9) + 0.2·(2.1 − 0.7) + 0.3·0.04
    assert circular_footprint(BOTTLE) == pytest.approx(2.1 + 0.555 - 0.525 + 0.28 + 0.012)


@given(st.floats(0, 1), st.floats(0, 10), st.floats(0, 10))
def test_virgin_material_that_is_thrown_away_is_the_same_by_both(share: float, virgin: float, disposal: float) -> None:
    plain = replace(
        BOTTLE, recycled_content=0.0, recycled_at_end=0.0, energy_recovered=0.0, material_factor=share, virgin=virgin, disposal=disposal
    )
    assert circular_footprint(plain) == pytest.approx(cut_off(plain)) == pytest.approx(virgin + disposal)


@given(st.floats(0, 1), st.floats(0, 1))
def test_material_factor_one_leaves_recycling_to_its_user(recycled: float, at_end: float) -> None:
    life = replace(BOTTLE, material_factor=1.0, recycled_content=recycled, recycled_at_end=at_end, energy_recovered=0.0)
    assert circular_footprint(life) == pytest.approx(cut_off(life))


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(DomainError, match="than there is"):
        replace(BOTTLE, recycled_at_end=0.9, energy_recovered=0.2)
    with pytest.raises(DomainError, match="recycled_content"):
        replace(BOTTLE, recycled_content=1.2)
