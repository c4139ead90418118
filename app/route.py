"""The address of a page: which site, which page, which language, and what on it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from data import messages

HOME = "home"
MISSING = "missing"
_STOPS = frozenset("123456789")  # numbers of a tour's stops as an address has them
LONGEST = 120  # characters of one part of an address; longer ones were not made by our links


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address. `focus` is what the page is about (a number's id, a table's name), `tour` the stop of the first tour."""

    page: str = HOME
    site: str = ""
    lang: str = messages.DEFAULT_LANGUAGE
    focus: str = ""
    tour: int = 0

    def to(self, **changes: Any) -> Route:
        """Return the route with parts changed; going to another page looks at nothing particular, and leaves the tour."""
        changes = {"tour": 0, **changes}
        if "page" in changes and "focus" not in changes:
            changes["focus"] = ""
        return replace(self, **changes)

    def href(self, **changes: Any) -> str:
        """Return the link to this route with parts changed."""
        aim = self.to(**changes)
        named = {"site": aim.site, "page": aim.page, "focus": aim.focus, "lang": aim.lang, "tour": aim.tour}
        return "?" + urlencode({key: value for key, value in named.items() if value}, quote_via=quote, safe="/:@")

    def file(self, name: str, **query: str) -> str:
        """Return the link to a file made for this route's site and language."""
        return f"files/{name}?" + urlencode({"site": self.site, "lang": self.lang, **query}, quote_via=quote)


def read(search: str, pages: Mapping[str, object]) -> Route:
    """Return the route that an address' query says; what is too long falls back to the plain choice, an unknown page is said."""
    given = {key: value for key, value in parse_qsl(search.lstrip("?")[:2000]) if len(value) <= LONGEST}
    page, lang = given.get("page", HOME), given.get("lang", "")
    return Route(
        page=page if page in pages else MISSING,
        site=given.get("site", ""),
        lang=lang if lang in messages.languages() else messages.DEFAULT_LANGUAGE,
        focus=given.get("focus", ""),
        tour=int(given["tour"]) if given.get("tour", "") in _STOPS else 0,
    )
