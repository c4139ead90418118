"""Enter and change numbers as a factory does: type, paste, undo, reload, two windows, a phone, a link to the very cell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

Watch = Callable[..., "object"]
SITE = "?site=example-garments&page=data"
GRID = "table[role=grid]"
SAVED = "[data-saved]"


def cell(page: Page, row: str, column: str) -> Locator:
    """Return the cell of a row and column by what stands at their heads."""
    page.locator(f"{GRID} thead th", has_text=column).first.wait_for()
    heads = page.locator(f"{GRID} thead th").all_inner_texts()
    place = next(number for number, text in enumerate(heads) if text.split("\n")[0] == column)
    return page.locator(f"{GRID} tbody tr", has=page.locator("th .main", has_text=re.compile(f"^{re.escape(row)}$"))).first.locator("th, td").nth(place)


def opened(seen: object, query: str = SITE) -> Page:
    """Open the data page and wait for its table."""
    seen.go(query, "data")  # type: ignore[attr-defined]
    page: Page = seen.page  # type: ignore[attr-defined]
    page.wait_for_selector(f"{GRID} tbody [data-col]")
    return page


def own(seen: object) -> Page:
    """Make an own site of the example by one edit and wait until it is kept."""
    page = opened(seen)
    cell(page, "Điện lưới", "Th. 3").click()
    page.keyboard.type("130000")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"site=[0-9a-f]{32}"), timeout=30_000)
    page.wait_for_selector(SAVED, timeout=30_000)
    expect(cell(page, "Điện lưới", "Th. 3")).to_contain_text("130.000")
    return page


def paste(page: Page, text: str) -> None:
    """Paste a text into the table as a spreadsheet would put it there."""
    page.locator(GRID).evaluate(
        "(table, text) => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " table.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true, composed: true})); }",
        text,
    )


def test_what_is_typed_is_kept_checked_and_undone(watch: Watch) -> None:
    seen = watch()
    page = own(seen)
    page.reload()
    page.wait_for_selector(f"{GRID} tbody [data-col]")
    expect(cell(page, "Điện lưới", "Th. 3")).to_contain_text("130.000")
    target = cell(page, "Điện lưới", "Th. 5")
    target.click()
    page.keyboard.type("12.5")
    page.keyboard.press("Enter")
    expect(target).to_have_attribute("aria-invalid", "true")
    target.click()
    page.get_by_role("button", name="Sửa thành 12,5").click()
    expect(target).not_to_have_attribute("aria-invalid", "true")
    expect(target).to_contain_text("12,5")
    page.locator(GRID).focus()
    page.keyboard.press("Control+z")
    expect(target).to_contain_text("134.569")
    seen.assert_clean()


def test_a_block_is_pasted_filled_and_emptied(watch: Watch) -> None:
    seen = watch()
    page = own(seen)
    cell(page, "Điện lưới", "Th. 6").click()
    paste(page, "1,234.5\t2,000.25\n10\t20\n")
    expect(cell(page, "Điện lưới", "Th. 6")).to_contain_text("1.234,5")
    expect(cell(page, "Điện lưới", "Th. 7")).to_contain_text("2.000,25")
    expect(page.get_by_text("đã đọc theo kiểu 1,234.5")).to_be_visible()
    cell(page, "Điện lưới", "Th. 7").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+r")
    expect(cell(page, "Điện lưới", "Th. 8")).to_contain_text("2.000,25")
    page.keyboard.press("Delete")
    expect(cell(page, "Điện lưới", "Th. 8").locator(".main")).to_have_text("")
    expect(cell(page, "Điện lưới", "Th. 8")).to_have_class(re.compile("missing"))
    seen.assert_clean()


def test_two_windows_merge_and_ask(watch: Watch) -> None:
    first, second = watch(), watch()
    here = own(first)
    there = opened(second, here.evaluate("window.location.search"))
    cell(here, "Điện lưới", "Th. 1").click()
    here.keyboard.type("111")
    here.keyboard.press("Enter")
    here.wait_for_selector(SAVED)
    expect(here.locator("[role=status]", has_text="Đã lưu").first).to_be_visible()
    cell(there, "Điện lưới", "Th. 2").click()
    there.keyboard.type("222")
    there.keyboard.press("Enter")
    expect(there.get_by_text("cùng với phần vừa được sửa ở nơi khác")).to_be_visible(timeout=20_000)
    expect(cell(there, "Điện lưới", "Th. 1")).to_contain_text("111")
    cell(here, "Điện lưới", "Th. 2").click()
    here.keyboard.type("333")
    here.keyboard.press("Enter")
    expect(here.get_by_role("heading", name="Hai người cùng sửa một dòng")).to_be_visible(timeout=20_000)
    expect(here.get_by_role("alert")).to_contain_text("333")
    here.get_by_role("button", name="Giữ tất cả của tôi").click()
    expect(cell(here, "Điện lưới", "Th. 2")).to_contain_text("333")
    expect(here.get_by_role("heading", name="Hai người cùng sửa một dòng")).to_have_count(0)
    first.assert_clean()
    second.assert_clean()


def test_a_field_of_the_site_is_kept_and_a_wrong_one_named(watch: Watch) -> None:
    seen = watch()
    page = own(seen)
    seen.go(re.sub("&focus=[^&]*", "", page.evaluate("window.location.search")) + "&focus=facility.tax_code", "data")
    field = page.locator("[name='facility.tax_code']")
    expect(field).to_be_focused()
    field.fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("[data-fault='facility.tax_code']")).to_contain_text("không phải mã số thuế")
    field.fill("0301234567")
    page.keyboard.press("Enter")
    expect(page.locator("[data-fault='facility.tax_code']")).to_have_text("")
    expect(page.locator("[role=status]", has_text="Đã lưu").first).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.locator("[name='facility.tax_code']")).to_have_value("0301234567", timeout=20_000)
    seen.assert_clean()


def test_a_new_row_is_found_by_name_and_filled_by_keyboard(watch: Watch) -> None:
    seen = watch()
    page = own(seen)
    page.get_by_role("button", name="Thêm dòng số liệu").click()
    page.locator("input[data-find]").fill("than ant")
    page.locator("button[data-act=line]", has_text="Than antraxit").first.click()
    expect(cell(page, "Than antraxit", "Th. 1")).to_have_class(re.compile(r"\bon\b"))
    expect(page.locator(GRID)).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.keyboard.type("7,5")
    page.keyboard.press("Enter")
    expect(page.locator(f"{GRID} tbody tr", has_text="Than antraxit").locator("td").last).to_contain_text("12,5")
    seen.assert_clean()


@pytest.mark.parametrize("focus", ["months:2025", "ledger", "site", "products", "process", "variables"])
@pytest.mark.parametrize(("width", "lang"), [(1366, "vi"), (390, "en")])
def test_every_tab_is_accessible_and_fits(watch: Watch, focus: str, width: int, lang: str) -> None:
    seen = watch(width)
    seen.go(f"{SITE}&focus={focus}&lang={lang}", "data")
    seen.page.wait_for_selector(f"{GRID} tbody [data-col]" if focus != "site" else "[name='facility.name']")
    found = Axe().run(seen.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    grave = [
        (fault["id"], node["target"], node["failureSummary"][:300])
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert grave == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    seen.assert_clean()


def test_a_long_ledger_holds_few_rows_and_patches_one(watch: Watch) -> None:
    seen = watch()
    page = opened(seen, f"{SITE}&focus=ledger")
    assert int(page.locator(GRID).get_attribute("aria-rowcount") or 0) > 80
    assert page.locator(f"{GRID} tbody tr[data-row]").count() < 60
    page.locator(GRID).focus()
    page.keyboard.press("Control+End")
    expect(page.locator(f"{GRID} tbody tr[data-row='85']")).to_be_visible()
    seen.assert_clean()
