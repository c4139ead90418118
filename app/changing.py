"""Change the open site's document from a page: read it, let an edit make a new one, keep it, open it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from app import sites
from app.editing.fault import ChangeError
from app.session import AssessmentSession
from calculators.errors import NumberError, PeriodError
from calculators.number import parse_number
from calculators.period import parse_period

if TYPE_CHECKING:
    from assessment.model import Assessment

Edit = Callable[["Assessment"], "Assessment"]


def change(session: AssessmentSession, edit: Edit) -> str:
    """Keep a changed assessment of the open site and return the address to show; an example becomes an own site first.

    Raises
    ------
    ChangeError
        If the document has rows that could not be read (saving would lose them), the edit cannot be made, or somebody
        else changed the same meanwhile.
    """
    from app.editing.whole import document_of  # loads pydantic models: only when something is changed
    from assessment.store.documents import Conflict, tree_of

    site = session.site
    if site is None or session.reading is None:
        raise ChangeError("change.not_open")
    document, unread = document_of(sites.content(session.settings, site, actor=session.actor), site.filename)
    if document is None or unread:
        raise ChangeError("change.errors_first")
    try:
        made = edit(document)
    except ChangeError:
        raise
    except (ValueError, KeyError) as problem:
        raise ChangeError("change.not_valid") from problem
    route = session.route
    if site.is_example:
        content = json.dumps(tree_of(made), ensure_ascii=False, separators=(",", ":")).encode()
        session.receive(content, f"{session.site_name[:60].replace('/', ' ')}.json")
        session.route = session.route.to(page=route.page, focus=route.focus)
    else:
        if isinstance(sites.save(session.settings, site, made, actor=session.actor), Conflict):
            raise ChangeError("change.conflict")
        session.open()
    return str(session.route.href())


def number_of(session: AssessmentSession, text: str) -> float | None:
    """Return a number as the page's language writes it, None for nothing typed.

    Raises
    ------
    ChangeError
        If the text is no number.
    """
    if not text.strip():
        return None
    try:
        return parse_number(text, "comma" if session.lang == "vi" else "dot")
    except NumberError as problem:
        raise ChangeError("change.not_a_number") from problem


def day_of(text: str) -> str | None:
    """Return a due day or month as the document writes it; ``31/12/2026`` and ``12/2026`` are understood.

    Raises
    ------
    ChangeError
        If the text is no day or month.
    """
    plain = text.strip()
    if not plain:
        return None
    parts = plain.split("/")
    if len(parts) in (2, 3) and all(part.isdigit() for part in parts):
        plain = "-".join(part.zfill(2) for part in reversed(parts))
    try:
        parse_period(plain)
    except PeriodError as problem:
        raise ChangeError("change.not_a_day") from problem
    return plain


def opened_assessment(session: AssessmentSession) -> Assessment:
    """Return the open site's document.

    Raises
    ------
    ChangeError
        If no site is open, or its document cannot be read.
    """
    from assessment import intake

    if session.site is None:
        raise ChangeError("change.not_open")
    read = intake.read(sites.content(session.settings, session.site, actor=session.actor), session.site.filename)
    if read.document is None:
        raise ChangeError("change.errors_first")
    return read.document.assessment


def worksheet(session: AssessmentSession, sheet: str) -> dict[str, str]:
    """Return what stands on a worksheet of the open site, as text; nothing where the document cannot be read."""
    from assessment import intake

    if session.site is None:
        return {}
    read = intake.read(sites.content(session.settings, session.site, actor=session.actor), session.site.filename)
    if read.document is None:
        return {}
    values: dict[str, str] = {}
    for item in read.document.assessment.worksheets:
        if item.sheet == sheet and item.step is None:
            values |= {name: value for name, value in item.values.items() if isinstance(value, str)}
    return values
