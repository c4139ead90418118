"""Intensities: each indicator with its range, its verdict and why this norm, and its months. Material stands first."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.figure import figure, interval
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.state import button
from app.components.table import Column, table
from app.components.verdict import standing_chip
from app.reading import Reading, Record, sort_key
from app.session import AssessmentSession
from app.words import cited, said
from assessment.charts import Label
from assessment.reports.naming import reference_labels
from assessment.result_charts import decomposition_waterfall, months_trend, standing_bullet
from data import catalogue, messages

OF_GROUPS = ("norm.product_not_named", "norm.route_needed")  # reasons that are over once the product's group is chosen
TELLING = ("worse", "within", "better_than_best", "expired")  # verdicts that were reached by comparing


class IntensitiesPage(pn.viewable.Viewer):
    """A table of all indicators, then one section for the kind that is looked at."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        kinds = self._kinds(reading)
        chosen = self.session.route.focus if self.session.route.focus in kinds else next(iter(kinds), "")
        panes: list[pn.viewable.Viewable] = [html(self._top(reading, kinds, chosen))]
        item = reading.main(chosen) if chosen else None
        if item is not None:
            panes += self._section(reading, item)
        if chosen == "material_intensity":
            panes.append(html(self._materials(reading)))
        panes.append(html(self._everything(reading)))
        return column(*panes)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"intensities.{key}", self.session.lang, **values)

    def _kinds(self, reading: Reading) -> list[str]:
        found = {
            item["kind"]
            for item in reading.indicators(period=reading.facts.reporting_period)
            if item["stream"] is None and (item["product"] is None or item["kind"] == "norm_sec")
        }
        return sorted((kind for kind in found if not kind.endswith("productivity")), key=sort_key)

    def _top(self, reading: Reading, kinds: list[str], chosen: str) -> Markup:
        lang, route = self.session.lang, self.session.route
        links = (
            button(
                messages.message(f"kind.{kind}", lang),
                href=route.href(focus=kind),
                kind="main" if kind == chosen else "",
            )
            for kind in kinds
        )
        return join(
            heading("intensities", self._say("title"), self._say("lead")),
            tag("div", *links, class_="actions strip", role="group", aria_label=self._say("choose")),
        )

    def _section(self, reading: Reading, item: Record) -> list[pn.viewable.Viewable]:
        lang, mode = self.session.lang, self.session.mode
        rows = reading.standings_of(item["kind"], item["product"])
        panes: list[pn.viewable.Viewable] = [html(self._figure(reading, item), self._verdicts(rows))]
        for other in self._denominators(reading, item):
            beside = reading.standings(other["id"])
            bullet = standing_bullet(other, beside, Label(text=reading.name(other, lang)), reference_labels(catalogue.open_edition(), lang, beside))
            if bullet is not None:
                panes.append(chart_card(bullet, lang, mode))
        baseline = reading.same_of(item, reading.facts.baseline_period) if reading.facts.baseline_period else None
        trend = months_trend(
            item,
            reading.months(item),
            baseline,
            Label(key="intensities.months", values={"name": Label(text=reading.name(item, lang))}),
        )
        if trend is not None:
            panes.append(chart_card(trend, lang, mode))
        for parts in reading.result.get("decompositions", ()):
            if parts["kind"] == item["kind"]:
                title = Label(key="intensities.decomposition", values={"name": Label(text=reading.name(item, lang))})
                panes.append(chart_card(decomposition_waterfall(parts, title), lang, mode))
        return panes

    def _denominators(self, reading: Reading, item: Record) -> list[Record]:
        return [
            other
            for other in reading.indicators(period=item["period"], product=item["product"])
            if other["kind"] == item["kind"] and other["stream"] is None
        ]

    def _figure(self, reading: Reading, item: Record) -> Markup:
        lang, route = self.session.lang, self.session.route
        figures = []
        for other in self._denominators(reading, item):
            number = figure(other["value"], other["unit"], lang, href=route.href(page="trace", focus=other["id"]))
            figures.append(
                tag(
                    "div",
                    tag("div", number, class_="big"),
                    tag("p", reading.per(other, lang), class_="small soft"),
                    interval(other["low"], other["high"], lang, other["unit"]),
                )
            )
        return join(tag("h2", reading.name(item, lang)), tag("div", *figures, class_="grid"))

    def _verdicts(self, rows: tuple[Record, ...]) -> Markup:
        lang = self.session.lang
        if not rows:
            return tag("p", self._say("no_standing"), class_="soft")
        shown = [self._verdict(row) for row in rows if row["verdict"] in TELLING or row.get("legal")]
        rest = [self._verdict(row) for row in rows if row["verdict"] not in TELLING and not row.get("legal")]
        more = (
            tag(
                "details",
                tag("summary", self._say("all", count=len(rest))),
                tag("ul", *rest, style="padding-left:0;list-style:none"),
            )
            if rest
            else None
        )
        return join(
            tag("h3", messages.message("intensities.verdicts", lang), style="margin-top:20px"),
            tag("ul", *shown, style="padding-left:0;list-style:none"),
            more,
        )

    def _why(self, row: Record) -> Node:
        """Return why a verdict is what it is, with the way to the product's group where that is what lacks."""
        lang, reading, code = self.session.lang, self.session.reading, row["why"]["code"]
        values = {**row["why"]["values"], "given": row.get("unit")}
        if reading is not None and "products" in values:
            values["products"] = "; ".join(reading.product_name(key, lang) for key in values["products"])
        why = said(f"why.{code}", lang, code, **values)
        if code not in OF_GROUPS:
            return why
        return join(why, " ", tag("a", self._say("choose_group"), href=self.session.route.href(page="data", focus="products")))

    def _verdict(self, row: Record) -> Markup:
        lang = self.session.lang
        why = self._why(row)
        bounds = [messages.format_number(edge, lang) for edge in (row["norm_low"], row["norm_high"]) if edge is not None]
        if not bounds and row["norm_value"] is not None:
            bounds = [messages.format_number(row["norm_value"], lang)]
        unit = messages.format_unit(row["unit"] or "", lang)
        norm = (
            tag("strong", said(f"statistic.{row['statistic']}", lang, str(row["norm"]), norm=row["norm"]))
            if row["norm"]
            else tag("strong", self._say("law"))
        )
        gap = row["gap_percent"]
        parts = [
            standing_chip(row, lang),
            " ",
            norm,
            f": {' – '.join(bounds)} {unit}" if bounds else "",
            f" ({self._say('gap', percent=messages.format_percent(gap, lang, signed=True))})" if gap else "",
            tag("br"),
            tag("span", why, class_="soft small"),
        ]
        if row["source"]:
            parts.append(
                tag(
                    "span",
                    " · ",
                    cited(row["source"], lang),
                    " · ",
                    self._say("confidence", grade=row["confidence"] or "–"),
                    class_="soft small",
                )
            )
        return tag("li", *parts, style="padding:8px 0")

    def _materials(self, reading: Reading) -> Markup:
        lang, route = self.session.lang, self.session.route
        period = reading.facts.reporting_period
        rows = []
        for item in reading.indicators(period=period, product=None):
            if (
                item["stream"]
                and item["kind"] in ("material_intensity", "material_loss")
                and item["per"] in ("output", "mass")
                and not (item["kind"] == "material_intensity" and item["per"] == "mass")
            ):
                number = figure(item["value"], item["unit"], lang, href=route.href(page="trace", focus=item["id"]))
                rows.append((reading.stream_name(item["stream"], lang), messages.message(f"kind.{item['kind']}", lang), number))
        if not rows:
            return Markup("")
        columns = [
            Column(heading=self._say("stream")),
            Column(heading=self._say("indicator")),
            Column(heading=self._say("value"), numeric=True),
        ]
        return table(self._say("materials"), columns, sorted(rows, key=lambda row: str(row[0])))

    def _everything(self, reading: Reading) -> Markup:
        lang, route = self.session.lang, self.session.route
        found = sorted(
            (item for item in reading.indicators(period=reading.facts.reporting_period) if not item["stream"]),
            key=lambda item: (sort_key(item["kind"]), item["product"] or "", item["per"]),
        )
        rows = [
            (
                reading.name(item, lang),
                reading.per(item, lang),
                figure(item["value"], item["unit"], lang, href=route.href(page="trace", focus=item["id"])),
                interval(item["low"], item["high"], lang) or "–",
            )
            for item in found
        ]
        columns = [
            Column(heading=self._say("indicator")),
            Column(heading=self._say("per")),
            Column(heading=self._say("value"), numeric=True),
            Column(heading=self._say("interval")),
        ]
        return tag(
            "details",
            tag("summary", self._say("everything", count=len(rows))),
            table(self._say("title"), columns, rows),
        )
