"""Progress: how much each sector has reduced, on the establishments that are there in both years."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.published import choice, exports, nothing, province_choice, vintage_line, withheld
from app.components.state import notice
from app.components.table import Column, table
from app.components.verdict import verdict_chip
from app.province import looking
from app.province.looking import Look
from app.province.receiving import may_load
from app.session import AssessmentSession
from app.words import sector_name
from assessment.charts import Label
from assessment.published_charts import progress as progress_chart
from assessment.reports.programme import judged, target_of
from benchmarks.peers import published
from benchmarks.peers.published import Row
from data import messages


class ProgressPage(pn.viewable.Viewer):
    """One chart and one table for each pair of years."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        look = self._look()
        lang = self.session.lang
        if look is None:
            head = heading("progress", self._say("title"), self._say("lead"))
            return html(join(head, nothing("progress", lang, may_load=may_load(self.session.actor))))
        rows = published.progress(look.item.pack, look.where, look.indicator)
        parts: list[pn.viewable.Viewable] = [html(self._top(look, rows))]
        for baseline, year in sorted({(row["baseline"], row["year"]) for row in rows}, reverse=True):
            parts += self._pair(look, [row for row in rows if (row["baseline"], row["year"]) == (baseline, year)], baseline, year)
        if not rows:
            parts.append(html(notice(self._say("nothing"))))
        parts.append(html(tag("p", self._say("area"), class_="soft small"), withheld(lang), exports(look.item, self.session.route)))
        return column(*parts)

    def act(self, act: str, value: str) -> str | None:
        """Follow a choice."""
        look = self._look()
        aim = looking.change(look, act, value) if look else None
        return self.session.route.href(focus=aim) if aim else None

    def _look(self) -> Look | None:
        return looking.read(self.session.settings, self.session.actor, self.session.route.focus)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"progress.{key}", self.session.lang, **values)

    def _top(self, look: Look, rows: list[Row]) -> Markup:
        lang = self.session.lang
        last = max((row["year"] for row in rows), default=0)
        verdicts = [judged(row, target[0]) for row in rows if row["year"] == last and (target := target_of(row["sector"], last))]
        title = self._say("title.some", achieved=verdicts.count("achieved"), count=len(verdicts)) if verdicts else self._say("title")
        kinds = [(key, messages.message(f"kind.{key}", lang)) for key in look.indicators]
        lists = (province_choice(lang, look.province), choice("indicator", messages.message("published.indicator", lang), kinds, look.indicator))
        return join(heading("progress", title, self._say("lead")), vintage_line(look.item, lang), tag("div", *lists, class_="grid choices"))

    def _pair(self, look: Look, rows: list[Row], baseline: int, year: int) -> list[pn.viewable.Viewable]:
        lang, mode = self.session.lang, self.session.mode
        named = [(Label(text=sector_name(row["sector"], lang)), row) for row in rows]
        title = Label(key="progress.chart", values={"kind": Label(key=f"kind.{look.indicator}"), "baseline": baseline, "year": year})
        chart = progress_chart(f"progress-{baseline}-{year}", title, named, synthetic=look.item.pack.synthetic)
        shown = html(self._table(rows, baseline, year), tag("p", self._say("note"), class_="soft small"))
        return [chart_card(chart, lang, mode, level="h2"), shown] if chart is not None else [shown]

    def _table(self, rows: list[Row], baseline: int, year: int) -> Markup:
        names = ("change", "median", "mix", "level", "verdict")
        columns = [Column(heading=messages.message("published.sector", self.session.lang))]
        columns += [Column(heading=self._say(f"column.{name}"), numeric=name in ("change", "median", "mix")) for name in names]
        caption = self._say("table", baseline=baseline, year=year)
        return table(caption, columns, [self._row(row) for row in rows])

    def _row(self, row: Row) -> tuple[Node, ...]:
        lang = self.session.lang
        change, low, high, median, mix = (
            messages.format_percent(row[name], lang, signed=True)
            for name in ("change_percent", "change_low", "change_high", "median_percent", "mix_percent")
        )
        target = target_of(row["sector"], row["year"])
        level = messages.message(f"published.level.{str(row['level']).partition('.')[2]}", lang)
        aim = self._say("target", low=target[0], high=target[1] or target[0], year=target[2]) if target else self._say("target.none")
        verdict: Node = join(verdict_chip(judged(row, target[0]), lang), tag("div", aim, class_="small soft")) if target else tag("span", aim, class_="soft small")
        whole_change = join(tag("strong", change), tag("div", f"{low} … {high}", class_="small soft"))
        level_band = join(level, tag("div", f"{row['contributors']} {self._say('column.band').lower()}", class_="small soft"))
        return (sector_name(row["sector"], lang), whole_change, median, mix, level_band, verdict)
