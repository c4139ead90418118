"""Published: cooling tower case (9900 gpm, 8 °F, windage 0.1 %, 4 cycles), scribd.com/document/46640740."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.cooling_tower import cycles_of_concentration, tower_water
from calculators.errors import DomainError


def test_published_case() -> None:
    # evaporation 0.1 % per °F = 0.18 % per K; gallons a day: 114 048, windage 14 256, blowdown 23 760, make-up 152 064
    gallons = 0.003785411784 * 60  # m³/h per gpm
    water = tower_water(9900 * gallons, 8 / 1.8, 4.0, 0.001, 0.0018)
    per_day = 24 / 0.003785411784
    assert water.evaporation_m3_h * per_day == pytest.approx(114_048)
    assert water.drift_m3_h * per_day == pytest.approx(14_256)
    assert water.blowdown_m3_h * per_day == pytest.approx(23_760)
    assert water.make_up_m3_h * per_day == pytest.approx(152_064)


@settings(deadline=None)
@given(st.floats(1, 1e4), st.floats(1, 20), st.floats(1.1, 12))
def test_water_and_salt_balance(circulation: float, cooling: float, cycles: float) -> None:
    water = tower_water(circulation, cooling, cycles, 0.0, 0.0015)
    assert water.make_up_m3_h == pytest.approx(water.evaporation_m3_h + water.drift_m3_h + water.blowdown_m3_h)
    assert water.make_up_m3_h == pytest.approx(cycles * water.blowdown_m3_h)
    assert water.make_up_m3_h == pytest.approx(water.evaporation_m3_h / (1 - 1 / cycles))


def test_cycles_and_misuse() -> None:
    assert cycles_of_concentration(1200, 300) == 4
    with pytest.raises(DomainError):
        cycles_of_concentration(300, 300)
    with pytest.raises(DomainError):
        tower_water(100, 5, 1.0, 0.001, 0.0015)
    with pytest.raises(DomainError, match="drift"):
        tower_water(100, 5, 20.0, 0.002, 0.0015)
