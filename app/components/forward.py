"""The way from a page that has nothing to show yet to where the figures it needs are entered."""

from __future__ import annotations

from markupsafe import Markup

from app.components.state import button
from app.session import AssessmentSession
from data import messages


def to_data(session: AssessmentSession, focus: str = "") -> Markup | None:
    """Return a button to a tab of the data page, or None for somebody who may not change figures."""
    if session.role == "zone_manager":
        return None
    return button(messages.message("empty.to_data", session.lang), href=session.route.href(page="data", focus=focus), kind="main")
