"""Greenhouse gas inventory of a site: activity data times factors, gas by gas."""

from __future__ import annotations

from collections.abc import Mapping

from calculators.errors import DomainError

MJ_PER_TJ = 1e6


def combustion_emission(energy: float, factor: float) -> float:
    """Return the mass of one gas from burning fuel.

    Parameters
    ----------
    energy : float
        Fuel at net calorific value. [MJ]
    factor : float
        Emission factor of the gas. [kg/TJ]

    Returns
    -------
    float
        Mass of the gas. [kg]

    Raises
    ------
    DomainError
        If the energy is negative.

    References
    ----------
    .. [1] Circular 38/2023/TT-BCT, Annex II; IPCC 2006 Guidelines, vol. 2, ch. 2, equation 2.1
       (of both: only excerpts quoted elsewhere were read).

    Examples
    --------
    >>> round(combustion_emission(12_760_000.0, 30.0), 9)
    382.8
    """
    if energy < 0:
        raise DomainError("burnt fuel cannot be negative")
    return energy / MJ_PER_TJ * factor


def co2_equivalent(gas_kg: Mapping[str, float], gwp: Mapping[str, float]) -> float:
    """Return the CO2 equivalent of several gases in one declared GWP set.

    Parameters
    ----------
    gas_kg : mapping of gas to mass
        Masses. [kg]
    gwp : mapping of gas to global warming potential
        One set, 100 years. [kg CO2e/kg]

    Returns
    -------
    float
        CO2 equivalent. [kg CO2e]

    Raises
    ------
    KeyError
        If a gas has no value in the set.
    """
    return sum(mass * gwp[gas] for gas, mass in gas_kg.items())


def electricity_emission(electricity: float, factor: float) -> float:
    """Return the emission of electricity taken from outside.

    Parameters
    ----------
    electricity : float
        Electricity. [kWh]
    factor : float
        Factor of the grid or of the supplier. [kg CO2e/kWh]

    Returns
    -------
    float
        Emission. [kg CO2e]

    Examples
    --------
    >>> round(electricity_emission(1_620_000.0, 0.6592), 6)
    1067904.0
    """
    return electricity * factor
