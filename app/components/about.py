"""What a field is for, with the article of the law that asks for it; a field nobody asks for says what it does and an example."""

from __future__ import annotations

import re
from functools import cache

from data import catalogue, messages
from data.locators import locator_in

KINDS = {"TT": "circular", "NĐ": "decree", "QĐ": "decision", "QCVN": "standard"}  # of a document's number


@cache
def about(key: str, lang: str) -> str:
    """Return what a field is for: the message `key`.help, and the articles that ask for it.

    Parameters
    ----------
    key : str
        The field's messages without their last word, as ``field.quantity``.
    lang : str
        The language.
    """
    text = messages.message(f"{key}.help", lang)
    cited = articles(key, lang)
    return f"{text.rstrip('.')}. {messages.message('about.asked_by', lang, articles='; '.join(cited))}" if cited else text


def articles(key: str, lang: str) -> list[str]:
    """Return the articles that ask for a field, as a person cites them."""
    book = catalogue.open_edition()
    rows = [row for row in book.table("field_articles") if row["field"] == key]
    return list(dict.fromkeys(_cited(str(row["source_id"]), str(row["locator"] or ""), row["confidence"] != "A", lang) for row in rows))


def _cited(source_id: str, locator: str, is_secondary: bool, lang: str) -> str:
    number = catalogue.open_edition().source(source_id).number.partition(";")[0]
    kind = next((kind for mark, kind in KINDS.items() if re.search(rf"(^|[/-]){mark}\b", number)), "")
    name = messages.message(f"about.{kind}", lang, number=number) if kind else number
    parts = [name, locator_in(locator, lang)] if locator else [name]
    return ", ".join(parts) + (messages.message("about.secondary", lang) if is_secondary else "")
