"""The charts of a footprint: its rows from the largest to the smallest, and their way into one unit of product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.charts import Chart, Label, Link, pareto
from assessment.footprint.row import STAGES

SHOWN_SHARE = 0.01  # of the total; smaller flows are in the table and would be hairlines here
Names = Mapping[str, Label]


def row_pareto(footprint: Mapping[str, Any], names: Names) -> Chart | None:
    """Return the rows of a footprint from the largest to the smallest, or None without a positive one."""
    parts = tuple((names[row["id"]], float(row["co2e"])) for row in footprint["rows"] if row["co2e"] > 0)
    if not parts:
        return None
    return pareto("footprint", Label(key="chart.footprint"), parts, "kg CO2e", "chart.footprint.sentence")


def flow_sankey(footprint: Mapping[str, Any], names: Names) -> Chart | None:
    """Return the flows of a footprint from each row to its stage to the product, or None where there is none to draw."""
    total = sum(row["co2e"] for row in footprint["rows"] if row["co2e"] > 0)
    shown = [row for row in footprint["rows"] if row["co2e"] > SHOWN_SHARE * total]
    if not shown:
        return None
    stages = [stage for stage in STAGES if any(row["stage"] == stage for row in shown)]
    categories = [names[row["id"]] for row in shown] + [Label(key=f"footprint.stage.{stage}") for stage in stages]
    categories.append(Label(key="chart.footprint.product"))
    links = [Link(source=at, target=len(shown) + stages.index(row["stage"]), value=row["co2e"]) for at, row in enumerate(shown)]
    links += [
        Link(source=len(shown) + at, target=len(categories) - 1, value=sum(row["co2e"] for row in shown if row["stage"] == stage))
        for at, stage in enumerate(stages)
    ]
    first = max(shown, key=lambda row: float(row["co2e"]))
    return Chart(
        id="footprint_flow",
        kind="sankey",
        title=Label(key="chart.footprint.flow"),
        unit="kg CO2e",
        categories=tuple(categories),
        links=tuple(links),
        sentence="chart.footprint.flow.sentence",
        values={"first": names[first["id"]], "share": round(100.0 * first["co2e"] / total, 1)},
    )
