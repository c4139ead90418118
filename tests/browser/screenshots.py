"""Make a picture of every page in every language, wide and on a phone: ``python tests/browser/screenshots.py [folder]``.

The pictures show the example sites of the package, on a server with a folder of its own; nothing of a user is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.pages import PAGES
from data import messages

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
START = "from app.server import serve; serve(port=0, open_browser=False, announce=lambda at: print(at, flush=True))"
SITE = "example-seafood"
WIDTHS = (1366, 390)  # px
WHOLE = ".main-content, main"
TALLEST = 6000  # px; a longer page is cut
FOCUS = {"trace": "norm_sec@shrimp:norm/2025", "search": "nước"}


@contextmanager
def serving() -> Iterator[str]:
    """Yield the address of a server with a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "SACHHON_HOME": home, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(timeout=20)
            process.stdout.close()


def pages(only: tuple[str, ...]) -> tuple[str, ...]:
    """Return the pages to picture: those named, or all."""
    return tuple(key for key in PAGES if not only or key in only)


def picture(browser: Browser, address: str, folder: Path, lang: str, width: int, only: tuple[str, ...]) -> Iterator[str]:
    """Yield a line for each picture made; it names what is wider than the window."""
    context = browser.new_context(viewport={"width": width, "height": 844 if width < 500 else 900}, reduced_motion="reduce")
    page = context.new_page()
    for key in pages(only):
        page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})
        site = SITE if PAGES[key].of_site else ""
        page.goto(f"{address}?page={key}&site={site}&lang={lang}&focus={FOCUS.get(key, '')}")
        page.wait_for_selector(f"h1[data-page={key}]", timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.set_viewport_size({"width": width, "height": _height(page)})
        for canvas in page.locator("[_echarts_instance_]").all():
            canvas.wait_for(state="attached")
        file = folder / f"{key}.{lang}.{width}.png"
        page.screenshot(path=file)
        wide = page.evaluate("document.documentElement.scrollWidth")
        yield f"{file.name}{'' if wide <= width else f'  {wide - width} px too wide'}"
    context.close()


def _height(page: Page) -> int:
    tall = page.evaluate(
        f"Math.max(...[...document.querySelectorAll('*')].filter(e => e.shadowRoot).flatMap(e => [...e.shadowRoot.querySelectorAll('{WHOLE}')]).map(e => e.scrollHeight), document.documentElement.scrollHeight)"
    )
    return min(int(tall) + 80, TALLEST)


def main(folder: Path, only: tuple[str, ...] = ()) -> None:
    """Make the pictures and print their names."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for lang in messages.languages():
            for width in WIDTHS:
                for line in picture(browser, address, folder, lang, width, only):
                    print(line, flush=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), tuple(sys.argv[2:]))
