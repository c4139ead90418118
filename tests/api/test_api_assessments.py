"""Assessments over the API: kept, read, replaced, merged, refused; each with its problem details."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_server import serving

from app.api import handler
from app.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
PLANT: dict[str, Any] = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy", "sector": "other", "province": "79"},
    "reporting_period": "2025",
    "products": [{"id": "p", "name": "P", "unit": "t"}],
    "flows": [
        {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 1000, "unit": "kWh"},
    ],
}


@pytest.fixture
def plant(client: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = client.post("/assessments", json=PLANT).json()
    return made


def with_quantity(place: int, quantity: float) -> dict[str, Any]:
    flows = [dict(row) for row in PLANT["flows"]]
    flows[place]["quantity"] = quantity
    return {**PLANT, "flows": flows}


def quantities(client: httpx.Client, key: str) -> list[float]:
    return [row["quantity"] for row in client.get(f"/assessments/{key}/flows").json()["items"]]


def test_a_document_is_kept_and_read_back(client: httpx.Client, garments: dict[str, Any]) -> None:
    read = client.get(f"/assessments/{garments['id']}")
    assert read.status_code == 200
    assert read.headers["ETag"] == f'"{garments["revision"]}"'
    assert read.json()["document"]["facility"]["sector"] == "garments"
    listed = client.get("/assessments").json()
    assert [item["id"] for item in listed["items"]] == [garments["id"]]
    file = client.get(f"/assessments/{garments['id']}/file")
    assert file.status_code == 200
    again = client.post("/assessments", content=file.content, headers={"Content-Type": file.headers["Content-Type"]})
    assert again.status_code == 201


def test_a_workbook_is_kept_as_it_came(client: httpx.Client) -> None:
    from assessment.intake import template

    book = template.write("garments", "vi")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    refused = client.post("/assessments", content=book, headers={"Content-Type": kind})  # an empty template
    assert refused.status_code == 422
    assert refused.json()["findings"]


def test_a_change_from_the_state_that_counts_is_kept(client: httpx.Client, plant: dict[str, Any]) -> None:
    key = plant["id"]
    said = client.put(f"/assessments/{key}", json=with_quantity(1, 2000), headers={"If-Match": f'"{plant["revision"]}"'})
    assert (said.status_code, said.json()["number"]) == (200, 2)
    assert quantities(client, key) == [10, 2000]
    first = client.get(f"/assessments/{key}/revisions/{plant['revision']}").json()
    assert first["document"]["flows"][1]["quantity"] == 1000
    assert [each["number"] for each in client.get(f"/assessments/{key}/revisions").json()["items"]] == [1, 2]


def test_a_change_from_an_old_state_is_refused_merged_or_asked_about(client: httpx.Client, plant: dict[str, Any]) -> None:
    key, base = plant["id"], plant["revision"]
    client.put(f"/assessments/{key}", json=with_quantity(1, 2000), headers={"If-Match": f'"{base}"'})
    strict = client.put(f"/assessments/{key}", json=with_quantity(0, 20), headers={"If-Match": f'"{base}"'})
    assert strict.status_code == 412
    assert strict.json()["revision"] != base
    merged = client.put(f"/assessments/{key}", params={"base": base}, json=with_quantity(0, 20))
    assert (merged.status_code, merged.json()["merged"]) == (200, True)
    assert quantities(client, key) == [20, 2000]
    clash = client.put(f"/assessments/{key}", params={"base": base}, json=with_quantity(1, 3000))
    assert clash.status_code == 409
    assert clash.headers["Content-Type"] == "application/problem+json"
    (only,) = clash.json()["clashes"]
    assert (only["base"][0]["quantity"], only["mine"][0]["quantity"], only["theirs"][0]["quantity"]) == (1000, 3000, 2000)
    aside = client.get(f"/assessments/{key}/revisions/{clash.json()['aside']}").json()
    assert aside["document"]["flows"][1]["quantity"] == 3000  # nobody's change is lost
    assert client.put(f"/assessments/{key}", json=PLANT).status_code == 428


def test_the_same_key_does_a_write_once(client: httpx.Client) -> None:
    once = {"Idempotency-Key": "a-1"}
    first, second = (client.post("/assessments", json=PLANT, headers=once) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert client.get("/assessments").json()["total"] == 1
    other = client.post("/assessments", json=with_quantity(0, 11), headers=once)
    assert (other.status_code, other.json()["code"]) == (409, "repeated")
    refused = client.post("/assessments", json={"format": "x"}, headers={"Idempotency-Key": "a-2"})
    assert refused.status_code == 422
    assert client.post("/assessments", json=PLANT, headers={"Idempotency-Key": "a-2"}).status_code == 201  # nothing was done before


def test_two_at_once_under_one_key_make_one(client: httpx.Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda _: client.post("/assessments", json=PLANT, headers={"Idempotency-Key": "b"}), range(6)))
    assert {each.status_code for each in said} == {201}
    assert len({each.json()["id"] for each in said}) == 1
    assert client.get("/assessments").json()["total"] == 1


def test_rows_are_added_all_or_none(client: httpx.Client, plant: dict[str, Any]) -> None:
    key = plant["id"]
    rows = [{"period": "2025", "stream": "water/municipal", "quantity": 5, "unit": "m3"}]
    assert client.post(f"/assessments/{key}/flows", json={"flows": rows}).status_code == 200
    assert quantities(client, key) == [10, 1000, 5]
    bad = [{"period": "2025", "stream": "fuel/diesel", "quantity": 5, "unit": "L"}, {"period": "never", "stream": "fuel/lpg", "quantity": 5, "unit": "kg"}]
    refused = client.post(f"/assessments/{key}/flows", json={"flows": bad})
    assert refused.status_code == 422
    assert "flows" in json.dumps(refused.json()["findings"])
    assert quantities(client, key) == [10, 1000, 5]
    some = client.get(f"/assessments/{key}/flows", params={"stream": "water/municipal"}).json()
    assert some["total"] == 1


def test_pages_follow_a_cursor_of_one_state(client: httpx.Client, garments: dict[str, Any]) -> None:
    address = f"/assessments/{garments['id']}/flows"
    whole = client.get(address, params={"limit": 500}).json()["items"]
    seen: list[Any] = []
    cursor: str | None = None
    while True:
        body = client.get(address, params={"limit": 7} | ({"cursor": cursor} if cursor else {})).json()
        seen += body["items"]
        cursor = body["next"]
        if cursor is None:
            break
    assert seen == whole
    assert len(whole) > 14
    assert client.get("/assessments", params={"cursor": "bm9uc2Vuc2U="}).status_code == 400
    other = client.get(address, params={"limit": 7}).json()["next"]
    assert client.get("/reference/norms", params={"cursor": other}).status_code == 400


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/assessments/zzz", 404),
        ("GET", f"/assessments/{'0' * 32}", 404),
        ("GET", "/assessments/%2e%2e%2f", 404),
        ("DELETE", "/assessments", 405),
        ("GET", "/assessments?limit=0", 400),
        ("GET", "/assessments?limit=１", 400),
        ("GET", "/assessments?colour=red", 400),
        ("GET", "/reference/nothing", 404),
        ("GET", "/reference/norms?on=yesterday", 400),
        ("GET", "/reference/norms?sector=zzz", 400),
        ("POST", "/assessments", 415),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: httpx.Client, method: str, address: str, status: int) -> None:
    said = client.request(method, address)
    assert said.status_code == status
    assert said.headers["Content-Type"] == "application/problem+json"
    assert said.json()["status"] == status
    assert client.request(method, address, headers={"Accept-Language": "en"}).json()["title"] != said.json()["title"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"flows": 1}', "NaN", "[" * 100_000, '{"a":1,"a":2}', "\x00", '"' + "x" * 70_000])
def test_hostile_bodies_are_problems(client: httpx.Client, plant: dict[str, Any], body: str) -> None:
    for address in ("/assessments", f"/assessments/{plant['id']}/flows", "/contributions", "/contributions/withdrawals"):
        said = client.post(address, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= said.status_code < 500, (address, said.text)


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    said = client.post("/contributions", content=b" " * 70_000, headers={"Content-Type": "application/json"})
    assert said.status_code == 413


def test_a_key_is_needed_and_holds_to_its_scopes(client: httpx.Client, make_key: Callable[..., str], plant: dict[str, Any]) -> None:
    for shown in ("", "Bearer nonsense", "Basic bG9jYWw6eA==", "bearer x"):
        said = client.get("/assessments", headers={"Authorization": shown})
        assert (said.status_code, said.headers["WWW-Authenticate"]) == (401, "Bearer")
    reader = {"Authorization": f"Bearer {make_key('assessments:read')}"}
    assert client.get(f"/assessments/{plant['id']}", headers=reader).status_code == 200
    for method, address in (("POST", "/assessments"), ("POST", f"/assessments/{plant['id']}/results"), ("GET", "/reference")):
        said = client.request(method, address, headers=reader)
        assert (said.status_code, said.json()["code"]) == (403, "scope")
    assert client.get("/openapi.json", headers={"Authorization": ""}).status_code == 200


def test_a_cookie_opens_nothing(client: httpx.Client, make_key: Callable[..., str]) -> None:
    cookies = "; ".join(f"{name}={make_key()}" for name in ("sachhon_session", "__Host-sachhon", "user"))
    assert client.get("/assessments", headers={"Authorization": "", "Cookie": cookies}).status_code == 401


def test_calls_beyond_the_pace_wait(settings: Settings, make_key: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "BURST", 3)
    monkeypatch.setattr(handler, "PACE", 3600.0)
    monkeypatch.setattr(handler, "STRANGERS_BURST", 2)
    monkeypatch.setattr(handler, "STRANGERS_PACE", 3600.0)
    with serving(settings) as address:
        first, second = ({"Authorization": f"Bearer {make_key()}"} for _ in range(2))
        said = [httpx.get(f"{address}/reference", headers=first) for _ in range(4)]
        assert [each.status_code for each in said] == [200, 200, 200, 429]
        assert said[-1].headers["Retry-After"]
        assert httpx.get(f"{address}/reference", headers=second).status_code == 200
        assert [httpx.get(f"{address}/reference").status_code for _ in range(3)] == [401, 401, 429]
