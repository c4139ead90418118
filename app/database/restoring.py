"""Restore a backup without bringing back what was taken away since: sessions end, what was withdrawn or erased stays so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.accounts import schema as people
from app.api.store import schema as api
from app.database import backup, erasing
from app.database.engine import make_engine
from app.database.upgrading import state, upgrade
from assessment import audit
from assessment.store import checking, schema
from assessment.store.errors import StoreError, translated
from assessment.store.scope import Scope, writing
from assessment.store.sites import SYSTEM
from calculators.errors import UnknownKeyError


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did: where the content before it lies, and what of it still holds."""

    aside: Path | None
    faults: tuple[audit.Fault, ...]
    still_withdrawn: int
    still_disabled: int
    sessions_ended: int
    erased_again: int = 0


@dataclass(frozen=True, kw_only=True)
class _Revoked:
    keys: tuple[sa.Row[tuple[str, str]], ...] = ()
    grants: tuple[sa.Row[tuple[str, str, str]], ...] = ()
    accounts: tuple[sa.Row[tuple[str, str]], ...] = ()
    passwords: tuple[sa.Row[tuple[str, str, str]], ...] = ()
    erased: frozenset[tuple[erasing.Kind, str]] = frozenset()


def restore(url: sa.URL, source: Path) -> Restored:
    """Put a backup in the place of the database, bring it up to date and check it.

    Parameters
    ----------
    url : sqlalchemy.URL
        The database.
    source : Path
        A file that `backup` wrote.

    Returns
    -------
    Restored
        What was done.
    """
    if not source.is_file():
        raise backup.BackupError(f"there is no file {source}")
    before = _revoked(url)
    _make_role(url)
    aside = backup.put_back(url, source)
    engine = make_engine(url)
    try:
        upgrade(engine)
        with writing(engine, SYSTEM) as scope:
            grants, accounts, sessions = _revoke_again(scope, before)
            erased = _erase_again(scope, before)
            detail = {"file": source.name, "at": scope.at}
            audit.record(scope, "restore", "organisation", "local", organisation_id="local", detail=detail)
        with translated(), engine.connect() as connection, connection.begin():
            faults = tuple(checking.check(connection))
    finally:
        engine.dispose()
    return Restored(
        aside=aside, faults=faults, still_withdrawn=grants, still_disabled=accounts, sessions_ended=sessions, erased_again=erased
    )


def _make_role(url: sa.URL) -> None:
    """Make the role that a dump's rights name; a new server does not have it."""
    if url.get_backend_name() != "postgresql":
        return
    engine = make_engine(url)
    try:
        with translated(), engine.begin() as connection:
            connection.exec_driver_sql(
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sachhon_app') THEN CREATE ROLE sachhon_app NOLOGIN; END IF; END $$"
            )
    finally:
        engine.dispose()


def _revoked(url: sa.URL) -> _Revoked:
    """Return what was taken away in the database as it is now; nothing, where it can no longer be read."""
    engine = make_engine(url)
    access, account = schema.site_access, people.account
    grants = sa.select(access.c.id, access.c.withdrawn_by, access.c.withdrawn_at).where(access.c.withdrawn_at.is_not(None))
    accounts = sa.select(account.c.id, account.c.disabled_at).where(account.c.disabled_at.is_not(None))
    passwords = sa.select(account.c.id, account.c.password_hash, account.c.password_at)
    keys = sa.select(api.api_key.c.id, api.api_key.c.revoked_at).where(api.api_key.c.revoked_at.is_not(None))
    try:
        if not state(engine).is_current:
            return _Revoked()
        with translated(), engine.connect() as connection, connection.begin():
            return _Revoked(
                grants=tuple(connection.execute(grants)),
                accounts=tuple(connection.execute(accounts)),
                passwords=tuple(connection.execute(passwords)),
                keys=tuple(connection.execute(keys)),
                erased=frozenset((kind, key) for _, kind, key in audit.erasures(connection)),  # type: ignore[misc]
            )
    except StoreError:
        return _Revoked()
    finally:
        engine.dispose()


def _revoke_again(scope: Scope, before: _Revoked) -> tuple[int, int, int]:
    connection, now = scope.connection, scope.at
    access, account, session = schema.site_access, people.account, people.session
    grants = accounts = 0
    for row in before.grants:
        again = sa.update(access).where(access.c.id == row.id, access.c.withdrawn_at.is_(None))
        grants += connection.execute(again.values(withdrawn_by=row.withdrawn_by, withdrawn_at=row.withdrawn_at)).rowcount
    for known in before.accounts:
        off = sa.update(account).where(account.c.id == known.id, account.c.disabled_at.is_(None))
        accounts += connection.execute(off.values(disabled_at=known.disabled_at)).rowcount
    for held in before.passwords:
        same = sa.update(account).where(account.c.id == held.id)
        connection.execute(same.values(password_hash=held.password_hash, password_at=held.password_at))
    for key in before.keys:
        dead = sa.update(api.api_key).where(api.api_key.c.id == key.id, api.api_key.c.revoked_at.is_(None))
        connection.execute(dead.values(revoked_at=key.revoked_at))
    ended = connection.execute(sa.update(session).where(session.c.ended_at.is_(None)).values(ended_at=now)).rowcount
    return grants, accounts, ended


def _erase_again(scope: Scope, before: _Revoked) -> int:
    done = 0
    for kind, key in sorted(before.erased, key=lambda each: each[0] != "organisation"):
        try:
            done += erasing.erase_within(scope, kind, key)
        except UnknownKeyError:  # the copy is older than what was erased
            continue
    return done


def verify(url: sa.URL) -> tuple[list[audit.Fault], dict[str, tuple[int, str]]]:
    """Return what is not as it was written, and the ends of the chains, which are worth writing down elsewhere."""
    engine = make_engine(url)
    try:
        if not state(engine).is_current:
            raise StoreError("the database is not up to date; run `sachhon database upgrade` first")
        with translated(), engine.connect() as connection, connection.begin():
            return checking.check(connection), audit.heads(connection)
    finally:
        engine.dispose()
