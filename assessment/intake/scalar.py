"""One written value to the type its key asks for; never by what the value looks like."""

from __future__ import annotations

import re
import unicodedata

from assessment.intake.limits import SHOWN
from assessment.intake.tree import Leaf
from calculators.errors import NumberError
from calculators.finding import Finding
from calculators.number import parse_number, parse_plain_number

_PLAIN, _TYPED = "1234.5", "1.234,5"
_TRUE = frozenset({"true", "có", "yes", "đúng"})
_FALSE = frozenset({"false", "không", "no", "sai"})
# what a cell holds when only its text says the type: a mark that the key, not the cell, decides
_FROM_CELL = frozenset({"cell_text", "number", "boolean", "day", "month"})
_KEEPS_ZEROS = {"tax_code": 10, "province": 2}  # digits of a code that a spreadsheet may have shortened to a number


def read_number(leaf: Leaf) -> float | Finding:
    """Return the number of a number key.

    A file of text holds a JSON number: a dot, no grouping. A cell holds a number, or a text as Vietnamese write
    numbers.

    Parameters
    ----------
    leaf : Leaf
        The value as written.

    Returns
    -------
    float or Finding
        The number, or why there is none. [the unit beside it]
    """
    if leaf.kind == "number" and leaf.number is not None:
        return leaf.number + 0.0  # no minus before zero
    if leaf.kind in ("day", "month", "boolean"):
        return _wrong("number.not_read", leaf, _TYPED)
    try:
        return (parse_number(leaf.text, "comma") if leaf.kind == "cell_text" else parse_plain_number(leaf.text)) + 0.0
    except NumberError:
        is_cell = leaf.kind == "cell_text"
        return _wrong("number.not_read" if is_cell else "number.not_plain", leaf, _TYPED if is_cell else _PLAIN)


def read_word_or_number(leaf: Leaf, words: tuple[str, ...]) -> str | float | Finding:
    """Return the word, where it is one of `words`, else the number."""
    return leaf.text.strip() if leaf.text.strip() in words else read_number(leaf)


def read_text_value(leaf: Leaf, key: str) -> str | Finding:
    """Return the text of a text key, as it was written, composed (NFC) and without blanks around it.

    Parameters
    ----------
    leaf : Leaf
        The value as written.
    key : str
        The key's name: a tax code or a province's code that a spreadsheet turned into a number has lost its zeros.

    Returns
    -------
    str or Finding
        The text, or why there is none.
    """
    text = leaf.text.strip() if leaf.text.isascii() else unicodedata.normalize("NFC", leaf.text).strip()
    if not text.isprintable():
        bad = next((mark for mark in text if unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t"), None)
        if bad is not None:
            return _wrong("text.control_character", leaf, "", given=f"U+{ord(bad):04X}")
    digits = _KEEPS_ZEROS.get(key)
    if digits and leaf.kind == "number" and len(text) < digits:
        return _wrong("text.lost_zero", leaf, text.zfill(digits))
    return text


def read_boolean(leaf: Leaf) -> bool | Finding:
    """Return the truth of a yes-or-no key: ``true`` or ``false``; in a cell also the words of the drop-down list."""
    text = leaf.text.strip()
    if leaf.kind in _FROM_CELL:
        text = unicodedata.normalize("NFC", text).casefold()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        return _wrong("boolean.not_read", leaf, "có | không")
    if text in ("true", "false"):
        return text == "true"
    return _wrong("boolean.not_read", leaf, "true | false")


def read_free(leaf: Leaf) -> str | float | Finding:
    """Return a worksheet's field, which may be a number or a text: an unquoted JSON number or a numeric cell counts."""
    if leaf.kind == "number" and leaf.number is not None:
        return leaf.number
    if leaf.kind == "word":
        try:
            return parse_plain_number(leaf.text)
        except NumberError:
            pass
    return read_text_value(leaf, "")


def split_words(leaf: Leaf) -> tuple[Leaf, ...]:
    """Return the parts of a cell that lists several keys, separated by commas or semicolons."""
    parts = [part.strip() for part in re.split("[,;]", leaf.text)]
    return tuple(Leaf(text=part, kind=leaf.kind, place=leaf.place) for part in parts if part)


def _wrong(code: str, leaf: Leaf, expected: str, given: str | None = None) -> Finding:
    shown = leaf.text[:SHOWN] if given is None else given
    return Finding(code=code, severity="error", place=leaf.place, given=shown, expected=expected)
