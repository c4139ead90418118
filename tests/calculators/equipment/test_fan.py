"""Published rule: hp = cfm × inches of water/(6356 × efficiency), US fan engineering."""

import pytest

from calculators.equipment.fan import air_power_kw, fan_efficiency
from calculators.errors import DomainError


def test_us_rule() -> None:
    # 6356 cfm at 1 inch of water (249.089 Pa) are 1 hp of air power
    assert air_power_kw(6356 * 1.69901082, 249.089) == pytest.approx(0.7457, rel=3e-3)  # the 6356 is rounded


def test_efficiency_by_hand() -> None:
    # 36 000 m³/h at 1000 Pa are 10 kW
    assert air_power_kw(36_000, 1000) == pytest.approx(10)
    assert fan_efficiency(10, 20, 0.9) == pytest.approx(10 / 18)


def test_misuse_raises() -> None:
    with pytest.raises(DomainError, match="impossible"):
        fan_efficiency(20, 15, 0.9)
    with pytest.raises(DomainError):
        air_power_kw(0, 100)
