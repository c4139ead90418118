"""The guard at the one door of the server: nothing is answered to nobody, except what a stranger needs to sign in.

Every request passes here before a handler is chosen, also those of Panel and Bokeh and of whatever is added later. What
is not on the short list of open addresses needs a session; a few addresses of the libraries are closed to everybody.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bokeh.util.token import get_session_id
from tornado.httputil import HTTPServerRequest

from app.accounts.sessions import Open, SignedOutError, look_up
from app.accounts.settings import AccountSettings
from app.database.engine import Engine, sees_everything
from app.entrance.limits import Limiter
from app.settings import SettingError, Settings
from assessment.store.access import Actor
from calculators.errors import SachhonError

log = logging.getLogger(__name__)
SIGN_IN = "/sign-in"
PASSWORD = "/sign-in/password"
SIGN_OUT = "/sign-out"
OIDC = "/sign-in/oidc"
OIDC_BACK = "/sign-in/oidc/back"
LARGEST_PLAIN = 64 * 1024  # bytes of a request that is no upload
_OPEN = re.compile(r"/(sign-in|sign-in/oidc|sign-in/oidc/back|sign-out|health|ready|metrics|favicon\.ico)/?")
_LIBRARY = re.compile(r"/(own|static)/.*")  # scripts, styles and fonts; nothing of a factory
_KEYED = re.compile(r"/api/.*")  # asks for a key itself
_BROUGHT = {"/files/upload": "one", "/files/pack": "one", "/files/import": "import"}
_UPLOAD = re.compile(r"/(files/(upload|import|pack)|api/.*)")
_CLOSED = re.compile(r"(/.*)?/(autoload\.js|metadata)|/rest/.*|/(login|logout|oauth.*)/?|/components/(?!panel[./_]).*")
_SESSION_PARTS = ("bokeh-session-id", "bokeh-token", "Bokeh-Session-Id", "Bokeh-Token")
_KNOWN = "_sachhon_open"


class Guard:
    """Knows whose a request is, which requests are let in, and which page belongs to which sign-in."""

    def __init__(self, engine: Engine, settings: AccountSettings) -> None:
        self.engine = engine
        self.settings = settings
        self.cookie = "__Host-sachhon" if settings.is_secure else "sachhon_session"
        self.secret = secrets.token_bytes(32)  # forms made before a restart are made anew
        self.by_client = Limiter(burst=20, seconds=6)
        self.by_name = Limiter(burst=12, seconds=30)
        self.uploads = Limiter(burst=30, seconds=2)
        self.imports = Limiter(burst=3000, seconds=0.2)  # a year's invoices come one by one
        self.origins: frozenset[str] = frozenset()
        self._pages: dict[str, tuple[str, Callable[[], None]]] = {}

    def token_of(self, request: HTTPServerRequest) -> str:
        """Return the session token a request brings; never what a page's own script or address says."""
        morsel = request.cookies.get(self.cookie)
        return morsel.value[:200] if morsel is not None else ""

    def open_of(self, request: HTTPServerRequest) -> Open | None:
        """Return the sign-in a request belongs to, looked up once for each request."""
        if not hasattr(request, _KNOWN):
            token = self.token_of(request)
            try:
                found = look_up(self.engine, token) if token else None
            except SachhonError:
                log.warning("a session could not be looked up; the request is answered as a stranger's", exc_info=True)
                found = None
            setattr(request, _KNOWN, found)
        known: Open | None = getattr(request, _KNOWN)
        return known

    def whose(self, request: HTTPServerRequest) -> Actor:
        """Return on whose behalf a request is answered.

        Raises
        ------
        SignedOutError
            If nobody is signed in, or somebody has to choose a password first.
        """
        found = self.open_of(request)
        if found is None or found.must_change:
            raise SignedOutError
        return found.actor

    def sign_in_of(self, request: HTTPServerRequest) -> str:
        """Return the identity of the sign-in a request belongs to."""
        found = self.open_of(request)
        return found.session_id if found is not None else ""

    def identify(self, token: str) -> Callable[[], Actor]:
        """Return what tells, each time anew, whose a token is."""

        def now() -> Actor:
            found = look_up(self.engine, token)
            if found is None or found.must_change:
                raise SignedOutError
            return found.actor

        return now

    def bind(self, page: str, token: str, leave: Callable[[], None]) -> None:
        """Remember that a page (a Bokeh session) was made for the sign-in of a token; `leave` is called when that has ended."""
        self._pages[page] = (token, leave)

    def release(self, page: str) -> None:
        """Forget a page that is gone."""
        self._pages.pop(page, None)

    def sweep(self) -> int:
        """Let every open page whose sign-in has ended say so, and return how many did. Looking keeps no session alive."""
        ended = 0
        kept: dict[str, bool] = {}
        for token, leave in list(self._pages.values()):
            if token not in kept:
                kept[token] = look_up(self.engine, token, is_use=False) is not None
            if not kept[token]:
                leave()
                ended += 1
        return ended

    def refusal(self, request: HTTPServerRequest) -> int | str | None:
        """Return None to let a request in, a status to refuse it with, or the address to send the browser to."""
        path = request.path
        if _CLOSED.fullmatch(path):
            return 404
        if _is_too_large(request):
            return 413
        if _LIBRARY.fullmatch(path) or _OPEN.fullmatch(path) or _KEYED.fullmatch(path):
            return None
        found = self.open_of(request)
        if found is None or found.must_change:
            if found is not None and path == PASSWORD:
                return None
            return self._send_away(request, found)
        if request.headers.get("Upgrade", "").lower() == "websocket" or path.endswith("/ws"):
            return self._socket(request)
        limit = _BROUGHT.get(path) if request.method == "POST" else None
        if limit and not (self.imports if limit == "import" else self.uploads).allows(found.actor.account):
            return 429
        return 403 if _names_a_session(request) else None

    def _send_away(self, request: HTTPServerRequest, found: Open | None) -> int | str:
        if request.method != "GET" or request.path != "/":
            return 403
        if found is not None:
            return PASSWORD
        return f"{SIGN_IN}?{request.query[:1000]}" if request.query else SIGN_IN

    def _socket(self, request: HTTPServerRequest) -> int | None:
        if request.headers.get("Origin", "").lower() not in self.origins:
            return 403
        offered = [part.strip() for part in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        try:
            page = get_session_id(offered[1])
        except Exception:  # whatever a stranger writes there
            return 403
        owner = self._pages.get(page)
        return None if owner is None or secrets.compare_digest(owner[0], self.token_of(request)) else 403


def _is_too_large(request: HTTPServerRequest) -> bool:
    if _UPLOAD.fullmatch(request.path):
        return False
    length = request.headers.get("Content-Length", "0")
    return "Transfer-Encoding" in request.headers or not length.isdecimal() or int(length) > LARGEST_PLAIN


def _names_a_session(request: HTTPServerRequest) -> bool:
    return any(part in request.arguments or part in request.headers for part in _SESSION_PARTS)


def check_store(settings: Settings, engine: Engine) -> None:
    """Let a database pass that keeps tenants apart by itself.

    Raises
    ------
    SettingError
        If accounts are on and the user of a PostgreSQL database is not bound by row-level security. An SQLite file has no
        users; there the application's own conditions are the one wall.
    """
    if settings.accounts is not None and engine.dialect.name != "sqlite" and sees_everything(engine):
        raise SettingError(
            "this database user sees every tenant's rows; serve as one that neither owns the tables nor bypasses their policies"
        )


def origins_of(settings: AccountSettings, port: int) -> frozenset[str]:
    """Return the origins whose pages may open a websocket: the public one, or those of this machine."""
    if settings.public_url:
        return frozenset({settings.public_url})
    names = ("127.0.0.1", "localhost", "[::1]")
    return frozenset(f"http://{name}:{port}" for name in names)


def netlocs_of(origins: frozenset[str]) -> set[str]:
    """Return origins as Bokeh compares them: host and port, where 80 stands for none."""
    found = {urlsplit(origin).netloc for origin in origins}
    return found | {f"{netloc}:80" for netloc in found if not re.search(r":\d+$", netloc)}


def put_before(application: Any, guard: Guard, refusing: type) -> None:
    """Let the guard look at every request of a Tornado application before a handler is chosen."""
    choose = application.find_handler

    def find_handler(request: HTTPServerRequest, **kwargs: Any) -> Any:
        answer = guard.refusal(request)
        if answer is None:
            return choose(request, **kwargs)
        return application.get_handler_delegate(request, refusing, {"answer": answer})

    application.find_handler = find_handler
