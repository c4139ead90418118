"""When a bill's supply was, and of which meter: providers write both under names of their own, or in a line's text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from calculators.errors import PeriodError
from calculators.period import Period, month_of, parse_period
from calculators.units import fold

_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
_RANGE = re.compile(rf"(?:tu(?: ngay)?\s*:?\s*)?{_DAY}\s*(?:den(?: het)?(?: ngay)?|-|–|->)\s*:?\s*{_DAY}")
_MONTH = re.compile(r"(?:thang|\bky)\s*:?\s*(\d{1,2})\s*(?:[/-]|nam)\s*(\d{4})")
_FROM = {"tungay", "ngaydauky", "ngaytu", "fromdate", "ngaybatdau", "kytu", "tungaydk"}
_TO = {"denngay", "ngaycuoiky", "ngayden", "todate", "ngayketthuc", "kyden", "denngayck"}
_PERIOD = {"kyhoadon", "ky", "thang", "kythanhtoan", "kytieuthu", "kysudung", "kycuoc", "billingperiod", "thangnam"}
_METER = {"socongto", "socto", "mahieucongto", "madiemdo", "makhachhang", "makh", "mkhang", "danhbo", "sodanhbo", "customercode"}
_METER_IN = re.compile(r"(?:cong to|dong ho|diem do|ma kh|khach hang)\b(?: so)?\s*[:.#]?\s*([a-z]{0,6}[-.]?\d{3,}[\w\-.]*\w)")
_NOT_A_LETTER = re.compile(r"[^a-z]")
_SHORT_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")


@lru_cache(maxsize=4096)
def meter_in(name: str) -> str:
    """Return the meter that a line's own text names, as bills of several meters do; empty where it names none.

    Examples
    --------
    >>> meter_in("Điện giờ cao điểm, công tơ số PE-20210457"), meter_in("Điện năng giờ thấp điểm")
    ('PE-20210457', '')
    """
    match = _METER_IN.search(fold(name))
    return match.group(1).upper() if match else ""


def find_supply(content: Any, names: Iterable[str]) -> tuple[str, str]:
    """Return the period of supply and the meter that an invoice states, each empty where it states none.

    Parameters
    ----------
    content : lxml element
        ``DLHDon``.
    names : iterable of str
        The texts of its lines, where water and power companies often write the period.

    Returns
    -------
    tuple of str
        The period as the contract writes it (both ends inclusive), and the meter's or customer's number.
    """
    extras: dict[str, str] = {}
    for item in content.iter("TTin"):
        parts = {child.tag: child.text for child in item}
        name, value = parts.get("TTruong"), parts.get("DLieu")
        if name and value:
            extras.setdefault(_letters(name), value.strip())
    meter = sys.intern(next((extras[name] for name in extras if name in _METER), ""))
    meter = meter or next((item.text or "" for item in content.iter("MKHang")), "")
    return _stated(extras) or _written(names), meter.strip()


def _stated(extras: dict[str, str]) -> str:
    start = end = ""
    for name, text in extras.items():
        if not start and name in _FROM and _day(text):
            start = text
        elif not end and name in _TO and _day(text):
            end = text
    if start and end and (span := _span(start, end)):
        return span
    for name, text in extras.items():
        if name in _PERIOD:
            short = _SHORT_MONTH.fullmatch(text)
            found = _written([text]) or (_month(short.group(1), short.group(2)) if short else "")
            if found:
                return found
    return ""


@lru_cache(maxsize=4096)
def _span(first: str, last: str) -> str:
    """Return the period of two days as they are written, nothing where they are in the wrong order."""
    start, end = _day(first), _day(last)
    return Period(start=start, end=end).text if start and end and start <= end else ""


def _written(texts: Iterable[str]) -> str:
    for text in texts:
        found = _read(text)
        if found:
            return found
    return ""


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return _NOT_A_LETTER.sub("", fold(name))


@lru_cache(maxsize=4096)
def _read(text: str) -> str:
    """Return the period that a text names, from a day to a day or a month; sellers repeat their texts."""
    if any(mark.isdigit() for mark in text):
        plain = fold(text)
        match = _RANGE.search(plain)
        if match:
            start, end = _date(*match.groups()[:3]), _date(*match.groups()[3:])
            if start and end and start <= end:
                return Period(start=start, end=end).text
        month = _MONTH.search(plain)
        if month and (found := _month(month.group(1), month.group(2))):
            return found
    return ""


def _month(month: str, year: str) -> str:
    return month_of(int(year), int(month)).text if 1 <= int(month) <= 12 and 1900 <= int(year) <= 2199 else ""


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    match = re.match(_DAY, text)
    if match:
        return _date(*match.groups())
    try:
        return parse_period(text[:10]).start if re.match(r"\d{4}-\d{2}-\d{2}", text) else None
    except PeriodError:
        return None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
