"""What electricity costs by the hour, what a poor power factor adds, and what a saved kilowatt-hour is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calculators.errors import DomainError, ShapeError, UnknownKeyError
from calculators.least_squares import FloatArray

_HOURS = 24 * 7  # h, a week of hours from Monday 0:00


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """A time-of-use tariff: one price per band, and the band of each hour of a week.

    `price_vnd_kwh` has one price per band, without VAT; `band_of_hour` has 168 band numbers, from Monday 0:00 to
    Sunday 23:00. Bands that begin at a half hour are given as `half_hours` with 336 numbers instead.
    """

    bands: tuple[str, ...]
    price_vnd_kwh: tuple[float, ...]
    band_of_hour: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.bands) != len(self.price_vnd_kwh) or len(self.band_of_hour) not in (_HOURS, 2 * _HOURS):
            raise ShapeError("a tariff needs one price per band and the band of 168 hours or 336 half hours")
        if not all(0 <= band < len(self.bands) for band in self.band_of_hour):
            raise DomainError(f"an hour has a band that is none of {self.bands}")
        if not all(math.isfinite(price) and price >= 0 for price in self.price_vnd_kwh):
            raise DomainError("prices must be finite and not negative")


@dataclass(frozen=True, kw_only=True)
class EnergyCost:
    """Energy and cost by band, in the tariff's order, and in all. [kWh, VND]"""

    energy_kwh: tuple[float, ...]
    cost_vnd: tuple[float, ...]
    total_vnd: float
    mean_price_vnd_kwh: float | None


def band_of(tariff: Tariff, time: npt.NDArray[np.datetime64]) -> npt.NDArray[np.intp]:
    """Return the band in which each interval begins.

    Parameters
    ----------
    tariff : Tariff
        The tariff.
    time : ndarray of datetime64
        Begin of each interval, local time.

    Returns
    -------
    ndarray of int
        Band numbers. [1]
    """
    per_day = len(tariff.band_of_hour) // 7
    minutes = time.astype("datetime64[m]").astype(np.int64)
    # 1970-01-01 was a Thursday, three days after a Monday
    slot = (minutes + 3 * 24 * 60) // (24 * 60 // per_day) % (7 * per_day)
    return np.asarray(tariff.band_of_hour, dtype=np.intp)[slot]


def cost_of_profile(tariff: Tariff, time: npt.NDArray[np.datetime64], energy_kwh: FloatArray) -> EnergyCost:
    """Return what the energy of interval readings costs.

    Parameters
    ----------
    tariff : Tariff
        The tariff.
    time : ndarray of datetime64
        Begin of each interval, local time; an interval belongs to the band in which it begins.
    energy_kwh : ndarray
        Energy of each interval. [kWh]

    Returns
    -------
    EnergyCost
        By band and in all. [kWh, VND]

    Raises
    ------
    ShapeError
        If the lengths disagree.
    DomainError
        If an energy is not finite.
    """
    if time.shape != energy_kwh.shape:
        raise ShapeError(f"{time.size} times and {energy_kwh.size} energies were given")
    if not np.isfinite(energy_kwh).all():
        raise DomainError("every interval needs a finite energy")
    energy = np.bincount(band_of(tariff, time), weights=energy_kwh, minlength=len(tariff.bands))
    return _cost(tariff, energy.astype(np.float64))


def cost_of_bands(tariff: Tariff, energy_kwh: Mapping[str, float]) -> EnergyCost:
    """Return what a bill's energy by band costs.

    Parameters
    ----------
    tariff : Tariff
        The tariff.
    energy_kwh : mapping of str to float
        Energy of each band; a band left out has none. [kWh]

    Returns
    -------
    EnergyCost
        By band and in all. [kWh, VND]

    Raises
    ------
    UnknownKeyError
        If a band is not the tariff's.
    """
    for band in energy_kwh:
        if band not in tariff.bands:
            raise UnknownKeyError("tariff band", band, known=tariff.bands)
    return _cost(tariff, np.array([energy_kwh.get(band, 0.0) for band in tariff.bands]))


def _cost(tariff: Tariff, energy: FloatArray) -> EnergyCost:
    cost = energy * np.asarray(tariff.price_vnd_kwh)
    total, amount = float(cost.sum()), float(energy.sum())
    return EnergyCost(
        energy_kwh=tuple(energy.tolist()), cost_vnd=tuple(cost.tolist()), total_vnd=total,
        mean_price_vnd_kwh=total / amount if amount > 0 else None,
    )  # fmt: skip


def price_of_saved_kwh(tariff: Tariff, time: npt.NDArray[np.datetime64], saved_kwh: FloatArray) -> float | None:
    """Return what a kilowatt-hour is worth at the hours in which it is saved.

    The mean price of a bill is the wrong value for a measure that works at night, or only at the peak.

    Parameters
    ----------
    tariff : Tariff
        The tariff.
    time : ndarray of datetime64
        Begin of each interval, local time.
    saved_kwh : ndarray
        Energy saved in each interval, or any weights in proportion to it. [kWh]

    Returns
    -------
    float or None
        Price, None when nothing is saved. [VND/kWh]

    Raises
    ------
    ShapeError
        If the lengths disagree.
    DomainError
        If an energy is not finite.
    """
    return cost_of_profile(tariff, time, saved_kwh).mean_price_vnd_kwh


def power_factor_surcharge(factor: float, required_factor: float, lowest_factor: float) -> float:
    """Return the surcharge for reactive power as a share of the bill for active energy.

    Where the factor, rounded to two decimals, is below the required one, the buyer pays required/factor − 1 of the
    active energy's cost; below the lowest factor of the table the surcharge stays at that of the next hundredth. With
    0.9 and 0.6 this is the table of circular 15/2014/TT-BCT (1.12 % at 0.89 to 52.54 % below 0.6).

    Parameters
    ----------
    factor : float
        Mean power factor of the billing period. [1]
    required_factor : float
        Factor from which nothing is charged. [1]
    lowest_factor : float
        Lowest factor of the table. [1]

    Returns
    -------
    float
        Surcharge over the cost of active energy, both without VAT. [1]

    Raises
    ------
    DomainError
        If the factor is not above 0 and at most 1, or the table's bounds are not in order.

    References
    ----------
    .. [1] Bộ Công Thương, Thông tư 15/2014/TT-BCT of 28 May 2014 on buying and selling reactive power, in force from
       10 December 2014: who pays (own transformer, or 40 kW and more, with cosφ < 0.9), Tq = Ta·k %, table of k.
    """
    if not 0 < factor <= 1:
        raise DomainError(f"a power factor above 0 and at most 1 was expected, {factor} was given")
    if not 0.01 < lowest_factor < required_factor <= 1:
        raise DomainError(f"expected lowest < required factor, {lowest_factor} and {required_factor} were given")
    hundredths = math.floor(factor * 100 + 0.5)
    lowest = round(lowest_factor * 100)
    if hundredths >= round(required_factor * 100):
        return 0.0
    return required_factor * 100 / max(hundredths, lowest - 1) - 1
