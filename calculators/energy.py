"""Final energy of a site: what crosses its boundary, at net calorific value."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.errors import DomainError

MJ_PER_KWH = 3.6  # MJ/kWh, exact (SI)


def fuel_energy(amount: float, ncv: float) -> float:
    """Return the energy of a fuel at its net calorific value.

    Parameters
    ----------
    amount : float
        Fuel as received. [kg or Nm³]
    ncv : float
        Net calorific value on the same basis. [MJ/kg or MJ/Nm³]

    Returns
    -------
    float
        Energy. [MJ]

    Raises
    ------
    DomainError
        If the calorific value is not positive.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 2, ch. 1, 1.4.1: net calorific values
       (only excerpts quoted elsewhere were read, not the chapter).

    Examples
    --------
    >>> round(fuel_energy(1_100_000.0, 11.6))
    12760000
    """
    if ncv <= 0:
        raise DomainError(f"a calorific value of {ncv} MJ is not positive")
    return amount * ncv


def wet_mass(dry_mass: float, moisture: float) -> float:
    """Return the mass as received of a material weighed dry.

    Parameters
    ----------
    dry_mass : float
        Mass without water. [kg]
    moisture : float
        Water per mass as received. [1]

    Returns
    -------
    float
        Mass as received. [kg]

    Raises
    ------
    DomainError
        If the moisture is not in [0, 1).
    """
    if not 0 <= moisture < 1:
        raise DomainError(f"a moisture of {moisture} is not a share of the mass as received")
    return dry_mass / (1.0 - moisture)


def power_share_of_chp(electricity: float, heat: float) -> float:
    """Return the share of a CHP unit's fuel that is counted for power, by the energy content of its outputs.

    Parameters
    ----------
    electricity, heat : float
        What the unit gave in the period. [MJ]

    Returns
    -------
    float
        Share. [1]

    Raises
    ------
    DomainError
        If the unit gave nothing, or something negative.

    References
    ----------
    .. [1] GHG Protocol, Allocation of GHG emissions from a combined heat and power plant (2006), energy content method.
    """
    if electricity < 0 or heat < 0 or electricity + heat == 0:
        raise DomainError("a combined heat and power unit's outputs must be positive")
    return electricity / (electricity + heat)


@dataclass(frozen=True, kw_only=True)
class EnergyParts:
    """Final energy and its two parts, which close: energy = power + thermal. [MJ]"""

    energy_mj: float
    power_mj: float
    thermal_mj: float


def energy_parts(bought_power: float, solar: float, sold_power: float, other: float, fuel_for_power: float) -> EnergyParts:
    """Return the final energy of a site and its split into power and heat.

    Parameters
    ----------
    bought_power, solar, sold_power : float
        Electricity from outside, own solar generation, electricity sold. [MJ]
    other : float
        Fuels at net calorific value, bought steam, heat and cold, less what was sold of them. [MJ]
    fuel_for_power : float
        Part of `other` that a generator or a CHP unit burnt for power. [MJ]

    Returns
    -------
    EnergyParts
        Energy, and its parts. [MJ]
    """
    power = bought_power + solar - sold_power
    return EnergyParts(
        energy_mj=power + other, power_mj=power + fuel_for_power, thermal_mj=other - fuel_for_power
    )
