"""Running it: settings explained, a log that tells no figure, health, readiness, counters, and an orderly end."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from app import sites
from app.api.store import keys
from app.operation import configuration, logs, watching
from app.operation.measuring import Measures
from app.settings import SettingError, Settings
from assessment.store.access import LOCAL
from assessment.store.errors import StoreError, translated
from assessment.store.scope import writing
from data.messages import messages

ROOT = Path(__file__).parents[2]
MARKER = "987654321"
PASSWORD = "bi-mat-cua-lan"

# ---- settings ------------------------------------------------------------------------------------------------------------------


def test_every_setting_the_code_reads_is_known_and_explained() -> None:
    read = {name for folder in ("app", "assessment", "benchmarks", "data") for path in (ROOT / folder).rglob("*.py")
            for name in re.findall(r"SACHHON_([A-Z_]+[A-Z])", path.read_text(encoding="utf-8"))}  # fmt: skip
    known = {each.name for each in configuration.KNOWN}
    assert {name.lower() for name in read} - {"name"} <= known
    for lang in ("vi", "en"):
        assert {f"setting.{name}" for name in known} <= set(messages(lang))


def test_the_environment_outranks_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    (tmp_path / "sachhon.toml").write_text('port = 6000\nhost = "localhost"\naccounts = true\n', encoding="utf-8")
    environment = {"SACHHON_HOME": str(tmp_path), "SACHHON_PORT": "7000"}
    before = dict(environment)
    configuration.apply(environment)
    assert (environment["SACHHON_PORT"], environment["SACHHON_HOST"], environment["SACHHON_ACCOUNTS"]) == ("7000", "localhost", "1")
    found = {each.known.name: (each.shown, each.origin) for each in configuration.values(environment, before)}
    assert found["port"] == ("7000", "environment")
    assert found["host"] == ("localhost", "file")
    assert found["log_level"] == ("warning", "default")


@pytest.mark.parametrize("text", ["colour = 1", "port = 1.5", "port", 'port = ["x"]', "\x00"])
def test_a_file_that_cannot_be_honoured_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "sachhon.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=r"sachhon\.toml"):
        configuration.apply({"SACHHON_HOME": str(tmp_path)})


def test_secrets_are_not_shown() -> None:
    environment = {"SACHHON_DATABASE": f"postgresql://web:{PASSWORD}@db/sachhon", "SACHHON_OIDC_CLIENT_SECRET": PASSWORD, "SACHHON_METRICS_TOKEN": PASSWORD}
    shown = [each.shown for each in configuration.values(environment)]
    assert PASSWORD not in " ".join(shown)
    assert "postgresql://web:•••@db/sachhon" in shown


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_command_explains_each(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.cli import program

    monkeypatch.setenv("SACHHON_PORT", "7001")
    done = CliRunner().invoke(program, ["settings", "--json", "--lang", lang])
    assert done.exit_code == 0, (done.output, done.exception)
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert set(rows) == {each.name for each in configuration.KNOWN}
    assert (rows["port"]["value"], rows["port"]["default"]) == ("7001", "5006")
    assert all(row["meaning"] for row in rows.values())
    assert "7001" in CliRunner().invoke(program, ["settings", "--lang", lang]).stdout


# ---- log -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Yield what the log of this process writes; the handlers before are put back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.begin("debug", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_neither_a_figure_nor_a_secret_reaches_the_log(written: io.StringIO, tmp_path: Path) -> None:
    log = logging.getLogger("app.somewhere")
    try:
        raise ValueError(f"could not read {MARKER} kWh of {PASSWORD}")
    except ValueError as error:
        log.warning("a value could not be read: %s", error)
        log.exception("failed")
    engine = sa.create_engine("sqlite://")
    try:
        with translated(), engine.connect() as connection:
            connection.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": MARKER})
    except StoreError:
        log.error("the store failed", exc_info=True)
    logging.getLogger("bokeh.server").error(f"message {MARKER} '{PASSWORD}' was not understood")
    logging.getLogger("tornado.general").warning("Invalid %s", MARKER)
    said = lines(written)
    assert len(said) >= 5
    assert MARKER not in written.getvalue()
    assert PASSWORD not in written.getvalue()
    assert said[1]["error"] == "ValueError"
    assert any("test_operation.py" in step for step in said[1]["where"])


def test_a_request_is_logged_without_its_query_body_or_key(written: io.StringIO, tmp_path: Path) -> None:
    from api_server import serving

    settings = Settings(folder=tmp_path)
    with writing(sites.open_store(settings), LOCAL) as scope:
        _, token = keys.create(scope, LOCAL, "x", keys.SCOPES, timedelta(days=1))
    plant = {
        "format": "sachhon-assessment/1", "facility": {"name": PASSWORD, "sector": "other", "province": "79"}, "reporting_period": "2025",
        "products": [{"id": "p", "name": "P", "unit": "t"}],
        "flows": [{"period": "2025", "stream": "electricity/grid", "quantity": int(MARKER), "unit": "kWh"}, {"period": "2025", "stream": "product/p", "quantity": 1, "unit": "t"}],
    }  # fmt: skip
    with serving(settings) as address, httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        made = client.post("/assessments", json=plant).json()
        assert client.post(f"/assessments/{made['id']}/results").status_code == 201
        client.get(f"/assessments/{made['id']}/flows", params={"stream": PASSWORD + MARKER})
        client.put(f"/assessments/{made['id']}", json={"x": MARKER, "y": PASSWORD}, params={"base": made["revision"]})
        client.get("/assessments", params={"colour": MARKER})
    text = written.getvalue()
    requests = [line for line in lines(written) if line["logger"] == "sachhon.request"]
    assert len(requests) == 5
    assert requests[1]["route"] == "/api/v1/assessments/{id}/results"
    for secret in (MARKER, PASSWORD, token, made["id"]):
        assert secret not in text


# ---- health, readiness, counters -----------------------------------------------------------------------------------------------


def test_ready_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(folder=tmp_path)
    assert set(watching.checks_of(settings).values()) == {"ok"}
    monkeypatch.setattr("app.database.upgrading.newest", lambda: "9999_later")
    assert watching.checks_of(settings)["migrations"] == "behind"
    away = Settings(folder=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    assert watching.checks_of(away)["database"] == "unreachable"


def test_counters_are_prometheus_text() -> None:
    measures = Measures()
    measures.count("api", "GET", 200)
    measures.count("api", "GET", 200)
    for seconds in (0.001, 0.3, 20.0):
        measures.took("assess", seconds)
    text = measures.text(sessions=3)
    assert 'sachhon_requests_total{kind="api",method="GET",status="200"} 2' in text
    assert "sachhon_sessions 3" in text
    assert 'sachhon_assess_seconds_bucket{le="0.5"} 2' in text
    assert 'sachhon_assess_seconds_bucket{le="+Inf"} 3' in text
    sample = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+')
    assert all(line.startswith("# ") or sample.fullmatch(line) for line in text.splitlines())


SERVER = """
import sys, threading
from app.operation import stopping
from assessment import procedure
whole = procedure.assess
def slow(*given):
    print("begun", flush=True)
    stopping.ENDING.asked.wait(60)
    return whole(*given)
procedure.assess = slow
from app.cli import main
sys.argv = ["sachhon", "serve", "--no-browser", "--port", "0"]
main()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Mapping[str, str]]]:
    """Yield a running server whose assessments wait until it is asked to end, its address, and a key's header."""
    environment = {**os.environ, "SACHHON_HOME": str(tmp_path), "SACHHON_METRICS_TOKEN": "collector", "SACHHON_LOG_LEVEL": "info"}
    with writing(sites.open_store(tmp_path), LOCAL) as scope:
        _, token = keys.create(scope, LOCAL, "x", keys.SCOPES, timedelta(days=1))
    with (tmp_path / "log").open("w") as errors, subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=ROOT
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip().rstrip("/")
        yield process, address, {"Authorization": f"Bearer {token}"}
        process.kill()


def test_a_server_is_watched_and_ends_after_what_was_begun(server: tuple[subprocess.Popen[str], str, Mapping[str, str]], tmp_path: Path) -> None:
    process, address, key = server
    look = httpx.Client(base_url=address, timeout=60)
    assert look.get("/health").json() == {"status": "ok"}
    assert look.get("/ready").json()["status"] == "ready"
    assert look.get("/metrics").text.startswith("# HELP sachhon_requests_total")
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    assert look.get("/metrics", headers=forwarded).status_code == 404
    assert look.get("/metrics", headers={**forwarded, "Authorization": "Bearer collector"}).status_code == 200
    assert look.get("/metrics", headers={**forwarded, "Authorization": "Bearer other"}).status_code == 404
    look.close()
    content = (ROOT / "data" / "examples" / "garments.yaml").read_bytes()
    made = httpx.post(f"{address}/api/v1/assessments", content=content, headers={**key, "Content-Type": "application/yaml"}, timeout=60).json()
    said: list[httpx.Response] = []
    results = f"{address}/api/v1/assessments/{made['id']}/results"
    asking = threading.Thread(target=lambda: said.append(httpx.post(results, headers=key, timeout=60)))
    asking.start()
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGTERM)
    asking.join()
    assert process.wait(60) == 0
    assert said[0].status_code == 201, said[0].text
    with writing(sites.open_store(tmp_path), LOCAL) as scope:
        from assessment.store import results as store

        assert store.record(scope, said[0].json()["id"]).sha256 == said[0].json()["sha256"]
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert [json.loads(line)["event"] for line in log.splitlines() if "asked to end" in line] == ["asked to end"]


def test_what_was_typed_is_kept_before_the_end(tmp_path: Path) -> None:
    """A figure typed into the page is kept a moment later; a server asked to end within that moment keeps it first."""
    import asyncio
    import sys as system

    system.path.insert(0, str(ROOT / "tests" / "performance"))
    import bench_load

    (key,) = bench_load.prepared(tmp_path, 1)
    environment = {**os.environ, "SACHHON_HOME": str(tmp_path)}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2].strip(" /\n"))

        async def type_and_end() -> None:
            person = bench_load.Person(port, key)
            await person.arrive()
            await person.type_in("7654")
            process.send_signal(signal.SIGTERM)
            await person.leave()

        asyncio.run(type_and_end())
        assert process.wait(60) == 0
    kept = json.loads(sites.content(tmp_path, sites.find(tmp_path, key)))
    assert 7654 in [row["quantity"] for row in kept["flows"]]
