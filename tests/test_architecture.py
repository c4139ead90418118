"""The house stays as it is drawn: what may be imported where, and how large a room may be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("calculators", "data", "benchmarks", "assessment", "app")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "manager"}
ONLY_IN = {
    "panel": r"app/",
    "panel_material_ui": r"app/",
    "bokeh": r"app/",
    "markdown_it": r"app/",
    "sqlalchemy": r".*store(/|\.py)|assessment/audit|app/accounts|app/database|app/migrations",
    "alembic": r"app/(database|migrations)",
    "xlsxwriter": r"assessment/intake/template|assessment/reports/",
    "typst": r"assessment/reports/",
    "docxtpl": r"assessment/reports/",
}
LONGEST_MODULE = 400  # lines


def imported(path: Path) -> set[str]:
    """Return the top-level names a module imports, at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for library, where in ONLY_IN.items():
        if library in imported(path):
            assert re.match(where, name), f"{name} imports {library}, which belongs to {where}"
    assert path.stem not in FORBIDDEN_NAMES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE, f"{name} knows too much"


def test_calculators_know_nobody() -> None:
    for path in (ROOT / "calculators").rglob("*.py"):
        assert not imported(path) & {"data", "benchmarks", "assessment", "app", "logging", "datetime.now"}
        assert "open(" not in path.read_text(encoding="utf-8")


def test_one_registry() -> None:
    makers = [path for path in MODULES if re.search(r"UnitRegistry\(", path.read_text(encoding="utf-8"))]
    assert [path.name for path in makers] == ["units.py"]


def test_pages_do_no_arithmetic_on_frames() -> None:
    for path in (ROOT / "app" / "pages").glob("*.py"):
        assert not imported(path) & {"pandas", "numpy", "scipy", "sqlalchemy"}, path.name


def test_no_init_below_tests() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_nothing_asks_for_anything_outside() -> None:
    address = re.compile(r"https?://[^\s\"']*(cdn|googleapis|jsdelivr|unpkg|esm\.sh|cdnjs)")
    for path in [*MODULES, *(ROOT / "app").rglob("*.css"), *(ROOT / "app").rglob("*.js"), *(ROOT / "app").rglob("*.html")]:
        assert not address.search(path.read_text(encoding="utf-8")), path


def test_lock_file_names_no_host_and_pins_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9].*==", line)]
    assert len(pinned) > 50
    assert text.count("--hash=sha256:") >= len(pinned)
