"""Targets: how far the site has come toward each programme's reduction, and how sure that is."""

from __future__ import annotations

from itertools import groupby

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.figure import change as change_of
from app.components.figure import figure
from app.components.forward import to_data
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.state import empty
from app.components.table import Column, table
from app.components.verdict import verdict_chip
from app.reading import Reading, Record
from app.session import AssessmentSession
from app.words import cited, said
from assessment.charts import Label
from assessment.result_charts import target_path
from benchmarks.targets import reason_of
from data import messages


class TargetsPage(pn.viewable.Viewer):
    """One table per programme and deadline, and the path of the indicator that is looked at."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        targets = reading.targets()
        if not targets:
            return html(
                heading("targets", self._say("title")),
                empty("targets", self._say("none.title"), self._say("none.text"), to_data(self.session, "site")),
            )
        panes: list[pn.viewable.Viewable] = [html(heading("targets", self._say("title"), self._say("lead")), self._baseline(reading))]
        for (programme, deadline), rows in groupby(sorted(targets, key=_order), key=lambda row: (row["programme"], row["deadline"])):
            panes.append(html(self._programme(reading, str(programme), str(deadline), list(rows))))
            if programme == "2091":
                panes += self._paths([row for row in targets if row["programme"] == programme and row["deadline"] == deadline])
        return column(*panes)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"targets.{key}", self.session.lang, **values)

    def _baseline(self, reading: Reading) -> Markup:
        base = reading.facts.baseline_period
        text = self._say("baseline", period=messages.format_period(base, self.session.lang)) if base else self._say("baseline.none")
        return tag("p", text, class_="soft")

    def _paths(self, rows: list[Record]) -> list[pn.viewable.Viewable]:
        lang, mode = self.session.lang, self.session.mode
        drawn = (target_path(row, Label(key=f"kind.{row['kind']}")) for row in rows if row["kind"] == "energy_intensity")
        return [chart_card(chart, lang, mode) for chart in drawn if chart is not None]

    def _programme(self, reading: Reading, programme: str, deadline: str, rows: list[Record]) -> Markup:
        lang = self.session.lang
        name = said(f"programme.{programme}", lang, programme)
        low, high = rows[0]["reduction_percent_low"], rows[0]["reduction_percent_high"]
        span = (
            f"{messages.format_number(low, lang)}–{messages.format_number(high, lang)}"
            if high not in (None, low)
            else messages.format_number(low, lang)
        )
        title = self._say("programme", name=name, percent=span, year=deadline[:4])
        columns = [
            Column(heading=self._say(key), numeric=key in ("baseline_value", "value", "change"))
            for key in ("indicator", "verdict", "baseline_value", "value", "change", "why")
        ]
        source = rows[0].get("source")
        foot = tag("p", cited(source, self.session.lang), class_="soft small") if source else None
        return join(tag("h2", title), table(title, columns, [self._row(row) for row in rows], titled=True), foot)

    def _row(self, row: Record) -> tuple[Node, ...]:
        lang, route = self.session.lang, self.session.route
        change: Node = "–"
        if row["change_percent"] is not None:
            change = change_of(row["change_percent"], lang)
            if row["change_low"] is not None:
                low, high = (change_of(row[part], lang) for part in ("change_low", "change_high"))
                change = join(change, tag("br"), tag("span", f"{low} … {high}", class_="soft small"))
        now = (
            figure(row["value"], row["unit"], lang, href=route.href(page="trace", focus=row["indicator"]))
            if row.get("value") is not None and row["indicator"]
            else "–"
        )
        base = messages.format_number(row["baseline_value"], lang) if row["baseline_value"] is not None else "–"
        name = messages.message(f"kind.{row['kind']}", lang) + (f" {self._say('analogy')}" if row["by_analogy"] else "")
        why = said(f"why.{reason_of(row)}", lang, "", **row["why"]["values"])
        return name, verdict_chip(row["verdict"], lang), base, now, change, tag("span", why, class_="small")


def _order(row: Record) -> tuple[bool, str, str]:
    return row["programme"] != "2091", str(row["programme"]), str(row["deadline"])
