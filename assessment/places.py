"""Where in an assessment something stands, in words: ``flows[12].unit`` is row 13 of the detailed ledger, its unit.

Documents keep the path (`contract.md`); whatever a person reads takes its words from here: reports, pages, the command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assessment.model import Document
from data.messages import format_period, has_message, message

_STEP = re.compile(r"([\w\-]+)|\[(\d+)\]")
LONGEST_NAME = 48  # characters
NAMES = ("title", "name")  # members of a row that say what it is


def place_in_words(place: Mapping[str, Any], lang: str, document: Document | None = None, stream: Callable[[str], str] | None = None) -> str:
    """Return where in a document something stands: sheet and cell of a workbook, else section, row and what the row is of.

    Parameters
    ----------
    place : Mapping
        The place of a finding's record; its file is the caller's to name.
    lang : str
        A language of the application.
    document : Document, optional
        The document, to say which row it is.
    stream : callable, optional
        What a stream's key is called; without it a row is called by its own name only.

    Returns
    -------
    str
        The place; empty where only a file is known.

    Examples
    --------
    >>> place_in_words({"path": "flows[12].unit", "line": 88}, "en")
    'Detailed ledger, row 13, Unit, line 88 of the file'
    >>> place_in_words({"sheet": "flows", "cell": "D14"}, "en")
    'flows!D14'
    """
    if place.get("sheet"):
        return f"{place['sheet']}!{place['cell']}" if place.get("cell") else str(place["sheet"])
    path, line = str(place.get("path") or ""), place.get("line")
    parts = [path_in_words(path, lang, document, stream)] if path else []
    parts += [message("position.line", lang, line=line)] if line is not None else []
    return ", ".join(parts)


def path_in_words(path: str, lang: str, document: Document | None = None, stream: Callable[[str], str] | None = None) -> str:
    """Return a path of a document in words; one that is of no document as it is.

    Examples
    --------
    >>> path_in_words("choices.discount_rate", "vi")
    'Lựa chọn tính toán, Tỷ suất chiết khấu'
    """
    steps = [match.group(1) or int(match.group(2)) for match in _STEP.finditer(path)]
    section, rest = _section(steps)
    if not section:
        single = f"field.{path}.label"
        return message(single, lang) if has_message(single, lang) else path
    parts = [message(f"sheet.{section}.title" if section != "process" else "position.process", lang)]
    if rest and isinstance(rest[0], int):
        number, rest = rest[0] + 1, rest[1:]
        about = _about(section, number - 1, lang, document, stream)
        parts.append(message("position.row_about", lang, number=str(number), about=about) if about else message("position.row", lang, number=str(number)))
    member = _member(section, rest, lang)
    return ", ".join([*parts, member] if member else parts)


def _section(steps: list[str | int]) -> tuple[str, list[str | int]]:
    """Return the section that a path begins with, the longest that has a name, and the rest of the path."""
    for count in (2, 1):
        key = ".".join(str(step) for step in steps[:count])
        if len(steps) >= count and (key == "process" or has_message(f"sheet.{key}.title")):
            return key, steps[count:]
    return "", steps


def _about(section: str, at: int, lang: str, document: Document | None, stream: Callable[[str], str] | None) -> str:
    """Return what a row of a document is of: its own name, or its stream and period."""
    found: Any = document.assessment if document else None
    for member in section.split("."):
        found = getattr(found, member, None)
    if not isinstance(found, tuple) or at >= len(found):
        return ""
    row = found[at]
    named = next((_brief(str(value)) for name in NAMES if (value := getattr(row, name, None))), "")
    if section == "worksheets":
        return ""
    key = getattr(row, "stream", None)
    period = getattr(row, "period", None)
    parts = [named or (stream(key) if key and stream else ""), format_period(period, lang) if period else ""]
    return ", ".join(part for part in parts if part)


def _brief(name: str) -> str:
    """Return a name without what stands behind it in brackets, cut where it is long: it only has to tell rows apart."""
    head = name.partition(" (")[0] or name
    return head if len(head) <= LONGEST_NAME else head[: LONGEST_NAME - 1].rstrip() + "…"


def _member(section: str, rest: list[str | int], lang: str) -> str:
    """Return what the field at the end of a path is called; nothing where the forms have no name for it."""
    names = [str(step) for step in rest if not isinstance(step, int)]
    if not names:
        return ""
    last = names[-1]
    keys = (f"report.choice.{last}",) if section == "choices" else ()
    for key in (*keys, f"field.{section}.{'.'.join(names)}.label", f"field.{last}.label", f"property.{last}", f"property.{names[0]}"):
        if has_message(key, lang):
            return message(key, lang)
    return ""
