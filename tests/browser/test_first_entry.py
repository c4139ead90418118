"""Who types the first numbers of a factory: the sector is asked, nothing typed is lost, a wrong cell says why, one press makes one site."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from data import messages

Watch = Callable[..., "object"]
BOTH = [("vi", 1366), ("vi", 390), ("en", 1366)]


def begun(seen: object, lang: str = "vi", query: str = "") -> Page:
    """Open the form and wait until its script has spoken with the server."""
    seen.go(f"?page=entry&lang={lang}{query}", "entry")  # type: ignore[attr-defined]
    page: Page = seen.page  # type: ignore[attr-defined]
    page.locator("select[name=sector]").wait_for()
    return page


def in_sight(page: Page, what: str) -> bool:
    """Return whether an element is whole inside the window."""
    return bool(
        page.locator(what).first.evaluate("(at) => { const box = at.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0; }")
    )


@pytest.mark.parametrize(("lang", "width"), BOTH)
def test_the_sector_is_asked_first_and_another_takes_nothing_away(watch: Watch, lang: str, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page = begun(seen, lang)
    sector = page.locator("select[name=sector]")
    expect(sector).to_have_value("")
    expect(page.locator("table.months")).to_have_count(0)
    page.locator("input[name=name]").fill("Hải Nam")
    sector.select_option("garments")
    expect(page.locator("input[name='unit:0']")).to_have_value(messages.format_unit("piece", lang))
    expect(page.locator("input[name=name]")).to_have_value("Hải Nam")
    page.locator("select[name=province]").select_option("79")
    page.locator("input[name='cell:0:3']").fill("51")
    page.locator("input[name='cell:1:3']").fill("86400")
    page.locator("input[name='cell:7:3']").fill("640")  # wastewater, another row among those of seafood
    sector.select_option("seafood")
    expect(page.locator("tbody th", has_text=re.compile("^(Tôm|Raw shrimp|Shrimp)")).first).to_be_visible()
    expect(page.locator("select[name=sector]")).to_be_focused()
    for field, value in {"name": "Hải Nam", "cell:0:3": "51", "cell:1:3": "86400", "cell:7:3": "640"}.items():
        expect(page.locator(f"input[name='{field}']")).to_have_value(value)
    expect(page.locator("select[name=province]")).to_have_value("79")
    expect(page.locator("input[name='unit:0']")).to_have_value(messages.format_unit("piece", lang))  # 51 pieces do not become 51 t
    page.reload()
    expect(page.locator("select[name=sector]")).to_have_value("seafood")
    expect(page.locator("input[name='cell:1:3']")).to_have_value("86400")
    seen.assert_clean()


@pytest.mark.parametrize(("lang", "width"), BOTH)
def test_a_wrong_cell_says_why_where_it_is_and_takes_the_focus(watch: Watch, lang: str, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page = begun(seen, lang, "&focus=seafood")
    page.locator("input[name=name]").fill("Hải Nam")
    page.locator("input[name=product]").fill("tôm đông lạnh")
    page.locator("input[name='cell:0:1']").fill("51")
    page.locator("input[name='cell:2:9']").fill("nhiều")
    page.locator("[data-submit]").click()
    expect(page.locator("input[name='cell:2:9']")).to_be_focused()
    given = {"vi": "«nhiều»", "en": "nhiều"}[lang]
    expect(page.locator("#entry-cell-2-9")).to_contain_text(given)
    assert in_sight(page, "#entry-cell-2-9")
    expect(page.locator("input[name='cell:2:9']")).to_have_attribute("aria-describedby", "entry-cell-2-9")
    beside = page.locator(".to-mend[role=alert]")
    expect(beside).to_contain_text(given)
    button, said = page.locator("[data-submit]").bounding_box(), beside.bounding_box()
    assert button is not None
    assert said is not None
    assert 0 <= button["y"] - said["y"] - said["height"] < 40  # just above the button
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response["violations"] == []
    page.locator("input[name='cell:0:1']").focus()
    beside.locator("button").first.click()
    expect(page.locator("input[name='cell:2:9']")).to_be_focused()
    page.locator("input[name='cell:2:9']").fill("9")
    page.locator("[data-submit]").click()
    seen.arrived("overview")
    seen.assert_clean()


def test_one_press_or_two_make_one_site_and_the_draft_is_gone(watch: Watch) -> None:
    seen = watch()
    page = begun(seen, "vi", "&focus=seafood")
    page.locator("input[name=name]").fill("Chỉ một nhà máy")
    page.locator("input[name=product]").fill("tôm")
    page.locator("input[name='cell:0:1']").fill("51")
    page.locator("[data-submit]").dblclick()
    seen.arrived("overview")
    seen.go("?page=home&lang=vi", "home")
    expect(page.get_by_text("Chỉ một nhà máy")).to_have_count(1)
    page = begun(seen, "vi", "&focus=seafood")
    expect(page.locator("form[data-months]")).to_be_visible()
    assert page.evaluate("window.localStorage.getItem('sachhon-entry')") is None
    expect(page.locator("input[name=name]")).to_have_value("")
    seen.assert_clean()


def test_money_is_typed_in_the_first_table_when_it_is_known(watch: Watch) -> None:
    seen = watch()
    page = begun(seen, "vi", "&focus=seafood")
    money = page.locator("tr.money")
    expect(money.first).to_be_hidden()
    page.locator("input[name=money]").check()
    expect(page.locator("tr.money:visible th")).to_have_text(["Tiền: Điện lưới", "Tiền: Nước máy", "Tiền: Dầu DO (lò, máy phát)", "Tiền: Nước ngầm"])
    page.locator("input[name=name]").fill("Có tiền điện")
    page.locator("input[name=product]").fill("tôm")
    page.locator("input[name='cell:0:1']").fill("51")
    page.locator("input[name='cell:1:1']").fill("86.400")
    page.locator("input[name='cost:1:1']").fill("163.296.000")
    page.locator("[data-submit]").click()
    seen.arrived("overview")
    site = re.search(r"site=[0-9a-f]{32}", page.url)
    assert site is not None
    seen.go(f"?{site[0]}&page=data&focus=months:2025:cost", "data")
    expect(page.get_by_text("163.296.000").first).to_be_visible()
    seen.assert_clean()


@pytest.mark.parametrize("width", [1366, 390])
def test_a_long_number_is_seen_whole(watch: Watch, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page = begun(seen, "vi", "&focus=seafood")
    page.locator("input[name=money]").check()
    for name in ("cell:1:2", "cost:1:12"):
        cell = page.locator(f"input[name='{name}']")
        cell.press_sequentially("999.999.999.999")
        assert cell.evaluate("(at) => at.scrollWidth <= at.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.assert_clean()
