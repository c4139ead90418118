"""The API over HTTP: who asks, may the key do that, how often, how large; then the operation, in a thread of its own.

Cookies are not looked at: a browser that is made to send a request brings no key, so there is nothing to forge.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

from app import sites
from app.api.call import JSON, Answer, Call, Operation
from app.api.openapi import ROOT, operations
from app.api.problem import ProblemError, answer, problem_of
from app.api.store import keys, replies
from app.entrance.limits import Limiter, client_of
from app.settings import Settings
from assessment.store.access import Actor
from assessment.store.errors import StoreError
from assessment.store.scope import reading, writing
from calculators.errors import SachhonError
from data import messages

log = logging.getLogger(__name__)
BURST, PACE = 60, 0.5  # calls of a key at once, and seconds until one more
STRANGERS_BURST, STRANGERS_PACE = 10, 6.0  # of an address that shows no key of ours
_SHOWN = re.compile(r"Bearer ([!-~]{1,200})", re.ASCII)
_TOKEN = re.compile(r"[!-~]{1,200}", re.ASCII)


class Desk:
    """What all calls of one server share: its settings and how often each key has called."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.by_key = Limiter(burst=BURST, seconds=PACE)
        self.strangers = Limiter(burst=STRANGERS_BURST, seconds=STRANGERS_PACE)

    def bearer(self, request: HTTPServerRequest) -> keys.Bearer:
        """Return who a request speaks for.

        Raises
        ------
        ProblemError
            If it shows no key that counts, or asks too often.
        """
        proxies = self.settings.accounts.proxies if self.settings.accounts else ()
        shown = _SHOWN.fullmatch(request.headers.get("Authorization", ""))
        is_alone = self.settings.accounts is None
        found = keys.look_up(sites.open_store(self.settings), shown[1], is_alone) if shown else None
        if found is None:
            if not self.strangers.allows(client_of(request, proxies)):
                raise ProblemError("too_many")
            raise ProblemError("no_key", "send a key that counts: Authorization: Bearer …")
        if not self.by_key.allows(found.key_id):
            raise ProblemError("too_many")
        return found


class ApiHandler(RequestHandler):
    """Answers every method of one address."""

    def initialize(self, desk: Desk, known: Mapping[str, Operation]) -> None:
        """Remember the server and what can be done at this address."""
        self.desk = desk
        self.known = known

    async def _any(self, **path: str) -> None:
        try:
            said = await asyncio.to_thread(self._answer, path)
        except SachhonError as error:
            if not isinstance(error, ProblemError):
                log.warning("a call of the API failed: %s", type(error).__name__)
            said = answer(problem_of(error), self._lang())
        except HTTPError:  # the library could not read an argument
            said = answer(ProblemError("malformed"), messages.DEFAULT_LANGUAGE)
        except Exception:
            log.exception("a call of the API failed")
            said = answer(ProblemError("failed"), self._lang())
        self._send(said)

    get = post = put = patch = delete = options = _any

    def _lang(self) -> str:
        wanted = self.get_query_argument("lang", "") or self.request.headers.get("Accept-Language", "")[:2].lower()
        return wanted if wanted in messages.languages() else messages.DEFAULT_LANGUAGE

    def _answer(self, path: Mapping[str, str]) -> Answer:
        operation = self.known.get(self.request.method or "")
        if operation is None:
            raise ProblemError("method", f"expected {', '.join(self.known)}", allow=sorted(self.known))
        if operation.scope is None:
            return _done(operation.read, self._call(operation, path, None))
        bearer = self.desk.bearer(self.request)
        if operation.scope not in bearer.scopes:
            raise ProblemError("scope", f"the key lacks {operation.scope}")
        call = self._call(operation, path, bearer.actor)
        if operation.write is None:
            return _done(operation.read, call)
        return perform(operation, call, self._repeat_token())

    def _call(self, operation: Operation, path: Mapping[str, str], actor: Actor | None) -> Call:
        from assessment.store.access import LOCAL

        body = self.request.body or b""
        if len(body) > operation.largest:
            raise ProblemError("too_large", f"{len(body)} bytes were sent; at most {operation.largest} are taken")
        media_type = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if operation.takes and media_type not in operation.takes:
            raise ProblemError("media_type", f"expected {', '.join(operation.takes)}")
        return Call(
            settings=self.desk.settings,
            engine=sites.open_store(self.desk.settings),
            actor=actor or LOCAL,
            lang=self._lang(),
            path=_checked(operation, path, "path"),
            query=_checked(operation, {name: self.get_query_argument(name) for name in self.request.query_arguments}, "query"),
            body=body,
            media_type=media_type,
            if_match=self.request.headers.get("If-Match", "")[:100],
        )

    def _repeat_token(self) -> str | None:
        token = self.request.headers.get("Idempotency-Key")
        if token is not None and not _TOKEN.fullmatch(token):
            raise ProblemError("malformed", "Idempotency-Key: 1 to 200 printable ASCII characters without spaces were expected")
        return token

    def _send(self, said: Answer) -> None:
        self.set_status(said.status)
        self.set_header("Content-Type", f"{said.media_type}; charset=utf-8" if said.media_type == JSON else said.media_type)
        self.set_header("Cache-Control", "no-store")
        for name, value in said.headers.items():
            self.set_header(name, value)
        allowed = said.body.get("allow") if isinstance(said.body, dict) else None
        if said.status == 405 and allowed:
            self.set_header("Allow", ", ".join(allowed))
        self.finish(said.body if isinstance(said.body, bytes) else _text(said.body))

    def compute_etag(self) -> None:
        """Return none: the operations name the states themselves."""

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say as a problem what the HTTP library refused."""
        self._send(answer(ProblemError("malformed" if status_code < 500 else "failed"), messages.DEFAULT_LANGUAGE))


class NowhereHandler(ApiHandler):
    """Says as a problem that there is nothing at an address of the API."""

    def _answer(self, path: Mapping[str, str]) -> Answer:
        self.desk.bearer(self.request)
        raise ProblemError("not_found", "there is nothing at this address; see /api/v1/openapi.json")


def _text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _done(act: Any, call: Call) -> Answer:
    found: Answer = act(call)
    return found


def _checked(operation: Operation, given: Mapping[str, str], place: str) -> dict[str, str]:
    """Return parameters that are known and not hostile; what a language is named by passes everywhere."""
    known = {each.name: each for each in operation.parameters if each.place == place}
    for name, value in given.items():
        if name not in known:
            if name == "lang":
                continue
            raise ProblemError("malformed", f"{name[:60]}: no such parameter; known: {', '.join(known) or 'none'}")
        schema = known[name].schema
        wrong = "\x00" in value or len(value) > int(schema.get("maxLength", 500)) or ("enum" in schema and value not in schema["enum"])
        if wrong or ("pattern" in schema and not re.search(schema["pattern"], value, re.ASCII)):
            raise ProblemError("not_found" if place == "path" else "malformed", f"{name}: {json.dumps(schema)} was expected")
    missing = [name for name, each in known.items() if each.is_required and name not in given]
    if missing:
        raise ProblemError("malformed", f"{', '.join(missing)}: needed")
    return {name: value for name, value in given.items() if name in known}


def perform(operation: Operation, call: Call, token: str | None) -> Answer:
    """Do a write once: with a token, a repetition gets the first answer, and another request under the same token is refused."""
    assert operation.write is not None
    asked = _request_sha256(operation, call)
    if token is not None and (known := _recalled(call, token, asked)) is not None:
        return known
    prepared = operation.write(call)
    try:
        with writing(call.engine, call.actor) as scope:
            if token is not None and (reply := replies.recall(scope, token)) is not None:
                return _again(reply, asked)
            said = prepared(scope)
            if token is not None:
                kept = replies.Reply(request_sha256=asked, status=said.status, headers=said.headers, body=_text([said.media_type, said.body]))
                replies.remember(scope, token, kept)
            return said
    except StoreError:
        # two of the same at the same moment: the database lets one through, the other gets its answer
        if token is not None and (known := _recalled(call, token, asked)) is not None:
            return known
        raise


def _request_sha256(operation: Operation, call: Call) -> str:
    named = [operation.name, dict(call.path), sorted(call.query.items()), call.media_type, call.if_match]
    return hashlib.sha256(json.dumps(named).encode() + b"\n" + call.body).hexdigest()


def _recalled(call: Call, token: str, asked: str) -> Answer | None:
    with reading(call.engine, call.actor) as scope:
        reply = replies.recall(scope, token)
    return _again(reply, asked) if reply is not None else None


def _again(reply: replies.Reply, asked: str) -> Answer:
    if reply.request_sha256 != asked:
        raise ProblemError("repeated", "this Idempotency-Key was used for another request")
    media_type, body = json.loads(reply.body)
    return Answer(status=reply.status, headers={**reply.headers, "Idempotent-Replayed": "true"}, body=body, media_type=media_type)


def routes(settings: Settings) -> list[tuple[str, type, dict[str, Any]]]:
    """Return every address of the API for the server's list of patterns."""
    desk = Desk(settings)
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations():
        by_path.setdefault(operation.path, {})[operation.method] = operation
    named = partial(re.sub, r"\{(\w+)\}", r"(?P<\1>[^/]+)")
    made = [(ROOT + named(path.replace(".", r"\.")), ApiHandler, {"desk": desk, "known": known}) for path, known in by_path.items()]
    return [*made, (r"/api(?:/.*)?", NowhereHandler, {"desk": desk, "known": {}})]
