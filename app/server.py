"""The server: pages, files and health on one port of this machine."""

from __future__ import annotations

import os

os.environ["BOKEH_RESOURCES"] = "server"  # before bokeh is imported: every script and font comes from this server

import asyncio
import http.cookies
import logging
import threading
import webbrowser
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import panel as pn
from bokeh.server.server import Server
from tornado.ioloop import PeriodicCallback
from tornado.web import StaticFileHandler

from app import files, gate
from app.accounts.settings import AccountSettings
from app.api import handler as api
from app.entrance.guard import Guard, check_store, netlocs_of, origins_of, put_before
from app.entrance.oidc import vouching
from app.entrance.plain import RefusalHandler
from app.entrance.provider import guarded_arguments
from app.entrance.signing import signing
from app.entrance.whose import Whose, laptop
from app.frame import Frame, page_template
from app.imports import upload as import_upload
from app.making import MAKERS
from app.opening import Opener, open_document
from app.operation import logs, watching
from app.operation.stopping import ENDING
from app.pages import PAGES
from app.province import published, receiving
from app.reporting import upload as report_upload
from app.route import read
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, SettingError, Settings, settle
from app.sites import open_store
from app.theme import STATIC, css_variables
from assessment.store.access import LOCAL
from calculators.errors import SachhonError
from data import messages

log = logging.getLogger(__name__)
UNUSED_LIFETIME = 60_000  # ms until a session whose window was closed is dropped
MEGABYTE = 2**20
SWEEP = 15_000  # ms after which an open page notices that its sign-in was ended elsewhere

pn.extension("echarts", "tabulator", notifications=False, loading_indicator=False)
pn.config.reconnect = True
pn.config.session_history = 0


def _query(request: Any) -> str:
    pairs = ((key, values[-1].decode("utf-8", "replace")) for key, values in request.arguments.items())
    return urlencode(dict(pairs))


def _is_dark(request: Any) -> bool:
    cookie = request.cookies.get("sachhon_theme", "")
    return (cookie.value if isinstance(cookie, http.cookies.Morsel) else cookie) == "dark"


def open_page(settings: Settings, opener: Opener, guard: Guard | None = None) -> Callable[[], pn.viewable.Viewable]:
    """Return what makes the pages of one browser session: a light frame at once, the page itself when it is connected."""
    template = page_template()

    def session_page() -> pn.viewable.Viewable:
        document = pn.state.curdoc
        assert document is not None  # Bokeh calls this within a session
        assert document.session_context is not None
        request: Any = document.session_context.request  # type: ignore[attr-defined]
        route = read(_query(request), PAGES)
        # the token is the request's own: what a page's script sends along as "cookies" proves nothing
        token = guard.token_of(request._request) if guard else ""
        identify = guard.identify(token) if guard else lambda: LOCAL
        session = AssessmentSession(settings, opener, identify, route=route, dark=_is_dark(request))
        if guard:
            session.sign_in = guard.sign_in_of(request._request)
            guard.bind(document.session_context.id, token, partial(setattr, session, "is_signed_out", True))
            document.on_session_destroyed(lambda ended: guard.release(ended.id))
        document.template_variables.update(
            lang=route.lang,
            sh_theme=session.mode,
            sh_style=css_variables(),
            sh_noscript=messages.message("app.noscript", route.lang),
        )
        frame = Frame(session, template)
        if PAGES[route.page].of_site and route.site:
            pn.state.onload(frame.arrive)
        else:
            frame.show()
        page: pn.viewable.Viewable = frame.page
        return page

    return session_page


def routes(settings: Settings, opener: Opener, guard: Guard | None = None) -> Mapping[str, Callable[[], pn.viewable.Viewable]]:
    """Return every page address of the server."""
    return {"/": open_page(settings, opener, guard)}


def patterns(settings: Settings, whose: Whose) -> list[tuple[str, type, dict[str, Any]]]:
    """Return every other address of the server."""
    made = [
        (rf"/files/{name}", files.MadeFileHandler, {"settings": settings, "make": make, "whose": whose}) for name, make in MAKERS.items()
    ]
    return [
        (r"/health", files.HealthHandler, {}),
        (r"/ready", watching.ReadyHandler, {"settings": settings}),
        (r"/metrics", watching.MetricsHandler, {}),
        (r"/files/upload", files.UploadHandler, {"settings": settings, "whose": whose}),
        (r"/files/pack", receiving.PackHandler, {"settings": settings, "whose": whose}),
        (r"/files/report/(check|logo|template)/([0-9a-z_-]+)", report_upload.ReportUploadHandler, {"settings": settings, "whose": whose}),
        (r"/files/import", import_upload.ImportHandler, {"settings": settings, "whose": whose}),
        *made,
        (r"/own/(.*)", StaticFileHandler, {"path": str(STATIC)}),
        *api.routes(settings),
    ]


async def _sweep(guard: Guard) -> None:
    try:
        await asyncio.to_thread(guard.sweep)
    except SachhonError:
        log.warning("sign-ins could not be looked through", exc_info=True)


def make_server(settings: Settings, opener: Opener = open_document) -> Server:
    """Return the server, listening but not yet running. Port 0 takes any free one."""
    accounts = settings.accounts
    guard = Guard(open_store(settings), accounts) if accounts is not None else None
    guarded: dict[str, Any] = {} if guard is None else guarded_arguments(guard)
    hosts = frozenset(
        {"localhost", "127.0.0.1", "::1", accounts.public_host if accounts and accounts.public_url else settings.host.strip("[]").lower()}
    )
    server = pn.io.server.get_server(
        dict(routes(settings, opener, guard)),
        port=settings.port,
        address=settings.host,
        websocket_origin=["127.0.0.1", "localhost"],
        title=messages.message("app.name", "vi"),
        location=False,
        start=False,
        show=False,
        extra_patterns=patterns(settings, guard.whose if guard else laptop) + ([*signing(guard), *vouching(guard)] if guard else []),
        unused_session_lifetime_milliseconds=UNUSED_LIFETIME,
        check_unused_sessions_milliseconds=10_000,
        websocket_max_message_size=4 * MEGABYTE,
        **guarded,
        http_server_kwargs={"max_buffer_size": LARGEST_UPLOAD + MEGABYTE, "max_body_size": LARGEST_UPLOAD + MEGABYTE},
    )
    if guard is None:
        server._tornado._websocket_origins.update(f"{name}:{server.port}" for name in ("127.0.0.1", "localhost", "[::1]"))
    else:
        guard.origins = origins_of(guard.settings, server.port or settings.port)
        server._tornado._websocket_origins = netlocs_of(guard.origins)
        put_before(server._tornado, guard, RefusalHandler)
        PeriodicCallback(partial(_sweep, guard), SWEEP).start()
    server._tornado.settings["default_handler_class"] = files.MissingHandler
    server._tornado.settings["log_function"] = logs.note_request
    server._tornado.add_transform(gate.transform(hosts))
    return server


def serve(
    host: str = "127.0.0.1",
    port: int = 5006,
    database_url: str | None = None,
    demo: bool = False,
    open_browser: bool = True,
    accounts: AccountSettings | None = None,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the pages until interrupted.

    Raises
    ------
    SettingError
        If `host` is not of this machine, or `port` is none or taken.
    """
    settings = settle(host, port, database_url, demo, accounts)
    check_store(settings, open_store(settings))
    try:
        server = make_server(settings)
    except OSError as problem:
        raise SettingError(f"port {port} could not be opened ({problem.strerror}); choose another with --port") from problem
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{server.port}/"
    if demo:
        address += "?site=example-garments&page=overview"
        threading.Thread(target=published.shelf, args=(settings,), daemon=True).start()  # the synthetic release takes a few seconds
    announce(address)
    server.start()
    if open_browser:
        server.io_loop.call_later(0.5, lambda: webbrowser.open(address))
    ENDING.run(server)
