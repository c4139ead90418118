"""Refrigeration plant and cold store: cold made, COP, specific power, ideal cycle."""

from __future__ import annotations

from calculators.equipment.domain import require_positive
from calculators.errors import DomainError

_KW_PER_TON = 3.516853  # kW per ton of refrigeration, 12 000 Btu/h


def cooling_power_kw(flow_m3_h: float, inlet_c: float, outlet_c: float, heat_capacity_mj_m3_k: float) -> float:
    """Return the cold that a plant gives to a liquid.

    Parameters
    ----------
    flow_m3_h : float
        Flow of water or brine through the evaporator. [m³/h]
    inlet_c, outlet_c : float
        Temperatures before and after. [°C]
    heat_capacity_mj_m3_k : float
        Volumetric heat capacity (water 4.19). [MJ/(m³·K)]

    Returns
    -------
    float
        Cooling power. [kW]

    Raises
    ------
    DomainError
        If the liquid is not cooled, or a value is not positive.

    References
    ----------
    .. [1] Bureau of Energy Efficiency (India), Guide book for energy managers and auditors, book 4, ch. 9, p. 117.
    """
    require_positive(flow_m3_h=flow_m3_h, heat_capacity_mj_m3_k=heat_capacity_mj_m3_k, cooling_k=inlet_c - outlet_c)
    return flow_m3_h * heat_capacity_mj_m3_k * (inlet_c - outlet_c) / 3.6


def coefficient_of_performance(cooling_kw: float, electric_kw: float) -> float:
    """Return the cold made per unit of electricity.

    Parameters
    ----------
    cooling_kw : float
        Cooling power. [kW]
    electric_kw : float
        Electric power of what the boundary includes: compressor alone, or fans and pumps too. [kW]

    Returns
    -------
    float
        COP. [1]

    Raises
    ------
    DomainError
        If a value is not positive.
    """
    require_positive(cooling_kw=cooling_kw, electric_kw=electric_kw)
    return cooling_kw / electric_kw


def specific_power_kw_per_ton(cop: float) -> float:
    """Return the electric power per ton of refrigeration.

    Parameters
    ----------
    cop : float
        Coefficient of performance. [1]

    Returns
    -------
    float
        Specific power. [kW/TR]

    Raises
    ------
    DomainError
        If the COP is not positive.

    References
    ----------
    .. [1] Bureau of Energy Efficiency (India), Guide book for energy managers and auditors, book 4, ch. 9, p. 117:
       kW/ton = 3.516/COP.
    """
    require_positive(cop=cop)
    return _KW_PER_TON / cop


def store_energy_kwh_m3(yearly_kwh: float, volume_m3: float) -> float:
    """Return the electricity that a cubic metre of cold store needs a year.

    A survey of European stores quotes 30 to 50 kWh/m³ a year as the estimate of the International Institute of
    Refrigeration for 2002, and found stores that used twice as much [1]_; small rooms need more than large halls.

    Parameters
    ----------
    yearly_kwh : float
        Electricity of the store in a year. [kWh]
    volume_m3 : float
        Inner volume. [m³]

    Returns
    -------
    float
        Specific energy. [kWh/m³]

    Raises
    ------
    DomainError
        If a value is not positive.

    References
    ----------
    .. [1] ICE-E, Cold store survey, introduction (quoting Duiven and Binard 2002; Evans and Gigiel 2007, 2010).
    """
    require_positive(yearly_kwh=yearly_kwh, volume_m3=volume_m3)
    return yearly_kwh / volume_m3


def ideal_cop(evaporating_c: float, condensing_c: float) -> float:
    """Return the COP of Carnot's cycle between two temperatures, which no plant reaches.

    Parameters
    ----------
    evaporating_c, condensing_c : float
        Saturation temperatures. [°C]

    Returns
    -------
    float
        COP. [1]

    Raises
    ------
    DomainError
        If the condensing temperature is not the higher, or below absolute zero.
    """
    require_positive(evaporating_k=evaporating_c + 273.15)
    if condensing_c <= evaporating_c:
        raise DomainError("the condensing temperature must be above the evaporating temperature")
    return (evaporating_c + 273.15) / (condensing_c - evaporating_c)


def lift_saving_share(
    evaporating_c: float, condensing_c: float, new_evaporating_c: float, new_condensing_c: float
) -> float:
    """Return the share of compressor power saved by a smaller temperature lift, at equal quality of the cycle.

    Parameters
    ----------
    evaporating_c, condensing_c : float
        Saturation temperatures now. [°C]
    new_evaporating_c, new_condensing_c : float
        Saturation temperatures after the measure. [°C]

    Returns
    -------
    float
        Saving; negative when the lift grows. [1]

    Raises
    ------
    DomainError
        If a condensing temperature is not above its evaporating temperature.
    """
    return 1 - ideal_cop(evaporating_c, condensing_c) / ideal_cop(new_evaporating_c, new_condensing_c)
