"""Changes of static factors: what a new line or a hall given up adds to what the baseline expects of each month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.evaluation.site import Site
from calculators.errors import PeriodError, UnitError
from calculators.finding import Finding
from calculators.period import parse_period
from calculators.units import parse_unit

DIMENSIONS: Mapping[str, tuple[str, ...]] = {"energy": ("energy",), "water": ("volume",)}


def factors_of(site: Site, kind: str) -> tuple[dict[str, float], list[dict[str, Any]], list[Finding]]:
    """Return what the stated changes of one kind add to each month, the changes as the result prints them, and what is wrong with them.

    Parameters
    ----------
    site : Site
        The site.
    kind : str
        ``energy`` or ``water``.

    Returns
    -------
    dict of str to float
        By month. [MJ or m³]
    list of dict
        Name, period, amount a month, evidence.
    list of Finding
        `baseline.factor_unreadable` for a unit of another kind, or a period that is not whole months.
    """
    added: dict[str, float] = {}
    records, findings = [], []
    for index, row in enumerate(site.assessment.static_factors):
        if row.kind != kind:
            continue
        try:
            unit, period = parse_unit(row.unit), parse_period(row.period)
            months = period.months()
            if unit.dimension not in DIMENSIONS[kind] or (months[0].start, months[-1].end) != (period.start, period.end):
                raise UnitError(row.unit)
        except (UnitError, PeriodError):
            place = site.document.place(f"static_factors[{index}]")
            given = f"{row.name}: {row.quantity:g} {row.unit}, {row.period}"
            values = {"kind": kind, "period": row.period, "name": row.name}
            findings.append(Finding(code="baseline.factor_unreadable", severity="warning", place=place, given=given, values=values))
            continue
        amount = row.quantity * unit.factor
        for month in months:
            added[month.text] = added.get(month.text, 0.0) + amount
        records.append({"name": row.name, "period": row.period, "per_month": amount, "evidence": row.evidence})
    return added, records, findings
