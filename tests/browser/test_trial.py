"""Somebody who has never seen it finds how much water a tonne takes and what to do first, from the home page, by what is visible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from servers import serving

Watch = Callable[..., "object"]
MOST_STEPS = 3  # clicks and turns of the wheel; docs/methods/trials.md says how many were taken
WORDS = {
    "vi": {"door": "Mở nhà máy mẫu", "water": "m³ nước", "amount": r"Mỗi tấn sản phẩm đang dùng\s+27,5\s*m³ nước", "first": "Nên làm trước:"},
    "en": {"door": "Open the sample factory", "water": "of water", "amount": r"takes\s+27\.5\s*m³ of water", "first": "Do first:"},
}


@pytest.fixture
def address() -> Iterator[str]:
    """Yield the address of a server that nobody has used: the sites of others would stand in a stranger's way."""
    with serving() as at:
        yield at


class Stranger:
    """Sees what is inside the window, clicks on what can be read there, turns the wheel; counts both."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def sees(self, text: str | re.Pattern[str]) -> bool:
        """Return whether a text stands inside the window."""
        size = self.page.viewport_size
        assert size is not None
        for found in self.page.get_by_text(text).all():
            box = found.bounding_box()
            if box is not None and found.is_visible() and 0 <= box["y"] < size["height"]:
                return True
        return False

    def look_for(self, text: str) -> None:
        """Turn the wheel by most of a window until a text comes into sight."""
        size = self.page.viewport_size
        assert size is not None
        self.page.mouse.move(size["width"] / 2, size["height"] / 2)
        while not self.sees(text):
            self.steps += 1
            assert self.steps < 10, f"{text!r} was not found"
            self.page.mouse.wheel(0, size["height"] * 0.8)
            self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def click(self, text: str) -> None:
        """Click on a text."""
        self.steps += 1
        self.page.get_by_text(text).first.click()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1366, 390])
def test_a_stranger_finds_the_water_and_what_to_do_first(watch: Watch, lang: str, width: int) -> None:
    seen = watch(width)  # type: ignore[operator]
    page: Page = seen.page
    seen.go(f"?lang={lang}")
    me, words = Stranger(page), WORDS[lang]
    me.look_for(words["door"])
    me.click(words["door"])
    seen.arrived("overview")
    me.look_for(words["water"])
    me.look_for(words["first"])
    expect(page.locator(".answer")).to_contain_text(re.compile(words["amount"]))
    print(f"{lang} {width}: {me.steps} steps")
    assert me.steps <= MOST_STEPS
    seen.assert_clean()
