"""Whether a title says what to do: "save electricity 1 (audit …)" names an aim and a number, no measure."""

from __future__ import annotations

import re
import unicodedata

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
