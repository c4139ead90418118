"""On whose behalf a request is answered: the one user of a laptop, or the account of a session cookie."""

from __future__ import annotations

from collections.abc import Callable

from tornado.httputil import HTTPServerRequest

from assessment.store.access import LOCAL, Actor

Whose = Callable[[HTTPServerRequest], Actor]  # raises SignedOutError where nobody is signed in


def laptop(request: HTTPServerRequest) -> Actor:
    """Return the one local user: the server listens on this machine only, and there are no accounts."""
    return LOCAL
