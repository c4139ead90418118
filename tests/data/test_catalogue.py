"""The catalogue: what it answers, what it refuses, what an overlay may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import SachhonError, UnknownKeyError
from calculators.units import parse_unit
from data import catalogue
from data.schema import TABLES

BOOK = catalogue.open_edition("2026-11")
DAY = date(2026, 6, 30)
Overlay = Callable[..., Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    def write(**tables: list[dict[str, str]]) -> Path:
        for name, rows in tables.items():
            lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write


def test_the_latest_edition_is_the_default() -> None:
    assert catalogue.open_edition().edition == "2026-11"


def test_an_unknown_edition_names_the_known_ones() -> None:
    with pytest.raises(UnknownKeyError, match="2026-11"):
        catalogue.open_edition("2026-10")


@pytest.mark.parametrize(
    ("key", "near"),
    [
        pytest.param("fuel/dieseel", "fuel/diesel", id="typing error"),
        pytest.param("electricty/grid", "electricity/grid", id="typing error in the group"),
        pytest.param("material/carton", "packaging/carton", id="right name, wrong group"),
    ],
)
def test_an_unknown_stream_names_near_ones(key: str, near: str) -> None:
    with pytest.raises(UnknownKeyError) as caught:
        BOOK.stream(key)
    assert near in caught.value.near


def test_an_unknown_table_sector_and_source_raise() -> None:
    with pytest.raises(UnknownKeyError, match="norms"):
        BOOK.table("norm")
    with pytest.raises(UnknownKeyError, match="garments"):
        BOOK.norms(sector="garment")
    with pytest.raises(UnknownKeyError, match=r"vn\.tt52_2018"):
        BOOK.source("vn.tt52")


def test_rows_are_typed_and_cannot_be_changed() -> None:
    row = BOOK.row("norms", "SEA-SHRI-2030")
    assert (row["value"], row["legal"], row["valid_from"], row["plants"]) == (1625.0, True, date(2026, 1, 1), None)
    with pytest.raises(TypeError):
        row["value"] = 0  # type: ignore[index]


def test_every_look_up_of_a_property_depends_on_its_day(overlay: Overlay) -> None:
    folder = overlay(
        fuels=[
            {"id": "lab.1", "stream": "fuel/rice_husk", "property": "ncv", "value": "12.9", "unit": "MJ/kg", "priority": "1",
             "valid_from": "2025-01-01", "valid_to": "2025-12-31", "source_id": "lab"}
        ],
        sources=[{"id": "lab", "title": "Laboratory report 17"}],
    )  # fmt: skip
    book = catalogue.open_edition(overlays=[folder])
    inside, outside = (book.property("fuel/rice_husk", "ncv", date(year, 7, 1)) for year in (2025, 2026))
    assert inside is not None
    assert (inside.value, inside.local) == (12.9, True)
    assert outside is not None
    assert (outside.value, outside.local) == (11.6, False)


def test_an_overlay_never_takes_the_id_of_a_row(overlay: Overlay) -> None:
    folder = overlay(grid=[{"id": "vn.grid.2023", "data_year": "2023", "value": "0.1", "unit": "t/MWh", "source_id": "vn.grid_dcc"}])
    with pytest.raises(SachhonError, match=r"vn\.grid\.2023"):
        catalogue.open_edition(overlays=[folder])


def test_a_row_without_source_does_not_load_and_is_named(overlay: Overlay) -> None:
    folder = overlay(grid=[{"id": "own.2025", "data_year": "2025", "value": "0.5", "unit": "t/MWh", "source_id": ""}])
    with pytest.raises(SachhonError, match=r"own\.2025.*source_id"):
        catalogue.open_edition(overlays=[folder])


def test_an_unknown_column_and_a_broken_value_are_named(overlay: Overlay) -> None:
    folder = overlay(grid=[{"id": "own.2025", "colour": "red", "source_id": "vn.grid_dcc"}])
    with pytest.raises(SachhonError, match="colour"):
        catalogue.open_edition(overlays=[folder])
    folder = overlay(grid=[{"id": "own.2025", "value": "half", "source_id": "vn.grid_dcc"}])
    with pytest.raises(SachhonError, match="half"):
        catalogue.load_edition("2026-11", [folder]).table("grid")


def test_rows_of_another_edition_are_left_out(tmp_path: Path) -> None:
    columns = ",".join(TABLES["gwp"].columns)
    blank = dict.fromkeys(TABLES["gwp"].columns, "")
    rows = [
        blank | {"id": "old", "value": "1", "source_id": "s", "edition_from": "2025-01", "edition_to": "2026-10"},
        blank | {"id": "now", "value": "2", "source_id": "s", "edition_from": "2026-11"},
        blank | {"id": "next", "value": "3", "source_id": "s", "edition_from": "2027-05"},
    ]
    text = "\n".join([columns, *(",".join(row.values()) for row in rows)])
    (tmp_path / "gwp.csv").write_text(text + "\n", encoding="utf-8")
    assert [row["id"] for row in catalogue.load_edition("2026-11", folder=tmp_path).table("gwp")] == ["now"]


@given(st.sampled_from([row["id"] for row in BOOK.table("streams")]))
def test_every_stream_has_a_unit_of_its_dimensions(key: str) -> None:
    stream = BOOK.stream(key)
    assert parse_unit(stream.unit).dimension in stream.dimensions
    assert stream.group == key.partition("/")[0]
    assert stream.role in ("in", "out", "internal")


CONTRACT_KEYS = """
electricity/ grid grid_peak grid_off_peak green_contract solar generator chp
fuel/ diesel diesel_vehicles gasoline gasoline_vehicles fuel_oil lpg natural_gas coal_anthracite coal_subbituminous wood sawdust
fuel/ rice_husk bagasse biogas process_rejects biomass_other
steam/ purchased own
ice/ bought
service/ cold_store
water/ municipal groundwater surface rain sea recycled
wastewater/ treated_on_site to_zone_plant direct
waste/ landfill incinerated recycled composted sludge
hazardous_waste/ mixed
refrigerant/ r717 r744 r22 r32 r134a r404a r407c r410a r507a
material/ raw_shrimp raw_pangasius recovered_paper fabric_knit fabric_woven leather polyester_thread
packaging/ carton pe_bag pet_preform pet_bottle
"""


@pytest.mark.parametrize("line", CONTRACT_KEYS.strip().splitlines())
def test_every_fixed_key_of_the_contract_exists(line: str) -> None:
    group, *names = line.split()
    for name in names:
        assert BOOK.stream(group + name).key == group + name


def test_the_sector_keys_are_the_contracts() -> None:
    expected = (
        "garments footwear bottled_water paper seafood soft_drinks beer spirits food textile leather plastics packaging "
        "wood_furniture building_materials chemicals steel other"
    )
    assert [row["id"] for row in BOOK.table("sectors")] == expected.split()


def test_a_province_code_may_change_hands() -> None:
    before, after = (BOOK.province("24", date(2025, month, 1)) for month in (6, 7))
    assert (before["label_en"], after["label_en"]) == ("Bac Giang", "Bac Ninh Province")
    assert BOOK.province("60", date(2024, 1, 1))["successor"] == "68"
    with pytest.raises(UnknownKeyError):
        BOOK.province("60", DAY)


def test_there_were_63_provinces_and_there_are_34() -> None:
    rows = BOOK.table("provinces")
    former = [row for row in rows if row["valid_to"] == date(2025, 6, 30)]
    present = [row for row in rows if row["valid_from"] == date(2025, 7, 1)]
    assert (len(former), len(present)) == (63, 34)
    assert {row["successor"] for row in former} == {row["id"] for row in present}
