"""Lighting: installed power, efficacy, and what better lamps save."""

from __future__ import annotations

from calculators.equipment.domain import require_not_negative, require_positive, require_share


def power_density_w_m2(power_w: float, area_m2: float) -> float:
    """Return the installed lighting power per floor area.

    Parameters
    ----------
    power_w : float
        Lamps and gear. [W]
    area_m2 : float
        Floor area. [m²]

    Returns
    -------
    float
        Power density. [W/m²]

    Raises
    ------
    DomainError
        If a value is out of range.
    """
    require_not_negative(power_w=power_w)
    require_positive(area_m2=area_m2)
    return power_w / area_m2


def illuminance_lx(flux_lm: float, area_m2: float, utilisation: float, maintenance: float) -> float:
    """Return the mean illuminance of a room by the lumen method.

    Parameters
    ----------
    flux_lm : float
        Luminous flux of all lamps when new. [lm]
    area_m2 : float
        Working plane. [m²]
    utilisation, maintenance : float
        Share of the flux that reaches the plane, and what age and dirt leave of it. [1]

    Returns
    -------
    float
        Illuminance. [lx]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] Lumen method: E = F·n·N·UF·LLF/A; Bureau of Energy Efficiency (India), Guide book, book 4, ch. 10.
    """
    require_positive(flux_lm=flux_lm, area_m2=area_m2)
    require_share(utilisation=utilisation, maintenance=maintenance)
    return flux_lm * utilisation * maintenance / area_m2


def replacement_saving_kwh(lamps: float, power_w: float, new_power_w: float, hours: float) -> float:
    """Return the energy saved a year by lamps of less power.

    Parameters
    ----------
    lamps : float
        Number of lamps. [1]
    power_w, new_power_w : float
        Power of a lamp with its gear, before and after. [W]
    hours : float
        Burning hours a year. [h]

    Returns
    -------
    float
        Energy; negative when the new lamps draw more. [kWh]

    Raises
    ------
    DomainError
        If a value is negative.
    """
    require_not_negative(lamps=lamps, power_w=power_w, new_power_w=new_power_w, hours=hours)
    return lamps * (power_w - new_power_w) * hours / 1000
