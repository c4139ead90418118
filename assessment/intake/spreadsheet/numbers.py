"""The numbers of one line of a sheet: their decimal mark is seen from all of them together, or asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessment.intake.spreadsheet.headings import is_unit
from calculators.errors import NumberError
from calculators.number import Notation, parse_number

_NOTHING = {"", "-", "–", "—", "x", "n/a", "na", "none", "null", "..", "...", "không", "k"}
_WITH_UNIT = re.compile(r"([-+−]?[\d][\d.,\s\u00a0\u202f]*)\s*([^\d\s.,+−-].*)")
_GROUPED = {".": re.compile(r"[-+−]?[1-9]\d{0,2}(\.\d{3})+"), ",": re.compile(r"[-+−]?[1-9]\d{0,2}(,\d{3})+")}


@dataclass(frozen=True, kw_only=True)
class Amount:
    """What a cell says: a number, or a text still to be read, with the unit that stands beside it."""

    number: float | None = None
    text: str = ""
    unit: str = ""


def amount_of(value: Any) -> Amount | None:
    """Return what a cell says, None where it says nothing; a text that is no number keeps its text."""
    if isinstance(value, (bool, dict)):
        return Amount(text="")
    if isinstance(value, (int, float)):
        return Amount(number=float(value))
    text = str(value or "").strip()
    if text.casefold() in _NOTHING:
        return None
    match = _WITH_UNIT.fullmatch(text)
    if match and is_unit(match.group(2).strip()):
        return Amount(text=match.group(1).strip(), unit=match.group(2).strip())
    return Amount(text=text)


def notation_of(texts: Iterable[str]) -> Notation | None:
    """Return the decimal mark that the texts of one line share; None where each of them could be read both ways.

    A text with both marks, or with a mark that cannot group thousands, settles it for all.

    Raises
    ------
    NumberError
        If one text can only have a comma and another only a dot.

    Examples
    --------
    >>> notation_of(["1.234", "12,5"]), notation_of(["1,234.5"]), notation_of(["1.234", "2.500"]), notation_of(["12"])
    ('comma', 'dot', None, 'dot')
    """
    seen: set[Notation] = set()
    doubtful = False
    for text in texts:
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            seen.add("dot" if text.rfind(".") > text.rfind(",") else "comma")
        elif dots or commas:
            mark = "." if dots else ","
            if not _GROUPED[mark].fullmatch(text.strip()):
                seen.add("dot" if dots else "comma")
            elif max(dots, commas) > 1:  # 1.234.567: a mark that stands twice groups
                seen.add("comma" if dots else "dot")
            else:
                doubtful = True
    if len(seen) > 1:
        raise NumberError("numbers like 1.234,5 and like 1,234.5 stand in one line")
    if seen:
        return seen.pop()
    return None if doubtful else "dot"


def read(amount: Amount, notation: Notation) -> float:
    """Return the number of an amount.

    Raises
    ------
    NumberError
        If it is none.
    """
    return amount.number if amount.number is not None else parse_number(amount.text, notation)
