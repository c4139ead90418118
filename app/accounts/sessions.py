"""Sessions: an opaque token in the browser, its hash in the database. Looked up at every request, ended at once.

Nothing a browser holds says who it is; whoever reads the database cannot use what stands there as a cookie.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import schema
from app.accounts.identity import actor_of, folded_login
from assessment import audit
from assessment.store.access import LOCAL, Actor, permit
from assessment.store.scope import Clock, Scope, add, alter, fetch, find, new_id, reading, rows, stamp, utc_now, writing
from calculators.errors import SachhonError

GATE = Actor(account="gate", name="gate", organisation="", role="gate")
IDLE = timedelta(minutes=60)  # a form can be left over lunch; OWASP's session guidance asks for a limit, not for a figure
ABSOLUTE = timedelta(hours=12)  # one working day
TOUCH = timedelta(minutes=1)  # how exactly the last use is remembered
FREE_FAILURES = 5  # wrong passwords before the first wait
FIRST_WAIT = timedelta(minutes=1)  # doubles with every further failure …
LONGEST_WAIT = timedelta(hours=1)  # … up to here: nobody can be shut out for good by somebody else's guessing


class SignedOutError(SachhonError, PermissionError):
    """Nobody is signed in any more: the session was ended, left idle or is too old, or its account was disabled."""

    def __init__(self) -> None:
        super().__init__("nobody is signed in; sign in again")


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A sign-in that succeeded: the token for the cookie, shown once."""

    token: str
    session_id: str
    actor: Actor
    must_change: bool


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A sign-in that failed. Why is never told: a wait that only real accounts have would tell which ones are real."""


@dataclass(frozen=True, kw_only=True)
class Open:
    """A session that is in use: whose it is, and which."""

    actor: Actor
    session_id: str
    must_change: bool


@dataclass(frozen=True, kw_only=True)
class Device:
    """One session as its owner sees it in the list of devices."""

    id: str
    device: str
    created_at: str
    seen_at: str
    expires_at: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(engine: sa.Engine, login: str, password: str, device: str, clock: Clock = utc_now) -> SignedIn | Refused:
    """Open a session for a name and a password.

    A name nobody has takes as long and gives the same answer as a wrong password. Failures are counted per account and
    make it wait, ever longer; while it waits, even the right password is refused. The check itself runs outside any
    transaction: it takes long on purpose.
    """
    from app.accounts.passwords import matches
    with reading(engine, GATE, clock) as scope:
        row = find(scope, schema.account, schema.account.c.login == folded_login(login))
    is_right = matches(row.password_hash if row is not None else None, password)
    if row is None:
        with writing(engine, GATE, clock) as scope:  # takes as long as the count of a real account's failure
            audit.record(scope, "sign_in_failed", "account", "-", organisation_id=LOCAL.organisation)
        return Refused()
    with writing(engine, GATE, clock) as scope:
        known = fetch(scope, schema.account, row.id, lock=True)
        if known.disabled_at is not None or (known.locked_until is not None and scope.at < known.locked_until):
            _note(scope, known, "sign_in_refused")
            return Refused()
        if not is_right or known.password_hash != row.password_hash:
            return _failed(scope, known)
        return _opened(scope, known, device)


def sign_in_vouched(engine: sa.Engine, subject: str, login: str, device: str, clock: Clock = utc_now) -> SignedIn | Refused:
    """Open a session for somebody whom a trusted issuer vouches for.

    The account is the one that the subject (issuer and its identity of the person) was tied to. An account nobody was tied
    to yet is tied when its sign-in name is the address that the issuer has verified; from then on its local password is
    gone, and another person of the issuer who gets that address later does not get the account.
    """
    table = schema.account
    with writing(engine, GATE, clock) as scope:
        row = find(scope, table, table.c.subject == subject[:500], lock=True)
        if row is None and login:
            row = find(scope, table, table.c.login == folded_login(login), table.c.subject.is_(None), lock=True)
            if row is not None and row.disabled_at is None:
                alter(scope, table, table.c.id == row.id, subject=subject[:500], password_hash=None, must_change=False)
                _note(scope, row, "tie", subject=subject[:500])
                row = fetch(scope, table, row.id)
        if row is None:
            audit.record(scope, "sign_in_failed", "account", "-", organisation_id=LOCAL.organisation)
            return Refused()
        if row.disabled_at is not None:
            _note(scope, row, "sign_in_refused")
            return Refused()
        return _opened(scope, row, device)


def _failed(scope: Scope, row: sa.Row[Any]) -> Refused:
    failures = row.failures + 1
    until = None
    if failures >= FREE_FAILURES:
        wait = min(FIRST_WAIT * 2 ** min(failures - FREE_FAILURES, 10), LONGEST_WAIT)
        until = stamp(datetime.fromisoformat(scope.at) + wait)
    alter(scope, schema.account, schema.account.c.id == row.id, failures=failures, locked_until=until)
    _note(scope, row, "sign_in_failed", failures=failures)
    return Refused()


def _opened(scope: Scope, row: sa.Row[Any], device: str) -> SignedIn:
    token, session_id = secrets.token_urlsafe(32), new_id()
    times = {"created_at": scope.at, "seen_at": scope.at, "ended_at": None}
    expires_at = stamp(datetime.fromisoformat(scope.at) + ABSOLUTE)
    ours = {"id": session_id, "organisation_id": row.organisation_id, "account_id": row.id, "token_sha256": _hash(token)}
    add(scope, schema.session, **ours, device=device[:200], expires_at=expires_at, **times)
    alter(scope, schema.account, schema.account.c.id == row.id, failures=0, locked_until=None)
    _note(scope, row, "sign_in", device=device[:200])
    return SignedIn(token=token, session_id=session_id, actor=actor_of(row), must_change=row.must_change)


def _note(scope: Scope, row: sa.Row[Any], verb: str, **detail: object) -> None:
    audit.record(scope, verb, "account", row.id, organisation_id=row.organisation_id, detail=detail)


def look_up(engine: sa.Engine, token: str, clock: Clock = utc_now, is_use: bool = True) -> Open | None:
    """Return whose session a token is, or None: unknown, ended, left idle, too old, or of a disabled account.

    A look that is no use (`is_use` false) does not keep an idle session alive.
    """
    table = schema.session
    with reading(engine, GATE, clock) as scope:
        row = find(scope, table, table.c.token_sha256 == _hash(token[:200]), table.c.ended_at.is_(None))
        if row is None:
            return None
        now = datetime.fromisoformat(scope.at)
        seen = datetime.fromisoformat(row.seen_at)
        if scope.at >= row.expires_at or abs(now - seen) >= IDLE:
            return None
        owner = fetch(scope, schema.account, row.account_id)
        if owner.disabled_at is not None:
            return None
    if is_use and now - seen >= TOUCH:
        with writing(engine, GATE, clock) as scope:
            alter(scope, table, table.c.id == row.id, table.c.ended_at.is_(None), seen_at=scope.at)
    return Open(actor=actor_of(owner), session_id=row.id, must_change=owner.must_change)


def sign_out(engine: sa.Engine, token: str, clock: Clock = utc_now) -> None:
    """End the session of a token, if it is one; a replay of the cookie finds nothing."""
    table = schema.session
    with writing(engine, GATE, clock) as scope:
        alter(scope, table, table.c.token_sha256 == _hash(token[:200]), table.c.ended_at.is_(None), ended_at=scope.at)


def devices(scope: Scope) -> Sequence[Device]:
    """Return the actor's own open sessions, the one used last first."""
    permit(scope.actor, "session", "read", "own")
    table = schema.session
    idle_since = stamp(datetime.fromisoformat(scope.at) - IDLE)
    in_use = (table.c.ended_at.is_(None), table.c.expires_at > scope.at, table.c.seen_at > idle_since)
    found = rows(scope, table, table.c.account_id == scope.actor.account, *in_use, order=table.c.seen_at.desc())
    return tuple(Device(**{name: getattr(row, name) for name in Device.__dataclass_fields__}) for row in found)


def end(scope: Scope, session_id: str) -> bool:
    """End one of the actor's own sessions; return whether there was one to end."""
    permit(scope.actor, "session", "remove", "own")
    table = schema.session
    mine = (table.c.id == session_id, table.c.account_id == scope.actor.account, table.c.ended_at.is_(None))
    return bool(alter(scope, table, *mine, ended_at=scope.at))


def end_all(scope: Scope, account_id: str, but: str | None = None) -> int:
    """End every session of an account, except `but`, and return how many were open."""
    permit(scope.actor, "session", "remove", "own" if account_id == scope.actor.account else "none")
    table = schema.session
    return alter(scope, table, table.c.account_id == account_id, table.c.id != (but or ""), table.c.ended_at.is_(None), ended_at=scope.at)
