"""Published: jirvine.co.uk, tutorial 10, question 6 (half load); electricalwiki.com capacitor sizing (164.6 kW, 0.86 → 0.95) and elmeasure.com (650 kW, 0.65 → 1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.transformer import best_load_share, capacitor_kvar, power_factor, transformer_loss_kw
from calculators.errors import DomainError


def test_published_capacitors() -> None:
    assert capacitor_kvar(164.6, 0.86, 0.95) == pytest.approx(44, abs=0.5)
    assert capacitor_kvar(650, 0.65, 1.0) == pytest.approx(759.85, rel=1e-3)


def test_published_half_load() -> None:
    # iron 2.0 kW, copper 2.5 kW at full load: 2.625 kW at half load, 97.9 % of 127.5 kW (the tutorial divides by the output)
    loss = transformer_loss_kw(2.0, 2.5, 0.5)
    assert loss == pytest.approx(2.625)
    assert 1 - loss / 127.5 == pytest.approx(0.979, abs=5e-4)


def test_losses_by_hand() -> None:
    assert transformer_loss_kw(1.7, 10.5, 0.6) == pytest.approx(1.7 + 10.5 * 0.36)
    assert transformer_loss_kw(1.7, 10.5, 0.0) == 1.7


@settings(deadline=None)
@given(st.floats(0.05, 10), st.floats(0.05, 50), st.floats(0.05, 2))
def test_no_load_is_more_efficient_than_the_best(iron: float, copper: float, load: float) -> None:
    best = best_load_share(iron, copper)
    assert transformer_loss_kw(iron, copper, best) / best <= transformer_loss_kw(iron, copper, load) / load * (1 + 1e-9)


@settings(deadline=None)
@given(st.floats(1, 1e6), st.floats(0, 1e6))
def test_power_factor_after_full_compensation_is_one(active: float, reactive: float) -> None:
    factor = power_factor(active, reactive)
    assert capacitor_kvar(active, factor, 1.0) == pytest.approx(reactive, rel=1e-6, abs=1e-3 * active)


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        capacitor_kvar(100, 0.95, 0.9)
    with pytest.raises(DomainError):
        power_factor(0, 10)
    with pytest.raises(DomainError):
        best_load_share(0, 10)
