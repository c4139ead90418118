"""Water of an evaporative cooling tower."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.equipment.domain import require_not_negative, require_positive
from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class TowerWater:
    """Water of a tower: what evaporates, drifts off, is blown down, and must be made up. [m³/h]"""

    evaporation_m3_h: float
    drift_m3_h: float
    blowdown_m3_h: float
    make_up_m3_h: float


def cycles_of_concentration(blowdown_conductivity_us_cm: float, make_up_conductivity_us_cm: float) -> float:
    """Return how often the make-up water is concentrated.

    Parameters
    ----------
    blowdown_conductivity_us_cm, make_up_conductivity_us_cm : float
        Conductivities. [µS/cm]

    Returns
    -------
    float
        Cycles. [1]

    Raises
    ------
    DomainError
        If the blowdown conducts no better than the make-up.
    """
    require_positive(make_up_conductivity_us_cm=make_up_conductivity_us_cm)
    if blowdown_conductivity_us_cm <= make_up_conductivity_us_cm:
        raise DomainError("a tower that evaporates water concentrates it: blowdown must conduct better than make-up")
    return blowdown_conductivity_us_cm / make_up_conductivity_us_cm


def tower_water(
    circulation_m3_h: float, range_k: float, cycles: float, drift_share: float, evaporation_share_per_k: float
) -> TowerWater:
    """Return the water balance of a tower: make-up = evaporation/(1 − 1/cycles).

    Parameters
    ----------
    circulation_m3_h : float
        Circulating water. [m³/h]
    range_k : float
        Water temperature before less after the tower. [K]
    cycles : float
        Cycles of concentration. [1]
    drift_share : float
        Drift over circulation. [1]
    evaporation_share_per_k : float
        Evaporation over circulation and kelvin of range (0.00085 per °F is 0.00153). [1/K]

    Returns
    -------
    TowerWater
        The four flows; drift is part of what leaves with salt, so blowdown is what is left to do. [m³/h]

    Raises
    ------
    DomainError
        If the cycles are not above 1, drift alone exceeds the purge needed, or a value is out of range.
    """
    require_positive(
        circulation_m3_h=circulation_m3_h, range_k=range_k, evaporation_share_per_k=evaporation_share_per_k
    )
    require_not_negative(drift_share=drift_share)
    if cycles <= 1:
        raise DomainError(f"cycles of concentration above 1 were expected, {cycles} was given")
    evaporation = circulation_m3_h * range_k * evaporation_share_per_k
    drift, purge = circulation_m3_h * drift_share, evaporation / (cycles - 1)
    if drift > purge:
        raise DomainError("drift alone removes more salt than these cycles allow: check cycles and drift")
    return TowerWater(
        evaporation_m3_h=evaporation, drift_m3_h=drift, blowdown_m3_h=purge - drift, make_up_m3_h=evaporation + purge
    )
