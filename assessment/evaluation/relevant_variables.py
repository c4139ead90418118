"""The stated drivers of consumption by month: monthly rows as they are, daily rows summed or averaged, degree-days of temperatures."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from assessment.model import RelevantVariable
from calculators.degree_days import cooling_degree_days
from calculators.errors import PeriodError, UnitError
from calculators.period import parse_period
from calculators.units import parse_unit

DEGREES = "°C"
DEGREE_DAYS = "K*d"
MEAN_UNITS = frozenset({DEGREES, "%", "‰", "ppm", "1"})  # states, not amounts: days are averaged, not summed


@dataclass(frozen=True, kw_only=True)
class Driver:
    """What may drive consumption: its value in each month, and its unit."""

    name: str
    unit: str
    values: Mapping[str, float]


def variables_of(rows: Iterable[RelevantVariable], degree_day_base_c: float | None) -> tuple[Driver, ...]:
    """Return each stated variable by month.

    Parameters
    ----------
    rows : iterable of RelevantVariable
        Rows of months or of days; other periods say nothing of a month and are left out.
    degree_day_base_c : float or None
        Base of cooling degree-days; with it daily temperatures give a second driver. [°C]

    Returns
    -------
    tuple of Driver
        Values only of months that are known whole: a month's row, or a row for each of its days.
    """
    months: dict[str, dict[str, list[float]]] = {}
    days: dict[str, dict[str, dict[str, float]]] = {}
    units: dict[str, str] = {}
    for row in rows:
        try:
            text = parse_period(row.period).text
        except PeriodError:
            continue
        units.setdefault(row.name, _unit(row.unit))
        if len(text) == len("2025-01"):
            months.setdefault(row.name, {}).setdefault(text, []).append(row.value)
        elif len(text) == len("2025-01-31"):
            days.setdefault(row.name, {}).setdefault(text[:7], {})[text] = row.value
    drivers = []
    for name, unit in units.items():
        known = {month: _joined(values, unit) for month, values in months.get(name, {}).items()}
        whole = {month: np.array(list(found.values())) for month, found in days.get(name, {}).items() if len(found) == _length(month)}
        known |= {month: _joined(values.tolist(), unit) for month, values in whole.items()}
        drivers.append(Driver(name=name, unit=unit, values=known))
        if unit == DEGREES and degree_day_base_c is not None and whole:
            heat = {month: float(cooling_degree_days(values, degree_day_base_c).sum()) for month, values in whole.items()}
            drivers.append(Driver(name=f"{name} > {degree_day_base_c:g} °C", unit=DEGREE_DAYS, values=heat))
    return tuple(drivers)


def _unit(text: str) -> str:
    try:
        return DEGREES if parse_unit(text).text == DEGREES else text
    except UnitError:
        return text


def _joined(values: list[float], unit: str) -> float:
    return sum(values) / len(values) if unit in MEAN_UNITS else sum(values)


def _length(month: str) -> int:
    return calendar.monthrange(int(month[:4]), int(month[5:]))[1]
