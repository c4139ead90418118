"""What the tables say of a product, a process or a boundary in an English phrase, in the language shown."""

from __future__ import annotations

import re
from functools import cache

from data.catalogue import open_edition

_GLOSS = re.compile(r" \([^()A-Z]*[à-ỹđ][^()A-Z]*\)")  # the Vietnamese word beside the English one: ``shrimp (tôm)``


@cache
def _in_vietnamese() -> dict[str, str]:
    return {str(row["label_en"]): str(row["label_vi"]) for row in open_edition().table("phrases")}


def phrase(text: str, lang: str) -> str:
    """Return a table's phrase in a language; a phrase that nobody has put into Vietnamese as it is.

    Examples
    --------
    >>> phrase("whole site", "vi")
    'toàn nhà máy'
    >>> phrase("fish_processing", "en")
    'fish processing'
    >>> phrase("shrimp (tôm)", "en")
    'shrimp'
    """
    if lang == "vi" and text in _in_vietnamese():
        return _in_vietnamese()[text]
    shown = _GLOSS.sub("", text) if lang == "en" else text
    return shown if " " in shown else shown.replace("_", " ")


def described(text: str, lang: str) -> str:
    """Return how the register of sources describes a document, in a language; a document's own title as it is.

    Examples
    --------
    >>> described("HK-listed footwear maker", "vi")
    'một hãng giày niêm yết ở Hồng Kông'
    >>> described("Greenhouse gases — Part 1", "vi")
    'Greenhouse gases — Part 1'
    """
    return _in_vietnamese().get(text, text) if lang == "vi" else text
