"""The papers that a row of the ledger names, as links to their pages."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from app.components.markup import Node, join, tag
from app.route import Route
from assessment.intake.evidence import Mark, marks_in
from data import messages


def paper_focus(mark: Mark) -> str:
    """Return what of which paper a page looks at, as an address' focus."""
    where = f"{mark.sheet}!{mark.cell}" if mark.cell else ",".join(map(str, mark.lines[:8]))
    return f"{mark.sha256}:{where}"


def evidence_links(evidence: str, route: Route) -> Markup:
    """Return a row's evidence with a link to each paper it names; a text without papers stays as it is."""
    marks = marks_in(evidence)
    if not marks:
        return join(evidence)
    parts: list[Node] = []
    for mark in marks:
        where = f"{mark.sheet}!{mark.cell}" if mark.cell else messages.message("finding.line", route.lang, line=", ".join(map(str, mark.lines[:8])))
        text = f"{mark.text.rpartition(', ')[2] or mark.text} · {where}"
        parts += [" " if parts else None, tag("a", text, href=route.href(page="paper", focus=paper_focus(mark)), title=mark.text, class_="small")]
    return join(*parts)


def paper_href(route: Route, sha256: str) -> str:
    """Return the link to a paper as the file that it is."""
    return route.file("paper", paper=quote(sha256))
