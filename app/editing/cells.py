"""What was typed or pasted into a cell, as a value or as the reason why it is none; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from calculators.errors import AmbiguousUnitError, NumberError, PeriodError, UnitError
from calculators.number import Notation, parse_number
from calculators.period import parse_period
from calculators.units import parse_unit
from data import messages

OTHER: dict[Notation, Notation] = {"comma": "dot", "dot": "comma"}
EXAMPLES: dict[Notation, str] = {"comma": "1.234,5", "dot": "1,234.5"}
YES, NO = ("có", "yes", "true", "x", "đúng", "1"), ("không", "no", "false", "sai", "0", "")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a cell cannot be used: a finding's code with its values, and a text that would do instead, if one is plain."""

    code: str
    given: str
    expected: str = ""
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Read:
    """A cell that was read: its value (None for an empty cell), or its fault."""

    value: float | str | bool | None = None
    fault: Fault | None = None


def number_text(value: float, notation: Notation) -> str:
    """Return a number exactly, grouped, as `notation` writes it; reading it again gives the same number.

    Examples
    --------
    >>> number_text(1234567.25, "comma")
    '1.234.567,25'
    """
    text = format(Decimal(repr(float(value))), ",f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if notation == "dot" else text.translate(str.maketrans(",.", ".,"))


def read_number(text: str, notation: Notation, *, may_be_negative: bool = False) -> Read:
    """Return the number of a cell. [the unit beside it]"""
    clean = text.strip()
    if not clean:
        return Read()
    try:
        value = parse_number(clean, notation) + 0.0
    except NumberError:
        return Read(fault=Fault(code="number.not_read", given=clean[:40], expected=EXAMPLES[notation], fix=_rewritten(clean, notation)))
    if value < 0 and not may_be_negative:
        return Read(fault=Fault(code="flow.negative_quantity", given=clean[:40], fix=number_text(-value, notation)))
    return Read(value=value)


def _rewritten(text: str, notation: Notation) -> str:
    """Return the text as the page writes it, where the other decimal mark makes it a number."""
    try:
        return number_text(parse_number(text, OTHER[notation]), notation)
    except NumberError:
        return ""


def doubtful(text: str, notation: Notation) -> tuple[str, str, str] | None:
    """Return a number typed alone that another hand would mean a thousandfold: as it was read, as it may be meant, and how to type that.

    Examples
    --------
    >>> doubtful("1,234", "comma")
    ('1,234', '1.234', '1234')
    >>> doubtful("12,5", "comma") is None
    True
    """
    mark = {"comma": ",", "dot": "."}[notation]
    if not re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}", text.strip()):
        return None
    meant = text.strip().replace(mark, "")
    return number_text(parse_number(text, notation), notation), number_text(float(meant), notation), meant


def told_of(text: str, notation: Notation, lang: str) -> str:
    """Return what is said of a number typed alone that may be meant otherwise; empty for nothing."""
    other = doubtful(text, notation)
    if other is None:
        return ""
    value, meant, plain = other
    return messages.message("data.read_single", lang, given=text.strip(), value=value, other=meant, plain=plain)


def notation_of(texts: Iterable[str], page: Notation) -> Notation:
    """Return the decimal mark of a pasted block: the other one than the page's only where the block leaves no doubt.

    A block is in the other notation if at least one of its cells can be read only so, and none only in the page's.

    Examples
    --------
    >>> notation_of(["1,234.5", "1,000"], "comma")
    'dot'
    >>> notation_of(["1.234", "1.000"], "comma")
    'comma'
    """
    only_page = only_other = False
    for text in texts:
        as_page, as_other = (_is_number(text, notation) for notation in (page, OTHER[page]))
        only_page = only_page or (as_page and not as_other)
        only_other = only_other or (as_other and not as_page)
    return OTHER[page] if only_other and not only_page else page


def _is_number(text: str, notation: Notation) -> bool:
    try:
        parse_number(text, notation)
    except NumberError:
        return False
    return True


def read_unit(text: str, dimensions: tuple[str, ...] = ()) -> Read:
    """Return a cell's unit text if it is known and measures the stream; `dimensions` are the stream's, empty asks nothing."""
    clean = text.strip()
    if not clean:
        return Read()
    try:
        unit = parse_unit(clean)
    except AmbiguousUnitError as problem:
        return Read(fault=Fault(code="unit.ambiguous", given=clean, expected=", ".join(problem.choices), fix=problem.choices[0] if problem.choices else ""))
    except UnitError:
        return Read(fault=Fault(code="unit.unknown", given=clean[:40]))
    if dimensions and unit.dimension not in dimensions:
        return Read(value=clean, fault=Fault(code="unit.dimension", given=clean, expected=", ".join(dimensions)))
    return Read(value=clean)


def read_period(text: str) -> Read:
    """Return a cell's period as the document writes it; ``03/2026`` and ``22/11/2026`` are understood."""
    clean = text.strip()
    if not clean:
        return Read()
    parts = clean.split("/")
    if 2 <= len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[-1]) == 4 and len(parts[0]) <= 2:
        clean = "-".join(part.zfill(2) for part in reversed(parts))
    try:
        parse_period(clean)
    except PeriodError:
        return Read(fault=Fault(code="period.not_read", given=text[:40], expected="2026-03"))
    return Read(value=clean)


def read_yes(text: str) -> Read:
    """Return a cell's yes (True) or nothing; a plain no is written as nothing."""
    clean = text.strip().casefold()
    if clean in YES:
        return Read(value=True)
    if clean in NO:
        return Read()
    return Read(fault=Fault(code="choice.value", given=text[:40], expected=YES[0]))
