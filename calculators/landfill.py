"""Methane that waste sent to a landfill will give."""

from __future__ import annotations

import math

from calculators.errors import DomainError

METHANE_PER_CARBON = 16.0 / 12.0  # kg CH4 per kg C, molar masses


def methane_potential(
    waste: float, degradable_carbon: float, decomposing: float, correction: float, methane_share: float, oxidation: float
) -> float:
    """Return the methane that waste laid down once gives over all years.

    What a waste producer reports in the year it makes the waste (scope 3, category 5). Not a landfill's yearly emission:
    use :func:`methane_of_year` for that.

    Parameters
    ----------
    waste : float
        W: wet mass. [kg]
    degradable_carbon : float
        DOC. [kg C/kg wet waste]
    decomposing : float
        DOCf: share of it that decomposes. [1]
    correction : float
        MCF of the landfill. [1]
    methane_share : float
        F: methane in the gas, by volume. [1]
    oxidation : float
        OX: oxidised in the cover. [1]

    Returns
    -------
    float
        Methane. [kg CH4]

    Raises
    ------
    DomainError
        If the mass is negative or a share not between 0 and 1.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 5, ch. 3, equations 3.2 and 3.3 (L0 = DDOCm·F·16/12) with 3.1 for the oxidation
       (only excerpts quoted elsewhere were read, not the chapter).

    Examples
    --------
    >>> round(methane_potential(1000.0, 0.40, 0.5, 0.6, 0.5, 0.0), 6)
    80.0
    """
    if waste < 0:
        raise DomainError("a mass of waste cannot be negative")
    for share in (degradable_carbon, decomposing, correction, methane_share, oxidation):
        if not 0.0 <= share <= 1.0:
            raise DomainError(f"a share between 0 and 1 was expected, {share} was given")
    return waste * degradable_carbon * decomposing * correction * methane_share * METHANE_PER_CARBON * (1.0 - oxidation)


def methane_of_year(potential: float, rate: float, year: int) -> float:
    """Return the part of a potential that comes in one year after the waste was laid down (first-order decay).

    Parameters
    ----------
    potential : float
        Methane over all years. [kg CH4]
    rate : float
        k: decay rate. [1/year]
    year : int
        Years since the year of disposal, in which nothing decays yet. [year]

    Returns
    -------
    float
        Methane of that year. [kg CH4]

    Raises
    ------
    DomainError
        If the rate is not positive.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 5, ch. 3, equations 3.4 and 3.5 (decay from 1 January of the year after disposal;
       only excerpts quoted elsewhere were read, not the chapter).

    Examples
    --------
    >>> round(methane_of_year(80.0, 0.05, 1), 6)
    3.901646
    """
    if rate <= 0:
        raise DomainError("a decay rate above zero was expected")
    if year < 1:
        return 0.0
    return potential * (math.exp(-rate * (year - 1)) - math.exp(-rate * year))
