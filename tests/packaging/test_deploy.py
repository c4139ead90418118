"""The examples of `deploy/` agree with the program they run: settings that exist, limits that fit, commands that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import program
from app.operation import configuration
from app.operation.stopping import PATIENCE
from app.settings import LARGEST_UPLOAD

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.suffix != ".pyc"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_there_exists(path: Path) -> None:
    known = {each.variable for each in configuration.KNOWN}
    assert set(re.findall(r"SACHHON_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))) <= known


def test_the_settings_file_is_one(tmp_path: Path) -> None:
    found = configuration.read_file(DEPLOY / "systemd" / "sachhon.toml")
    assert found["accounts"] == "1"
    assert found["public_url"].startswith("https://")


def test_the_unit_waits_longer_than_the_server_needs_to_end() -> None:
    unit = (DEPLOY / "systemd" / "sachhon.service").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert float(seconds) >= 2 * PATIENCE


@pytest.mark.parametrize("name", ["sachhon.service", "sachhon-backup.service"])
def test_the_units_run_commands_that_exist(name: str) -> None:
    unit = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
    commands = re.findall(r"/opt/sachhon/bin/sachhon ((?:[a-z]+ ?)+)(.*?)(?:&&|>|'|$)", unit, re.MULTILINE)
    assert commands
    for words, options in commands:
        known = CliRunner().invoke(program, [*words.split(), "--help"], env={"COLUMNS": "300", "TERM": "dumb", "NO_COLOR": "1"})
        assert known.exit_code == 0, words
        for option in re.findall(r"--[a-z-]+", options):
            assert option in known.output, (words, option)


def test_the_proxy_takes_what_the_server_takes_and_no_more() -> None:
    text = (DEPLOY / "nginx" / "sachhon.conf").read_text(encoding="utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert LARGEST_UPLOAD <= int(megabytes) * 2**20 <= LARGEST_UPLOAD + 2 * 2**20
    assert "X-Forwarded-For $remote_addr" in text  # set, so that nobody names another's address
    assert "location = /metrics { return 404; }" in text


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.fail("systemd-analyze is not installed; run make system")
    for path in sorted((DEPLOY / "systemd").glob("sachhon*")):
        if path.suffix in (".service", ".timer"):
            here = path.read_text(encoding="utf-8").replace("/opt/sachhon/bin/sachhon", "/bin/true")
            (tmp_path / path.name).write_text(here, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([tool, "verify", *units], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
