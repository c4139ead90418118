"""Reference data: every source, norm, factor and target the program uses, with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html
from app.components.state import button
from app.components.table import Column, table
from app.session import AssessmentSession
from app.words import sector_name, source_line
from data import catalogue, messages

# Which columns of a table a reader needs; the rest is for the engine.
SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "norms": ("subject", "sector", "indicator", "value", "unit", "statistic", "valid", "confidence", "source_id"),
        "targets": ("programme", "sector", "reduction", "deadline", "confidence", "source_id"),
        "grid": ("data_year", "value", "unit", "official", "confidence", "source_id"),
        "fuels": ("subject", "property", "value", "unit", "locator", "confidence", "source_id"),
        "gwp": ("gwp_set", "gas", "value", "unit", "locator", "source_id"),
        "sources": ("title", "number", "publisher", "issued", "address"),
    }
)
NUMERIC = frozenset({"value", "reduction"})


class ReferencePage(pn.viewable.Viewer):
    """One table at a time, with a filter that the browser applies while one types."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"reference.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        book = catalogue.open_edition()
        route = self.session.route
        chosen = route.focus if route.focus in SHOWN else next(iter(SHOWN))
        links = (button(self._say(f"table.{name}"), href=route.href(focus=name), kind="main" if name == chosen else "") for name in SHOWN)
        rows = book.table(chosen)
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name in NUMERIC) for name in SHOWN[chosen]]
        cells = [tuple(self._cell(name, row) for name in SHOWN[chosen]) for row in rows]
        count = self._say("count", count="%")
        box = tag(
            "input",
            type="search",
            data_filter="tbody tr",
            aria_label=self._say("filter"),
            placeholder=self._say("filter"),
        )
        status = tag("p", self._say("count", count=len(rows)), role="status", data_text=count, class_="soft small")
        return join(
            heading("reference", self._say("title"), self._say("lead", edition=book.edition)),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("choose")),
            tag("div", box, status, style="margin:16px 0 8px"),
            table(self._say(f"table.{chosen}"), columns, cells),
        )

    def _cell(self, name: str, row: Mapping[str, Any]) -> Node:
        lang = self.session.lang
        if name == "value":
            return self._range(row, ("value_low", "value", "value_high"))
        if name == "reduction":
            return self._range(row, ("reduction_low", "reduction_high")) + " %"
        if name == "valid":
            ends = [messages.format_date(row[end], lang) if row.get(end) else "" for end in ("valid_from", "valid_to")]
            return " – ".join(ends) if any(ends) else ""
        value = row.get(name)
        if value is None or value == "":
            return ""
        return self._word(name, value)

    def _word(self, name: str, value: Any) -> Node:
        lang = self.session.lang
        if name == "source_id":
            return tag("span", source_line(str(value)), class_="small")
        if name == "sector":
            return sector_name(str(value), lang)
        if name == "unit":
            return messages.format_unit(str(value), lang)
        if name in ("indicator", "statistic"):
            key = f"kind.{value}" if name == "indicator" else f"reference.statistic.{value}"
            return messages.message(key, lang) if messages.has_message(key, lang) else str(value)
        if isinstance(value, bool):
            return messages.message("word.yes" if value else "word.no", lang)
        return messages.format_date(value, lang) if hasattr(value, "isoformat") else str(value)

    def _range(self, row: Mapping[str, Any], names: tuple[str, ...]) -> str:
        found = [row[name] for name in names if isinstance(row.get(name), (int, float))]
        edges = [found[0], found[-1]] if len(found) > 1 else found
        return " – ".join(messages.format_number(edge, self.session.lang) for edge in edges)
