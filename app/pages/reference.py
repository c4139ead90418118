"""Reference data: every norm, factor, target, option and source the program uses, with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
from markupsafe import Markup

from app import shelf
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.pane import column, html, whole
from app.components.state import button, empty
from app.components.table import Column, table
from app.reading import named_in
from app.session import AssessmentSession
from app.words import language_of, place_in_source, sector_name, source_short
from data import catalogue, messages
from data.phrases import phrase


class ReferencePage(pn.viewable.Viewer):
    """One table at a time, found by sector and word, fifty rows a page."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.query = shelf.read_query(session.route.focus)
        reading = session.reading
        self.used = named_in(reading.result) if reading is not None else frozenset()
        self.rows = html(self._found())

    def __panel__(self) -> pn.viewable.Viewable:
        return column(html(self._top()), self.rows)

    def act(self, act: str, value: str) -> str | None:
        """Find a word while it is typed; go to another table or sector."""
        if act == "word":
            self.query = shelf.read_query(self.query.focus(word=value.strip()[: shelf.LONGEST_WORD]))
            self.rows.object = whole(self._found())
        elif act in ("table", "sector"):
            choice = {"table": value, "sector": ""} if act == "table" else {"sector": value}
            return self._href(**choice)
        return None

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"reference.{key}", self.session.lang, **values)

    def _href(self, **changes: Any) -> str:
        return self.session.route.href(focus=self.query.focus(**changes))

    def _top(self) -> Markup:
        route = self.session.route
        files = (
            button(self._say(f"take.{name}"), href=route.file(name), symbol="download", kind="quiet") for name in ("package", "tables")
        )
        return join(
            heading("reference", self._say("title"), self._say("lead", edition=catalogue.open_edition().edition)),
            tag("div", *files, class_="actions"),
            tag("div", self._pick("table"), self._pick("sector"), self._word(), class_="filters", role="search"),
        )

    def _pick(self, name: str) -> Markup | None:
        if name == "table":
            named = [(key, self._say(f"table.{key}")) for key in shelf.SHOWN]
            chosen = self.query.table
        else:
            named = sorted(
                ((key, sector_name(key, self.session.lang)) for key in shelf.sectors_in(self.query.table)), key=lambda pair: pair[1]
            )
            named.insert(0, ("", self._say("every_sector")))
            chosen = self.query.sector
        if len(named) < 3:
            return None
        options = (tag("option", text, value=key, selected=key == chosen) for key, text in named)
        picker = tag("select", *options, class_="pick", data_find=name)
        return tag("label", tag("span", self._say(f"pick.{name}"), class_="label"), picker, class_="field")

    def _word(self) -> Markup:
        box = tag("input", type="search", value=self.query.word, data_find="word", placeholder=self._say("filter"))
        return tag("label", tag("span", self._say("pick.word"), class_="label"), box, class_="field")

    def _found(self) -> Markup:
        query, found = self.query, shelf.find(self.query, self.session.lang, self.used)
        name = self._say(f"table.{query.table}")
        status = tag("p", self._say("count", count=found.count), role="status", class_="soft small")
        if not found.rows:
            go = button(self._say("all"), href=self._href(word="", sector="", is_used=False), kind="main")
            return join(self._toggle(), status, empty("reference", self._say("none.title"), self._say("none.text"), go))
        names = [column for column in shelf.SHOWN[query.table] if column not in shelf.folded(query.table)]
        columns = [Column(heading=self._say(f"column.{column}"), numeric=column in shelf.NUMERIC) for column in names]
        rows = [tuple(self._cell(column, row) for column in names) for row in found.rows]
        return join(self._toggle(), status, table(name, columns, rows), self._pages(found))

    def _toggle(self) -> Markup | None:
        rows = catalogue.open_edition().table(self.query.table)
        count = sum(1 for row in rows if row["id"] in self.used)
        if not count:
            return None
        text = self._say("every_row") if self.query.is_used else self._say("only_used", count=count)
        return tag("div", button(text, href=self._href(is_used=not self.query.is_used), kind="quiet"), class_="actions")

    def _pages(self, found: shelf.Found) -> Markup | None:
        if found.pages == 1:
            return None
        back = button(self._say("back"), href=self._href(page=found.page - 1)) if found.page > 1 else None
        on = button(self._say("on"), href=self._href(page=found.page + 1)) if found.page < found.pages else None
        at = tag("span", self._say("page", page=found.page, pages=found.pages), class_="soft small")
        return tag("nav", back, at, on, class_="actions", aria_label=self._say("pages"), style="margin-top:16px")

    def _cell(self, name: str, row: Mapping[str, Any]) -> Node:
        """Return a cell with what is folded under its column."""
        lang = self.session.lang
        under = [column for column, above in shelf.folded(self.query.table).items() if above == name]
        told = [text for column in under if (text := shelf.cell(column, row, lang)) and column not in ("unit", "confidence")]
        text = shelf.cell(name, row, lang)
        is_cited = self.query.table == "sources"
        if name == "value":
            return join(text, messages.THIN_SPACE, tag("span", shelf.cell("unit", row, lang), class_="soft")) if "unit" in under else text
        if name == "source_id":
            return self._source(text, row, "confidence" in under)
        parts: list[Node] = [self._title(text, row) if name == shelf.SHOWN[self.query.table][0] else tag("span", text, lang=language_of(text)) if is_cited else text]
        parts += [tag("div", line, class_="soft small", lang=language_of(line) if is_cited else None) for line in told]
        return join(*parts)

    def _source(self, source: str, row: Mapping[str, Any], is_graded: bool) -> Markup:
        lines: list[Node] = [place_in_source(str(row.get("locator") or ""), self.session.lang)]
        if is_graded and row.get("confidence"):
            lines.append(self._say(f"confidence.{row['confidence']}"))
        more = (tag("div", line, class_="soft") for line in lines if line)
        return tag("div", source_short(source, self.session.lang) if source else None, *more, class_="small source")

    def _title(self, text: str, row: Mapping[str, Any]) -> Markup:
        address = str(row.get("address") or "")
        is_web = address.startswith(("https://", "http://")) and " " not in address
        said_in = language_of(text)
        title: Node = tag("a", text, href=address, rel="noreferrer noopener", target="_blank", lang=said_in) if is_web else tag("strong", text, lang=said_in)
        more = tag("div", phrase(str(row["route"]), self.session.lang), class_="soft small") if row.get("route") and self.query.table == "norms" else None
        mark = tag("div", tag("span", shape("good"), self._say("used"), class_="chip good")) if row["id"] in self.used else None
        return join(title, more, mark)
