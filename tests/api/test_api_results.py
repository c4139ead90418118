"""Results, traces, reports, reference data and contributions over the API agree with the command line's code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from app.api.contributions import FILE
from app.cli import program
from app.database.engine import address, open_engine
from app.settings import Settings
from assessment import intake, procedure
from assessment.reports import verification
from assessment.result import to_json
from benchmarks.peers import contribution, enrolment, store, withdrawal

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


@pytest.fixture
def assessed(client: httpx.Client, garments: dict[str, Any]) -> str:
    """Return the address of the garment example's result."""
    said = client.post(f"/assessments/{garments['id']}/results")
    assert said.status_code == 201, said.text
    return str(said.headers["Location"]).removeprefix("/api/v1")


def test_a_result_is_the_same_as_the_command_lines(client: httpx.Client, garments: dict[str, Any], assessed: str) -> None:
    content = client.get(f"/assessments/{garments['id']}/file").content
    document = intake.read(content, "assessment.json").document
    assert document is not None
    assert client.get(assessed).json() == json.loads(to_json(procedure.assess(document)))


def test_the_same_result_is_kept_once_with_edition_and_hash(client: httpx.Client, garments: dict[str, Any], assessed: str) -> None:
    client.post(f"/assessments/{garments['id']}/results")
    listed = client.get(f"/assessments/{garments['id']}/results").json()
    (only,) = listed["items"]
    assert only["revision_id"] == garments["revision"]
    assert only["edition"]
    assert len(only["sha256"]) == 64


def test_a_number_is_followed_to_its_sources(client: httpx.Client, assessed: str) -> None:
    result = client.get(assessed).json()
    number = result["indicators"][0]["id"]
    said = client.get(f"{assessed}/trace", params={"number": number}).json()
    assert said["number"] == number
    assert len(said["nodes"]) > 1
    assert said["nodes"][number] == result["trace"][number]
    assert client.get(f"{assessed}/trace", params={"number": "nothing"}).status_code == 404
    assert client.get(f"{assessed}/trace").status_code == 400


@pytest.mark.parametrize(("form", "mark"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("docx", b"PK")])
def test_reports_say_what_the_result_says(client: httpx.Client, assessed: str, form: str, mark: bytes) -> None:
    said = client.get(f"{assessed}/reports/{form}", params={"lang": "en"})
    assert said.status_code == 200, said.text
    assert said.content.startswith(mark)
    if form == "xlsx":
        assert verification.verify(said.content, "report.xlsx", client.get(assessed).json()) == ()
    assert client.get(f"{assessed}/reports/odt").status_code == 404
    assert client.get(f"{assessed}/reports/pdf", params={"kind": "loud"}).status_code == 400


def test_reference_data_carry_their_sources(client: httpx.Client) -> None:
    topics = client.get("/reference").json()
    assert {"norms", "factors", "sources"} <= set(topics["topics"])
    norms = client.get("/reference/norms", params={"limit": 500, "on": "2026-01-01"}).json()
    assert norms["edition"] == topics["edition"]
    assert all(row["source_id"] for row in norms["items"])
    seafood = client.get("/reference/norms", params={"limit": 500, "on": "2026-01-01", "sector": "seafood"}).json()
    assert 0 < seafood["total"] < norms["total"]


def test_a_signed_record_enters_the_pool_once_and_can_be_withdrawn(client: httpx.Client, settings: Settings, assessed: str) -> None:
    pool = open_engine(address(f"sqlite:///{settings.folder / FILE}", settings.folder))
    store.create(pool)
    tokens, member = enrolment.enrol(enrolment.new_company())
    with pool.begin() as connection:
        store.enrol(connection, member, name="N")
    record = contribution.write(contribution.record(client.get(assessed).json(), tokens)).encode()
    kind = {"Content-Type": "application/json"}
    said = client.post("/contributions", content=record, headers=kind)
    assert said.status_code == 201, said.text
    again = client.post("/contributions", content=record, headers=kind)
    assert (again.status_code, again.json()["findings"][0]["code"]) == (422, "contribution.replayed")
    forged = client.post("/contributions", content=record.replace(b'"serial": 1', b'"serial": 2'), headers=kind)
    assert forged.json()["findings"][0]["code"] == "contribution.signature"
    year = said.json()["year"]
    taken = client.post("/contributions/withdrawals", content=withdrawal.write(tokens, year, said.json()["serial"]).encode(), headers=kind)
    assert taken.status_code == 200, taken.text
    with pool.begin() as connection:
        assert store.active(connection, {}).empty


def test_a_copy_under_another_enrolment_waits_and_its_sender_cannot_tell(client: httpx.Client, settings: Settings, assessed: str) -> None:
    pool = open_engine(address(f"sqlite:///{settings.folder / FILE}", settings.folder))
    store.create(pool)
    kind = {"Content-Type": "application/json"}
    answers = []
    for name in ("first", "copy"):
        tokens, member = enrolment.enrol(enrolment.new_company())
        with pool.begin() as connection:
            store.enrol(connection, member, name=name)
        record = contribution.write(contribution.record(client.get(assessed).json(), tokens)).encode()
        said = [client.post("/contributions", content=record, headers=kind) for _ in range(2)]
        answers.append([(each.status_code, each.text.replace(tokens.facility, "f")) for each in said])
    assert answers[0] == answers[1]
    assert [status for status, _ in answers[0]] == [201, 422]
    with pool.begin() as connection:
        assert set(store.active(connection, {})["facility"]).isdisjoint({tokens.facility})
    year = json.loads(record)["year"]

    def call(*words: str) -> Result:
        return CliRunner().invoke(program, ["pool", "waiting", "--database", str(pool.url), "--lang", "en", *words])

    listed = call()
    assert "contribution.alike" in listed.output
    assert tokens.facility in listed.output
    assert call("--admit", "f-0:2025").exit_code == 2
    assert call("--admit", f"{tokens.facility}:{year}").exit_code == 0
    assert call().output == ""
    with pool.begin() as connection:
        assert tokens.facility in set(store.active(connection, {})["facility"])
