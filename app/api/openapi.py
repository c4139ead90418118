"""The description of the API as an OpenAPI 3.1 document, made of the operations themselves."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import metadata
from typing import Any

from app.api import assessments, contributions, flows, problem, reference, results
from app.api.call import Answer, Call, Operation
from app.api.problem import CODES, MEDIA_TYPE

ROOT = "/api/v1"
KINDS = (assessments, flows, results, reference, contributions)
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_FINDING = {
    "type": "object",
    "required": ["code", "severity", "place", "given", "expected", "action", "values"],
    "properties": {
        "code": {"type": "string"},
        "severity": {"enum": ["error", "warning", "note"]},
        "place": {"type": "object"},
        "given": {"type": "string"},
        "expected": {"type": "string"},
        "action": {"type": "string"},
        "values": {"type": "object"},
    },
}


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """Return the OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sạch Hơn", "version": metadata.version("sachhon"), "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": ROOT}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "made by `sachhon key create`"}},
            "schemas": _schemas(),
        },
    }


def operations() -> tuple[Operation, ...]:
    """Return every operation, this description's own included."""
    return (OWN, *(operation for kind in KINDS for operation in kind.OPERATIONS))


def _schemas() -> dict[str, Any]:
    from assessment import schemas

    found: dict[str, Any] = {"Problem": problem.SCHEMA, "Finding": _FINDING}
    for kind in KINDS:
        found |= kind.SCHEMAS
    found["AssessmentDocument"] = _embedded(schemas.assessment_schema(), "AssessmentDocument")
    found["ResultDocument"] = _embedded(schemas.result_schema(), "ResultDocument")
    return found


def _embedded(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a schema whose own references still lead somewhere inside the larger document."""
    text = json.dumps(schema).replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/')
    inner: dict[str, Any] = json.loads(text)
    return {key: value for key, value in inner.items() if key not in ("$schema", "$id")}


def _operation(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            {"name": each.name, "in": each.place, "required": each.is_required, "description": each.description, "schema": each.schema}
            for each in operation.parameters
        ],
        "responses": {str(status): _response(operation, schema) for status, schema in operation.answers.items()},
    }
    if operation.scope is None:
        made["security"] = []
    else:
        made["description"] = f"Scope `{operation.scope}`."
    if operation.write is not None:
        made["parameters"].append(_header("Idempotency-Key", "The same key again gets the same answer, and nothing is done twice.", 200))
    if operation.method == "PUT":
        made["parameters"].append(_header("If-Match", "The revision the change began from.", 100))
    if operation.takes:
        made["requestBody"] = {"required": True, "content": {name: {"schema": schema} for name, schema in operation.takes.items()}}
    for status in sorted(set(CODES.values())):
        made["responses"].setdefault(str(status), {"description": "A problem.", "content": _PROBLEM})
    return made


def _header(name: str, description: str, longest: int) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": longest, "pattern": "^[!-~]*$"}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _response(operation: Operation, schema: Any) -> dict[str, Any]:
    if schema is None:
        return {"description": "The file.", "content": {name: {} for name in operation.gives}}
    return {"description": "Done.", "content": {name: {"schema": schema} for name in operation.gives}}


def _own(call: Call) -> Answer:
    return Answer(body=described())


OWN = Operation(
    method="GET", path="/openapi.json", scope=None, name="describe", summary="This description.", read=_own, answers={200: {"type": "object"}}
)  # fmt: skip
