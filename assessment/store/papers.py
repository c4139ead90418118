"""The papers that imports brought, each kept once under the hash of its content, and the record of a site's imports."""

from __future__ import annotations

from assessment import audit
from assessment.store import contents, schema
from assessment.store.scope import Scope, add, alter, fetch, new_id, require, rows

RECORD = "sachhon-imports.json"  # the attachment that holds the record; an earlier one is set aside, not lost
_MEDIA = "application/json"


def keep(scope: Scope, site_id: str, content: bytes) -> str:
    """Keep a paper at a site, once, and return its SHA-256."""
    site = fetch(scope, schema.site, site_id)
    require(scope, "attachment", "create", site)
    return contents.put(scope, site.organisation_id, site_id, content)


def read(scope: Scope, site_id: str, sha256: str) -> bytes:
    """Return a paper, checked against its hash.

    Raises
    ------
    UnknownKeyError
        If the site keeps none, or it is not the actor's to see.
    """
    require(scope, "attachment", "read", fetch(scope, schema.site, site_id))
    return contents.get(scope, site_id, sha256)


def record(scope: Scope, site_id: str) -> bytes | None:
    """Return the record of a site's imports, None before the first."""
    require(scope, "attachment", "read", fetch(scope, schema.site, site_id))
    table = schema.attachment
    found = rows(scope, table, table.c.site_id == site_id, table.c.filename == RECORD, table.c.removed_at.is_(None), order=table.c.added_at)
    return contents.get(scope, site_id, found[-1].sha256) if found else None


def keep_record(scope: Scope, site_id: str, content: bytes) -> None:
    """Keep a new record in the place of the one before."""
    site = fetch(scope, schema.site, site_id)
    require(scope, "attachment", "create", site)
    table = schema.attachment
    alter(scope, table, table.c.site_id == site_id, table.c.filename == RECORD, table.c.removed_at.is_(None), removed_at=scope.at)
    owner = {"organisation_id": site.organisation_id, "site_id": site_id}
    what = {"filename": RECORD, "media_type": _MEDIA, "sha256": contents.put(scope, site.organisation_id, site_id, content)}
    attachment_id = new_id()
    add(scope, table, id=attachment_id, **owner, **what, added_by=scope.actor.account, added_at=scope.at)
    audit.record(scope, "create", "attachment", attachment_id, **owner, detail={"filename": RECORD, "sha256": what["sha256"]})
