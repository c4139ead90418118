"""Published: US DOE steam tip sheets 3 and 10, a heat-loss sum after BEE, and an oil-boiler exercise."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.equipment.boiler import (
    BoilerLosses,
    FuelAnalysis,
    blowdown_share,
    direct_efficiency,
    excess_air,
    fuel_heat_kj,
    heat_recovery_saving_mj,
    indirect_losses,
    siegert_loss,
    theoretical_air_kg_kg,
)
from calculators.equipment.steam import saturated_steam_enthalpy_kj_kg, water_enthalpy_kj_kg
from calculators.errors import DomainError

OIL = FuelAnalysis(carbon=0.84, hydrogen=0.12, oxygen=0.01, sulphur=0.03, moisture=0.0)


def losses(**changes: float) -> BoilerLosses:
    values = {
        "gross_calorific_kj_kg": 10_200 * 4.1868, "oxygen_dry": 0.07, "flue_gas_c": 220.0, "air_c": 27.0,
        "humidity_kg_kg": 0.018, "gas_heat_kj_kg_k": 0.23 * 4.1868, "vapour_heat_kj_kg_k": 0.45 * 4.1868,
        "evaporation_kj_kg": 584 * 4.1868, "surface_and_other": 0.02,
    }  # fmt: skip
    return indirect_losses(OIL, **(values | changes))


def test_boiler_output_of_doe_sheet_3() -> None:
    # 45 000 lb/h of steam at 150 psig from feedwater at 117 °F are 50 MMBtu/h
    steam = saturated_steam_enthalpy_kj_kg((150 + 14.696) / 14.5037738)
    heat = 45_000 * 0.45359237 * (steam - water_enthalpy_kj_kg((117 - 32) / 1.8, 12.0)) / 1.055056e6
    assert heat == pytest.approx(50, abs=0.3)


def test_direct_method_and_fuel_heat_are_inverse() -> None:
    fuel = fuel_heat_kj(1000, 2770, 400, 760, 0.0, 0.82)
    assert direct_efficiency(1000, 2770, 400, 1.0, fuel) == pytest.approx(0.82)
    assert fuel_heat_kj(1000, 2770, 400, 760, 0.05, 0.82) == pytest.approx(fuel + 1000 * 0.05 / 0.95 * 360 / 0.82)


def test_doe_sheet_10_blowdown_heat() -> None:
    # 1.67 MMBtu/h for 100 000 lb/h, half of it, 8000 h, boiler 82 %: 8146 MMBtu
    assert heat_recovery_saving_mj(1.67 * 0.5 * 8000, 0.82) == pytest.approx(8146, abs=1)
    # 3200 lb/h beside 50 000 lb/h of steam: 6.0 %
    assert pytest.approx(blowdown_share(6.0, 100.0), abs=0.0005) == 3200 / (3200 + 50_000)


def test_excess_air_of_the_oil_boiler_exercise() -> None:
    # 6 % oxygen goes with 38 % excess air by the chart; the formula for dry gas gives 40 %
    assert excess_air(0.06) == pytest.approx(0.40)
    assert excess_air(0.07) == pytest.approx(0.50)
    assert excess_air(0.0) == 0.0


def test_sum_of_losses() -> None:
    # 7.88 + 3.44 + 5.91 + 0.29 + (2.58 + 0.25 + 0.11 + 1.77) lost: 77.77 %
    example = BoilerLosses(
        dry_flue_gas=0.0788, hydrogen=0.0344, moisture=0.0591, air_humidity=0.0029, surface_and_other=0.0471
    )
    assert example.efficiency == pytest.approx(0.7777)


def test_furnace_oil_by_hand() -> None:
    # elements by the kilogram: O2 needed 0.84·2.664 + 0.12·7.936 + 0.03·0.998 − 0.01; 23.14 % of air
    air = (0.84 * 31.998 / 12.011 + 0.12 * 31.998 / 4.032 + 0.03 * 31.998 / 32.06 - 0.01) / 0.2314
    assert theoretical_air_kg_kg(OIL) == pytest.approx(air)
    assert theoretical_air_kg_kg(OIL) == pytest.approx(11.5 * 0.84 + 34.3 * (0.12 - 0.01 / 8) + 4.3 * 0.03, rel=0.005)
    result = losses()
    gas = air * 1.5 + 0.88 - 7.937 * 0.12
    assert result.dry_flue_gas == pytest.approx(gas * 0.23 * 193 / 10_200)
    assert result.hydrogen == pytest.approx(8.937 * 0.12 * (584 + 0.45 * 193) / 10_200)
    assert result.air_humidity == pytest.approx(air * 1.5 * 0.018 * 0.45 * 193 / 10_200)
    assert result.efficiency == pytest.approx(0.81, abs=0.01)


def test_complete_combustion_conserves_mass() -> None:
    # dry gas + water from hydrogen = air + fuel (no moisture, no ash)
    fuel = replace(OIL, sulphur=0.0, carbon=0.87)
    air = theoretical_air_kg_kg(fuel)
    dry = air + fuel.carbon + fuel.oxygen - 7.937 * fuel.hydrogen
    assert dry + 8.937 * fuel.hydrogen == pytest.approx(air + 1.0)


def test_siegert_by_hand_and_beside_the_heat_loss_method() -> None:
    assert siegert_loss(220, 20, 0.03, 0.68, 0.007) == pytest.approx(200 * (0.68 / 18 + 0.007) / 100)
    # on net calorific value (gross less 6 %) the rule lies within a point of the dry and humid gas loss
    net = (losses().dry_flue_gas + losses().air_humidity) / 0.94
    assert siegert_loss(220, 27, 0.07, 0.68, 0.007) == pytest.approx(net, abs=0.012)


@settings(deadline=None)
@given(st.floats(0, 0.15), st.floats(100, 400))
def test_more_air_and_hotter_gas_lose_more(oxygen: float, gas_c: float) -> None:
    here = losses(oxygen_dry=oxygen, flue_gas_c=gas_c)
    assert losses(oxygen_dry=oxygen + 0.01, flue_gas_c=gas_c).efficiency < here.efficiency
    assert losses(oxygen_dry=oxygen, flue_gas_c=gas_c + 10).efficiency < here.efficiency


def test_impossible_readings_raise() -> None:
    with pytest.raises(DomainError, match="impossible"):
        direct_efficiency(1000, 2770, 400, 1.0, 2e6)
    with pytest.raises(DomainError, match="is air"):
        excess_air(0.21)
    with pytest.raises(DomainError, match="units"):
        excess_air(6.0)
    with pytest.raises(DomainError):
        blowdown_share(100, 50)
    with pytest.raises(DomainError):
        losses(flue_gas_c=20.0)
    with pytest.raises(DomainError, match="exceed"):
        losses(oxygen_dry=0.205)
