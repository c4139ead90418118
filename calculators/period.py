"""Periods as people write them: a year, a month, a day, or two of these joined by a slash, both ends inclusive."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from calculators.errors import PeriodError

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199  # outside these a year is a typing error


@dataclass(frozen=True, kw_only=True, order=True)
class Period:
    """A run of whole days, first and last included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days. [day]"""
        return (self.end - self.start).days + 1

    @property
    def text(self) -> str:
        """The shortest way to write the period."""
        start, end = self.start, self.end
        if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
            if start.month == 1 and end.month == 12:
                return f"{start.year}" if start.year == end.year else f"{start.year}/{end.year}"
            first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
            return first if first == last else f"{first}/{last}"
        return start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"

    @property
    def is_calendar_year(self) -> bool:
        """Whether the period is one whole calendar year."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31) and (
            self.start.year == self.end.year
        )

    def overlap_days(self, other: Period) -> int:
        """Return how many days both periods share. [day]"""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def contains(self, other: Period) -> bool:
        """Return whether `other` lies wholly inside this period."""
        return self.start <= other.start and other.end <= self.end

    def months(self) -> tuple[Period, ...]:
        """Return the calendar months that the period touches, whole."""
        found = []
        year, month = self.start.year, self.start.month
        while (year, month) <= (self.end.year, self.end.month):
            found.append(month_of(year, month))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return tuple(found)

    def years(self) -> tuple[Period, ...]:
        """Return the parts of the period that lie in each calendar year it touches."""
        return tuple(
            Period(start=max(self.start, date(year, 1, 1)), end=min(self.end, date(year, 12, 31)))
            for year in range(self.start.year, self.end.year + 1)
        )

    def day_before(self) -> date:
        """Return the day before the first day."""
        return self.start - timedelta(days=1)


def month_of(year: int, month: int) -> Period:
    """Return the calendar month as a period."""
    return Period(start=date(year, month, 1), end=date(year, month, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Return the period that `text` writes: ``2026``, ``2026-03``, ``2026-03-07``, or two of these with a slash.

    Parameters
    ----------
    text : str
        The period; both ends are inclusive.

    Returns
    -------
    Period
        First and last day.

    Raises
    ------
    PeriodError
        If the text is no period, names a day that does not exist, or ends before it begins.

    Examples
    --------
    >>> parse_period("2026-02").end
    datetime.date(2026, 2, 28)
    >>> parse_period("2026-01-07/2026-02-06").days
    31
    """
    parts = text.strip().split("/")
    if len(text) > 40 or len(parts) > 2:
        raise PeriodError(f"{text[:40]!r} is not a period like 2026, 2026-03, 2026-03-07 or 2026-01/2026-06")
    start, end = _bounds(parts[0], text), _bounds(parts[-1], text)
    if end[1] < start[0]:
        raise PeriodError(f"period {text!r} ends before it begins")
    return Period(start=start[0], end=end[1])


def _bounds(part: str, text: str) -> tuple[date, date]:
    match = _PART.fullmatch(part.strip())
    if not match:
        raise PeriodError(f"{text!r} is not a period like 2026, 2026-03, 2026-03-07 or 2026-01/2026-06")
    year, month, day = (int(group) if group else None for group in match.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f"year {year} of period {text!r} is outside {FIRST_YEAR}–{LAST_YEAR}")
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            whole = month_of(year, month)
            return whole.start, whole.end
        return date(year, month, day), date(year, month, day)
    except (ValueError, IndexError) as error:
        raise PeriodError(f"period {text!r} names a day that does not exist") from error
