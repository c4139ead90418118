"""What a session and an open page hold, and that closed ones leave nothing: ``python tests/performance/bench_sessions.py [SESSIONS]``.

Windows are opened by the pages' own protocol, each with a websocket of its own, and closed again. The server runs in another
process; asked by a signal it counts the sessions, frames and documents that are still alive after a garbage collection, and
its memory. Growth is judged by the counts, which must fall back to what they were, and by the memory of the second half of
the sessions: a process that leaks holds more after it, one that merely warmed up does not.
"""

from __future__ import annotations

import asyncio
import gc
import html
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

ROOT = Path(__file__).parents[2]
SESSIONS, HELD, TOGETHER = 200, 12, 4
COUNTED = ("AssessmentSession", "Frame", "Document", "ServerSession", "OverviewPage")
MOST_GROWTH = 0.05  # MB per session, in the second half
PATIENCE, GONE_WITHIN = 120.0, 90.0  # s
LIFETIME = 1_000  # ms; a window that was closed is forgotten at the next look, each ten seconds


def serve() -> None:
    """Serve on a free port; count what is alive when asked by a signal."""
    from app import server
    from app.settings import Settings

    def count(*_: object) -> None:
        gc.collect()
        alive = Counter(type(each).__name__ for each in gc.get_objects())
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        told = {name: alive[name] for name in COUNTED} | {"MB": pages * os.sysconf("SC_PAGE_SIZE") / 2**20}
        print(json.dumps(told), flush=True)

    server.UNUSED_LIFETIME = LIFETIME
    made = server.make_server(Settings(folder=Path(os.environ["SACHHON_HOME"]), port=0))
    signal.signal(signal.SIGUSR1, count)
    print(made.port, flush=True)
    made.run_until_shutdown()


class Window:
    """One window on a page."""

    def __init__(self, port: int, page: str) -> None:
        self.port, self.page = port, page
        self.socket: WebSocketClientConnection | None = None

    async def open(self) -> None:
        """Open the page and wait until it has arrived whole."""
        at = f"127.0.0.1:{self.port}"
        answer = await AsyncHTTPClient().fetch(f"http://{at}/?site=example-garments&page={self.page}", request_timeout=PATIENCE)
        token = re.search(r'"token":"([^"]+)"', html.unescape(answer.body.decode()))
        assert token is not None
        asked = HTTPRequest(f"ws://{at}/ws", headers={"Origin": f"http://{at}"}, request_timeout=PATIENCE)
        self.socket = await websocket_connect(asked, subprotocols=["bokeh", token[1]])
        await self._until('"ACK"')
        await self._send("PULL-DOC-REQ", {})
        await self._until("PULL-DOC-REPLY")
        ready = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"type": "event", "name": "document_ready", "values": {"type": "map"}}}
        await self._send("PATCH-DOC", {"events": [ready]})
        await self._until(f'"{self.page} 1"')

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        assert self.socket is not None
        for part in ({"msgid": kind, "msgtype": kind}, {}, content):
            await self.socket.write_message(json.dumps(part))

    async def _until(self, wanted: str) -> None:
        assert self.socket is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
            if message is None:
                break
            if isinstance(message, str) and wanted in message:
                return
        raise RuntimeError(f"the server did not send {wanted}")

    def close(self) -> None:
        """Close the window."""
        assert self.socket is not None
        self.socket.close()


def alive(process: subprocess.Popen[str]) -> dict[str, float]:
    """Return what the server holds now."""
    process.send_signal(signal.SIGUSR1)
    assert process.stdout is not None
    return dict(json.loads(process.stdout.readline()))


async def settled(process: subprocess.Popen[str]) -> dict[str, float]:
    """Return what the server holds once it has forgotten every closed window, or what is left after long waiting."""
    end = time.monotonic() + GONE_WITHIN
    while True:
        held = await asyncio.to_thread(alive, process)
        if held["ServerSession"] == 0 or time.monotonic() > end:
            return held
        await asyncio.sleep(3)


async def come_and_go(port: int, count: int) -> None:
    """Open and close that many windows, some at once."""
    for _ in range(count // TOGETHER):
        windows = [Window(port, "overview") for _ in range(TOGETHER)]
        await asyncio.gather(*(window.open() for window in windows))
        for window in windows:
            window.close()


async def held_by(process: subprocess.Popen[str], port: int, page: str) -> float:
    """Return the memory of one more open window. [MB]"""
    before = await settled(process)
    windows = [Window(port, page) for _ in range(HELD)]
    for window in windows:
        await window.open()
    after = await asyncio.to_thread(alive, process)
    for window in windows:
        window.close()
    return (after["MB"] - before["MB"]) / HELD


async def measure(process: subprocess.Popen[str], port: int, sessions: int) -> int:
    """Print what was measured; return the exit code."""
    await come_and_go(port, 2 * TOGETHER)  # imports and caches
    shell, page = await held_by(process, port, "help"), await held_by(process, port, "overview")
    start = await settled(process)
    await come_and_go(port, sessions // 2)
    middle = await settled(process)
    await come_and_go(port, sessions // 2)
    end = await settled(process)
    growth = (end["MB"] - middle["MB"]) / (sessions // 2)
    left = {name: int(end[name] - start[name]) for name in COUNTED}
    print(f"memory of one more session with a page of text {shell:.1f} MB, with the overview of a site {page:.1f} MB")
    print(f"{sessions} sessions opened on the overview and closed; still alive more than before: {', '.join(f'{name} {count}' for name, count in left.items())}")
    print(f"growth of the server's memory per session: first half {(middle['MB'] - start['MB']) / (sessions // 2):.3f} MB, second half {growth:.3f} MB (limit {MOST_GROWTH} MB)")
    return 0 if growth <= MOST_GROWTH and not any(count > 0 for count in left.values()) else 1


def main() -> int:
    """Serve, measure, stop."""
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SACHHON_HOME": folder}
        with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
            try:
                assert process.stdout is not None
                return asyncio.run(measure(process, int(process.stdout.readline()), sessions))
            finally:
                process.kill()  # nothing of it is kept


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else sys.exit(main())
