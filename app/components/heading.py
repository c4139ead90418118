"""The head of a page: its one first-level heading, and under it what the page is for."""

from __future__ import annotations

from markupsafe import Markup

from app.components.markup import Node, join, tag


def heading(page: str, title: Node, lead: Node = None) -> Markup:
    """Return a page's heading; the browser moves focus to it when the page arrives."""
    return join(tag("h1", title, data_page=page), tag("p", lead, class_="lead") if lead else None)
