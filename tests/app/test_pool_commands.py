"""The pool from the command line: enrol, contribute, add, release, audit; refusals change nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.peers import store

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {**os.environ, "SACHHON_HOME": str(tmp_path / "home")}

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        code = "from app.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, words)],
            capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=environment, timeout=120, check=False,
        )  # fmt: skip

    return call


def test_from_result_to_pack(run: Run, tmp_path: Path) -> None:
    assert run("assess", "data/examples/seafood.yaml", "-o", tmp_path, "--format", "json").returncode == 0
    result, record = tmp_path / "seafood.result.json", tmp_path / "record.json"
    preview = run("contribute", result, "-o", record, "--show")
    assert preview.returncode == 0
    text = record.read_text(encoding="utf-8")
    assert "Phan Thiết" not in text
    assert "VND" not in text
    assert run("pool", "add", record).returncode == 2  # a preview carries no token
    for number in range(5):
        tokens = tmp_path / f"tokens{number}.json"
        assert run("pool", "enrol", "--name", f"Nhà máy {number}", "-o", tokens).returncode == 0
        assert run("contribute", result, "-o", record, "--tokens", tokens).returncode == 0
        if number:  # the same figures under another enrolment
            refused = run("pool", "add", record, "--json")
            assert (refused.returncode, [row["code"] for row in json.loads(refused.stdout)]) == (2, ["contribution.alike"])
        assert run("pool", "add", record, "--alike").returncode == 0
    again = run("pool", "add", record, "--json")
    assert again.returncode == 2
    assert [row["code"] for row in json.loads(again.stdout)] == ["contribution.replayed"]
    done = run("pool", "release", "--year", "2025", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    pack = json.loads((tmp_path / "out" / "sachhon-benchmarks-2025.json").read_text(encoding="utf-8"))
    assert pack["signature"]
    audit = run("pool", "audit")
    assert audit.returncode == 0
    assert audit.stdout.startswith("# 2025")
    assert "(R5)" in audit.stdout  # five times the same record: alike
    assert any("seafood" in line and "south_central" in line for line in audit.stdout.splitlines())  # of the province's region
    english = run("pool", "audit", "--lang", "en", "--cell", "sector.country", "--cell", "seafood")
    assert "withheld" in english.stdout
    assert all("sector.country" in line for line in english.stdout.splitlines()[1:])
    table = run("pool", "audit", "--csv")
    assert table.stdout.splitlines()[1].endswith("n,figures,reason")
    absent = run("pool", "release", "--year", "2026", "--baseline", "1999", "-o", tmp_path / "out")
    assert (absent.returncode, "2025" in absent.stderr) == (2, True)  # the years it has
    frozen = run("pool", "release", "--year", "2025", "-o", tmp_path / "out")
    assert frozen.returncode == 2
    assert "đợt công bố không đổi được" in frozen.stderr
    assert "a vintage is frozen" in frozen.stderr


def test_what_waits_is_listed_as_often_as_one_looks_and_kept(run: Run, tmp_path: Path) -> None:
    assert run("assess", "data/examples/seafood.yaml", "-o", tmp_path, "--format", "json").returncode == 0
    record, address = tmp_path / "record.json", f"sqlite:///{tmp_path / 'pool.db'}"
    for name in ("Nhà máy A", "Nhà máy B"):
        tokens = tmp_path / f"{name}.json"
        assert run("pool", "enrol", "--name", name, "-o", tokens, "--database", address).returncode == 0
        assert run("contribute", tmp_path / "seafood.result.json", "-o", record, "--tokens", tokens).returncode == 0
        if name.endswith("A"):
            assert run("pool", "add", record, "--database", address).returncode == 0
    text = record.read_text(encoding="utf-8")
    sent = json.loads(text)
    facility, year = sent["facility"], sent["year"]
    opened = sa.create_engine(address)
    unreadable = text.replace("seafood", "no_such_sector")  # as a record of an edition that knew more
    with opened.begin() as connection:
        for number, kept in ((year, text), (year - 1, unreadable)):
            row = {"facility": facility, "year": number, "serial": sent["serial"], "record": kept}
            connection.execute(sa.insert(store.waiting).values(row))
    looks = [run("pool", "waiting", "--database", address) for _ in range(2)]
    assert looks[0].stderr == looks[1].stderr
    assert f"{facility}:{year}" in looks[0].stderr
    assert f"{facility}:{year - 1}" in looks[0].stderr
    with opened.connect() as connection:
        assert [(row[1], row[2]) for row in store.laid_aside(connection)] == [(year - 1, unreadable), (year, text)]
    assert run("pool", "waiting", "--admit", f"{facility}:{year}", "--drop", f"{facility}:{year - 1}", "--database", address).returncode == 0
    with opened.connect() as connection:
        assert store.laid_aside(connection) == []
        assert len({row.facility for row in connection.execute(sa.select(store.observations))}) == 2
    opened.dispose()


def test_a_company_is_enrolled_once_under_its_tax_code(run: Run, tmp_path: Path) -> None:
    first = run("pool", "enrol", "--name", "A", "--tax-code", "0301234567", "-o", tmp_path / "a.json")
    assert first.returncode == 0
    branch = ("pool", "enrol", "--name", "B", "--tax-code", "0301234567-001", "-o", tmp_path / "b.json")
    refused = run(*branch)
    assert refused.returncode == 2
    assert first.stdout.strip() in refused.stderr
    assert not (tmp_path / "b.json").exists()
    assert run(*branch, "--company", first.stdout.strip()).returncode == 0
    assert run("pool", "enrol", "--name", "C", "--tax-code", "0301234568", "-o", tmp_path / "c.json").returncode == 0
    assert run("pool", "enrol", "--name", "D", "--company", "c-1", "-o", tmp_path / "d.json").returncode == 2


def test_an_empty_pool_publishes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("pool", "release", "--year", "2025", "-o", tmp_path / "out").returncode == 2
    assert run("pool", "audit").returncode == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["", "{}", "[1,2", '{"format": "sachhon-contribution/1"}', "\u0000"])
def test_rubbish_is_refused_with_a_reason(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content, encoding="utf-8")
    done = run("pool", "add", path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "contribution." in done.stderr
