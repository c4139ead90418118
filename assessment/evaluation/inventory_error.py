"""How well the inventory is known: errors of activities and factors, propagated; what states none is named, never given one.

Half-widths are of 95 % intervals, as inventories print them; what a document states are standard deviations (`uncertainty_pct`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessment.evaluation.inventory import Emission
from assessment.evaluation.site import Site
from assessment.model import Measured
from calculators.finding import Finding
from calculators.period import Period
from calculators.uncertainty import propagated_deviation, total_deviation

SHEET = "inventory"
FIELD = ".factor_uncertainty_pct"  # after a stream's key: one standard deviation of its factor, in per cent
Z_95 = 1.96
KG_PER_T = 1000.0


@dataclass(frozen=True, kw_only=True)
class Known:
    """What one stream adds to a scope [kg CO2e], and one standard deviation of its activity and of its factor [1]."""

    scope: int
    stream: str
    factor_id: str
    value: float
    activity: float | None
    factor: float | None

    @property
    def lacks(self) -> list[str]:
        """Which of the two errors nobody stated."""
        return [name for name in ("activity", "factor") if getattr(self, name) is None]


def inventory_error(site: Site, window: Period) -> dict[str, Any]:
    """Return the half-width of the 95 % interval of each scope [%], for the part of it whose errors are stated."""
    rows = _rows(site, window)
    scopes = {f"scope{scope}": [row for row in rows if row.scope == scope] for scope in (1, 2)}
    return {
        "method": "ipcc_2006_approach_1",
        "electricity": "market" if _is_market(site) else "location",
        "coverage": 0.95,
        **{name: _combined(part) for name, part in scopes.items()},
        "total": _combined(rows),
        "rows": [_record(row) for row in rows],
    }


def _is_market(site: Site) -> bool:
    return site.choices["electricity"].value == "market" and site.inventory.has_market


def _rows(site: Site, window: Period) -> list[Known]:
    shares = site.columns.shares(window)
    stated = _stated(site)
    groups: dict[tuple[int, str], list[Emission]] = defaultdict(list)
    for emission in site.inventory.emissions:
        if shares[emission.index] > 0 and (emission.scope != 2 or emission.is_market is _is_market(site)):
            groups[(emission.scope, site.columns.entries[emission.index].stream)].append(emission)
    return [_known(site, key, group, shares, stated) for key, group in sorted(groups.items())]


def _known(site: Site, key: tuple[int, str], group: list[Emission], shares: Any, stated: dict[str, float]) -> Known:
    scope, stream = key
    index = np.array([emission.index for emission in group], dtype=np.intp)
    parts = np.array([emission.co2e_kg for emission in group]) * shares[index]
    value = float(np.sum(parts))
    activity = None
    if value and bool(np.all(site.columns.is_known[index])):
        activity = total_deviation(parts, site.columns.relative[index], site.columns.meter[index]) / abs(value)
    main = group[0].factors[0] if group[0].factors else None
    own = main.uncertainty if main is not None and main.is_own else None
    factor_id = main.factor if main is not None else stream
    return Known(scope=scope, stream=stream, factor_id=factor_id, value=value, activity=activity, factor=stated.get(stream, own))


def _stated(site: Site) -> dict[str, float]:
    """Return what the worksheet says of the factors, by stream. [1]"""
    found = {}
    for sheet in site.assessment.worksheets:
        for name, value in sheet.values.items() if sheet.sheet == SHEET else ():
            number = value.value if isinstance(value, Measured) else value
            if name.endswith(FIELD) and isinstance(number, int | float) and number >= 0:
                found[name.removesuffix(FIELD)] = float(number) / 100.0
    return found


def error_findings(site: Site) -> tuple[Finding, ...]:
    """Return what of the worksheet is not used: an error that is no number, or one of a source that the inventory does not have."""
    counted = {site.columns.entries[emission.index].stream for emission in site.inventory.emissions}
    findings = []
    for at, sheet in enumerate(site.assessment.worksheets):
        for name, value in sheet.values.items() if sheet.sheet == SHEET else ():
            stream = name.removesuffix(FIELD)
            place = site.document.place(f"worksheets[{at}].values.{name}")
            number = value.value if isinstance(value, Measured) else value
            if stream == name:
                continue
            if not isinstance(number, int | float) or number < 0:
                findings.append(Finding(code="inventory.factor_error_unreadable", severity="warning", place=place, given=str(number), values={"stream": stream}))
            elif stream not in counted:
                findings.append(Finding(code="inventory.factor_error_unused", severity="note", place=place, given=stream, values={"stream": stream}))
    return tuple(findings)


def _combined(rows: list[Known]) -> dict[str, float | None]:
    whole = sum(abs(row.value) for row in rows)
    known = [row for row in rows if not row.lacks]
    covered = sum(row.value for row in known)
    order: dict[str, int] = {}
    deviation = propagated_deviation(
        np.array([row.value for row in known], dtype=np.float64),
        np.array([row.activity for row in known], dtype=np.float64),
        np.array([row.factor for row in known], dtype=np.float64),
        np.array([order.setdefault(row.factor_id, len(order)) for row in known], dtype=np.intp),
    )
    return {
        "covered_t": covered / KG_PER_T,
        "covers_percent": 100.0 * sum(abs(row.value) for row in known) / whole if whole else None,
        "half_interval_percent": 100.0 * Z_95 * deviation / abs(covered) if covered else None,
    }


def _record(row: Known) -> dict[str, Any]:
    return {
        "scope": row.scope,
        "stream": row.stream,
        "co2e_t": row.value / KG_PER_T,
        "activity_percent": None if row.activity is None else 100.0 * Z_95 * row.activity,
        "factor_percent": None if row.factor is None else 100.0 * Z_95 * row.factor,
        "lacks": row.lacks,
    }
