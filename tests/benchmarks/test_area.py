"""Decision 2091 holds in old Bình Thuận, which is a part of Lâm Đồng since 1 July 2025."""

from __future__ import annotations

from datetime import date

import pytest

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
