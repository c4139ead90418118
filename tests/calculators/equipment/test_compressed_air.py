"""Published: an energy-auditor exercise (1000 cfm compressor, 8 minutes on load, 48 off load, 144 kW)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.compressed_air import (
    leak_test,
    pressure_saving_share,
    specific_power_kw_min_m3,
    yearly_energy_kwh,
)
from calculators.errors import DomainError

CFM = 0.0283168466  # m³/min


def test_published_exercise() -> None:
    # 90 % of 1000 cfm delivered: 14.2 % leak, 127.8 cfm (from the rounded share), 6.25 cfm/kW
    test = leak_test(8 * 60, 48 * 60, 900 * CFM, 144)
    assert test.leak_share == pytest.approx(0.1429, abs=0.0001)
    assert test.leak_m3_min / CFM == pytest.approx(127.8, rel=0.01)
    assert test.power_kw == pytest.approx(20.45, rel=0.01)
    assert 1 / (specific_power_kw_min_m3(144, 900 * CFM) * CFM) == pytest.approx(6.25)


def test_no_rest_is_all_leak() -> None:
    assert leak_test(60, 0, 10, 75).leak_share == 1.0


def test_pressure_by_hand() -> None:
    # one stage, n = 1.4, 8 to 7 bar absolute from 1: 1 − (7^(2/7) − 1)/(8^(2/7) − 1)
    saving = pressure_saving_share(1.0, 8.0, 7.0, 1.4, 1)
    assert saving == pytest.approx(1 - (7 ** (2 / 7) - 1) / (8 ** (2 / 7) - 1))
    assert 0.05 < saving < 0.10  # the sourcebook's rule: about 1 % for 2 psi at 100 psig, 7 % a bar
    assert pressure_saving_share(1.0, 8.0, 8.0, 1.4, 2) == 0.0


@settings(deadline=None)
@given(st.floats(0.1, 1e4), st.floats(0, 1e4), st.floats(0.1, 100))
def test_time_has_no_unit(load: float, rest: float, factor: float) -> None:
    assert leak_test(load, rest, 10, 75).leak_share == pytest.approx(
        leak_test(load * factor, rest * factor, 10, 75).leak_share
    )


def test_energy_and_misuse() -> None:
    assert yearly_energy_kwh(20, 8000, 0.5) == 80_000
    with pytest.raises(DomainError):
        leak_test(0, 10, 10, 75)
    with pytest.raises(DomainError):
        pressure_saving_share(1.0, 7.0, 8.0, 1.4, 1)
    with pytest.raises(DomainError):
        yearly_energy_kwh(20, 8000, 50)
