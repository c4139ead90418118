"""Refrigerant that escapes: by what was topped up, and over the life of the equipment."""

from __future__ import annotations

from calculators.errors import DomainError

PERCENT = 100.0


def by_top_up(topped_up: float, potential: float) -> float:
    """Return the emission of a system from what it was topped up with.

    The recommended way: what had to be put back is what had leaked. Not for charges of new equipment.

    Parameters
    ----------
    topped_up : float
        Refrigerant put back in the period. [kg]
    potential : float
        Global warming potential in one declared set. [kg CO2e/kg]

    Returns
    -------
    float
        Emission. [kg CO2e]

    Raises
    ------
    DomainError
        If a value is negative.

    References
    ----------
    .. [1] Circular 38/2023/TT-BCT, Annex II (refrigerants, recommended method).

    Examples
    --------
    >>> by_top_up(12.0, 2088.0)
    25056.0
    """
    if topped_up < 0 or potential < 0:
        raise DomainError("a charge and a potential cannot be negative")
    return topped_up * potential


def by_life_cycle(
    installed: float, installation_loss: float, operating: float, operation_loss: float, retired: float, charge_left: float,
    recovery: float,
) -> float:  # fmt: skip
    """Return the refrigerant lost when equipment is charged, runs and is scrapped.

    Parameters
    ----------
    installed : float
        C_A: charged into new equipment in the period. [kg]
    installation_loss : float
        k. [%]
    operating : float
        C_O: full charge of the equipment in operation. [kg]
    operation_loss : float
        x: lost in a year. [%]
    retired : float
        C_D: full charge of the equipment scrapped in the period. [kg]
    charge_left : float
        y: share of the full charge left in it. [%]
    recovery : float
        z: share of what is left that is recovered. [%]

    Returns
    -------
    float
        Refrigerant lost; times its potential it is the emission. [kg]

    Raises
    ------
    DomainError
        If a charge is negative or a percentage not between 0 and 100.

    References
    ----------
    .. [1] Circular 38/2023/TT-BCT, Annex II (refrigerants, alternative method); IPCC 2006 Guidelines, vol. 3, ch. 7,
       equations 7.12 to 7.14 and table 7.9 (the table row by row in a copy of the factor database; of the chapter only
       excerpts were read).

    Examples
    --------
    >>> by_life_cycle(100.0, 2.0, 500.0, 16.0, 50.0, 75.0, 40.0)
    104.5
    """
    if min(installed, operating, retired) < 0:
        raise DomainError("a charge of refrigerant cannot be negative")
    for percent in (installation_loss, operation_loss, charge_left, recovery):
        if not 0.0 <= percent <= PERCENT:
            raise DomainError(f"a percentage between 0 and 100 was expected, {percent} was given")
    filled = installed * installation_loss / PERCENT
    ran = operating * operation_loss / PERCENT
    scrapped = retired * charge_left / PERCENT * (1.0 - recovery / PERCENT)
    return filled + ran + scrapped
