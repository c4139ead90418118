"""The whole job of each role, by what stands on the screen, in both languages and at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from servers import serving_accounts, sign_in
from visitor import Server

from data import messages

WIDTHS = (1366, 390)
MONTHS = "\t".join
BOTH = [pytest.param(lang, width, id=f"{lang}-{width}") for lang in ("vi", "en") for width in WIDTHS]
OUTPUT = ("98.000", "91.000", "104.000", "101.000", "99.500", "97.000", "102.000", "100.500", "98.500", "103.000", "105.000", "107.000")
POWER = ("41.200", "39.100", "43.900", "43.000", "42.100", "41.500", "43.300", "42.800", "42.000", "43.600", "44.500", "45.100")
WATER = ("820", "790", "850", "845", "838", "821", "852", "846", "839", "861", "872", "880")

Watch = Callable[..., "object"]


def follow(page: Page, key: str) -> None:
    """Open a page by the menu, as it stands at this width."""
    if page.viewport_size is not None and page.viewport_size["width"] <= 860:
        page.locator("details.phone > summary").click()
        page.locator(f"details.phone a[href*='page={key}']").first.click()
    else:
        page.locator(f".menu-wide a[href*='page={key}']").first.click()
    page.wait_for_selector(f"h1[data-page={key}]", timeout=60_000)


def downloaded(page: Page, link: Locator, head: bytes) -> Path:
    """Click a link, and return the file it brought after looking at its first bytes."""
    with page.expect_download(timeout=90_000) as taken:
        link.click()
    path = Path(taken.value.path())
    assert path.read_bytes()[: len(head)] == head
    assert path.stat().st_size > 2_000
    return path


def paste(page: Page, text: str) -> None:
    """Paste into the focused field as a spreadsheet would."""
    page.evaluate(
        """(text) => {
          const reach = (root) => root.activeElement && root.activeElement.shadowRoot ? reach(root.activeElement.shadowRoot) : root.activeElement;
          const data = new DataTransfer();
          data.setData("text/plain", text);
          reach(document).dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, composed: true, cancelable: true}));
        }""",
        text,
    )


def in_words(figures: tuple[str, ...], lang: str) -> str:
    """Return a row of figures as somebody of that language writes them."""
    return MONTHS(figures if lang == "vi" else (figure.replace(".", ",") for figure in figures))


@pytest.mark.parametrize(("lang", "width"), BOTH)
def test_a_factory_from_nothing_to_its_report(watch: Watch, lang: str, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page: Page = seen.page
    seen.go(f"?lang={lang}")
    page.locator("a.door[href*='page=entry']").click()
    seen.arrived("entry")
    page.locator("select[name=sector]").select_option("garments")
    name = f"Xưởng may {lang} {width}"
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=product]").fill("Áo sơ mi")
    page.locator("input[name='cell:0:1']").focus()
    paste(page, "\n".join(in_words(row, lang) for row in (OUTPUT, POWER, WATER)) + "\n")
    expect(page.locator("input[name='cell:2:12']")).to_have_value("880")
    page.locator("[data-submit]").click()
    seen.arrived("overview")
    expect(page.locator("h1")).to_have_text(name)
    follow(page, "findings")
    expect(page.locator("article.finding").or_(page.locator(".empty")).first).to_be_visible()
    follow(page, "overview")
    expect(page.locator(".card a.figure").first).to_be_visible()
    follow(page, "options")
    page.locator("table.options tbody tr a").first.click()
    form = page.locator("form", has=page.locator("input[name=investment]"))
    form.locator("input[name=percent]").fill("5")
    form.locator("input[name=investment]").fill("120")
    form.locator("input[name=lifetime]").fill("8")
    form.locator("[data-submit]").click()
    now = page.get_by_role("button", name=messages.message("options.decide.do_now", lang), exact=True)
    now.click()
    expect(now).to_have_class(re.compile(r"\bmain\b"))
    title = page.locator("h1").inner_text()
    follow(page, "plan")
    expect(page.locator("table").first).to_contain_text(title)
    follow(page, "reports")
    downloaded(page, page.locator(f"a[href*='files/pdf'][href*='lang={lang}']").first, b"%PDF-")
    seen.assert_clean()


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """Yield a server with accounts and the demonstration's release."""
    with serving_accounts() as running:
        yield running


@pytest.fixture
def come(browser: Browser, shared: Server) -> Iterator[Callable[..., Page]]:
    """Yield what signs somebody in with a browser of the own."""
    opened: list[BrowserContext] = []

    def enter(login: str, lang: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, accept_downloads=True)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        sign_in(page, shared, login)
        page.goto(f"{shared.origin}/?page=home&lang={lang}")
        page.wait_for_selector("h1[data-page=home]", timeout=60_000)
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.mark.parametrize(("lang", "width"), BOTH)
def test_a_consultant_with_two_clients(come: Callable[..., Page], shared: Server, lang: str, width: int) -> None:
    page = come("chi", lang, width)
    follow(page, "clients")
    clients = page.locator("table a[href*='page=overview']")
    expect(clients).to_have_count(1)  # the one that invited her
    page.goto(f"{shared.origin}/?page=overview&site={shared.sites['binh']}&lang={lang}")
    page.wait_for_selector("h1[data-page=overview]", timeout=60_000)
    expect(page.get_by_text("Bí mật của binh")).to_have_count(0)
    owner = come("binh", lang, width)
    owner.goto(f"{shared.origin}/?page=invite&site={shared.sites['binh']}&lang={lang}")
    owner.wait_for_selector("h1[data-page=invite]", timeout=60_000)
    owner.locator("[data-submit]").click()
    code = owner.locator("code").inner_text()
    page.goto(f"{shared.origin}/?page=clients&lang={lang}")
    page.wait_for_selector("h1[data-page=clients]", timeout=60_000)
    page.locator("input[name=code]").fill(code)
    page.locator("form:has(input[name=code]) [data-submit]").click()
    expect(clients).to_have_count(2, timeout=30_000)
    for name in ("lan", "binh"):
        follow(page, "clients")
        page.locator(f"table a[href*='page=overview'][href*='{shared.sites[name]}']").click()
        page.wait_for_selector("h1[data-page=overview]", timeout=60_000)
        expect(page.locator("h1")).to_have_text(f"Bí mật của {name}")
        follow(page, "reports")
        downloaded(page, page.locator(f"a[href*='files/pdf'][href*='lang={lang}']").first, b"%PDF-")
    owner.goto(f"{shared.origin}/?page=invite&site={shared.sites['binh']}&lang={lang}")
    owner.wait_for_selector("h1[data-page=invite]", timeout=60_000)
    owner.locator("[data-act=withdraw]").first.click()
    expect(owner.locator("[data-act=withdraw]")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize(("lang", "width"), BOTH)
def test_a_department_from_the_release_to_its_yearly_report(come: Callable[..., Page], lang: str, width: int) -> None:
    page = come("phuc", lang, width)
    follow(page, "participation")
    expect(page.locator("h1")).to_contain_text("8", timeout=90_000)
    follow(page, "distribution")
    page.locator("select[name=sector]").select_option("textile")
    expect(page.locator("h1")).to_contain_text("Dệt" if lang == "vi" else "Textile", timeout=60_000)
    expect(page.locator("[_echarts_instance_] canvas").first).to_be_visible(timeout=30_000)
    follow(page, "progress")
    expect(page.locator("table:visible").first).to_be_visible()
    follow(page, "programme")
    zones = page.locator("input[name='zones.count']")
    if not zones.is_visible():  # a year that was entered before keeps its form folded
        page.locator("details", has=zones).locator("summary").click()
    zones.fill("18")
    page.locator("input[name='zones.whole']").fill("22")
    page.locator("button[data-submit]").click()
    expect(page.locator("h1")).to_contain_text("10", timeout=30_000)
    downloaded(page, page.locator(f"a[href*='pdf'][href*='lang={lang}']").first, b"%PDF-")
    downloaded(page, page.locator(f"a[href*='xlsx'][href*='lang={lang}']").first, b"PK\x03\x04")
