"""Is everything still what was written? Chains, contents, and that every kept state has its audit row."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa

from assessment import audit
from assessment.audit import Fault
from assessment.store import schema
from assessment.store.contents import unpacked
from assessment.store.errors import DeniedError, StoreDamagedError

_RECORDED = (schema.revision, schema.result, schema.attachment)


def check(connection: sa.Connection) -> list[Fault]:
    """Return everything that is not as it was written.

    Raises
    ------
    DeniedError
        If the database shows this user only a part: then nothing can be said about the whole.
    """
    _see_everything(connection)
    return audit.verify(connection) + _altered_contents(connection) + _unrecorded(connection)


def _see_everything(connection: sa.Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    if connection.execute(sa.select(sa.func.row_security_active("revision"))).scalar():
        raise DeniedError("this database user sees only a part; verify as one that bypasses row-level security")


def _altered_contents(connection: sa.Connection) -> list[Fault]:
    table = schema.content
    erased = audit.erasures(connection)
    faults = []
    for row in connection.execute(sa.select(table).execution_options(yield_per=50)):
        try:
            data = unpacked(row.bytes, row.is_packed)
        except StoreDamagedError:
            data = b""
        if not row.bytes and (row.site_id, "site", row.site_id) in erased:
            continue
        if hashlib.sha256(data).hexdigest() != row.sha256 or len(data) != row.size:
            faults.append(Fault(code="content.altered", chain=row.site_id))
    return faults


def _unrecorded(connection: sa.Connection) -> list[Fault]:
    log = schema.audit
    known = {
        (row.resource_id, json.loads(row.detail).get("sha256"))
        for row in connection.execute(
            sa.select(log.c.resource_id, log.c.detail).where(log.c.resource.in_([table.name for table in _RECORDED]))
        )
    }
    faults = []
    for table in _RECORDED:
        for row in connection.execute(sa.select(table.c.id, table.c.site_id, table.c.sha256)):
            if (row.id, row.sha256) in known:
                known.discard((row.id, row.sha256))
            else:
                faults.append(Fault(code=f"{table.name}.unrecorded", chain=row.site_id))
    lost = [resource_id for resource_id, sha256 in known if sha256]
    return faults + [Fault(code="audit.lost_row", chain=resource_id) for resource_id in sorted(lost)]
