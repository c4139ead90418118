"""The table of references names every public calculator once, and only tests that exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "methods" / "references.md").read_text(encoding="utf-8")
KINDS = {"P", "S", "L", "H"}


def public_functions() -> set[str]:
    """Return the names of all functions of the calculators that others may call."""
    return {
        node.name
        for file in (ROOT / "calculators").rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def rows() -> list[list[str]]:
    """Return the rows of the first table: calculators, kinds, reference, tests."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| `")]
    assert all(len(row) == 4 for row in cells)
    return cells


def test_every_calculator_stands_once() -> None:
    named = Counter(name for row in rows() for name in re.findall(r"`(\w+)`", row[0]))
    assert {name for name, count in named.items() if count > 1} == set()
    assert set(named) == public_functions()


def test_every_row_says_of_which_kind_it_is_and_names_a_test() -> None:
    for row in rows():
        assert set(row[1].split()) <= KINDS, row
        assert row[1], row
        assert row[2], row
        assert "::" in row[3], row


def test_every_named_test_exists() -> None:
    named = set(re.findall(r"((?:equipment/)?test_\w+\.py)::(test_\w+)", TABLE))
    assert named
    for file, name in named:
        found = [path for path in (ROOT / "tests").rglob(file.rpartition("/")[2]) if path.as_posix().endswith(file)]
        assert any(f"def {name}(" in path.read_text(encoding="utf-8") for path in found), f"{file}::{name}"
