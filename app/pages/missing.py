"""Missing: an address that names no page says so, and where to go instead."""

from __future__ import annotations

import panel as pn

from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.state import button
from app.session import AssessmentSession
from data import messages


class MissingPage(pn.viewable.Viewer):
    """A title and two ways on."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        route, lang = self.session.route, self.session.lang
        head = heading("missing", messages.message("missing.title", lang), messages.message("missing.lead", lang))
        home = button(messages.message("missing.home", lang), href=route.href(page="home", site=""), kind="main")
        find = button(messages.message("missing.search", lang), href=route.href(page="search"))
        return html(join(head, tag("div", home, find, class_="actions")))
