"""Places around 1 July 2025: counts, mergers that close, and where the programme of old Bình Thuận holds."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from data import catalogue
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
UNITS: dict[str, Row] = {str(row["id"]): row for row in BOOK.table("administrative_units")}
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


def standing(level: str, on: date) -> list[Row]:
    return [
        row for row in UNITS.values()
        if row["unit_level"] == level
        and (not isinstance(row["valid_from"], date) or row["valid_from"] <= on)
        and (not isinstance(row["valid_to"], date) or on <= row["valid_to"])
    ]  # fmt: skip


def words(row: Row, column: str) -> tuple[str, ...]:
    value = row[column]
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize(
    ("on", "count"),
    [(LAST_DAY, 63), (FIRST_DAY, 34), (date(2026, 4, 29), 34), (date(2026, 4, 30), 34), (date(2026, 11, 22), 34)],
)
def test_there_are_63_provinces_before_and_34_after(on: date, count: int) -> None:
    assert len(standing("province", on)) == count


def test_districts_end_with_june_2025() -> None:
    assert standing("district", LAST_DAY)
    assert standing("district", FIRST_DAY) == []


def test_every_old_province_went_into_one_new_one_and_none_is_lost() -> None:
    old = standing("province", LAST_DAY)
    assert all(len(words(row, "merged_into")) == 1 for row in old)
    new = {str(row["code"]): row for row in standing("province", FIRST_DAY)}
    shares = Counter(code for row in new.values() for code in words(row, "old_provinces"))
    assert shares == Counter(str(row["code"]) for row in old)
    for row in old:
        assert str(row["code"]) in words(new[words(row, "merged_into")[0]], "old_provinces")


def test_mergers_agree_with_the_table_of_provinces() -> None:
    successors = {str(row["code"]): str(row["successor"]) for row in BOOK.table("provinces") if row["valid_to"] == LAST_DAY}
    assert {str(row["code"]): words(row, "merged_into")[0] for row in standing("province", LAST_DAY)} == successors


def test_new_lam_dong_is_made_of_three_old_provinces() -> None:
    assert set(words(UNITS["68"], "old_provinces")) == {"60", "67", "68"}
    communes = [row for row in standing("commune", FIRST_DAY) if row["parent"] == "68"]
    assert Counter(words(row, "old_provinces")[0] for row in communes) == {"60": 45, "67": 28, "68": 51}  # 124 communes


def test_the_commune_of_the_garment_example_lies_in_old_binh_thuan() -> None:
    (row,) = [row for row in standing("commune", FIRST_DAY) if row["label_vi"] == "Phường Hàm Thắng"]
    assert row["code"] == "22933"
    assert words(row, "old_provinces") == ("60",)
    assert UNITS["60-2025"]["label_vi"] == "Tỉnh Bình Thuận"


@pytest.mark.parametrize("old", ["Xã Hàm Thắng", "Thị trấn Phú Long", "Phường Xuân An"])
def test_old_names_lead_to_the_new_commune(old: str) -> None:
    rows = [row for row in standing("commune", LAST_DAY) if row["label_vi"] == old]
    assert [words(row, "merged_into") for row in rows] == [("22933",)]


def test_every_old_commune_of_binh_thuan_has_a_successor_there() -> None:
    old = standing("commune", LAST_DAY)
    assert len(old) == 121
    for row in old:
        assert UNITS[str(row["parent"])]["unit_level"] == "district"
        assert words(row, "merged_into")
        for code in words(row, "merged_into"):
            assert words(UNITS[code], "old_provinces") == ("60",)


def test_names_are_in_both_languages() -> None:
    assert all(row["label_vi"] and row["label_en"] for row in UNITS.values())


def test_dong_nai_changes_its_kind_inside_2026() -> None:
    names = {
        on: {row["label_vi"] for row in standing("province", on) if row["code"] == "75"} for on in (date(2026, 4, 29), date(2026, 4, 30))
    }
    assert names == {date(2026, 4, 29): {"Tỉnh Đồng Nai"}, date(2026, 4, 30): {"Thành phố Đồng Nai"}}
