"""Formulae of the US DOE Motor Challenge fact sheet; a published 50 hp, 93 % exercise."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.motor import input_power_kw, load_share, replacement_saving_kwh, slip_load_share
from calculators.errors import DomainError


def test_published_full_load() -> None:
    # electrakit.com, efficiency formula: 50 hp at 93 % draw 40.1 kW
    rated = 50 * 0.746
    assert load_share(40.108, rated, 0.93) == pytest.approx(1.0, abs=1e-4)


def test_power_by_hand() -> None:
    assert input_power_kw(400, 50, 0.85) == pytest.approx(400 * 50 * 0.85 * math.sqrt(3) / 1000)


def test_slip_by_hand() -> None:
    assert slip_load_share(1500, 1485, 1470) == pytest.approx(0.5)


def test_replacement_by_hand() -> None:
    # 30 kW, 75 %, 6000 h: 135 MWh of shaft work
    assert replacement_saving_kwh(30, 0.75, 6000, 0.90, 0.936) == pytest.approx(135_000 / 0.90 - 135_000 / 0.936)
    assert replacement_saving_kwh(30, 0.75, 6000, 0.9, 0.9) == 0


@settings(deadline=None)
@given(st.floats(0.01, 1.2), st.floats(0.5, 1.0), st.floats(1, 500))
def test_load_and_input_are_inverse(load: float, efficiency: float, rated: float) -> None:
    assert load_share(load * rated / efficiency, rated, efficiency) == pytest.approx(load)


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        input_power_kw(400, 50, 85)
    with pytest.raises(DomainError):
        slip_load_share(1500, 1500, 1470)
    with pytest.raises(DomainError):
        load_share(10, 0, 0.9)
