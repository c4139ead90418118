"""What a reader asks of a pack: ranges, levels, silence."""

from __future__ import annotations

from typing import Any

import pytest

from app.components.tile_map import TILES, shade
from assessment.charts import Label
from assessment.published_charts import distribution, progress, years
from benchmarks import area
from benchmarks.peers import published
from benchmarks.peers.pack import Pack
from benchmarks.peers.published import Place
from data import catalogue

WHERE = Place(province="68", region="south_central")


def cell(level: str, place: str = "", **more: Any) -> dict[str, Any]:
    keys = {"sector": "seafood", "year": 2025, "indicator": "energy_intensity", "unit": "MJ/kg", "contributors": "10-19", "vintage": "2026"}
    return {"level": level, **({"place": place} if place else {}), **keys, **more}


PACK = Pack(
    vintage="2026", released="2026-11-22", edition="2026-11", synthetic=False, totals=(),
    cells=(
        cell("sector.country", median=3.0, p25=2.0, p75=5.0, p10=1.0, p90=9.0, contributors="50+"),
        cell("sector.region", "south_central", median=4.0),
        cell("sector.province", "79", median=2.0, p25=1.0, p75=3.0),
        cell("product.country", product="shrimp", median=1.0),
        cell("sector.province", "68", year=2024, contributors="5-9"),
    ),
    progress=(
        {"level": "sector.country", "sector": "seafood", "indicator": "energy_intensity", "unit": "MJ/kg", "baseline": 2021, "year": 2025, "change_percent": -6.0},
        {"level": "sector.province", "place": "68", "sector": "seafood", "indicator": "energy_intensity", "unit": "MJ/kg", "baseline": 2021, "year": 2025, "change_percent": -7.0},
    ),
)  # fmt: skip


def test_shares_between_percentiles_add_to_the_whole() -> None:
    full = published.shares(PACK.cells[0])
    assert full == [(None, 1.0, 10.0), (1.0, 2.0, 15.0), (2.0, 3.0, 25.0), (3.0, 5.0, 25.0), (5.0, 9.0, 15.0), (9.0, None, 10.0)]
    assert sum(share for _, _, share in published.shares(PACK.cells[2])) == 100.0
    assert published.shares(PACK.cells[4]) == []
    assert [published.range_of(value, full) for value in (0.5, 1.0, 4.0, 99.0)] == [0, 0, 3, 5]


def test_the_nearest_published_level_speaks() -> None:
    asked = {"sector": "seafood", "year": 2025, "indicator": "energy_intensity", "unit": "MJ/kg"}
    assert published.nearest(PACK, WHERE, **asked)["level"] == "sector.region"  # type: ignore[index, arg-type]
    assert published.nearest(PACK, Place(province="79", region="x"), **asked)["level"] == "sector.province"  # type: ignore[index, arg-type]
    assert published.nearest(PACK, WHERE, **{**asked, "unit": "MJ/t"}) is None  # type: ignore[arg-type]
    assert list(published.by_province(PACK, **asked)) == ["79"]  # type: ignore[arg-type]


def test_bands_and_progress_look_from_the_place() -> None:
    assert published.bands(PACK, WHERE, 2025) == {"seafood": {"country": "50+", "region": "10-19"}}
    assert published.bands(PACK, WHERE, 2024) == {"seafood": {"province": "5-9"}}
    assert [row["change_percent"] for row in published.progress(PACK, WHERE, "energy_intensity")] == [-7.0]
    assert [row["change_percent"] for row in published.progress(PACK, Place(province="01", region="x"), "energy_intensity")] == [-6.0]


def test_csv_leaves_withheld_figures_empty() -> None:
    lines = published.to_csv(PACK.cells, "cells").splitlines()
    assert lines[0] == "level,sector,product,place,year,indicator,unit,contributors,p10,p25,median,p75,p90,vintage"
    assert lines[2] == "sector.region,seafood,,south_central,2025,energy_intensity,MJ/kg,10-19,,,4.0,,,2026"


def test_charts_draw_what_is_published_and_nothing_else() -> None:
    full = distribution("d", Label(text="t"), PACK.cells[0], own=4.0)
    assert full is not None
    assert (full.kind, full.bands[0].category) == ("distribution", 3)
    quarters = distribution("d", Label(text="t"), PACK.cells[2], own=4.0)
    assert quarters is not None
    assert (quarters.kind, quarters.series[0].values, quarters.bands[0].category) == ("distribution", (25.0, 25.0, 25.0, 25.0), 3)
    half = distribution("d", Label(text="t"), PACK.cells[2])
    assert half is not None
    assert (half.kind, half.bands[0].low, half.bands[0].high) == ("bullet", 1.0, 3.0)
    assert distribution("d", Label(text="t"), PACK.cells[1]) is None
    assert years("y", Label(text="t"), {2025: PACK.cells[0]}, "MJ/kg") is None
    row = {"change_percent": -6.0, "change_low": -8.0, "change_high": -4.0}
    chart = progress("p", Label(text="t"), [(Label(text="a"), row), (Label(text="b"), {**row, "change_percent": -7.0})])
    assert chart is not None
    assert [series.values for series in chart.series] == [(6.0, 7.0), (4.0, 4.0), (8.0, 8.0)]
    assert chart.values["sector"] == Label(text="b")
    assert progress("p", Label(text="t"), [(Label(text="a"), {"change_percent": 3.0, "change_low": 1.0, "change_high": 5.0})]) is None


def test_every_province_of_today_has_one_tile_of_its_own() -> None:
    assert set(TILES) == set(area.regions(catalogue.open_edition()))
    assert len(set(TILES.values())) == len(TILES) == 34


@pytest.mark.parametrize(("value", "step"), [(1.0, 1), (3.0, 3), (5.0, 5)])
def test_shades_follow_the_order(value: float, step: int) -> None:
    assert shade(value, [1.0, 2.0, 3.0, 4.0, 5.0]) == step
