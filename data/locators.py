"""Where in a source something stands, in the language shown: ``Điều 5 khoản 1`` is ``Article 5 clause 1`` to an English reader."""

from __future__ import annotations

import re
from functools import cache

from data.messages import languages, messages
from data.phrases import phrase

PREFIX = "locator."
_ASIAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # letters that neither language is written in
_POWER = re.compile(r"\*\*([23])")
_POWERS = {"2": "²", "3": "³"}
_YEAR = "\u516c\u544a\u5e74\u4efd"  # "year announced" in the Taiwanese table of coefficients


def locator_in(text: str, lang: str) -> str:
    """Return where something stands, its articles, tables and pages called as a language calls them.

    Names that only the source's own script can write (Chinese, Japanese) are left out: what stands beside them, the
    year and the value, finds the row as well.

    Parameters
    ----------
    text : str
        A locator of the reference data, Vietnamese for a Vietnamese document, else English.
    lang : str
        A language that has texts.

    Returns
    -------
    str
        The locator; words without a counterpart stay as they are.

    Examples
    --------
    >>> locator_in("Điều 5 khoản 1; Phụ lục I, bảng 1-2", "en")
    'Article 5 clause 1; Annex I, table 1-2'
    >>> locator_in("vol. 2 ch. 1 Table 1.2", "vi")
    'tập 2 chương 1 bảng 1.2'
    """
    known = phrase(text, lang)
    if known != text:
        return known
    pattern, words = _words(lang)
    plain = _POWER.sub(lambda match: _POWERS[match.group(1)], text).replace(_YEAR, messages(lang)[PREFIX + "announced"])
    said = pattern.sub(lambda match: words[match.group()], plain)
    parts = [part.strip() for part in said.split(";")]
    kept = [part for part in parts if not _ASIAN.search(part)]
    return "; ".join(kept) if kept and len(kept) < len(parts) else said


@cache
def _words(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words of the other languages that have a counterpart, the longest first, and the counterparts."""
    here = messages(lang)
    found: dict[str, str] = {}
    for other in languages():
        for key, text in messages(other).items():
            if other != lang and key.startswith(PREFIX):
                found.setdefault(text, here[key])
    longest = sorted(found, key=len, reverse=True)
    ends = {word: r"(?!\w)" if word[-1].isalnum() else "" for word in longest}  # "p.13" is a page too
    return re.compile("|".join(rf"(?<![\w/\-]){re.escape(word)}{ends[word]}" for word in longest)), found
