"""Every page in both languages, wide and on a phone: readable by everybody, quiet, offline, no wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from servers import FOCUS, OF_ACCOUNTS, SITE, serving, serving_accounts, sign_in, visit
from visitor import Server

from app.pages import PAGES

COMBINATIONS = (("vi", 1366, False), ("en", 1366, True), ("vi", 390, True), ("en", 390, False))  # language, px, dark
GRAVE = ("serious", "critical")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Desk:
    """A window that stays open from page to page, and what was noticed in it."""

    page: Page
    lang: str
    width: int
    problems: list[str] = field(default_factory=list)

    def look(self, address: str, key: str) -> list[object]:
        """Go to a page and return everything that is wrong with it."""
        self.problems.clear()
        visit(self.page, f"{address}&lang={self.lang}", key)
        found: list[object] = []
        if self.page.evaluate("document.documentElement.lang") != self.lang:
            found.append("the document says another language")
        if (wide := self.page.evaluate("document.documentElement.scrollWidth")) > self.width:
            found.append(f"{wide} px wide")
        for fault in Axe().run(self.page, options={"runOnly": LEVELS}).response["violations"]:
            if fault["impact"] in GRAVE:
                found += [(fault["id"], node["target"], node["failureSummary"][:300]) for node in fault["nodes"]]
        return [*found, *self.problems]


def opened(browser: Browser, lang: str, width: int, dark: bool) -> Desk:
    """Return a new window that notes what leaves this machine and what the console says."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 500 else 900}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    desk = Desk(page=context.new_page(), lang=lang, width=width)

    def route(asked: object) -> None:
        url = asked.request.url  # type: ignore[attr-defined]
        if urlsplit(url).hostname in ("127.0.0.1", None):
            asked.continue_()  # type: ignore[attr-defined]
        else:
            desk.problems.append(f"asked for {url}")
            asked.abort()  # type: ignore[attr-defined]

    context.route("**/*", route)
    desk.page.on("console", lambda said: desk.problems.append(said.text) if said.type in ("error", "warning") else None)
    desk.page.on("pageerror", lambda error: desk.problems.append(str(error)))
    return desk


@pytest.fixture(scope="module")
def laptop() -> Iterator[str]:
    """Yield a laptop's server with the demonstration's release."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """Yield a server with accounts."""
    with serving_accounts() as running:
        yield running


@pytest.fixture(scope="module", params=COMBINATIONS, ids=lambda one: f"{one[0]}-{one[1]}-{'dark' if one[2] else 'light'}")
def desk(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Yield one window for each language and width; it stays open over all pages."""
    made = opened(browser, *request.param)
    yield made
    made.page.context.close()


@pytest.mark.parametrize("key", [key for key in PAGES if key not in OF_ACCOUNTS])
def test_pages_of_a_laptop(desk: Desk, laptop: str, key: str) -> None:
    site = SITE if PAGES[key].of_site else ""
    assert desk.look(f"{laptop}?page={key}&site={site}&focus={FOCUS.get(key, '')}", key) == []


@pytest.mark.parametrize("login", sorted(set(OF_ACCOUNTS.values())))
@pytest.mark.parametrize(("lang", "width", "dark"), COMBINATIONS)
def test_pages_of_accounts(browser: Browser, shared: Server, login: str, lang: str, width: int, dark: bool) -> None:
    desk = opened(browser, lang, width, dark)
    sign_in(desk.page, shared, login)
    wrong = {
        key: desk.look(f"{shared.origin}/?page={key}&site={shared.sites.get(login, '') if PAGES[key].of_site else ''}", key)
        for key, who in OF_ACCOUNTS.items()
        if who == login
    }
    desk.page.context.close()
    assert wrong == {key: [] for key in wrong}


def test_every_page_is_looked_at() -> None:
    assert set(OF_ACCOUNTS) <= set(PAGES)
    assert all(PAGES[key].of_accounts for key in OF_ACCOUNTS if key != "history")
