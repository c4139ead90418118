"""A deployment's own signed-off factor is used by its priority, marked local, and never takes another row's place silently."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessment import intake, procedure
from calculators.errors import SachhonError
from data import catalogue
from data.schema import TABLES

TEXT = b"""
format: sachhon-assessment/1
facility: {name: A, sector: other, province: "68"}
reporting_period: 2025
products: [{id: p, name: P, unit: t}]
flows:
  - {period: 2025, stream: product/p, quantity: 100, unit: t}
  - {period: 2025, stream: fuel/rice_husk, quantity: 10, unit: t}
"""


@pytest.fixture
def own_factor(tmp_path: Path) -> Path:
    columns = TABLES["fuels"].columns
    row = {"id": "local.husk.ncv", "stream": "fuel/rice_husk", "property": "ncv", "value": "13.1", "unit": "MJ/kg", "priority": "1",
           "source_id": "local.lab", "locator": "phiếu 12/2025", "confidence": "A"}  # fmt: skip
    source = {"id": "local.lab", "title": "Phiếu thử nghiệm", "publisher": "Quatest 3", "access": "own"}
    for name, fields, record in (("fuels", columns, row), ("sources", TABLES["sources"].columns, source)):
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fields)
            writer.writeheader()
            writer.writerow(record)
    return tmp_path


def result_with(book: catalogue.Catalogue) -> dict[str, Any]:
    document = intake.read(TEXT, "a.yaml").document
    assert document is not None
    return procedure.assess(document, book)


def test_own_row_is_used_and_the_trace_says_so(own_factor: Path) -> None:
    result = result_with(catalogue.open_edition(overlays=[own_factor]))
    values: dict[str, float] = {item["id"]: item["value"] for item in result["indicators"]}
    assert values["thermal_intensity:output/2025"] == pytest.approx(10_000 * 13.1 / 100)
    node = result["trace"]["local.husk.ncv"]
    assert (node["local"], node["source"], node["locator"]) == (True, "local.lab", "phiếu 12/2025")


def test_without_the_folder_the_edition_stands(own_factor: Path) -> None:
    values = {item["id"]: item["value"] for item in result_with(catalogue.open_edition(overlays=[]))["indicators"]}
    assert values["thermal_intensity:output/2025"] == pytest.approx(10_000 * 11.6 / 100)


@pytest.mark.parametrize("value", ["", "{folder}"])
def test_the_environment_names_the_folders(own_factor: Path, value: str) -> None:
    folders = catalogue.local_folders({"SACHHON_REFERENCE": value.format(folder=own_factor)})
    assert folders == ((str(own_factor),) if value else ())


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(SachhonError, match="no folder"):
        catalogue.open_edition(overlays=[tmp_path / "none"])


def test_an_old_edition_is_opened_by_the_result_it_made() -> None:
    assess: Callable[[], dict[str, Any]] = lambda: result_with(catalogue.open_edition("2026-11", overlays=[]))  # noqa: E731
    assert assess() == assess()
    assert assess()["edition"] == "2026-11"
