"""Calls that schemathesis makes of the description: with every scope, with no key, with a key that may only read, with a foreign one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from api_server import serving
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    CheckFunction,
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from app.api.openapi import described, operations
from app.settings import Settings

EXAMPLES_PER_OPERATION = 15  # of each kind: what the description allows, and what it does not
SEED = 20261122
EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
READING = ("reference:read", "assessments:read", "results:read")
OPERATIONS = [(operation.path, operation.method, operation.scope) for operation in operations()]


def _schema() -> Any:
    generation = GenerationConfig(allow_x00=True, with_security_parameters=False)
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=generation)))
    return schemathesis.openapi.from_dict(json.loads(json.dumps(described())), config=config)


SCHEMA = _schema()


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Yield the address of a server of the test's own."""
    with serving(settings) as found:
        yield found


def walk(
    address: str, path: str, method: str, headers: dict[str, str], expected: Collection[int] | None = None, known: str | None = None
) -> Counter[int]:
    """Make the calls of one operation, hold each answer to the description, and count the statuses; `known` is an assessment there is."""
    counted: Counter[int] = Counter()
    operation = SCHEMA[path][method]
    holders = {"assessment": known} if known and "{assessment}" in path else {}

    def call(case: Any) -> None:
        case.path_parameters.update(holders if case.meta.generation.mode is GenerationMode.POSITIVE else {})
        said = case.call(base_url=address, headers=headers)
        counted[said.status_code] += 1
        if expected is not None:
            assert said.status_code in expected, (method, path, said.status_code, said.text[:300])
        case.validate_response(said, checks=CHECKS)

    bounds = settings(
        max_examples=EXAMPLES_PER_OPERATION,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        if mode is GenerationMode.POSITIVE or operation.definition.raw.get("parameters") or operation.body:
            run: Callable[[], None] = seed(SEED)(bounds(given(operation.as_strategy(generation_mode=mode))(call)))
            run()
    return counted


@pytest.mark.parametrize(("path", "method", "scope"), OPERATIONS)
def test_answers_are_as_described_with_every_scope(
    address: str, make_key: Callable[..., str], path: str, method: str, scope: str | None
) -> None:
    shown = {"Authorization": f"Bearer {make_key()}"}
    content = (EXAMPLES / "garments.yaml").read_bytes()
    made = httpx.post(f"{address}/assessments", content=content, headers={**shown, "Content-Type": "application/yaml"}, timeout=60)
    counted = walk(address, path, method, shown, known=made.json()["id"])
    assert counted.total() >= EXAMPLES_PER_OPERATION or not SCHEMA[path][method].definition.raw["parameters"]
    assert not set(counted) & {401, 403}


@pytest.mark.parametrize(("path", "method", "scope"), OPERATIONS)
@pytest.mark.parametrize("shown", [None, "Bearer sachhon_made_up", "Basic c2FjaGhvbjpzYWNoaG9u"])
def test_without_a_key_that_counts_nothing_but_the_description_is_told(
    address: str, path: str, method: str, scope: str | None, shown: str | None
) -> None:
    counted = walk(address, path, method, {"Authorization": shown} if shown else {}, {200} if scope is None else {401})
    assert counted.total() > 0


@pytest.mark.parametrize(("path", "method", "scope"), OPERATIONS)
def test_a_key_that_may_read_writes_nothing(address: str, make_key: Callable[..., str], path: str, method: str, scope: str | None) -> None:
    may = scope is None or scope in READING
    counted = walk(address, path, method, {"Authorization": f"Bearer {make_key(*READING)}"}, None if may else {403})
    assert counted.total() > 0
    assert may is (403 not in counted)


@pytest.mark.parametrize(("status", "kind", "body"), [
    (500, "application/problem+json", {}), (418, "application/json", {}), (200, "text/html", {}), (200, "application/json", {"items": 1})
])  # fmt: skip
def test_the_checks_notice_an_answer_that_was_not_described(status: int, kind: str, body: object) -> None:
    case = SCHEMA["/assessments"]["GET"].Case()
    request = httpx.Request("GET", "http://localhost/api/v1/assessments")
    said = httpx.Response(status, headers={"Content-Type": kind}, json=body, request=request)
    said.elapsed = timedelta(0)
    with pytest.raises(FailureGroup):
        case.validate_response(said, checks=CHECKS[:-1])
