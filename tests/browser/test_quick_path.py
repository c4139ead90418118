"""A newcomer starts from the seafood example and reaches a printed plan through the quick path, by what stands on the screen alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Watch = Callable[..., "object"]
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(64)
QUESTIONS = 8  # answered, as quick mode asks
MOST_ACTIONS = 60  # clicks and fields from the first page to the printed plan
WORDS = {
    "vi": {
        "way": "Lập kế hoạch: khoảng một giờ", "first": "Mở phiếu 1", "save": "Lưu", "saved": "Đã lưu lúc", "leader": "Trưởng nhóm", "steps": "Các công đoạn", "names": "Tiếp nhận\nRửa\nCấp đông",
        "step": "Công đoạn hoặc nhóm dòng trọng tâm", "focus": "Điện", "to": "Đến", "stream": "Dòng", "water": "Nước máy", "add": "Thêm dòng",
        "yes": "có", "decision": "Quyết định", "now": "Làm ngay", "edit": "Sửa kế hoạch", "owner": "Người phụ trách", "due": "Hạn (ngày/tháng/năm)",
        "day": "31/12/2026", "shown": "31/12/2026", "print": "In kế hoạch", "done": "Đã xong 8 trên 8", "undo": "Hoàn tác", "to_plan": "kế hoạch thực hiện",
    },
    "en": {
        "way": "Make a plan: about an hour", "first": "Open worksheet 1", "save": "Save", "saved": "Saved at", "leader": "Team leader", "steps": "Process steps", "names": "Receiving\nWashing\nFreezing",
        "step": "Step or group in focus", "focus": "Electricity", "to": "To", "stream": "Stream", "water": "Municipal water", "add": "Add the stream",
        "yes": "yes", "decision": "Decision", "now": "Do now", "edit": "Edit the plan", "owner": "Owner", "due": "Due (day/month/year)",
        "day": "31/12/2026", "shown": "31 Dec 2026", "print": "Print the plan", "done": "8 of 8 tasks", "undo": "Undo", "to_plan": "the plan",
    },
}  # fmt: skip


class Newcomer:
    """Somebody who reads what is on the screen; every click and every field is counted."""

    def __init__(self, page: Page, words: dict[str, str]) -> None:
        self.page = page
        self.words = words
        self.actions = 0

    def click(self, name: str, role: str = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=self.words.get(name, name), exact=name in ("save", "yes")).first.click()  # type: ignore[arg-type]

    def field(self, label: str, place: int = 0) -> Locator:
        """Return the field below a label."""
        words = self.page.locator("span.label").get_by_text(self.words.get(label, label), exact=True)
        return self.page.locator("label.field", has=words).nth(place).locator("input, textarea, select")

    def fill(self, label: str, text: str, place: int = 0) -> None:
        self.actions += 1
        field = self.field(label, place)
        field.fill(text)
        field.blur()

    def pick(self, label: str, option: str, place: int = 0) -> None:
        self.actions += 1
        field = self.field(label, place)
        field.select_option(label=self.words.get(option, option))
        field.blur()

    def next(self, number: int) -> None:
        """Follow the main link below a worksheet."""
        self.actions += 1
        self.page.locator("a.button.main[href*='page=worksheet']").last.click()
        expect(self.page.locator("h1")).to_contain_text(str(number))

    def saved(self) -> None:
        expect(self.page.get_by_role("status").filter(has_text=self.words["saved"])).to_be_visible()


@pytest.mark.parametrize(("lang", "width"), [("vi", 1366), ("en", 390)])
def test_from_the_example_to_a_printed_plan(watch: Watch, lang: str, width: int) -> None:
    seen = watch(width)
    page: Page = seen.page
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    me = Newcomer(page, WORDS[lang])
    seen.go(f"?lang={lang}")
    me.actions += 1
    page.locator("a[href*='site=example-seafood']").first.click()
    seen.arrived("overview")
    me.click("way", "link")
    seen.arrived("path")

    me.click("first", "link")  # 1: the team
    seen.arrived("worksheet")
    me.fill("leader", "Trần Thị An")
    me.click("save")
    expect(page).not_to_have_url(re.compile("example-seafood"))  # a copy of one's own from here on
    me.next(2)  # 2: the steps
    me.fill("steps", WORDS[lang]["names"])
    me.saved()
    me.next(3)  # 3: where to look first
    me.pick("step", "focus")
    me.saved()
    me.next(4)  # 4: the flow chart
    me.pick("stream", "water")
    me.click("add")
    expect(page.locator("table")).to_contain_text(WORDS[lang]["water"])
    me.next(6)  # 6: what is lost
    expect(page.locator("p.lead").last).to_contain_text("788")
    expect(page.locator(".notice.bad")).to_contain_text("1.790.700" if lang == "vi" else "1,790,700")  # no price, and that is said
    me.next(7)  # 7: causes
    for number in range(1, QUESTIONS + 1):
        me.actions += 1
        page.locator("tbody tr").nth(number - 1).locator("button[data-act=answer]").first.click()
        expect(page.locator("p.lead[aria-live]")).to_contain_text(f" {number} " if lang == "vi" else f"{number} of")
    me.next(8)  # 8: options, two of the example
    me.next(9)  # 9: decisions
    for place in (0, 1):
        me.pick("decision", "now", place)
        me.saved()
    expect(page.locator("tbody .chip.good")).to_have_count(2)
    me.click("to_plan", "link")
    seen.arrived("plan")
    for place in (0, 1):
        me.actions += 1
        page.locator("details.edit > summary").nth(place).click()
        form = page.locator("details.edit").nth(place).locator("form").first
        me.actions += 3
        form.get_by_label(WORDS[lang]["owner"], exact=True).fill("Lê Văn Bình")
        form.get_by_label(WORDS[lang]["due"], exact=True).fill(WORDS[lang]["day"])
        form.get_by_role("button", name=WORDS[lang]["save"]).click()
        expect(page.locator("table").first.get_by_text("Lê Văn Bình")).to_have_count(place + 1)
    expect(page.locator("table.gantt td.spell")).to_have_count(2)
    expect(page.locator("table.gantt")).to_contain_text(WORDS[lang]["shown"])
    page.locator("details.edit > summary").first.click()
    page.locator("details.edit input[type=file]").first.set_input_files({"name": "meter.png", "mimeType": "image/png", "buffer": PHOTO})
    expect(page.locator("table").first.get_by_role("link", name="meter.png")).to_be_visible()
    me.click("print")
    assert page.evaluate("window.printed") == 1
    assert me.actions <= MOST_ACTIONS

    page.emulate_media(media="print")
    expect(page.locator("table").first).to_be_visible()
    expect(page.locator("details.edit").first).to_be_hidden()
    expect(page.locator(".print-only")).to_be_visible()
    page.emulate_media(media="screen")
    page.go_back()
    page.goto(page.url.partition("page=")[0] + f"page=path&lang={lang}")
    seen.arrived("path")
    expect(page.locator("p.lead")).to_contain_text(WORDS[lang]["done"])
    seen.assert_clean()
    print(f"{lang}: {me.actions} clicks and fields")


def test_a_change_is_taken_back_after_leaving_and_coming_back(watch: Watch) -> None:
    seen = watch()
    page: Page = seen.page
    me = Newcomer(page, WORDS["vi"])
    seen.go("?site=example-garments&page=worksheet&focus=1", "worksheet")
    me.fill("leader", "An")
    me.click("save")
    expect(page).not_to_have_url(re.compile("example-garments"))
    me.fill("leader", "Bình")
    me.saved()
    page.reload()
    seen.arrived("worksheet")
    expect(me.field("leader")).to_have_value("Bình")
    me.click("undo")
    expect(me.field("leader")).to_have_value("An")
    me.click("Làm lại")
    expect(me.field("leader")).to_have_value("Bình")
    seen.assert_clean()
