"""Published: Enact Systems support page on the performance ratio (100 kW, 1868.23 kWh/m², 158 917 kWh: 85.06 %)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.solar import own_use, performance_ratio, yield_kwh
from calculators.errors import DomainError, ShapeError


def test_published_performance_ratio() -> None:
    ratio = performance_ratio(158_917, 100, 1868.23)
    assert ratio == pytest.approx(0.8506, abs=0.00005)
    assert yield_kwh(100, 1868.23, ratio) == pytest.approx(158_917)


def test_own_use_by_hand() -> None:
    result = own_use(np.array([0.0, 5, 10, 3]), np.array([4.0, 4, 4, 4]))
    assert (result.used_kwh, result.exported_kwh, result.bought_kwh) == (11, 7, 5)
    assert result.own_use_share == pytest.approx(11 / 18)
    assert result.coverage_share == pytest.approx(11 / 16)


def test_nothing_generated_or_needed() -> None:
    result = own_use(np.zeros(2), np.zeros(2))
    assert result.own_use_share is None
    assert result.coverage_share is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=1, max_size=48))
def test_energy_is_conserved(rows: list[tuple[float, float]]) -> None:
    generated, demand = np.array(rows).T
    result = own_use(generated, demand)
    assert result.used_kwh + result.exported_kwh == pytest.approx(generated.sum())
    assert result.used_kwh + result.bought_kwh == pytest.approx(demand.sum())


def test_misuse_raises() -> None:
    with pytest.raises(DomainError, match="impossible"):
        performance_ratio(200_000, 100, 1868)
    with pytest.raises(DomainError):
        own_use(np.array([-1.0]), np.array([1.0]))
    with pytest.raises(DomainError):
        own_use(np.array([np.nan]), np.array([1.0]))
    with pytest.raises(ShapeError):
        own_use(np.zeros(2), np.zeros(3))
    with pytest.raises(DomainError):
        yield_kwh(100, 1868, 85)
