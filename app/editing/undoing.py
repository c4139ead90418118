"""Go one kept state of the open site's document back or forward; works after leaving and coming back as well."""

from __future__ import annotations

from dataclasses import dataclass

from app import sites
from app.editing.fault import ChangeError
from app.session import AssessmentSession
from assessment.store import documents
from assessment.store.merging import Change
from assessment.store.scope import reading, writing
from assessment.store.timeline import Timeline, timeline_of

NONE = Timeline(back=None, forward=None)


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What going back would undo and what going forward would do again; None where there is no such way."""

    back: tuple[Change, ...] | None = None
    forward: tuple[Change, ...] | None = None


def timeline(session: AssessmentSession) -> Timeline:
    """Return what can be undone and done again in the open site's document; an example has neither."""
    site = session.site
    if site is None or site.is_example or not site.document:
        return NONE
    with reading(sites.open_store(session.settings), session.actor) as scope:
        return timeline_of(documents.history(scope, site.document))


def ways(session: AssessmentSession) -> Ways:
    """Return the changes that a step back takes away and that a step forward makes again, so that both can be named."""
    site = session.site
    if site is None or site.is_example or not site.document:
        return Ways()
    with reading(sites.open_store(session.settings), session.actor) as scope:
        found = timeline_of(documents.history(scope, site.document))
        if found.back is None and found.forward is None:
            return Ways()
        head = documents.head_of(scope, site.document)
        back = None if found.back is None else documents.changes_between(scope, found.back, head)
        forward = None if found.forward is None else documents.changes_between(scope, head, found.forward)
    return Ways(back=back, forward=forward)


def step(session: AssessmentSession, act: str) -> str:
    """Go one state back (``undo``) or forward (``redo``), open it, and return the address to show.

    Raises
    ------
    ChangeError
        If there is nothing to go to, or somebody else changed the document meanwhile.
    """
    found = timeline(session)
    aim = found.back if act == "undo" else found.forward
    if aim is None:
        raise ChangeError("change.nothing_to_undo")
    with writing(sites.open_store(session.settings), session.actor) as scope:
        if isinstance(documents.return_to(scope, aim), documents.Conflict):
            raise ChangeError("change.conflict")
    session.open()
    return str(session.route.href())
