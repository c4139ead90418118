"""Distribution: what a sector takes per product at each published level, and how the years compare."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.published import choice, exports, missing, nothing, province_choice, vintage_line, withheld
from app.components.state import notice
from app.components.table import Column, table
from app.province import looking
from app.province.looking import Look
from app.province.receiving import may_load
from app.session import AssessmentSession
from app.words import sector_name
from assessment.charts import Label
from assessment.published_charts import distribution, years
from benchmarks.peers.published import PERCENTILES
from data import messages

LEVELS = ("province", "region", "country")


class DistributionPage(pn.viewable.Viewer):
    """One sector and indicator: its levels side by side, its distribution, its years."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        look = self._look()
        if look is None:
            lang = self.session.lang
            head = heading("distribution", self._say("title"), self._say("lead"))
            return html(join(head, nothing("distribution", lang, may_load=may_load(self.session.actor))))
        return column(html(self._top(look)), *self._charts(look), html(withheld(self.session.lang), exports(look.item, self.session.route)))

    def act(self, act: str, value: str) -> str | None:
        """Follow a choice."""
        look = self._look()
        aim = looking.change(look, act, value) if look else None
        return self.session.route.href(focus=aim) if aim else None

    def _look(self) -> Look | None:
        return looking.read(self.session.settings, self.session.actor, self.session.route.focus)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"distribution.{key}", self.session.lang, **values)

    def _top(self, look: Look) -> Markup:
        lang, row = self.session.lang, look.nearest()
        sector, unit = sector_name(look.sector, lang), messages.format_unit(look.unit, lang)
        told = row is not None and row.get("p25") is not None
        title = self._say("title.some", sector=sector, low=row["p25"], high=row["p75"], unit=unit) if row is not None and told else self._say("title")
        lists = tag(
            "div",
            province_choice(lang, look.province),
            choice("sector", messages.message("published.sector", lang), [(key, sector_name(key, lang)) for key in look.sectors], look.sector),
            choice(
                "indicator",
                messages.message("published.indicator", lang),
                [(key, messages.message(f"kind.{key}", lang)) for key in look.indicators],
                look.indicator,
            ),
            choice("year", messages.message("published.year", lang), [(str(year), str(year)) for year in look.years], str(look.year)),
            class_="grid choices",
        )
        return join(heading("distribution", title, self._say("lead")), vintage_line(look.item, lang), lists, self._levels(look))

    def _levels(self, look: Look) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = []
        for level in LEVELS:
            row = look.at_level(level)
            figures = (
                messages.format_number(row[name], lang) if row is not None and row.get(name) is not None else missing(lang) for name in PERCENTILES
            )
            band = str(row["contributors"]) if row is not None else missing(lang)
            rows.append((messages.message(f"yearly.column.{level}", lang), band, *figures))
        columns = [
            Column(heading=messages.message("published.column.level", lang)),
            Column(heading=messages.message("published.column.contributors", lang)),
            *(Column(heading=messages.message(f"published.column.{name}", lang), numeric=True) for name in PERCENTILES),
        ]
        caption = f"{self._say('levels')} ({messages.format_unit(look.unit, lang)})"
        return table(caption, columns, rows)

    def _charts(self, look: Look) -> list[pn.viewable.Viewable]:
        lang, mode, row = self.session.lang, self.session.mode, look.nearest()
        if row is None:
            return [html(notice(self._say("nothing")))]
        level = str(row["level"]).partition(".")[2]
        values = {
            "kind": Label(key=f"kind.{look.indicator}"),
            "sector": Label(text=sector_name(look.sector, lang)),
            "level": Label(key=f"published.level.{level}"),
            "year": look.year,
        }
        cells = {year: cell for year in look.years if (cell := look.at_level(level, year)) is not None}
        synthetic = look.item.pack.synthetic
        charts = (
            distribution("distribution", Label(key="distribution.chart", values=values), row, synthetic=synthetic),
            years("years", Label(key="distribution.years", values=values), cells, look.unit, synthetic=synthetic),
        )
        return [chart_card(chart, lang, mode, level="h2") for chart in charts if chart is not None] or [html(notice(tag("span", self._say("nothing"))))]
