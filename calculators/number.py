"""Text to number, strictly: a text that has two readings is refused, never guessed."""

from __future__ import annotations

import re
from typing import Literal

from calculators.errors import NumberError

Notation = Literal["comma", "dot"]
MAX_LENGTH = 40  # characters; longer text is not a number anybody typed

_SPACES = " \u00a0\u202f"
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_BY_NOTATION = {
    # 1.234,5 · 1 234,5 · 1234,5 · 1234
    "comma": re.compile(rf"[+-]?([0-9]{{1,3}}(\.[0-9]{{3}})+|[0-9]{{1,3}}([{_SPACES}][0-9]{{3}})+|[0-9]+)(,[0-9]+)?", re.ASCII),
    # 1,234.5 · 1 234.5 · 1234.5 · 1234
    "dot": re.compile(rf"[+-]?([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]{{1,3}}([{_SPACES}][0-9]{{3}})+|[0-9]+)(\.[0-9]+)?", re.ASCII),
}


def parse_number(text: str, notation: Notation = "comma") -> float:
    """Return the number that `text` writes in the given notation.

    ``comma`` is how Vietnamese writes numbers (``1.234,5``), ``dot`` how English does (``1,234.5``). Grouping,
    where used, must be complete: ``12.5`` is refused in comma notation, because it is either a typing error for
    ``12,5`` or English, and the two differ by a factor of ten.

    Parameters
    ----------
    text : str
        What was typed, at most 40 characters; leading and trailing blanks and a typographic minus are accepted.
    notation : {"comma", "dot"}
        The decimal mark of the text.

    Returns
    -------
    float
        The number. [1]

    Raises
    ------
    NumberError
        If the text is no number in this notation.

    Examples
    --------
    >>> parse_number("1.234,5")
    1234.5
    >>> parse_number("1,234.5", "dot")
    1234.5
    """
    if len(text) > MAX_LENGTH:
        raise NumberError(f"a number of at most {MAX_LENGTH} characters was expected, {len(text)} were given")
    clean = text.strip().replace("\u2212", "-")
    if not _BY_NOTATION[notation].fullmatch(clean):
        expected = "1.234,5" if notation == "comma" else "1,234.5"
        raise NumberError(f"{text!r} is not a number written like {expected}")
    for space in _SPACES:
        clean = clean.replace(space, "")
    grouping, decimal = (".", ",") if notation == "comma" else (",", ".")
    return float(clean.replace(grouping, "").replace(decimal, "."))


def parse_plain_number(text: str) -> float:
    """Return the number written as in JSON: a dot for decimals, no grouping, no plus sign.

    Parameters
    ----------
    text : str
        A JSON number.

    Returns
    -------
    float
        The number. [1]

    Raises
    ------
    NumberError
        If the text is no finite JSON number.
    """
    clean = text.strip()
    if len(clean) > MAX_LENGTH or not _PLAIN.fullmatch(clean):
        raise NumberError(f"{text[:MAX_LENGTH]!r} is not a plain number written like 1234.5")
    value = float(clean)
    if value in (float("inf"), float("-inf")):
        raise NumberError(f"{text!r} is too large to be a number of a factory")
    return value
