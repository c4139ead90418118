"""A file of tables, whoever made it: another tool's export where it is one, else any spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet import find_tables, read_grid
from assessment.intake.spreadsheet.tables import Table
from assessment.intake.spreadsheet.tools import Tool, tables_of_tool, tool_of, verifi_backup
from calculators.finding import Finding, Place


@dataclass(frozen=True, kw_only=True)
class Read:
    """What became of a file; with findings it could not be opened."""

    tables: tuple[Table, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    tool: Tool | None = None
    findings: tuple[Finding, ...] = ()


def read_tables(data: bytes, file: str) -> Read:
    """Return the tables of a CSV, XLSX or another tool's export."""
    if file.lower().endswith(".json"):
        tables = verifi_backup(data)
        if tables is None:
            found = Finding(code="file.foreign", severity="error", place=Place(file=file), given="JSON", expected=".xlsx | .csv | VERIFI .json")
            return Read(findings=(found,))
        return Read(tables=tables, tool="verifi")
    sheets = read_grid(data, file)
    if isinstance(sheets, Finding):
        is_plain = sheets.code in ("file.empty", "file.foreign")
        return Read(findings=(replace(sheets, expected=".xlsx | .csv") if is_plain else sheets,))
    tool = tool_of(sheets)
    return Read(tables=tables_of_tool(tool, sheets) if tool else find_tables(sheets, file), sheets=sheets, tool=tool)
