"""A long list page by page: a cursor says where the next page begins, and of which state of the list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.api.call import Call, Parameter
from app.api.problem import ProblemError

Row = TypeVar("Row")
USUAL, MOST = 50, 500  # rows of a page

PARAMETERS = (
    Parameter(name="limit", description="Rows of a page.", schema={"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
    Parameter(name="cursor", description="`next` of the page before.", schema={"type": "string", "maxLength": 400}),
)


def limit_of(call: Call) -> int:
    """Return how many rows are asked for.

    Raises
    ------
    ProblemError
        If it is no whole number from 1 to the most.
    """
    text = call.query.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise ProblemError("malformed", f"limit: a whole number from 1 to {MOST} was expected")
    return int(text)


def page(call: Call, rows: Sequence[Row], state: str, shown: Callable[[Row], Any]) -> dict[str, Any]:
    """Return one page of `rows`; the cursor holds a place in them and the state (a revision, an edition) they are of.

    Raises
    ------
    ProblemError
        If the cursor is none of ours, or of another list.
    """
    limit = limit_of(call)
    start = _start(call, state)
    end = start + limit
    body: dict[str, Any] = {"items": [shown(row) for row in rows[start:end]], "total": len(rows), "next": None}
    if end < len(rows):
        body["next"] = base64.urlsafe_b64encode(json.dumps([state, end]).encode()).decode()
    return body


def _start(call: Call, state: str) -> int:
    cursor = call.query.get("cursor")
    if cursor is None:
        return 0
    try:
        was, start = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise ProblemError("malformed", "cursor: give `next` of the page before, as it is") from error
    if was != state or not isinstance(start, int) or isinstance(start, bool) or start < 0:
        raise ProblemError("malformed", "cursor: it is of another list or an earlier state; begin again without")
    return start


def page_schema(item: str) -> dict[str, Any]:
    """Return the schema of a page of items."""
    return {
        "type": "object",
        "required": ["items", "total", "next"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
            "total": {"type": "integer"},
            "next": {"type": ["string", "null"]},
        },
    }
