"""Overview: how the site is doing in one sentence, four cards, the money it loses, and what to do first."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup, escape

from app.components.chart import chart_card
from app.components.figure import STILL, figure, spark
from app.components.figure import change as change_text
from app.components.finding import finding_action
from app.components.forward import to_data
from app.components.heading import heading
from app.components.icons import icon
from app.components.markup import Node, join, tag
from app.components.option import step_sentence
from app.components.pane import column, html
from app.components.state import button, notice
from app.components.unpriced import unpriced
from app.components.verdict import disputed_chip, standing_chip, verdict_chip
from app.reading import CARD_KINDS, Reading, Record
from app.session import AssessmentSession
from app.words import said
from assessment.charts import Label
from assessment.first_thing import first_thing
from assessment.result_charts import loss_pareto
from benchmarks.targets import reason_of
from calculators.period import parse_period
from data import messages

SYMBOLS = {
    "energy_intensity": "energy",
    "water_intensity": "water",
    "material_intensity": "material",
    "ghg_intensity": "emissions",
}
UNJUDGED = ("undetermined", "not_distinguishable", "no_baseline")  # verdicts that say nothing without their reason


class OverviewPage(pn.viewable.Viewer):
    """One sentence, what to do first, four cards, money lost, targets."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        panes: list[pn.viewable.Viewable] = [html(self._top(reading)), html(self._cards(reading))]
        lost = loss_pareto(reading.result.get("losses") or {}, _stream_labels(reading, self.session.lang))
        missing = unpriced(reading, self.session.route, self.session.role)
        if missing is not None:
            panes.append(html(missing))
        if lost is not None:
            panes.append(chart_card(lost, self.session.lang, self.session.mode, level="h2"))
        panes.append(html(self._targets(reading)))
        return column(*panes)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"overview.{key}", self.session.lang, **values)

    def _top(self, reading: Reading) -> Markup:
        period = messages.format_period(reading.facts.reporting_period, self.session.lang)
        head = heading("overview", reading.facts.name, self._say("lead", period=period))
        return join(head, self._part_year(reading), self._answer(reading), self._blocked(reading))

    def _part_year(self, reading: Reading) -> Markup | None:
        """Say it first where the figures are of a part of the period: what is lost a year and what is due hang on it."""
        missing = [int(found["values"]["days"]) for found in reading.findings("warning") if found["code"] == "period.not_covered"]
        if not missing:
            return None
        days = parse_period(reading.facts.reporting_period).days - max(missing)
        text = self._say("part_year", days=days, period=messages.format_period(reading.facts.reporting_period, self.session.lang))
        return notice(text, "", to_data(self.session))

    def _answer(self, reading: Reading) -> Markup:
        main = reading.main("norm_sec") or reading.main("energy_intensity")
        lines = [self._sentence(reading, item) for item in (main, reading.main("water_intensity")) if item is not None]
        first = self._first(reading)
        return tag("div", *(tag("p", line) for line in lines), self._lost(reading), tag("p", first) if first else None, self._way(), class_="answer")

    def _way(self) -> Markup:
        """Return the way from these figures to a plan."""
        return tag("div", button(self._say("to_plan"), href=self.session.route.href(page="path")), class_="actions no-print", style="margin-top:12px")

    def _sentence(self, reading: Reading, item: Record) -> Markup:
        route, lang = self.session.route, self.session.lang
        amount, _, base = str(item["unit"]).partition("/")
        number = figure(item["value"], amount, lang, href=route.href(page="trace", focus=item["id"]))
        each = said(f"each.{base}", lang, self._say("each", unit=messages.format_unit(base, lang)))
        opening = escape(self._say(f"sentence.{item['kind']}", each=each, value="\1"))
        target = reading.target(item["kind"])
        standing = reading.judgement(item["kind"]) if item["kind"] == "norm_sec" else None
        tail: Node = join(". ", standing_chip(standing, lang)) if standing else "."
        if target is not None and target["change_percent"] is not None:
            change = target["change_percent"]
            moved = messages.message(
                "overview.same" if abs(change) < STILL else "overview.fell" if change < 0 else "overview.rose",
                lang,
                percent=messages.format_percent(abs(change), lang),
                period=messages.format_period(str(target.get("baseline_period") or ""), lang),
            )
            same = target["indicator"] == item["id"]
            basis = None if same else " " + self._say("on_equivalent")
            tail = join(moved, basis, " ", verdict_chip(target["verdict"], lang), self._why_link(target))
        return join(opening.replace("\1", number), tail)

    def _why_link(self, target: Record) -> Node:
        """Return the way to the reason where a target could not be judged; a judgement needs none."""
        if target["verdict"] not in UNJUDGED:
            return None
        return join(" ", tag("a", self._say("why"), href=self.session.route.href(page="targets"), class_="small"))

    def _first(self, reading: Reading) -> Node:
        lang, route, thing = self.session.lang, self.session.route, first_thing(reading.result)
        text: Node = None
        if thing is None:
            return None
        if thing.kind == "errors":
            text = self._say("first.errors", count=thing.count)
        elif thing.step is not None:
            text = tag("a", step_sentence(thing.step, lang), href=route.href(page="options", focus=f"sheet:{thing.step.key}"))
        elif thing.row is not None and thing.kind == "loss":
            cost = messages.format_money(thing.row["cost_vnd"], lang)
            text = self._say("first.loss", stream=reading.stream_name(thing.row["stream"], lang), money=cost)
        elif thing.row is not None and thing.kind == "norm":
            item = reading.indicator(thing.row["indicator"])
            text = tag("a", self._say("first.worse", name=reading.name(item, lang) if item else ""), href=route.href(page="intensities"))
        elif thing.row is not None:
            text = tag("a", finding_action(thing.row, lang), href=route.href(page="findings"))
        return join(tag("strong", self._say("first")), " ", text)

    def _blocked(self, reading: Reading) -> Markup | None:
        errors, warnings = len(reading.findings("error")), len(reading.findings("warning"))
        if not errors and not warnings:
            return None
        go = button(self._say("see_findings"), href=self.session.route.href(page="findings"), kind="quiet")
        withheld = len(reading.result.get("withheld", ()))
        text = self._say("errors", count=errors, withheld=withheld) if errors else self._say("warnings", count=warnings)
        return notice(text, "bad" if errors else "", go)

    def _cards(self, reading: Reading) -> Markup:
        return tag("div", *(self._card(reading, kind) for kind in CARD_KINDS), class_="grid")

    def _card(self, reading: Reading, kind: str) -> Markup:
        lang, route = self.session.lang, self.session.route
        label = tag("h2", icon(SYMBOLS[kind]), messages.message(f"kind.{kind}", lang), class_="label", style="margin:0")
        item = reading.main(kind)
        if item is None:
            return tag("article", label, tag("p", self._say("card.none"), class_="soft"), tag("div", to_data(self.session), class_="foot"), class_="card")
        number = figure(item["value"], item["unit"], lang, href=route.href(page="trace", focus=item["id"]))
        months = reading.months(item)
        is_estimated = any(month["estimated"] for month in months)
        line = spark([month["value"] for month in months], self._say("card.months", name=reading.name(item, lang)))
        standing = reading.judgement(kind)
        chip = disputed_chip(lang) if reading.is_disputed(kind) else standing_chip(standing, lang) if standing else None
        more = tag(
            "a",
            self._say("card.more"),
            href=route.href(page="emissions") if kind == "ghg_intensity" else route.href(page="intensities", focus=kind),
            aria_label=f"{self._say('card.more')}: {messages.message(f'kind.{kind}', lang)}",
            class_="small",
        )
        return tag(
            "article",
            label,
            tag("div", number, class_="big"),
            tag("p", reading.per(item, lang), class_="small soft"),
            self._change(reading, kind),
            line,
            tag("p", messages.message("figure.estimated_months", lang), class_="small soft") if line and is_estimated else None,
            tag("div", chip, more, class_="foot"),
            class_="card",
        )

    def _change(self, reading: Reading, kind: str) -> Markup | None:
        lang, target = self.session.lang, reading.target(kind)
        if target is None or target["change_percent"] is None:
            return None
        percent = change_text(target["change_percent"], lang)
        if target["change_low"] is None and abs(target["change_percent"]) < STILL:
            return tag("p", self._say("change.none", period=str(target.get("baseline_period") or "")), class_="small soft")
        if target["change_low"] is None:
            return tag(
                "p",
                self._say("change", percent=percent, period=str(target.get("baseline_period") or "")),
                class_="small",
            )
        low, high = (change_text(target[part], lang) for part in ("change_low", "change_high"))
        text = self._say("change.interval", percent=percent, low=low, high=high, period=str(target.get("baseline_period") or ""))
        return tag("p", text, class_="small")

    def _lost(self, reading: Reading) -> Markup | None:
        total = (reading.result.get("losses") or {}).get("cost_vnd")
        if not total:
            return None
        return tag("p", tag("strong", self._say("lost", money=messages.format_money(total, self.session.lang))))

    def _targets(self, reading: Reading) -> Markup:
        lang = self.session.lang
        rows = []
        for kind in (
            "energy_intensity",
            "electricity_intensity",
            "thermal_intensity",
            "water_intensity",
            "material_intensity",
        ):
            target = reading.target(kind)
            if target is not None:
                name = messages.message(f"kind.{kind}", lang)
                why = said(f"why.{reason_of(target)}", lang, "", **target["why"]["values"]) if target["verdict"] in UNJUDGED else ""
                reason = tag("span", why, class_="small soft") if why else None
                rows.append(tag("li", tag("span", name, " "), verdict_chip(target["verdict"], lang), reason, class_="actions"))
        if not rows:
            return Markup("")
        go = button(self._say("see_targets"), href=self.session.route.href(page="targets"), kind="quiet")
        listed = tag("ul", *rows, style="list-style:none;margin:0;padding:0;display:grid;gap:8px")
        return tag(
            "section",
            tag("h2", self._say("targets"), style="margin:0 0 8px"),
            listed,
            tag("div", go, class_="foot"),
            class_="card",
        )


def _stream_labels(reading: Reading, lang: str) -> dict[str, Label]:
    streams = (row["stream"] for row in (reading.result.get("losses") or {}).get("streams", ()))
    return {stream: Label(text=reading.stream_name(stream, lang)) for stream in streams}
