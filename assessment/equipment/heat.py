"""Checks of steam in use: traps, insulation, condensate and hot-water recovery."""

from __future__ import annotations

from assessment.equipment.boilers import KG_PER_T, KJ_PER_MJ
from assessment.equipment.fields import ATMOSPHERE_BAR, EFFICIENCY, HOURS, PERCENT, PRESSURE, amount, share
from assessment.equipment.form import Check, Figure, Outcome, Saving, Values
from calculators.equipment import boiler, steam

MJ_PER_WH = 0.0036


def _water(values: Values, key: str, bar: float) -> float:
    return steam.water_enthalpy_kj_kg(values[key], max(bar, 2 * ATMOSPHERE_BAR))


def _trap(values: Values) -> Outcome:
    pressure = values["steam_pressure"] + ATMOSPHERE_BAR
    leak = steam.trap_leak_kg_h(values["orifice"], pressure, values["trap_coefficient"] / PERCENT) * values["count"]
    lost = leak * values["hours"]
    heat = lost * (steam.saturated_steam_enthalpy_kj_kg(pressure) - _water(values, "make_up_c", pressure)) / KJ_PER_MJ
    saved = boiler.heat_recovery_saving_mj(heat, values["boiler_efficiency"] / PERCENT)
    figures = (Figure(key="steam_leak", value=leak, unit="kg/h"), Figure(key="steam_lost", value=lost / KG_PER_T, unit="t"))
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=saved), Saving(target="water", amount=lost / KG_PER_T)))


def _insulation(values: Values) -> Outcome:
    per_metre = steam.bare_pipe_loss_w_m(
        values["outer_diameter"], values["surface_c"], values["ambient_c"], values["convection"], values["emissivity"]
    )
    lost = per_metre * values["length"] * values["hours"] * MJ_PER_WH
    saved = steam.insulation_saving_mj(lost, values["insulation_efficiency"] / PERCENT, values["boiler_efficiency"] / PERCENT)
    figures = (Figure(key="loss_per_metre", value=per_metre, unit="W/m"), Figure(key="heat_lost", value=lost, unit="MJ"))
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=saved),))


def _condensate(values: Values) -> Outcome:
    before, after = values["steam_pressure"] + ATMOSPHERE_BAR, ATMOSPHERE_BAR
    mass = values["condensate_rate"] * KG_PER_T * values["hours"]
    flash = steam.flash_steam_share(before, after) if before > after else 0.0
    hot, cold = steam.saturated_water_enthalpy_kj_kg(after), _water(values, "make_up_c", after)
    saved = steam.condensate_saving_mj(mass, flash, hot, cold, values["boiler_efficiency"] / PERCENT)
    returned = mass * (1 - flash) / KG_PER_T
    figures = (Figure(key="flash_steam", value=PERCENT * flash, unit="%"), Figure(key="condensate_returned", value=returned, unit="t"))
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=saved), Saving(target="water", amount=returned)))


def _hot_water(values: Values) -> Outcome:
    heat = values["water_rate"] * KG_PER_T * values["hours"] * (_water(values, "hot_c", 0.0) - _water(values, "cooled_c", 0.0)) / KJ_PER_MJ
    recovered = heat * values["exchanger_share"] / PERCENT
    saved = boiler.heat_recovery_saving_mj(recovered, values["boiler_efficiency"] / PERCENT)
    return Outcome(figures=(Figure(key="recovered_heat", value=recovered, unit="MJ"),), savings=(Saving(target="heat", amount=saved),))


MAKE_UP_C = amount("make_up_c", "°C", low=1.0, high=100.0)
HEAT_CHECKS = (
    Check(key="steam_trap", group="steam", work_out=_trap, sources=("manczyk", "doe.steam_tips", "iapws.r7_97"), fields=(
        amount("orifice", "mm", low=0.1, high=60.0), amount("count", "1", default=1.0, low=1.0, high=10000.0), PRESSURE, HOURS, MAKE_UP_C,
        EFFICIENCY, share("trap_coefficient", 100.0, low=1.0))),
    Check(key="insulation", group="steam", work_out=_insulation, sources=("doe.steam_tips", "heat_transfer"), fields=(
        amount("outer_diameter", "mm", low=1.0, high=5000.0), amount("length", "m"), amount("surface_c", "°C", high=600.0),
        amount("ambient_c", "°C", high=60.0), HOURS, amount("convection", "W/(m2*K)", low=1.0, high=100.0),
        amount("emissivity", "1", low=0.01, high=1.0), share("insulation_efficiency", 90.0, low=1.0), EFFICIENCY)),
    Check(key="condensate", group="steam", work_out=_condensate, sources=("doe.steam_tips", "iapws.r7_97"), fields=(
        amount("condensate_rate", "t/h", high=2000.0), HOURS, PRESSURE, MAKE_UP_C, EFFICIENCY)),
    Check(key="hot_water", group="steam", work_out=_hot_water, sources=("doe.steam_tips", "iapws.r7_97"), fields=(
        amount("water_rate", "t/h", high=2000.0), HOURS, amount("hot_c", "°C", low=1.0, high=99.0), amount("cooled_c", "°C", low=1.0, high=99.0),
        share("exchanger_share", low=1.0), EFFICIENCY)),
)  # fmt: skip
