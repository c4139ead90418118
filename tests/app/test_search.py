"""One box finds pages, indicators, norms and words, with or without accents."""

from __future__ import annotations

import pytest

from app import search
from app.opening import Opened
from app.route import Route

ROUTE = Route(page="search", site="example-garments")


@pytest.mark.parametrize(
    ("word", "group", "part"),
    [
        ("han nop", "page", "page=duties"),
        ("suất tiêu hao nước", "indicator", "page=trace"),
        ("định mức tôm", "reference", "focus=norms"),
        ("khep kin", "word", "page=help"),
    ],
)
def test_a_word_leads_to_its_place(opened: Opened, word: str, group: str, part: str) -> None:
    hits = search.find(word, ROUTE, opened.reading)
    assert any(hit.group == group and part in hit.href for hit in hits)


def test_pages_of_a_site_are_not_offered_without_one() -> None:
    assert all("page=duties" not in hit.href for hit in search.find("hạn nộp", Route(page="search")))


@pytest.mark.parametrize("word", ["", "   ", "qqqqzzzz"])
def test_nothing_is_found_for_nothing(word: str) -> None:
    assert search.find(word, ROUTE) == ()
