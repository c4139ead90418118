"""Sign in, choose a password, sign out: plain forms without a script."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from tornado.web import RequestHandler

from app.accounts import people, sessions
from app.accounts.identity import folded_login
from app.accounts.passwords import SHORTEST, PasswordError
from app.components.markup import tag
from app.entrance.guard import PASSWORD, SIGN_IN, SIGN_OUT, Guard
from app.entrance.limits import client_of
from app.entrance.plain import PlainHandler, field, lang_of, page, told
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import writing
from data import messages

log = logging.getLogger(__name__)
AT_ONCE = 2  # password checks at a time: each takes 64 MiB and a core
WAITING = 40  # how many may wait for theirs; more are refused at once
_ASKED_FOR = ("site", "page", "focus", "lang")


class SignInHandler(PlainHandler):
    """Ask for a name and a password; whatever is wrong, the answer is the same."""

    def initialize(self, guard: Guard, desk: Desk) -> None:  # type: ignore[override]
        """Remember the guard and who checks passwords."""
        super().initialize(guard)
        self.desk = desk

    def get(self) -> None:
        """Show the form; who is signed in goes on."""
        found = self.guard.open_of(self.request)
        if found is not None:
            self.redirect(PASSWORD if found.must_change else self._aim(), status=303)
        else:
            self.finish(self._form(""))

    def _aim(self) -> str:
        given = {name: self.get_query_argument(name, "")[:120] for name in _ASKED_FOR}
        return "/" + address({name: value for name, value in given.items() if value})

    def _form(self, problem: str) -> str:
        lang = lang_of(self)
        say = messages.message
        here = SIGN_IN + self._aim().removeprefix("/")
        form = tag(
            "form",
            self.form_token(),
            field("login", say("sign_in.login", lang), fill="username", autocapitalize="none", spellcheck="false", autofocus=True),
            field("password", say("sign_in.password", lang), "password", "current-password"),
            tag("button", say("sign_in.do", lang), type="submit"),
            method="post",
            action=here,
        )
        issuer = self.guard.settings.issuer
        other = tag("a", say("sign_in.oidc", lang), href=f"{SIGN_IN}/oidc?lang={lang}", class_="button other") if issuer else None
        asked = {name: value for name in _ASKED_FOR[:3] if (value := self.get_query_argument(name, "")[:120])}
        switch = SIGN_IN + address({**asked, "lang": ""})
        return page(
            say("sign_in.title", lang), lang, told(problem), form, other, tag("p", say("sign_in.lost", lang), class_="soft"), other=switch
        )

    async def post(self) -> None:
        """Open a session for the right password and send the browser on."""
        login, password = self.get_body_argument("login", "", strip=False), self.get_body_argument("password", "", strip=False)
        done = await self.desk.check(self, login[:200], password[:1000])
        if done is None:
            self.set_status(401)
            self.finish(self._form(messages.message("sign_in.refused", lang_of(self))))
            return
        admit(self, self.guard, done)
        self.redirect(PASSWORD + f"?lang={lang_of(self)}" if done.must_change else self._aim(), status=303)


def address(query: dict[str, str]) -> str:
    """Return a query as an address has it."""
    from urllib.parse import quote, urlencode

    return "?" + urlencode(query, quote_via=quote, safe="/:@") if query else ""


class Desk:
    """Checks names and passwords: a few at a time, so often from one address and for one name."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def check(self, handler: RequestHandler, login: str, password: str) -> sessions.SignedIn | None:
        """Return the session opened, or None for whatever reason."""
        guard = self.guard
        name = hashlib.sha256(folded_login(login).encode("utf-8", "replace")).hexdigest()
        client = client_of(handler.request, guard.settings.proxies)
        if not guard.by_client.allows(client) or not guard.by_name.allows(name) or self._waiting >= WAITING:
            log.warning("a sign-in was refused unchecked: too many tries")
            return None
        self._waiting += 1
        try:
            async with self._turn:
                device = handler.request.headers.get("User-Agent", "")
                done = await asyncio.to_thread(sessions.sign_in, guard.engine, login, password, device)
        except StoreError:
            log.warning("a sign-in could not be checked", exc_info=True)
            return None
        finally:
            self._waiting -= 1
        return done if isinstance(done, sessions.SignedIn) else None


def admit(handler: RequestHandler, guard: Guard, done: sessions.SignedIn) -> None:
    """Give the browser the new session's token; one it brought along ends, whoever put it there."""
    old = guard.token_of(handler.request)
    if old:
        sessions.sign_out(guard.engine, old)
    handler.set_cookie(guard.cookie, done.token, httponly=True, samesite="Lax", secure=guard.settings.is_secure, path="/")


class PasswordHandler(PlainHandler):
    """Let a person choose a new password: at the first sign-in, or whenever they like."""

    def get(self) -> None:
        """Show the form."""
        if self.guard.open_of(self.request) is None:
            self.redirect(SIGN_IN, status=303)
        else:
            self.finish(self._form(""))

    def _form(self, problem: str) -> str:
        lang, say = lang_of(self), messages.message
        found = self.guard.open_of(self.request)
        form = tag(
            "form",
            self.form_token(),
            field("old", say("password.old", lang), "password", "current-password"),
            field("new", say("password.new", lang), "password", "new-password", minlength=str(SHORTEST)),
            field("again", say("password.again", lang), "password", "new-password", minlength=str(SHORTEST)),
            tag("button", say("password.do", lang), type="submit"),
            method="post",
            action=f"{PASSWORD}?lang={lang}",
        )
        lead = "password.first" if found is not None and found.must_change else "password.lead"
        return page(
            say("password.title", lang), lang, tag("p", say(lead, lang, letters=SHORTEST)), told(problem), form, other=PASSWORD + "?lang="
        )

    async def post(self) -> None:
        """Change the password and end every other session of the account."""
        found = self.guard.open_of(self.request)
        if found is None:
            self.redirect(SIGN_IN, status=303)
            return
        old, new, again = (self.get_body_argument(name, "", strip=False)[:1000] for name in ("old", "new", "again"))
        problem = "password.differ"
        if new == again:
            problem = await asyncio.to_thread(self._change, found, old, new)
        if problem:
            self.set_status(422)
            self.finish(self._form(messages.message(problem, lang_of(self), letters=SHORTEST)))
        else:
            self.redirect(f"/?lang={lang_of(self)}", status=303)

    def _change(self, found: sessions.Open, old: str, new: str) -> str:
        if not self.guard.by_name.allows(found.actor.account):
            return "password.wrong"
        try:
            with writing(self.guard.engine, found.actor) as scope:
                people.change_password(scope, old, new, keep_session=found.session_id)
        except PasswordError as refused:
            return refused.key
        except DeniedError:
            return "password.wrong"
        except StoreError as failed:
            return failed.key
        return ""


class SignOutHandler(PlainHandler):
    """End the session on this device."""

    def get(self) -> None:
        """Ask once, with a form of our own: a link on another site must not sign anybody out."""
        lang, say = lang_of(self), messages.message
        if self.guard.open_of(self.request) is None:
            self.redirect(f"{SIGN_IN}?lang={lang}", status=303)
            return
        button = tag("button", say("sign_out.do", lang), type="submit", autofocus=True)
        form = tag("form", self.form_token(), button, method="post", action=f"{SIGN_OUT}?lang={lang}")
        back = tag("a", say("sign_out.stay", lang), href=f"/?lang={lang}", class_="button other")
        self.finish(page(say("sign_out.title", lang), lang, tag("p", say("sign_out.text", lang)), form, back, other=f"{SIGN_OUT}?lang="))

    def post(self) -> None:
        """End it and show the sign-in."""
        sessions.sign_out(self.guard.engine, self.guard.token_of(self.request))
        self.clear_cookie(self.guard.cookie, path="/", secure=self.guard.settings.is_secure, httponly=True, samesite="Lax")
        self.redirect(f"{SIGN_IN}?lang={lang_of(self)}", status=303)


def signing(guard: Guard) -> list[tuple[str, type[RequestHandler], dict[str, object]]]:
    """Return the addresses of signing in and out."""
    return [
        (SIGN_IN, SignInHandler, {"guard": guard, "desk": Desk(guard)}),
        (PASSWORD, PasswordHandler, {"guard": guard}),
        (SIGN_OUT, SignOutHandler, {"guard": guard}),
    ]
