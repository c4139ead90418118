"""Signing in with a browser: without a script, in both languages, on a telephone; and what an open page does when it is over."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
from server_of_many import PASSWORD
from visitor import Server, server


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server with accounts."""
    with server(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def come(browser: Browser, shared: Server) -> Iterator[Callable[..., Page]]:
    """Yield what signs somebody in with a browser of the own."""
    opened: list[BrowserContext] = []

    def sign_in(login: str, lang: str = "vi", width: int = 1366, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=script)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{shared.origin}/?page=home&lang={lang}")
        expect(page.locator("h1")).to_have_text("Đăng nhập" if lang == "vi" else "Sign in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        return page

    yield sign_in
    for context in opened:
        context.close()


def arrived(page: Page, name: str) -> None:
    page.wait_for_selector(f"h1[data-page={name}]", timeout=30_000)


def test_the_sign_in_needs_no_script(come: Callable[..., Page]) -> None:
    page = come("lan", script=False)
    assert page.url.endswith("/?page=home&lang=vi")
    page.goto(page.url.split("?")[0] + "sign-out?lang=en")
    expect(page.locator("h1")).to_have_text("Sign out?")
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_have_text("Sign in")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [390, 1366])
def test_a_wrong_password_is_said_and_the_form_fits(come: Callable[..., Page], lang: str, width: int) -> None:
    page = come("nobody", lang, width)
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == lang


def test_a_factory_shares_a_site_and_a_consultant_takes_it_up(come: Callable[..., Page], shared: Server) -> None:
    owner = come("binh")
    arrived(owner, "home")
    owner.goto(f"{shared.origin}/?page=invite&site={shared.sites['binh']}")
    arrived(owner, "invite")
    owner.click("[data-submit]")
    code = owner.locator("code").inner_text()
    guest = come("chi", "en", 390)
    arrived(guest, "home")
    guest.goto(f"{shared.origin}/?page=clients&lang=en")
    arrived(guest, "clients")
    guest.fill("input[name=code]", code)
    guest.click("form:has(input[name=code]) [data-submit]")
    expect(guest.get_by_role("link", name="Bí mật của binh")).to_be_visible()
    owner.goto(f"{shared.origin}/?page=invite&site={shared.sites['binh']}")
    arrived(owner, "invite")
    owner.click("[data-act=withdraw]")
    expect(owner.locator("[data-act=withdraw]")).to_have_count(0)
    guest.goto(f"{shared.origin}/?page=clients&lang=en")
    arrived(guest, "clients")
    expect(guest.get_by_role("link", name="Bí mật của binh")).to_have_count(0)


def test_a_page_left_open_gives_way_when_its_device_is_signed_out(come: Callable[..., Page], shared: Server) -> None:
    left, here = come("lan"), come("lan")
    arrived(left, "home")
    left.goto(f"{shared.origin}/?page=overview&site={shared.sites['lan']}")
    arrived(left, "overview")
    here.goto(f"{shared.origin}/?page=account")
    arrived(here, "account")
    here.click("[data-act=end_others]")
    expect(left.get_by_text("Phiên làm việc đã kết thúc")).to_be_visible(timeout=40_000)
    expect(left.get_by_text("Bí mật của lan")).to_have_count(0)
    assert here.goto(f"{shared.origin}/?page=home") is not None
    arrived(here, "home")


def test_an_administrator_makes_an_account_and_disables_it(come: Callable[..., Page], shared: Server) -> None:
    page = come("admin", "en")
    arrived(page, "home")
    page.goto(f"{shared.origin}/?page=administration&lang=en")
    arrived(page, "administration")
    page.fill("input[name=login]", "hoa@nhamay.vn")
    page.fill("input[name=name]", "<b>Hoa</b>")
    page.fill("input[name=organisation]", "Nhà máy H")
    page.click("[data-submit]")
    expect(page.locator("code")).to_have_text(re.compile(r"([a-z2-9]{5}-){3}[a-z2-9]{5}"))
    row = page.get_by_role("row").filter(has_text="hoa@nhamay.vn")
    expect(row).to_contain_text("<b>Hoa</b>")
    row.get_by_role("button", name="Disable").click()
    page.locator("[role=alertdialog] .danger").click()
    expect(page.get_by_role("row").filter(has_text="hoa@nhamay.vn")).to_contain_text("disabled")


@pytest.mark.parametrize(("lang", "width"), [("vi", 390), ("en", 1366)])
def test_a_key_is_made_shown_once_used_and_revoked(come: Callable[..., Page], shared: Server, lang: str, width: int) -> None:
    page = come("lan", lang, width)
    arrived(page, "home")
    address = f"{shared.origin}/?page=account&lang={lang}"
    page.goto(address)
    arrived(page, "account")
    name = f"<i>{lang} {width}</i>"
    page.fill("input[name=name]", name)
    page.click("[data-submit]")
    token = page.locator("[data-token]").inner_text()
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shows = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{shared.origin}/api/v1/assessments", headers=shows).status_code == 200
    assert httpx.post(f"{shared.origin}/api/v1/assessments", headers=shows, json={}).status_code == 403
    page.goto(address)
    arrived(page, "account")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_have_count(1)
    assert token not in page.content()
    row.locator("[data-act=ask_key]").click()
    page.locator("[role=alertdialog] [data-act=keep]").click()
    expect(page.locator("[role=alertdialog]")).to_have_count(0)
    row.locator("[data-act=ask_key]").click()
    page.locator("[role=alertdialog] .danger").click()
    expect(row.locator("[data-act=ask_key]")).to_have_count(0)
    assert httpx.get(f"{shared.origin}/api/v1/assessments", headers=shows).status_code == 401


def test_a_key_without_a_right_is_not_made(come: Callable[..., Page], shared: Server) -> None:
    page = come("binh", "en")
    arrived(page, "home")
    page.goto(f"{shared.origin}/?page=account&lang=en")
    arrived(page, "account")
    for box in page.locator("input[type=checkbox]").all():
        box.uncheck()
    page.click("[data-submit]")
    expect(page.get_by_text("choose at least one right")).to_be_visible()
    expect(page.locator("[data-token]")).to_have_count(0)
