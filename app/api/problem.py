"""What went wrong, as RFC 9457 says it: a type, a title in the reader's language, a status, and the findings on the reader's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from app.api.call import Answer
from assessment.store import errors
from calculators.errors import SachhonError, UnknownKeyError
from data.messages import message

MEDIA_TYPE = "application/problem+json"
BASE = "urn:sachhon:problem:"

# code → status; the codes are the ends of the problems' types and of the message keys `api.problem.<code>`
CODES: Mapping[str, int] = {
    "malformed": 400,
    "no_key": 401,
    "denied": 403,
    "scope": 403,
    "not_found": 404,
    "method": 405,
    "conflict": 409,
    "repeated": 409,
    "stale": 412,
    "too_large": 413,
    "media_type": 415,
    "invalid": 422,
    "findings": 422,
    "no_base": 428,
    "too_many": 429,
    "failed": 500,
    "busy": 503,
    "full": 507,
}


class ProblemError(SachhonError):
    """A call cannot be answered as asked; nothing was written."""

    def __init__(self, code: str, detail: str = "", findings: Iterable[Mapping[str, Any]] = (), **more: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.findings = list(findings)
        self.more = more


def answer(problem: ProblemError, lang: str) -> Answer:
    """Return a problem as it is answered."""
    status = CODES[problem.code]
    body = {
        "type": BASE + problem.code,
        "title": message(f"api.problem.{problem.code}", lang),
        "status": status,
        "code": problem.code,
        "findings": problem.findings,
        **problem.more,
    }
    if problem.detail:
        body["detail"] = problem.detail
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        headers = {"Retry-After": "5"}
    return Answer(body=body, status=status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: SachhonError) -> ProblemError:
    """Return an error of the program as the problem it is to a caller."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, UnknownKeyError):
        return ProblemError("not_found", f"no {error.kind} of this identity is yours to see")
    for kind, code in (
        (errors.DeniedError, "denied"),
        (errors.StoreBusyError, "busy"),
        (errors.StoreUnreachableError, "busy"),
        (errors.StoreFullError, "full"),
        (errors.StoreError, "failed"),
    ):
        if isinstance(error, kind):
            return ProblemError(code)
    return ProblemError("invalid", str(error)[:300])


SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "findings"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:sachhon:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"enum": sorted(CODES)},
        "detail": {"type": "string"},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
    },
}
