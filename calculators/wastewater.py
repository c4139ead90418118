"""Methane from industrial wastewater."""

from __future__ import annotations

from calculators.errors import DomainError


def organic_load(volume: float, cod: float) -> float:
    """Return the organically degradable material in wastewater.

    Parameters
    ----------
    volume : float
        Wastewater that reaches the treatment. [m3]
    cod : float
        Chemical oxygen demand before treatment. [kg/m3]

    Returns
    -------
    float
        TOW. [kg COD]

    Raises
    ------
    DomainError
        If the volume or the concentration is negative.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 5, ch. 6, equation 6.6, with P·W the volume (only excerpts quoted elsewhere were read).

    Examples
    --------
    >>> organic_load(54_000.0, 2.5)
    135000.0
    """
    if volume < 0 or cod < 0:
        raise DomainError("volume and oxygen demand of wastewater cannot be negative")
    return volume * cod


def treatment_methane(load: float, sludge: float, capacity: float, correction: float, recovered: float) -> float:
    """Return the methane that a treatment releases.

    Parameters
    ----------
    load : float
        TOW. [kg COD]
    sludge : float
        S: organic material taken away as sludge. [kg COD]
    capacity : float
        B0: the most methane the material can give. [kg CH4/kg COD]
    correction : float
        MCF of the treatment. [1]
    recovered : float
        R: methane caught and burnt or flared. [kg CH4]

    Returns
    -------
    float
        Methane released. [kg CH4]

    Raises
    ------
    DomainError
        If more sludge leaves than came in, more methane is caught than can form, or a value is out of range.

    References
    ----------
    .. [1] IPCC 2006 Guidelines, vol. 5, ch. 6, equations 6.4 and 6.5 (only excerpts quoted elsewhere were read, not the chapter).
       Circular 38/2023/TT-BCT sends waste to the rules of the
       environment ministry, which use this formula.

    Examples
    --------
    >>> treatment_methane(135_000.0, 0.0, 0.25, 0.8, 0.0)
    27000.0
    """
    if not 0.0 <= correction <= 1.0 or capacity < 0:
        raise DomainError(f"a correction factor between 0 and 1 was expected, {correction} was given")
    if not 0.0 <= sludge <= load:
        raise DomainError("more organic material leaves as sludge than reached the treatment")
    formed = (load - sludge) * capacity * correction
    if not 0.0 <= recovered <= formed:
        raise DomainError(f"{recovered:.6g} kg methane are caught where at most {formed:.6g} kg form")
    return formed - recovered
