"""Boilers: efficiency by both methods, excess air, blowdown, economiser."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError

_OXYGEN_OF_AIR = 0.21  # [1] volume share, dry air


@dataclass(frozen=True, kw_only=True)
class FuelAnalysis:
    """Ultimate analysis of a fuel as fired, as mass shares of the fuel [1]."""

    carbon: float
    hydrogen: float
    oxygen: float
    sulphur: float
    moisture: float


@dataclass(frozen=True, kw_only=True)
class BoilerLosses:
    """Losses of a boiler as shares of the gross calorific value fired [1]."""

    dry_flue_gas: float
    hydrogen: float
    moisture: float
    air_humidity: float
    surface_and_other: float

    @property
    def efficiency(self) -> float:
        """One less all losses. [1]"""
        return 1.0 - (self.dry_flue_gas + self.hydrogen + self.moisture + self.air_humidity + self.surface_and_other)


def direct_efficiency(
    steam_kg: float, steam_kj_kg: float, feedwater_kj_kg: float, fuel: float, calorific_value_kj: float
) -> float:
    """Return the heat in the steam over the heat fired.

    On the calorific basis of the value given. Blowdown heat is not counted as useful.

    Parameters
    ----------
    steam_kg : float
        Steam raised. [kg]
    steam_kj_kg, feedwater_kj_kg : float
        Enthalpies of steam and feedwater. [kJ/kg]
    fuel : float
        Fuel burnt in the same time. [kg, Nm³ …]
    calorific_value_kj : float
        Calorific value, gross or net. [kJ per unit of fuel]

    Returns
    -------
    float
        Efficiency; above 1 means a measurement is wrong, and is refused. [1]

    Raises
    ------
    DomainError
        If a value is not positive, or more heat comes out than goes in.

    References
    ----------
    .. [1] Input–output method: EN 12953-11; ASME PTC 4 (clauses not read).
    """
    require_positive(steam_kg=steam_kg, fuel=fuel, calorific_value_kj=calorific_value_kj)
    require_positive(heat_per_kg_steam=steam_kj_kg - feedwater_kj_kg)
    efficiency = steam_kg * (steam_kj_kg - feedwater_kj_kg) / (fuel * calorific_value_kj)
    if efficiency > 1:
        raise DomainError(f"an efficiency of {efficiency:.0%} is impossible: check steam, fuel and calorific value")
    return efficiency


def fuel_heat_kj(
    steam_kg: float, steam_kj_kg: float, feedwater_kj_kg: float, boiler_water_kj_kg: float, blowdown_share: float,
    efficiency: float,
) -> float:  # fmt: skip
    """Return the fuel heat that raises steam, blowdown included: (m_s·h_s + m_b·h_b − m_fw·h_fw)/η.

    Parameters
    ----------
    steam_kg : float
        Steam raised. [kg]
    steam_kj_kg, feedwater_kj_kg, boiler_water_kj_kg : float
        Enthalpies. [kJ/kg]
    blowdown_share : float
        Blowdown over feedwater. [1]
    efficiency : float
        Share of the fuel heat that reaches the water. [1]

    Returns
    -------
    float
        Fuel heat. [kJ]

    Raises
    ------
    DomainError
        If a value is out of range.
    """
    require_positive(steam_kg=steam_kg)
    require_share(efficiency=efficiency, steam_share=1 - blowdown_share)
    require_not_negative(blowdown_share=blowdown_share)
    feedwater_kg = steam_kg / (1 - blowdown_share)
    blowdown_kg = feedwater_kg - steam_kg
    heat = steam_kg * steam_kj_kg + blowdown_kg * boiler_water_kj_kg - feedwater_kg * feedwater_kj_kg
    return heat / efficiency


def excess_air(oxygen_dry: float) -> float:
    """Return the air beyond what combustion needs, from the oxygen in the dry flue gas.

    Parameters
    ----------
    oxygen_dry : float
        Volume share of oxygen, dry, complete combustion. [1]

    Returns
    -------
    float
        Excess over theoretical air. [1]

    Raises
    ------
    DomainError
        If the share is negative or that of air.
    """
    require_not_negative(oxygen_dry=oxygen_dry)
    if oxygen_dry >= _OXYGEN_OF_AIR:
        raise DomainError(f"{oxygen_dry:.0%} oxygen is air, not flue gas: check the probe and the units (6 % is 0.06)")
    return oxygen_dry / (_OXYGEN_OF_AIR - oxygen_dry)


def theoretical_air_kg_kg(fuel: FuelAnalysis) -> float:
    """Return the air that complete combustion of a kilogram of fuel needs.

    Parameters
    ----------
    fuel : FuelAnalysis
        Mass shares. [1]

    Returns
    -------
    float
        Dry air. [kg/kg fuel]

    References
    ----------
    .. [1] Stoichiometry with 23.2 % oxygen by mass in air: 11.5·C + 34.5·(H − O/8) + 4.3·S.
    """
    burnt = fuel.carbon / 12.011 + fuel.hydrogen / 4.032 + fuel.sulphur / 32.06
    return (31.998 * burnt - fuel.oxygen) / 0.2314  # kg O2 per kg of dry air


def indirect_losses(
    fuel: FuelAnalysis, gross_calorific_kj_kg: float, oxygen_dry: float, flue_gas_c: float, air_c: float,
    humidity_kg_kg: float, gas_heat_kj_kg_k: float, vapour_heat_kj_kg_k: float, evaporation_kj_kg: float,
    surface_and_other: float,
) -> BoilerLosses:  # fmt: skip
    """Return the losses of a boiler, on gross calorific value, from a flue-gas analysis.

    Parameters
    ----------
    fuel : FuelAnalysis
        Ultimate analysis as fired. [1]
    gross_calorific_kj_kg : float
        Gross calorific value as fired. [kJ/kg]
    oxygen_dry : float
        Oxygen in the dry flue gas, volume share. [1]
    flue_gas_c, air_c : float
        Temperatures of flue gas and combustion air. [°C]
    humidity_kg_kg : float
        Water in the air. [kg/kg dry air]
    gas_heat_kj_kg_k, vapour_heat_kj_kg_k : float
        Mean specific heats of dry flue gas (about 0.96 to 1.05) and of water vapour (about 1.88). [kJ/(kg·K)]
    evaporation_kj_kg : float
        Heat of evaporation at the air's temperature. [kJ/kg]
    surface_and_other : float
        Radiation, convection, unburnt and blowdown losses, estimated. [1]

    Returns
    -------
    BoilerLosses
        The losses, whose sum is below 1. [1]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] Heat-loss method of ASME PTC 4.1 in the simplified form of the Bureau of Energy Efficiency (India), Guide
       book for energy managers and auditors, book 4, chapter 1 (formulae; its constants are arguments here).
    """
    require_positive(
        gross_calorific_kj_kg=gross_calorific_kj_kg, gas_heat_kj_kg_k=gas_heat_kj_kg_k,
        vapour_heat_kj_kg_k=vapour_heat_kj_kg_k, evaporation_kj_kg=evaporation_kj_kg,
    )  # fmt: skip
    require_not_negative(humidity_kg_kg=humidity_kg_kg, surface_and_other=surface_and_other)
    require_positive(rise=flue_gas_c - air_c)
    rise = flue_gas_c - air_c
    air = theoretical_air_kg_kg(fuel) * (1 + excess_air(oxygen_dry))
    dry_gas = air + fuel.carbon + fuel.sulphur + fuel.oxygen - 7.937 * fuel.hydrogen  # O2 bound as water leaves the gas
    vapour = evaporation_kj_kg + vapour_heat_kj_kg_k * rise
    losses = BoilerLosses(
        dry_flue_gas=dry_gas * gas_heat_kj_kg_k * rise / gross_calorific_kj_kg,
        hydrogen=8.937 * fuel.hydrogen * vapour / gross_calorific_kj_kg,
        moisture=fuel.moisture * vapour / gross_calorific_kj_kg,
        air_humidity=air * humidity_kg_kg * vapour_heat_kj_kg_k * rise / gross_calorific_kj_kg,
        surface_and_other=surface_and_other,
    )
    if losses.efficiency <= 0:
        raise DomainError("the losses exceed the heat fired: check temperatures, oxygen and calorific value")
    return losses


def siegert_loss(flue_gas_c: float, air_c: float, oxygen_dry: float, factor_a: float, factor_b: float) -> float:
    """Return the flue-gas loss on net calorific value by Siegert's rule: (t_g − t_a)·(A/(21 − O₂ %) + B).

    Parameters
    ----------
    flue_gas_c, air_c : float
        Temperatures of flue gas and air. [°C]
    oxygen_dry : float
        Oxygen in the dry flue gas, volume share. [1]
    factor_a, factor_b : float
        Factors of the fuel, per cent basis (light fuel oil 0.68 and 0.007, natural gas 0.66 and 0.009). [%, 1/K]

    Returns
    -------
    float
        Loss. [1]

    Raises
    ------
    DomainError
        If the oxygen share is that of air, or the gas is colder than the air.

    References
    ----------
    .. [1] Siegert's formula with oxygen, factors of the German ordinance on small firing plants (1. BImSchV).
    """
    excess_air(oxygen_dry)
    require_not_negative(rise=flue_gas_c - air_c)
    return (flue_gas_c - air_c) * (factor_a / (21.0 - 100.0 * oxygen_dry) + factor_b) / 100.0


def blowdown_share(feedwater_tds_mg_l: float, boiler_tds_mg_l: float) -> float:
    """Return the blowdown over feedwater that holds the boiler water at its dissolved solids.

    Parameters
    ----------
    feedwater_tds_mg_l, boiler_tds_mg_l : float
        Total dissolved solids of feedwater and of boiler water. [mg/L]

    Returns
    -------
    float
        Blowdown share. [1]

    Raises
    ------
    DomainError
        If the boiler water holds less than the feedwater.
    """
    require_positive(feedwater_tds_mg_l=feedwater_tds_mg_l, boiler_tds_mg_l=boiler_tds_mg_l)
    if boiler_tds_mg_l < feedwater_tds_mg_l:
        raise DomainError("boiler water cannot hold less dissolved solids than its feedwater")
    return feedwater_tds_mg_l / boiler_tds_mg_l


def heat_recovery_saving_mj(recovered_mj: float, boiler_efficiency: float) -> float:
    """Return the fuel saved when recovered heat (economiser, blowdown exchanger) warms the feedwater.

    Parameters
    ----------
    recovered_mj : float
        Heat brought into the feedwater. [MJ]
    boiler_efficiency : float
        Of the boiler before. [1]

    Returns
    -------
    float
        Fuel energy. [MJ]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] US DOE, Energy Tips: Steam, sheets 3 (economisers) and 10 (recover heat from boiler blowdown).
    """
    require_not_negative(recovered_mj=recovered_mj)
    require_share(boiler_efficiency=boiler_efficiency)
    return recovered_mj / boiler_efficiency
