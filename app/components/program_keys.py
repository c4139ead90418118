"""Keys of programs as a person sees them: what each may do and until when, the form for a new one, and the token, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from app.api.store.keys import SCOPES, Key
from app.components.about import about
from app.components.form import form, pick_field, text_field
from app.components.markup import join, tag
from app.components.state import button
from app.components.table import Column, table
from app.moments import moment
from data import messages

LIFETIMES = (30, 365, 730)  # days
USUAL = 365  # days


def wanted(fields: dict[str, str]) -> tuple[str, tuple[str, ...], timedelta]:
    """Return name, scopes and lifetime out of a sent form; what is not offered there is left out."""
    days = fields.get("days", "")
    scopes = tuple(each for each in SCOPES if fields.get(f"scope:{each}"))
    return fields.get("name", ""), scopes, timedelta(days=int(days) if days in map(str, LIFETIMES) else USUAL)


def token_shown(token: str, lang: str) -> Markup:
    """Return the notice with a new token; nothing shows it a second time."""
    return tag(
        "div",
        tag("p", _say("key.first", lang)),
        tag("p", tag("code", token, style="font-size:16px;font-weight:700;user-select:all;overflow-wrap:anywhere", data_token=True)),
        tag("p", _say("key.use", lang), class_="soft"),
        tag("p", tag("code", f"Authorization: Bearer {token}", style="overflow-wrap:anywhere")),
        class_="notice good",
        role="status",
    )


def keys_section(keys: Sequence[Key], now: str, lang: str) -> Markup:
    """Return the list of a person's keys, and the form for a new one."""
    listed = _listed(keys, now, lang) if keys else tag("p", _say("keys.none", lang), class_="soft")
    return join(
        tag("h2", _say("keys", lang)),
        tag("p", _say("keys.lead", lang), class_="soft"),
        listed,
        tag("h3", _say("key.new", lang)),
        _form(lang),
    )


def _listed(keys: Sequence[Key], now: str, lang: str) -> Markup:
    columns = [Column(heading=_say(f"key.{name}", lang)) for name in ("name", "may", "until", "used", "state", "do")]
    rows = []
    for key in keys:
        may = tag("ul", *(tag("li", _say(f"key.scope.{scope}", lang)) for scope in key.scopes), style="margin:0;padding-left:16px")
        end = "—" if key.revoked_at else button(_say("key.revoke", lang), act="ask_key", value=key.id, kind="quiet")
        used = moment(key.used_at) if key.used_at else _say("key.never", lang)
        rows.append((key.name, may, moment(key.expires_at), used, _state(key, now, lang), end))
    return table(_say("keys", lang), columns, rows, titled=True)


def _state(key: Key, now: str, lang: str) -> str:
    if key.revoked_at:
        return _say("key.state.revoked", lang, when=moment(key.revoked_at))
    return _say("key.state.expired" if now >= key.expires_at else "key.state.active", lang)


def _form(lang: str) -> Markup:
    boxes = (
        tag(
            "label",
            tag("input", type="checkbox", name=f"scope:{scope}", value="1", checked=scope.endswith(":read"), aria_describedby="key-may"),
            " ",
            _say(f"key.scope.{scope}", lang),
            style="display:block;padding:4px 0",
        )
        for scope in SCOPES
    )
    may = tag("fieldset", tag("legend", _say("key.may", lang), class_="label"), tag("span", about("account.key.may", lang), class_="help", id="key-may"), *boxes, style="border:0;padding:0;margin:0")
    lifetimes = [(str(days), _say(f"key.days.{days}", lang)) for days in LIFETIMES]
    name = text_field("name", _say("key.name", lang), hint=_say("key.name.hint", lang), about=about("account.key.name", lang))
    return form("key", "", _say("key.make", lang), name, may, pick_field("days", _say("key.days", lang), lifetimes, str(USUAL), about=about("account.key.days", lang)))


def _say(key: str, lang: str, **values: object) -> str:
    return messages.message(f"account_page.{key}", lang, **values)
