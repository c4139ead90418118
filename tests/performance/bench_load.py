"""Fifty people at once against one alone: ``python tests/performance/bench_load.py [PEOPLE [SECONDS]]``.

Each has a page of a site of its own open by its own websocket (the table of months) and changes a figure every five seconds, at a
moment of its own; the change is kept in the database. What is measured is the time from sending the edit until the server has
answered it and told the page what to show. The clients speak the pages' own protocol and run in this process, the server in
another. Printed: both 95th percentiles, their ratio, and the server's memory for one more open page.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

ROOT = Path(__file__).parents[2]
PEOPLE, SECONDS, EVERY, LIMIT = 50, 60.0, 5.0, 10.0
ALONE, PACE = 24, 1.0  # edits of the one who is alone, and seconds between: each is kept and checked before the next
PATIENCE = 120.0  # s


def plant(number: int) -> bytes:
    """Return a document of a factory with twelve months of six streams."""
    streams = (("electricity/grid", "kWh"), ("water/municipal", "m3"), ("fuel/diesel", "L"), ("waste/landfill", "kg"), ("wastewater/direct", "m3"), ("product/p", "t"))
    flows = [
        {"period": f"2025-{month:02}", "stream": stream, "quantity": 1000 + month + number, "unit": unit} for stream, unit in streams for month in range(1, 13)
    ]
    facility = {"name": f"Nhà máy {number}", "sector": "other", "province": "79"}
    products = [{"id": "p", "name": "P", "unit": "t"}]
    document = {"format": "sachhon-assessment/1", "facility": facility, "reporting_period": "2025", "products": products, "flows": flows}
    return json.dumps(document).encode()


def resident(process: subprocess.Popen[str]) -> float:
    """Return the memory a process holds. [MB]"""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def spent(process: subprocess.Popen[str]) -> float:
    """Return the processor time the server's own process has used. [s]"""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Person:
    """One browser's side of a page: a websocket, the table it shows, and edits."""

    def __init__(self, port: int, site: str) -> None:
        self.port, self.site = port, site
        self.welcome, self.grid, self.cell = False, "", ("", "")
        self.took: list[float] = []
        self._number = 0
        self._socket: WebSocketClientConnection | None = None
        self._answered: dict[str, asyncio.Event] = {}
        self._told = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    async def arrive(self) -> None:
        """Open the page and wait until the table is there."""
        address = f"127.0.0.1:{self.port}"
        page = await AsyncHTTPClient().fetch(f"http://{address}/?site={self.site}&page=data&lang=en", request_timeout=PATIENCE)
        token = re.search(r'"token":"([^"]+)"', html.unescape(page.body.decode()))
        assert token is not None
        request = HTTPRequest(f"ws://{address}/ws", headers={"Origin": f"http://{address}"}, request_timeout=PATIENCE)
        self._socket = await websocket_connect(request, subprotocols=["bokeh", token[1]])
        self._reader = asyncio.create_task(self._read())
        while not self.welcome:  # the server makes the page before it listens
            await self._wait_told()
        pulled = await self._send("PULL-DOC-REQ", {})
        await asyncio.wait_for(self._answered[pulled].wait(), PATIENCE)
        await self._patch({"type": "event", "name": "document_ready", "values": {"type": "map"}})
        while not self.grid:
            await self._wait_told()
        await self._event({"ready": True})
        while not self.cell[0]:
            await self._wait_told()

    async def _wait_told(self) -> None:
        await asyncio.wait_for(self._told.wait(), PATIENCE)
        self._told.clear()

    async def _read(self) -> None:
        assert self._socket is not None
        while (header := await self._socket.read_message()) is not None:
            parts = [await self._socket.read_message() for _ in range(2)]
            told = json.loads(header)
            for _ in range(told.get("num_buffers", 0)):
                await self._socket.read_message()
                await self._socket.read_message()
            self._take(told, str(parts[1]))

    def _take(self, header: dict[str, Any], content: str) -> None:
        self.welcome = self.welcome or header["msgtype"] == "ACK"
        asked = header.get("reqid")
        if asked in self._answered:
            self._answered[asked].set()
        if not self.grid:
            found = re.search(r'"name":"panel\.models\.esm\.ReactiveESM","id":"([^"]+)"[^§]*?"class_name":"Grid"', content.replace("§", ""))
            if found:
                before = content[: content.index('"class_name":"Grid"')]
                self.grid = re.findall(r'"name":"panel\.models\.esm\.ReactiveESM","id":"([^"]+)"', before)[-1]
        if not self.cell[0] and '\\"columns\\"' in content:
            self.cell = self._first_cell(content)
        self._told.set()

    @staticmethod
    def _first_cell(content: str) -> tuple[str, str]:
        """Return row and column of a figure that may be typed over, out of the table the server sent."""

        def texts(value: Any) -> Any:
            if isinstance(value, str) and value.startswith('{"'):
                yield value
            for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
                yield from texts(inner)

        for text in texts(json.loads(content)):
            sheet = json.loads(text)
            keys = [column["key"] for column in sheet["columns"]]
            for row, cells in sheet["rows"]:
                for key, shown in zip(keys, cells, strict=False):
                    if "|" in row and re.fullmatch(r"[\d.,]+", shown) and re.fullmatch(r"\d{4}-\d\d", key):
                        return row, key
        raise RuntimeError("no cell to type in was found")

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        self._number += 1
        header = {"msgid": f"{self.site}-{self._number}", "msgtype": kind}
        self._answered[header["msgid"]] = asyncio.Event()
        assert self._socket is not None
        for part in (header, {}, content):
            await self._socket.write_message(json.dumps(part))
        return header["msgid"]

    async def _event(self, data: dict[str, Any]) -> None:
        values = {"type": "map", "entries": [["model", {"id": self.grid}], ["data", _plain(data)]]}
        await self._patch({"type": "event", "name": "data_event", "values": values})

    async def _patch(self, event: dict[str, Any]) -> None:
        said = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        sent = await self._send("PATCH-DOC", {"events": [said]})
        await asyncio.wait_for(self._answered[sent].wait(), PATIENCE)

    async def edit(self) -> None:
        """Change a figure, and remember how long the answer took."""
        start = time.perf_counter()
        await self.type_in(str(random.randint(1000, 9999)))
        self.took.append(time.perf_counter() - start)

    async def type_in(self, text: str) -> None:
        """Type a text into the cell, and wait for the answer."""
        await self._event({"edits": [[*self.cell, text]], "at": list(self.cell)})

    async def work(self, seconds: float) -> None:
        """Change a figure every five seconds, beginning at a moment of one's own."""
        end = time.perf_counter() + seconds
        await asyncio.sleep(random.uniform(0, EVERY))
        while time.perf_counter() < end:
            begun = time.perf_counter()
            await self.edit()
            await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))

    async def leave(self) -> None:
        """Close the page."""
        if self._socket is not None and self._reader is not None:
            self._socket.close()
            await asyncio.wait_for(self._reader, PATIENCE)


def _plain(value: Any) -> Any:
    """Return a value as the pages' protocol writes it: an object is a list of its pairs."""
    if isinstance(value, dict):
        return {"type": "map", "entries": [[name, _plain(inner)] for name, inner in value.items()]}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def high(times: list[float]) -> float:
    """Return the 95th percentile. [ms]"""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def prepared(home: Path, people: int) -> list[str]:
    """Return the sites of that many factories, kept."""
    from app import sites

    return [sites.keep(home, plant(number), f"{number}.json", 10**6).key for number in range(people)]


async def measure(process: subprocess.Popen[str], port: int, keys: list[str], seconds: float) -> int:
    """Print what one alone and all together measured; return the exit code."""
    alone = Person(port, keys[0])
    await alone.arrive()
    for _ in range(ALONE):
        await alone.edit()
        await asyncio.sleep(PACE)
    single = high(alone.took[4:])  # the first ones load what the later ones find loaded
    before = resident(process)
    others = [Person(port, key) for key in keys[1:]]
    for person in others:  # one after another, as people come to work
        await person.arrive()
    together = [alone, *others]
    memory = (resident(process) - before) / len(others)
    alone.took.clear()
    worked, begun = spent(process), time.perf_counter()
    await asyncio.gather(*(person.work(seconds) for person in together))
    busy = (spent(process) - worked) / (time.perf_counter() - begun)
    times = [taken for person in together for taken in person.took]
    many = high(times)
    await asyncio.gather(*(person.leave() for person in together))
    ratio = many / single
    print(f"one alone: p95 of {ALONE - 4} edits; {len(together)} people, one edit each {EVERY:.0f} s for {seconds:.0f} s: p95 of {len(times)} edits")
    print(f"ratio {ratio:.1f} (limit {LIMIT:.0f}); memory of one more open page {memory:.1f} MB; the server's own process was at work {100 * busy:.0f} % of the time")
    return 0 if ratio <= LIMIT else 1


def main() -> int:
    """Serve, measure, stop."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        keys = prepared(Path(folder), people)
        command = [sys.executable, "-c", "from app.cli import main; main()"]
        command += ["serve", "--no-browser", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "SACHHON_HOME": folder}, cwd=ROOT) as process:
            try:
                assert process.stdout is not None
                port = int(process.stdout.readline().rpartition(":")[2].strip(" /\n"))
                return asyncio.run(measure(process, port, keys, seconds))
            finally:
                process.terminate()


if __name__ == "__main__":
    raise SystemExit(main())
