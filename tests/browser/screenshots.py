"""Make a picture of every page in every language, wide and on a phone: ``python tests/browser/screenshots.py [folder [page ...]]``.

The pictures show the example sites of the package and the demonstration's release, on servers with folders of their own;
nothing of a user is touched. Pages that need accounts are pictured on a server that has some, by whoever they are for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from servers import CHROMIUM, FLAGS, FOCUS, OF_ACCOUNTS, SITE, serving, serving_accounts, sign_in, visit
from visitor import Server

from app.pages import PAGES
from data import messages

WIDTHS = (1366, 390)  # px
WHOLE = ".main-content, main"
TALLEST = 6000  # px; a longer page is cut


def pages(only: tuple[str, ...]) -> tuple[str, ...]:
    """Return the pages to picture on a laptop: those named, or all."""
    return tuple(key for key in PAGES if key not in OF_ACCOUNTS and (not only or key in only))


def window(browser: Browser, width: int) -> BrowserContext:
    """Return a new window of a width."""
    return browser.new_context(viewport={"width": width, "height": 844 if width < 500 else 900}, reduced_motion="reduce")


def snap(page: Page, address: str, key: str, file: Path, width: int) -> str:
    """Picture a page whole and return a line that says if something is wider than the window."""
    page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})
    visit(page, address, key)
    page.set_viewport_size({"width": width, "height": _height(page)})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.screenshot(path=file)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return f"{file.name}{'' if wide <= width else f'  {wide - width} px too wide'}"


def on_a_laptop(browser: Browser, address: str, folder: Path, lang: str, width: int, only: tuple[str, ...]) -> Iterator[str]:
    """Yield a line for each picture of the pages that need no account."""
    context = window(browser, width)
    page = context.new_page()
    for key in pages(only):
        site = SITE if PAGES[key].of_site else ""
        query = f"?page={key}&site={site}&lang={lang}&focus={FOCUS.get(key, '')}"
        yield snap(page, address + query, key, folder / f"{key}.{lang}.{width}.png", width)
    context.close()


def on_a_server(browser: Browser, at: Server, folder: Path, lang: str, width: int, only: tuple[str, ...]) -> Iterator[str]:
    """Yield a line for each picture of the pages of accounts, and of the form to sign in."""
    for login in dict.fromkeys(who for key, who in OF_ACCOUNTS.items() if not only or key in only):
        context = window(browser, width)
        page = context.new_page()
        page.goto(f"{at.origin}/sign-in?lang={lang}")
        page.screenshot(path=folder / f"sign_in.{lang}.{width}.png")
        sign_in(page, at, login)
        for key in (key for key, who in OF_ACCOUNTS.items() if who == login and (not only or key in only)):
            site = at.sites.get(login, "") if PAGES[key].of_site else ""
            yield snap(page, f"{at.origin}/?page={key}&site={site}&lang={lang}", key, folder / f"{key}.{lang}.{width}.png", width)
        context.close()


def _height(page: Page) -> int:
    tall = page.evaluate(
        f"Math.max(...[...document.querySelectorAll('*')].filter(e => e.shadowRoot).flatMap(e => [...e.shadowRoot.querySelectorAll('{WHOLE}')]).map(e => e.scrollHeight), document.documentElement.scrollHeight)"
    )
    return min(int(tall) + 80, TALLEST)


def main(folder: Path, only: tuple[str, ...] = ()) -> None:
    """Make the pictures and print their names."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        stack.callback(browser.close)
        address = stack.enter_context(serving()) if pages(only) else ""
        shared = stack.enter_context(serving_accounts()) if not only or OF_ACCOUNTS.keys() & set(only) else None
        for lang in messages.languages():
            for width in WIDTHS:
                for line in on_a_laptop(browser, address, folder, lang, width, only):
                    print(line, flush=True)
                for line in on_a_server(browser, shared, folder, lang, width, only) if shared else ():
                    print(line, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), tuple(sys.argv[2:]))
