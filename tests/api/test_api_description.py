"""The description is a valid one and true: whatever is generated from it gets an answer that it foresees, never a failure."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from app.api.openapi import described, operations
from app.api.problem import CODES
from app.api.store.keys import SCOPES
from data.messages import messages

CALLS_PER_OPERATION = 40
DOCUMENT = json.loads(json.dumps(described()))
TEXTS = st.text(max_size=30) | st.sampled_from(["", "0", "-1", "1e9", "null", "../..", "%00", "' OR 1=1 --", "<script>", "２", "x" * 600])
JSONS: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def resolved(schema: Any) -> Any:
    while isinstance(schema, dict) and "$ref" in schema:
        place: Any = DOCUMENT
        for part in schema["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        schema = place
    return schema


def values(schema: Any, depth: int = 0) -> SearchStrategy[Any]:
    """Return what a schema describes, and now and then what it does not."""
    schema = resolved(schema)
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return st.lists(values(schema.get("items", {}), depth + 1), min_size=min(schema.get("minItems", 0), 1), max_size=3)
    if kind == "object" and depth < 4:
        members = {name: values(each, depth + 1) for name, each in schema.get("properties", {}).items()}
        required = {name: each for name, each in members.items() if name in schema.get("required", [])}
        optional = {name: each for name, each in members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=optional)
    simple: dict[str, SearchStrategy[Any]] = {
        "integer": st.integers(), "number": st.floats(allow_nan=False, allow_infinity=False), "boolean": st.booleans(), "string": st.text(max_size=12)
    }  # fmt: skip
    return simple.get(kind, JSONS) | (JSONS if depth else st.nothing())


def queries(parameter: dict[str, Any]) -> SearchStrategy[str]:
    return values(parameter["schema"]).map(str) | TEXTS


@st.composite
def calls(draw: st.DrawFn, path: str, method: str) -> tuple[str, dict[str, str], dict[str, str], bytes]:
    """Return an address, a query, headers and a body for an operation."""
    made = DOCUMENT["paths"][path][method]
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    for parameter in made["parameters"]:
        if parameter["in"] == "path":
            known = ["KNOWN"] if parameter["name"] == "assessment" else []
            text = draw(st.sampled_from(known) if known and draw(st.booleans()) else queries(parameter))
            path = path.replace("{" + parameter["name"] + "}", httpx.QueryParams({"": text}).__str__()[1:] or "-")
        elif draw(st.booleans()):
            if parameter["in"] == "query":
                query[parameter["name"]] = draw(queries(parameter))
            else:
                headers[parameter["name"]] = draw(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20))
    body = b""
    if "requestBody" in made:
        name = draw(st.sampled_from(sorted(made["requestBody"]["content"])))
        headers["Content-Type"] = name
        schema = made["requestBody"]["content"][name]["schema"]
        body = draw(
            values(schema).map(lambda value: json.dumps(value).encode()) | JSONS.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60)
        )
    return path, query, headers, body


def test_the_description_is_valid_json_schema_throughout() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    for name, schema in DOCUMENT["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name.isidentifier()
    names = [made["operationId"] for path in DOCUMENT["paths"].values() for made in path.values()]
    assert len(names) == len(set(names)) == len(operations())


def test_every_scope_opens_something_and_every_problem_has_its_words() -> None:
    assert {operation.scope for operation in operations()} - {None} == set(SCOPES)
    for lang in ("vi", "en"):
        assert {f"api.problem.{code}" for code in CODES} <= set(messages(lang))


def test_every_reference_leads_somewhere() -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                place: Any = DOCUMENT
                for part in value["$ref"].removeprefix("#/").split("/"):
                    place = place[part]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(DOCUMENT)


def check(said: httpx.Response, path: str, method: str) -> None:
    """Let an answer pass that the description foresees: status, media type, shape; and no failure."""
    assert said.status_code < 500, (method, path, said.text)
    foreseen = DOCUMENT["paths"][path][method]["responses"]
    assert str(said.status_code) in foreseen, (method, path, said.status_code)
    kind = said.headers["Content-Type"].partition(";")[0]
    content = foreseen[str(said.status_code)]["content"]
    assert kind in content, (method, path, kind)
    if "schema" in content[kind]:
        jsonschema.validate(said.json(), {**content[kind]["schema"], "components": DOCUMENT["components"]})


@pytest.mark.parametrize(("path", "method"), [(path, method) for path, known in DOCUMENT["paths"].items() for method in known])
def test_generated_calls_get_answers_that_the_description_foresees(
    client: httpx.Client, garments: dict[str, str], path: str, method: str
) -> None:
    @settings(max_examples=CALLS_PER_OPERATION, suppress_health_check=list(HealthCheck))
    @given(calls(path, method))
    def run(call: tuple[str, dict[str, str], dict[str, str], bytes]) -> None:
        address, query, headers, body = call
        said = client.request(method, address.replace("KNOWN", garments["id"]), params=query, headers=headers, content=body)
        if said.status_code == 404 and said.json().get("detail", "").startswith("there is nothing"):
            return  # a generated part of the path led elsewhere
        check(said, path, method)

    run()


def test_the_check_notices_an_unforeseen_answer() -> None:
    with pytest.raises(AssertionError):
        check(httpx.Response(418, headers={"Content-Type": "application/json"}, json={}), "/assessments", "get")
