"""The names of options: whether one says what to do ("save electricity 1" does not), and what it is called in lists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

AIMS = ("tiết kiệm", "giảm tiêu thụ", "giảm tiêu hao", "save", "saving", "savings", "reduce")
AIMED_AT = (
    "điện", "điện năng", "năng lượng", "nhiên liệu", "than", "dầu", "khí đốt", "khí", "gas", "lpg", "hơi", "nhiệt", "nước", "nguyên liệu", "vật liệu", "chi phí",
    "electricity", "power", "energy", "fuel", "coal", "oil", "natural gas", "steam", "heat", "water", "material", "materials", "raw material", "cost", "costs",
)  # fmt: skip


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).casefold()))


_AIMS, _AIMED_AT = ({_words(text) for text in texts} for texts in (AIMS, AIMED_AT))


def says_what_to_do(title: str) -> bool:
    """Return whether a title names a measure: what stands in brackets and numbers aside, more than "save" and a stream.

    Examples
    --------
    >>> says_what_to_do("Tiết kiệm điện 1 (kiểm toán KG0053, khuyến nghị 1)")
    False
    >>> says_what_to_do("Tiết kiệm điện bằng biến tần cho bơm")
    True
    """
    said = _words(re.sub(r"\([^()]*\)", " ", title))
    if said in _AIMS | _AIMED_AT or not said:
        return False
    return not any(said == f"{aim} {what}" or said == f"{what} {aim}" for aim in _AIMS for what in _AIMED_AT)


LONG_REMARK = 30  # characters: a shorter bracket is a part of the name


def short_title(title: str) -> str:
    """Return a title without a long remark in brackets at its end; lists say the name, the description says the rest.

    Examples
    --------
    >>> short_title("Tiết kiệm điện 1 (kiểm toán KG0053, khuyến nghị 1: bảng công bố không nêu tên giải pháp)")
    'Tiết kiệm điện 1'
    >>> short_title("Sửa bẫy hơi (12 cái)")
    'Sửa bẫy hơi (12 cái)'
    """
    found = re.fullmatch(r"(.*\S)\s*\(([^()]*)\)\s*", title)
    return found.group(1) if found and len(found.group(2)) > LONG_REMARK else title


def short_titles(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the titles of options by id for lists; those that only the remark tells apart keep it."""
    short = {key: short_title(title) for key, title in titles.items()}
    counted = Counter(short.values())
    return {key: short[key] if counted[short[key]] == 1 else titles[key] for key in titles}
