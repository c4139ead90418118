"""A factory shows one site to a consultant or a zone manager by a link that works once, and can take it back at any time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from app.accounts import schema
from app.accounts.people import AccountError
from app.accounts.sessions import GATE
from assessment import audit
from assessment.store import schema as tables
from assessment.store.access import Actor
from assessment.store.scope import Clock, Scope, add, alter, fetch, find, new_id, require, rows, stamp, utc_now, writing
from assessment.store.sites import Level, SiteRecord, list_sites, write_grant

VALID = timedelta(days=14)  # an invitation that nobody took up in two weeks is asked for again


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """An invitation just made; the token goes to the person invited and is shown once."""

    id: str
    site_id: str
    level: str
    token: str
    expires_at: str


def invite(scope: Scope, site_id: str, level: Level = "write") -> Invitation:
    """Make an invitation to one site of the actor's own organisation."""
    site = fetch(scope, tables.site, site_id)
    require(scope, "grant", "create", site)
    token, invitation_id = secrets.token_urlsafe(24), new_id()
    expires_at = stamp(datetime.fromisoformat(scope.at) + VALID)
    owner = {"organisation_id": site.organisation_id, "site_id": site_id}
    made = {"invited_by": scope.actor.account, "made_at": scope.at, "expires_at": expires_at}
    add(scope, schema.invitation, id=invitation_id, **owner, level=level, token_sha256=_hash(token), **made)
    audit.record(scope, "invite", "site", site_id, **owner, detail={"level": level})
    return Invitation(id=invitation_id, site_id=site_id, level=level, token=token, expires_at=expires_at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def cancel(scope: Scope, invitation_id: str) -> None:
    """Take back an invitation that nobody has accepted yet; one accepted is withdrawn as a grant."""
    row = fetch(scope, schema.invitation, invitation_id)
    require(scope, "grant", "remove", row)
    alter(scope, schema.invitation, schema.invitation.c.id == invitation_id, withdrawn_at=scope.at)
    owner = {"organisation_id": row.organisation_id, "site_id": row.site_id}
    audit.record(scope, "cancel_invitation", "site", row.site_id, **owner)


def accept(engine: sa.Engine, actor: Actor, token: str, clock: Clock = utc_now) -> str:
    """Take an invitation up on behalf of a consultant or zone manager, and return the site's identity.

    A zone manager only ever reads, whatever the invitation says.

    Raises
    ------
    AccountError
        If the invitation is unknown, used, taken back or too old, or the actor's role cannot be invited.
    """
    if actor.role not in ("consultant", "zone_manager"):
        raise AccountError("not_invited", f"a {actor.role} is not invited to sites")
    table = schema.invitation
    with writing(engine, replace(GATE, account=actor.account, name=actor.name), clock) as scope:
        row = find(scope, table, table.c.token_sha256 == _hash(token[:200]), lock=True)
        if row is None or row.accepted_at or row.withdrawn_at or scope.at >= row.expires_at:
            raise AccountError("no_invitation", "there is no such invitation, or it was used, taken back or is too old; ask for a new one")
        level = "read" if actor.role == "zone_manager" else row.level
        alter(scope, table, table.c.id == row.id, accepted_by=actor.account, accepted_at=scope.at)
        write_grant(scope, row.organisation_id, row.site_id, actor.account, cast("Level", level))
        return str(row.site_id)


def clients(scope: Scope) -> tuple[SiteRecord, ...]:
    """Return the sites that were shown to the actor and are another organisation's: a consultant's list of clients."""
    return tuple(site for site in list_sites(scope) if site.organisation_id != scope.actor.organisation)


def pending(scope: Scope, site_id: str) -> tuple[tuple[str, str, str], ...]:
    """Return identity, level and end of the invitations to a site that nobody has taken up yet."""
    require(scope, "grant", "read", fetch(scope, tables.site, site_id))
    table = schema.invitation
    open_ones = (table.c.accepted_at.is_(None), table.c.withdrawn_at.is_(None), table.c.expires_at > scope.at)
    found = rows(scope, table, table.c.site_id == site_id, *open_ones, order=table.c.made_at)
    return tuple((row.id, row.level, row.expires_at) for row in found)
