"""Reports: what each is for, who asks for it, and its download."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.icons import icon
from app.components.markup import join, tag
from app.components.pane import html
from app.components.state import button
from app.making import REPORTS, offered
from app.session import AssessmentSession
from data import messages


class ReportsPage(pn.viewable.Viewer):
    """One card per report that can be made now."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"reports.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        cards = (self._card(name) for name in offered())
        return join(heading("reports", self._say("title"), self._say("lead")), tag("div", *cards, class_="grid two"))

    def _card(self, name: str) -> Markup:
        files = [self._file(name, lang) for lang in messages.languages()] if name in REPORTS else [self._plain(name)]
        return tag(
            "article",
            icon("reports"),
            tag("h2", self._say(f"{name}.title"), style="margin:0"),
            tag("p", self._say(f"{name}.what")),
            tag("p", self._say(f"{name}.who"), class_="soft small"),
            tag("div", *files, class_="foot"),
            class_="card",
        )

    def _file(self, name: str, lang: str) -> Markup:
        text = self._say("download", language=messages.message(f"language.{lang}", self.session.lang))
        kind = "main" if lang == self.session.lang else ""
        return button(text, href=self.session.route.to(lang=lang).file(name), symbol="download", kind=kind)

    def _plain(self, name: str) -> Markup:
        return button(self._say("download.plain"), href=self.session.route.file(name), symbol="download")
