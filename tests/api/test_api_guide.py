"""What the guide shows is run: the curl line and the program, in both languages, against a server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from api_server import serving

from app.api.store.keys import SCOPES
from app.settings import Settings

GUIDE = Path(__file__).parents[2] / "app" / "guide"
LANGUAGES = ("vi", "en")


def block(lang: str, kind: str) -> str:
    text = (GUIDE / f"api.{lang}.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_line_and_the_program_of_the_guide_work(lang: str, settings: Settings, make_key: Callable[..., str]) -> None:
    with serving(settings) as address:
        environment = {**os.environ, "SACHHON_KEY": make_key(), "SACHHON_ADDRESS": address.removesuffix("/api/v1"), "PYTHONUTF8": "1"}
        said = subprocess.run(["sh", "-c", block(lang, "sh")], env=environment, capture_output=True, text=True, check=True)
        assert len(json.loads(said.stdout)["items"]) == 3
        done = subprocess.run([sys.executable, "-c", block(lang, "python")], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    printed = dict(line.split()[:2] for line in done.stdout.splitlines())
    # 96 000 kWh over 120 000 pieces by hand
    assert float(printed["electricity_intensity:output/2025"]) == pytest.approx(0.8)
    assert float(printed["water_intensity:output/2025"]) == pytest.approx(0.045)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_guide_names_every_scope(lang: str) -> None:
    text = (GUIDE / f"api.{lang}.md").read_text(encoding="utf-8")
    assert all(f"| `{scope}` |" in text for scope in SCOPES)
