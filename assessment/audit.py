"""Who saw and changed what, in a chain: each row carries the hash of the row before it. Rows are only ever added.

One chain per site, and one per organisation for what concerns its people. A row is written in the transaction of the act
itself: there is no act without its row and no row without its act. The chain shows that a row was altered, taken out or
put in by somebody who did not also recompute everything after it; whoever owns the whole file can do that too, therefore
`heads` are worth writing down elsewhere (a backup does).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.store import schema
from assessment.store.scope import Scope, fetch, find, require, rows

START = "0" * 64
ERASED = ""  # the name in a row whose words were erased at their owner's request; an act ``erase`` in the same chain says so
_FIELDS = (
    "chain", "number", "organisation_id", "site_id", "at", "account", "name", "verb", "resource", "resource_id", "detail", "previous",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act: who did what, to what, when, with what."""

    number: int
    at: str
    account: str
    name: str
    verb: str
    resource: str
    resource_id: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is not as it was written: which rule fails, and where."""

    code: str
    chain: str
    number: int | None = None


def record(
    scope: Scope,
    verb: str,
    resource: str,
    resource_id: str,
    *,
    organisation_id: str,
    site_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one row to the chain of the site (or of the organisation), in the scope's own transaction."""
    chain = site_id or organisation_id
    head = schema.audit_head
    last = scope.connection.execute(sa.select(head).where(head.c.chain == chain).with_for_update()).first()
    row: dict[str, Any] = {
        "chain": chain,
        "number": last.number + 1 if last else 1,
        "organisation_id": organisation_id,
        "site_id": site_id,
        "at": scope.at,
        "account": scope.actor.account,
        "name": scope.actor.name,
        "verb": verb,
        "resource": resource,
        "resource_id": resource_id,
        "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "previous": last.hash if last else START,
    }
    row["hash"] = row_hash(row)
    scope.connection.execute(sa.insert(schema.audit).values(**row))
    moved = {"number": row["number"], "hash": row["hash"]}
    if last:
        scope.connection.execute(sa.update(head).where(head.c.chain == chain).values(**moved))
    else:
        owner = {"chain": chain, "organisation_id": organisation_id, "site_id": site_id}
        scope.connection.execute(sa.insert(head).values(**owner, **moved))


def row_hash(row: Mapping[str, Any] | sa.RowMapping) -> str:
    """Return the SHA-256 of everything a row says, the hash of the row before it included."""
    said = json.dumps([row[name] for name in _FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def note_reading(scope: Scope, site_id: str, document_id: str) -> None:
    """Remember that the actor has looked at a site's document; once a day and person is enough."""
    site = fetch(scope, schema.site, site_id)
    table = schema.audit
    seen = find(
        scope,
        table,
        table.c.chain == site.id,
        table.c.account == scope.actor.account,
        table.c.verb == "read",
        table.c.resource_id == document_id,
        table.c.at >= scope.at[:10],
    )
    if seen is None:
        record(scope, "read", "document", document_id, organisation_id=site.organisation_id, site_id=site.id)


def history(scope: Scope, site_id: str) -> tuple[Entry, ...]:
    """Return everything done at a site, the first act first.

    Raises
    ------
    DeniedError
        If the actor may not read the site's record.
    """
    require(scope, "audit", "read", fetch(scope, schema.site, site_id))
    table = schema.audit
    return tuple(_entry(row) for row in rows(scope, table, table.c.chain == site_id, order=table.c.number))


def verify_site(scope: Scope, site_id: str) -> list[Fault]:
    """Return every break in the chain of one site, for whoever may read it.

    Raises
    ------
    DeniedError
        If the actor may not read the site's record.
    """
    require(scope, "audit", "read", fetch(scope, schema.site, site_id))
    table = schema.audit
    faults: list[Fault] = []
    last = (0, START)
    known = rows(scope, table, table.c.chain == site_id, order=table.c.number)
    erased = frozenset((row.chain, row.resource, row.resource_id) for row in known if row.verb == "erase")
    for row in known:
        faults += _breaks(row._mapping, *last, erased)
        last = (row.number, row.hash)
    head = find(scope, schema.audit_head, schema.audit_head.c.chain == site_id)
    if head is None or (head.number, head.hash) != last:
        faults.append(Fault(code="audit.wrong_end", chain=site_id))
    return faults


def _entry(row: sa.Row[Any]) -> Entry:
    named = {name: getattr(row, name) for name in ("number", "at", "account", "name", "verb", "resource", "resource_id")}
    return Entry(detail=json.loads(row.detail), **named)


def heads(connection: sa.Connection) -> dict[str, tuple[int, str]]:
    """Return the last number and hash of every chain."""
    table = schema.audit_head
    return {row.chain: (row.number, row.hash) for row in connection.execute(sa.select(table).order_by(table.c.chain))}


def verify(connection: sa.Connection) -> list[Fault]:
    """Return every break in the chains, and every chain that should exist and does not."""
    faults: list[Fault] = []
    ends: dict[str, tuple[int, str]] = {}
    table = schema.audit
    erased = erasures(connection)
    query = sa.select(table).order_by(table.c.chain, table.c.number).execution_options(yield_per=1000)
    for row in connection.execute(query).mappings():
        number, before = ends.get(row["chain"], (0, START))
        faults += _breaks(row, number, before, erased)
        ends[row["chain"]] = (row["number"], row["hash"])
    faults += _misplaced(ends, heads(connection))
    wanted = {row.id for row in connection.execute(sa.select(schema.site.c.id))}
    return faults + [Fault(code="audit.no_chain", chain=chain) for chain in sorted(wanted - set(ends))]


def erasures(connection: sa.Connection) -> frozenset[tuple[str, str, str]]:
    """Return every act of erasing: its chain, and what was erased. The acts themselves are held by the chain."""
    table = schema.audit
    query = sa.select(table.c.chain, table.c.resource, table.c.resource_id).where(table.c.verb == "erase")
    return frozenset((row.chain, row.resource, row.resource_id) for row in connection.execute(query))


def _is_erased(row: sa.RowMapping, erased: frozenset[tuple[str, str, str]]) -> bool:
    """Return whether a row lost its words by an act that its chain records."""
    whose = (("site", row["chain"]), ("organisation", row["chain"]), ("account", row["account"]))
    about = ("account", row["resource_id"]) if row["resource"] == "account" else None
    return row["name"] == ERASED and row["verb"] != "erase" and any((row["chain"], *each) in erased for each in (*whose, about) if each)


def _breaks(row: sa.RowMapping, number: int, before: str, erased: frozenset[tuple[str, str, str]]) -> Sequence[Fault]:
    code = None
    if row_hash(row) != row["hash"] and not _is_erased(row, erased):
        code = "audit.altered"
    elif row["number"] != number + 1:
        code = "audit.missing_row"
    elif row["previous"] != before:
        code = "audit.broken_link"
    return [Fault(code=code, chain=row["chain"], number=row["number"])] if code else []


def _misplaced(ends: Mapping[str, tuple[int, str]], heads: Mapping[str, tuple[int, str]]) -> list[Fault]:
    chains = sorted(set(ends) | set(heads))
    return [Fault(code="audit.wrong_end", chain=chain) for chain in chains if ends.get(chain) != heads.get(chain)]
