"""One person's transaction, and the only place where the store speaks SQL about tenants' tables.

Every statement made here carries the condition of what its actor may see or change. On PostgreSQL the same conditions
stand a second time, as row-level security (`app.migrations`): an error in either is caught by the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from assessment.store import schema
from assessment.store.access import Actor, Relation, Resource, Verb, permit
from assessment.store.errors import DeniedError, translated
from calculators.errors import UnknownKeyError

Condition = sa.ColumnElement[bool]
Clock = Callable[[], datetime]
WRITE_OPTION = "sachhon_write"
OWNERS = ("factory", "consultant")  # roles whose organisations own sites
GUESTS = ("consultant", "zone_manager")  # roles to which a site may be shown
# tables in which a role looks beyond its own organisation: the sign-in finds whose a name or a token is
BEYOND = {
    "gate": frozenset({"organisation", "account", "session", "invitation", "api_key"}),
    "administrator": frozenset({"organisation", "account", "session", "api_key"}),
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A transaction of `actor`, begun at `at`."""

    connection: sa.Connection
    actor: Actor
    at: str


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return a moment as the store writes it: ISO 8601, UTC, microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def new_id() -> str:
    """Return an identity nobody can guess: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


@contextmanager
def reading(engine: sa.Engine, actor: Actor, clock: Clock = utc_now) -> Iterator[Scope]:
    """Open a transaction that sees one state of the database and changes nothing."""
    with translated(), engine.connect() as connection, connection.begin():
        yield _scope(connection, actor, clock)


@contextmanager
def writing(engine: sa.Engine, actor: Actor, clock: Clock = utc_now) -> Iterator[Scope]:
    """Open a transaction that is kept whole at the end, or not at all when anything is raised."""
    with translated(), engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
        yield _scope(connection, actor, clock)


def _scope(connection: sa.Connection, actor: Actor, clock: Clock) -> Scope:
    if connection.dialect.name == "postgresql":
        # local to the transaction, so that a pooled connection carries nothing over to the next person
        values = {"account": actor.account, "organisation": actor.organisation, "role": actor.role}
        settings = [sa.func.set_config(f"sachhon.{name}", value, True) for name, value in values.items()]
        connection.execute(sa.select(*settings))
    return Scope(connection=connection, actor=actor, at=stamp(clock()))


def become(scope: Scope, actor: Actor) -> Scope:
    """Return the same transaction on behalf of another actor (a sign-in that has found whose it is)."""
    moment = datetime.fromisoformat(scope.at)
    return _scope(scope.connection, actor, lambda: moment)


def _site_column(table: sa.Table) -> sa.Column[Any] | None:
    return table.c.id if table is schema.site else table.c.get("site_id")


def _granted(scope: Scope, levels: tuple[str, ...]) -> sa.Select[Any]:
    access = schema.site_access
    return sa.select(access.c.site_id).where(
        access.c.account_id == scope.actor.account, access.c.withdrawn_at.is_(None), access.c.level.in_(levels)
    )


def _within(scope: Scope, table: sa.Table, levels: tuple[str, ...]) -> Condition:
    """Return the condition that keeps a statement inside what the actor may reach."""
    actor, column = scope.actor, _site_column(table)
    owned = (table.c.id if table is schema.organisation else table.c.organisation_id) == actor.organisation
    if table.name in BEYOND.get(actor.role, ()):
        return sa.true()
    if table is schema.organisation or column is None:
        return owned
    reached: list[Condition] = []
    if actor.role in OWNERS:
        reached.append(owned)
    if actor.role in GUESTS:
        reached.append(column.in_(_granted(scope, levels)))
    return sa.or_(*reached) if reached else sa.false()


def rows(scope: Scope, table: sa.Table, *where: Condition, order: sa.ColumnElement[Any] | None = None) -> list[sa.Row[Any]]:
    """Return the rows the actor may see."""
    query = sa.select(table).where(_within(scope, table, ("read", "write")), *where)
    return list(scope.connection.execute(query.order_by(order) if order is not None else query))


def find(scope: Scope, table: sa.Table, *where: Condition, lock: bool = False) -> sa.Row[Any] | None:
    """Return the one row the actor may see, or None; `lock` holds it until the end of the transaction."""
    query = sa.select(table).where(_within(scope, table, ("read", "write")), *where)
    return scope.connection.execute(query.with_for_update() if lock else query).first()


def fetch(scope: Scope, table: sa.Table, key: str, lock: bool = False) -> sa.Row[Any]:
    """Return the row of an identity.

    Raises
    ------
    UnknownKeyError
        If there is none, or it is not the actor's to see: the two cannot be told apart.
    """
    row = find(scope, table, table.c.id == key, lock=lock)
    if row is None:
        raise UnknownKeyError(table.name, key[:60])
    return row


def relation(scope: Scope, organisation_id: str, site_id: str | None = None) -> Relation:
    """Return how the actor stands to a site, or to an organisation."""
    actor = scope.actor
    if organisation_id == actor.organisation and (site_id is None or actor.role in OWNERS):
        return "own"
    if site_id is None or actor.role not in GUESTS:
        return "none"
    for level in ("write", "read"):
        granted = sa.select(sa.literal(site_id).in_(_granted(scope, (level,))))
        if scope.connection.execute(granted).scalar():
            return "write" if level == "write" else "read"
    return "none"


def require(scope: Scope, resource: Resource, verb: Verb, row: sa.Row[Any]) -> None:
    """Let an allowed act on a tenant's row pass; `row` is of a site or of what lies below one.

    Raises
    ------
    DeniedError
        If the matrix does not allow it.
    """
    known = row._mapping
    site_id = known.get("site_id", known["id"])
    permit(scope.actor, resource, verb, relation(scope, known["organisation_id"], site_id))


def add(scope: Scope, table: sa.Table, **values: object) -> None:
    """Write a new row of a tenant.

    Raises
    ------
    DeniedError
        If the row would belong to a tenant whom the actor may not write for.
    """
    if table.name not in BEYOND.get(scope.actor.role, ()):
        site_id = values.get("site_id", values.get("id") if table is schema.site else None)
        stands = relation(scope, str(values.get("organisation_id")), str(site_id) if site_id else None)
        if stands not in ("own", "write"):
            raise DeniedError(f"{scope.actor.role} {scope.actor.account} may not write {table.name} there")
    scope.connection.execute(sa.insert(table).values(**values))


def alter(scope: Scope, table: sa.Table, *where: Condition, **values: object) -> int:
    """Change rows the actor may write, and return how many."""
    statement = sa.update(table).where(_within(scope, table, ("write",)), *where).values(**values)
    return scope.connection.execute(statement).rowcount
