"""Published: IAPWS R7-97 verification values, US DOE steam tip sheets, Manczyk's trap; a bare pipe by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.steam import (
    bare_pipe_loss_w_m,
    condensate_saving_mj,
    flash_steam_share,
    insulation_saving_mj,
    saturated_steam_enthalpy_kj_kg,
    saturated_water_enthalpy_kj_kg,
    trap_leak_kg_h,
    water_enthalpy_kj_kg,
)
from calculators.errors import DomainError

BTU_LB = 2.326  # kJ/kg per Btu/lb
PSI = 14.5037738  # psi per bar


def test_water_equals_the_iapws_verification_table() -> None:
    # IAPWS R7-97, table 5: region 1 at 300 K and 3 MPa
    assert water_enthalpy_kj_kg(300 - 273.15, 30) == pytest.approx(115.331273, rel=1e-8)


def test_steam_at_five_bar_gauge() -> None:
    # Forbes Marshall, tip of the week on feedwater temperature: steam at 5 bar g holds 657.9 kcal/kg
    assert saturated_steam_enthalpy_kj_kg(6.013) == pytest.approx(657.9 * 4.1868, rel=2e-3)


def test_hot_and_cold_water_of_doe_sheet_8() -> None:
    # condensate at 180 °F holds 148 Btu/lb
    assert water_enthalpy_kj_kg((180 - 32) / 1.8, 1.013) == pytest.approx(148 * BTU_LB, rel=2e-3)


def test_water_at_the_boil_joins_saturated_water() -> None:
    assert water_enthalpy_kj_kg(99.6, 1.0) == pytest.approx(saturated_water_enthalpy_kj_kg(1.0), rel=1e-3)


@pytest.mark.parametrize(("temperature", "pressure"), [(-1, 1), (120, 1), (20, 0), (20, 300), (float("nan"), 1)])
def test_what_is_no_water_raises(temperature: float, pressure: float) -> None:
    with pytest.raises(DomainError):
        water_enthalpy_kj_kg(temperature, pressure)


def test_trap_of_manczyk() -> None:
    # 3/16 inch at 5 psig: 16.78 lb/h
    leak = trap_leak_kg_h(0.1875 * 25.4, (5 + 14.696) / PSI, 1.0)
    assert leak / 0.45359237 == pytest.approx(16.78, abs=0.01)


def test_open_trap_of_doe_sheet_1_is_of_the_same_size() -> None:
    # the sheet's table gives 75.8 lb/h for 1/8 inch at 150 psig; Napier's rule gives 62.4, a fifth less
    leak = trap_leak_kg_h(25.4 / 8, (150 + 14.696) / PSI, 1.0) / 0.45359237
    assert 0.75 * 75.8 < leak < 75.8


def test_bare_pipe_by_hand() -> None:
    # 70 mm, 200 °C in 25 °C, h = 15, emissivity 0.8: π·0.07·(15·175 + 0.8·5.67e-8·(473.15⁴ − 298.15⁴)) = 577 + 421 = 998 W/m
    assert bare_pipe_loss_w_m(70, 200, 25, 15, 0.8) == pytest.approx(998, abs=2)


def test_doe_sheet_2_insulation() -> None:
    # 3192 + 840 + 1037 MMBtu a year, 90 % stopped, boiler 80 %, 8 $/MMBtu: 45 620 $
    saved = insulation_saving_mj((3192 + 840 + 1037) * 1055.056, 0.90, 0.80) / 1055.056
    assert saved * 8.00 == pytest.approx(45_620, abs=5)


def test_armstrong_condensate_calculator() -> None:
    # 1000 lb/h, 3470 h, 100 Btu/lb: 1735 $ at 5 $ per million Btu (heat alone, so efficiency 1 and no flash steam)
    saved = condensate_saving_mj(1000 * 3470 * 0.45359237, 0.0, 128 * BTU_LB, 28 * BTU_LB, 1.0) / 1055.056
    assert saved * 5 == pytest.approx(1735, rel=1e-4)


def test_flash_steam_balances_heat() -> None:
    share = flash_steam_share(8.0, 1.013)
    after = share * saturated_steam_enthalpy_kj_kg(1.013) + (1 - share) * saturated_water_enthalpy_kj_kg(1.013)
    assert after == pytest.approx(saturated_water_enthalpy_kj_kg(8.0))
    assert flash_steam_share(3.0, 3.0) == 0.0


@settings(deadline=None, max_examples=30)
@given(st.floats(0.1, 200), st.floats(0.1, 200))
def test_the_higher_the_fall_the_more_flash(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= flash_steam_share(high, low) < 1


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        flash_steam_share(1.0, 2.0)
    with pytest.raises(DomainError):
        trap_leak_kg_h(3.0, 8.0, 1.5)
    with pytest.raises(DomainError):
        bare_pipe_loss_w_m(70, 20, 25, 15, 0.8)
    with pytest.raises(DomainError):
        condensate_saving_mj(100, 0.1, 50, 100, 0.8)
    with pytest.raises(DomainError, match=r"0\.7"):
        insulation_saving_mj(100, 0.9, 70)
