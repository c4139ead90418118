"""What a reader sees: no markup, no code and no key left over, on every page of a site and on every card of an option."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.opening import open_document
from app.pages import PAGES, build
from app.pages.losses import LossesPage
from app.pages.options import OptionsPage
from app.pages.overview import OverviewPage
from app.pages.worksheet import WorksheetPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment.opportunities.naming import says_what_to_do

LEFT_OVER = re.compile(r"<(span|div|a|strong|p|/)|</|&lt;|&amp;|&#\d+;|\{[a-z_]*\}|\['|Markup\(")
EXAMPLES = ("seafood", "paper")


class _Seen(HTMLParser):
    """The text between the tags of a page, once its entities are read."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.texts = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def seen(markup: str) -> str:
    parser = _Seen()
    parser.feed(markup)
    return " ".join(parser.texts)


def opened(folder: Path, example: str, page: str, lang: str = "vi") -> AssessmentSession:
    session = AssessmentSession(Settings(folder=folder), open_document, route=Route(page=page, site=f"example-{example}", lang=lang))
    session.open()
    assert session.reading is not None
    return session


def drawn(viewer: object) -> str:
    panel = viewer.__panel__()  # type: ignore[attr-defined]
    return "".join(str(pane.object) for pane in panel.select(lambda part: isinstance(getattr(part, "object", None), str)))


def test_the_reader_of_this_test_sees_what_was_escaped_twice() -> None:
    assert LEFT_OVER.search(seen("<p>&lt;span&gt;nội dung&lt;/span&gt;</p>"))
    assert LEFT_OVER.search(seen("<p>&amp;lt;</p>"))
    assert not LEFT_OVER.search(seen("<p>5 &lt; 6</p>"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_option_card_shows_markup(tmp_path: Path, example: str, lang: str) -> None:
    session = opened(tmp_path, example, "options", lang)
    assert session.reading is not None
    rows = session.reading.result["opportunities"]
    assert len(rows) > 20
    for row in rows:
        session.route = session.route.to(focus=f"sheet:{row['origin']}.{row['option']}")
        text = seen(drawn(OptionsPage(session)))
        found = LEFT_OVER.search(text)
        assert found is None, (row["option"], text[max(0, found.start() - 60) : found.end() + 60])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_of_a_site_shows_markup(tmp_path: Path, lang: str) -> None:
    looked = []
    session = opened(tmp_path, "seafood", "overview", lang)
    for key, page in PAGES.items():
        if page.group != "site":
            continue
        session.route = session.route.to(page=key, focus="")
        text = seen(drawn(build(key, session)))
        found = LEFT_OVER.search(text)
        assert found is None, (key, text[max(0, found.start() - 60) : found.end() + 60])
        looked.append(key)
    assert len(looked) > 10


def test_the_first_thing_to_do_leads_to_its_own_card_and_says_what_to_do(tmp_path: Path) -> None:
    session = opened(tmp_path, "seafood", "overview")
    assert session.reading is not None
    step = session.reading.first_step()
    assert step is not None
    best = step.option
    assert best["origin"] == "library" or says_what_to_do(best["title"]) or step.act == "identify"
    assert best.get("presence") != "to_check"
    assert f"focus=sheet:{best['origin']}.{best['option']}" in drawn(OverviewPage(session))


def test_a_note_of_a_source_is_in_vietnamese_or_marked_as_quoted(tmp_path: Path) -> None:
    session = opened(tmp_path, "seafood", "options")
    session.route = session.route.to(focus="sheet:library.cluster_standard_operation")
    text = drawn(OptionsPage(session))
    assert "ít nhất 20 % chi phí năng lượng" in text
    assert "at least 20 %" not in text
    session.route = session.route.to(focus="sheet:library.solar_roof")
    solar = drawn(OptionsPage(session))
    assert "lưới điện Trung Quốc" in solar
    assert "dịch từ tiếng Anh" in solar
    assert "Chinese grid" not in solar
    assert "Tính –" not in solar  # no figure, so nothing it was counted on


def test_the_button_says_what_it_undoes_and_the_page_what_was_undone(tmp_path: Path) -> None:
    session = opened(tmp_path, "seafood", "worksheet")
    session.route = session.route.to(focus="1")
    sheet = WorksheetPage(session)
    sheet.__panel__()
    for leader in ("An", "Bình"):
        sheet.act("submit", f'{{"form": "texts", "about": "team", "leader": "{leader}"}}')
    session.route = session.route.to(page="options", focus="sheet:library.solar_roof")
    page = OptionsPage(session)
    assert "Hoàn tác: Phiếu: Thành lập nhóm" in seen(drawn(page))
    page.act("undo", "")
    text = seen(drawn(page))
    assert "Đã hoàn tác: Phiếu: Thành lập nhóm." in text
    assert "Làm lại" in text


def test_the_cost_of_losses_leads_to_the_field_that_is_missing(tmp_path: Path) -> None:
    session = opened(tmp_path, "seafood", "losses")
    text = LossesPage(session)._first_waste()
    assert text.startswith(("streams", "ledger"))
