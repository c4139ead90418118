"""Flows: the rows of an assessment's ledger, read page by page, added in one go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.api.assessments import IDENTITY, OF_ASSESSMENT, ONE, etag, head_of, opened, saved
from app.api.call import JSON, Answer, Call, Operation, Parameter, Write
from app.api.paging import PARAMETERS, page, page_schema
from app.api.problem import ProblemError
from assessment.store import documents
from assessment.store.scope import Scope, reading

MOST_ROWS = 5000  # of one call
LARGEST = 4 * 2**20  # bytes; a row has about 150


def _tree(content: bytes, filename: str) -> dict[str, Any]:
    from assessment import intake

    read = intake.read(content, filename)
    if read.document is None or read.document.unread:
        findings = [each.as_record() for each in read.findings]
        raise ProblemError("findings", "the kept document has parts that cannot be read; mend them first", findings)
    return documents.tree_of(read.document.assessment)


def _list(call: Call) -> Answer:
    from assessment import intake

    _, head, content = opened(call)
    read = intake.read(content, head.filename).document
    rows = documents.tree_of(read.assessment).get("flows", []) if read is not None else []
    for name in ("stream", "period"):
        if call.query.get(name):
            rows = [row for row in rows if row[name] == call.query[name]]
    return Answer(body={**page(call, rows, head.id, dict), "revision": head.id}, headers=etag(head))


def _add(call: Call) -> Write:
    rows = _given(call.body)
    with reading(call.engine, call.actor) as scope:
        base = head_of(scope, call.path["assessment"])
        tree = _tree(documents.content_of(scope, base), base.filename)
    draft, findings = _with_rows(tree, rows)

    def write(scope: Scope) -> Answer:
        return saved(scope, documents.save(scope, base.document_id, draft, base.id), findings, call.lang)

    return write


def _given(body: bytes) -> list[Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError("malformed", 'a JSON object {"flows": [...]} was expected') from error
    rows = given.get("flows") if isinstance(given, dict) else None
    if not isinstance(rows, list) or not rows or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise ProblemError("malformed", f'a JSON object {{"flows": [...]}} with 1 to {MOST_ROWS} rows was expected')
    return rows


def _with_rows(tree: dict[str, Any], rows: list[Any]) -> tuple[documents.Draft, list[dict[str, Any]]]:
    """Return the document with the rows at its end, and its findings. A row that cannot be read refuses all of them."""
    from assessment import intake

    content = json.dumps({**tree, "flows": [*tree.get("flows", []), *rows]}, ensure_ascii=False).encode()
    read = intake.read(content, documents.OWN_NAME)
    findings = [each.as_record() for each in read.findings]
    if read.document is None or read.document.unread:
        raise ProblemError("findings", "the rows were not added", findings)
    return documents.draft_of(read.document.assessment), findings


_ROW = {
    "type": "object",
    "required": ["period", "stream"],
    "properties": {
        **{name: {"type": "string"} for name in ("period", "stream", "unit", "role", "meter", "step", "product", "evidence")},
        **{name: {"type": "number"} for name in ("quantity", "cost_vnd", "uncertainty_pct")},
        "estimated": {"type": "boolean"},
    },
}
SCHEMAS: Mapping[str, Any] = {
    "Flow": _ROW,
    "NewFlows": {
        "type": "object",
        "required": ["flows"],
        "properties": {
            "flows": {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": {"$ref": "#/components/schemas/Flow"}}
        },
    },
}
_PAGE = page_schema("Flow")

OPERATIONS = (
    Operation(
        method="GET", path="/assessments/{assessment}/flows", scope="assessments:read", name="listFlows", read=_list,
        summary="The rows of the ledger, as contract section 2 defines them.",
        parameters=(
            OF_ASSESSMENT, *PARAMETERS,
            Parameter(name="stream", description="Only this stream.", schema={"type": "string"}),
            Parameter(name="period", description="Only this period.", schema={"type": "string"}),
            Parameter(name="revision", description="Of this revision.", schema=IDENTITY),
        ),
        answers={200: {**_PAGE, "properties": {**_PAGE["properties"], "revision": {"type": "string"}}}},
    ),
    Operation(
        method="POST", path="/assessments/{assessment}/flows", scope="assessments:write", name="addFlows", write=_add,
        parameters=(OF_ASSESSMENT,), takes={JSON: {"$ref": "#/components/schemas/NewFlows"}}, answers={200: ONE},
        summary="Add rows to the ledger: all of them, or none if one cannot be read.", largest=LARGEST,
    ),
)  # fmt: skip
