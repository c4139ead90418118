"""The words of a form: Vietnamese, with the English of the headings second."""

from __future__ import annotations

from assessment.reports.forms.form import Form, Line, Part
from assessment.reports.report import Cell, Number, Row, Table, Text, said, typed
from assessment.reports.words import NOTHING, clean, write
from data import messages

CLOSING = 8  # rows of a last table that is not left behind by the signatures
BLANK = "…………………………"


def vi(cell: Cell) -> str:
    """Return a cell in Vietnamese."""
    return clean(write(cell, "vi"))


def en(text: Text) -> str:
    """Return the English of a heading, or nothing where it is the same or a user's own."""
    return "" if text.text or write(text, "en") == write(text, "vi") else clean(write(text, "en"))


def answer(cell: Cell) -> str:
    """Return a figure of a form with all its whole digits, other cells as reports write them; nothing where nothing is known."""
    if cell is None:
        return ""
    if isinstance(cell, Number) and cell.style == "plain" and abs(cell.value) >= 1000:
        return messages.format_quantity(cell.value, "" if cell.bare else cell.unit, "vi", 0 if is_whole(cell.value, 1) else 1)
    return vi(cell)


def is_whole(value: float, digits: int) -> bool:
    """Return whether a figure reads as a whole number where so many digits behind the point are shown: nothing is written as 296.967,0."""
    return round(value, digits) == round(value)


def rows_of(table: Table) -> tuple[Row, ...]:
    """Return a table's rows; of an empty one, a row that says so."""
    if table.rows:
        return table.rows
    cells: list[Cell] = [typed("") for _ in table.columns]
    cells[1 if table.columns[0].align == "number" and len(cells) > 1 else 0] = said("form.no_rows")
    return (Row(cells=tuple(cells)),)


def shown(row: Row) -> list[str]:
    """Return a row's words: a dash for what is not known, nothing where the row, or that cell of it, is to be written by hand."""
    if all(cell is None for cell in row.cells):
        return ["" for _ in row.cells]
    return [NOTHING if cell is None else answer(cell) for cell in row.cells]


def signatures(form: Form) -> list[tuple[str, str]]:
    """Return who signs, Vietnamese and English; who signs alone, signs on the right."""
    roles = [(vi(role), en(role)) for role in form.signatories]
    return [("", ""), *roles] if len(roles) == 1 else roles


def runs(form: Form) -> list[list[Part]]:
    """Return the parts of a form, lines that follow one another together."""
    found: list[list[Part]] = []
    for part in form.parts:
        if isinstance(part, Line) and found and isinstance(found[-1][-1], Line):
            found[-1].append(part)
        else:
            found.append([part])
    return found


def closing(parts: list[list[Part]]) -> int:
    """Return the place from which parts stand on one page with the signatures: of the last table, if it is short."""
    tables = [place for place, run in enumerate(parts) if isinstance(run[0], Table)]
    last = parts[tables[-1]][0] if tables else None
    return tables[-1] if isinstance(last, Table) and len(last.rows) <= CLOSING else len(parts)


def numbered(form: Form) -> str:
    """Return the line of an official paper's number."""
    return vi(said("form.document_number", number=form.document_number or "……")) if form.is_official else ""


def _has_dashes(form: Form) -> bool:
    return any(NOTHING in shown(row) for table in form.tables() for row in table.rows)


def remarks(form: Form) -> tuple[Text, ...]:
    """Return what stands under a form: whether its layout is to be confirmed, what it rests on, and of which result it is."""
    first = () if form.is_confirmed or not form.is_official else (said("form.to_confirm"),)
    result = (said("form.of_result", hash=form.result_sha256[:16], edition=form.edition),) if form.result_sha256 else (said("form.of_edition", edition=form.edition),)
    dash = (said("form.dash"),) if _has_dashes(form) else ()
    return (*dash, *first, form.rests_on, *result)
