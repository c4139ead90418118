"""sachhon key: made, listed, ended on the machine itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import sites
from app.api.store import keys
from app.cli import program
from assessment.store.access import LOCAL


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SACHHON_HOME", str(tmp_path))
    monkeypatch.delenv("SACHHON_DATABASE", raising=False)
    return tmp_path


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(program, list(words))
    assert result.exit_code == code, result.output
    return result


def test_a_key_is_printed_once_listed_and_ended(home: Path) -> None:
    token = run("key", "create", "meter").stdout.splitlines()[-1]
    bearer = keys.look_up(sites.open_store(home), token, is_alone=True)
    assert bearer is not None
    assert bearer.actor == LOCAL
    assert bearer.scopes == {scope for scope in keys.SCOPES if scope.endswith(":read")}
    (line,) = run("key", "list").stdout.splitlines()
    assert line.split("\t")[1] == "active"
    assert token not in line
    run("key", "revoke", bearer.key_id)
    assert keys.look_up(sites.open_store(home), token, is_alone=True) is None
    assert run("key", "list").stdout.split("\t")[1] == "revoked"


def test_a_key_of_an_account_is_its_own(home: Path) -> None:
    run("user", "add", "lan", "--role", "factory", "--organisation", "A")
    token = run("key", "create", "meter", "--login", "lan", "--scope", "results:write", "--days", "1").stdout.splitlines()[-1]
    bearer = keys.look_up(sites.open_store(home), token, is_alone=False)
    assert bearer is not None
    assert (bearer.actor.name, bearer.scopes) == ("lan", {"results:write"})
    run("user", "disable", "lan")
    assert keys.look_up(sites.open_store(home), token, is_alone=False) is None


@pytest.mark.parametrize(
    "words", [("create", "x", "--scope", "everything"), ("create", "x", "--login", "nobody"), ("create", "x", "--days", "0"), ("revoke", "nothing")]
)
def test_what_cannot_be_done_is_refused(words: tuple[str, ...]) -> None:
    run("key", *words, code=2)
