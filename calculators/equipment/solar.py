"""Photovoltaic plants: yield, performance ratio, own use hour by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError, ShapeError
from calculators.least_squares import FloatArray


@dataclass(frozen=True, kw_only=True)
class OwnUse:
    """Where the energy of a plant goes. [kWh; shares 1]

    `own_use_share` is used/generated, `coverage_share` is used/demand; None when the divisor is zero.
    """

    used_kwh: float
    exported_kwh: float
    bought_kwh: float
    own_use_share: float | None
    coverage_share: float | None


def yield_kwh(peak_power_kw: float, irradiation_kwh_m2: float, performance_ratio: float) -> float:
    """Return the energy of a plant in a period.

    Parameters
    ----------
    peak_power_kw : float
        Power at standard test conditions (1 kW/m²). [kWp]
    irradiation_kwh_m2 : float
        Irradiation on the panels' plane in the period. [kWh/m²]
    performance_ratio : float
        Share that heat, dirt, wires and inverters leave. [1]

    Returns
    -------
    float
        Energy. [kWh]

    Raises
    ------
    DomainError
        If a value is out of range.

    References
    ----------
    .. [1] IEC 61724-1, performance ratio = final yield over reference yield (clause not read).
    """
    require_positive(peak_power_kw=peak_power_kw)
    require_not_negative(irradiation_kwh_m2=irradiation_kwh_m2)
    require_share(performance_ratio=performance_ratio)
    return peak_power_kw * irradiation_kwh_m2 * performance_ratio


def performance_ratio(generated_kwh: float, peak_power_kw: float, irradiation_kwh_m2: float) -> float:
    """Return how much of the ideal yield a plant gave.

    Parameters
    ----------
    generated_kwh : float
        Energy of the period. [kWh]
    peak_power_kw : float
        Power at standard test conditions. [kWp]
    irradiation_kwh_m2 : float
        Irradiation on the panels' plane. [kWh/m²]

    Returns
    -------
    float
        Performance ratio. [1]

    Raises
    ------
    DomainError
        If a value is out of range, or the ratio is above 1.
    """
    require_not_negative(generated_kwh=generated_kwh)
    require_positive(peak_power_kw=peak_power_kw, irradiation_kwh_m2=irradiation_kwh_m2)
    ratio = generated_kwh / (peak_power_kw * irradiation_kwh_m2)
    if ratio > 1:
        raise DomainError(f"a performance ratio of {ratio:.0%} is impossible: check energy, power and irradiation")
    return ratio


def own_use(generated_kwh: FloatArray, demand_kwh: FloatArray) -> OwnUse:
    """Return how much of the generation the site uses itself, interval by interval, without storage.

    Intervals should be an hour or less: longer ones hide export and flatter the result.

    Parameters
    ----------
    generated_kwh, demand_kwh : ndarray
        Energy of each interval. [kWh]

    Returns
    -------
    OwnUse
        Sums over all intervals. [kWh]

    Raises
    ------
    ShapeError
        If the lengths disagree.
    DomainError
        If a value is negative or not finite.
    """
    if generated_kwh.shape != demand_kwh.shape:
        raise ShapeError(f"{generated_kwh.size} intervals generated, {demand_kwh.size} demanded")
    if not (np.isfinite(generated_kwh).all() and np.isfinite(demand_kwh).all()):
        raise DomainError("every interval needs a finite generation and demand")
    if (generated_kwh < 0).any() or (demand_kwh < 0).any():
        raise DomainError("generation and demand cannot be negative")
    used = float(np.minimum(generated_kwh, demand_kwh).sum())
    generated, demand = float(generated_kwh.sum()), float(demand_kwh.sum())
    return OwnUse(
        used_kwh=used, exported_kwh=generated - used, bought_kwh=demand - used,
        own_use_share=used / generated if generated > 0 else None, coverage_share=used / demand if demand > 0 else None,
    )  # fmt: skip
