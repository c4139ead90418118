"""Walk the application as a factory does: bring a file in, read the result, trace a number, take a report away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.pages import PAGES

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
Watch = Callable[..., "object"]
SITE = "?site=example-garments"

# Faults of the libraries in their own markup, not in ours; the same content is reachable as plain markup.
UPSTREAM: frozenset[str] = frozenset()


@pytest.mark.parametrize(("width", "lang"), [(1366, "vi"), (390, "en")])
def test_upload_result_trace_download(watch: Watch, width: int, lang: str) -> None:
    seen = watch(width)
    page = seen.page
    seen.go(f"?lang={lang}")
    page.locator("input[type=file]").set_input_files(GOLDEN)
    seen.arrived("overview")
    expect(page.locator("h1")).to_contain_text("May Hàm Thắng")
    number = "9,04" if lang == "vi" else "9.04"
    page.locator(".card a.figure", has_text=number).first.click()
    seen.arrived("trace")
    expect(page.locator("h1")).to_be_focused()
    page.go_back()
    seen.arrived("overview")
    if width < 860:
        page.locator("details.phone > summary").click()
        page.locator("details.phone a[href*='page=reports']").click()
    else:
        page.locator(".menu-wide a[href*='page=reports']").click()
    seen.arrived("reports")
    with page.expect_download() as taken:
        page.locator("a[href*='files/result']").click()
    result = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    ids = {item["id"]: item["value"] for item in result["indicators"]}
    assert ids["energy_intensity:output/2025"] == pytest.approx(9.04)
    seen.assert_clean()


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize(("width", "lang", "dark"), [(1366, "vi", False), (390, "en", True)])
def test_every_page_is_offline_quiet_and_accessible(watch: Watch, page: str, width: int, lang: str, dark: bool) -> None:
    seen = watch(width, dark)
    seen.go(f"{SITE}&page={page}&lang={lang}", page)
    assert seen.page.evaluate("document.documentElement.lang") == lang
    found = Axe().run(seen.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    grave = [
        (fault["id"], node["target"], node["failureSummary"][:300])
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
        if fault["id"] not in UPSTREAM
    ]
    assert grave == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    seen.assert_clean()


def test_the_language_changes_without_losing_the_page(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go(f"{SITE}&page=intensities&focus=water_intensity", "intensities")
    page.locator("a[hreflang=en]").click()
    expect(page.locator("h2", has_text="Water intensity")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "focus=water_intensity" in page.url
    expect(page).to_have_title("Intensities · " + page.locator("p.site").first.inner_text() + " · Sạch Hơn")
    seen.assert_clean()


def test_deep_links_titles_and_the_way_back(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go(f"{SITE}&page=targets", "targets")
    first = page.title()
    page.locator(".menu-wide a[href*='page=emissions']").click()
    seen.arrived("emissions")
    expect(page.locator("nav.crumbs [aria-current=page]")).to_have_text("Phát thải")
    assert page.title() != first
    page.go_back()
    seen.arrived("targets")
    expect(page).to_have_title(first)
    page.go_forward()
    seen.arrived("emissions")
    seen.assert_clean()


def test_a_wrong_file_is_answered_in_words(watch: Watch, tmp_path: Path) -> None:
    seen = watch()
    wrong = tmp_path / "hóa đơn.pdf"
    wrong.write_bytes(b"%PDF-1.4")
    seen.go()
    seen.page.locator("input[type=file]").set_input_files(wrong)
    expect(seen.page.locator(".notice[role=alert]")).to_contain_text("hóa đơn.pdf")
    assert seen.elsewhere == []


def test_an_unreadable_document_shows_its_findings(watch: Watch, tmp_path: Path) -> None:
    seen = watch()
    wrong = tmp_path / "x.yaml"
    wrong.write_text("facility: [", encoding="utf-8")
    seen.go()
    seen.page.locator("input[type=file]").set_input_files(wrong)
    seen.arrived("overview")
    seen.page.locator("a.button.main").click()
    seen.arrived("findings")
    expect(seen.page.locator("article.finding").first).to_be_visible()
    seen.assert_clean()


@pytest.mark.parametrize(("kind", "head"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbf")])
def test_a_chart_is_taken_away(watch: Watch, kind: str, head: bytes) -> None:
    seen = watch()
    seen.go(f"{SITE}&page=emissions", "emissions")
    page = seen.page
    page.wait_for_selector("[_echarts_instance_] canvas")
    with page.expect_download() as taken:
        page.locator(f"button[data-chart=emissions][data-kind={kind}]").click()
    content = Path(taken.value.path()).read_bytes()
    assert content.startswith(head)
    assert len(content) > 100
    seen.assert_clean()


def test_a_chart_has_a_name_for_screen_readers(watch: Watch) -> None:
    seen = watch()
    seen.go(f"{SITE}&page=emissions", "emissions")
    chart = seen.page.locator("[_echarts_instance_]").first
    expect(chart).to_have_attribute("aria-label", "Phát thải theo nguồn. " + seen.page.locator(".chart-sentence").first.inner_text())


def test_the_theme_follows_the_system_and_can_be_changed(watch: Watch) -> None:
    seen = watch(dark=True)
    seen.go()
    root = seen.page.locator("html")
    expect(root).to_have_attribute("data-sh-theme", "dark")
    seen.page.locator("[data-theme-toggle]").click()
    expect(root).to_have_attribute("data-sh-theme", "light")
    seen.page.reload()
    seen.arrived("home")
    expect(root).to_have_attribute("data-sh-theme", "light")
    seen.assert_clean()


def test_reference_rows_are_filtered_while_typing_without_accents(watch: Watch) -> None:
    seen = watch()
    seen.go("?page=reference&focus=targets", "reference")
    rows = seen.page.locator("tbody tr:visible")
    before = rows.count()
    seen.page.locator("input[type=search]").fill("da giay")
    expect(rows.first).to_contain_text("Da giày")
    assert 0 < rows.count() < before
    seen.assert_clean()


def test_numbers_are_pasted_and_assessed(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go("?page=entry&focus=seafood", "entry")
    page.locator("input[name=name]").fill("Nhà máy thử")
    page.locator("input[name=product]").fill("Tôm")
    page.locator("input[name='cell:0:1']").focus()
    page.evaluate(
        """(text) => {
          const reach = (root) => root.activeElement && root.activeElement.shadowRoot ? reach(root.activeElement.shadowRoot) : root.activeElement;
          const data = new DataTransfer();
          data.setData("text/plain", text);
          reach(document).dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, composed: true, cancelable: true}));
        }""",
        "100,5\t12.5\n200.000\t210.000\n",
    )
    expect(page.locator("input[name='cell:1:2']")).to_have_value("210.000")
    expect(page.locator("input[name='cell:0:2']")).to_have_attribute("aria-invalid", "true")
    page.locator("[data-submit]").click()
    expect(page.locator(".to-mend[role=alert]")).to_be_visible()
    page.locator("input[name='cell:0:2']").fill("110,5")
    page.locator("[data-submit]").click()
    seen.arrived("overview")
    expect(page.locator("h1")).to_have_text("Nhà máy thử")
    seen.assert_clean()


def test_a_search_answers_while_one_types(watch: Watch) -> None:
    seen = watch()
    seen.go(f"{SITE}&page=search", "search")
    seen.page.locator("input[type=search]").fill("dinh muc tom")
    expect(seen.page.locator("a[href*='page=reference']", has_text="Định mức")).to_be_visible()
    expect(seen.page).to_have_url(re.compile("focus=dinh%20muc%20tom"))
    seen.page.reload()
    seen.arrived("search")
    expect(seen.page.locator("a[href*='page=reference']", has_text="Định mức")).to_be_visible()
    seen.assert_clean()


def test_an_address_that_names_no_page_says_so(watch: Watch) -> None:
    seen = watch()
    seen.go("?page=nowhere", "missing")
    seen.page.locator("main a.button.main, .main-content a.button.main").first.click()
    seen.arrived("home")
    seen.assert_clean()


def test_a_warning_is_accepted_with_a_reason(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go("?site=example-footwear&page=findings", "findings")
    page.locator("article.finding details > summary").first.click()
    page.locator("input[name=reason]").first.fill("Hộp giày được tính theo cái")
    page.locator("article.finding [data-submit]").first.click()
    expect(page.locator("article.finding", has_text="Hộp giày được tính theo cái")).to_be_visible(timeout=30_000)
    expect(page).not_to_have_url(re.compile("site=example-footwear"), timeout=30_000)  # the copy's address comes after its page
    page.locator("[data-act=withdraw]").first.click()
    expect(page.locator("article.finding", has_text="Hộp giày được tính theo cái")).to_have_count(0, timeout=30_000)
    seen.assert_clean()
