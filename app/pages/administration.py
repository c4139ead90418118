"""People and their organisations, the record of acts, and copies of the database: an administrator sees no figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import panel as pn
from markupsafe import Markup

from app import sites
from app.accounts import people
from app.accounts.people import AccountError
from app.components.about import about
from app.components.form import form, pick_field, text_field
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, confirm, empty, notice
from app.components.table import Column, table
from app.database import care
from app.moments import moment
from app.session import AssessmentSession
from assessment.store.access import PEOPLE, permit
from assessment.store.errors import StoreError
from assessment.store.scope import Scope, reading, utc_now, writing
from assessment.store.sites import organisation_for, organisations
from calculators.errors import UnknownKeyError
from data import messages

AT_ONCE = 500  # accounts of one list


class AdministrationPage(pn.viewable.Viewer):
    """Accounts with what can be done to each, a form for a new one, verification and backup."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told: Markup | None = None
        self.asked = ""
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """Do what a button asks for and say what came of it."""
        self.told = None
        permit(self.session.actor, "account", "create", "none")
        acts: Mapping[str, Callable[[str], None]] = {
            "submit": self._add,
            "ask": self._ask,
            "keep": self._ask,
            "disable": lambda key: self._people(people.disable, key, "disabled"),
            "enable": lambda key: self._people(people.enable, key, "enabled"),
            "reset": self._reset,
            "verify": self._verify,
            "copy": self._copy,
        }
        try:
            acts[act](value if act != "keep" else "")
        except (AccountError, StoreError) as problem:
            self.told = notice(messages.message(problem.key, self.session.lang), "bad")
        except (KeyError, UnknownKeyError):
            self.told = notice(messages.message("store.denied", self.session.lang), "bad")
        self.pane.object = whole(self._body())

    def _ask(self, key: str) -> None:
        self.asked = key

    def _people(self, do: Callable[[Scope, str], None], key: str, said: str) -> None:
        self.asked = ""
        with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
            do(scope, key)
        self.told = notice(self._say(said), "good")

    def _add(self, text: str) -> None:
        given = {name: str(value).strip() for name, value in json.loads(text).items()}
        role = given.get("role", "")
        with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
            home = organisation_for(scope, given.get("organisation", "") or given.get("name", ""), people.ORGANISATION_KINDS.get(role, ""))
            made, first = people.add_account(scope, home, given.get("login", ""), given.get("name", ""), role)
        self.told = self._first(made.login, first)

    def _reset(self, key: str) -> None:
        with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
            first = people.reset(scope, key)
            login = people.account(scope, key).login
        self.told = self._first(login, first)

    def _first(self, login: str, first: str) -> Markup:
        code = tag("code", first, style="font-size:18px;font-weight:700;user-select:all")
        return tag("div", tag("p", self._say("first", login=login)), tag("p", code), class_="notice good", role="status")

    def _verify(self, _: str) -> None:
        found = care.faults(sites.open_store(self.session.settings))
        self.told = notice(self._say("broken", count=len(found)) if found else self._say("intact"), "bad" if found else "good")

    def _copy(self, _: str) -> None:
        self.told = notice(self._say("copied", file=care.copy(sites.open_store(self.session.settings)).name), "good")

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"administration.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang = self.session.lang
        head = heading("administration", messages.message("page.administration", lang), self._say("lead"))
        if not self.session.is_shared:
            return join(head, empty("administration", self._say("alone.title"), self._say("alone.text")))
        engine = sites.open_store(self.session.settings)
        with reading(engine, self.session.actor) as scope:
            listed, homes = people.list_accounts(scope), dict(organisations(scope))
        ask = confirm(self._say("sure", login=self._login(listed)), lang, "disable", self.asked) if self.asked else None
        if care.is_file(engine):
            tools = (button(self._say("verify"), act="verify"), button(self._say("copy"), act="copy"))
            keep = tag("div", *tools, class_="actions")
        else:
            keep = tag("p", self._say("elsewhere"), class_="soft")
        fields = (
            text_field("login", self._say("login"), about=about("administration.login", lang)),
            text_field("name", self._say("name"), about=about("administration.name", lang)),
            pick_field("role", self._say("role"), [(role, messages.message(f"account.role.{role}", lang)) for role in PEOPLE], "factory", about=about("administration.role", lang)),
            text_field("organisation", self._say("organisation"), hint=self._say("organisation.hint"), about=about("administration.organisation", lang)),
        )
        return join(
            head, self.told, ask, self._table(listed, homes), tag("h2", self._say("new")), form("add", "", self._say("add"), *fields),
            tag("h2", self._say("care")), keep,
        )  # fmt: skip

    def _login(self, listed: tuple[people.Account, ...]) -> str:
        return next((account.login for account in listed if account.id == self.asked), "?")

    def _table(self, listed: tuple[people.Account, ...], homes: Mapping[str, str]) -> Markup:
        columns = [Column(heading=self._say(name)) for name in ("login", "name", "role", "organisation", "state", "do")]
        now = utc_now().isoformat()
        rows = [
            (
                account.login,
                account.name,
                messages.message(f"account.role.{account.role}", self.session.lang),
                homes.get(account.organisation_id, ""),
                self._state(account, now),
                self._tools(account),
            )
            for account in listed[:AT_ONCE]
        ]
        return table(self._say("people"), columns, rows, titled=True)

    def _state(self, account: people.Account, now: str) -> str:
        if account.disabled_at:
            return self._say("state.disabled", when=moment(account.disabled_at))
        if account.locked_until and account.locked_until > now:
            return self._say("state.waiting", when=moment(account.locked_until))
        return self._say("state.first") if account.must_change else self._say("state.active")

    def _tools(self, account: people.Account) -> Markup:
        reset = button(self._say("reset"), act="reset", value=account.id, kind="quiet")
        if account.disabled_at:
            other = button(self._say("enable"), act="enable", value=account.id, kind="quiet")
        elif account.id == self.session.actor.account:
            return tag("span", self._say("yourself"), class_="soft small")
        else:
            other = button(self._say("disable"), act="ask", value=account.id, kind="quiet")
        return tag("span", reset, " ", other)
