"""Search: one box over the pages, the open site's indicators, the reference data and the glossary."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import column, html, whole
from app.components.state import empty
from app.search import GROUPS, Hit, find
from app.session import AssessmentSession
from app.shelf import LONGEST_WORD
from data import messages


class SearchPage(pn.viewable.Viewer):
    """A box, and what is found while one types."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.word = session.route.focus
        self.found = html(self._found())

    def __panel__(self) -> pn.viewable.Viewable:
        box = tag("input", type="search", value=self.word, data_find="word", aria_label=self._say("box"), placeholder=self._say("box"))
        top = html(heading("search", self._say("title"), self._say("lead")), tag("div", box, role="search"))
        return column(top, self.found)

    def act(self, act: str, value: str) -> None:
        """Find what is typed."""
        if act == "word":
            self.word = value.strip()[:LONGEST_WORD]
            self.session.route = self.session.route.to(focus=self.word)
            self.found.object = whole(self._found())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"search.{key}", self.session.lang, **values)

    def _found(self) -> Markup:
        if not self.word:
            return tag("p", self._say("hint"), class_="soft")
        hits = find(self.word, self.session.route, self.session.reading)
        status = tag("p", self._say("count", count=len(hits)), role="status", class_="soft small")
        if not hits:
            return join(status, empty("search", self._say("none.title"), self._say("none.text")))
        return join(status, *(self._group(group, [hit for hit in hits if hit.group == group]) for group in GROUPS))

    def _group(self, group: str, hits: list[Hit]) -> Markup | None:
        if not hits:
            return None
        items = (
            tag(
                "li",
                tag("a", hit.title, href=hit.href),
                tag("div", hit.note, class_="soft small") if hit.note else None,
                style="padding:8px 0",
            )
            for hit in hits
        )
        return join(tag("h2", self._say(f"group.{group}")), tag("ul", *items, style="list-style:none;margin:0;padding:0"))
