"""Columns of a ledger: codes, canonical units, windows by days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError
from calculators.ledger import encode, period_sums, share_in_window, split_row, to_canonical
from calculators.period import parse_period


def test_codes_stand_for_texts_in_order_of_appearance() -> None:
    codes, texts = encode(["kWh", "t", "kWh", "m3"])
    assert texts == ("kWh", "t", "m3")
    assert codes.tolist() == [0, 1, 0, 2]


def test_canonical_by_category() -> None:
    amounts = to_canonical(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 0]), np.array([3.6, 1000.0]))
    assert amounts.tolist() == pytest.approx([3.6, 2000.0, 10.8])


def test_columns_of_one_length() -> None:
    with pytest.raises(ShapeError):
        to_canonical(np.array([1.0]), np.array([0, 1]), np.array([1.0]))


def days(text: str) -> tuple[np.ndarray, np.ndarray]:
    period = parse_period(text)
    return np.array([period.start.toordinal()]), np.array([period.end.toordinal()])


@pytest.mark.parametrize(
    ("row", "window", "share"),
    [
        ("2025-01-07/2025-02-06", "2025-01", 25 / 31),  # a bill from the 7th to the 6th
        ("2025-01-07/2025-02-06", "2025-02", 6 / 31),
        ("2025", "2025-02", 28 / 365),
        ("2025-03", "2025", 1.0),
        ("2024", "2025", 0.0),
    ],
)
def test_a_row_counts_by_days(row: str, window: str, share: float) -> None:
    start, end = days(row)
    assert share_in_window(start, end, parse_period(window))[0] == pytest.approx(share)


@given(start=st.integers(0, 800), length=st.integers(0, 500))
def test_shares_of_all_months_add_up(start: int, length: int) -> None:
    first = date(2024, 1, 1).toordinal() + start
    rows = np.array([first]), np.array([first + length])
    months = parse_period("2024/2027").months()
    assert sum(share_in_window(*rows, month)[0] for month in months) == pytest.approx(1.0)


def test_sums_by_group_and_period() -> None:
    sums = period_sums(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), np.array([1, 1, 1]), 2, 2)
    assert sums.tolist() == [[0.0, 5.0], [0.0, 2.0]]


@given(length=st.integers(0, 900), edges=st.lists(st.integers(-10, 1000), max_size=5))
def test_parts_of_a_row_close(length: int, edges: list[int]) -> None:
    parts = split_row(0, length, edges)
    assert sum(part.share for part in parts) == pytest.approx(1.0)
    assert parts[0].start_day == 0
    assert parts[-1].end_day == length
    assert all(before.end_day + 1 == after.start_day for before, after in pairwise(parts))


def test_a_row_does_not_end_before_it_begins() -> None:
    with pytest.raises(DomainError):
        split_row(5, 4, [])
