"""A table in the hands of somebody new: long numbers are whole, a wrong cell can be read, a row is taken out once and comes back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Watch = Callable[..., "object"]
GRID = "table[role=grid]"
ROWS = f"{GRID} tbody tr[data-row]"
LONG = "999.999.999.999"
LEAST = 4.5  # contrast of text, WCAG 2.2 AA
CONTRAST = """(cell) => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => { const s = v / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
  const shown = (text) => { canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const inner = cell.querySelector(".main") || cell;
  const [a, b] = [light(shown(getComputedStyle(inner).color)), light(shown(getComputedStyle(cell).backgroundColor))].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""


def place_of(page: Page, button: Locator) -> tuple[float, float]:
    """Return where a button stands, seen from the corner of its table."""
    at, table = button.bounding_box(), page.locator(".sheet").bounding_box()
    assert at is not None
    assert table is not None
    return at["x"] - table["x"], at["y"] - table["y"]


def typed_site(seen: object, name: str, query: str = "") -> Page:
    """Make a site by the form and open its table."""
    page: Page = seen.page  # type: ignore[attr-defined]
    seen.go("?page=entry&lang=vi&focus=seafood", "entry")  # type: ignore[attr-defined]
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=product]").fill("tôm đông lạnh")
    for field, text in {"cell:0:1": "51,5", "cell:1:1": "86.400", "cell:2:1": "1.420"}.items():
        page.locator(f"input[name='{field}']").fill(text)
    page.locator("[data-submit]").click()
    seen.arrived("overview")  # type: ignore[attr-defined]
    site = re.search(r"site=[0-9a-f]{32}", page.url)
    assert site is not None
    seen.go(f"?{site[0]}&page=data&lang=vi{query}", "data")  # type: ignore[attr-defined]
    page.locator(ROWS).first.wait_for()
    return page


def cell(page: Page, row: str, column: int) -> str:
    """Return the selector of a cell: of a row by its name, of a column by its place."""
    names = [text.split("\n")[0] for text in page.locator(f"{ROWS} th").all_inner_texts()]
    return f"#cell-{names.index(row)}-{column}"


@pytest.mark.parametrize("width", [1366, 390])
def test_a_long_number_is_whole_while_typed_and_after(watch: Watch, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page = typed_site(seen, f"Số dài {width}", "&focus=months:2025:cost")
    at = cell(page, "Điện lưới", 4)
    page.locator(at).dblclick()
    page.keyboard.type(LONG)
    field = page.locator(f"{at} input")
    assert field.evaluate("(at) => at.scrollWidth <= at.clientWidth")
    page.keyboard.press("Enter")
    shown = page.locator(f"{at} .main")
    expect(shown).to_have_text(LONG)
    assert shown.evaluate("(at) => at.scrollWidth <= at.clientWidth")
    page.locator("[data-saved]").wait_for()
    page.reload()
    expect(shown).to_have_text(LONG)
    assert shown.evaluate("(at) => at.scrollWidth <= at.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.assert_clean()


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_wrong_in_a_cell_can_be_read(watch: Watch, dark: bool) -> None:
    seen = watch(1366, dark)  # type: ignore[operator]
    seen.page.context.add_cookies([{"name": "sachhon_theme", "value": "dark" if dark else "light", "url": seen.address}])  # who has been here before
    page = typed_site(seen, f"Ô sai {dark}", "&focus=months:2025:cost")
    at = cell(page, "Điện lưới", 4)
    page.locator(at).click()
    before = page.locator(GRID).bounding_box()
    page.keyboard.type("nhiều")
    page.keyboard.press("Enter")
    wrong = page.locator(f"{at}.mark.error")
    expect(wrong).to_contain_text("nhiều")
    assert wrong.evaluate(CONTRAST) >= LEAST
    page.locator(at).click()
    assert wrong.evaluate(CONTRAST) >= LEAST
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")  # within a range
    assert wrong.evaluate(CONTRAST) >= LEAST
    after = page.locator(GRID).bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] == before["y"]  # the red message pushes nothing
    seen.assert_clean()


@pytest.mark.parametrize("width", [1366, 390])
def test_a_row_is_taken_out_once_and_comes_back(watch: Watch, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page = typed_site(seen, f"Bỏ dòng {width}")
    count = page.locator(ROWS).count()
    page.locator(cell(page, "Điện lưới", 3)).click()
    remove = page.get_by_role("button", name="Bỏ dòng", exact=True)
    place = remove.bounding_box() if width > 860 else None
    beside = place_of(page, remove)
    remove.dblclick()
    said = page.locator(".sheet-done")
    expect(said).to_contain_text("Đã bỏ dòng Điện lưới")
    expect(page.locator(ROWS)).to_have_count(count - 1)
    expect(page.locator(f"{GRID} .on")).to_have_count(0)
    expect(remove).to_be_disabled()
    assert place is None or remove.bounding_box() == place
    assert place_of(page, remove)[0] == beside[0]
    said.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(ROWS)).to_have_count(count)
    expect(page.locator(cell(page, "Điện lưới", 3))).to_contain_text("86.400")
    page.locator(cell(page, "Nước máy", 3)).click()
    expect(remove).to_be_enabled()
    assert place is None or remove.bounding_box() == place
    assert place_of(page, remove) == beside
    seen.assert_clean()
