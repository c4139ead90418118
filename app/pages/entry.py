"""Enter numbers now: the way to begin without a file."""

from __future__ import annotations

import panel as pn

from app.components.heading import heading
from app.components.pane import html
from app.session import AssessmentSession


class EntryPage(pn.viewable.Viewer):
    """A table of months."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(heading("entry", "…"))
