"""A report's layout from a small JSON file: sections, order, notes, logo, signatures, place and date."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.speaking import refuse

if TYPE_CHECKING:
    from assessment.reports import Layout

MAX_BYTES = 4 * 1024 * 1024
KEYS = ("sections", "leave_out", "notes", "logo", "signatories", "place", "signed_on")


def read_layout(path: Path | None) -> Layout:
    """Return the layout that a file says, or refuse the call."""
    from assessment.reports.compose import PLAIN, SECTIONS, Layout

    if path is None:
        return PLAIN
    try:
        record: Any = json.loads(_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse(f"{path}: JSON") from error
    if not isinstance(record, dict) or not set(record) <= set(KEYS):
        raise refuse(f"{path}: {{{', '.join(KEYS)}}}")
    wanted, out, notes = record.get("sections"), record.get("leave_out", []), record.get("notes", {})
    named = [*(wanted or ()), *out, *notes] if _texts(wanted or []) and _texts(out) and isinstance(notes, dict) else [None]
    unknown = [key for key in named if key not in SECTIONS]
    if unknown or not all(isinstance(note, str) for note in notes.values()):
        raise refuse(f"{path}: {unknown or 'notes'}: {' | '.join(SECTIONS)}")
    signers = record.get("signatories", [])
    if not isinstance(signers, list) or not all(_texts(signer) and len(signer) == 2 for signer in signers):
        raise refuse(f"{path}: signatories: [[role, name]]")
    logo = record.get("logo")
    return Layout(
        sections=tuple(key for key in wanted or SECTIONS if key not in out) if wanted or out else None,
        notes=notes,
        logo=_logo(path.parent / logo) if isinstance(logo, str) and logo else None,
        signatories=tuple((role, name) for role, name in signers),
        place=str(record["place"]) if record.get("place") else None,
        signed_on=_day(path, record.get("signed_on")),
    )


def read_template(path: Path | None, lang: str) -> bytes | None:
    """Return a Word template that can be used, or refuse the call and say what is wrong with it."""
    from app.commands.speaking import say_findings

    if path is None:
        return None
    from assessment.reports.word_template import check_template

    content = _bytes(path)
    findings = check_template(content)
    say_findings([finding.as_record() for finding in findings], lang)
    if any(finding.severity == "error" for finding in findings):
        raise refuse(f"{path}: --template")
    return content


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _logo(path: Path) -> bytes:
    from assessment.reports.picture import usable_logo

    content = _bytes(path)
    if usable_logo(content) is None:
        raise refuse(f"{path}: PNG | JPEG")
    return content


def _day(path: Path, day: object) -> str | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(str(day)).isoformat()
    except ValueError as error:
        raise refuse(f"{path}: signed_on: YYYY-MM-DD") from error


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refuse(f"{path}: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise refuse(f"{path}: > {MAX_BYTES} B")
    return content
