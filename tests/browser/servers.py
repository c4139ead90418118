"""The servers that pictures and walks are made on, and what each page needs in its address to show something."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
from server_of_many import PASSWORD
from visitor import Server, server

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START = "from app.server import serve; serve(port=0, open_browser=False, demo=True, announce=lambda at: print(at.split('?')[0], flush=True))"
SITE = "example-seafood"
FOCUS: Mapping[str, str] = MappingProxyType({"trace": "norm_sec@shrimp:norm/2025", "search": "nước", "worksheet": "1"})
# Pages that only a server with accounts has, and whose they are there.
OF_ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {"account": "lan", "invite": "lan", "history": "lan", "clients": "chi", "administration": "admin"}
)


@contextmanager
def serving(home: Path | None = None) -> Iterator[str]:
    """Yield the address of a laptop's server with demonstration data and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SACHHON_HOME": str(home or folder), "PYTHONUNBUFFERED": "1"}
        with (Path(home or folder) / "server.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
            assert process.stdout is not None
            try:
                at = process.stdout.readline().strip()
                assert at, Path(log.name).read_text(encoding="utf-8")
                yield at
            finally:
                process.terminate()
                process.wait(timeout=90)
                process.stdout.close()


@contextmanager
def serving_accounts(home: Path | None = None) -> Iterator[Server]:
    """Yield a server with accounts, two factories, a consultant, a zone, a department and an administrator."""
    with tempfile.TemporaryDirectory() as folder, server(home or Path(folder), TEST_DEMO="1") as running:
        yield running


def sign_in(page: Page, at: Server, login: str) -> None:
    """Sign somebody in by the form."""
    page.goto(f"{at.origin}/sign-in?lang=vi")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("h1[data-page=home]", timeout=60_000)


def visit(page: Page, address: str, key: str) -> None:
    """Go to a page and wait until it has arrived with its charts; within an open page the script need not be loaded anew."""
    head, _, query = address.partition("?")
    if page.url.partition("?")[0] == head and page.locator("h1[data-page]").count():
        page.evaluate("(query) => { history.pushState({}, '', '?' + query); dispatchEvent(new PopStateEvent('popstate')); }", query)
    else:
        page.goto(address)
    page.wait_for_selector(f"h1[data-page={key}]", timeout=60_000)
    wait_for_charts(page)


def wait_for_charts(page: Page) -> None:
    """Return when every chart of a page that has arrived is drawn."""
    charts = page.locator("[data-chart-table]:not([data-chart-table=map])")
    expect(page.locator("[_echarts_instance_] canvas")).to_have_count(charts.count(), timeout=30_000)
