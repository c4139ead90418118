"""What a department reports of its programme, year by year: each saving is a new number, none is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment import audit
from assessment.store import schema
from assessment.store.access import permit
from assessment.store.scope import Scope, add, new_id, relation, rows


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One saved state of a year: JSON text, who saved it and when."""

    year: int
    number: int
    author_name: str
    at: str
    content: str


def keep(scope: Scope, year: int, content: str) -> Kept:
    """Save a year's document for the actor's own organisation as its next number.

    Raises
    ------
    DeniedError
        If the actor is not of a department.
    """
    owner = scope.actor.organisation
    permit(scope.actor, "programme", "change", relation(scope, owner))
    number = max((kept.number for kept in history(scope, year)), default=0) + 1
    made = {"author": scope.actor.account, "author_name": scope.actor.name, "at": scope.at, "content": content}
    identity = new_id()
    add(scope, schema.programme, id=identity, organisation_id=owner, year=year, number=number, **made)
    audit.record(scope, "change", "programme", identity, organisation_id=owner, detail={"year": year, "number": number})
    return Kept(year=year, number=number, author_name=scope.actor.name, at=scope.at, content=content)


def history(scope: Scope, year: int | None = None) -> tuple[Kept, ...]:
    """Return every saved state of a year (or of all years), the first first."""
    permit(scope.actor, "programme", "read", relation(scope, scope.actor.organisation))
    table = schema.programme
    where: tuple[sa.ColumnElement[bool], ...] = () if year is None else (table.c.year == year,)
    found = rows(scope, table, *where, order=table.c.number)
    return tuple(sorted((_kept(row) for row in found), key=lambda kept: (kept.year, kept.number)))


def latest(scope: Scope) -> dict[int, Kept]:
    """Return the last saved state of each year."""
    return {kept.year: kept for kept in history(scope)}


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(year=row.year, number=row.number, author_name=row.author_name, at=row.at, content=row.content)
