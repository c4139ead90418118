"""Published: BEE Guide book 4, ch. 9, p. 117 (kW/TR = 3.516/COP; a ton is 3024 kcal/h)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.refrigeration_plant import (
    coefficient_of_performance,
    cooling_power_kw,
    ideal_cop,
    lift_saving_share,
    specific_power_kw_per_ton,
)
from calculators.errors import DomainError


def test_a_ton_of_refrigeration() -> None:
    # 3.024 m³/h of water cooled by 1 K gives up 3024 kcal/h = 1 TR = 3.516 kW
    cooling = cooling_power_kw(3.024, 13, 12, 4.1868)
    assert cooling == pytest.approx(3.516, abs=0.002)
    assert specific_power_kw_per_ton(3.516) == pytest.approx(1.0, abs=0.001)
    assert specific_power_kw_per_ton(coefficient_of_performance(cooling, 0.7)) == pytest.approx(0.7, abs=0.001)


def test_carnot_by_hand() -> None:
    assert ideal_cop(-10, 35) == pytest.approx(263.15 / 45)
    assert lift_saving_share(-10, 35, -10, 30) == pytest.approx(1 - 40 / 45)


@settings(deadline=None)
@given(st.floats(-40, 10), st.floats(1, 50), st.floats(0.1, 5))
def test_a_smaller_lift_saves(evaporating: float, lift: float, less: float) -> None:
    condensing = evaporating + lift + less
    assert lift_saving_share(evaporating, condensing, evaporating, condensing - less) > 0
    assert lift_saving_share(evaporating, condensing, evaporating, condensing) == pytest.approx(0)


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        cooling_power_kw(10, 7, 12, 4.19)
    with pytest.raises(DomainError):
        ideal_cop(35, 35)
    with pytest.raises(DomainError):
        coefficient_of_performance(10, 0)
