"""Where a factory stands among published figures, beside the law and the literature. Its own number meets published ones only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.published import load_form, nothing, vintage_line, withheld
from app.components.state import button, empty
from app.components.table import Column, table
from app.components.verdict import standing_chip
from app.province.published import Shelved, chosen, place_of
from app.province.receiving import may_load
from app.reading import Reading, Record, sort_key
from app.session import AssessmentSession
from app.theme import Tone
from assessment.charts import Label
from assessment.peer_standing import Compared, compare
from assessment.published_charts import distribution
from benchmarks import area
from data import catalogue, messages

TONES: Mapping[str, Tone] = {"top_quarter": "good", "middle": "neutral", "bottom_quarter": "bad", "undetermined": "unsure"}
TELLING = ("worse", "within", "better_than_best", "expired")


class StandingPage(pn.viewable.Viewer):
    """One section per indicator that something comparable is published for."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        lang, loads = self.session.lang, may_load(self.session.actor)
        item = chosen(self.session.settings, self.session.route.focus, self.session.actor)
        if item is None:
            head = heading("standing", self._say("title"), self._say("lead"))
            return html(join(head, nothing("standing", lang, may_load=loads)))
        found = self._compared(reading, item)
        parts: list[pn.viewable.Viewable] = [html(self._top(item, found, reading))]
        for each in found:
            parts += self._section(reading, item, each)
        load = tag("details", tag("summary", messages.message("published.load", lang)), load_form("standing", lang)) if loads else None
        return column(*parts, html(withheld(lang), load))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"standing.{key}", self.session.lang, **values)

    def _compared(self, reading: Reading, item: Shelved) -> list[Compared]:
        site: dict[str, Any] = reading.result.get("facility") or {}
        found = compare(reading.result, item.pack, place_of(str(site.get("province", ""))))
        return sorted(found, key=lambda each: sort_key(each.kind))

    def _top(self, item: Shelved, found: list[Compared], reading: Reading) -> Markup:
        lang = self.session.lang
        first = found[0] if found else None
        title = self._say("title")
        if first is not None:
            title = self._say(f"title.{first.standing.band}", kind=messages.message(f"kind.{first.kind}", lang))
        head = join(heading("standing", title, self._say("lead")), vintage_line(item, lang))
        if first is None:
            nothing_here = empty("intensities", self._say("nothing.title"), self._say("nothing", year=reading.facts.reporting_period))
            return join(head, nothing_here)
        return head

    def _section(self, reading: Reading, item: Shelved, each: Compared) -> list[pn.viewable.Viewable]:
        lang, mode, standing = self.session.lang, self.session.mode, each.standing
        kind = messages.message(f"kind.{each.kind}", lang)
        level = str(standing.level).partition(".")[2]
        said = [
            self._say("share", percent=round(standing.percentile), low=round(standing.percentile_low), high=round(standing.percentile_high)),
            self._say(
                "level",
                level=messages.message(f"published.level.{level}", lang),
                place=self._place(standing.place),
                contributors=standing.contributors,
                year=each.year,
                vintage=standing.vintage,
            ),
            self._say("shrunk") if standing.is_shrunk else "",
        ]
        chip = tag("span", shape(TONES[standing.band]), self._say(f"band.{standing.band}"), class_=f"chip {TONES[standing.band]}")
        text = html(tag("h2", kind), tag("p", chip), *(tag("p", line) for line in said if line), self._beside(reading, each))
        title = Label(key="standing.chart", values={"kind": Label(key=f"kind.{each.kind}")})
        chart = distribution(f"standing-{each.kind}", title, each.cell, own=each.value, synthetic=item.pack.synthetic)
        return [text, chart_card(chart, lang, mode)] if chart is not None else [text]

    def _place(self, code: str) -> str:
        return area.name(catalogue.open_edition(), code, self.session.lang) or messages.message("published.level.country", self.session.lang)

    def _beside(self, reading: Reading, each: Compared) -> Markup:
        """Return law, literature and peers side by side."""
        lang, unit = self.session.lang, each.unit
        rows = [row for row in reading.standings_of(each.kind) if row["verdict"] in TELLING]
        peers = self._say("median", median=messages.format_number(each.standing.median, lang), unit=messages.format_unit(unit, lang))
        lines: list[tuple[Node, Node]] = [
            (self._say("own"), tag("strong", messages.format_quantity(each.value, unit, lang))),
            (self._say("law"), self._verdicts([row for row in rows if row.get("legal")], "law.none")),
            (self._say("literature"), self._verdicts([row for row in rows if not row.get("legal")][:3], "literature.none")),
            (self._say("peers"), peers),
        ]
        columns = [Column(heading=self._say("column.yardstick")), Column(heading=self._say("column.says"))]
        more = button(self._say("see"), href=self.session.route.href(page="intensities", focus=each.kind))
        return join(table(self._say("table"), columns, lines, wide=False), tag("div", more, class_="actions"))

    def _verdicts(self, rows: list[Record], none: str) -> Node:
        return join(*(tag("div", standing_chip(row, self.session.lang)) for row in rows)) if rows else self._say(none)
