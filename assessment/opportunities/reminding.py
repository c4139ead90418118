"""The plan's days as a calendar file (RFC 5545): when to begin, when it is due, when to measure what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.calendar import event, written
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
    reminders = (result.get("portfolio") or {}).get("reminders") or ()
    return written(_event(item, str(result["edition"]), site, lang) for item in reminders)


def _event(item: Mapping[str, Any], edition: str, site: str, lang: str) -> list[str]:
    day = date.fromisoformat(item["day"])
    title = messages.message(f"plan.remind.{item['what']}", lang, option=item["title"])
    owner = messages.message("plan.remind.owner", lang, owner=item["owner"]) if item["owner"] else ""
    identity = f"{site} {item['option']} {item['what']} {day}"
    return event(day, title, owner, identity, edition=edition, site=site, warned_before=WARNED_BEFORE)
