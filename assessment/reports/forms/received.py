"""Read back what Annex IV workbooks carry for a department's compilation; files may be strangers'."""

from __future__ import annotations

from assessment.intake.workbook import open_workbook
from assessment.reports.forms.sheet import DATA_SHEET, FORMAT
from calculators.finding import Finding, Place

MOST_ROWS = 200


def read_received(content: bytes, name: str, form: str = "seafood_sec") -> dict[str, str | float | None] | Finding:
    """Return the data of a received form, or the finding that says why it cannot be used.

    Parameters
    ----------
    content : bytes
        An .xlsx file as `assessment.reports.forms.render_form` wrote it.
    name : str
        Its name.
    form : str
        Which form it should be.

    Returns
    -------
    dict or Finding
        Names and figures by their keys.
    """
    sheets = open_workbook(content, name)
    if isinstance(sheets, Finding):
        return sheets
    sheet = next((each for each in sheets if each.name == DATA_SHEET), None)
    if sheet is None:
        return Finding(code="form.not_ours", severity="error", place=Place(file=name), given=name, expected=form)
    data: dict[str, str | float | None] = {}
    for row in range(1, min(len(sheet.rows), MOST_ROWS) + 1):
        key, value = sheet.text(row, 1), sheet.cell(row, 2)
        if key:
            data[key] = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else (str(value) if value is not None else None)
    if data.get("format") != FORMAT or data.get("form") != form:
        return Finding(code="form.other_form", severity="error", place=Place(file=name), given=str(data.get("form") or "–"), expected=form)
    return data
