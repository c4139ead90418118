"""Places in documents are named in the language shown; what stays in another one says so."""

from __future__ import annotations

import re

import pytest

from app.words import place_in_source


@pytest.mark.parametrize(
    ("given", "lang", "said"),
    [
        ("Điều 5 khoản 1 (Pháp điển Điều 7.7.TT.11.5)", "en", "Article 5 clause 1 (Codification Article 7.7.TT.11.5)"),
        ("Mẫu 1.2, mục 2.2", "en", "Form 1.2, item 2.2"),
        ("news text, para 2-3", "vi", "bài báo, đoạn 2-3"),
        ("Điều 5 khoản 1", "vi", "Điều 5 khoản 1"),
    ],
)
def test_a_place_is_said_in_the_language_shown(given: str, lang: str, said: str) -> None:
    assert re.sub(r"<[^>]*>", "", str(place_in_source(given, lang))) == said


def test_a_place_in_another_language_says_which() -> None:
    assert 'lang="en"' in str(place_in_source("installation report of the district", "vi"))
