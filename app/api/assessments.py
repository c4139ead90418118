"""Assessments: list, create from a document, read, replace, and look back through the revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.api.call import JSON, Answer, Call, Operation, Parameter, Write
from app.api.paging import PARAMETERS, page, page_schema
from app.api.problem import ProblemError
from app.settings import LARGEST_UPLOAD
from assessment import audit
from assessment.store import documents
from assessment.store import sites as kept
from assessment.store.scope import Scope, reading, writing
from calculators.errors import UnknownKeyError

if TYPE_CHECKING:
    from assessment.intake.document import Reading

YAML = "application/yaml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Mapping[str, str] = {JSON: ".json", YAML: ".yaml", WORKBOOK: ".xlsx"}
MEDIA_TYPES: Mapping[str, str] = {".json": JSON, ".yaml": YAML, ".yml": YAML, ".xlsx": WORKBOOK}
IDENTITY = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
OF_ASSESSMENT = Parameter(name="assessment", description="Identity of the assessment.", schema=IDENTITY, place="path", is_required=True)
OF_REVISION = Parameter(name="revision", description="Identity of a revision.", schema=IDENTITY, place="path", is_required=True)
DOCUMENT = {"$ref": "#/components/schemas/AssessmentDocument"}
FILES = {JSON: DOCUMENT, YAML: {"type": "string"}, WORKBOOK: {"type": "string", "contentMediaType": WORKBOOK}}


def read_body(call: Call, largest: int = LARGEST_UPLOAD) -> tuple[Reading, str]:
    """Return what the body holds as an assessment, and the file name it is kept under.

    Raises
    ------
    ProblemError
        If it cannot be read as one; its findings say why.
    """
    from assessment import intake  # reads workbooks: only when one arrives

    name = "assessment" + ENDINGS[call.media_type]
    read = intake.read(call.body, name)
    if read.document is None:
        raise ProblemError("findings", "the document cannot be read as an assessment", [each.as_record() for each in read.findings])
    return read, name


def draft_of(call: Call, read: Reading, name: str) -> documents.Draft:
    """Return what is kept of a body: as an assessment that can be merged, or, where a part was not understood, the file as it came."""
    assert read.document is not None
    if call.media_type == WORKBOOK or read.document.unread:
        return documents.Draft(content=call.body, filename=name)
    return documents.draft_of(read.document.assessment)


def head_of(scope: Scope, site_id: str) -> documents.Revision:
    """Return the revision that counts of an assessment, and the identity of its document with it."""
    kept.record(scope, site_id)
    found = documents.documents_of(scope, site_id)
    if not found:
        raise UnknownKeyError("assessment", site_id)
    return documents.head_of(scope, found[0][0])


def noted(call: Call, head: documents.Revision) -> None:
    """Write into the site's audit that an account looked; its owner reads it there."""
    if not call.is_local:
        with writing(call.engine, call.actor) as scope:
            audit.note_reading(scope, head.site_id, head.document_id)


def opened(call: Call) -> tuple[kept.SiteRecord, documents.Revision, bytes]:
    """Return an assessment, the revision that counts (or the one asked for) and its bytes."""
    with reading(call.engine, call.actor) as scope:
        site = kept.record(scope, call.path["assessment"])
        head = head_of(scope, site.id)
        wanted = call.path.get("revision") or call.query.get("revision")
        if wanted:
            revision = documents.revision(scope, wanted)
            if revision.document_id != head.document_id:
                raise UnknownKeyError("revision", wanted)
            head = revision
        content = documents.content_of(scope, head)
    noted(call, head)
    return site, head, content


def etag(revision: documents.Revision) -> dict[str, str]:
    """Return the header that names a state."""
    return {"ETag": f'"{revision.id}"'}


def _described(site: kept.SiteRecord, head: documents.Revision) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name,
        "sector": site.sector,
        "created_at": site.created_at,
        "changed_at": site.changed_at,
        "revision": head.id,
        "number": head.number,
        "sha256": head.sha256,
    }


def _list(call: Call) -> Answer:
    with reading(call.engine, call.actor) as scope:
        found = [site for site in kept.list_sites(scope) if documents.documents_of(scope, site.id)]
        found.sort(key=lambda site: (site.created_at, site.id))  # a change moves none to another page
        return Answer(body=page(call, found, "assessments", lambda site: _described(site, head_of(scope, site.id))))


def _create(call: Call) -> Write:
    read, name = read_body(call)
    assert read.document is not None
    facility = read.document.assessment.facility
    draft = draft_of(call, read, name)

    def write(scope: Scope) -> Answer:
        site = kept.open_site(scope, facility.name, facility.sector)
        head = documents.start(scope, site.id, draft).head
        where = {"Location": f"/api/v1/assessments/{site.id}", **etag(head)}
        body = {**_described(kept.record(scope, site.id), head), "findings": [each.as_record() for each in read.findings]}
        return Answer(status=201, body=body, headers=where)

    return write


def _read(call: Call) -> Answer:
    from assessment import intake

    site, head, content = opened(call)
    read = intake.read(content, head.filename).document
    tree = documents.tree_of(read.assessment) if read is not None else None
    return Answer(body={**_described(site, head), "document": tree}, headers=etag(head))


def _file(call: Call) -> Answer:
    _, head, content = opened(call)
    media_type = MEDIA_TYPES.get(PurePath(head.filename).suffix.lower(), "application/octet-stream")
    return Answer(body=content, media_type=media_type, headers=etag(head))


def _replace(call: Call) -> Write:
    read, name = read_body(call)
    draft = draft_of(call, read, name)
    base, strict = _base(call)
    findings = [each.as_record() for each in read.findings]

    def write(scope: Scope) -> Answer:
        head = head_of(scope, call.path["assessment"])
        if strict and base != head.id:
            raise ProblemError("stale", f"the revision that counts is {head.id}", revision=head.id)
        return saved(scope, documents.save(scope, head.document_id, draft, base), findings, call.lang)

    return write


def _base(call: Call) -> tuple[str, bool]:
    """Return the revision a change began from, and whether it must be the one that counts."""
    if call.if_match:
        return call.if_match.removeprefix("W/").strip('"'), True
    if call.query.get("base"):
        return call.query["base"], False
    raise ProblemError("no_base", "say which revision the change began from: If-Match, or base=… to have others' changes merged")


def saved(scope: Scope, outcome: documents.Saved | documents.Conflict, findings: list[dict[str, Any]], lang: str) -> Answer:
    """Return the answer to a save: kept, kept together with others' changes, or set aside for a choice."""
    site = kept.record(scope, outcome.head.site_id)
    if isinstance(outcome, documents.Saved):
        body = {**_described(site, outcome.head), "merged": outcome.merged, "findings": findings}
        return Answer(body=body, headers=etag(outcome.head))
    from app.api.problem import answer

    said = ProblemError(
        "conflict",
        "two people changed the same rows; yours is kept aside: choose, then save again with `base` of the head",
        findings,
        revision=outcome.head.id,
        aside=outcome.aside.id,
        clashes=[asdict(clash) for clash in outcome.clashes],
    )
    return answer(said, lang)


def _revisions(call: Call) -> Answer:
    with reading(call.engine, call.actor) as scope:
        head = head_of(scope, call.path["assessment"])
        found = documents.history(scope, head.document_id)
        return Answer(body=page(call, found, head.document_id, asdict))


_SUMMARY = {
    "type": "object",
    "required": ["id", "name", "sector", "created_at", "changed_at", "revision", "number", "sha256"],
    "properties": {
        **{name: {"type": "string"} for name in ("id", "name", "sector", "created_at", "changed_at", "revision", "sha256")},
        "number": {"type": "integer"},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
        "merged": {"type": "boolean"},
        "document": {"type": ["object", "null"]},
    },
}
SCHEMAS: Mapping[str, Any] = {
    "Assessment": _SUMMARY,
    "Revision": {
        "type": "object",
        "required": ["id", "number", "parent_id", "state", "act", "author", "author_name", "at", "filename", "sha256", "summary"],
        "properties": {"number": {"type": "integer"}, "state": {"enum": ["head", "aside"]}, "summary": {"type": "object"}},
    },
}
ONE = {"$ref": "#/components/schemas/Assessment"}
_BASE = Parameter(name="base", description="The revision the change began from; others' changes since are merged.", schema=IDENTITY)

OPERATIONS = (
    Operation(
        method="GET", path="/assessments", scope="assessments:read", name="listAssessments", read=_list, parameters=PARAMETERS,
        summary="The assessments the key's holder may see.", answers={200: page_schema("Assessment")},
    ),
    Operation(
        method="POST", path="/assessments", scope="assessments:write", name="createAssessment", write=_create, takes=FILES,
        summary="Keep a document as a new assessment.", answers={201: ONE}, largest=LARGEST_UPLOAD,
    ),
    Operation(
        method="GET", path="/assessments/{assessment}", scope="assessments:read", name="readAssessment", read=_read,
        parameters=(OF_ASSESSMENT,), summary="An assessment with its document.", answers={200: ONE},
    ),
    Operation(
        method="PUT", path="/assessments/{assessment}", scope="assessments:write", name="replaceAssessment", write=_replace,
        parameters=(OF_ASSESSMENT, _BASE), takes=FILES, answers={200: ONE}, largest=LARGEST_UPLOAD,
        summary="Keep a new state. If-Match: only if nobody changed it since (else 412); base: merged, or 409 with what to choose from.",
    ),
    Operation(
        method="GET", path="/assessments/{assessment}/file", scope="assessments:read", name="readFile", read=_file,
        parameters=(OF_ASSESSMENT,), summary="The document's bytes as they were brought in.", answers={200: None},
        gives=(JSON, YAML, WORKBOOK),
    ),
    Operation(
        method="GET", path="/assessments/{assessment}/revisions", scope="assessments:read", name="listRevisions", read=_revisions,
        parameters=(OF_ASSESSMENT, *PARAMETERS), summary="Every state that was kept: who, when, what.",
        answers={200: page_schema("Revision")},
    ),
    Operation(
        method="GET", path="/assessments/{assessment}/revisions/{revision}", scope="assessments:read", name="readRevision", read=_read,
        parameters=(OF_ASSESSMENT, OF_REVISION), summary="An earlier state with its document.", answers={200: ONE},
    ),
)  # fmt: skip

