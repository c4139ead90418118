"""A consultant's clients: which sites were shown, what is next at each, what is overdue; and an owner's guests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from app.accounts import invitations
from assessment import audit
from assessment.store import documents
from assessment.store.access import Actor
from assessment.store.scope import Scope, reading
from assessment.store.sites import SiteRecord, list_grants
from calculators.errors import SachhonError
from calculators.period import parse_period

if TYPE_CHECKING:
    from assessment.model import Assessment, Option

Step = Literal["mend", "enter", "options", "decide", "follow"]
OPEN = frozenset({"do_now", "study", "running"})
MOST = 200  # sites of one list


@dataclass(frozen=True, kw_only=True)
class Client:
    """One site as a consultant's list shows it."""

    key: str
    name: str
    sector: str
    saved_at: str
    step: Step
    overdue: int
    due: str


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody to whom a site is shown."""

    grant_id: str
    name: str
    level: str
    since: str


def clients_of(engine: sa.Engine, actor: Actor, today: date) -> tuple[Client, ...]:
    """Return the sites shown to the actor, those with something overdue first."""
    with reading(engine, actor) as scope:
        read = [_client(scope, site, today) for site in invitations.clients(scope)[:MOST]]
    return tuple(sorted(read, key=lambda client: (-client.overdue, client.name)))


def _client(scope: Scope, site: SiteRecord, today: date) -> Client:
    held = documents.documents_of(scope, site.id)
    assessment = _assessment(scope, held[0][0]) if held else None
    plans = assessment.options if assessment is not None else ()
    dates = sorted(option.due for option in plans if option.due and option.status in OPEN)
    overdue = sum(is_over(due, today) for due in dates)
    step = next_step(assessment)
    return Client(
        key=site.id, name=site.name, sector=site.sector, saved_at=site.changed_at, step=step, overdue=overdue, due=dates[0] if dates else ""
    )


def _assessment(scope: Scope, document_id: str) -> Assessment | None:
    from assessment import intake  # loads the document's model

    head = documents.head_of(scope, document_id)
    try:
        read = intake.read(documents.content_of(scope, head), head.filename).document
    except SachhonError:
        return None
    return read.assessment if read is not None else None


def is_over(due: str, today: date) -> bool:
    """Return whether a due day or month has passed."""
    try:
        return parse_period(due).end < today
    except SachhonError:
        return False


def next_step(assessment: Assessment | None) -> Step:
    """Return what is to be done next for a document: mend it, enter figures, find measures, decide, or follow them up."""
    if assessment is None:
        return "mend"
    if not assessment.flows:
        return "enter"
    plans: Sequence[Option] = assessment.options
    if not plans:
        return "options"
    return "decide" if all(option.status in (None, "idea") for option in plans) else "follow"


def guests(scope: Scope, site_id: str) -> tuple[Guest, ...]:
    """Return to whom a site is shown now; their names as the site's own record has them."""
    names: Mapping[str, str] = {entry.account: entry.name for entry in audit.history(scope, site_id)}
    return tuple(
        Guest(grant_id=grant.id, name=names.get(grant.account_id, grant.account_id[:8]), level=grant.level, since=grant.granted_at)
        for grant in list_grants(scope, site_id)
        if grant.withdrawn_at is None
    )
