"""Guide: the chapters, and the one that is read; the printed guide has the same text with pictures."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app import manual
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.state import empty
from app.session import AssessmentSession
from data import messages


class GuidePage(pn.viewable.Viewer):
    """A list of chapters, or one chapter with the way to the next."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str) -> str:
        return messages.message(f"guide.{key}", self.session.lang)

    def _body(self) -> Markup:
        route = self.session.route
        found = manual.chapters(route.lang)
        names = [one.name for one in found]
        if not route.focus:
            return join(heading("guide", self._say("title"), self._say("lead")), self._list(found))
        if route.focus not in names:
            return join(
                heading("guide", self._say("title")), empty("help", self._say("none.title"), self._say("none.text")), self._list(found)
            )
        number = names.index(route.focus)
        one = found[number]
        later = found[number + 1] if number + 1 < len(found) else None
        return join(
            heading("guide", one.title),
            tag("div", manual.body(one, route), class_="prose"),
            tag("p", tag("a", f"{later.title} →", href=route.href(page="guide", focus=later.name)), class_="next") if later else None,
            tag("p", tag("a", self._say("all"), href=route.href(page="guide"))),
        )

    def _list(self, found: tuple[manual.Chapter, ...]) -> Markup:
        route = self.session.route
        items = (tag("li", tag("a", one.title, href=route.href(page="guide", focus=one.name))) for one in found)
        return tag("ol", *items, class_="stack")
