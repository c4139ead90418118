"""An orderly end: no new connections, what was begun is finished and answered, then the server goes."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from bokeh.server.server import Server

log = logging.getLogger(__name__)
PATIENCE = 20.0  # s for work that was begun; systemd's own patience (TimeoutStopSec) has to be longer
FLUSH = 0.2  # s for the last answers to leave
WORKERS = 8


_unkept: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()


def remember(task: asyncio.Task[Any]) -> None:
    """Let the end wait for a task that keeps what somebody has typed."""
    _unkept.add(task)


class Workers(ThreadPoolExecutor):
    """The threads that do the slow work of requests, and know what of it is not done yet."""

    def __init__(self) -> None:
        super().__init__(max_workers=WORKERS, thread_name_prefix="work")
        self._begun: set[Future[Any]] = set()
        self._guarded = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Begin a piece of work and remember it until it is done."""
        future = super().submit(fn, *args, **kwargs)
        with self._guarded:
            self._begun.add(future)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[Any]) -> None:
        with self._guarded:
            self._begun.discard(future)

    def pending(self) -> list[Future[Any]]:
        """Return the work that was begun and is not done."""
        with self._guarded:
            return list(self._begun)


class Ending:
    """Whether this server was asked to end, and how it does."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.workers = Workers()

    def run(self, server: Server) -> None:
        """Serve until asked to end, by SIGTERM or Ctrl-C."""
        loop: asyncio.AbstractEventLoop = server.io_loop.asyncio_loop  # type: ignore[attr-defined]
        loop.set_default_executor(self.workers)

        def ask() -> None:
            if not self.asked.is_set():
                self.asked.set()
                held.append(loop.create_task(self._end(server)))

        held: list[asyncio.Task[None]] = []
        if sys.platform == "win32":
            signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(ask))
        else:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, ask)
        try:
            server.io_loop.start()
        except KeyboardInterrupt:
            log.info("interrupted")
        server.stop()
        self.workers.shutdown(wait=True)

    async def _end(self, server: Server) -> None:
        log.info("asked to end")
        server._http.stop()
        begun: list[asyncio.Future[Any]] = [asyncio.wrap_future(each) for each in self.workers.pending()]
        begun += [task for task in _unkept if not task.done()]
        if begun:
            await asyncio.wait(begun, timeout=PATIENCE)
        await asyncio.sleep(FLUSH)
        if left := self.workers.pending():
            log.warning("ended with work not done", extra={"facts": {"pieces": len(left)}})
        server.io_loop.stop()


ENDING = Ending()  # one server runs in a process
