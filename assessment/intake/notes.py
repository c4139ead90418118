"""Stream notes and worksheets that speak of the same thing are one, however many rows they were written in."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from assessment.intake.rows import Remark, Row, Sheaf
from assessment.model import Part, StreamNote
from calculators.finding import Finding


def merge_notes(sheaf: Sheaf) -> tuple[Sheaf, tuple[Remark, ...]]:
    """Return the sheaf with one note per stream and period.

    A workbook writes one property per row, a text file all of them in one: both are the same note.

    Parameters
    ----------
    sheaf : Sheaf
        The rows.

    Returns
    -------
    tuple of Sheaf and tuple of Remark
        The rows with notes merged, and an error for each member that two rows state differently.
    """
    merged, remarks = _merge(sheaf.notes, lambda note: (note.stream, note.period))
    return replace(sheaf, rows={**sheaf.rows, "streams": merged}), remarks


def _merge(rows: tuple[Row[StreamNote], ...], same: Callable[[StreamNote], Hashable]) -> tuple[tuple[Row[Part], ...], tuple[Remark, ...]]:
    kept: dict[Hashable, Row[StreamNote]] = {}
    remarks: list[Remark] = []
    for row in rows:
        key = same(row.value)
        if key not in kept:
            kept[key] = row
            continue
        kept[key], found = _join(kept[key], row)
        remarks += found
    return tuple(kept.values()), tuple(remarks)


def _join(first: Row[StreamNote], second: Row[StreamNote]) -> tuple[Row[StreamNote], list[Remark]]:
    remarks = []
    update: dict[str, Any] = {}
    places = dict(first.places)
    for member in StreamNote.model_fields:
        old, new = getattr(first.value, member), getattr(second.value, member)
        if new is None or new == old:
            continue
        if old is None:
            update[member] = new
            places.update({name: at for name, at in second.places.items() if name.split(".")[0] == member})
        else:
            remarks.append(_conflict(first, second, member))
            update[member] = None
    return replace(first, value=first.value.model_copy(update=update), places=places), remarks


def _conflict(first: Row[StreamNote], second: Row[StreamNote], member: str) -> Remark:
    given = getattr(second.value, member)
    found = Finding(
        code="stream.two_statements",
        severity="error",
        place=second.at(member),
        given=given if isinstance(given, str) else f"{given.value:.12g} {given.unit}",
        values={"stream": second.value.stream, "field": member, "other": str(first.at(member))},
    )
    return Remark(finding=found, rows=(second,), member=member)
