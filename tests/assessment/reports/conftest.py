"""One assessed document and its reports, made once for all tests; and LibreOffice, to recalculate and convert them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from assessment import intake, procedure, reports
from assessment.model import Document

ROOT = Path(__file__).parents[3]
SOURCES = {"garment": ROOT / "tests/golden/garment.yaml"} | {
    name: ROOT / f"data/examples/{name}.yaml" for name in ("garments", "footwear", "bottled_water", "paper", "seafood")
}

Case = tuple[Document, dict[str, Any]]


sys.path.insert(0, str(Path(__file__).parent))  # importlib mode: a test folder is no package
from plant_with_everything import text as everything  # noqa: E402


@cache
def _assessed(name: str) -> Case:
    reading = intake.read(everything().encode(), "everything.yaml") if name == "everything" else intake.read(SOURCES[name], SOURCES[name].name)
    assert reading.document is not None
    return reading.document, procedure.assess(reading.document)


@cache
def _rendered(name: str, form: str, lang: str, kind: str) -> bytes:
    document, result = _assessed(name)
    return reports.render(result, document, form, lang, kind)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def assessed() -> Callable[[str], Case]:
    """Return the document and result of a named case."""
    return _assessed


@pytest.fixture(scope="session")
def rendered() -> Callable[[str, str, str, str], bytes]:
    """Return a report of a named case in a format, a language and a kind."""
    return _rendered


@pytest.fixture(scope="session")
def sources() -> dict[str, Path]:
    """Return the documents by the name of their case."""
    return SOURCES


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # 0: always recalculate on load


def convert(source: Path, kind: str, folder: Path) -> Path:
    """Return `source` converted by LibreOffice, all formulas recalculated."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    out = folder / "converted"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{kind}"


def recalculated(source: Path, folder: Path) -> dict[tuple[str, str], object]:
    """Return every cell's value after recalculation, by sheet and cell."""
    book = openpyxl.load_workbook(convert(source, "xlsx", folder), data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}


def formulas(source: Path) -> dict[tuple[str, str], str]:
    """Return every formula of a workbook, by sheet and cell."""
    book = openpyxl.load_workbook(source)
    found = ((sheet.title, cell.coordinate, cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(sheet, cell): value for sheet, cell, value in found if isinstance(value, str) and value.startswith("=")}


def cached(source: Path) -> dict[tuple[str, str], object]:
    """Return the values that a workbook was written with, by sheet and cell."""
    book = openpyxl.load_workbook(source, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}


@pytest.fixture(scope="session")
def office() -> SimpleNamespace:
    """Return what reads workbooks back: ``recalculated``, ``formulas``, ``cached``."""
    return SimpleNamespace(recalculated=recalculated, formulas=formulas, cached=cached)
