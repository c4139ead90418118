"""The twelve enterprise-level indicators of resource efficiency and cleaner production of UNIDO and UNEP.

References
----------
.. [1] UNIDO and UNEP, Enterprise-Level Indicators for Resource Productivity and Pollution Intensity: six absolute indicators,
   three productivities and three intensities. The list was not read in the primer itself; see docs/methods/forms.md.
"""

from __future__ import annotations

from assessment.reports.basis import Record, bare
from assessment.reports.forms.form import Case, Form, Part
from assessment.reports.report import Cell, Column, Number, Row, Table, Text, When, said, typed

ABSOLUTE = ("energy", "material", "water", "ghg", "wastewater", "waste")
RELATIVE = ("energy_productivity", "material_productivity", "water_productivity", "ghg_intensity", "wastewater_intensity", "waste_intensity")


def fill(case: Case) -> Form:
    """Return the filled form, with the baseline period beside the reporting period where there is one."""
    parts: tuple[Part, ...] = (
        *case.identity("name", "tax_code", "address", "sector"),
        *case.line("year", typed(case.year)),
        _absolute(case),
        _relative(case),
    )
    return case.form(parts, is_confirmed=False, signatories=("author", "company"), is_official=False)


def _columns(case: Case) -> tuple[Column, ...]:
    baseline = case.basis.baseline
    return (
        Column(title=said("form.column.indicator"), share=2.4),
        Column(title=said("form.column.unit"), share=1.2),
        Column(title=said("report.column.baseline", period=When(period=baseline)) if baseline else said("report.column.no_baseline"), align="number"),
        Column(title=said("report.column.period", period=When(period=case.year)), align="number"),
        Column(title=said("form.column.change"), align="number", share=0.8),
    )


def _bare(value: float | None, unit: str, trace: str) -> Cell:
    return None if value is None else Number(value=float(value), unit=unit, trace=trace, bare=True)


def _change(before: float | None, now: float | None) -> Cell:
    return Number(value=100.0 * (now / before - 1.0), style="signed_percent") if before and now is not None else None


def _absolute(case: Case) -> Table:
    now, then = case.result["totals"], case.result["baseline_totals"] or {}
    rows = []
    for place, kind in enumerate(ABSOLUTE, start=1):
        unit = (now.get("units") or {}).get(kind) or ""
        cells: tuple[Cell, ...] = (
            said("form.numbered", number=place, text=said(f"form.unido_indicators.{kind}")),
            Text(unit=unit) if unit else None,
            _bare(then.get(kind), unit, f"/baseline_totals/{kind}"),
            _bare(now.get(kind), unit, f"/totals/{kind}"),
            _change(then.get(kind), now.get(kind)),
        )
        rows.append(Row(cells=cells))
    return Table(id="absolute", title=said("form.unido_indicators.absolute"), columns=_columns(case), rows=tuple(rows))


def _relative(case: Case) -> Table:
    rows = []
    for place, kind in enumerate(RELATIVE, start=len(ABSOLUTE) + 1):
        item = case.basis.main(kind)
        before = _before(case, item)
        cells: tuple[Cell, ...] = (
            said("form.numbered", number=place, text=said(f"form.unido_indicators.{kind}")),
            Text(unit=item["unit"]) if item else None,
            bare(before),
            bare(item),
            _change(before["value"] if before else None, item["value"] if item else None),
        )
        rows.append(Row(cells=cells))
    note = said("form.unido_indicators.direction")
    return Table(id="relative", title=said("form.unido_indicators.relative"), columns=_columns(case), rows=tuple(rows), note=note)


def _before(case: Case, item: Record | None) -> Record | None:
    return case.basis.before(item) if item is not None else None
