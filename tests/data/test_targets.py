"""Targets of the programmes: figures, deadlines, what counts, and where."""

from __future__ import annotations

from datetime import date

import pytest

from data import catalogue

BOOK = catalogue.open_edition("2026-11")
DAY = date(2026, 11, 22)


@pytest.mark.parametrize("sector", ["garments", "footwear", "bottled_water", "paper", "seafood"])
def test_decision_2091_names_five_sectors_with_two_deadlines(sector: str) -> None:
    """Decision 2091/QĐ-UBND, sections II.2.1 and II.2.2, second dash."""
    rows = {row.deadline: row for row in BOOK.targets(sector, DAY) if row.programme == "2091"}
    found = {day: (row.reduction_low, row.reduction_high) for day, row in rows.items()}
    assert found == {date(2025, 12, 31): (5, 8), date(2030, 12, 31): (7, 10)}
    assert all(row.area == "60" and row.confidence == "A" for row in rows.values())
    assert all("material_intensity" in row.indicators and row.analogy == ("water_intensity",) for row in rows.values())


def test_decision_2091_names_no_other_sector() -> None:
    assert not [row for row in BOOK.targets("textile", DAY) if row.programme == "2091"]


@pytest.mark.parametrize(
    ("sector", "low", "high"),
    [
        pytest.param("steel", 3, 10, id="by product and technology"),
        pytest.param("chemicals", 7, None, id="at least"),
        pytest.param("plastics", 18, 22.46, id="plastics"),
        pytest.param("building_materials", 7.5, None, id="cement"),
        pytest.param("textile", 5, None, id="textile and garment"),
        pytest.param("garments", 5, None, id="textile and garment, the other half"),
        pytest.param("beer", 3, 6.88, id="alcohol, beer, beverages"),
        pytest.param("paper", 8, 15.8, id="paper"),
    ],
)
def test_decision_280_is_about_energy_to_2025(sector: str, low: float, high: float | None) -> None:
    """Decision 280/QĐ-TTg, specific objectives to 2025, as quoted."""
    (row,) = [row for row in BOOK.targets(sector, DAY) if row.programme == "280"]
    assert (row.reduction_low, row.reduction_high, row.deadline) == (low, high, date(2025, 12, 31))
    assert row.indicators == ("energy_intensity",)
    assert not row.analogy
    assert not row.area


def test_decision_889_holds_for_the_whole_country() -> None:
    rows = {row.deadline.year: row for row in BOOK.targets("seafood", DAY) if row.programme == "889"}
    assert {year: (row.reduction_low, row.reduction_high, row.area) for year, row in rows.items()} == {2025: (5, 8, ""), 2030: (7, 10, "")}


def test_mineral_water_is_not_counted_among_the_beverages_of_889() -> None:
    assert {row.programme for row in BOOK.targets("bottled_water", DAY)} == {"2091"}


def test_before_a_decision_there_is_no_target() -> None:
    assert not [row for row in BOOK.targets("garments", date(2020, 8, 27)) if row.programme == "2091"]


def test_targets_of_the_whole_economy_bind_no_plant() -> None:
    rows = [row for row in BOOK.table("targets") if not row["sector"]]
    assert len(rows) == 2
    assert all(row["indicators"] == () for row in rows)
