"""Sign in with the organisation's own account: OpenID Connect, authorization code with PKCE.

The ID token comes straight from the issuer's token endpoint, over TLS whose certificate is checked; OpenID Connect Core
1.0, section 3.1.3.7, item 6, then lets a client rely on that in place of the token's signature. Issuer, audience, times
and nonce are checked all the same. Only people who have an account here come in.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.web import RequestHandler

from app.accounts import sessions
from app.accounts.settings import Issuer
from app.components.markup import tag
from app.entrance.guard import OIDC, OIDC_BACK, SIGN_IN, Guard
from app.entrance.limits import client_of
from app.entrance.plain import PlainHandler, lang_of, page, told
from app.entrance.signing import admit
from calculators.errors import SachhonError
from data import messages

log = logging.getLogger(__name__)
SECONDS = 10  # how long the issuer may take to answer
LARGEST = 256 * 1024  # bytes of one of its answers
SKEW = 120  # s its clock may differ from ours
OPEN_FOR = 600  # s between leaving for the issuer and coming back


class IssuerError(SachhonError):
    """The issuer did not vouch for the visitor as it should."""


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


async def _ask(address: str, body: Mapping[str, str] | None = None, login: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object an address answers with; redirects are not followed."""
    user, password = login or (None, None)
    request = HTTPRequest(
        address,
        method="GET" if body is None else "POST",
        body=None if body is None else urlencode(body),
        auth_username=user,
        auth_password=password,
        request_timeout=SECONDS,
        follow_redirects=False,
        headers={"Accept": "application/json"},
    )
    try:
        answer = await AsyncHTTPClient(force_instance=True, defaults={"max_body_size": LARGEST}).fetch(request)
        found = json.loads(answer.body)
    except Exception as problem:  # the network, the issuer, its certificate: all of them mean no
        raise IssuerError(f"the issuer did not answer as expected: {type(problem).__name__}") from problem
    if not isinstance(found, dict):
        raise IssuerError("the issuer's answer is no object")
    return found


async def discover(issuer: Issuer) -> dict[str, str]:
    """Return the issuer's addresses; each must be its own kind of address, and the issuer the one that was set.

    Raises
    ------
    IssuerError
        If it does not answer, or names another issuer.
    """
    found = await _ask(f"{issuer.address}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer.address:
        raise IssuerError("the issuer names another issuer")
    ends = {name: str(found.get(name, "")) for name in ("authorization_endpoint", "token_endpoint")}
    for address in ends.values():
        if urlsplit(address).scheme != urlsplit(issuer.address).scheme:
            raise IssuerError("one of the issuer's addresses is not as protected as its own")
    return ends


def claims_of(token: str, issuer: Issuer, nonce: str, now: float) -> dict[str, Any]:
    """Return what an ID token says, checked as OpenID Connect Core 1.0, section 3.1.3.7 asks.

    Raises
    ------
    IssuerError
        If it is of another issuer, for another client, too old, or not the answer to our question.
    """
    try:
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        is_fresh = float(claims["exp"]) > now - SKEW and float(claims["iat"]) < now + SKEW
        is_ours = str(claims["iss"]).rstrip("/") == issuer.address and issuer.client_id in audience
        is_for_us = (len(audience) == 1 and "azp" not in claims) or claims.get("azp") == issuer.client_id
        is_answer = hmac.compare_digest(str(claims["nonce"]), nonce)
        subject = str(claims["sub"])
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise IssuerError("the ID token cannot be read") from problem
    if not (is_fresh and is_ours and is_for_us and is_answer and subject):
        raise IssuerError("the ID token is not for this sign-in")
    known: dict[str, Any] = claims
    return known


class _OidcHandler(PlainHandler):
    """What leaving for the issuer and coming back share."""

    @property
    def issuer(self) -> Issuer | None:
        return self.guard.settings.issuer

    @property
    def state_cookie(self) -> str:
        return "__Host-sachhon-oidc" if self.guard.settings.is_secure else "sachhon_oidc"

    @property
    def back(self) -> str:
        return (self.guard.settings.public_url or f"{self.request.protocol}://{self.request.host}") + OIDC_BACK

    def refuse(self) -> None:
        lang = lang_of(self)
        again = tag("a", messages.message("sign_in.again", lang), href=f"{SIGN_IN}?lang={lang}", class_="button")
        self.set_status(401)
        self.finish(page(messages.message("sign_in.title", lang), lang, told(messages.message("sign_in.oidc_refused", lang)), again))


class LeaveHandler(_OidcHandler):
    """Send the browser to the issuer with a question only this browser can bring the answer to."""

    async def get(self) -> None:
        """Redirect to the issuer."""
        if self.issuer is None or not self.guard.by_client.allows(client_of(self.request, self.guard.settings.proxies)):
            self.refuse()
            return
        try:
            ends = await discover(self.issuer)
        except IssuerError:
            log.warning("the issuer could not be asked", exc_info=True)
            self.refuse()
            return
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        kept = "|".join((state, nonce, verifier, lang_of(self), str(int(time.time()) + OPEN_FOR)))
        secure = self.guard.settings.is_secure
        self.set_cookie(self.state_cookie, kept, httponly=True, samesite="Lax", secure=secure, path="/", max_age=OPEN_FOR)
        question = {
            "response_type": "code",
            "client_id": self.issuer.client_id,
            "redirect_uri": self.back,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _b64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        self.redirect(f"{ends['authorization_endpoint']}?{urlencode(question)}", status=303)


class ReturnHandler(_OidcHandler):
    """Take the issuer's answer, exchange its code, and open a session for the account it vouches for."""

    async def get(self) -> None:
        """Sign in, or say that it did not work; the reason is in the log."""
        kept = (self.get_cookie(self.state_cookie) or "").split("|")
        self.clear_cookie(self.state_cookie, path="/", secure=self.guard.settings.is_secure, httponly=True, samesite="Lax")
        if self.issuer is None or len(kept) != 5 or not kept[4].isdecimal() or time.time() > int(kept[4]):
            self.refuse()
            return
        if not hmac.compare_digest(self.get_query_argument("state", ""), kept[0]):
            self.refuse()
            return
        try:
            claims = await self._claims(self.issuer, kept[1], kept[2])
        except IssuerError as problem:
            log.warning("a sign-in by the issuer was refused: %s", problem)
            self.refuse()
            return
        login = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
        subject = f"{self.issuer.address}#{claims['sub']}"
        device = self.request.headers.get("User-Agent", "")
        done = await asyncio.to_thread(sessions.sign_in_vouched, self.guard.engine, subject, login, device)
        if isinstance(done, sessions.SignedIn):
            admit(self, self.guard, done)
            self.redirect(f"/?lang={kept[3]}" if kept[3] in messages.languages() else "/", status=303)
        else:
            self.refuse()

    async def _claims(self, issuer: Issuer, nonce: str, verifier: str) -> dict[str, Any]:
        ends = await discover(issuer)
        body = {
            "grant_type": "authorization_code",
            "code": self.get_query_argument("code", "")[:2000],
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        answer = await _ask(ends["token_endpoint"], body, (issuer.client_id, issuer.client_secret))
        return claims_of(str(answer.get("id_token", "")), issuer, nonce, time.time())


def vouching(guard: Guard) -> list[tuple[str, type[RequestHandler], dict[str, object]]]:
    """Return the addresses of leaving for the issuer and coming back; none without one."""
    if guard.settings.issuer is None:
        return []
    return [(OIDC, LeaveHandler, {"guard": guard}), (OIDC_BACK, ReturnHandler, {"guard": guard})]
