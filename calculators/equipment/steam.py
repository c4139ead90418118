"""Steam and water: properties, flash steam, leaking traps, bare pipes, returned condensate."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError

_CRITICAL_BAR = 220.64  # bar absolute, critical point of water (IAPWS R7-97)


def _water(**state: float) -> Any:
    """Return water or steam in a state, by a library whose import costs as much as a whole assessment: only where it is asked."""
    from iapws import IAPWS97

    return IAPWS97(**state)


@lru_cache(maxsize=4096)
def saturated_steam_enthalpy_kj_kg(pressure_bar_absolute: float) -> float:
    """Return the enthalpy of dry saturated steam.

    Parameters
    ----------
    pressure_bar_absolute : float
        Absolute pressure; a gauge shows about 1.013 bar less. [bar]

    Returns
    -------
    float
        Specific enthalpy. [kJ/kg]

    Raises
    ------
    DomainError
        Outside 0.01 to 220 bar.

    References
    ----------
    .. [1] IAPWS R7-97(2012), Industrial Formulation 1997, regions 2 and 4.
    """
    return float(_water(P=_megapascal(pressure_bar_absolute), x=1).h)


@lru_cache(maxsize=4096)
def saturated_water_enthalpy_kj_kg(pressure_bar_absolute: float) -> float:
    """Return the enthalpy of water at the boil, as in boiler water, blowdown and hot condensate.

    Parameters
    ----------
    pressure_bar_absolute : float
        Absolute pressure. [bar]

    Returns
    -------
    float
        Specific enthalpy. [kJ/kg]

    Raises
    ------
    DomainError
        Outside 0.01 to 220 bar.

    References
    ----------
    .. [1] IAPWS R7-97(2012), Industrial Formulation 1997, regions 1 and 4.
    """
    return float(_water(P=_megapascal(pressure_bar_absolute), x=0).h)


@lru_cache(maxsize=4096)
def water_enthalpy_kj_kg(temperature_c: float, pressure_bar_absolute: float) -> float:
    """Return the enthalpy of liquid water, such as feedwater or make-up.

    Parameters
    ----------
    temperature_c : float
        Temperature, below boiling. [°C]
    pressure_bar_absolute : float
        Absolute pressure. [bar]

    Returns
    -------
    float
        Specific enthalpy. [kJ/kg]

    Raises
    ------
    DomainError
        Below 0 °C, or where the water would boil.

    References
    ----------
    .. [1] IAPWS R7-97(2012), Industrial Formulation 1997, region 1.
    """
    pressure = _megapascal(pressure_bar_absolute)
    boiling = float(_water(P=pressure, x=0).T) - 273.15
    if not 0 <= temperature_c <= boiling + 1e-9:
        raise DomainError(
            f"water between 0 and {boiling:.1f} °C was expected at this pressure, {temperature_c} was given"
        )
    if temperature_c >= boiling - 1e-6:
        return saturated_water_enthalpy_kj_kg(pressure_bar_absolute)
    return float(_water(P=pressure, T=temperature_c + 273.15).h)


def _megapascal(pressure_bar_absolute: float) -> float:
    if not 0.01 <= pressure_bar_absolute < _CRITICAL_BAR:
        raise DomainError(
            f"a steam pressure of 0.01 to 220 bar absolute was expected, {pressure_bar_absolute} was given"
        )
    return pressure_bar_absolute / 10.0


def flash_steam_share(pressure_before_bar_absolute: float, pressure_after_bar_absolute: float) -> float:
    """Return the share of hot condensate that turns to steam when its pressure is let down.

    Parameters
    ----------
    pressure_before_bar_absolute, pressure_after_bar_absolute : float
        Absolute pressures. [bar]

    Returns
    -------
    float
        Mass share. [1]

    Raises
    ------
    DomainError
        If the pressure rises.
    """
    if pressure_after_bar_absolute > pressure_before_bar_absolute:
        raise DomainError("flash steam needs a pressure that falls")
    before = saturated_water_enthalpy_kj_kg(pressure_before_bar_absolute)
    after = saturated_water_enthalpy_kj_kg(pressure_after_bar_absolute)
    return (before - after) / (saturated_steam_enthalpy_kj_kg(pressure_after_bar_absolute) - after)


def trap_leak_kg_h(orifice_mm: float, pressure_bar_absolute: float, coefficient: float) -> float:
    """Return the steam that an open trap blows through its orifice into a much lower pressure.

    Napier's rule in SI units: 24.24 lb/h per psi and square inch is 0.2471 kg/h per bar and mm². A wet orifice passes
    less; `coefficient` says how much of the rule is believed.

    Parameters
    ----------
    orifice_mm : float
        Diameter of the orifice. [mm]
    pressure_bar_absolute : float
        Absolute steam pressure. [bar]
    coefficient : float
        Share of the flow of a clean dry orifice, 1 for Napier's rule itself. [1]

    Returns
    -------
    float
        Steam lost. [kg/h]

    Raises
    ------
    DomainError
        If a value is not positive, or the coefficient above 1.

    References
    ----------
    .. [1] H. Manczyk, Estimating the cost of steam loss through the orifice of a steam trap, Manczyk Energy Consulting:
       lb/h = 24.24·psia·in².
    """
    require_positive(orifice_mm=orifice_mm, pressure_bar_absolute=pressure_bar_absolute)
    require_share(coefficient=coefficient)
    pounds = 24.24 * (pressure_bar_absolute * 14.5037738) * (orifice_mm / 25.4) ** 2
    return coefficient * pounds * 0.45359237


def bare_pipe_loss_w_m(
    outer_diameter_mm: float, surface_c: float, ambient_c: float, convection_w_m2_k: float, emissivity: float
) -> float:
    """Return the heat that a metre of bare pipe loses by convection and radiation.

    Parameters
    ----------
    outer_diameter_mm : float
        Outer diameter. [mm]
    surface_c, ambient_c : float
        Temperatures of the surface and of the surroundings. [°C]
    convection_w_m2_k : float
        Convection coefficient; still air gives 5 to 10. [W/(m²·K)]
    emissivity : float
        Of the surface. [1]

    Returns
    -------
    float
        Heat loss. [W/m]

    Raises
    ------
    DomainError
        If the surface is colder than the surroundings, or a value is out of range.

    References
    ----------
    .. [1] Newton's law of cooling and the Stefan–Boltzmann law. Tests: the printed losses of bare black steel pipe of roymech.org
       (emissivity 0.9, still air of 20 °C), within a tenth when convection is taken by the correlation of Churchill and Chu.
    """
    require_positive(outer_diameter_mm=outer_diameter_mm, convection_w_m2_k=convection_w_m2_k)
    require_share(emissivity=emissivity)
    if surface_c < ambient_c:
        raise DomainError(f"a hot surface was expected, {surface_c} °C in {ambient_c} °C was given")
    radiation = emissivity * 5.670374419e-8 * ((surface_c + 273.15) ** 4 - (ambient_c + 273.15) ** 4)
    return math.pi * outer_diameter_mm / 1000 * (convection_w_m2_k * (surface_c - ambient_c) + radiation)


def insulation_saving_mj(heat_loss_mj: float, insulation_efficiency: float, boiler_efficiency: float) -> float:
    """Return the fuel saved by insulating what loses heat.

    Parameters
    ----------
    heat_loss_mj : float
        Heat lost bare. [MJ]
    insulation_efficiency : float
        Share of the loss that insulation stops. [1]
    boiler_efficiency : float
        Of the boiler that makes the steam. [1]

    Returns
    -------
    float
        Fuel energy, on the calorific basis of the efficiency. [MJ]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] US DOE, Energy Tips: Steam, sheet 2, Insulate steam distribution and condensate return lines.
    """
    require_not_negative(heat_loss_mj=heat_loss_mj)
    require_share(insulation_efficiency=insulation_efficiency, boiler_efficiency=boiler_efficiency)
    return heat_loss_mj * insulation_efficiency / boiler_efficiency


def condensate_saving_mj(
    condensate_kg: float, flash_share: float, condensate_kj_kg: float, make_up_kj_kg: float, boiler_efficiency: float
) -> float:
    """Return the fuel saved by returning condensate in the place of cold make-up water.

    Parameters
    ----------
    condensate_kg : float
        Condensate collected. [kg]
    flash_share : float
        Share lost as flash steam on the way. [1]
    condensate_kj_kg, make_up_kj_kg : float
        Enthalpies of the returned condensate and of the make-up water. [kJ/kg]
    boiler_efficiency : float
        Of the boiler. [1]

    Returns
    -------
    float
        Fuel energy, on the calorific basis of the efficiency. [MJ]

    Raises
    ------
    DomainError
        If a value is out of range, or the condensate is colder than the make-up.

    References
    ----------
    .. [1] US DOE, Energy Tips: Steam, sheet 8, Return condensate to the boiler.
    """
    require_not_negative(condensate_kg=condensate_kg, flash_share=flash_share)
    require_share(boiler_efficiency=boiler_efficiency, liquid_share=1 - flash_share)
    if condensate_kj_kg < make_up_kj_kg:
        raise DomainError("condensate colder than the make-up water saves no fuel")
    return condensate_kg * (1 - flash_share) * (condensate_kj_kg - make_up_kj_kg) / 1000 / boiler_efficiency
