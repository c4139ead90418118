"""A sheet of the factory's own shape to rows of the ledger: tables found, mapped line by line, checked, previewed."""

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.across import find_across
from assessment.intake.spreadsheet.down import find_down
from assessment.intake.spreadsheet.grid import read_grid
from assessment.intake.spreadsheet.tables import Table


def find_tables(sheets: tuple[Sheet, ...], file: str) -> tuple[Table, ...]:
    """Return the tables of all sheets, from top to bottom."""
    found: list[Table] = []
    for sheet in sheets:
        taken: set[int] = set()
        tables = find_across(sheet, file, taken)
        found += sorted([*tables, *find_down(sheet, file, taken)], key=lambda table: (table.top, table.left))
    return tuple(found)


__all__ = ["Table", "find_tables", "read_grid"]
