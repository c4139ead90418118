"""From a typed cell to its findings, ten sessions at once, and in a ledger of 10,000 rows: ``python bench_edits.py``.

Ten sessions edit ten own sites on one event loop, each once a second at its own moment; keeping and checking run beside as in the
server (threads, the same queue). The time of an edit runs from the moment it was due, so that a busy loop counts, to the
moment its patch is handed to the socket. Printed are shares of the floor of 100 ms, and counts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median, quantiles
from types import SimpleNamespace
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import panel as pn
    from bokeh.document import Document
    from panel.io.state import set_curdoc

from app import sites
from app.components.grid import Grid
from app.editing.desk import content_of
from app.editing.rows import with_rows
from app.opening import open_document
from app.pages.data import DataPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, Settings
from assessment import intake
from assessment.model import Assessment

assert pn
SESSIONS, EDITS, FLOOR = 10, 12, 0.100  # sites, edits of each, s
ROWS = 10_000
STREAMS = ("electricity/grid", "water/municipal", "fuel/diesel", "material/fabric_knit", "waste/recycled")
UNITS = {"electricity/grid": "kWh", "water/municipal": "m3", "fuel/diesel": "L"}


class Window(Document):
    """A document whose callbacks run on the loop, as the server's do."""

    session_context = SimpleNamespace(request=SimpleNamespace(arguments={}), id="bench", with_document_locked=None)  # type: ignore[assignment]

    def add_next_tick_callback(self, callback: Any) -> Any:
        """Run a callback soon."""
        return asyncio.get_running_loop().call_soon_threadsafe(callback)


class Seat:
    """One session with its page, and what its table sent."""

    def __init__(self, settings: Settings, content: bytes, name: str, focus: str) -> None:
        site = sites.keep(settings, content, name, LARGEST_UPLOAD)
        self.session = AssessmentSession(settings, open_document, route=Route(page="data", site=site.key, focus=focus))
        self.session.open()
        self.page = DataPage(self.session)
        self.grid: Grid = next(iter(self.page.grids.values()))[0]
        self.name = next(iter(self.page.grids))
        self.sent: list[dict[str, Any]] = []
        self.grid._send_msg = self.sent.append  # type: ignore[method-assign]
        self.grid.begin()
        self.window = Window()

    def edit(self, id: str, column: str, text: str) -> None:
        """Do what a message of the browser does."""
        with set_curdoc(self.window):
            self.grid._handle_msg({"edits": [[id, column, text]]})


def long_ledger(small: Assessment) -> Assessment:
    """Return a document with a ledger of 10,000 rows: meters of five streams, month by month."""
    rows = []
    for number in range(ROWS - len(small.flows)):
        stream = STREAMS[number % len(STREAMS)]
        month, meter = number // len(STREAMS) % 12 + 1, number // (12 * len(STREAMS))
        rows.append({"period": f"2025-{month:02d}", "stream": stream, "quantity": 10.0 + number % 97, "unit": UNITS.get(stream, "kg"), "meter": f"m{meter}"})
    return with_rows(small, rows, same="add")


async def ten_sessions(settings: Settings, document: Assessment) -> list[float]:
    """Return the times of all edits. [s]"""
    names = [document.model_copy(update={"facility": document.facility.model_copy(update={"name": f"Xưởng {number}"})}) for number in range(SESSIONS)]
    seats = [Seat(settings, content_of(each), f"{number}.json", "") for number, each in enumerate(names)]
    took: list[float] = []

    async def work(number: int, seat: Seat) -> None:
        id = next(id for id, _ in seat.grid._sheet().rows if id.startswith("electricity/grid"))
        begun = time.perf_counter() + number / SESSIONS
        for count in range(EDITS):
            due = begun + count
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            seat.edit(id, f"2025-{count % 12 + 1:02d}", f"{1000 + count}" if count % 3 else "12.5")
            took.append(time.perf_counter() - due)

    await asyncio.gather(*(work(number, seat) for number, seat in enumerate(seats)))
    while not all(seat.page.keeping.is_settled for seat in seats):  # every site is kept and checked in the end
        await asyncio.sleep(0.1)
    return took


async def long_one(settings: Settings, document: Assessment) -> tuple[list[float], int, float]:
    """Return the times of edits in the long ledger, the most rows one edit sent, and a patch's size by the whole table's."""
    seat = Seat(settings, content_of(long_ledger(document)), "long.json", "ledger")
    whole = len(json.dumps(seat.sent[-1]))
    ids = [id for id, _ in seat.grid._sheet().rows]
    took, most, largest = [], 0, 0
    for count in range(20):
        before = len(seat.sent)
        begun = time.perf_counter()
        seat.edit(ids[count * 400 + 7], "quantity", f"{count + 1}")
        took.append(time.perf_counter() - begun)
        for told in seat.sent[before:]:
            most = max(most, len(json.loads(told["patch"]).get("rows", ())))
            largest = max(largest, len(json.dumps(told)))
        await asyncio.sleep(0)
    return took, most, largest / whole


def p95(took: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(took, n=20)[-1]


def main() -> None:
    """Print the shares of the floor."""
    warnings.simplefilter("ignore")
    example = sites.find(Settings(folder=Path(tempfile.gettempdir())), "example-garments")
    read = intake.read(sites.content(Settings(folder=Path(tempfile.gettempdir())), example), example.filename)
    assert read.document is not None
    document = read.document.assessment
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(ten_sessions(Settings(folder=Path(folder)), document))
    print(f"{SESSIONS} sessions, {len(took)} edits beside keeping and checking: p95 {p95(took) / FLOOR:.2f}, median {median(took) / FLOOR:.2f} of the floor of 100 ms")
    with tempfile.TemporaryDirectory() as folder:
        took, most, share = asyncio.run(long_one(Settings(folder=Path(folder)), document))
    print(f"ledger of {ROWS} rows: p95 {p95(took) / FLOOR:.2f}, median {median(took) / FLOOR:.2f} of 100 ms; {most} row sent an edit, a patch is {share:.5f} of the table")


if __name__ == "__main__":
    sys.exit(main())
