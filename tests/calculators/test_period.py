"""Periods: what people write, days counted with both ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import PeriodError
from calculators.period import Period, parse_period


@pytest.mark.parametrize(
    ("text", "days"),
    [("2025", 365), ("2024", 366), ("2026-02", 28), ("2026-03-07", 1), ("2025-12-07/2026-01-06", 31), ("2025-01/2025-06", 181), ("2024/2025", 731)],
)
def test_days_with_both_ends(text: str, days: int) -> None:
    assert parse_period(text).days == days


@pytest.mark.parametrize("text", ["", "25", "2025-13", "2025-02-30", "2025-1", "2026/2025", "2025/2026/2027", "hôm nay", "2025-Q1", "0025", "9999", "2025-06-31"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 3000))
def test_written_and_read_again(start: date, length: int) -> None:
    period = Period(start=start, end=date.fromordinal(start.toordinal() + length))
    assert parse_period(period.text) == period


def test_years_and_months_of_a_period() -> None:
    period = parse_period("2024-11-15/2025-01-10")
    assert [part.text for part in period.years()] == ["2024-11-15/2024-12-31", "2025-01-01/2025-01-10"]
    assert [month.text for month in period.months()] == ["2024-11", "2024-12", "2025-01"]
    assert sum(part.days for part in period.years()) == period.days


def test_calendar_year() -> None:
    assert parse_period("2025-01/2025-12").is_calendar_year
    assert not parse_period("2025-04/2026-03").is_calendar_year
