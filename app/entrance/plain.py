"""Pages outside the application's frame: plain forms that need no script, in both languages."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from markupsafe import Markup
from tornado.web import RequestHandler, stream_request_body

from app.components.markup import Node, join, tag
from app.entrance.guard import Guard
from app.theme import PALETTES, css_variables
from data import messages

_STYLE = """
body{background:var(--sh-ground);color:var(--sh-ink);font:400 16px/1.55 var(--sh-font);margin:0;padding:8vh 16px 32px}
main{max-width:26rem;margin:auto;background:var(--sh-surface);border:1px solid var(--sh-line);border-radius:14px;padding:28px}
.brand{max-width:26rem;margin:0 auto 20px;display:flex;justify-content:space-between;align-items:center;font-weight:700;color:var(--sh-accent)}
.brand img{width:28px;height:28px;vertical-align:-7px;margin-right:8px}
h1{font-size:24px;line-height:1.3;margin:0 0 12px}p{margin:0 0 16px}a{color:var(--sh-accent)}
label{display:block;font-weight:700;margin:16px 0 4px}input{width:100%;box-sizing:border-box;font:inherit;padding:10px 12px;border:1px solid var(--sh-ink-soft);border-radius:8px;background:var(--sh-ground);color:var(--sh-ink)}
button,.button{font:inherit;font-weight:700;margin-top:20px;width:100%;box-sizing:border-box;display:block;text-align:center;padding:12px;border:0;border-radius:8px;background:var(--sh-accent);color:var(--sh-surface);cursor:pointer;text-decoration:none}
.button.other{background:none;color:var(--sh-accent);border:1px solid var(--sh-accent)}
:focus-visible{outline:3px solid var(--sh-accent);outline-offset:2px}.told+form label:first-of-type{margin-top:0}form+p,a+p{margin-top:20px}.soft{color:var(--sh-ink-soft);font-size:14px}
.told{background:var(--sh-bad-soft);color:var(--sh-bad);border-radius:8px;padding:12px 14px}
"""


def lang_of(handler: RequestHandler) -> str:
    """Return the language an address asks for."""
    lang = handler.get_query_argument("lang", messages.DEFAULT_LANGUAGE)
    return lang if lang in messages.languages() else messages.DEFAULT_LANGUAGE


def page(title: str, lang: str, *body: Node, other: str = "") -> str:
    """Return a whole document; `other` is the same page's address in the other language."""
    dark = tag("style", Markup(f"@media(prefers-color-scheme:dark){{:root{{{_dark()}}}}}"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · {messages.message('app.name', lang)}"),
        tag("link", rel="icon", href="/own/icon.svg"),
        tag("style", Markup(css_variables()), Markup(_STYLE)),
        dark,
    )
    brand = tag("span", tag("img", src="/own/icon.svg", alt=""), messages.message("app.name", lang))
    others = [name for name in messages.languages() if name != lang]
    switch = [tag("a", messages.message(f"language.{name}", lang), href=other + name, lang=name, hreflang=name) for name in others if other]
    top = tag("div", brand, *switch, class_="brand")
    return Markup("<!DOCTYPE html>") + tag("html", head, tag("body", top, tag("main", tag("h1", title), *body)), lang=lang)


def _dark() -> str:
    dark = PALETTES["dark"]
    return "".join(
        f"--sh-{name.replace('_', '-')}:{getattr(dark, name)};"
        for name in ("ground", "surface", "ink", "ink_soft", "line", "accent", "bad", "bad_soft")
    )


def field(name: str, label: str, kind: str = "text", fill: str = "", **more: object) -> Markup:
    """Return a labelled field; `fill` tells password managers what belongs there."""
    return join(
        tag("label", label, for_=name),
        tag("input", id=name, name=name, type=kind, autocomplete=fill, required=True, maxlength="200", **more),
    )


def told(text: str) -> Markup | None:
    """Return what went wrong, where something did."""
    return tag("p", text, class_="told", role="alert") if text else None


class PlainHandler(RequestHandler):
    """What the plain pages share: the guard, the language, and a token that only our own form carries."""

    def initialize(self, guard: Guard) -> None:
        """Remember the guard."""
        self.guard = guard

    def prepare(self) -> None:
        """Refuse a form that another site's page sends."""
        self.set_header("Cache-Control", "no-store")
        if self.request.method == "POST" and not self.is_our_form():
            self.set_status(403)
            self.finish(self.stale())

    @property
    def form_cookie(self) -> str:
        """Return the name of the cookie that a form's token belongs to."""
        return "__Host-sachhon-form" if self.guard.settings.is_secure else "sachhon_form"

    def form_token(self) -> Markup:
        """Return the hidden field of a form, and give the browser the cookie it belongs to."""
        given = self.get_cookie(self.form_cookie) or ""
        if len(given) != 43:
            given = secrets.token_urlsafe(32)
            self.set_cookie(self.form_cookie, given, httponly=True, samesite="Strict", secure=self.guard.settings.is_secure, path="/")
        return tag("input", type="hidden", name="form", value=self._signature(given))

    def _signature(self, given: str) -> str:
        return hmac.new(self.guard.secret, given.encode(), hashlib.sha256).hexdigest()

    def is_our_form(self) -> bool:
        """Return whether the form was made by this server for this browser."""
        origin = self.request.headers.get("Origin", "null").lower()
        if origin not in ("null", *self.guard.origins) or self.request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            return False
        given = self.get_cookie(self.form_cookie) or ""
        return bool(given) and hmac.compare_digest(self.get_body_argument("form", ""), self._signature(given))

    def stale(self) -> str:
        """Return the page for a form that is not ours, or was left open too long."""
        lang = lang_of(self)
        again = tag("a", messages.message("sign_in.again", lang), href=f"/sign-in?lang={lang}", class_="button")
        return page(messages.message("sign_in.stale.title", lang), lang, tag("p", messages.message("sign_in.stale.text", lang)), again)


@stream_request_body
class RefusalHandler(RequestHandler):
    """Refuse a request before its body is read, in words where a person may read them."""

    def initialize(self, answer: int | str) -> None:
        """Remember the status, or the address to go to."""
        self.answer = answer

    def prepare(self) -> None:
        """Answer at once."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Connection", "close")  # a body may still be on its way
        if isinstance(self.answer, str):
            self.redirect(self.answer, status=303)
            return
        self.set_status(self.answer)
        lang = lang_of(self)
        key = {404: "missing", 403: "sign_in.needed", 429: "sign_in.slow"}.get(self.answer, "sign_in.large")
        go = tag("a", messages.message("sign_in.go" if self.answer == 403 else "missing.go", lang), href=f"/?lang={lang}", class_="button")
        self.finish(page(messages.message(f"{key}.title", lang), lang, tag("p", messages.message(f"{key}.text", lang)), go))

    def data_received(self, chunk: bytes) -> None:
        """Drop what comes."""
