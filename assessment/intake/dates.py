"""Months and days as people type them in a cell, to the periods of the contract."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

EARLIEST_YEAR = 1990  # an older year of a running plant's papers is a typing error
YEARS_AHEAD = 1  # of today; a supply may begin next year, nothing of later years has been measured
_MONTH = re.compile(r"(?:t|th|tháng|thang)?\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_BETWEEN = re.compile(r"\s+(?:-|–|—|đến|den|to)\s+|\s*[–—]\s*", re.IGNORECASE)


def possible_years() -> tuple[int, int]:
    """Return the first and last year that papers brought in today can be of."""
    return EARLIEST_YEAR, date.today().year + YEARS_AHEAD


def period_text(text: str) -> str:
    """Return the contract's text of a period typed as Vietnamese write it; anything else unchanged.

    A day comes before its month, as everywhere in Vietnam.

    Examples
    --------
    >>> period_text("03/2026"), period_text("7/3/2026 – 6/4/2026")
    ('2026-03', '2026-03-07/2026-04-06')
    """
    plain = unicodedata.normalize("NFC", text).strip()
    ends = [_single(part) for part in _BETWEEN.split(plain)]
    if len(ends) > 2 or any(end is None for end in ends):
        return plain
    return "/".join(end for end in ends if end is not None)


def _single(text: str) -> str | None:
    plain = text.strip()
    if match := _MONTH.fullmatch(plain):
        return f"{match.group(2)}-{int(match.group(1)):02}"
    if match := _DAY.fullmatch(plain):
        return f"{match.group(3)}-{int(match.group(2)):02}-{int(match.group(1)):02}"
    return plain if re.fullmatch(r"\d{4}(-\d{2}){0,2}", plain, re.ASCII) else None
