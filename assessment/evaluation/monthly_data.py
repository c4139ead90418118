"""The months a baseline can be made of: consumption and drivers that were read, not spread or estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessment.evaluation.measure import Measure
from assessment.evaluation.relevant_variables import Driver, variables_of
from assessment.evaluation.site import Site
from calculators.period import Period, month_of, parse_period

LONGEST_BILL = 35  # days; a longer row says nothing of a month
OUTPUT = "output"


@dataclass(frozen=True, kw_only=True)
class Months:
    """Consumption of one kind by month, and the reason of each month that cannot be used. [unit]"""

    kind: str
    unit: str
    consumption: Mapping[str, float]
    unusable: Mapping[str, str]

    def of(self, period: Period | None) -> tuple[str, ...]:
        """Return the usable months inside `period`, all of them where it is None."""
        return tuple(m for m in self.consumption if period is None or period.contains(parse_period(m)))

    def reason(self, period: Period | None) -> str | None:
        """Return why a month inside `period` cannot be used, first of all that it was estimated; None where none is in the way."""
        found = [why for m, why in self.unusable.items() if period is None or period.contains(parse_period(m))]
        return max(found, key=lambda why: why == "baseline.rows_estimated", default=None)


def months_of(site: Site, measure: Measure) -> Months:
    """Return the months of the ledger with consumption and output, apart from those that were not read month by month."""
    columns = site.columns
    outputs = np.array([e.group == "product" and e.role == "out" and (e.amount or 0.0) >= 0 for e in columns.entries], dtype=np.bool_)
    consumption: dict[str, float] = {}
    unusable: dict[str, str] = {}
    for month in _calendar(site, measure.belongs | outputs):
        inside = columns.shares(month) > 0
        used, made = inside & measure.belongs, inside & outputs
        if not used.any() or not made.any():
            continue
        both = used | made
        if int(columns.row_days[both].max()) > LONGEST_BILL:
            unusable[month.text] = "baseline.rows_not_monthly"
        elif any(columns.entries[i].is_estimated for i in np.flatnonzero(both)):
            unusable[month.text] = "baseline.rows_estimated"
        elif measure.blocked_in(columns, month):
            unusable[month.text] = "baseline.missing_values"
        else:
            consumption[month.text] = measure.total(columns, month)
    return Months(kind=measure.kind, unit=measure.unit, consumption=consumption, unusable=unusable)


def _calendar(site: Site, wanted: NDArray[np.bool_]) -> tuple[Period, ...]:
    if not wanted.any():
        return ()
    first, last = int(site.columns.start_day[wanted].min()), int(site.columns.end_day[wanted].max())
    found, month = [], _month(first)
    while month.start.toordinal() <= last:
        found.append(month)
        month = _month(month.end.toordinal() + 1)
    return tuple(found)


def _month(day: int) -> Period:
    on = date.fromordinal(day)
    return month_of(on.year, on.month)


def drivers_of(site: Site, months: tuple[str, ...]) -> tuple[tuple[Driver, ...], tuple[str, ...]]:
    """Return the drivers that are known in every one of the months, and the names of those that are not.

    Output comes first, then the stated variables, then the products, the largest before the smaller.
    """
    windows = [parse_period(month) for month in months]
    drivers: list[Driver] = []
    products = [d for d in site.output.by_product if d.product and d.per == "output"]
    if not products:
        products = [d for d in site.output.site if d.per == "output"]
    if len(site.assessment.products) > 1:
        drivers += [_made(site, OUTPUT, d.unit, d.measure, windows) for d in site.output.site[:1]]
    elif site.output.site:
        first = site.output.site[0]
        drivers.append(_made(site, f"product/{site.assessment.products[0].id}", first.unit, first.measure, windows))
    stated, gaps = _variables(site, months)
    drivers += stated
    if len(site.assessment.products) > 1:
        made = [_made(site, f"product/{d.product}", d.unit, d.measure, windows) for d in products if d.product]
        drivers += sorted(made, key=lambda driver: -sum(driver.values.values()))
    return tuple(drivers), gaps


def _made(site: Site, name: str, unit: str, measure: Measure, windows: list[Period]) -> Driver:
    return Driver(name=name, unit=unit, values={window.text: measure.total(site.columns, window) for window in windows})


def _variables(site: Site, months: tuple[str, ...]) -> tuple[list[Driver], tuple[str, ...]]:
    base = site.choices["degree_day_base"].value if "degree_day_base" in site.choices else None
    every = variables_of(site.assessment.relevant_variables, None if base is None else float(base))
    whole = [driver for driver in every if all(month in driver.values for month in months)]
    gaps = tuple(driver.name for driver in every if driver not in whole)
    return [Driver(name=one.name, unit=one.unit, values={month: one.values[month] for month in months}) for one in whole], gaps
