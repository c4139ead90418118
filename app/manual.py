"""The guide's chapters: Markdown files of the package, one a chapter and language, shown in the application and printed.

A link to ``page:NAME`` leads to a page of the application; an image of ``page:NAME`` is such a link on the screen, and a
picture of that page where the guide is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from app.route import Route
from calculators.errors import UnknownKeyError

# In the order one reads them; what is not named here follows by name.
ORDER = (
    "start", "data", "intake", "invoices", "measuring", "equipment", "options", "plan", "footprint", "reports", "contribution", "department", "accounts",
    "api", "operation",
)  # fmt: skip
PAGE = "page:"
Drawer = Callable[[str, str], Markup]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One chapter in one language."""

    name: str
    title: str
    text: str


@cache
def chapters(lang: str) -> tuple[Chapter, ...]:
    """Return the chapters of a language in reading order."""
    found = {}
    for entry in resources.files("app").joinpath("guide").iterdir():
        name = PurePosixPath(entry.name)
        if name.suffixes == [f".{lang}", ".md"]:
            text = entry.read_text(encoding="utf-8")
            found[entry.name.split(".")[0]] = text
    names = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return tuple(Chapter(name=name, title=found[name].partition("\n")[0].lstrip("# ").strip(), text=found[name]) for name in names)


def chapter(name: str, lang: str) -> Chapter:
    """Return a chapter.

    Raises
    ------
    UnknownKeyError
        If there is no such chapter.
    """
    for found in chapters(lang):
        if found.name == name:
            return found
    raise UnknownKeyError("chapter", name[:60], known=tuple(found.name for found in chapters(lang)))


def body(found: Chapter, route: Route, picture: Drawer | None = None) -> Markup:
    """Return a chapter without its title as HTML; `picture` draws a page's picture from its name and caption."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(found.text.partition("\n")[2])
    for token in tokens:
        token.children = _inline(token.children or [], route, picture) if token.type == "inline" else token.children
        if token.type == "table_open":
            token.attrSet("class", "plain")
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def _inline(tokens: list[Token], route: Route, picture: Drawer | None) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            aim = _aim(str(token.attrGet("href") or ""), route)
            open_links.append(bool(aim))
            if not aim:
                continue
            token.attrSet("href", aim)
            if not aim.startswith("?"):
                token.attrSet("rel", "noreferrer noopener")
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            token = _drawn(token, route, picture)
        kept.append(token)
    return kept


def _aim(href: str, route: Route) -> str:
    """Return where a link of the guide leads in the application; nothing for a file that only the repository has."""
    if href.startswith(PAGE):
        return route.href(page=href.removeprefix(PAGE))
    if href.startswith(("https://", "http://", "#")):
        return href
    name, *rest = PurePosixPath(href.partition("#")[0]).name.split(".")
    is_chapter = "/" not in href and rest[-1:] == ["md"] and any(found.name == name for found in chapters(route.lang))
    return route.href(page="guide", focus=name, lang=rest[0] if len(rest) > 1 else route.lang) if is_chapter else ""


def _drawn(token: Token, route: Route, picture: Drawer | None) -> Token:
    name, caption = str(token.attrGet("src") or "").removeprefix(PAGE), token.content
    if picture is not None:
        html = picture(name, caption)
    else:
        html = Markup('<a class="button" href="{}">{} →</a>').format(escape(route.href(page=name)), caption)
    return Token("html_inline", "", 0, content=str(html))
