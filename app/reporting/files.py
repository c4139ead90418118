"""Reports and forms of a site as a visitor wants them: which kind, which sections, who signs; and the factory's own logo and template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from app import sites
from app.settings import Settings
from assessment.store import attachments
from assessment.store.access import Actor, is_allowed
from assessment.store.scope import Scope, reading, writing
from calculators.errors import SachhonError
from calculators.finding import Finding
from data import messages

if TYPE_CHECKING:
    from app.province.published import Shelved
    from assessment.reports import Kind, Layout
    from assessment.reports.verification import Difference

LOGO, TEMPLATE = "sachhon-logo", "sachhon-report-template"  # names under which a site keeps what its reports wear
LEFT_OUT = "-"  # before a section's key, as the name of a field: leave it out


class WearError(SachhonError, ValueError):
    """A file that cannot be a report's logo or template; `findings` say why, where it is a template."""

    def __init__(self, what: str, findings: tuple[Finding, ...] = ()) -> None:
        self.findings = findings
        super().__init__(what)


def kind_of(query: Mapping[str, str]) -> Kind | None:
    """Return the kind of report that an address asks for; None is the format's usual one."""
    asked = query.get("kind", "")
    return "full" if asked == "full" else "quick" if asked == "quick" else None


def layout_of(query: Mapping[str, str], logo: bytes | None, shelved: Shelved | None = None) -> Layout:
    """Return the layout that an address asks for; what cannot be read of it is as if it were not asked."""
    from assessment.reports import SECTIONS, Layout

    out = {key for key in SECTIONS if query.get(LEFT_OUT + key)}
    first = query.get("first", "")
    wanted = [key for key in SECTIONS if key not in out]
    if first in wanted:
        wanted = [first, *(key for key in wanted if key != first)]
    roles = [(query.get(f"role{number}", ""), query.get(f"signer{number}", "")) for number in (1, 2, 3)]
    note, place = query.get("note", ""), query.get("place", "")
    return Layout(
        sections=tuple(wanted) if out or first else None,
        notes={query.get("note_on", "summary"): note} if note and query.get("note_on", "summary") in SECTIONS else {},
        logo=logo,
        signatories=tuple(pair for pair in roles if any(pair)),
        place=place or None,
        signed_on=_day(query.get("day", "")),
        pack=shelved.pack if shelved is not None else None,
    )


def _day(text: str) -> str | None:
    """Return a day as ISO 8601 from what was typed, ``22/11/2026`` or ``2026-11-22``; None where it is no day."""
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in reversed(text.split("/")))).isoformat() if text else None
    except ValueError:
        return None


def worn(settings: Settings, site: sites.Site, actor: Actor, what: str) -> bytes | None:
    """Return the site's own logo or Word template, or None where it keeps none or the actor may not see what it keeps."""
    if site.is_example or not is_allowed(actor.role, "attachment", "read", "own"):
        return None
    with reading(sites.open_store(settings), actor) as scope:
        kept = [each for each in attachments.attachments_of(scope, site.key) if PurePath(each.filename).stem == what]
        return attachments.read(scope, kept[-1].id)[1] if kept else None


def wear(settings: Settings, site: sites.Site, actor: Actor, what: str, content: bytes) -> None:
    """Keep a logo or a template for a site's reports, in place of the one before.

    Raises
    ------
    WearError
        If the logo is no picture that a report can show, or the template cannot be used.
    """
    from assessment.reports.picture import usable_logo
    from assessment.reports.word_template import check_template

    if what == LOGO:
        if usable_logo(content) is None:
            raise WearError("logo")
        ending = "png" if content.startswith(b"\x89PNG") else "jpg"
    else:
        errors = tuple(finding for finding in check_template(content) if finding.severity == "error")
        if errors:
            raise WearError("template", errors)
        ending = "docx"
    with writing(sites.open_store(settings), actor) as scope:
        _take_off(scope, site, what)
        attachments.attach(scope, site.key, content, f"{what}.{ending}")


def take_off(settings: Settings, site: sites.Site, actor: Actor, what: str) -> None:
    """Take the site's own logo or template away."""
    with writing(sites.open_store(settings), actor) as scope:
        _take_off(scope, site, what)


def _take_off(scope: Scope, site: sites.Site, what: str) -> None:
    for each in attachments.attachments_of(scope, site.key):
        if PurePath(each.filename).stem == what:
            attachments.take_away(scope, each.id)


def said_differences(name: str, found: tuple[Difference, ...], lang: str) -> str:
    """Return in words whether a report agrees with the site's result: one line each."""
    if not found:
        return messages.message("reports.check.same", lang, name=name)
    lines = [messages.message(f"report.difference.{each.code}", lang, **each.values) for each in found[:12]]
    head = messages.message("reports.check.differs", lang, name=name, count=len(found))
    return "\n".join([head, *(f"• {line}" for line in lines), *(["…"] if len(found) > 12 else [])])
