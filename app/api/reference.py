"""Reference data: norms, factors, targets, sources and everything else that `sachhon reference` lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.api.call import Answer, Call, Operation, Parameter
from app.api.paging import PARAMETERS, page, page_schema
from app.api.problem import ProblemError
from calculators.errors import UnknownKeyError
from data import catalogue

TOPICS = (
    "sectors", "products", "streams", "properties", "units", "norms", "factors", "targets", "options", "sources", "provinces",
    "choices", "worksheets", "findings",
)  # fmt: skip


def _topics(call: Call) -> Answer:
    return Answer(body={"edition": catalogue.open_edition().edition, "topics": list(TOPICS)})


def _rows(call: Call) -> Answer:
    from app.commands.listing import rows_of

    topic = call.path["topic"]
    if topic not in TOPICS:
        raise UnknownKeyError("topic", topic[:60], known=TOPICS)
    book = catalogue.open_edition()
    sector = call.query.get("sector") or None
    if sector:
        try:
            book.row("sectors", sector)
        except UnknownKeyError as error:
            raise ProblemError("malformed", f"sector: {error}") from error
    rows = rows_of(book, topic, sector, _day(call), call.lang)
    return Answer(body={**page(call, rows, f"{book.edition} {topic}", dict), "edition": book.edition})


def _day(call: Call) -> date | None:
    text = call.query.get("on")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProblemError("malformed", "on: a day as YYYY-MM-DD was expected") from error


SCHEMAS: Mapping[str, Any] = {
    "ReferenceRow": {"type": "object"},
    "Topics": {
        "type": "object",
        "required": ["edition", "topics"],
        "properties": {"edition": {"type": "string"}, "topics": {"type": "array", "items": {"type": "string"}}},
    },
}
_PAGE = page_schema("ReferenceRow")

OPERATIONS = (
    Operation(
        method="GET", path="/reference", scope="reference:read", name="listTopics", read=_topics,
        summary="The edition in use and what it can be asked for.", answers={200: {"$ref": "#/components/schemas/Topics"}},
    ),
    Operation(
        method="GET", path="/reference/{topic}", scope="reference:read", name="listReference", read=_rows,
        parameters=(
            Parameter(name="topic", description="What is listed.", schema={"enum": list(TOPICS)}, place="path", is_required=True),
            *PARAMETERS,
            Parameter(name="sector", description="Only what concerns this sector.", schema={"type": "string"}),
            Parameter(name="on", description="Only what stands on this day.", schema={"type": "string", "format": "date"}),
        ),
        summary="Rows with source, dates and confidence.",
        answers={200: {**_PAGE, "properties": {**_PAGE["properties"], "edition": {"type": "string"}}}},
    ),
)  # fmt: skip
