"""The deadlines of a result as a calendar file that any calendar program reads (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from calculators.errors import SachhonError
from data import messages
from data.catalogue import Catalogue, open_edition

WIDEST = 75  # octets of one line; longer ones are folded (RFC 5545, 3.1)
WARNED_BEFORE = 14  # days
ASKED = ("yes", "likely", "unknown")


def calendar_of(result: Mapping[str, Any], site: str, lang: str) -> bytes:
    """Return the duties of a result that have a day, as a calendar; the same bytes each time.

    Duties that do not apply, and those the law gives no day for, are not in it.

    Parameters
    ----------
    result : mapping
        A result document.
    site : str
        The site's name, which stands in each entry's title.
    lang : str
        A language that has messages.

    Returns
    -------
    bytes
        An iCalendar file: one whole-day event per duty, each with a reminder before it.
    """
    book = open_edition(str(result["edition"]))
    return written(_event(duty, book, site, lang) for duty in result.get("duties", ()) if duty["applies"] in ASKED and duty["deadline"])


def _event(duty: Mapping[str, Any], book: Catalogue, site: str, lang: str) -> list[str]:
    row = book.row("duties", duty["duty"])
    day = date.fromisoformat(duty["deadline"])
    name = str(row[f"label_{lang}"])
    parts = [
        messages.message(f"duties.applies.{duty['applies']}", lang),
        str(row[f"form_{lang}"] or ""),
        str(row[f"addressee_{lang}"] or ""),
    ]
    told = "\n".join([*(part for part in parts if part), _law(duty, book)])
    return event(day, name, told, f"{site} {duty['duty']} {day}", edition=book.edition, site=site, warned_before=WARNED_BEFORE)


def event(day: date, name: str, told: str, identity: str, *, edition: str, site: str, warned_before: int) -> list[str]:
    """Return the lines of a whole-day event with a reminder.

    Parameters
    ----------
    day : date
        The day.
    name, told : str
        What stands in the title before the site, and below it; an empty `told` is left out.
    identity : str
        What tells this event from every other, the same each time.
    edition : str
        The edition of the reference data, which stamps the event instead of a clock.
    site : str
        The site's name.
    warned_before : int
        How long before the reminder comes. [days]
    """
    mark = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{mark}@sachhon",
        f"DTSTAMP:{edition.replace('-', '')}01T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{name} ({site})')}",
        *([f"DESCRIPTION:{escaped(told)}"] if told else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(name)}",
        f"TRIGGER:-P{warned_before}D",
        "END:VALARM",
        "END:VEVENT",
    ]


def written(events: Iterable[list[str]]) -> bytes:
    """Return a calendar file of events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sach Hon//sachhon//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines = [*head, *(line for lines in events for line in lines), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _law(duty: Mapping[str, Any], book: Catalogue) -> str:
    try:
        source = book.source(str(duty["source"]))
    except SachhonError:
        return str(duty["source"])
    return ", ".join(part for part in (source.number or source.title, str(duty["locator"] or "")) if part)


def escaped(text: str) -> str:
    """Return a text with the marks escaped that mean something in a calendar file (RFC 5545, 3.3.11)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets, none within a letter, continued after a blank."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDEST:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)
