"""The six shipped footprints: readable, closed sums, gaps said in both languages, figures anchored by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import data
from assessment import intake, procedure
from data import catalogue, messages

FOLDER = Path(data.__file__).parent / "examples" / "footprints"
FILES = ("tshirt", "shoes", "mineral_water", "testliner", "frozen_shrimp", "pangasius_fillet")
GRID = catalogue.open_edition().grid_factor(2025).fact.value


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Any]]:
    found = {}
    for name in FILES:
        reading = intake.read((FOLDER / f"{name}.yaml").read_bytes(), f"{name}.yaml")
        assert reading.document is not None, name
        found[name] = procedure.assess(reading.document)
    return found


def test_all_six_are_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_no_errors_and_one_footprint(results: dict[str, dict[str, Any]], name: str) -> None:
    result = results[name]
    assert [finding["code"] for finding in result["findings"] if finding["severity"] == "error"] == []
    footprint = result["footprints"][0]
    assert len(result["footprints"]) == 1
    assert sum(footprint["by_stage"].values()) == pytest.approx(footprint["total"])
    assert footprint["total"] > 0


@pytest.mark.parametrize("name", FILES)
def test_every_example_says_its_gaps(results: dict[str, dict[str, Any]], name: str) -> None:
    gaps = results[name]["footprints"][0]["gaps"]
    assert gaps
    for lang in messages.languages():
        for gap in gaps:
            assert messages.has_message(f"finding.{gap['code']}.title", lang), gap["code"]
            assert messages.has_message(f"footprint.stage.{gap['stage']}", lang)


@pytest.mark.parametrize(
    ("name", "stream", "by_hand"),
    [
        pytest.param("tshirt", "material/yarn_blend", 0.207 * 4.42, id="yarn"),
        pytest.param("shoes", "electricity/grid", 3.169 * GRID, id="3,169 kWh a pair"),
        pytest.param("mineral_water", "packaging/pet_preform", 0.00925 * 3.86390131, id="a preform of 9,25 g"),
        pytest.param("testliner", "electricity/grid", 18393789 / 31751.5 * GRID, id="kWh a tonne"),
        pytest.param("frozen_shrimp", "electricity/grid", 4110000 / 2686000 * GRID, id="by mass over three products"),
        pytest.param("pangasius_fillet", "transport/sea_refrigerated", 18.0 * 0.0141, id="a distance times a kilogram"),
    ],
)
def test_anchors_by_hand(results: dict[str, dict[str, Any]], name: str, stream: str, by_hand: float) -> None:
    rows = [
        row
        for row in results[name]["footprints"][0]["rows"]
        if (row["stream"] == stream and row["stage"] != "raw_material") or row["stream"] == stream == "material/yarn_blend"
    ]
    assert rows[0]["co2e"] == pytest.approx(by_hand, rel=1e-6)


def test_the_largest_part_is_never_filled_by_a_neighbour(results: dict[str, dict[str, Any]]) -> None:
    for name, stream in (
        ("frozen_shrimp", "material/raw_shrimp"),
        ("pangasius_fillet", "material/raw_pangasius"),
        ("shoes", "material/leather"),
    ):
        footprint = results[name]["footprints"][0]
        assert footprint["complete"] is False
        assert stream in {gap["stream"] for gap in footprint["gaps"] if gap["code"] == "footprint.no_open_factor"}
        assert stream not in {row["stream"] for row in footprint["rows"]}
