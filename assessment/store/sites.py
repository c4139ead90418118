"""Organisations, their sites, and whom a site is shown to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from assessment import audit
from assessment.store import schema
from assessment.store.access import LOCAL, Actor, permit
from assessment.store.errors import DeniedError
from assessment.store.scope import Scope, add, alter, fetch, find, new_id, relation, require, rows

Level = Literal["read", "write"]
SYSTEM = Actor(account="system", name="system", organisation="system", role="administrator")


@dataclass(frozen=True, kw_only=True)
class SiteRecord:
    """A site as a list shows it."""

    id: str
    organisation_id: str
    name: str
    sector: str
    created_at: str
    changed_at: str
    removed_at: str | None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A site shown to one account, until it is withdrawn."""

    id: str
    site_id: str
    account_id: str
    level: str
    granted_at: str
    withdrawn_at: str | None


def found_organisation(scope: Scope, name: str, kind: str, key: str | None = None) -> str:
    """Make an organisation and return its identity; an administrator's act."""
    permit(scope.actor, "organisation", "create", "none")
    organisation_id = key or new_id()
    add(scope, schema.organisation, id=organisation_id, name=name, kind=kind, created_at=scope.at)
    audit.record(scope, "create", "organisation", organisation_id, organisation_id=organisation_id, detail={"kind": kind})
    return organisation_id


def ensure_local(scope: Scope) -> None:
    """Make the one organisation of a laptop, if this database has it not yet; the scope is the system's own."""
    if find(scope, schema.organisation, schema.organisation.c.id == LOCAL.organisation) is None:
        found_organisation(scope, LOCAL.name, "factory", LOCAL.organisation)


def organisation_for(scope: Scope, name: str, kind: str) -> str:
    """Return the identity of the organisation of that identity or name and kind; make it when there is none."""
    table = schema.organisation
    permit(scope.actor, "organisation", "read", "none")
    found = rows(scope, table, sa.or_(table.c.id == name, sa.and_(table.c.name == name.strip(), table.c.kind == kind)))
    return str(found[0].id) if found else found_organisation(scope, name.strip()[:500], kind)


def organisations(scope: Scope) -> tuple[tuple[str, str], ...]:
    """Return identity and name of every organisation; an administrator's list."""
    permit(scope.actor, "organisation", "read", "none")
    table = schema.organisation
    return tuple((row.id, row.name) for row in rows(scope, table, order=table.c.name))


def open_site(scope: Scope, name: str, sector: str = "") -> SiteRecord:
    """Make a site of the actor's own organisation."""
    permit(scope.actor, "site", "create", "own")
    site_id = new_id()
    owner = scope.actor.organisation
    times = {"created_at": scope.at, "changed_at": scope.at}
    add(scope, schema.site, id=site_id, organisation_id=owner, name=name[:500], sector=sector[:80], **times)
    audit.record(scope, "create", "site", site_id, organisation_id=owner, site_id=site_id, detail={"name": name[:500]})
    return record(scope, site_id)


def record(scope: Scope, site_id: str) -> SiteRecord:
    """Return one site the actor may see."""
    return _record(fetch(scope, schema.site, site_id))


def _record(row: sa.Row[Any]) -> SiteRecord:
    return SiteRecord(**row._mapping)


def list_sites(scope: Scope, removed: bool = False) -> tuple[SiteRecord, ...]:
    """Return the sites the actor may see, the one changed last first."""
    table = schema.site
    where = table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None)
    return tuple(_record(row) for row in rows(scope, table, where, order=table.c.changed_at.desc()))


def describe(scope: Scope, site_id: str, name: str, sector: str) -> SiteRecord:
    """Give a site the name and sector of its document; nothing is written when it has them."""
    known = fetch(scope, schema.site, site_id)
    wanted = {"name": (name or known.name)[:500], "sector": sector[:80]}
    if (known.name, known.sector) == (wanted["name"], wanted["sector"]):
        return _record(known)
    require(scope, "site", "change", known)
    alter(scope, schema.site, schema.site.c.id == site_id, **wanted)
    audit.record(scope, "change", "site", site_id, organisation_id=known.organisation_id, site_id=site_id, detail=wanted)
    return record(scope, site_id)


def set_aside(scope: Scope, site_id: str) -> None:
    """Take a site out of the lists. Nothing of it is deleted; :func:`bring_back` undoes it."""
    _removal(scope, site_id, scope.at, "remove")


def bring_back(scope: Scope, site_id: str) -> None:
    """Put a site that was set aside back into the lists."""
    _removal(scope, site_id, None, "bring_back")


def _removal(scope: Scope, site_id: str, at: str | None, verb: str) -> None:
    known = fetch(scope, schema.site, site_id)
    require(scope, "site", "remove", known)
    alter(scope, schema.site, schema.site.c.id == site_id, removed_at=at)
    audit.record(scope, verb, "site", site_id, organisation_id=known.organisation_id, site_id=site_id)


def show_to(scope: Scope, site_id: str, account_id: str, level: Level) -> str:
    """Let an account see (``read``) or also change (``write``) one site, and return the grant's identity."""
    known = fetch(scope, schema.site, site_id)
    require(scope, "grant", "create", known)
    return write_grant(scope, known.organisation_id, site_id, account_id, level)


def write_grant(scope: Scope, organisation_id: str, site_id: str, account_id: str, level: Level) -> str:
    """Write a grant down. Who calls has asked whether it is allowed: the owner, or the gate with an invitation in hand."""
    grant_id = new_id()
    ours = {"id": grant_id, "organisation_id": organisation_id, "site_id": site_id}
    made = {"account_id": account_id, "level": level, "granted_by": scope.actor.account, "granted_at": scope.at}
    if scope.actor.role == "gate":
        permit(scope.actor, "grant", "create", "none")
        scope.connection.execute(schema.site_access.insert().values(**ours, **made))
    else:
        add(scope, schema.site_access, **ours, **made)
    detail = {"account": account_id, "level": level}
    audit.record(scope, "grant", "site", site_id, organisation_id=organisation_id, site_id=site_id, detail=detail)
    return grant_id


def withdraw(scope: Scope, grant_id: str) -> None:
    """End a grant; from the next transaction on the site is gone for that account.

    Raises
    ------
    DeniedError
        If the grant is of another's site.
    """
    grant = fetch(scope, schema.site_access, grant_id)
    require(scope, "grant", "remove", grant)
    ended = {"withdrawn_by": scope.actor.account, "withdrawn_at": scope.at}
    table = schema.site_access
    if not alter(scope, table, table.c.id == grant_id, table.c.withdrawn_at.is_(None), **ended):
        raise DeniedError("the grant was withdrawn before")
    owner, site_id = grant.organisation_id, grant.site_id
    detail = {"account": grant.account_id}
    audit.record(scope, "withdraw", "site", site_id, organisation_id=owner, site_id=site_id, detail=detail)


def list_grants(scope: Scope, site_id: str) -> Sequence[Grant]:
    """Return to whom a site was shown, and until when."""
    permit(scope.actor, "grant", "read", relation(scope, fetch(scope, schema.site, site_id).organisation_id, site_id))
    table = schema.site_access
    found = rows(scope, table, table.c.site_id == site_id, order=table.c.granted_at)
    members = ("id", "site_id", "account_id", "level", "granted_at", "withdrawn_at")
    return tuple(Grant(**{name: getattr(row, name) for name in members}) for row in found)
