"""What the words of a sheet say: months, periods, units in brackets, totals, what a column is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Literal

from assessment.intake.dates import period_text
from calculators.errors import PeriodError, UnitError
from calculators.period import parse_period
from calculators.units import fold, parse_unit

ColumnKind = Literal["number", "unit", "quantity", "cost", "price", "period", "from", "to", "item", "meter", "note"]
_MONTH_WORD = re.compile(r"(?:t|th|thang|month|m)?\s*\.?\s*(\d{1,2})(?:\s*[/.\- ]\s*(?:nam\s*)?(\d{4}|\d{2}))?")
_MONTH_NAME = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[\s\-/']*(\d{4}|\d{2}))?")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/]\d{1,2})?(?:[ t]\d{2}:\d{2}(?::\d{2})?)?")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)(20\d{2}|19[89]\d)(?!\d)")
_ONLY_YEAR = re.compile(r"(?:nam|year|fy)?\s*(20\d{2}|19[89]\d)")
_TOTAL = re.compile(r"(tong( cong| so)?|cong|ca nam|luy ke|total|grand total|sub-?total|sum|year to date|ytd)\b")
_MEAN = re.compile(r"(trung binh|binh quan|tb|average|mean|avg)\b")
_UNIT_IN_LABEL = re.compile(r"[\(\[]([^()\[\]]{1,20})[\)\]]|,\s*([^\s,()]{1,12})$")
_COLUMNS: tuple[tuple[ColumnKind, str], ...] = (
    ("number", r"(stt|tt|so tt|no|no\.|#|so thu tu|index)"),
    ("unit", r"(dvt|don vi( tinh)?|d\.?v\.?t\.?|unit|units|uom|usage units)"),
    ("from", r"(tu ngay|ngay dau( ky)?|start date|from|begin)"),
    ("to", r"(den ngay|ngay cuoi( ky)?|end date|to|end)"),
    ("period", r"(ngay|thang|ky|nam|thoi gian|ngay thang|ky hoa don|date|month|period|year|read date|thang/nam)"),
    ("price", r"(don gia|gia|unit price|price).*"),
    ("cost", r"(thanh tien|so tien|tien|chi phi|gia tri|tri gia|cost|total cost|amount).*"),
    ("quantity", r"(so luong|luong|khoi luong|san luong|tieu thu|quantity|qty|usage|usage/quantity|total consumption|consumption)( .*)?"),
    ("meter", r"(cong to|so cong to|ma cong to|dong ho|meter|meter number|meter id|meter name|diem do)"),
    ("item", r"(ten|ten hang( hoa)?|hang muc|chi tieu|noi dung|vat tu|nhien lieu|loai|dong|danh muc|item|name|description|type|meter type|stream|fuel)( .*)?"),
    ("note", r"(ghi chu|note|notes|remark|remarks)"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a heading without accents, case, breaks and double blanks."""
    return " ".join(fold(text).split())


def month_of(value: Any) -> tuple[int, int | None] | None:
    """Return the month, and the year where it is written, that a heading names; None where it names none.

    Examples
    --------
    >>> month_of("Tháng 3"), month_of("T12/2025"), month_of("Mar-25"), month_of({"month": "2025-03"}), month_of("Tổng")
    ((3, None), (12, 2025), (3, 2025), (3, 2025), None)
    """
    if isinstance(value, dict):
        text = str(value.get("month") or value.get("day") or "")
        return (int(text[5:7]), int(text[:4])) if len(text) >= 7 else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (int(value), None) if float(value).is_integer() and 1 <= value <= 12 else None
    return _written_month(folded(value)) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _written_month(text: str) -> tuple[int, int | None] | None:
    iso = _ISO_MONTH.fullmatch(text)
    named = _MONTH_NAME.fullmatch(text)
    if iso:
        month, year = int(iso.group(2)), iso.group(1)
    elif named:
        month, year = _NAMES.index(named.group(1)) + 1, named.group(2)
    elif word := _MONTH_WORD.fullmatch(text):
        month, year = int(word.group(1)), word.group(2)
    else:
        return None
    whole = None if not year else int(year) if len(year) == 4 else 2000 + int(year)
    return (month, whole) if 1 <= month <= 12 and (whole is None or 1980 <= whole <= 2099) else None


def period_of(value: Any, year: int | None, is_period_column: bool = False) -> str | None:
    """Return the period of a cell as the contract writes it; a month without a year takes `year`, None without one.

    Parameters
    ----------
    value : object
        The cell.
    year : int, optional
        The year that the sheet is of.
    is_period_column : bool
        Whether the column's heading says that it holds periods: then a bare year or a number of a month is one.

    Examples
    --------
    >>> period_of("15/03/2025", None), period_of("Tháng 3", 2025), period_of("2021", None, True), period_of("3,5", 2025)
    ('2025-03-15', '2025-03', '2021', None)
    """
    if isinstance(value, dict):
        return str(value.get("month") or value.get("day") or "") or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not is_period_column:
        return None
    text = period_text(str(value)) if value is not None else ""
    plain = folded(text)
    only = _ONLY_YEAR.fullmatch(plain)
    if only:
        return only.group(1) if is_period_column or not plain.isdigit() else None
    try:
        return parse_period(text.partition(" ")[0] if text[:4].isdigit() and ":" in text else text).text
    except PeriodError:
        pass
    found = _written_month(plain) if is_period_column or not plain.isdigit() else None
    if found is None:
        return None
    stated = found[1] or year
    return f"{stated}-{found[0]:02d}" if stated else f"?-{found[0]:02d}"


def year_in(text: str) -> int | None:
    """Return the one year that a text names, None for none or several."""
    found = {int(item) for item in _YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def is_total(text: str) -> bool:
    """Return whether a label announces a sum."""
    plain = folded(text)
    if plain.startswith("cong") and "cộng" not in unicodedata.normalize("NFC", text).casefold():
        return plain.strip(" :.") == "cong"  # "Công ty" is none
    return bool(_TOTAL.match(plain))


def is_mean(text: str) -> bool:
    """Return whether a label announces a mean: neither a quantity nor a sum."""
    return bool(_MEAN.match(folded(text)))


def column_kind(text: str) -> ColumnKind | None:
    """Return what a column holds by its heading, None where the heading is a thing's own name."""
    plain = re.sub(r"\s*[(\[].*", "", folded(text)).strip(" :*")
    return next((kind for kind, words in _COLUMNS if re.fullmatch(words, plain)), None)


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Return whether a text is a unit."""
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


def split_unit(label: str) -> tuple[str, str]:
    """Return a label without the unit that stands in it, and that unit, empty where there is none.

    Examples
    --------
    >>> split_unit("Điện lưới (kWh)"), split_unit("Nước, m3"), split_unit("Tôm thẻ (cỡ 60)")
    (('Điện lưới', 'kWh'), ('Nước', 'm3'), ('Tôm thẻ (cỡ 60)', ''))
    """
    for match in _UNIT_IN_LABEL.finditer(label):
        text = (match.group(1) or match.group(2)).strip()
        if is_unit(text):
            return " ".join((label[: match.start()] + " " + label[match.end() :]).split()).strip(" ,:"), text
    return " ".join(label.split()).strip(" ,:"), ""
