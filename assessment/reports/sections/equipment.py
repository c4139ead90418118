"""Equipment checks: what was read, what came out, what a year could save, on whose formula."""

from __future__ import annotations

from assessment.charts import Label
from assessment.plan_charts import equipment_pareto
from assessment.reports.basis import Basis, Record, joined, number
from assessment.reports.naming import titled
from assessment.reports.report import Block, Cell, Column, Figure, Paragraph, Row, Section, Table, said, typed
from assessment.reports.words import write


def equipment(basis: Basis, kind: str) -> Section | None:
    """Return the kept checks of equipment; the quick report gives savings only; None where none is kept."""
    records = [(at, record) for at, record in enumerate(basis.result.get("equipment") or ()) if record["figures"]]
    if kind == "quick":
        records = [(at, record) for at, record in records if record["savings"]]
    if not records:
        return None
    columns = (
        Column(title=said("report.column.check"), share=1.8),
        Column(title=said("report.column.item"), share=2.2),
        Column(title=said("report.column.value"), align="number", share=1.4),
    )
    rows = [row for at, record in records for row in _rows(at, record, kind)]
    note = said("report.note.equipment")
    blocks: list[Block] = [Table(id="equipment", title=said("report.table.equipment"), columns=columns, rows=tuple(rows), note=note)]
    if kind == "full":
        chart = equipment_pareto([(record, Label(text=write(_title(record), basis.lang))) for _, record in records])
        blocks += [Figure(id=chart.id, chart=chart)] if chart is not None else []
        blocks += [_basis(basis, record) for _, record in records]
    return Section(id="equipment", title=said("report.section.equipment"), blocks=tuple(blocks))


def _title(record: Record) -> Cell:
    check = said(f"equipment.check.{record['check']}")
    return said("equipment.option_title", check=check, name=typed(record["name"])) if record["name"] else check


def _rows(at: int, record: Record, kind: str) -> list[Row]:
    rows: list[Row] = []
    if kind == "full":
        for place, row in enumerate(record["figures"]):
            figure = _amount(row, f"/equipment/{at}/figures/{place}/value")
            rows.append(Row(cells=(_once(rows, record), said(f"equipment.figure.{row['figure']}"), figure)))
    for place, row in enumerate(record["savings"]):
        target = joined([said("equipment.saves"), said(f"equipment.target.{row['target']}")], ": ")
        figure = number(row["amount"], row["unit"], f"/equipment/{at}/savings/{place}/amount")
        rows.append(Row(cells=(_once(rows, record), target, figure), total=True))
    return rows


def _basis(basis: Basis, record: Record) -> Paragraph:
    readings = [
        joined([said(f"equipment.field.{row['field']}"), said(f"equipment.choice.{row['choice']}") if row["choice"] else _amount(row)], " ")
        for row in record["readings"]
    ]
    sources = joined([titled(basis.book.source(source)) for source in record["sources"]], "; ")
    return Paragraph(text=said("report.equipment.basis", check=_title(record), readings=joined(readings, "; "), sources=sources), role="note")


def _once(rows: list[Row], record: Record) -> Cell:
    """Return the check's title for its first row; the rows below it belong to it."""
    return typed("") if rows else _title(record)


def _amount(row: Record, trace: str = "") -> Cell:
    if row["unit"] == "VND":
        return number(row["value"], trace=trace, style="money")
    return number(row["value"], "" if row["unit"] == "1" else row["unit"], trace)
