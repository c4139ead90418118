"""What the department's pages and files are made of: its own documents, the published figures and the register's numbers.

On a laptop the one local user is also the department, if he is one; on a server only an account of a department is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.province import published
from app.settings import Settings
from app.sites import open_store
from assessment import exchange, programme
from assessment.programme import Programme
from assessment.store import programmes
from assessment.store.access import LOCAL, Actor
from assessment.store.programmes import Kept
from assessment.store.scope import reading, writing
from benchmarks.exchange.notice import counts
from calculators.errors import UnknownKeyError
from calculators.finding import Finding

if TYPE_CHECKING:
    from assessment.reports.programme import Ground


def department(actor: Actor) -> Actor:
    """Return on whose behalf the department's own document is read and written."""
    return replace(actor, role="department") if actor == LOCAL else actor


def documents(settings: Settings, actor: Actor) -> dict[int, Programme]:
    """Return the last saved document of each year; none for somebody who is of no department."""
    return {year: programme.from_json(kept.content) for year, kept in _latest(settings, actor).items()}


def _latest(settings: Settings, actor: Actor) -> Mapping[int, Kept]:
    acting = department(actor)
    if acting.role != "department":
        return {}
    with reading(open_store(settings), acting) as scope:
        return programmes.latest(scope)


def history(settings: Settings, actor: Actor, year: int) -> tuple[Kept, ...]:
    """Return every saved version of a year."""
    acting = department(actor)
    if acting.role != "department":
        return ()
    with reading(open_store(settings), acting) as scope:
        return programmes.history(scope, year)


def save(settings: Settings, actor: Actor, document: Programme, today: date) -> tuple[Kept | None, list[Finding]]:
    """Save a year's document if nothing in it is impossible; return the version, or None, and what is to be said of it."""
    found = programme.check(document, today)
    if any(finding.severity == "error" for finding in found):
        return None, found
    with writing(open_store(settings), department(actor)) as scope:
        return programmes.keep(scope, document.year, programme.to_json(document)), found


def bring_back(settings: Settings, actor: Actor, year: int) -> Kept | None:
    """Save the version before the last one anew, as the last one; nothing is lost by it."""
    kept = history(settings, actor, year)
    if len(kept) < 2:
        return None
    with writing(open_store(settings), department(actor)) as scope:
        return programmes.keep(scope, year, kept[-2].content)


def register(settings: Settings, actor: Actor, province: str = "") -> Mapping[str, tuple[int, int, int]]:
    """Return per material the open offers, wants and offers that a want in the same province fits."""
    with reading(open_store(settings), actor) as scope:
        return counts(exchange.published(scope), province)


def ground(settings: Settings, actor: Actor, *, year: int, province: str, name: str = "") -> Ground:
    """Return what a yearly report is made of.

    Raises
    ------
    UnknownKeyError
        If no pack is there to report from.
    """
    from assessment.reports.programme import Ground  # loads what packs are read with

    item = published.chosen(settings, name, actor)
    if item is None:
        raise UnknownKeyError("benchmark pack", name or "any")
    where = published.place_of(province)
    return Ground(
        pack=item.pack,
        where=where,
        year=year,
        years=documents(settings, actor),
        register=register(settings, actor, where.province),
    )
