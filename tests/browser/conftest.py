"""One server and one browser for all browser tests; each test has a page of its own and watches what it asks for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from servers import CHROMIUM, FLAGS

START = "from app.server import serve; serve(port=0, open_browser=False, announce=lambda at: print(at, flush=True))"
READY_WITHIN = 60  # s


@dataclass
class Watched:
    """A page of the application and what was noticed on it."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, query: str = "", page: str = "home") -> None:
        """Open an address and wait until its page has arrived."""
        self.page.goto(self.address + query)
        self.arrived(page)

    def arrived(self, page: str) -> None:
        """Wait until a page is shown."""
        self.page.wait_for_selector(f"h1[data-page={page}]", timeout=60_000)

    def assert_clean(self) -> None:
        """Fail if anything left this machine, or the console complained."""
        assert self.elsewhere == []
        assert self.problems == []


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server with a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "SACHHON_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    log = (home / "server.log").open("w", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    assert process.stdout is not None
    try:
        at = process.stdout.readline().strip()
        assert at, (home / "server.log").read_text(encoding="utf-8")
        wait_for(at)
        yield at
    finally:
        process.terminate()
        process.wait(timeout=90)
        process.stdout.close()
        log.close()


def wait_for(address: str) -> None:
    """Return when the server answers."""
    end = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"{address}health", timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, "the server did not answer"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a browser; the tests are left out where none is installed."""
    if not Path(CHROMIUM).exists():
        pytest.fail("no chromium is installed; run make system")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Callable[..., Watched]]:
    """Yield what opens a watched page of a given width and colour scheme."""
    contexts = []

    def open_page(width: int = 1366, dark: bool = False) -> Watched:
        height = 844 if width < 500 else 900
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        seen = Watched(page=page, address=address)

        def route(request_route: object) -> None:
            url = request_route.request.url  # type: ignore[attr-defined]
            if urlsplit(url).hostname in ("127.0.0.1", None):
                request_route.continue_()  # type: ignore[attr-defined]
            else:
                seen.elsewhere.append(url)
                request_route.abort()  # type: ignore[attr-defined]

        context.route("**/*", route)
        page.on("console", lambda said: seen.problems.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: seen.problems.append(str(error)))
        page.on("websocket", lambda socket: None if urlsplit(socket.url).hostname == "127.0.0.1" else seen.elsewhere.append(socket.url))
        return seen

    yield open_page
    for context in contexts:
        context.close()
