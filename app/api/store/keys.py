"""Keys of programs: an opaque token shown once, its hash in the database, looked up at every request, ended at once.

A key acts for one account and can do less than the account, never more: its scopes say which operations it may call, the
account's role and grants say on whose figures.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import schema as people
from app.accounts.identity import actor_of
from app.accounts.sessions import GATE
from app.api.store import schema
from assessment import audit
from assessment.store.access import LOCAL, Actor, permit
from assessment.store.scope import Clock, Scope, add, alter, fetch, find, new_id, reading, rows, stamp, utc_now, writing
from calculators.errors import SachhonError, UnknownKeyError

SCOPES = ("reference:read", "assessments:read", "assessments:write", "results:read", "results:write", "contributions:write")
PREFIX = "sachhon_"  # lets a scanner of leaked secrets know what it found
LONGEST = timedelta(days=730)
TOUCH = timedelta(hours=1)  # how exactly the last use is remembered


class KeyRequestError(SachhonError, ValueError):
    """A key was asked for with scopes or a lifetime that keys do not have."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key as its owner sees it; the token itself is not kept."""

    id: str
    account_id: str
    name: str
    scopes: tuple[str, ...]
    made_at: str
    expires_at: str
    used_at: str | None
    revoked_at: str | None


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Who speaks when a key is shown: on whose behalf, and what it may call."""

    key_id: str
    actor: Actor
    scopes: frozenset[str]


def token_sha256(token: str) -> str:
    """Return the hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def create(scope: Scope, holder: Actor, name: str, scopes: Collection[str], lifetime: timedelta) -> tuple[Key, str]:
    """Make a key of `holder` and return it with its token, which is shown this once.

    Raises
    ------
    KeyRequestError
        If a scope is unknown, none is given, or the lifetime is not within 1 hour and two years.
    """
    permit(scope.actor, "key", "create", "own" if holder.account == scope.actor.account else "none")
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise KeyRequestError(f"scopes {', '.join(unknown) or 'none'} were given; expected some of {', '.join(SCOPES)}")
    if not timedelta(hours=1) <= lifetime <= LONGEST:
        raise KeyRequestError(f"a lifetime of {lifetime} was given; expected one hour to {LONGEST.days} days")
    token, key_id = PREFIX + secrets.token_urlsafe(32), new_id()
    until = stamp(datetime.fromisoformat(scope.at) + lifetime)
    add(
        scope,
        schema.api_key,
        id=key_id,
        organisation_id=holder.organisation,
        account_id=holder.account,
        name=name.strip()[:500] or "-",
        scopes=" ".join(each for each in SCOPES if each in scopes),
        token_sha256=token_sha256(token),
        made_by=scope.actor.account,
        made_at=scope.at,
        expires_at=until,
    )
    detail = {"account": holder.account, "scopes": sorted(scopes), "until": until}
    audit.record(scope, "create", "key", key_id, organisation_id=holder.organisation, detail=detail)
    return _key(fetch(scope, schema.api_key, key_id)), token


def _key(row: sa.Row[Any]) -> Key:
    known = {name: getattr(row, name) for name in Key.__dataclass_fields__}
    return Key(**{**known, "scopes": tuple(row.scopes.split())})


def list_keys(scope: Scope) -> Sequence[Key]:
    """Return the actor's own keys, or everybody's to an administrator, the newest first."""
    everybody = scope.actor.role == "administrator"
    permit(scope.actor, "key", "read", "none" if everybody else "own")
    table = schema.api_key
    where = () if everybody else (table.c.account_id == scope.actor.account,)
    return tuple(_key(row) for row in rows(scope, table, *where, order=table.c.made_at.desc()))


def revoke(scope: Scope, key_id: str) -> None:
    """End a key at once; the next request that shows it finds nothing.

    Raises
    ------
    UnknownKeyError
        If there is none, or it is another's.
    """
    table = schema.api_key
    row = fetch(scope, table, key_id)
    if scope.actor.role != "administrator" and row.account_id != scope.actor.account:
        raise UnknownKeyError(table.name, key_id[:60])
    permit(scope.actor, "key", "remove", "own" if row.account_id == scope.actor.account else "none")
    if alter(scope, table, table.c.id == key_id, table.c.revoked_at.is_(None), revoked_at=scope.at):
        audit.record(scope, "revoke", "key", key_id, organisation_id=row.organisation_id, detail={"account": row.account_id})


def look_up(engine: sa.Engine, token: str, is_alone: bool, clock: Clock = utc_now) -> Bearer | None:
    """Return who a token speaks for, or None: unknown, revoked, out of date, or of a disabled account.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    token : str
        What the request showed.
    is_alone : bool
        Whether this server is a laptop's, without accounts: only there does the local user's key count.
    clock : Clock
        The time.
    """
    table = schema.api_key
    with reading(engine, GATE, clock) as scope:
        row = find(scope, table, table.c.token_sha256 == token_sha256(token[:200]), table.c.revoked_at.is_(None))
        if row is None or scope.at >= row.expires_at:
            return None
        actor = _holder(scope, row.account_id, is_alone)
        now = scope.at
    if actor is None:
        return None
    if row.used_at is None or datetime.fromisoformat(now) - datetime.fromisoformat(row.used_at) >= TOUCH:
        with writing(engine, GATE, clock) as scope:
            alter(scope, table, table.c.id == row.id, used_at=scope.at)
    return Bearer(key_id=row.id, actor=actor, scopes=frozenset(row.scopes.split()))


def _holder(scope: Scope, account_id: str, is_alone: bool) -> Actor | None:
    if account_id == LOCAL.account:
        return LOCAL if is_alone else None
    owner = find(scope, people.account, people.account.c.id == account_id)
    return None if owner is None or owner.disabled_at is not None else actor_of(owner)
