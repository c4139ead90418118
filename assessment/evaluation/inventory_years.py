"""The inventory over the years, and the base year after a change of structure, method or an error.

References
----------
.. [1] GHG Protocol, Corporate Accounting and Reporting Standard (revised edition), ch. 5: structural changes, changes of method and
   significant errors lead to a recalculated base year when they pass the threshold a company has set; organic growth does not
   (read in the guidance of CDP, C5.1, and of The Climate Drive, not in the standard itself).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from assessment.evaluation.emissions import emissions_of
from assessment.evaluation.site import Site
from assessment.model import Measured, Worksheet
from calculators.finding import Finding
from calculators.period import Period, parse_period

SHEET = "base_year"
TRIGGERS = ("acquisition", "divestment", "merger", "outsourcing", "insourcing", "method", "error", "boundary")
ORGANIC = "organic_growth"
MOST_YEARS = 20
SCOPES = ("scope1", "scope2")


def years_of(site: Site) -> list[dict[str, Any]]:
    """Return each year's scopes beside the reporting period's; a change only where every source was entered as fully. [t CO2e]"""
    found = [_year(site, window) for window in _windows(site)]
    rows = [row for row in found if row["sources"]]
    for before, row in zip([None, *rows], rows, strict=False):
        whole = before is not None and not before["lacks"] and before["total"] and row["total"] is not None
        row["change_percent"] = 100.0 * (row["total"] / before["total"] - 1.0) if whole and before is not None else None
    return rows


def _windows(site: Site) -> list[Period]:
    """Return the calendar years of the ledger up to the reporting period, which stands last."""
    first = min((entry.day.year for entry in site.columns.entries), default=site.reporting.start.year)
    years = range(max(first, site.reporting.end.year - MOST_YEARS), site.reporting.start.year)
    windows = [parse_period(str(year)) for year in years]
    known = {window.text for window in windows} | {site.reporting.text}
    if site.baseline is not None and site.baseline.text not in known:
        windows.append(site.baseline)
    return [*sorted(windows, key=lambda window: window.start), site.reporting]


def _year(site: Site, window: Period) -> dict[str, Any]:
    record, _ = emissions_of(site.inventory, site.columns, window, site.document.unread)
    record |= dict.fromkeys(_without_data(site, window))
    scope2 = record["scope2_market"] if _is_market(site) else record["scope2_location"]
    known = record["scope1"] is not None and scope2 is not None
    return {
        "period": window.text,
        **{name: record[name] for name in ("scope1", "scope2_location", "scope2_market", "biogenic_co2")},
        "total": record["scope1"] + scope2 if known else None,
        "sources": len(record["by_source"]),
        "lacks": lacking(site, window),
    }


def _without_data(site: Site, window: Period) -> list[str]:
    """Return the totals of the scopes that the reporting period has sources of and `window` not one row: no data is not zero."""
    entered = [{emission.scope for emission in site.inventory.emissions if shares[emission.index] > 0} for shares in map(site.columns.shares, (site.reporting, window))]
    absent = entered[0] - entered[1]
    return [name for name in ("scope1", "scope2_location", "scope2_market") if int(name[len("scope")]) in absent]


def _is_market(site: Site) -> bool:
    return site.choices["electricity"].value == "market" and site.inventory.has_market


def lacking(site: Site, window: Period) -> list[str]:
    """Return the sources that were entered for fewer months in `window` than in the reporting period."""
    if window.text == site.reporting.text:
        return []
    now, then = _months(site, site.reporting), _months(site, window)
    return sorted(stream for stream, count in now.items() if then.get(stream, 0) < count)


def _months(site: Site, window: Period) -> dict[str, int]:
    """Return in how many months of a window each source of the inventory has a row."""
    streams = {site.columns.entries[emission.index].stream for emission in site.inventory.emissions}
    found: dict[str, set[str]] = {}
    for month in window.months():
        shares = site.columns.shares(month)
        for index in np.flatnonzero(shares > 0):
            stream = site.columns.entries[int(index)].stream
            if stream in streams:
                found.setdefault(stream, set()).add(month.text)
    return {stream: len(months) for stream, months in found.items()}


@dataclass(frozen=True, kw_only=True)
class BaseYear:
    """The base year as the result holds it, None where there is none, and what was found on the worksheet."""

    record: dict[str, Any] | None
    findings: tuple[Finding, ...]


def base_year_of(site: Site) -> BaseYear:
    """Return the base year's scopes, as entered and recalculated where stated changes pass the user's own threshold. [t CO2e]

    A change since then is given only where every source was entered for as many months as now.
    """
    pages = [(at, sheet) for at, sheet in enumerate(site.assessment.worksheets) if sheet.sheet == SHEET]
    if site.baseline is None:
        findings = [Finding(code="base_year.no_baseline", severity="warning", place=site.document.place(f"worksheets[{at}]")) for at, _ in pages]
        return BaseYear(record=None, findings=tuple(findings))
    base, now = _year(site, site.baseline), _year(site, site.reporting)
    changes, findings, threshold = _changes(site, pages)
    counted = [change for change in changes if change["counts"]]
    effect = sum(change[scope] for change in counted for scope in SCOPES)
    if counted and threshold is None:
        place = site.document.place(f"worksheets[{pages[0][0]}].values.threshold_percent")
        findings.append(Finding(code="base_year.threshold_missing", severity="warning", place=place, expected="threshold_percent"))
    share = 100.0 * effect / base["total"] if base["total"] else None
    passed = threshold is not None and share is not None and bool(counted) and abs(share) >= threshold
    after = base["total"] + effect if passed else base["total"]
    record = {
        "period": base["period"],
        **{name: base[name] for name in ("scope1", "scope2_location", "scope2_market", "total", "lacks")},
        "threshold_percent": threshold,
        "changes": changes,
        "effect": effect,
        "effect_percent": share,
        "recalculated": passed,
        "total_recalculated": after,
        "change_percent": None if base["lacks"] else _change(base["total"], now["total"]),
        "change_recalculated_percent": None if base["lacks"] else _change(after, now["total"]),
    }
    return BaseYear(record=record, findings=tuple(findings))


def _change(before: float | None, after: float | None) -> float | None:
    return 100.0 * (after / before - 1.0) if before and after is not None else None


def _changes(site: Site, pages: list[tuple[int, Worksheet]]) -> tuple[list[dict[str, Any]], list[Finding], float | None]:
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    threshold: float | None = None
    for at, sheet in pages:
        stated = _number(sheet.values.get("threshold_percent"))
        threshold = stated if stated is not None and stated >= 0 else threshold
        for id in sorted({name.rpartition(".")[0] for name in sheet.values if "." in name}):
            path = f"worksheets[{at}].values.{id}"
            reason = str(sheet.values.get(f"{id}.reason", ""))
            effects = {scope: _number(sheet.values.get(f"{id}.{scope}", 0.0)) for scope in SCOPES}
            if reason not in (*TRIGGERS, ORGANIC) or None in effects.values():
                bad = "reason" if reason not in (*TRIGGERS, ORGANIC) else next(scope for scope in SCOPES if effects[scope] is None)
                place = site.document.place(f"{path}.{bad}")
                given = reason if bad == "reason" and reason else id
                findings.append(Finding(code="base_year.change_unreadable", severity="error", place=place, given=given, expected=" | ".join(TRIGGERS)))
                continue
            if reason == ORGANIC:
                findings.append(Finding(code="base_year.organic_growth", severity="note", place=site.document.place(f"{path}.reason"), given=id))
            rows.append({"id": id, "reason": reason, **effects, "counts": reason != ORGANIC})
    return rows, findings, threshold


def _number(value: float | str | Measured | None) -> float | None:
    if isinstance(value, Measured):
        return value.value
    return float(value) if isinstance(value, int | float) else None
