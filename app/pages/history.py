"""Who saw and changed my figures: every act in order, every earlier state of the document, and whether the chain holds."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app import sites
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, confirm, empty, notice
from app.components.table import Column, table
from app.moments import moment
from app.session import AssessmentSession
from assessment import audit
from assessment.store import documents
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import reading
from data import messages

SHOWN = 200  # acts of one page, the newest first


class HistoryPage(pn.viewable.Viewer):
    """The states of the document and the site's record."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.asked = ""
        self.told: Markup | None = None
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """Ask before an earlier state counts again, make it count, or go over the chain."""
        session, site = self.session, self.session.site
        self.told = None
        if act in ("ask", "keep"):
            self.asked = value if act == "ask" else ""
        elif act == "return" and site is not None and not site.is_example:
            self.asked = ""
            try:
                sites.return_to(session.settings, site, value, actor=session.actor)
                session.open()
                self.told = notice(self._say("returned"), "good")
            except StoreError as problem:
                self.told = notice(messages.message(problem.key, session.lang), "bad")
        elif act == "verify" and site is not None:
            with reading(sites.open_store(session.settings), session.actor) as scope:
                faults = audit.verify_site(scope, site.key)
            said = self._say("broken", count=len(faults)) if faults else self._say("intact")
            self.told = notice(said, "bad" if faults else "good")
        self.pane.object = whole(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"history.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        head = heading("history", messages.message("page.history", self.session.lang), self._say("lead"))
        site = self.session.site
        if site is None or site.is_example:
            return join(head, empty("history", self._say("none.title"), self._say("none.text")))
        try:
            with reading(sites.open_store(self.session.settings), self.session.actor) as scope:
                states, entries = documents.history(scope, site.document), audit.history(scope, site.key)
        except DeniedError:
            return join(head, empty("lock", messages.message("page.not_yours.title", self.session.lang), self._say("denied")))
        ask = confirm(self._say("sure"), self.session.lang, "return", self.asked) if self.asked else None
        check = tag("div", button(self._say("verify"), act="verify"), class_="actions", style="margin:12px 0")
        return join(head, self.told, ask, self._states(states), tag("h2", self._say("acts")), check, self._acts(entries))

    def _states(self, states: tuple[documents.Revision, ...]) -> Markup:
        columns = [Column(heading=self._say(name)) for name in ("number", "when", "who", "changed", "open")]
        current = states[-1].id if self.session.site is None else self.session.site.revision
        rows = []
        for state in reversed(states):
            file = button(self._say("download"), href=self.session.route.file("document", revision=state.id), kind="quiet")
            use = self._say("counts") if state.id == current else button(self._say("use"), act="ask", value=state.id, kind="quiet")
            rows.append(
                (
                    str(state.number),
                    moment(state.at),
                    self._name(state.author, state.author_name),
                    self._changed(state),
                    tag("span", file, " ", use),
                )
            )
        return join(tag("h2", self._say("states")), table(self._say("states"), columns, rows, titled=True))

    def _changed(self, state: documents.Revision) -> str:
        counts = [sum(part.get(kind, 0) for part in state.summary.values()) for kind in ("added", "changed", "removed")]
        if not any(counts):
            return self._verb(state.act)
        return self._say("rows", added=counts[0], changed=counts[1], removed=counts[2])

    def _name(self, account: str, name: str) -> str:
        return self._say("local") if account == "local" else name

    def _verb(self, verb: str) -> str:
        key = f"history.act.{verb}"
        return messages.message(key, self.session.lang) if messages.has_message(key) else verb

    def _acts(self, entries: tuple[audit.Entry, ...]) -> Markup:
        columns = [Column(heading=self._say(name)) for name in ("when", "who", "did", "what")]
        rows = []
        for entry in list(reversed(entries))[:SHOWN]:
            key = f"history.resource.{entry.resource}"
            what = messages.message(key, self.session.lang) if messages.has_message(key) else entry.resource
            about = str(entry.detail.get("filename") or entry.detail.get("name") or entry.detail.get("number") or "")
            rows.append((moment(entry.at), self._name(entry.account, entry.name), self._verb(entry.verb), f"{what} {about}".strip()))
        more = tag("p", self._say("more", shown=SHOWN, count=len(entries)), class_="soft") if len(entries) > SHOWN else None
        return join(table(self._say("acts"), columns, rows, titled=True), more)
