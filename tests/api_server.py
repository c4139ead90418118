"""A server of a test's own that has the API only."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from app.api import handler
from app.operation import logs
from app.settings import Settings


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Yield the address of a server that has the API only."""
    (socket,) = bind_sockets(0, "127.0.0.1")
    ready = threading.Event()
    held: dict[str, Any] = {}

    async def serve() -> None:
        held["loop"], held["end"] = asyncio.get_running_loop(), asyncio.Event()
        server = HTTPServer(Application(handler.routes(settings), log_function=logs.note_request))
        server.add_sockets([socket])
        ready.set()
        await held["end"].wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/api/v1"
    finally:
        held["loop"].call_soon_threadsafe(held["end"].set)
        thread.join()
