"""Who else sees this site: invite a consultant or a zone manager by a code that works once, and take it back."""

from __future__ import annotations

import json

import panel as pn
from markupsafe import Markup

from app import sites
from app.accounts import clients, invitations
from app.components.about import about
from app.components.form import form, pick_field
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.moments import moment
from app.session import AssessmentSession
from assessment.store import sites as kept
from assessment.store.errors import DeniedError
from assessment.store.scope import reading, writing
from calculators.errors import UnknownKeyError
from data import messages

_LEVELS: tuple[kept.Level, ...] = ("write", "read")


class InvitePage(pn.viewable.Viewer):
    """Guests, open invitations, and a new one."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told: Markup | None = None
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """Invite, take an invitation back, or end what was granted."""
        self.told = None
        try:
            with writing(sites.open_store(self.session.settings), self.session.actor) as scope:
                if act == "submit":
                    level = "write" if json.loads(value).get("level") == "write" else "read"
                    made = invitations.invite(scope, self._site(), "write" if level == "write" else "read")
                    self.told = self._code(made)
                elif act == "cancel":
                    invitations.cancel(scope, value)
                elif act == "withdraw":
                    kept.withdraw(scope, value)
                    self.told = notice(self._say("withdrawn"), "good")
        except (DeniedError, UnknownKeyError):
            self.told = notice(messages.message("store.denied", self.session.lang), "bad")
        self.pane.object = whole(self._body())

    def _site(self) -> str:
        return self.session.site.key if self.session.site is not None else ""

    def _code(self, made: invitations.Invitation) -> Markup:
        code = tag("code", made.token, style="font-size:18px;font-weight:700;user-select:all")
        return tag("div", tag("p", self._say("made", when=moment(made.expires_at))), tag("p", code), class_="notice good", role="status")

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"invite.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        head = heading("invite", messages.message("page.invite", self.session.lang), self._say("lead"))
        site = self.session.site
        if not self.session.is_shared or site is None or site.is_example:
            return join(head, empty("invite", self._say("alone.title"), self._say("alone.text")))
        try:
            with reading(sites.open_store(self.session.settings), self.session.actor) as scope:
                guests, pending = clients.guests(scope, site.key), invitations.pending(scope, site.key)
        except DeniedError:
            return join(head, empty("lock", self._say("denied.title"), self._say("denied.text")))
        ask = form(
            "invite",
            "",
            self._say("do"),
            pick_field("level", self._say("level"), [(key, self._say(f"level.{key}")) for key in _LEVELS], "write", about=about("invite.level", self.session.lang)),
        )
        return join(head, self.told, self._guests(guests), self._pending(pending), tag("h2", self._say("new")), ask)

    def _guests(self, guests: tuple[clients.Guest, ...]) -> Markup:
        if not guests:
            return empty("invite", self._say("none.title"), self._say("none.text"))
        columns = [Column(heading=self._say(name)) for name in ("who", "may", "since", "end")]
        rows = [
            (
                guest.name,
                self._say(f"level.{guest.level}"),
                moment(guest.since),
                button(self._say("withdraw"), act="withdraw", value=guest.grant_id, kind="quiet"),
            )
            for guest in guests
        ]
        return join(tag("h2", self._say("guests")), table(self._say("guests"), columns, rows, wide=False, titled=True))

    def _pending(self, pending: tuple[tuple[str, str, str], ...]) -> Markup | None:
        if not pending:
            return None
        columns = [Column(heading=self._say(name)) for name in ("may", "until", "end")]
        rows = [
            (self._say(f"level.{level}"), moment(until), button(self._say("cancel"), act="cancel", value=key, kind="quiet"))
            for key, level, until in pending
        ]
        return join(tag("h2", self._say("pending")), table(self._say("pending"), columns, rows, wide=False, titled=True))
