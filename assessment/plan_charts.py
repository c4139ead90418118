"""The charts of a plan and of equipment checks, as data: for reports; the application shows them as tables that are read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessment.charts import Chart, Label, Series, pareto
from assessment.opportunities.naming import short_title
from calculators.period import parse_period

Record = Mapping[str, Any]


def plan_gantt(rows: Sequence[Record]) -> Chart | None:
    """Return a plan's measures with a due day as spans of months, counted since year 0; None without any."""
    dated = [row for row in rows if row["due"] is not None]
    if not dated:
        return None
    ends = [date.fromisoformat(row["due"]) for row in dated]
    begins = [min(_begin(row) or end, end) for row, end in zip(dated, ends, strict=True)]
    last = max(range(len(dated)), key=lambda place: ends[place])
    return Chart(
        id="plan-gantt",
        kind="gantt",
        title=Label(key="chart.gantt"),
        unit="1",
        categories=tuple(Label(text=short_title(str(row["title"]))) for row in dated),
        series=(
            Series(label=Label(key="chart.gantt.begin"), values=tuple(_month(day) for day in begins), unit="1", role="low"),
            Series(label=Label(key="chart.gantt.end"), values=tuple(_month(day) for day in ends), unit="1", role="high"),
        ),
        sentence="chart.gantt.sentence",
        values={"count": len(dated), "last": Label(text=short_title(str(dated[last]["title"]))), "month": Label(period=ends[last].isoformat()[:7])},
    )


def _begin(row: Record) -> date | None:
    text = row.get("started") or row.get("begin")
    return parse_period(text).start if text else None


def _month(day: date) -> float:
    return float(12 * day.year + day.month - 1)


def equipment_pareto(records: Sequence[tuple[Record, Label]], target: str = "electricity") -> Chart | None:
    """Return what equipment checks say can be saved of one kind of energy, the largest first; None under two checks that say so."""
    parts = [
        (name, float(row["amount"]), str(row["unit"])) for record, name in records for row in record["savings"] if row["target"] == target and row["amount"] > 0
    ]
    units = {unit for _, _, unit in parts}
    if len(parts) < 2 or len(units) != 1:
        return None
    title = Label(key="chart.equipment", values={"target": Label(key=f"equipment.target.{target}")})
    return pareto("equipment", title, tuple((name, size) for name, size, _ in parts), units.pop(), "chart.equipment.sentence")
