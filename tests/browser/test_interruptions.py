"""What comes between a person and their work: a server that dies, the back button, another language, a paste with its headings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data import messages

Watch = Callable[..., Any]
SERVE = "from app.server import serve; serve(port=int({port}), open_browser=False, announce=lambda at: print(at, flush=True))"
SOON = 30_000  # ms; two cores may have other work
PASTE = """(table, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  table.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


class Dying:
    """A server that can be killed and started again at its address, on its own folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = "0"
        self.address = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and return when it says its address, which it does when it answers."""
        environment = {**os.environ, "SACHHON_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}
        with (self.home / "server.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen([sys.executable, "-c", SERVE.format(port=self.port)], stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        self.port = self.address.rstrip("/").rpartition(":")[2]

    def kill(self) -> None:
        """End at once, as a power cut does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[Dying]:
    """Yield a server that is running."""
    server = Dying(tmp_path)
    server.start()
    yield server
    server.kill()


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f"#cell-{row}-{column}")


def typed(page: Page, row: int, column: int, text: str) -> None:
    cell(page, row, column).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_killed_server_is_said_and_the_page_comes_back_with_what_was_saved(browser: Browser, dying: Dying) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.goto(f"{dying.address}?page=data&site=example-garments&lang=vi&focus=months")
    typed(page, 0, 3, "7")
    page.wait_for_url(lambda url: "example-garments" not in url)
    expect(page.locator("[data-saved]").first).to_be_visible(timeout=SOON)
    typed(page, 1, 5, "9876")
    expect(cell(page, 1, 5)).to_contain_text("9.876")
    expect(page.locator("[role=status]", has_text=messages.message("data.saving", "vi"))).to_have_count(0, timeout=SOON)
    dying.kill()
    bar = page.locator(".sh-lost")
    expect(bar).to_contain_text("Mất kết nối với chương trình")
    expect(page.locator("body > [inert]").first).to_be_attached()
    dying.start()
    expect(bar).to_contain_text("Chương trình đã chạy lại", timeout=60_000)
    expect(page.locator("body > [inert]")).to_have_count(0)
    expect(cell(page, 1, 5)).to_contain_text("9.876")
    context.close()


def test_another_language_takes_nothing_away_that_was_typed(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go("?page=entry&lang=vi", "entry")
    page.locator("select[name=sector]").select_option("seafood")
    page.locator("input[name=name]").fill("Nhà máy X")
    page.locator("input[name='cell:0:1']").fill("1.234,5")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_contain_text(messages.message("entry.title", "en"))
    expect(page.locator("input[name=name]")).to_have_value("Nhà máy X")
    expect(page.locator("input[name='cell:0:1']")).to_have_value("1,234.5")
    seen.go("?page=worksheet&site=example-garments&lang=vi&focus=8", "worksheet")
    page.locator("textarea[name=title]").fill("Lắp biến tần")
    page.get_by_role("link", name="English").click()
    expect(page.locator("span.label", has_text=messages.message("sheet.options.title_of", "en"))).to_be_visible()
    expect(page.locator("textarea[name=title]")).to_have_value("Lắp biến tần")


def test_the_back_button_keeps_the_field_that_was_being_typed_in(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go("?page=data&site=example-garments&lang=vi&focus=months", "data")
    typed(page, 0, 3, "7")
    page.wait_for_url(lambda url: "example-garments" not in url)
    own = page.url.partition("site=")[2].partition("&")[0]
    seen.go(f"?page=path&site={own}&lang=vi", "path")
    page.get_by_role("link", name="Mở phiếu 1").first.click()
    seen.arrived("worksheet")
    page.locator("textarea[name=leader]").fill("Trần Bình")
    page.go_back()
    seen.arrived("path")
    page.go_forward()
    seen.arrived("worksheet")
    expect(page.locator("textarea[name=leader]")).to_have_value("Trần Bình")


def test_headings_pasted_along_are_left_out_and_said(watch: Watch) -> None:
    seen = watch()
    page = seen.page
    seen.go("?page=data&site=example-garments&lang=vi&focus=months", "data")
    typed(page, 0, 3, "7")
    page.wait_for_url(lambda url: "example-garments" not in url)
    expect(page.locator("[data-saved]").first).to_be_visible(timeout=SOON)
    expect(cell(page, 0, 3)).to_contain_text("7")
    cell(page, 0, 3).click()
    block = "Chỉ tiêu\tĐơn vị\tTháng 1\tTháng 2\nSản lượng\tcái\t1.000\t2.000\nNước\tm3\t30,5\t40"
    page.locator(".sheet table").evaluate(PASTE, block)
    expect(cell(page, 0, 3)).to_contain_text("1.000")
    expect(cell(page, 0, 4)).to_contain_text("2.000")
    expect(cell(page, 1, 3)).to_contain_text("30,5")
    expect(page.locator("[role=status]", has_text="Đã bỏ hàng tiêu đề")).to_be_visible()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(watch: Watch, tmp_path: Path) -> None:
    big = tmp_path / "big.xlsx"
    with big.open("wb") as file:
        file.truncate(21 * 2**20)
    seen = watch()
    seen.go("?page=home&lang=vi")
    seen.page.locator("label.drop input[type=file]").first.set_input_files(big)
    expect(seen.page.locator("[role=alert]", has_text="big.xlsx lớn hơn 20 MB")).to_be_visible()
    seen.assert_clean()
