"""The guide's chapters."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from app import manual
from app.pages import PAGES
from app.route import Route
from calculators.errors import UnknownKeyError
from data import messages


def test_every_chapter_is_there_in_every_language_with_a_title() -> None:
    names = {lang: [one.name for one in manual.chapters(lang)] for lang in messages.languages()}
    assert names["vi"][0] == "start"
    assert names["vi"] == names["en"]
    assert all(one.title for lang in messages.languages() for one in manual.chapters(lang))


@pytest.mark.parametrize("lang", messages.languages())
def test_no_link_of_any_chapter_leads_nowhere(lang: str) -> None:
    for one in manual.chapters(lang):
        html = manual.body(one, Route(lang=lang))
        for page in re.findall(r"page=([a-z_]+)", html):
            assert page in PAGES, (one.name, page)
        for name in re.findall(r"page=guide&amp;focus=([a-z_]+)", html):
            assert manual.chapter(name, lang).name == name
        assert '.md"' not in html, one.name


def test_a_picture_is_a_link_on_the_screen_and_a_picture_in_print() -> None:
    one = manual.Chapter(name="x", title="X", text="# X\n\n![Tổng quan](page:overview)\n\nA [file](../../docs/x.md), <b>not HTML</b>.")
    shown = manual.body(one, Route(site="s"))
    assert 'href="?site=s&amp;page=overview&amp;lang=vi"' in shown
    assert "<a" not in shown.partition("A file")[2]
    assert "&lt;b&gt;not HTML" in shown
    printed = manual.body(one, Route(), lambda page, caption: Markup("[{}|{}]").format(page, caption))
    assert "[overview|Tổng quan]" in printed


def test_an_unknown_chapter_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        manual.chapter("nothing", "vi")
