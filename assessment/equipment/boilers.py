"""Checks of the boiler house: both efficiencies, air, blowdown, economiser."""

from __future__ import annotations

from assessment.equipment.fields import ATMOSPHERE_BAR, EFFICIENCY, FEEDWATER_C, HOURS, PERCENT, PRESSURE, STEAM_RATE, amount, share
from assessment.equipment.form import Check, Figure, Outcome, Saving, Values
from calculators.equipment import boiler, steam

KG_PER_T = 1000.0
KJ_PER_MJ = 1000.0


def _steam_kj(values: Values) -> float:
    return steam.saturated_steam_enthalpy_kj_kg(values["steam_pressure"] + ATMOSPHERE_BAR)


def _water_kj(values: Values) -> float:
    return steam.saturated_water_enthalpy_kj_kg(values["steam_pressure"] + ATMOSPHERE_BAR)


def _feed_kj(values: Values, key: str = "feedwater_c") -> float:
    pressure = max(values["steam_pressure"] + ATMOSPHERE_BAR, 2 * ATMOSPHERE_BAR)
    return steam.water_enthalpy_kj_kg(values[key], pressure)


def _direct(values: Values) -> Outcome:
    steam_kg = values["steam_rate"] * KG_PER_T
    heat_value = values["calorific_value"] * KJ_PER_MJ
    efficiency = boiler.direct_efficiency(steam_kg, _steam_kj(values), _feed_kj(values), values["fuel_rate"], heat_value)
    figures = [
        Figure(key="efficiency", value=PERCENT * efficiency, unit="%"),
        Figure(key="evaporation_ratio", value=steam_kg / values["fuel_rate"], unit="kg/kg"),
    ]
    wanted = values.get("wanted_efficiency")
    savings: tuple[Saving, ...] = ()
    if wanted is not None and "hours" in values and wanted / PERCENT > efficiency:
        fired = values["fuel_rate"] * values["calorific_value"] * values["hours"]
        savings = (Saving(target="heat", amount=fired * (1 - efficiency * PERCENT / wanted)),)
    return Outcome(figures=tuple(figures), savings=savings)


def _indirect(values: Values) -> Outcome:
    fuel = boiler.FuelAnalysis(**{name: values[name] / PERCENT for name in ("carbon", "hydrogen", "oxygen", "sulphur", "moisture")})
    losses = boiler.indirect_losses(
        fuel, values["gross_calorific_value"] * KJ_PER_MJ, values["flue_oxygen"] / PERCENT, values["flue_gas_c"], values["air_c"],
        values["humidity"] / KG_PER_T, values["gas_heat"], values["vapour_heat"], values["evaporation_heat"], values["other_losses"] / PERCENT,
    )  # fmt: skip
    names = ("dry_flue_gas", "hydrogen", "moisture", "air_humidity", "surface_and_other")
    parts = [Figure(key=f"loss_{name}", value=PERCENT * getattr(losses, name), unit="%") for name in names]
    lost = sum(part.value for part in parts)
    air = Figure(key="excess_air", value=PERCENT * boiler.excess_air(values["flue_oxygen"] / PERCENT), unit="%")
    return Outcome(figures=(Figure(key="efficiency_gross", value=PERCENT - lost, unit="%"), air, *parts))


def _air(values: Values) -> Outcome:
    def loss(oxygen: float) -> float:
        share_lost = boiler.siegert_loss(values["flue_gas_c"], values["air_c"], oxygen / PERCENT, values["siegert_a"], values["siegert_b"])
        return PERCENT * share_lost

    before, after = loss(values["flue_oxygen"]), loss(values["wanted_oxygen"])
    figures = (
        Figure(key="excess_air", value=PERCENT * boiler.excess_air(values["flue_oxygen"] / PERCENT), unit="%"),
        Figure(key="stack_loss", value=before, unit="%"),
        Figure(key="stack_loss_after", value=after, unit="%"),
    )
    other = PERCENT - values["other_losses"]
    saved = values["fuel_heat"] * KJ_PER_MJ * (1 - (other - before) / (other - after)) if before > after else 0.0
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=saved),) if saved > 0 else ())


def _blowdown(values: Values) -> Outcome:
    steam_kg = values["steam_rate"] * KG_PER_T * values["hours"]
    now = boiler.blowdown_share(values["feedwater_tds"], values["boiler_tds"])
    wanted = boiler.blowdown_share(values["feedwater_tds"], values["wanted_tds"])
    efficiency = values["boiler_efficiency"] / PERCENT
    kinds = (_steam_kj(values), _feed_kj(values), _water_kj(values))
    before, after = (boiler.fuel_heat_kj(steam_kg, *kinds, rate, efficiency) / KJ_PER_MJ for rate in (now, wanted))
    water = steam_kg / KG_PER_T * (now / (1 - now) - wanted / (1 - wanted))
    figures = (Figure(key="blowdown", value=PERCENT * now, unit="%"), Figure(key="blowdown_after", value=PERCENT * wanted, unit="%"))
    if before <= after:
        return Outcome(figures=figures)
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=before - after), Saving(target="water", amount=water)))


def _economiser(values: Values) -> Outcome:
    recovered = values["feedwater_rate"] * KG_PER_T * values["hours"] * (_feed_kj(values, "heated_c") - _feed_kj(values)) / KJ_PER_MJ
    saved = boiler.heat_recovery_saving_mj(recovered, values["boiler_efficiency"] / PERCENT)
    figures = (Figure(key="recovered_heat", value=recovered, unit="MJ"), Figure(key="fuel_saved", value=saved, unit="MJ"))
    return Outcome(figures=figures, savings=(Saving(target="heat", amount=saved),))


FLUE_GAS_C = amount("flue_gas_c", "°C", low=30.0, high=900.0)
AIR_C = amount("air_c", "°C", low=-10.0, high=300.0)
FLUE_OXYGEN = share("flue_oxygen", high=20.9)

BOILER_CHECKS = (
    Check(key="boiler_direct", group="boiler", work_out=_direct, sources=("doe.steam_tips", "iapws.r7_97"), fields=(
        STEAM_RATE, PRESSURE, FEEDWATER_C, amount("fuel_rate", "kg/h"), amount("calorific_value", "MJ/kg", low=1.0, high=140.0),
        share("wanted_efficiency", low=20.0, optional=True), amount("hours", "h", high=8784.0, optional=True))),
    Check(key="boiler_indirect", group="boiler", work_out=_indirect, sources=("bee.guide4_boilers",), fields=(
        share("carbon"), share("hydrogen"), share("oxygen"), share("sulphur"), share("moisture"),
        amount("gross_calorific_value", "MJ/kg", low=1.0, high=145.0), FLUE_OXYGEN, FLUE_GAS_C, AIR_C,
        amount("humidity", "g/kg", default=18.0, high=60.0), share("other_losses", 2.0, high=40.0),
        amount("gas_heat", "kJ/(kg*K)", default=0.963, low=0.8, high=1.3), amount("vapour_heat", "kJ/(kg*K)", default=1.884, low=1.5, high=2.5),
        amount("evaporation_heat", "kJ/kg", default=2445.0, low=2200.0, high=2600.0))),
    Check(key="boiler_air", group="boiler", work_out=_air, sources=("siegert",), fields=(
        FLUE_OXYGEN, share("wanted_oxygen", high=20.9), FLUE_GAS_C, AIR_C, amount("siegert_a", "1", low=0.3, high=1.2),
        amount("siegert_b", "1", low=0.0, high=0.05), share("other_losses", 2.0, high=40.0), amount("fuel_heat", "GJ"))),
    Check(key="blowdown", group="boiler", work_out=_blowdown, sources=("doe.steam_tips", "iapws.r7_97"), fields=(
        STEAM_RATE, HOURS, PRESSURE, FEEDWATER_C, EFFICIENCY, amount("feedwater_tds", "mg/L"), amount("boiler_tds", "mg/L", low=1e-6),
        amount("wanted_tds", "mg/L", low=1e-6))),
    Check(key="economiser", group="boiler", work_out=_economiser, sources=("doe.steam_tips", "iapws.r7_97"), fields=(
        amount("feedwater_rate", "t/h", high=2000.0), HOURS, PRESSURE, FEEDWATER_C, amount("heated_c", "°C", low=1.0, high=300.0), EFFICIENCY)),
)  # fmt: skip
