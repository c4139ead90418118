"""My account: who I am here, on which devices I am signed in, and the ways to change that."""

from __future__ import annotations

from collections.abc import Sequence

import panel as pn
from markupsafe import Markup

from app import sites
from app.accounts import people, sessions
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.moments import moment
from app.session import AssessmentSession
from assessment.store.scope import reading, writing
from data import messages


class AccountPage(pn.viewable.Viewer):
    """The account, its devices, and how to end them."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told = ""
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """End one of the own sessions, or all others."""
        with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
            if act == "end":
                self.told = "ended" if sessions.end(scope, value) else ""
            elif act == "end_others":
                sessions.end_all(scope, scope.actor.account, but=self.session.sign_in)
                self.told = "ended_all"
        self.pane.object = whole(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"account_page.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang = self.session.lang
        head = heading("account", messages.message("page.account", lang), self._say("lead"))
        if not self.session.is_shared:
            return join(head, empty("account", self._say("none.title"), self._say("none.text")))
        with reading(sites.open_store(self.session.settings), self.session.actor) as scope:
            mine, devices = people.account(scope, scope.actor.account), sessions.devices(scope)
        facts = (
            (self._say("name"), mine.name),
            (self._say("login"), mine.login),
            (self._say("role"), messages.message(f"account.role.{mine.role}", lang)),
        )
        card = tag("dl", *(join(tag("dt", name, class_="soft"), tag("dd", value)) for name, value in facts), class_="card facts")
        ways = tag(
            "div",
            button(self._say("password"), href=f"/sign-in/password?lang={lang}"),
            button(self._say("sign_out"), href=f"/sign-out?lang={lang}"),
            class_="actions",
            style="margin-top:16px",
        )
        said = notice(self._say(self.told), "good") if self.told else None
        return join(head, said, card, ways, tag("h2", self._say("devices")), self._devices(devices))

    def _devices(self, devices: Sequence[sessions.Device]) -> Markup:
        columns = [Column(heading=self._say(name)) for name in ("device", "since", "seen", "do")]
        rows = []
        for device in devices:
            here = device.id == self.session.sign_in
            last = tag("strong", self._say("here")) if here else button(self._say("end"), act="end", value=device.id, kind="quiet")
            rows.append((plain_device(device.device), moment(device.created_at), moment(device.seen_at), last))
        listed = table(self._say("devices"), columns, rows, wide=False, titled=True)
        others = button(self._say("end_others"), act="end_others") if len(rows) > 1 else None
        return join(listed, tag("div", others, class_="actions", style="margin-top:12px") if others else None)


def plain_device(agent: str) -> str:
    """Return a browser's long name as the two words a person knows it by; an unknown one is shown as it is, shortened."""
    systems = (
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    browsers = (("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent[:40] or "?"
