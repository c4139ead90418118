"""Moments of the record as a person reads them: Vietnam's time, to the minute."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving; a closed Windows machine has no table of time zones


def moment(at: str) -> str:
    """Return a stored moment (ISO 8601, UTC) as ``22/11/2026 17:02``; both languages write it so here."""
    return datetime.fromisoformat(at).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if at else ""
