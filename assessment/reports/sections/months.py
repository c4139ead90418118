"""The months of the reporting period: drawn where they were read, listed where they differ, in short where they are alike."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.reports.basis import Basis, Record, bare, joined, unit_of
from assessment.reports.report import Cell, Column, Figure, Paragraph, Row, Table, When, said
from assessment.reports.words import write
from assessment.result_charts import months_trend

MONTHLY = ("energy_intensity", "electricity_intensity", "water_intensity", "wastewater_intensity", "ghg_intensity", "norm_sec")
DRAWN_IN_QUICK = ("energy_intensity",)
ESTIMATED = "chart.months.estimated"
ALIKE = 0.01  # share of the highest month; months nearer than this are told in one row


def month_figure(basis: Basis, kind: str) -> Figure | None:
    """Return the months of a kind of indicator as a chart, or None where there are too few."""
    item = basis.main(kind)
    if item is None:
        return None
    chart = months_trend(item, basis.months(item), basis.before(item), basis.label(basis.indicator_name(item)))
    return Figure(id=chart.id, chart=chart) if chart else None


def month_table(basis: Basis) -> Table | Paragraph | None:
    """Return the months as rows; months that are alike in three figures, the same ones in a sentence; None where there are none."""
    items = [item for kind in MONTHLY if (item := basis.main(kind)) and len(basis.months(item)) > 1]
    months = list(dict.fromkeys(month["period"] for item in items for month in basis.months(item)))
    if not months:
        return None
    if all(len({write(bare(month), basis.lang) for month in basis.months(item)}) == 1 for item in items):
        made = all(month["estimated"] for item in items for month in basis.months(item))
        return Paragraph(text=said("report.months_same_estimated" if made else "report.months_same", count=len(months)), role="note")
    if all(_are_alike(basis.months(item)) for item in items):
        return _months_in_short(basis, items)
    columns = (
        Column(title=said("report.column.month")),
        *(
            Column(title=said("report.with_unit", name=basis.indicator_name(item), unit=unit_of(item["unit"])), align="number", share=1.4)
            for item in items
        ),
    )
    rows = []
    for month in sorted(months):
        of_month = [basis.by_id.get(f"{item['id'].rpartition('/')[0]}/{month}") for item in items]
        cells = (When(period=month), *(bare(each) for each in of_month))
        rows.append(Row(cells=cells))
    is_estimated = any(month["estimated"] for item in items for month in basis.months(item))
    note = said("report.note.months_estimated") if is_estimated else None
    return Table(id="months", title=said("report.table.months"), columns=columns, rows=tuple(rows), note=note)


def _are_alike(months: Sequence[Record]) -> bool:
    """Return whether months are so near to one another that twelve rows of them would say one thing twelve times."""
    values = [float(month["value"]) for month in months]
    return max(values) - min(values) <= ALIKE * abs(max(values))


def _months_in_short(basis: Basis, items: list[Record]) -> Table:
    """Return the lowest, the middle and the highest month of each indicator; which month it was only where it was read, not made."""
    columns = (
        Column(title=said("report.column.indicator"), share=2.4),
        Column(title=said("report.column.unit"), share=1.7),
        *(Column(title=said(f"report.column.{name}"), align="number", share=1.3) for name in ("lowest_month", "middle_month", "highest_month")),
    )
    rows, is_estimated = [], False
    for item in items:
        months = sorted(basis.months(item), key=lambda month: float(month["value"]))
        made = any(month["estimated"] for month in months)
        is_estimated = is_estimated or made
        chosen = (months[0], months[(len(months) - 1) // 2], months[-1])
        rows.append(Row(cells=(basis.indicator_name(item), unit_of(item["unit"]), *(_month(month, named=not made) for month in chosen))))
    note = said("report.note.months_alike", count=max(len(basis.months(item)) for item in items))
    if is_estimated:
        note = said("report.note.and", first=note, second=said("report.note.months_estimated"))
    return Table(id="months", title=said("report.table.months"), columns=columns, rows=tuple(rows), note=note)


def _month(month: Record, *, named: bool) -> Cell:
    return joined([bare(month), said("report.month_in", month=When(period=month["period"]))], " ") if named else bare(month)
