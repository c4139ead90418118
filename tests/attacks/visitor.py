"""A server of many in a process of its own, and visitors who come to it: honest ones and others."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from server_of_many import PASSWORD
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

STARTER = Path(__file__).parent / "server_of_many.py"
COOKIE = "sachhon_session"
_addresses = itertools.count(1)
T = TypeVar("T")


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser driven earlier in this process keeps a loop running in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Server:
    """Where the server of many listens, and what is in it."""

    def __init__(self, said: Mapping[str, Any], process: subprocess.Popen[str], log: Path) -> None:
        self.port: int = said["port"]
        self.sites: Mapping[str, str] = said["sites"]
        self.documents: Mapping[str, str] = said["documents"]
        self.first: str = said["first"]
        self.folder = Path(said["folder"])
        self.process = process
        self.log = log
        self.origin = f"http://127.0.0.1:{self.port}"


@contextmanager
def server(home: Path, **environment: str) -> Iterator[Server]:
    """Run a server of many as long as the block lasts."""
    wanted = {"SACHHON_HOME": str(home), "SACHHON_PROXIES": "127.0.0.1", "PYTHONUNBUFFERED": "1", **environment}
    log = home / "server.log"
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, str(STARTER)], stdout=subprocess.PIPE, stderr=said, text=True, env={**os.environ, **wanted}
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, log.read_text(encoding="utf-8")
            yield Server(json.loads(line), process, log)
        finally:
            process.terminate()
            process.wait(timeout=90)
            process.stdout.close()


class Visitor:
    """A browser without a script: keeps cookies, fills in forms, opens websockets."""

    def __init__(self, at: Server, address: str | None = None) -> None:
        self.at = at
        number = next(_addresses)
        address = address or f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        self.web = httpx.Client(base_url=at.origin, headers={"X-Forwarded-For": address}, timeout=60)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *problem: object) -> None:
        self.web.close()

    @property
    def cookie(self) -> str:
        """Return the session's token."""
        return str(self.web.cookies.get(COOKIE) or "")

    def form(self, address: str = "/sign-in") -> str:
        """Open a form and return the token it carries."""
        found = re.search(r'name="form" value="([0-9a-f]{64})"', self.web.get(address).text)
        assert found, address
        return found[1]

    def sign_in(self, login: str, password: str = PASSWORD, query: str = "") -> httpx.Response:
        """Send the sign-in form."""
        return self.web.post("/sign-in" + query, data={"form": self.form(), "login": login, "password": password})

    def page_token(self, query: str = "") -> str:
        """Open a page and return the token its script opens the websocket with."""
        answer = self.web.get("/" + query)
        found = re.search(r'"token":"([^"]+)"', answer.text)
        assert found, answer.status_code
        return found[1]

    def upload(self, content: bytes, name: str, **headers: str) -> httpx.Response:
        """Send a file as the page's script does."""
        own = {"X-Sachhon": "1", "Origin": self.at.origin, **headers}
        return self.web.post("/files/upload", params={"name": name}, content=content, headers=own)

    def socket(self, token: str, *, cookie: str | None = None, origin: str | None = "", headers: Mapping[str, str] | None = None) -> str:
        """Open a websocket and return the kind of the first message, or the status of the refusal."""
        return run_to_end(self._socket(token, self.cookie if cookie is None else cookie, origin, headers or {}))

    async def _socket(self, token: str, cookie: str, origin: str | None, headers: Mapping[str, str]) -> str:
        sent = {"Sec-WebSocket-Protocol": f"bokeh, {token}", **headers}
        if cookie:
            sent["Cookie"] = f"{COOKIE}={cookie}" + (f"; {headers['Cookie']}" if "Cookie" in headers else "")
        if origin is not None:
            sent["Origin"] = origin or self.at.origin
        try:
            socket = await websocket_connect(HTTPRequest(self.at.origin.replace("http", "ws") + "/ws", headers=sent))
        except HTTPClientError as refusal:
            return str(refusal.code)
        message = first = await socket.read_message()
        socket.close()
        while message is not None:
            message = await socket.read_message()
        return str(json.loads(first)["msgtype"]) if first is not None else "closed"
