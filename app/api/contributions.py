"""Contributions: hand a signed, anonymised record to the pool of this server, or withdraw one.

The pool does not know which key brought a record, and the store does not know which record a key brought: only the
signature of the facility's own enrolment counts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.api.call import JSON, Answer, Call, Operation, Write
from app.api.problem import ProblemError
from assessment.store.scope import Scope

if TYPE_CHECKING:
    from app.database.engine import Engine

FILE = "pool.db"


def _pool(call: Call) -> Engine:
    """Return the pool's own database, apart from the assessments'."""
    from app.database.engine import address, open_engine
    from benchmarks.peers import store

    folder = call.settings.folder
    given = os.environ.get("SACHHON_POOL_DATABASE") or f"sqlite:///{folder / FILE}"
    opened = open_engine(address(given, folder))
    store.create(opened)
    return opened


def _submit(call: Call) -> Write:
    from app.commands.pooling import _vocabulary
    from benchmarks.peers import gate, store

    with _pool(call).begin() as connection:
        admitted, findings = gate.admit(call.body, store.pool(connection), _vocabulary())
        if admitted is not None:
            # whoever sends learns nothing of a likeness: who could ask could try a competitor's figures until the answer changes
            keep = store.hold if store.resembled(connection, admitted) else store.keep
            keep(connection, admitted, call.body.decode())
    said = [each.as_record() for each in findings]
    if admitted is None:
        raise ProblemError("findings", "the record was not admitted", said)
    body = {"facility": admitted.facility, "year": admitted.year, "serial": admitted.serial, "findings": said}
    return _answering(Answer(status=201, body=body))


def _withdraw(call: Call) -> Write:
    from benchmarks.peers import store, withdrawal

    with _pool(call).begin() as connection:
        known = store.pool(connection)
        named, findings = withdrawal.read(call.body, known.members, known.serials)
        if named is not None:
            store.withdraw(connection, *named)
    if named is None:
        raise ProblemError("findings", "nothing was withdrawn", [each.as_record() for each in findings])
    return _answering(Answer(body={"facility": named[0], "year": named[1], "findings": []}))


def _answering(answer: Answer) -> Write:
    def write(scope: Scope) -> Answer:
        return answer

    return write


SCHEMAS: Mapping[str, Any] = {
    "Contribution": {"type": "object", "required": ["format", "signature"], "properties": {"format": {"const": "sachhon-contribution/1"}}},
    "Withdrawal": {
        "type": "object",
        "required": ["format", "facility", "year", "serial", "signature"],
        "properties": {
            "format": {"const": "sachhon-withdrawal/1"}, "facility": {"type": "string"}, "year": {"type": "integer"},
            "serial": {"type": "integer"}, "signature": {"type": "string"},
        },
    },
    "Contributed": {
        "type": "object",
        "required": ["facility", "year", "findings"],
        "properties": {"facility": {"type": "string"}, "year": {"type": "integer"}, "serial": {"type": "integer"}},
    },
}  # fmt: skip
_SAID = {"$ref": "#/components/schemas/Contributed"}

OPERATIONS = (
    Operation(
        method="POST", path="/contributions", scope="contributions:write", name="contribute", write=_submit,
        takes={JSON: {"$ref": "#/components/schemas/Contribution"}}, answers={201: _SAID},
        summary="Hand a record that `sachhon contribute --tokens` made to this server's pool, whole or not at all.",
    ),
    Operation(
        method="POST", path="/contributions/withdrawals", scope="contributions:write", name="withdraw", write=_withdraw,
        takes={JSON: {"$ref": "#/components/schemas/Withdrawal"}}, answers={200: _SAID},
        summary="Withdraw a facility-year; its figures leave the pool at once and are in no later vintage.",
    ),
)  # fmt: skip
