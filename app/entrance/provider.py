"""Bokeh's own check behind the guard's: pages and websockets ask again whose they are."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from bokeh.server.auth_provider import AuthProvider
from tornado.web import RequestHandler

from app.accounts.sessions import SignedOutError
from app.entrance.guard import SIGN_IN, Guard


class SessionAuth(AuthProvider):
    """Tells Bokeh the account of a request from the session in the database, and where to sign in without one."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        super().__init__()

    @property
    def get_user(self) -> Callable[[Any], str | None]:  # type: ignore[override]
        """Return what gives the account's identity, or None."""

        def account(handler: RequestHandler) -> str | None:
            try:
                return self.guard.whose(handler.request).account
            except SignedOutError:
                return None

        return account

    @property
    def login_url(self) -> str | None:
        """Return where one signs in; the guard's handlers answer there."""
        return SIGN_IN


def guarded_arguments(guard: Guard) -> dict[str, Any]:
    """Return what Bokeh's server is told besides, where people sign in.

    Pages are named by the server only, and what their scripts can read holds no cookie.
    """
    return {
        "auth_provider": SessionAuth(guard),
        "sign_sessions": True,
        "secret_key": secrets.token_hex(32),
        "include_cookies": ["sachhon_theme"],
        "include_headers": ["Host", "User-Agent", "Accept-Language"],
    }
