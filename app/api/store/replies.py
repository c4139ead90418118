"""Answers to writes that carried an ``Idempotency-Key``: the same request again gets the same answer, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.api.store import schema
from app.api.store.keys import token_sha256
from assessment.store.scope import Scope, add, find, new_id


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer as it was given, and the hash of the request it was given to."""

    request_sha256: str
    status: int
    headers: Mapping[str, str]
    body: str


def recall(scope: Scope, token: str) -> Reply | None:
    """Return the answer the actor was given under an idempotency key, if there was one."""
    table = schema.api_reply
    row = find(scope, table, table.c.account_id == scope.actor.account, table.c.token_sha256 == token_sha256(token))
    if row is None:
        return None
    return Reply(request_sha256=row.request_sha256, status=row.status, headers=json.loads(row.headers), body=row.body)


def remember(scope: Scope, token: str, reply: Reply) -> None:
    """Keep an answer, in the transaction of the write itself."""
    add(
        scope,
        schema.api_reply,
        id=new_id(),
        organisation_id=scope.actor.organisation,
        account_id=scope.actor.account,
        token_sha256=token_sha256(token),
        request_sha256=reply.request_sha256,
        status=reply.status,
        headers=json.dumps(dict(reply.headers)),
        body=reply.body,
        at=scope.at,
    )
