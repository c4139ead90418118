"""Results: assess now and keep the result, read it, follow a number down to its sources, have reports written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.api.assessments import IDENTITY, OF_ASSESSMENT, WORKBOOK, head_of, noted, opened
from app.api.call import Answer, Call, Operation, Parameter, Write
from app.api.paging import PARAMETERS, page, page_schema
from app.api.problem import ProblemError
from app.operation.measuring import assessing
from assessment.store import documents, results
from assessment.store.scope import Scope, reading
from calculators.errors import UnknownKeyError

REPORTS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": WORKBOOK,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OF_RESULT = Parameter(name="result", description="Identity of the result.", schema=IDENTITY, place="path", is_required=True)
_LANG = Parameter(name="lang", description="Language of the report.", schema={"enum": ["vi", "en"], "default": "vi"})


def _assess(call: Call) -> Write:
    from assessment import intake, procedure

    _, head, content = opened(call)
    read = intake.read(content, head.filename)
    if read.document is None:
        raise ProblemError("findings", "the document cannot be read as an assessment", [each.as_record() for each in read.findings])
    with assessing():
        made = procedure.assess(read.document)

    def write(scope: Scope) -> Answer:
        record = results.keep(scope, head.id, made)
        where = f"/api/v1/assessments/{call.path['assessment']}/results/{record.id}"
        body = {**asdict(record), "findings": made["findings"], "withheld": made["withheld"]}
        return Answer(status=201, body=body, headers={"Location": where})

    return write


def _list(call: Call) -> Answer:
    with reading(call.engine, call.actor) as scope:
        head = head_of(scope, call.path["assessment"])
        found = [
            record
            for revision in documents.history(scope, head.document_id)
            for record in results.results_of(scope, revision.id)
        ]
    return Answer(body=page(call, found, head.document_id, asdict))


def _kept(call: Call) -> tuple[results.ResultRecord, documents.Revision, dict[str, Any], bytes]:
    """Return a kept result, the revision it was made from, itself, and that revision's bytes."""
    with reading(call.engine, call.actor) as scope:
        head = head_of(scope, call.path["assessment"])
        record = results.record(scope, call.path["result"])
        if record.site_id != head.site_id:
            raise UnknownKeyError("result", call.path["result"])
        revision = documents.revision(scope, record.revision_id)
        found = record, revision, results.read(scope, record), documents.content_of(scope, revision)
    noted(call, head)
    return found


def _read(call: Call) -> Answer:
    record, _, result, _ = _kept(call)
    return Answer(body=result, headers={"ETag": f'"{record.sha256}"'})


def _trace(call: Call) -> Answer:
    from assessment.trace import resolve, walk

    _, _, result, _ = _kept(call)
    number = call.query.get("number", "")
    if not number:
        raise ProblemError("malformed", "number: an indicator's id or a JSON pointer was expected")
    start = resolve(result, number)
    names = sorted({name for _, name, _ in walk(result["trace"], start)})
    return Answer(body={"number": start, "nodes": {name: result["trace"][name] for name in names}})


def _report(call: Call) -> Answer:
    from assessment import intake, reports

    form, kind = call.path["form"], call.query.get("kind")
    if form not in REPORTS or (kind is not None and kind not in reports.KINDS):
        raise ProblemError("malformed", f"form: {', '.join(REPORTS)}; kind: {', '.join(reports.KINDS)}")
    _, revision, result, content = _kept(call)
    read = intake.read(content, revision.filename).document
    if read is None:
        raise ProblemError("failed", "the revision behind this result cannot be read any more")
    written: bytes = reports.render(result, read, form, call.query.get("lang", "vi"), kind)
    return Answer(body=written, media_type=REPORTS[form])


_RECORD = {
    "type": "object",
    "required": ["id", "revision_id", "edition", "version", "input_sha256", "sha256", "at"],
    "properties": {
        **{name: {"type": "string"} for name in ("id", "site_id", "revision_id", "edition", "version", "input_sha256", "sha256", "at")},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
        "withheld": {"type": "array"},
    },
}
SCHEMAS: Mapping[str, Any] = {
    "ResultRecord": _RECORD,
    "Trace": {
        "type": "object",
        "required": ["number", "nodes"],
        "properties": {"number": {"type": "string"}, "nodes": {"type": "object"}},
    },
}
_RESULT = "/assessments/{assessment}/results/{result}"

OPERATIONS = (
    Operation(
        method="POST", path="/assessments/{assessment}/results", scope="results:write", name="assess", write=_assess,
        parameters=(OF_ASSESSMENT, Parameter(name="revision", description="Of this revision; else the one that counts.", schema=IDENTITY)),
        summary="Assess now and keep the result with edition, version and hash; the same result is kept once.",
        answers={201: {"$ref": "#/components/schemas/ResultRecord"}},
    ),
    Operation(
        method="GET", path="/assessments/{assessment}/results", scope="results:read", name="listResults", read=_list,
        parameters=(OF_ASSESSMENT, *PARAMETERS), summary="The kept results of every revision.", answers={200: page_schema("ResultRecord")},
    ),
    Operation(
        method="GET", path=_RESULT, scope="results:read", name="readResult", read=_read, parameters=(OF_ASSESSMENT, OF_RESULT),
        summary="A result document, as it was kept.", answers={200: {"$ref": "#/components/schemas/ResultDocument"}},
    ),
    Operation(
        method="GET", path=f"{_RESULT}/trace", scope="results:read", name="traceNumber", read=_trace,
        parameters=(
            OF_ASSESSMENT, OF_RESULT,
            Parameter(name="number", description="An indicator's id or a JSON pointer.", schema={"type": "string"}, is_required=True),
        ),
        summary="What a number was made of: cells, formulas, factors, sources.", answers={200: {"$ref": "#/components/schemas/Trace"}},
    ),
    Operation(
        method="GET", path=f"{_RESULT}/reports/{{form}}", scope="results:read", name="writeReport", read=_report,
        parameters=(
            OF_ASSESSMENT, OF_RESULT, _LANG,
            Parameter(name="form", description="File format.", schema={"enum": list(REPORTS)}, place="path", is_required=True),
            Parameter(name="kind", description="quick or full.", schema={"enum": ["quick", "full"]}),
        ),
        summary="A report of the result.", answers={200: None}, gives=tuple(REPORTS.values()),
    ),
)  # fmt: skip
