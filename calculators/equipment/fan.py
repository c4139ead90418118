"""Fans: air power and efficiency. Changes of speed follow :func:`calculators.equipment.pump.at_speed`."""

from __future__ import annotations

from calculators.equipment.domain import require_positive, require_share
from calculators.errors import DomainError


def air_power_kw(flow_m3_h: float, pressure_pa: float) -> float:
    """Return the power that the air receives, compression neglected (below about 3 kPa).

    Parameters
    ----------
    flow_m3_h : float
        Flow at the inlet. [m³/h]
    pressure_pa : float
        Rise of total pressure. [Pa]

    Returns
    -------
    float
        Air power. [kW]

    Raises
    ------
    DomainError
        If a value is not positive.

    References
    ----------
    .. [1] ISO 5801:2017, fan air power of incompressible flow (clause not read).
    """
    require_positive(flow_m3_h=flow_m3_h, pressure_pa=pressure_pa)
    return flow_m3_h / 3600 * pressure_pa / 1000


def fan_efficiency(air_kw: float, electric_kw: float, motor_efficiency: float) -> float:
    """Return the efficiency of a fan from its electric power.

    Parameters
    ----------
    air_kw, electric_kw : float
        Air power and electric power. [kW]
    motor_efficiency : float
        Of motor and drive at this load. [1]

    Returns
    -------
    float
        Fan efficiency. [1]

    Raises
    ------
    DomainError
        If a value is out of range, or the fan would give more than it gets.
    """
    require_positive(air_kw=air_kw, electric_kw=electric_kw)
    require_share(motor_efficiency=motor_efficiency)
    efficiency = air_kw / (electric_kw * motor_efficiency)
    if efficiency > 1:
        raise DomainError(f"a fan efficiency of {efficiency:.0%} is impossible: check flow, pressure and power")
    return efficiency
