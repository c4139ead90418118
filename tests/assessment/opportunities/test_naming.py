"""A title that names a stream and a number says nothing of what to do."""

from __future__ import annotations

import pytest

from assessment.opportunities.naming import says_what_to_do


@pytest.mark.parametrize(
    "title",
    ["Tiết kiệm điện 1 (kiểm toán KG0053, khuyến nghị 1: bảng công bố không nêu tên giải pháp)", "tiết kiệm khí đốt", "Save electricity 2", "Energy saving", "Nước", "(…)", ""],
)
def test_an_aim_is_no_measure(title: str) -> None:
    assert not says_what_to_do(title)


@pytest.mark.parametrize("title", ["Tiết kiệm điện bằng biến tần cho bơm", "Sửa bẫy hơi (12 cái)", "Save electricity with speed drives", "Thu hồi nước ngưng"])
def test_a_measure_says_what_to_do(title: str) -> None:
    assert says_what_to_do(title)
