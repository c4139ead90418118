"""My account: who I am here, on which devices I am signed in, which programs speak for me, and the ways to change that."""

from __future__ import annotations

import json
from collections.abc import Sequence

import panel as pn
from markupsafe import Markup

from app import sites
from app.accounts import people, sessions
from app.api.store import keys
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.program_keys import keys_section, token_shown, wanted
from app.components.state import button, confirm, empty, notice
from app.components.table import Column, table
from app.moments import moment
from app.session import AssessmentSession
from assessment.store.errors import DeniedError
from assessment.store.scope import Scope, reading, writing
from calculators.errors import UnknownKeyError
from data import messages


class AccountPage(pn.viewable.Viewer):
    """The account, its devices and its keys, and how to end them."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told: Markup | None = None
        self.asked = ""
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """End one of the own sessions or all others; make a key, or end one."""
        self.told = None
        self.asked = value if act == "ask_key" else ""
        try:
            with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
                self.told = self._done(scope, act, value)
        except keys.KeyRequestError:
            self.told = notice(self._say("key.refused"), "bad")
        except (DeniedError, UnknownKeyError, ValueError):
            self.told = notice(messages.message("store.denied", self.session.lang), "bad")
        self.pane.object = whole(self._body())

    def _done(self, scope: Scope, act: str, value: str) -> Markup | None:
        if act == "submit":
            name, scopes, lifetime = wanted({key: str(text) for key, text in json.loads(value).items()})
            return token_shown(keys.create(scope, scope.actor, name, scopes, lifetime)[1], self.session.lang)
        if act == "revoke_key":
            keys.revoke(scope, value)
            return notice(self._say("key.revoked"), "good")
        if act == "end":
            return notice(self._say("ended"), "good") if sessions.end(scope, value) else None
        if act == "end_others":
            sessions.end_all(scope, scope.actor.account, but=self.session.sign_in)
            return notice(self._say("ended_all"), "good")
        return None

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"account_page.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang = self.session.lang
        head = heading("account", messages.message("page.account", lang), self._say("lead"))
        if not self.session.is_shared:
            return join(head, empty("account", self._say("none.title"), self._say("none.text")))
        with reading(sites.open_store(self.session.settings), self.session.actor) as scope:
            mine, devices = people.account(scope, scope.actor.account), sessions.devices(scope)
            held = [key for key in keys.list_keys(scope) if key.account_id == mine.id]
            now = scope.at
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
        return join(
            head, self.told, self._question(held), card, ways, tag("h2", self._say("devices")), self._devices(devices), keys_section(held, now, lang)
        )  # fmt: skip

    def _question(self, held: Sequence[keys.Key]) -> Markup | None:
        name = next((key.name for key in held if key.id == self.asked), None)
        return confirm(self._say("key.sure", name=name), self.session.lang, "revoke_key", self.asked) if name is not None else None

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
