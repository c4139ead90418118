"""Participation: which sectors have published figures, at which level, and the scheme of provinces."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import csv_text, tools
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.published import choice, exports, load_form, missing, nothing, province_choice, vintage_line, withheld
from app.components.state import button
from app.components.table import Column, table
from app.components.tile_map import TILES, tile_map, tile_picture
from app.province import looking
from app.province.looking import Look
from app.province.published import forget, shelf
from app.province.receiving import may_load
from app.session import AssessmentSession
from app.words import sector_name
from benchmarks.peers import published
from data import catalogue, messages

LEVELS = ("province", "region", "country")


class ParticipationPage(pn.viewable.Viewer):
    """A table of sectors and levels, the scheme of provinces, the vintages, and the place to load one."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self.pane.object = whole(self._body())
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Follow a choice, or take a loaded pack off the shelf."""
        if act == "forget" and may_load(self.session.actor):
            forget(self.session.settings, value)
            return self.session.route.href(focus="")
        look = self._look()
        aim = looking.change(look, act, value) if look else None
        return self.session.route.href(focus=aim) if aim else None

    def _look(self) -> Look | None:
        return looking.read(self.session.settings, self.session.actor, self.session.route.focus)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"participation.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang, look = self.session.lang, self._look()
        loads = may_load(self.session.actor)
        if look is None:
            return join(heading("participation", self._say("title"), self._say("lead")), nothing("participation", lang, may_load=loads))
        known = published.bands(look.item.pack, look.where, look.year)
        count = sum(1 for levels in known.values() if "province" in levels)
        title = self._say("title.some", count=count, year=look.year) if count else self._say("title")
        return join(
            heading("participation", title, self._say("lead")),
            vintage_line(look.item, lang),
            tag("div", province_choice(lang, look.province), self._years(look), class_="grid choices"),
            tag("p", self._coverage(known)),
            self._table(look, known),
            withheld(lang),
            self._map(look),
            self._vintages(look, loads),
            exports(look.item, self.session.route),
            self._load(loads),
        )

    def _load(self, loads: bool) -> Markup | None:
        lang = self.session.lang
        return tag("details", tag("summary", messages.message("published.load", lang)), load_form("participation", lang)) if loads else None

    def _years(self, look: Look) -> Markup:
        options = [(str(year), str(year)) for year in look.years]
        return choice("year", messages.message("published.year", self.session.lang), options, str(look.year))

    def _coverage(self, known: dict[str, dict[str, str]]) -> str:
        """Return for how many of the catalogue's sectors something is published, level by level."""
        counts = {level: sum(1 for levels in known.values() if level in levels) for level in LEVELS}
        return self._say("coverage", sectors=len(catalogue.open_edition().table("sectors")), **counts)

    def _table(self, look: Look, known: dict[str, dict[str, str]]) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = [
            (sector_name(sector, lang), *(levels[level] if level in levels else missing(lang) for level in LEVELS))
            for sector, levels in known.items()
        ]
        columns = [Column(heading=messages.message("published.sector", lang))]
        columns += [Column(heading=messages.message(f"yearly.column.{level}", lang)) for level in LEVELS]
        return table(self._say("table", year=look.year), columns, rows, wide=False)

    def _map(self, look: Look) -> Markup:
        lang, unit = self.session.lang, look.unit
        cells = published.by_province(look.item.pack, sector=look.sector, year=look.year, indicator=look.indicator, unit=unit)
        names = {str(row["code"]): str(row[f"label_{lang}"]) for row in catalogue.open_edition().table("provinces") if not row["valid_to"]}
        medians = {code: float(row["median"]) for code, row in cells.items() if row.get("median") is not None}
        hidden = messages.message("published.withheld", lang)
        shown = {code: messages.format_quantity(value, unit, lang) for code, value in medians.items()}
        tiles = {code: (names[code], shown.get(code, hidden), medians.get(code)) for code in TILES}
        written = messages.format_unit(unit, lang)
        kind, sector = messages.message(f"kind.{look.indicator}", lang), sector_name(look.sector, lang)
        lead = self._say("map.lead", kind=kind, sector=sector, year=look.year, unit=written)
        sentence = (
            self._say("map.sentence", count=len(medians), low=min(medians.values()), high=max(medians.values()), unit=written)
            if medians
            else self._say("map.empty")
        )
        rows = [
            (names[code], shown.get(code, hidden), str(cells[code]["contributors"]) if code in cells else "–") for code in sorted(names)
        ]
        columns = [
            Column(heading=messages.message("published.column.place", lang)),
            Column(heading=messages.message("published.column.median", lang), numeric=True),
            Column(heading=messages.message("published.column.contributors", lang)),
        ]
        data = csv_text(
            [column.heading for column in columns],
            [(names[code], medians.get(code), count) for code, (_, _, count) in zip(sorted(names), rows, strict=True)],
        )
        holder = tag("div", table(self._say("map.table"), columns, rows, titled=True), data_chart_table="map", data_csv=data)
        folded = tag("details", tag("summary", self._say("map.table")), holder)
        scheme = tile_map(lead, tiles, look.where.province, self._say("map.low"), self._say("map.high"))
        drawing = tag("div", scheme, data_drawing="map", data_svg=tile_picture(lead, tiles, look.where.province))
        away = tools("map", self._say("map"), lang)
        return join(tag("h2", self._say("map")), self._choices(look), tag("p", lead), tag("p", sentence), drawing, away, folded)

    def _choices(self, look: Look) -> Markup:
        lang = self.session.lang
        sectors = [(key, sector_name(key, lang)) for key in look.sectors]
        kinds = [(key, messages.message(f"kind.{key}", lang)) for key in look.indicators]
        return tag(
            "div",
            choice("sector", messages.message("published.sector", lang), sectors, look.sector),
            choice("indicator", messages.message("published.indicator", lang), kinds, look.indicator),
            class_="grid choices",
        )

    def _vintages(self, look: Look, loads: bool) -> Markup:
        lang, route = self.session.lang, self.session.route
        items = []
        for item in shelf(self.session.settings, self.session.actor):
            line = f"{item.pack.vintage} · {messages.message(f'published.origin.{item.origin}', lang)}"
            go: Node = tag("strong", line) if item.name == look.item.name else tag("a", line, href=route.href(focus=item.name))
            away = (
                button(messages.message("published.forget", lang), act="forget", value=item.name, kind="quiet")
                if loads and item.origin == "file"
                else None
            )
            items.append(tag("li", go, " ", away))
        return join(tag("h2", messages.message("published.vintages", lang)), tag("ul", *items))
