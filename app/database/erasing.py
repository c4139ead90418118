"""Erase what a site, an account or an organisation left, at its owner's request, and sweep what has served its time.

What is kept is append-only, so the triggers that hold it are lifted within the one transaction that erases and stand again at its end.
The chain of acts stays whole: a row that named a person or a figure loses the words and keeps its hash, the next row still names that hash,
and an act ``erase`` at the end of the chain says why. Words that are gone without such an act remain a fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from app.accounts import schema as people
from app.api.store import schema as api
from app.database.engine import file_of, make_engine, sees_everything
from app.database.upgrading import upgrade
from assessment import audit
from assessment.store import schema
from assessment.store.errors import DeniedError, translated
from assessment.store.scope import Clock, Scope, stamp, utc_now, writing
from assessment.store.sites import SYSTEM
from calculators.errors import UnknownKeyError

Kind = Literal["site", "account", "organisation"]
REPLIES_KEPT = timedelta(days=30)  # an answer to a repeated write; no client repeats for a month
SESSIONS_KEPT = timedelta(days=90)  # after their end, for whoever asks which devices were signed in
_HELD = ("audit", "content", "revision", "programme")


@dataclass(frozen=True, kw_only=True)
class Swept:
    """How many rows that had served their time are gone."""

    replies: int
    sessions: int


def erase(url: sa.URL, kind: Kind, key: str, clock: Clock = utc_now) -> int:
    """Erase what a site, an account or an organisation left, and return in how many chains that is written down.

    Parameters
    ----------
    url : sqlalchemy.URL
        The database, as its owner: the application itself cannot erase.
    kind : {"site", "account", "organisation"}
        What is erased. An organisation takes its sites and accounts with it.
    key : str
        Its identity; an account also by its sign-in name.
    clock : Clock
        The time.

    Raises
    ------
    UnknownKeyError
        If there is none.
    DeniedError
        If the database lets this user see only a part of it.
    """
    engine = make_engine(url)
    try:
        upgrade(engine)
        if not sees_everything(engine):
            raise DeniedError("this database user sees only a part; erase as the owner of the tables")
        with writing(engine, SYSTEM, clock) as scope:
            chains = erase_within(scope, kind, key)
        _forget_pages(engine)
    finally:
        engine.dispose()
    return chains


def erase_within(scope: Scope, kind: Kind, key: str) -> int:
    """Erase in a transaction that is open."""
    with _lifted(scope):
        if kind == "site":
            _find(scope, schema.site, key)
            return _erase_site(scope, key)
        if kind == "account":
            return _erase_account(scope, _account_id(scope, key))
        _find(scope, schema.organisation, key)
        return _erase_organisation(scope, key)


def sweep(url: sa.URL, clock: Clock = utc_now) -> Swept:
    """Delete answers kept for repeated writes and ended sessions that have served their time."""
    engine = make_engine(url)
    reply, session = api.api_reply, people.session
    try:
        upgrade(engine)
        if not sees_everything(engine):
            raise DeniedError("this database user sees only a part; sweep as the owner of the tables")
        with writing(engine, SYSTEM, clock) as scope:
            now = datetime.fromisoformat(scope.at)
            over = stamp(now - SESSIONS_KEPT)
            gone = sa.delete(session).where(sa.or_(session.c.ended_at < over, session.c.expires_at < over))
            replies = scope.connection.execute(sa.delete(reply).where(reply.c.at < stamp(now - REPLIES_KEPT))).rowcount
            sessions = scope.connection.execute(gone).rowcount
    finally:
        engine.dispose()
    return Swept(replies=replies, sessions=sessions)


def _find(scope: Scope, table: sa.Table, key: str) -> None:
    if scope.connection.execute(sa.select(table.c.id).where(table.c.id == key)).first() is None:
        raise UnknownKeyError(table.name, key[:60])


def _account_id(scope: Scope, key: str) -> str:
    table = people.account
    row = scope.connection.execute(sa.select(table.c.id).where(sa.or_(table.c.id == key, table.c.login == key.strip().lower()))).first()
    if row is None:
        raise UnknownKeyError("account", key[:60])
    return str(row.id)


@contextmanager
def _lifted(scope: Scope) -> Iterator[None]:
    """Lift the triggers that refuse changes of what is kept; they stand again before the transaction ends, or it does not happen."""
    connection = scope.connection
    if connection.dialect.name == "postgresql":
        for table in _HELD:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER keep_{table}")
        yield
        for table in _HELD:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER keep_{table}")
        return
    names = [f"keep_{table}_update" for table in _HELD]
    texts = {name: connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar_one() for name in names}
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    for name in names:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for text in texts.values():
        connection.exec_driver_sql(text)


def _change(scope: Scope, table: sa.Table, where: sa.ColumnElement[bool], **values: object) -> None:
    scope.connection.execute(sa.update(table).where(where).values(**values))


def _silence(scope: Scope, where: sa.ColumnElement[bool], with_detail: bool) -> dict[str, tuple[str, str | None]]:
    """Take names (and details, but for the hashes of what was kept) out of acts; return the chains they stand in."""
    table = schema.audit
    touched: dict[str, tuple[str, str | None]] = {}
    for row in scope.connection.execute(sa.select(table).where(where, table.c.verb != "erase")).all():
        values = {"name": audit.ERASED}
        if with_detail:
            said = json.loads(row.detail)
            values["detail"] = json.dumps({"sha256": said["sha256"]} if "sha256" in said else {}, separators=(",", ":"))
        _change(scope, table, sa.and_(table.c.chain == row.chain, table.c.number == row.number), **values)
        touched[row.chain] = (row.organisation_id, row.site_id)
    return touched


def _erase_site(scope: Scope, key: str) -> int:
    here = {
        table: table.c.site_id == key for table in (schema.content, schema.document, schema.revision, schema.attachment, schema.site_access)
    }
    _change(scope, schema.content, here[schema.content], bytes=b"")
    _change(scope, schema.document, here[schema.document], title="")
    _change(scope, schema.revision, here[schema.revision], summary="", author_name="", filename="")
    _change(scope, schema.attachment, here[schema.attachment], filename="", removed_at=scope.at)
    open_grant = sa.and_(here[schema.site_access], schema.site_access.c.withdrawn_at.is_(None))
    _change(scope, schema.site_access, open_grant, withdrawn_by=scope.actor.account, withdrawn_at=scope.at)
    owner = scope.connection.execute(sa.select(schema.site.c.organisation_id).where(schema.site.c.id == key)).scalar_one()
    _change(scope, schema.site, schema.site.c.id == key, name="", sector="", removed_at=scope.at)
    scope.connection.execute(
        sa.delete(api.api_reply).where(sa.or_(api.api_reply.c.organisation_id == owner, api.api_reply.c.body.contains(key)))
    )
    _silence(scope, schema.audit.c.site_id == key, with_detail=True)
    audit.record(scope, "erase", "site", key, organisation_id=owner, site_id=key)
    return 1


def _erase_account(scope: Scope, key: str) -> int:
    account, log = people.account, schema.audit
    home = scope.connection.execute(sa.select(account.c.organisation_id).where(account.c.id == key)).scalar_one()
    nobody = {"login": f"erased-{key[:16]}", "name": "", "password_hash": None, "subject": None, "disabled_at": scope.at}
    _change(scope, account, account.c.id == key, **nobody)
    _change(scope, people.session, people.session.c.account_id == key, device="")
    for table, column, values in (
        (people.session, "ended_at", {"ended_at": scope.at}),
        (api.api_key, "revoked_at", {"revoked_at": scope.at}),
        (schema.site_access, "withdrawn_at", {"withdrawn_by": scope.actor.account, "withdrawn_at": scope.at}),
    ):
        _change(scope, table, sa.and_(table.c.account_id == key, table.c[column].is_(None)), **values)
    _change(scope, api.api_key, api.api_key.c.account_id == key, name="")
    _change(scope, schema.revision, schema.revision.c.author == key, author_name="")
    _change(scope, schema.programme, schema.programme.c.author == key, author_name="")
    scope.connection.execute(sa.delete(api.api_reply).where(api.api_reply.c.account_id == key))
    touched = {home: (home, None)} | _silence(scope, log.c.account == key, with_detail=False)
    touched |= _silence(scope, sa.and_(log.c.resource == "account", log.c.resource_id == key), with_detail=True)
    for organisation_id, site_id in touched.values():
        audit.record(scope, "erase", "account", key, organisation_id=organisation_id, site_id=site_id)
    return len(touched)


def _erase_organisation(scope: Scope, key: str) -> int:
    site, account, log = schema.site, people.account, schema.audit
    sites = scope.connection.execute(sa.select(site.c.id).where(site.c.organisation_id == key)).scalars().all()
    accounts = scope.connection.execute(sa.select(account.c.id).where(account.c.organisation_id == key)).scalars().all()
    done = sum(_erase_site(scope, each) for each in sites) + sum(_erase_account(scope, each) for each in accounts)
    _change(scope, schema.organisation, schema.organisation.c.id == key, name="")
    _change(scope, schema.programme, schema.programme.c.organisation_id == key, author_name="", content="{}")
    _silence(scope, log.c.chain == key, with_detail=True)
    audit.record(scope, "erase", "organisation", key, organisation_id=key)
    return done + 1


def _forget_pages(engine: sa.Engine) -> None:
    """Let an SQLite file give back the pages on which the erased words stood, in the file and in its log."""
    if file_of(engine.url) is None:
        return
    with translated(), engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
