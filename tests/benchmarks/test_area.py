"""Decision 2091 holds in old Bình Thuận, which is a part of Lâm Đồng since 1 July 2025."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks import area
from benchmarks.area import is_in_area
from data import catalogue


@pytest.mark.parametrize(
    ("province", "commune", "membership"),
    [
        ("60", None, "inside"),
        ("68", "Phường Phan Thiết", "inside"),
        ("68", "Phường Hàm Thắng", "inside"),
        ("68", None, "undetermined"),
        ("68", "Xã Không Có", "undetermined"),
        ("79", "Phường Bến Thành", "outside"),
    ],
)
def test_membership(province: str, commune: str | None, membership: str) -> None:
    assert is_in_area(catalogue.open_edition(), "60", province, commune, date(2025, 12, 31)) == membership


def test_every_province_lies_in_one_region_and_former_ones_in_their_successors() -> None:
    book = catalogue.open_edition()
    regions, former = area.regions(book), area.successors(book)
    today = {str(row["code"]) for row in book.table("provinces") if not row["valid_to"]}
    assert set(regions) == today
    assert len(today) == 34
    assert len(set(regions.values())) == 6
    assert regions["68"] == regions[former["60"]] == "south_central"  # Bình Thuận is a part of Lâm Đồng
    assert set(former.values()) <= today
    assert not set(former) & today
