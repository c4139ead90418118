"""What a new session costs the server, as multiples of an empty Material page with the same menu: ``python bench_pages.py``.

Processor time of a server process over many requests of the page's document, the servers asked in turn so that a busy machine
weighs on all alike. Only ratios are printed. ``shell`` is what a visitor gets at once; ``overview`` is the whole page of a
site whose result is known (the calculation has a bench of its own).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS, REQUESTS = 9, 8
QUERY = "?site=example-garments&page=overview"


def empty_page() -> Callable[[], Any]:
    """Return what makes an empty Material page with the application's menu, written beforehand, as its only content."""
    from panel_material_ui.template.base import Page

    from app import frame
    from app.components.pane import html
    from app.opening import open_document
    from app.pages import PAGES
    from app.route import read
    from app.session import AssessmentSession
    from app.settings import Settings

    route = read(QUERY, PAGES)
    settings = Settings(folder=Path(os.environ["SACHHON_HOME"]))
    menu = frame._menu(route, "", AssessmentSession(settings, open_document, route=route))
    return lambda: Page(sidebar=[html(menu, kind="menu menu-wide")], main=[], title="empty")


def whole_overview() -> Callable[[], Any]:
    """Return what makes the complete overview in one go."""
    from app.frame import Frame, page_template
    from app.opening import open_document
    from app.pages import PAGES
    from app.route import read
    from app.session import AssessmentSession
    from app.settings import Settings
    from app.sites import content, find

    settings = Settings(folder=Path(os.environ["SACHHON_HOME"]))
    site = find(settings, "example-garments")
    opened = open_document(content(settings, site), site.filename)
    template = page_template()

    def page() -> Any:
        session = AssessmentSession(settings, lambda text, name: opened, route=read(QUERY, PAGES))
        session.param.update(site=site, opened=opened)
        made = Frame(session, template)
        made.show()
        assert made.view is not None, "the page of the site was not shown"
        return made.page

    return page


def serve(kind: str) -> None:
    """Serve one kind of page and print the port."""
    from app import server
    from app.settings import Settings

    settings = Settings(folder=Path(os.environ["SACHHON_HOME"]), port=0)
    if kind != "shell":
        page = empty_page() if kind == "empty" else whole_overview()
        page()  # a fault ends the process here; a server would answer an error's page, which costs less
        server.routes = lambda *_: {"/": page}  # type: ignore[assignment]
    made = server.make_server(settings)
    print(made.port, flush=True)
    made.run_until_shutdown()


def spent(process: subprocess.Popen[str]) -> float:
    """Return the processor time a process has used so far. [s]"""
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9  # finer than the ticks of /proc/…/stat


def cost(process: subprocess.Popen[str], port: str, count: int) -> float:
    """Return the processor time of a number of requests. [s]"""
    before = spent(process)
    for _ in range(count):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{QUERY}", timeout=120) as answer:
            answer.read()
    return spent(process) - before


def main() -> None:
    """Print the ratios."""
    with ExitStack() as stack:
        running = {}
        for kind in ("empty", "shell", "overview"):
            home = stack.enter_context(tempfile.TemporaryDirectory())
            command = [sys.executable, __file__, kind]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "SACHHON_HOME": home})
            stack.callback(process.terminate)
            assert process.stdout is not None
            running[kind] = (process, process.stdout.readline().strip())
        for process, port in running.values():
            cost(process, port, 3)  # imports and caches
        rounds = [{kind: cost(*server, REQUESTS) for kind, server in running.items()} for _ in range(ROUNDS)]
        for kind in ("shell", "overview"):
            print(f"{kind}: {median(took[kind] / took['empty'] for took in rounds):.2f} × an empty Material page with the same menu")


if __name__ == "__main__":
    serve(sys.argv[1]) if len(sys.argv) > 1 else main()
