"""The head of a page: its one first-level heading, and under it what the page is for."""

from __future__ import annotations

from markupsafe import Markup

from app.components.markup import Node, join, tag
from data import messages


def heading(page: str, title: Node, lead: Node = None) -> Markup:
    """Return a page's heading; the browser moves focus to it when the page arrives, and keeps what to say when nobody answers any more."""
    return join(tag("h1", title, data_page=page, **_WORDS), tag("p", lead, class_="lead") if lead else None)


_WORDS = {
    f"data_{what}_{lang}": messages.message(f"connection.{what}", lang) for what in ("lost", "back") for lang in messages.languages()
}  # by themselves: who has lost the connection cannot ask for them
