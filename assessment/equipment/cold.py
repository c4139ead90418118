"""Checks of compressed air, refrigeration, cold stores and cooling towers."""

from __future__ import annotations

from assessment.equipment.fields import ATMOSPHERE_BAR, HOURS, HOURS_PER_YEAR, PERCENT, POWER, amount, share
from assessment.equipment.form import Check, Field, Figure, Outcome, Saving, Values
from calculators.equipment import compressed_air, cooling_tower, refrigeration_plant

AIR_EXPONENT = 1.4  # [1] adiabatic exponent of air
WATER_MJ_M3_K = 4.18  # MJ/(m³·K), water near 20 °C
TOWER_SHARE_PER_K = 0.00153  # [1/K] 0.00085 · 1.8, source `tower_rule`
HOURS_PER_DAY = 24.0


def _leak(values: Values) -> Outcome:
    test = compressed_air.leak_test(values["load_time"], values["unload_time"], values["air_capacity"], values["power"])
    energy = compressed_air.yearly_energy_kwh(test.power_kw, values["hours"], 1.0)
    figures = [
        Figure(key="leak_share", value=PERCENT * test.leak_share, unit="%"),
        Figure(key="leak_rate", value=test.leak_m3_min, unit="m3/min"),
        Figure(key="specific_power", value=compressed_air.specific_power_kw_min_m3(values["power"], values["air_capacity"]), unit="kW/(m3/min)"),
        Figure(key="leak_energy", value=energy, unit="kWh"),
    ]
    wanted = values["wanted_leak"] / PERCENT
    saved = energy * (1 - wanted / test.leak_share) if test.leak_share > wanted else 0.0
    return Outcome(figures=tuple(figures), savings=(Saving(target="electricity", amount=saved),) if saved > 0 else ())


def _pressure(values: Values) -> Outcome:
    suction = ATMOSPHERE_BAR
    share_saved = compressed_air.pressure_saving_share(
        suction, values["discharge_pressure"] + suction, values["wanted_pressure"] + suction, AIR_EXPONENT, int(values["stages"])
    )
    energy = values["power"] * values["hours"] * values["load"] / PERCENT
    figures = (Figure(key="saved_share", value=PERCENT * share_saved, unit="%"), Figure(key="energy_now", value=energy, unit="kWh"))
    return Outcome(figures=figures, savings=(Saving(target="electricity", amount=energy * share_saved),))


def _chiller(values: Values) -> Outcome:
    cold = refrigeration_plant.cooling_power_kw(values["water_flow"], values["inlet_c"], values["outlet_c"], WATER_MJ_M3_K)
    cop = refrigeration_plant.coefficient_of_performance(cold, values["power"])
    figures = [
        Figure(key="cooling_power", value=cold, unit="kW"),
        Figure(key="cop", value=cop),
        Figure(key="kw_per_ton", value=refrigeration_plant.specific_power_kw_per_ton(cop), unit="kW/TR"),
    ]
    wanted = values.get("wanted_cop")
    savings: tuple[Saving, ...] = ()
    if wanted is not None and "hours" in values and wanted > cop:
        savings = (Saving(target="electricity", amount=values["power"] * values["hours"] * (1 - cop / wanted)),)
    return Outcome(figures=tuple(figures), savings=savings)


def _lift(values: Values) -> Outcome:
    temperatures = [values[key] for key in ("evaporating_c", "condensing_c", "wanted_evaporating_c", "wanted_condensing_c")]
    saved = refrigeration_plant.lift_saving_share(*temperatures)
    figures = (
        Figure(key="ideal_cop", value=refrigeration_plant.ideal_cop(*temperatures[:2])),
        Figure(key="ideal_cop_after", value=refrigeration_plant.ideal_cop(*temperatures[2:])),
        Figure(key="saved_share", value=PERCENT * saved, unit="%"),
    )
    return Outcome(figures=figures, savings=(Saving(target="electricity", amount=values["power"] * values["hours"] * saved),))


def _cold_store(values: Values) -> Outcome:
    yearly = values["store_energy"] * HOURS_PER_YEAR / HOURS_PER_DAY / values["store_days"]
    specific = refrigeration_plant.store_energy_kwh_m3(yearly, values["store_volume"])
    figures = [Figure(key="store_specific", value=specific, unit="kWh/m3"), Figure(key="energy_now", value=yearly, unit="kWh")]
    wanted = values.get("wanted_store_specific")
    more = wanted is not None and wanted < specific
    savings = (Saving(target="electricity", amount=(specific - (wanted or 0.0)) * values["store_volume"]),) if more else ()
    return Outcome(figures=tuple(figures), savings=savings)


def _tower(values: Values) -> Outcome:
    def water(cycles: float) -> cooling_tower.TowerWater:
        return cooling_tower.tower_water(
            values["circulation"], values["tower_range"], cycles, values["drift"] / PERCENT, values["evaporation_per_k"] / PERCENT
        )

    cycles = cooling_tower.cycles_of_concentration(values["blowdown_conductivity"], values["make_up_conductivity"])
    now, after = water(cycles), water(values["wanted_cycles"])
    figures = (
        Figure(key="cycles", value=cycles),
        Figure(key="evaporation", value=now.evaporation_m3_h, unit="m3/h"),
        Figure(key="tower_blowdown", value=now.blowdown_m3_h, unit="m3/h"),
        Figure(key="make_up", value=now.make_up_m3_h, unit="m3/h"),
        Figure(key="make_up_after", value=after.make_up_m3_h, unit="m3/h"),
    )
    saved = (now.make_up_m3_h - after.make_up_m3_h) * values["hours"]
    return Outcome(figures=figures, savings=(Saving(target="water", amount=saved),) if saved > 0 else ())



def _celsius(key: str) -> Field:
    return amount(key, "°C", low=-80.0, high=120.0)


COLD_CHECKS = (
    Check(key="air_leak", group="air", work_out=_leak, sources=("cac.sourcebook",), fields=(
        amount("load_time", "s"), amount("unload_time", "s"), amount("air_capacity", "m3/min", high=5000.0), POWER, HOURS,
        share("wanted_leak", 10.0))),
    Check(key="air_pressure", group="air", work_out=_pressure, sources=("polytropic", "cac.sourcebook"), fields=(
        amount("discharge_pressure", "bar", high=60.0), amount("wanted_pressure", "bar", high=60.0), amount("stages", "1", default=1.0, low=1.0, high=4.0),
        POWER, share("load"), HOURS)),
    Check(key="chiller", group="cold", work_out=_chiller, sources=("bee.guide4_refrigeration",), fields=(
        amount("water_flow", "m3/h"), _celsius("inlet_c"), _celsius("outlet_c"), POWER,
        amount("wanted_cop", "1", low=0.1, high=20.0, optional=True), amount("hours", "h", high=8784.0, optional=True))),
    Check(key="cooling_lift", group="cold", work_out=_lift, sources=("carnot",), fields=(
        _celsius("evaporating_c"), _celsius("condensing_c"), _celsius("wanted_evaporating_c"),
        _celsius("wanted_condensing_c"), POWER, HOURS)),
    Check(key="cold_store", group="cold", work_out=_cold_store, sources=("ice_e.survey",), fields=(
        amount("store_energy", "kWh"), amount("store_days", "day", low=1.0, high=3660.0), amount("store_volume", "m3", low=1.0),
        amount("wanted_store_specific", "kWh/m3", high=2000.0, optional=True))),
    Check(key="cooling_tower", group="cold", work_out=_tower, sources=("tower_rule",), fields=(
        amount("circulation", "m3/h"), amount("tower_range", "K", high=40.0), amount("blowdown_conductivity", "µS/cm", low=1.0),
        amount("make_up_conductivity", "µS/cm", low=1.0), amount("wanted_cycles", "1", low=1.01, high=50.0), share("drift", high=2.0), HOURS,
        share("evaporation_per_k", PERCENT * TOWER_SHARE_PER_K, high=1.0))),
)  # fmt: skip
