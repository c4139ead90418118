"""Pumps: hydraulic power, efficiency, and what a change of speed does."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError

_GRAVITY = 9.80665  # m/s², standard gravity


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A working point of a pump or fan: `head` in metres (pump) or pascals (fan)."""

    flow_m3_h: float
    head: float
    power_kw: float


def hydraulic_power_kw(flow_m3_h: float, head_m: float, density_kg_m3: float) -> float:
    """Return the power that the liquid receives.

    Parameters
    ----------
    flow_m3_h : float
        Flow. [m³/h]
    head_m : float
        Total head. [m]
    density_kg_m3 : float
        Density of the liquid. [kg/m³]

    Returns
    -------
    float
        Hydraulic power. [kW]

    Raises
    ------
    DomainError
        If a value is not positive.
    """
    require_positive(flow_m3_h=flow_m3_h, head_m=head_m, density_kg_m3=density_kg_m3)
    return density_kg_m3 * _GRAVITY * flow_m3_h / 3600 * head_m / 1000


def pump_efficiency(hydraulic_kw: float, electric_kw: float, motor_efficiency: float) -> float:
    """Return the efficiency of a pump from its electric power.

    Parameters
    ----------
    hydraulic_kw, electric_kw : float
        Power of the liquid and electric power. [kW]
    motor_efficiency : float
        Of motor and drive at this load. [1]

    Returns
    -------
    float
        Pump efficiency. [1]

    Raises
    ------
    DomainError
        If a value is out of range, or the pump would give more than it gets.
    """
    require_positive(hydraulic_kw=hydraulic_kw, electric_kw=electric_kw)
    require_share(motor_efficiency=motor_efficiency)
    efficiency = hydraulic_kw / (electric_kw * motor_efficiency)
    if efficiency > 1:
        raise DomainError(f"a pump efficiency of {efficiency:.0%} is impossible: check flow, head and power")
    return efficiency


def at_speed(duty: Duty, speed_ratio: float) -> Duty:
    """Return the working point at another speed, by the affinity laws.

    Flow goes with the speed, head with its square, power with its cube. Holds for systems whose head is friction; with
    a static head the point moves otherwise and this saving is not reached.

    Parameters
    ----------
    duty : Duty
        Working point now. [m³/h, m or Pa, kW]
    speed_ratio : float
        New speed over old. [1]

    Returns
    -------
    Duty
        The new point. [m³/h, m or Pa, kW]

    Raises
    ------
    DomainError
        If the ratio is not positive.

    References
    ----------
    .. [1] US DOE and Hydraulic Institute, Improving Pumping System Performance: A Sourcebook for Industry, 2nd ed. 2006
       (affinity laws).
    """
    require_positive(speed_ratio=speed_ratio)
    return Duty(
        flow_m3_h=duty.flow_m3_h * speed_ratio, head=duty.head * speed_ratio**2, power_kw=duty.power_kw * speed_ratio**3
    )


def speed_saving_kwh(duty: Duty, speed_ratio: float, hours: float, drive_efficiency: float) -> float:
    """Return the energy saved a year by running slower instead of throttling.

    Parameters
    ----------
    duty : Duty
        Working point at full speed. [m³/h, m or Pa, kW]
    speed_ratio : float
        New speed over full speed. [1]
    hours : float
        Hours a year at the new speed. [h]
    drive_efficiency : float
        Of the frequency converter. [1]

    Returns
    -------
    float
        Energy. [kWh]

    Raises
    ------
    DomainError
        If a value is out of range.
    """
    require_not_negative(hours=hours)
    require_share(speed_ratio=speed_ratio, drive_efficiency=drive_efficiency)
    return hours * (duty.power_kw - at_speed(duty, speed_ratio).power_kw / drive_efficiency)
