"""Places in documents are named in the language shown, where every word of theirs is known."""

from __future__ import annotations

import pytest

from app.words import place_text


@pytest.mark.parametrize(
    ("given", "lang", "said"),
    [
        ("Điều 5 khoản 1 (Pháp điển Điều 7.7.TT.11.5)", "en", "Article 5 clause 1 (Codification Article 7.7.TT.11.5)"),
        ("Điều 6 khoản 2, Điều 9 (sửa bởi Thông tư 42/2019 Điều 7)", "en", "Article 6 clause 2, Article 9 (amended by Circular 42/2019 Article 7)"),
        ("news text, para 2-3", "vi", "bài báo, đoạn 2-3"),
        ("Điều 5 khoản 1", "vi", "Điều 5 khoản 1"),
        ("public copy, sect. 9", "vi", "public copy, sect. 9"),
    ],
)
def test_a_place_is_said_in_a_language_or_left_whole(given: str, lang: str, said: str) -> None:
    assert place_text(given, lang) == said
