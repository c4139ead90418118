"""Results beside the revision they were made from: which edition, which version, which hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment import audit
from assessment.result import to_json
from assessment.store import contents, schema
from assessment.store.errors import StoreError
from assessment.store.scope import Scope, add, fetch, find, new_id, require, rows


@dataclass(frozen=True, kw_only=True)
class ResultRecord:
    """Where a result is from."""

    id: str
    site_id: str
    revision_id: str
    edition: str
    version: str
    input_sha256: str
    sha256: str
    at: str


class ResultChangedError(StoreError):
    """One revision, edition and version gave another result than before: the procedure is not reproducible."""

    key = "store.result_changed"


def keep(scope: Scope, revision_id: str, result: Mapping[str, Any]) -> ResultRecord:
    """Keep the result of a revision; the same result is kept once.

    Raises
    ------
    ResultChangedError
        If the same revision, edition and version gave other figures before.
    """
    revision = fetch(scope, schema.revision, revision_id)
    require(scope, "result", "create", revision)
    table = schema.result
    made_by = {"edition": str(result["edition"]), "version": str(result["version"])}
    where = (table.c.revision_id == revision_id, *(table.c[name] == value for name, value in made_by.items()))
    sha256 = contents.put(scope, revision.organisation_id, revision.site_id, to_json(result).encode())
    known = find(scope, table, *where)
    if known is not None:
        if known.sha256 != sha256:
            raise ResultChangedError(f"revision {revision_id} gave {known.sha256[:12]} before and {sha256[:12]} now")
        return _record(known)
    result_id = new_id()
    owner = {"organisation_id": revision.organisation_id, "site_id": revision.site_id}
    facts = {"input_sha256": str(result["input_sha256"]), "sha256": sha256, "at": scope.at}
    add(scope, table, id=result_id, **owner, revision_id=revision_id, **made_by, **facts)
    audit.record(scope, "create", "result", result_id, **owner, detail={**made_by, "revision": revision_id, "sha256": sha256})
    return _record(fetch(scope, table, result_id))


def _record(row: sa.Row[Any]) -> ResultRecord:
    return ResultRecord(**{name: value for name, value in row._mapping.items() if name != "organisation_id"})


def record(scope: Scope, result_id: str) -> ResultRecord:
    """Return where one result is from."""
    return _record(fetch(scope, schema.result, result_id))


def results_of(scope: Scope, revision_id: str) -> tuple[ResultRecord, ...]:
    """Return the results of a revision, the latest last."""
    table = schema.result
    return tuple(_record(row) for row in rows(scope, table, table.c.revision_id == revision_id, order=table.c.at))


def read(scope: Scope, kept: ResultRecord) -> dict[str, Any]:
    """Return a result as it was kept, checked against its hash."""
    loaded: dict[str, Any] = json.loads(contents.get(scope, kept.site_id, kept.sha256))
    return loaded
