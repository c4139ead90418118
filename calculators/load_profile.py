"""Readings to months: bills spread over the days they cover, and interval meters summed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calculators.errors import ShapeError
from calculators.finding import Finding
from calculators.least_squares import FloatArray

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class DailyUse:
    """Consumption by day from `first_day` on, and how many bills cover each day (1 is right)."""

    first_day: np.datetime64
    quantity: FloatArray
    bills: Counts
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class MonthlyUse:
    """Consumption by calendar month; `is_complete` where each day of the month is covered exactly once."""

    months: Days
    quantity: FloatArray
    is_complete: npt.NDArray[np.bool_]


def spread_bills(previous_read: Days, read: Days, quantity: FloatArray) -> DailyUse:
    """Return the consumption of each day, each bill spread evenly over the days it covers.

    A bill read on a date covers the days after the previous reading up to and including that date. Gaps, overlaps,
    bills that end before they begin and negative quantities are reported; faulty bills are left out.

    Parameters
    ----------
    previous_read : ndarray of datetime64[D]
        Date of the reading before.
    read : ndarray of datetime64[D]
        Date of the reading.
    quantity : ndarray
        Consumption between the two. [unit of consumption]

    Returns
    -------
    DailyUse
        The sum over days equals the sum of the bills used. [unit of consumption]

    Raises
    ------
    ShapeError
        If the lengths disagree or no bill is given.

    References
    ----------
    .. [1] US DOE, Superior Energy Performance Measurement and Verification Protocol for Industry, 2017 (calendarisation
       of bills).
    """
    if not (previous_read.shape == read.shape == quantity.shape) or quantity.size == 0:
        raise ShapeError("each bill needs its two reading dates and a quantity")
    start = previous_read.astype("datetime64[D]").astype(np.int64) + 1
    end = read.astype("datetime64[D]").astype(np.int64) + 1
    usable = (end > start) & np.isfinite(quantity)
    findings = _bill_findings(end > start, quantity)
    if not usable.any():
        return DailyUse(first_day=read.astype("datetime64[D]").min(), quantity=np.empty(0),
                        bills=np.empty(0, dtype=np.int64), findings=findings)  # fmt: skip
    start, end, used = start[usable], end[usable], quantity[usable]
    first, length = int(start.min()), int(end.max() - start.min())
    daily, bills = np.zeros(length), np.zeros(length, dtype=np.int64)
    for begin, stop, rate in zip(start - first, end - first, used / (end - start), strict=True):
        daily[begin:stop] += rate
        bills[begin:stop] += 1
    first_day = np.datetime64(first, "D")
    return DailyUse(
        first_day=first_day, quantity=daily, bills=bills, findings=findings + _cover_findings(first_day, bills)
    )


def _bill_findings(forward: npt.NDArray[np.bool_], quantity: FloatArray) -> tuple[Finding, ...]:
    faults = [
        ("bill.no_days", "error", ~forward),
        ("bill.missing_quantity", "error", ~np.isfinite(quantity)),
        ("bill.negative_quantity", "warning", np.nan_to_num(quantity) < 0),
    ]
    return tuple(
        Finding(code=code, severity=severity, values={"bills": np.flatnonzero(mask).tolist()})  # type: ignore[arg-type]
        for code, severity, mask in faults
        if mask.any()
    )


def _cover_findings(first_day: np.datetime64, bills: Counts) -> tuple[Finding, ...]:
    findings = []
    for code, severity, mask in (("bill.gap", "warning", bills == 0), ("bill.overlap", "error", bills > 1)):
        if mask.any():
            when = first_day + int(np.argmax(mask))
            values = {"days": int(mask.sum()), "first_day": str(when)}
            findings.append(Finding(code=code, severity=severity, values=values))  # type: ignore[arg-type]
    return tuple(findings)


def sum_months(use: DailyUse) -> MonthlyUse:
    """Return daily consumption summed to calendar months.

    Parameters
    ----------
    use : DailyUse
        Consumption by day. [unit of consumption]

    Returns
    -------
    MonthlyUse
        One value per month touched. [unit of consumption]
    """
    if use.quantity.size == 0:
        empty = np.empty(0)
        return MonthlyUse(months=np.empty(0, dtype="datetime64[M]"), quantity=empty, is_complete=empty.astype(bool))
    days = use.first_day + np.arange(use.quantity.size)
    months, begin = np.unique(days.astype("datetime64[M]"), return_index=True)
    single = np.add.reduceat((use.bills == 1).astype(np.int64), begin)
    lengths = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    covered = np.add.reduceat(np.ones(use.quantity.size, dtype=np.int64), begin)
    return MonthlyUse(
        months=months,
        quantity=np.add.reduceat(use.quantity, begin),
        is_complete=(single == lengths) & (covered == lengths),
    )


def sum_intervals_by_month(time: Days, quantity: FloatArray) -> tuple[Days, FloatArray]:
    """Return interval-meter consumption summed to calendar months.

    Parameters
    ----------
    time : ndarray of datetime64
        Begin of each interval, ascending.
    quantity : ndarray
        Shape (n,) or (n, meters): consumption of each interval. [unit of consumption]

    Returns
    -------
    tuple of ndarray
        The months, and the sums in the shape (months,) or (months, meters). [unit of consumption]

    Raises
    ------
    ShapeError
        If the lengths disagree, nothing is given, or time runs backward.
    """
    if time.size == 0 or quantity.shape[0] != time.size:
        raise ShapeError(f"{time.size} times and {quantity.shape[0]} quantities were given")
    if (time[1:] < time[:-1]).any():
        raise ShapeError("times must ascend; sort the readings first")
    months = np.arange(time[0].astype("datetime64[M]"), time[-1].astype("datetime64[M]") + 1)
    begin = np.searchsorted(time, months.astype(time.dtype))
    sums = np.add.reduceat(quantity, np.minimum(begin, time.size - 1), axis=0)
    silent = np.diff(np.append(begin, time.size)) == 0
    sums[silent] = 0.0
    return months, sums


def load_factor(power_kw: FloatArray) -> float | None:
    """Return mean demand over peak demand, or None when there was no demand.

    Parameters
    ----------
    power_kw : ndarray
        Demand of equal intervals. [kW]

    Returns
    -------
    float or None
        Between 0 and 1. [1]
    """
    peak = float(power_kw.max(initial=0.0))
    return float(power_kw.mean()) / peak if peak > 0 else None


def base_load(power_kw: FloatArray, share: float) -> float:
    """Return the demand that is not undercut in more than a share of the time: what runs when nothing is made.

    Parameters
    ----------
    power_kw : ndarray
        Demand of equal intervals. [kW]
    share : float
        Share of the time below the base load, such as 0.05. [1]

    Returns
    -------
    float
        Base load. [kW]

    Raises
    ------
    ShapeError
        If no demand is given.
    """
    if power_kw.size == 0:
        raise ShapeError("a base load needs at least one interval")
    return float(np.quantile(power_kw, share))
