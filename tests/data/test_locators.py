"""Where in a source something stands reads in one language, and in letters that language has."""

from __future__ import annotations

import re

import pytest

from data.catalogue import open_edition
from data.locators import locator_in
from data.messages import messages

CASES = (
    ("Điều 6 khoản 2, Điều 9 (sửa bởi Thông tư 42/2019 Điều 7)", "vi", "Điều 6 khoản 2, Điều 9 (sửa bởi Thông tư 42/2019 Điều 7)"),
    ("Điều 6 khoản 2, Điều 9 (sửa bởi Thông tư 42/2019 Điều 7)", "en", "Article 6 clause 2, Article 9 (amended by Circular 42/2019 Article 7)"),
    ("Phụ lục I, mục 1.28", "en", "Annex I, item 1.28"),
    ("52/2018/TT-BCT; consolidated 25/VBHN-BCT", "vi", "52/2018/TT-BCT; hợp nhất 25/VBHN-BCT"),
    ("06/2022/NĐ-CP", "en", "06/2022/NĐ-CP"),
    ("vol. 2 ch. 1 Table 1.2 (factor database no. 117453)", "vi", "tập 2 chương 1 bảng 1.2 (cơ sở dữ liệu hệ số, số 117453)"),
    ("report p.13-14", "vi", "báo cáo tr.13-14"),
    ('name "液氯"; 生產區域 台灣; 公告年份 2016; value 1.39 per kg/m**3', "vi", "năm công bố 2016; giá trị 1,39 kg/m³"),
    ("Table 7.SM.7, column GWP-100", "en", "Table 7.SM.7, column GWP-100"),
    ("Phụ lục I, bảng 4 'Sản phẩm tôm', dòng 1", "en", "Annex I, table 4 “Shrimp products”, row 1"),
    ("sheet 'Factors', ID 11_101_1012_8_1: WTT / Diesel [litres; kg CO2e] = 0.62", "vi", "trang tính “Factors”, dòng “WTT / Diesel”"),
    ("textile/confection.md + public/data/products.json", "en", "page “confection”, table “products”"),
)


@pytest.mark.parametrize(("text", "lang", "expected"), CASES)
def test_a_place_reads_in_one_language(text, lang, expected):
    assert locator_in(text, lang) == expected


def test_no_article_stays_vietnamese_in_english_and_no_page_stays_english_in_vietnamese():
    book = open_edition()
    found = {norm.article or norm.locator for norm in book.norms()}
    found |= {str(row["locator"]) for table in ("duties", "targets", "coefficients") for row in book.table(table)}
    assert len(found) > 150
    assert [text for text in found if re.search(r"\b(Điều \d|khoản|Phụ lục|sửa bởi)\b", locator_in(text, "en"))] == []
    assert [text for text in found if re.search(r"\b(Table|abstract|as quoted|news text)\b", locator_in(text, "vi"))] == []


def test_what_is_shown_has_letters_that_a_reader_can_read():
    places = [str(row["locator"]) for row in open_edition().table("life_cycle")]
    assert any("液" in place for place in places)
    assert [place for place in places for lang in ("vi", "en") if re.search(r"[\u4e00-\u9fff]", locator_in(place, lang))] == []


def test_every_word_of_a_locator_goes_one_way_into_each_language():
    for lang, other in (("vi", "en"), ("en", "vi")):
        for key, text in messages(other).items():
            if key.startswith("locator."):
                assert locator_in(text, lang) in {there for name, there in messages(lang).items() if name.startswith("locator.")}
