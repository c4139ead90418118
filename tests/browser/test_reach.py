"""Reached by keyboard, at twice the size, with motion reduced, and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

Watch = Callable[..., "object"]
SITE = "?site=example-seafood"
FOCUSED = """() => {
  const reach = (root) => root.activeElement && root.activeElement.shadowRoot ? reach(root.activeElement.shadowRoot) : root.activeElement;
  return reach(document).textContent.trim();
}"""


@pytest.mark.parametrize(("lang", "words"), [("vi", "Đến thẳng nội dung"), ("en", "Skip to the content")])
def test_the_keyboard_skips_to_the_content(watch: Watch, lang: str, words: str) -> None:
    seen = watch()  # type: ignore[operator]
    page: Page = seen.page
    seen.go(f"{SITE}&page=targets&lang={lang}", "targets")
    page.locator("a.skip").focus()
    expect(page.locator("a.skip")).to_be_in_viewport()
    assert page.evaluate(FOCUSED) == words
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Sạch Hơn"  # the order of the eye: skip, brand, then the tools
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    seen.assert_clean()


def test_nothing_runs_out_at_twice_the_size(watch: Watch) -> None:
    seen = watch(683)  # type: ignore[operator]  # what a window of 1366 px has left at 200 %
    for key in ("home", "overview", "data", "options", "targets", "plan"):
        seen.go(f"{SITE}&page={key}", key)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 683, key
    seen.assert_clean()


def test_motion_is_left_out_for_who_asks(watch: Watch) -> None:
    seen = watch()  # type: ignore[operator]
    seen.go("")
    moves = "(card) => getComputedStyle(card).transitionDuration"
    assert seen.page.locator("a.card").first.evaluate(moves) != "0s"
    seen.page.emulate_media(reduced_motion="reduce")
    assert seen.page.locator("a.card").first.evaluate(moves) == "0s"


@pytest.mark.parametrize(("key", "said"), [("overview", "27,5"), ("plan", "Kế hoạch thực hiện")])
def test_a_page_on_paper_shows_all_of_it_and_no_menu(watch: Watch, key: str, said: str) -> None:
    seen = watch()  # type: ignore[operator]
    seen.go(f"{SITE}&page={key}", key)
    # a reader of PDF puts spaces where letters are spaced out: words are compared without any
    text = "".join("".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(seen.page.pdf(format="A4"))).pages)
    assert said.replace(" ", "") in text
    assert "Nghĩavụ&hạnnộp" not in text  # an entry of the menu
