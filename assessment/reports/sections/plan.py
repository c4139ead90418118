"""The plan: who does what by when, what was spent, and what was saved against what was planned."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.first_step import first_step
from assessment.opportunities.state import state_key, state_of_task
from assessment.option_charts import cash_chart
from assessment.plan_charts import plan_gantt
from assessment.reports.basis import Basis, Record, joined, number, said_or
from assessment.reports.report import Block, Cell, Column, Figure, Paragraph, Row, Section, Table, Text, When, said, typed
from assessment.reports.sections.option_words import own_names, step_in_words

Numbered = tuple[int, Record]


def plan(basis: Basis, kind: str) -> Section | None:
    """Return what comes first, who does what by when, what was spent, and what was saved against what was planned.

    Without a plan the full report says what to begin with, and the quick one nothing.
    """
    rows = list(enumerate((basis.result["portfolio"] or {}).get("plan") or ()))
    first = _first(basis)
    if not rows:
        none = [Paragraph(text=said("report.plan.none")), *first]
        return Section(id="plan", title=said("report.section.plan"), blocks=tuple(none)) if first and kind == "full" else None
    columns = (
        Column(title=said("plan.column.option"), share=2.4),
        Column(title=said("plan.column.owner"), share=1.2),
        Column(title=said("plan.column.due"), share=0.9),
        Column(title=said("plan.column.status"), share=0.9),
        Column(title=said("plan.column.investment"), align="number", share=1.1),
        Column(title=said("report.column.spent"), align="number", share=1.1),
        Column(title=said("plan.column.planned"), align="number", share=1.2),
        Column(title=said("plan.column.verified"), align="number", share=1.2),
    )
    made = tuple(Row(cells=_plan_cells(basis, index, row)) for index, row in rows)
    lacking = [said("report.plan.lacks", option=_name(basis, row), gaps=joined(said_or(gap, gap) for gap in gap_keys(row))) for _, row in rows if row["gaps"]]
    blocks: list[Block] = [*first, Table(id="plan", title=said("report.table.plan"), columns=columns, rows=made), *_evidence(basis, rows)]
    if kind == "full":
        charts = (plan_gantt([row for _, row in rows]), cash_chart((basis.result["portfolio"] or {}).get("cash_by_quarter") or ()))
        blocks += [Figure(id=chart.id, chart=chart) for chart in charts if chart is not None]
        blocks += _proofs(basis, rows)
        blocks += [Paragraph(text=said("report.plan.open", options=joined(lacking, "; ")), role="note")] if lacking else []
    return Section(id="plan", title=said("report.section.plan"), blocks=tuple(blocks))


def _first(basis: Basis) -> list[Block]:
    """Return what to begin with, the same as the summary and the overview say; nothing where no option brings money."""
    step = first_step(basis.result)
    return [] if step is None else [Paragraph(text=said("report.plan.first", step=step_in_words(basis, step)))]


def _name(basis: Basis, row: Record) -> Text:
    return typed(own_names(basis).get(row["option"], row["title"]))


def gap_keys(row: Record) -> list[str]:
    """Return the message keys of what a row of the plan still lacks."""
    return [gap.replace("plan.", "plan.gap.", 1) for gap in row["gaps"]]


def _plan_cells(basis: Basis, index: int, row: Record) -> tuple[Cell, ...]:
    at = f"/portfolio/plan/{index}"
    money = [number(row[name], trace=f"{at}/{name}", style="money") for name in ("investment_vnd", "spent_vnd", "planned_vnd", "verified_vnd")]
    due = When(period=row["due"]) if row["due"] else None
    owner = typed(row["owner"]) if row["owner"] else None
    return (_name(basis, row), owner, due, said(state_key(state_of_task(row))), *money)


def _evidence(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return what proves each measure: what was written of it, and the files kept beside the assessment with their days."""
    made = [Row(cells=(_name(basis, row), typed(row["evidence"]), None)) for _, row in rows if row["evidence"]]
    made += [Row(cells=(_name(basis, row), typed(file["name"]), When(period=file["day"]))) for _, row in rows for file in row["files"]]
    if not made:
        return []
    columns = (
        Column(title=said("plan.column.option"), share=2.4),
        Column(title=said("report.column.evidence"), share=3),
        Column(title=said("report.column.attached"), share=0.9),
    )
    return [Table(id="evidence", title=said("report.table.evidence"), columns=columns, rows=tuple(made))]


def _proofs(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return planned against verified savings of streams."""
    made = []
    for index, row in rows:
        for place, line in enumerate(row["savings"]):
            if line["verified"] is not None:
                at = f"/portfolio/plan/{index}/savings/{place}"
                figures = [number(line[name], line["unit"], f"{at}/{name}") for name in ("planned", "verified")]
                share = number(line["reached_percent"], trace=f"{at}/reached_percent", style="percent")
                made.append(Row(cells=(_name(basis, row), basis.stream(line["stream"]), *figures, share)))
    if not made:
        return []
    columns = (
        Column(title=said("plan.column.option"), share=2.4),
        Column(title=said("report.column.stream"), share=1.6),
        Column(title=said("plan.column.planned"), align="number", share=1.2),
        Column(title=said("plan.column.verified"), align="number", share=1.2),
        Column(title=said("report.column.reached"), align="number"),
    )
    return [Table(id="verified", title=said("report.table.verified"), columns=columns, rows=tuple(made))]
