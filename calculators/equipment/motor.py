"""Electric motors: load, and what a better efficiency class saves."""

from __future__ import annotations

import math

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError


def input_power_kw(voltage_v: float, current_a: float, power_factor: float) -> float:
    """Return the electric power of a three-phase motor.

    Parameters
    ----------
    voltage_v : float
        Mean line-to-line voltage. [V]
    current_a : float
        Mean line current. [A]
    power_factor : float
        Power factor. [1]

    Returns
    -------
    float
        Input power. [kW]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] US DOE, Motor Challenge fact sheet, Determining electric motor load and efficiency, eq. 1:
       P = V·I·PF·√3/1000.
    """
    require_positive(voltage_v=voltage_v, current_a=current_a)
    require_share(power_factor=power_factor)
    return voltage_v * current_a * power_factor * math.sqrt(3) / 1000


def load_share(measured_kw: float, rated_output_kw: float, rated_efficiency: float) -> float:
    """Return the load of a motor: measured input over input at rated load.

    Parameters
    ----------
    measured_kw : float
        Electric power measured. [kW]
    rated_output_kw : float
        Shaft power on the nameplate. [kW]
    rated_efficiency : float
        Efficiency at full load. [1]

    Returns
    -------
    float
        Load. [1]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] US DOE, Motor Challenge fact sheet, Determining electric motor load and efficiency, eqs. 2 and 3.
    """
    require_positive(measured_kw=measured_kw, rated_output_kw=rated_output_kw)
    require_share(rated_efficiency=rated_efficiency)
    return measured_kw * rated_efficiency / rated_output_kw


def slip_load_share(synchronous_rpm: float, measured_rpm: float, rated_rpm: float) -> float:
    """Return the load of an induction motor from its slip, where power cannot be measured (±10 % at best).

    Parameters
    ----------
    synchronous_rpm, measured_rpm, rated_rpm : float
        Speeds without slip, now, and at full load. [1/min]

    Returns
    -------
    float
        Load. [1]

    Raises
    ------
    DomainError
        If a speed is not below the synchronous speed.

    References
    ----------
    .. [1] US DOE, Motor Challenge fact sheet, Determining electric motor load and efficiency (slip method).
    """
    require_positive(measured_rpm=measured_rpm, rated_rpm=rated_rpm)
    if max(measured_rpm, rated_rpm) >= synchronous_rpm:
        raise DomainError("an induction motor under load turns slower than its synchronous speed")
    return (synchronous_rpm - measured_rpm) / (synchronous_rpm - rated_rpm)


def replacement_saving_kwh(
    rated_output_kw: float, load: float, hours: float, efficiency: float, new_efficiency: float
) -> float:
    """Return the energy saved a year by a motor of a better efficiency class at the same shaft load.

    Parameters
    ----------
    rated_output_kw : float
        Shaft power on the nameplate. [kW]
    load : float
        Load. [1]
    hours : float
        Running hours a year. [h]
    efficiency, new_efficiency : float
        Efficiencies at this load. [1]

    Returns
    -------
    float
        Energy; negative when the new motor is worse. [kWh]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] IEC 60034-30-1:2014 (classes IE1 to IE4; their efficiencies are reference data, not part of this formula).
    """
    require_positive(rated_output_kw=rated_output_kw, load=load)
    require_not_negative(hours=hours)
    require_share(efficiency=efficiency, new_efficiency=new_efficiency)
    return rated_output_kw * load * hours * (1 / efficiency - 1 / new_efficiency)
