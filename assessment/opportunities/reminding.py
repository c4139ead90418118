"""The plan's days as a calendar file (RFC 5545): when to begin, when it is due, when to measure what was saved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assessment.calendar import escaped, folded
from data import messages

WARNED_BEFORE = 7  # days


def plan_calendar(result: Mapping[str, Any], site: str, lang: str) -> bytes:
    """Return the reminders of a result's plan as a calendar; the same bytes each time.

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
        An iCalendar file: one whole-day event per reminder, each with a reminder before it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sach Hon//sachhon//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for item in (result.get("portfolio") or {}).get("reminders") or ():
        lines += _event(item, str(result["edition"]), site, lang)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(item: Mapping[str, Any], edition: str, site: str, lang: str) -> list[str]:
    day = date.fromisoformat(item["day"])
    title = messages.message(f"plan.remind.{item['what']}", lang, option=item["title"])
    mark = hashlib.sha256(f"{site} {item['option']} {item['what']} {day}".encode()).hexdigest()[:32]
    owner = messages.message("plan.remind.owner", lang, owner=item["owner"]) if item["owner"] else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{mark}@sachhon",
        f"DTSTAMP:{edition.replace('-', '')}01T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{title} ({site})')}",
        *([f"DESCRIPTION:{escaped(owner)}"] if owner else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(title)}",
        f"TRIGGER:-P{WARNED_BEFORE}D",
        "END:VALARM",
        "END:VEVENT",
    ]
