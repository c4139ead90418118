"""Compressed air: leak test, specific power, cost of pressure."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class LeakTest:
    """What a load/unload test without users says: share of capacity [1], air and power lost."""

    leak_share: float
    leak_m3_min: float
    power_kw: float


def leak_test(load_s: float, unload_s: float, capacity_m3_min: float, load_power_kw: float) -> LeakTest:
    """Return the leakage that keeps a compressor loading while nobody uses air.

    Parameters
    ----------
    load_s, unload_s : float
        Mean times on load and off load during the test. [s]
    capacity_m3_min : float
        Free air that the compressor really delivers. [m³/min]
    load_power_kw : float
        Electric power on load. [kW]

    Returns
    -------
    LeakTest
        Share, air and power. [1, m³/min, kW]

    Raises
    ------
    DomainError
        If a value is not positive (the off-load time may be zero: everything leaks).

    References
    ----------
    .. [1] US DOE and Compressed Air Challenge, Improving Compressed Air System Performance: A Sourcebook for Industry,
       fact sheet on leaks: leakage % = T·100/(T + t).
    """
    require_positive(load_s=load_s, capacity_m3_min=capacity_m3_min, load_power_kw=load_power_kw)
    require_not_negative(unload_s=unload_s)
    share = load_s / (load_s + unload_s)
    return LeakTest(leak_share=share, leak_m3_min=share * capacity_m3_min, power_kw=share * load_power_kw)


def specific_power_kw_min_m3(power_kw: float, air_m3_min: float) -> float:
    """Return the electric power for a flow of free air.

    Parameters
    ----------
    power_kw : float
        Electric power. [kW]
    air_m3_min : float
        Free air delivered. [m³/min]

    Returns
    -------
    float
        Specific power; lower is better. [kW/(m³/min)]

    Raises
    ------
    DomainError
        If a value is not positive.
    """
    require_positive(power_kw=power_kw, air_m3_min=air_m3_min)
    return power_kw / air_m3_min


def pressure_saving_share(
    suction_bar_absolute: float,
    discharge_bar_absolute: float,
    lowered_bar_absolute: float,
    exponent: float,
    stages: int,
) -> float:
    """Return the share of compression power saved by a lower discharge pressure.

    From the power of a polytropic compression with ideal intercooling, proportional to r^((n−1)/(n·stages)) − 1.

    Parameters
    ----------
    suction_bar_absolute, discharge_bar_absolute, lowered_bar_absolute : float
        Absolute pressures. [bar]
    exponent : float
        Polytropic exponent n (1.4: adiabatic air). [1]
    stages : int
        Number of stages. [1]

    Returns
    -------
    float
        Saving. [1]

    Raises
    ------
    DomainError
        If pressures do not fall in the order discharge, lowered, suction, or the exponent is not above 1.

    References
    ----------
    .. [1] Work of a polytropic compression, w = n/(n − 1)·R·T·(r^((n−1)/n) − 1), stages of equal ratio. Tests: the
       integral of v·dp by quadrature, stage by stage.
    """
    require_positive(suction_bar_absolute=suction_bar_absolute, stages=stages)
    if not suction_bar_absolute < lowered_bar_absolute <= discharge_bar_absolute or exponent <= 1:
        raise DomainError("expected suction < lowered ≤ discharge pressure, all absolute, and an exponent above 1")
    power = (exponent - 1) / (exponent * stages)
    before = float((discharge_bar_absolute / suction_bar_absolute) ** power) - 1
    return 1 - (float((lowered_bar_absolute / suction_bar_absolute) ** power) - 1) / before


def yearly_energy_kwh(power_kw: float, hours: float, load_share: float) -> float:
    """Return the energy of a power that is drawn for a share of the hours.

    Parameters
    ----------
    power_kw : float
        Electric power. [kW]
    hours : float
        Hours a year. [h]
    load_share : float
        Share of the hours. [1]

    Returns
    -------
    float
        Energy. [kWh]

    Raises
    ------
    DomainError
        If a value is out of range.
    """
    require_not_negative(power_kw=power_kw, hours=hours)
    require_share(load_share=load_share)
    return power_kw * hours * load_share
