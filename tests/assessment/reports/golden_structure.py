"""Write the structure of the five examples' full reports: run this file when a change of them is meant, and read the difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assessment import intake, procedure
from assessment.reports.compose import compose
from assessment.reports.report import Number, Report, Table

FILE = Path(__file__).with_name("golden_structure.json")
EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
NAMES = ("garments", "footwear", "bottled_water", "paper", "seafood")
KEY_TABLES = ("main", "totals", "scopes", "losses", "feasibility")
DIGITS = 9  # of a key figure


def structure(report: Report) -> dict[str, Any]:
    """Return the sections with their tables and columns, the charts, and the figures of the tables that matter most."""
    sections = {
        section.id: [f"{block.id} ({len(block.columns)} × {len(block.rows)})" if isinstance(block, Table) else block.__class__.__name__ for block in section.blocks]
        for section in report.sections
    }
    figures = {
        cell.trace: f"{cell.value:.{DIGITS}g} {cell.unit}".strip()
        for table in report.tables()
        if table.id in KEY_TABLES
        for row in table.rows
        for cell in row.cells
        if isinstance(cell, Number) and cell.trace
    }
    return {"sections": sections, "charts": [chart.id for chart in report.charts()], "figures": figures}


def structure_of(name: str) -> dict[str, Any]:
    """Return the structure of an example's full report."""
    path = EXAMPLES / f"{name}.yaml"
    document = intake.read(path, path.name).document
    assert document is not None
    return structure(compose(procedure.assess(document), document, "vi", "full"))


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: structure_of(name) for name in NAMES}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
