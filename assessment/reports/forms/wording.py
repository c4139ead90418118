"""The words of a form: Vietnamese, with the English of the headings second."""

from __future__ import annotations

from assessment.reports.forms.form import Form
from assessment.reports.report import Cell, Number, Text, said
from assessment.reports.words import clean, write
from data import messages

WHOLE = 1e-9  # relative
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
        return messages.format_quantity(cell.value, "" if cell.bare else cell.unit, "vi", 0 if is_whole(cell.value) else 1)
    return vi(cell)


def is_whole(value: float) -> bool:
    """Return whether a figure is a whole number but for the last digits of a sum."""
    return abs(value - round(value)) <= WHOLE * max(abs(value), 1.0)


def remarks(form: Form) -> tuple[Text, ...]:
    """Return what stands under a form: whether its layout is to be confirmed, what it rests on, and of which result it is."""
    first = () if form.is_confirmed or not form.is_official else (said("form.to_confirm"),)
    result = (said("form.of_result", hash=form.result_sha256[:16], edition=form.edition),) if form.result_sha256 else (said("form.of_edition", edition=form.edition),)
    return (*first, form.rests_on, *result)
