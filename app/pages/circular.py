"""The register as everybody sees it: how much is offered, wanted and met, by material and province. No factory is named."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components import notice_words as words
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.published import province_choice
from app.components.state import empty
from app.components.table import Column, table
from app.province import documents as province
from app.province.published import HOME, regions
from app.session import AssessmentSession
from app.sites import open_store
from assessment import exchange
from assessment.store.scope import reading
from benchmarks.exchange.notice import Notice, expires_on
from data import messages


class CircularPage(pn.viewable.Viewer):
    """Numbers by material, then the open notices of a province."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def act(self, act: str, value: str) -> str | None:
        """Follow the choice of a province."""
        return self.session.route.href(focus=value) if act == "province" and value in regions() else None

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"exchange.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang = self.session.lang
        where = self.session.route.focus if self.session.route.focus in regions() else HOME
        counts = province.register(self.session.settings, self.session.actor, where)
        with reading(open_store(self.session.settings), self.session.actor) as scope:
            notices = [notice for notice in exchange.published(scope) if notice.province == where]
        head = heading("circular", self._say("circular.title"), self._say("circular.lead"))
        if not notices:
            return join(head, tag("div", province_choice(lang, where), class_="grid two choices"), empty("waste", self._say("none.title"), self._say("circular.none")))
        rows = [(words.materials(lang).get(key, key), *map(str, numbers)) for key, numbers in counts.items()]
        columns = [Column(heading=messages.message("yearly.column.material", lang))]
        columns += [Column(heading=messages.message(f"yearly.column.{name}", lang), numeric=True) for name in ("offers", "wants", "matched")]
        return join(
            head,
            tag("div", province_choice(lang, where), class_="grid two choices"),
            table(self._say("circular.table"), columns, rows),
            tag("h2", self._say("open")),
            self._notices(notices),
            tag("p", self._say("circular.note"), class_="soft small"),
        )

    def _notices(self, notices: list[Notice]) -> Markup:
        lang = self.session.lang
        rows = [
            (
                words.material(notice, lang),
                self._say(f"side.{notice.side}"),
                words.composition(notice, lang),
                words.amount(notice, lang),
                words.place(notice, lang),
                messages.format_period(notice.published_on, lang),
                messages.format_period(expires_on(notice), lang),
            )
            for notice in notices
        ]
        names = ("material", "side", "composition", "band", "place", "published_on", "until")
        return table(self._say("open"), [Column(heading=self._say(f"field.{name}")) for name in names], rows, titled=True)
