"""Nobody reaches another's figures by the API: every address, by accounts of every relation, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from api_server import serving

from app.accounts import people
from app.accounts.settings import AccountSettings
from app.api.store import keys
from app.settings import Settings
from assessment import audit
from assessment.store import sites
from assessment.store.access import Actor, Role
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, organisation_for

PLANT = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy", "sector": "other", "province": "79"},
    "reporting_period": "2025",
    "products": [{"id": "p", "name": "P", "unit": "t"}],
    "flows": [
        {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 987654321, "unit": "kWh"},
    ],
}


def person(engine: sa.Engine, login: str, organisation: str, role: Role) -> tuple[Actor, dict[str, str]]:
    with writing(engine, SYSTEM) as scope:
        home = organisation_for(scope, organisation, people.ORGANISATION_KINDS[role])
        made, _ = people.add_account(scope, home, login, login, role, None)
        actor = Actor(account=made.id, name=login, organisation=home, role=role)
        _, token = keys.create(scope, actor, "test", keys.SCOPES, timedelta(days=1))
    return actor, {"Authorization": f"Bearer {token}"}


@pytest.fixture
def server(owner_database: sa.Engine, app_database: sa.Engine, tmp_path: Path) -> Iterator[httpx.Client]:
    url = app_database.url.render_as_string(hide_password=False)
    settings = replace(Settings(folder=tmp_path), database_url=url, accounts=AccountSettings())
    with serving(settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def addresses(key: str, revision: str, result: str) -> list[tuple[str, str, Any]]:
    """Return every address that names an assessment, with a body where one is needed."""
    one, made = f"/assessments/{key}", f"/assessments/{key}/results/{result}"
    return [
        ("GET", one, None),
        ("PUT", f"{one}?base={revision}", PLANT),
        ("GET", f"{one}/file", None),
        ("GET", f"{one}/revisions", None),
        ("GET", f"{one}/revisions/{revision}", None),
        ("GET", f"{one}/flows", None),
        ("POST", f"{one}/flows", {"flows": [{"period": "2025", "stream": "water/municipal", "quantity": 10, "unit": "m3"}]}),
        ("POST", f"{one}/results", None),
        ("GET", f"{one}/results", None),
        ("GET", made, None),
        ("GET", f"{made}/trace?number=/totals/energy", None),
        ("GET", f"{made}/reports/pdf", None),
    ]


def test_strangers_get_one_answer_everywhere_and_guests_what_they_were_shown(
    server: httpx.Client, owner_database: sa.Engine, app_database: sa.Engine
) -> None:
    lan, hers = person(owner_database, "lan", "A", "factory")
    made = server.post("/assessments", json=PLANT, headers=hers)
    assert made.status_code == 201, made.text
    key, revision = made.json()["id"], made.json()["revision"]
    result = server.post(f"/assessments/{key}/results", headers=hers).json()["id"]
    strangers = [person(owner_database, f"s-{role}", f"B {role}", role)[1] for role in people.ORGANISATION_KINDS]
    denied = 0
    for headers in strangers:
        assert server.get("/assessments", headers=headers).json()["items"] == []
        for method, address, body in addresses(key, revision, result):
            said = server.request(method, address, json=body, headers=headers)
            assert (said.status_code, said.json()["code"]) == (404, "not_found"), (method, address)
            assert "987654321" not in said.text
            denied += 1
    assert denied == len(strangers) * 12
    guest, his = person(owner_database, "minh", "C", "consultant")
    with writing(app_database, lan) as scope:
        grant = sites.show_to(scope, key, guest.account, "read")
    assert server.get(f"/assessments/{key}/flows", headers=his).status_code == 200
    for method, address, body in addresses(key, revision, result):
        if method != "GET":
            said = server.request(method, address, json=json.loads(json.dumps(body).replace("10", "11")) if body else None, headers=his)
            # PostgreSQL hides a row that may not be changed from whoever wants to lock it
            assert said.status_code in (403, 404), (method, address, said.text)
    with reading(app_database, lan) as scope:
        assert "minh" in {entry.name for entry in audit.history(scope, key) if entry.verb == "read"}
    with writing(app_database, lan) as scope:
        sites.withdraw(scope, grant)
    assert server.get(f"/assessments/{key}/flows", headers=his).status_code == 404


def test_one_accounts_answers_are_not_anothers(server: httpx.Client, owner_database: sa.Engine) -> None:
    _, hers = person(owner_database, "lan", "A", "factory")
    _, his = person(owner_database, "minh", "B", "factory")
    first = server.post("/assessments", json=PLANT, headers={**hers, "Idempotency-Key": "same"}).json()
    second = server.post("/assessments", json=PLANT, headers={**his, "Idempotency-Key": "same"}).json()
    assert first["id"] != second["id"]


def test_an_ended_key_is_refused_at_the_next_call(server: httpx.Client, owner_database: sa.Engine) -> None:
    lan, hers = person(owner_database, "lan", "A", "factory")
    assert server.get("/assessments", headers=hers).status_code == 200
    with writing(owner_database, SYSTEM) as scope:
        people.disable(scope, lan.account)
    assert server.get("/assessments", headers=hers).status_code == 401
