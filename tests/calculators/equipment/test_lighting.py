"""Published: arca53 notes on the lumen method, example 1 (60 × 24 m, 18,000 lm, 200 lx: 53.33 lamps)."""

import pytest

from calculators.equipment.lighting import illuminance_lx, power_density_w_m2, replacement_saving_kwh
from calculators.errors import DomainError


def test_published_factory() -> None:
    # arca53.dsl.pipex.com, lumen method, example 1: N = 200·60·24/(18,000·0.4·0.75) = 53.33
    assert illuminance_lx(53.3333 * 18_000, 60 * 24, 0.4, 0.75) == pytest.approx(200, rel=1e-5)


def test_a_hall_by_hand() -> None:
    # 40 lamps of 3600 lm over 240 m²; 60 % arrive, 80 % remain
    assert illuminance_lx(40 * 3600, 240, 0.6, 0.8) == pytest.approx(288)
    assert power_density_w_m2(40 * 36, 240) == pytest.approx(6)


def test_saving_by_hand() -> None:
    assert replacement_saving_kwh(40, 80, 36, 5000) == pytest.approx(8800)
    assert replacement_saving_kwh(40, 36, 36, 5000) == 0


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        power_density_w_m2(100, 0)
    with pytest.raises(DomainError):
        illuminance_lx(100, 10, 60, 0.8)
    with pytest.raises(DomainError):
        replacement_saving_kwh(-1, 80, 36, 5000)
