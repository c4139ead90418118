"""My clients: the sites shown to me, what is next at each, what is overdue; and how to take up an invitation."""

from __future__ import annotations

import json
from datetime import datetime

import panel as pn
from markupsafe import Markup

from app import sites
from app.accounts import clients, invitations
from app.accounts.people import AccountError
from app.components.about import about
from app.components.batch_box import BatchBox
from app.components.form import form, text_field
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import empty, notice
from app.components.table import Column, table
from app.moments import VIETNAM, moment
from app.session import AssessmentSession
from app.words import sector_name
from data import messages

_PAGE_OF_STEP = {"mend": "findings", "enter": "overview", "options": "options", "decide": "options", "follow": "plan"}


class ClientsPage(pn.viewable.Viewer):
    """The list of clients and the box for an invitation's code."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told: Markup | None = None
        self.found: tuple[clients.Client, ...] = ()
        self.batch = BatchBox(session, lambda: [client.key for client in self.found], self._show)
        self.pane = html(self._body())

    def _show(self) -> None:
        self.pane.object = whole(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """Take an invitation up."""
        if self.batch.act(act, value):
            self._show()
            return
        if act == "submit":
            code = str(json.loads(value).get("code", "")).strip()
            try:
                invitations.accept(sites.open_store(self.session.settings), self.session.actor, code)
                self.told = notice(self._say("accepted"), "good")
            except AccountError as problem:
                self.told = notice(messages.message(problem.key, self.session.lang), "bad")
        self.pane.object = whole(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"clients.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        head = heading("clients", messages.message("page.clients", self.session.lang), self._say("lead"))
        if not self.session.is_shared:
            return join(head, empty("clients", self._say("alone.title"), self._say("alone.text")))
        today = datetime.now(VIETNAM).date()
        found = clients.clients_of(sites.open_store(self.session.settings), self.session.actor, today)
        self.found = found
        listed = join(self._table(found), self.batch.body()) if found else empty("clients", self._say("none.title"), self._say("none.text"))
        take = form("accept", "", self._say("accept"), text_field("code", self._say("code"), hint=self._say("code.hint"), about=about("clients.code", self.session.lang)))
        return join(head, self.told, listed, tag("h2", self._say("invited")), take)

    def _table(self, found: tuple[clients.Client, ...]) -> Markup:
        route, lang = self.session.route, self.session.lang
        columns = [Column(heading=self._say(name)) for name in ("site", "sector", "next", "overdue", "saved")]
        rows = []
        for client in found:
            site = tag("a", client.name or self._say("unnamed"), href=route.href(page="overview", site=client.key))
            step = tag("a", self._say(f"step.{client.step}"), href=route.href(page=_PAGE_OF_STEP[client.step], site=client.key))
            late = self._say("late", count=client.overdue) if client.overdue else self._due(client.due)
            rows.append(
                (
                    site,
                    sector_name(client.sector, lang),
                    step,
                    tag("span", late, class_="bad" if client.overdue else None),
                    moment(client.saved_at),
                )
            )
        return table(messages.message("page.clients", lang), columns, rows, titled=True)

    def _due(self, due: str) -> str:
        return self._say("due", when=messages.format_period(due, self.session.lang)) if due else "–"
