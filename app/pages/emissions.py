"""Emissions: the greenhouse-gas inventory by scope and source, with each factor, and product footprints where made."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.factor import factor_text
from app.components.figure import figure
from app.components.forward import to_data
from app.components.heading import heading
from app.components.inventory_views import base_year_view, error_view, sold_view, years_view
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.state import empty
from app.components.table import Column, table
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from assessment.charts import Label
from assessment.result_charts import emission_pareto
from data import messages
from data.phrases import phrase


class EmissionsPage(pn.viewable.Viewer):
    """Totals by scope, the largest sources, and the inventory row by row."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        emissions = reading.result.get("emissions") or {}
        if not emissions.get("by_source"):
            return html(
                heading("emissions", self._say("title.none")),
                empty("emissions", self._say("none.title"), self._say("none.text"), to_data(self.session)),
            )
        panes: list[pn.viewable.Viewable] = [html(self._top(emissions))]
        names = {row["stream"]: Label(text=reading.stream_name(row["stream"], self.session.lang)) for row in emissions["by_source"]}
        chart = emission_pareto(emissions, names)
        if chart is not None:
            panes.append(chart_card(chart, self.session.lang, self.session.mode, level="h2"))
        panes.append(html(self._inventory(reading, emissions), self._beside(reading, emissions), self._beyond(reading, emissions)))
        return column(*panes)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"emissions.{key}", self.session.lang, **values)

    def _top(self, emissions: Record) -> Markup:
        lang = self.session.lang
        period = messages.format_period(str(emissions["period"]), lang)
        head = heading("emissions", self._say("title", period=period), self._say("lead", gwp=emissions["gwp"]))
        cards = [self._card(key, emissions.get(key)) for key in self._shown(emissions)]
        return join(head, tag("div", *cards, class_="grid"))

    def _shown(self, emissions: Record) -> tuple[str, ...]:
        further = ("scope3",) if emissions.get("scope3") is not None else ()
        return ("scope1", "scope2_location", "scope2_market", *further, "biogenic_co2")

    def _card(self, key: str, value: float | None) -> Markup:
        lang = self.session.lang
        unit = "t CO2" if key == "biogenic_co2" else "t CO2e"
        number: Node = figure(value, unit, lang) if value is not None else tag("span", self._say("not_known"), class_="soft")
        return tag(
            "article",
            tag("h2", self._say(key), class_="label", style="margin:0"),
            tag("div", number, class_="big" if value is not None else None),
            tag("p", self._say(f"{key}.what"), class_="small soft"),
            class_="card",
        )

    def _inventory(self, reading: Reading, emissions: Record) -> Markup:
        lang = self.session.lang
        numeric = ("quantity", "co2e")
        columns = [
            Column(heading=self._say(f"column.{key}"), numeric=key in numeric) for key in ("source", "scope", "quantity", "co2e", "factor")
        ]
        rows = [
            (
                reading.stream_name(row["stream"], lang),
                str(row["scope"]),
                figure(row["quantity"], row["unit"], lang) if row.get("quantity") is not None else "–",
                figure(row["co2e_t"], "t CO2e", lang),
                factor_text(str(row.get("factor") or ""), lang),
            )
            for row in sorted(emissions["by_source"], key=lambda row: -row["co2e_t"])
        ]
        return join(tag("h2", self._say("inventory")), table(self._say("inventory"), columns, rows, titled=True))

    def _beside(self, reading: Reading, emissions: Record) -> Markup:
        """Return what the scopes stand on: other years, the base year, energy sold, and how well they are known."""
        lang = self.session.lang
        return join(
            years_view(reading, emissions["years"], lang),
            base_year_view(reading, emissions["base_year"], lang),
            sold_view(reading, emissions["sold_energy"], lang),
            error_view(reading, emissions["uncertainty"], lang),
        )

    def _beyond(self, reading: Reading, emissions: Record) -> Markup | None:
        """Return scope 3 by category, and for each that is not counted the reason."""
        lang, rows = self.session.lang, as_sequence(emissions.get("scope3_categories"))
        if not rows:
            return None
        columns = [
            Column(heading=self._say("scope3.column.category")),
            Column(heading=self._say("scope3.column.co2e"), numeric=True),
            Column(heading=self._say("scope3.column.why")),
        ]
        cells = (
            (
                f"{row['category']}. {self._say('scope3.category.' + str(row['category']))}",
                "–" if row["co2e_t"] is None else figure(row["co2e_t"], "t CO2e", lang),
                self._why_not(reading, row),
            )
            for row in rows
        )
        title, sets = self._say("scope3.title"), "; ".join(phrase(text, self.session.lang) for text in emissions.get("scope3_gwp") or ("–",))
        return join(
            tag("h2", title), tag("p", self._say("scope3.lead", sets=sets), class_="soft"), table(title, columns, cells, titled=True)
        )

    def _why_not(self, reading: Reading, row: Record) -> str:
        if row["missing"]:
            streams = ", ".join(reading.stream_name(stream, self.session.lang) for stream in row["missing"])
            return self._say("scope3.missing", streams=streams)
        return self._say(f"scope3.reason.{row['reason']}") if row["reason"] else ""
