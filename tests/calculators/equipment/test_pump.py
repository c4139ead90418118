"""Published: konvertibly.com pump guide (0.05 m³/s, 40 m); calculatorcollection.org affinity case (1450 → 1750 rpm)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.pump import Duty, at_speed, hydraulic_power_kw, pump_efficiency, speed_saving_kwh
from calculators.errors import DomainError


def test_published_power() -> None:
    water = hydraulic_power_kw(0.05 * 3600, 40, 1000)
    assert water == pytest.approx(19.62, abs=0.01)
    assert pump_efficiency(water, 26.16 / 0.92, 0.92) == pytest.approx(0.75, abs=0.001)


def test_published_affinity() -> None:
    faster = at_speed(Duty(flow_m3_h=60, head=25, power_kw=8), 1750 / 1450)
    assert faster.flow_m3_h == pytest.approx(72.4, abs=0.05)
    assert faster.head == pytest.approx(36.4, abs=0.05)
    assert faster.power_kw == pytest.approx(14.1, abs=0.05)


def test_saving_by_hand() -> None:
    # 0.8³ = 0.512; the converter takes 4 %
    assert speed_saving_kwh(Duty(flow_m3_h=1, head=1, power_kw=10), 0.8, 1000, 0.96) == pytest.approx(
        1000 * (10 - 5.12 / 0.96)
    )


@settings(deadline=None)
@given(st.floats(0.1, 2), st.floats(0.1, 2))
def test_two_changes_of_speed_are_one(first: float, second: float) -> None:
    duty = Duty(flow_m3_h=60, head=25, power_kw=8)
    twice, once = at_speed(at_speed(duty, first), second), at_speed(duty, first * second)
    assert (twice.flow_m3_h, twice.head, twice.power_kw) == pytest.approx((once.flow_m3_h, once.head, once.power_kw))


def test_misuse_raises() -> None:
    with pytest.raises(DomainError, match="impossible"):
        pump_efficiency(20, 15, 0.9)
    with pytest.raises(DomainError):
        hydraulic_power_kw(10, -3, 1000)
    with pytest.raises(DomainError):
        speed_saving_kwh(Duty(flow_m3_h=1, head=1, power_kw=10), 1.2, 1000, 0.96)
