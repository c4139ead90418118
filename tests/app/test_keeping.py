"""The commands `database` and `user`, as somebody at a prompt uses them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from app.database import upgrading

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SACHHON_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SACHHON_DATABASE", raising=False)
    return tmp_path / "home"


def run(*words: str, given: str | None = None, code: int = 0) -> Result:
    result = RUNNER.invoke(program, list(words), input=given)
    assert result.exit_code == code, result.output
    return result


def test_upgrade_backup_restore_and_verify(home: Path, tmp_path: Path) -> None:
    assert upgrading.newest() in run("database", "upgrade").output
    run("database", "backup", str(tmp_path / "copy.db"))
    assert "intact" in run("database", "verify").output
    (home / "sachhon.db").write_bytes(b"ruined")
    run("database", "verify", code=2)
    assert "damaged" in run("database", "restore", str(tmp_path / "copy.db")).output
    assert "intact" in run("database", "verify").output


def test_verify_says_that_somebody_was_at_the_file(home: Path) -> None:
    run("database", "upgrade")
    with closing(sqlite3.connect(home / "sachhon.db")) as raw:
        raw.execute("DROP TRIGGER keep_audit_update")
        raw.execute("UPDATE audit SET name = 'nobody'")
        raw.commit()
    assert "audit.altered" in run("database", "verify", code=2).output


@pytest.mark.parametrize("words", [("restore", "nowhere.db"), ("verify", "--database", "mysql://h/d"), ("backup", "/proc/x/copy.db")])
def test_what_cannot_be_done_ends_with_two_and_one_line(words: tuple[str, ...]) -> None:
    result = run("database", *words, code=2)
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_accounts_are_made_listed_reset_and_disabled() -> None:
    made = run("user", "add", "Lan", "--role", "factory", "--organisation", "May Việt").output.split()
    again = run("user", "reset", "lan").output.split()
    assert len(made[-1]) == len(again[-1]) == 23
    assert made[-1] != again[-1]
    run("user", "add", "minh", "--role", "factory", "--organisation", "May Việt", "--password-input", given="một câu đủ dài\n")
    lines = [line.split("\t") for line in run("user", "list").output.splitlines()]
    assert [line[0] for line in lines] == ["lan", "minh"]
    assert lines[0][2] == lines[1][2]
    run("user", "disable", "lan")
    assert "disabled" in run("user", "list").output
    run("user", "enable", "lan")
    assert "disabled" not in run("user", "list").output


@pytest.mark.parametrize("words", [("reset", "nobody"), ("add", "x", "--role", "king", "--organisation", "A")])
def test_accounts_that_are_not_there_or_cannot_be_are_refused(words: tuple[str, ...]) -> None:
    assert "Traceback" not in run("user", *words, code=2).output


def test_a_refused_account_leaves_no_organisation(home: Path) -> None:
    run("user", "add", "lan", "--role", "factory", "--organisation", "B", "--password-input", given="ngắn\n", code=2)
    with closing(sqlite3.connect(home / "sachhon.db")) as raw:
        assert raw.execute("SELECT count(*) FROM organisation WHERE name = 'B'").fetchone() == (0,)


def test_an_account_is_erased_after_a_question_and_old_rows_are_swept(home: Path) -> None:
    run("user", "add", "lan@may.vn", "--role", "factory", "--organisation", "May Việt", "--name", "Nguyễn Thị Lan")
    run("database", "erase", "--account", "lan@may.vn", given="n\n", code=2)
    assert "lan@may.vn" in run("user", "list").output
    assert "delete them" in run("database", "erase", "--account", "lan@may.vn", given="y\n").output
    assert "Lan" not in run("user", "list").output
    assert "intact" in run("database", "verify").output
    assert "replies: 0" in run("database", "sweep").output
    assert b"Lan" not in b"".join(path.read_bytes() for path in home.glob("sachhon.db*"))


@pytest.mark.parametrize("words", [(), ("--account", "a", "--site", "b"), ("--account", "nobody", "--yes")])
def test_what_cannot_be_erased_is_refused(words: tuple[str, ...]) -> None:
    assert "Traceback" not in run("database", "erase", *words, code=2).output
