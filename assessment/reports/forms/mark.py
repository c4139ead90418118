"""What a form says it is of: the result's hash, and each of its figures with where it was taken from."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.reports.fingerprint import Fingerprint
from assessment.reports.forms.form import Form, Line
from assessment.reports.forms.wording import answer
from assessment.reports.report import Number, Table
from data import messages

OWN = "form:"  # of a figure that the form itself adds up: it is held against the form's own statement only


def mark_of(form: Form) -> Fingerprint:
    """Return the fingerprint of a form; of a compiled one the hash is empty, because it has no one result."""
    return Fingerprint(
        result_sha256=form.result_sha256,
        edition=form.edition,
        version="",
        lang=messages.DEFAULT_LANGUAGE,
        kind=f"form:{form.name}",
        figures={id: (number.value, answer(number)) for id, number in figures_of(form)},
    )


def figures_of(form: Form) -> Iterator[tuple[str, Number]]:
    """Yield every figure of a form by its id: the result's where it was taken from the result, else its place on the form."""
    seen: set[str] = set()
    for place, part in enumerate(form.parts):
        if isinstance(part, Line) and isinstance(part.value, Number):
            yield _named(part.value, f"{OWN}{part.field}/{place}", seen), part.value
        elif isinstance(part, Table):
            for row, line in enumerate(part.rows):
                for column, cell in enumerate(line.cells):
                    if isinstance(cell, Number):
                        yield _named(cell, f"{OWN}{part.id}/{row}/{column}", seen), cell


def _named(number: Number, own: str, seen: set[str]) -> str:
    """Return the id of a figure; one that was scaled for the form, or stands there a second time, goes by its place."""
    id = number.trace if number.trace and number.trace not in seen else own
    seen.add(id)
    return id
