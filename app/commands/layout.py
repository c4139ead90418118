"""A report's layout from a small JSON file: sections, order, notes, logo, signatures, place and date."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.commands.speaking import REFUSED, say_findings
from calculators.finding import Finding, Place

if TYPE_CHECKING:
    from assessment.reports import Layout

MAX_BYTES = 4 * 1024 * 1024
MEGABYTE = 1024 * 1024
PICTURES = "PNG, JPEG"
KEYS = ("sections", "leave_out", "notes", "logo", "signatories", "place", "signed_on")


def read_layout(path: Path | None, lang: str) -> Layout:
    """Return the layout that a file says, or refuse the call with a finding: where, what stands there, what to do."""
    from assessment.reports.compose import PLAIN, SECTIONS, Layout

    if path is None:
        return PLAIN
    try:
        record: Any = json.loads(_bytes(path, "layout.missing", lang).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refused("layout.no_json", path, lang, given=path.name) from error
    if not isinstance(record, dict) or not set(record) <= set(KEYS):
        given = ", ".join(sorted(set(record) - set(KEYS))) if isinstance(record, dict) else type(record).__name__
        raise _refused("layout.key", path, lang, given=given, expected=", ".join(KEYS))
    wanted, out, notes = record.get("sections"), record.get("leave_out", []), record.get("notes", {})
    named = [*(wanted or ()), *out, *notes] if _texts(wanted or []) and _texts(out) and isinstance(notes, dict) else [None]
    unknown = [key for key in named if key not in SECTIONS]
    if unknown or not all(isinstance(note, str) for note in notes.values()):
        named_wrong = ", ".join(str(key) for key in unknown if key is not None)
        raise _refused("layout.section", path, lang, given=named_wrong, expected=", ".join(SECTIONS))
    signers = record.get("signatories", [])
    if not isinstance(signers, list) or not all(_texts(signer) and len(signer) == 2 for signer in signers):
        raise _refused("layout.signatories", path, lang, "signatories", given=json.dumps(signers, ensure_ascii=False)[:80], expected="[[…, …]]")
    logo = record.get("logo")
    return Layout(
        sections=tuple(key for key in wanted or SECTIONS if key not in out) if wanted or out else None,
        notes=notes,
        logo=_logo(path, logo, lang) if isinstance(logo, str) and logo else None,
        signatories=tuple((role, name) for role, name in signers),
        place=str(record["place"]) if record.get("place") else None,
        signed_on=_day(path, record.get("signed_on"), lang),
    )


def read_template(path: Path | None, lang: str) -> bytes | None:
    """Return a Word template that can be used, or refuse the call and say what is wrong with it."""
    if path is None:
        return None
    from assessment.reports.word_template import check_template

    content = _bytes(path, "layout.template_missing", lang)
    findings = check_template(content, path.name)
    say_findings([finding.as_record() for finding in findings], lang)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(REFUSED)
    return content


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _logo(layout: Path, name: str, lang: str) -> bytes:
    from assessment.reports.picture import usable_logo

    path = layout.parent / name
    content = _bytes(path, "layout.logo_missing", lang, layout, name)
    if usable_logo(content) is None:
        raise _refused("layout.logo_unfit", layout, lang, "logo", given=name, expected=PICTURES)
    return content


def _day(path: Path, day: object, lang: str) -> str | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(str(day)).isoformat()
    except ValueError as error:
        raise _refused("layout.date", path, lang, "signed_on", given=str(day)[:80], expected="YYYY-MM-DD") from error


def _bytes(path: Path, code: str, lang: str, layout: Path | None = None, name: str = "") -> bytes:
    """Return a file's bytes; `layout` and `name` say which file names it, and how, where it is not named by the call itself."""
    where, member = (layout or path), "logo" if layout else ""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused("layout.too_large", where, lang, member, given=name or path.name, expected=f"≤ {MAX_BYTES // MEGABYTE} MB")
        return path.read_bytes()
    except OSError as error:
        raise _refused(code, where, lang, member, given=name or str(path)) from error


def _refused(code: str, path: Path, lang: str, member: str = "", given: str = "", expected: str = "") -> typer.Exit:
    """Say as a finding what a layout cannot be made of; return the exit to raise."""
    place = Place(file=str(path), path=member or None)
    say_findings([Finding(code=code, severity="error", place=place, given=given, expected=expected).as_record()], lang)
    return typer.Exit(REFUSED)
