"""Product footprints: what one unit carries, what is missing, what decides the result, and what if."""

from __future__ import annotations

from collections.abc import Iterator

import panel as pn
from markupsafe import Markup

from app import sites
from app.components import figures_form
from app.components.chart import chart_card
from app.components.factor import factor_text
from app.components.figure import figure, interval
from app.components.forward import to_data
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import Html, column, html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.components.undo import undo_tools
from app.components.what_if import what_if
from app.editing import undoing
from app.editing.fault import ChangeError
from app.imports import figures, incoming
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from app.typed import FormError, read_form
from assessment.charts import Label
from assessment.footprint.build import is_exportable
from assessment.footprint.charts import flow_sankey, row_pareto
from assessment.footprint.taking import buyable_streams
from assessment.model import Assessment
from calculators.errors import SachhonError, UnknownKeyError
from data import catalogue, messages
from data.phrases import phrase

QUALITY = ("score", "primary_share_percent", "screening_share_percent", "uncertainty_covers_percent")
UNIT = "kg CO2e"
LISTED_PATHS = 6


class FootprintPage(pn.viewable.Viewer):
    """One footprint at a time; the address says whose."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.question: Html | None = None
        self.taking: Html | None = None
        self.answers = figures.Answers()
        self.told: Markup | None = None

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        if self.session.route.focus.startswith(figures_form.FOCUS):
            return self._taking()
        footprint = self._chosen(reading)
        if footprint is None:
            return html(
                heading("footprint", self._say("title.none")),
                empty("footprint", self._say("none.title"), self._say("none.text"), to_data(self.session, "life_cycle")),
            )
        names = {row["id"]: Label(text=name) for row, name in self._named(reading, footprint)}
        panes: list[pn.viewable.Viewable] = [html(self._top(reading, footprint), self._gaps(reading, footprint))]
        for chart in (row_pareto(footprint, names), flow_sankey(footprint, names)):
            if chart is not None:
                panes.append(chart_card(chart, self.session.lang, self.session.mode, level="h2"))
        self.question = html(self._what_if(reading, footprint))
        panes += [self.question, html(self._paths(reading, footprint), self._rows(reading, footprint))]
        panes.append(html(self._bases(footprint), self._quality(reading, footprint), self._exchange(footprint)))
        self.taking = html(*self._take(self.told))
        return column(*panes, self.taking)

    def _take(self, told: Markup | None = None) -> tuple[Markup | None, ...]:
        """Return the place to drop others' figures, and the way back from the last change."""
        back = undo_tools(undoing.ways(self.session), self.session.lang, "undo_figures")
        return (told, figures_form.drop(self.session.route, self.session.lang), tag("div", back, class_="actions") if back else None)

    def _taking(self) -> pn.viewable.Viewable:
        self.taking = html(*self._review())
        return self.taking

    def _review(self) -> tuple[Markup | None, ...]:
        """Return the questions about a batch of figures and what accepting it would do."""
        reading, lang = self.session.reading, self.session.lang
        assert reading is not None  # the frame shows an empty state otherwise
        try:
            batch = figures.read_batch(self.session, self._batch(), self.answers)
        except incoming.IncomingError as problem:
            return (notice(messages.message(problem.code, lang), "bad"), figures_form.drop(self.session.route.to(page="footprint", focus=""), lang))
        assessment = self._assessment()
        chosen = figures.chosen_of(batch, self.answers, assessment)
        streams = buyable_streams(assessment)
        return (
            heading("footprint", figures_form.say("title", lang), figures_form.say("lead", lang)),
            self.told,
            figures_form.form(batch, self.answers, streams, chosen, reading, lang),
            figures_form.preview(batch, self.answers, chosen, reading, lang),
        )

    def _batch(self) -> str:
        return self.session.route.focus.removeprefix(figures_form.FOCUS)

    def _assessment(self) -> Assessment:
        from assessment import intake  # loads the engine: only when figures are taken

        site = self.session.site
        assert site is not None  # a page without a site is not shown
        document = intake.read(sites.content(self.session.settings, site, actor=self.session.actor), site.filename).document
        if document is None:
            raise ChangeError("change.errors_first")
        return document.assessment

    def _take_act(self, act: str, value: str) -> str | None:
        """Answer the questions about figures, keep them, drop them, or take the last change back."""
        lang = self.session.lang
        try:
            if act in ("undo_figures", "redo"):
                return undoing.step(self.session, "redo" if act == "redo" else "undo")
            if act == "discard_figures":
                incoming.discard(self.session.settings, self.session.actor, self.session.route.site, self._batch())
                return str(self.session.route.href(focus=""))
            if act == "submit":
                self.answers = figures.answers_of(read_form(value))
            elif act == "accept_figures":
                batch = figures.read_batch(self.session, self._batch(), self.answers)
                return figures.accept(self.session, self._batch(), figures.chosen_of(batch, self.answers, self._assessment()))
        except (ChangeError, FormError, SachhonError) as problem:
            code = getattr(problem, "code", "")
            self.told = notice(messages.message(code if messages.has_message(code, lang) else "importing.broken", lang), "bad")
        if self.taking is not None:
            is_batch = self.session.route.focus.startswith(figures_form.FOCUS)
            self.taking.object = whole(*(self._review() if is_batch else self._take(self.told)))
        return None

    def act(self, act: str, value: str) -> str | None:
        """Answer a what-if question under the form it was asked in; take others' figures."""
        if act == "redo" or act.endswith("_figures") or self.session.route.focus.startswith(figures_form.FOCUS):
            return self._take_act(act, value)
        reading = self.session.reading
        footprint = self._chosen(reading) if reading is not None else None
        if act != "submit" or reading is None or footprint is None or self.question is None:
            return None
        try:
            fields = read_form(value)
        except FormError:
            return None
        self.question.object = whole(self._what_if(reading, footprint, fields))
        return None

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"footprint.{key}", self.session.lang, **values)

    def _chosen(self, reading: Reading) -> Record | None:
        footprints = as_sequence(reading.result.get("footprints"))
        asked = [item for item in footprints if item["product"] == self.session.route.focus]
        return next(iter(asked or footprints), None)

    def _unit(self, footprint: Record) -> str:
        declared, lang = footprint["declared_unit"], self.session.lang
        return messages.format_quantity(declared["quantity"], declared["unit"], lang)

    def _named(self, reading: Reading, footprint: Record) -> Iterator[tuple[Record, str]]:
        """Yield each row with a name that no other row has."""
        seen: set[str] = set()
        for row in footprint["rows"]:
            name = reading.stream_name(row["stream"], self.session.lang) if row["stream"] else self._factor_name(str(row["factor"]))
            if row["is_upstream"]:
                name = self._say("upstream", name=name)
            if name in seen:
                name = f"{name} ({self._say('stage.' + row['stage'])})"
            while name in seen:
                name += " ·"
            seen.add(name)
            yield row, name

    def _factor_name(self, id: str) -> str:
        """Return what the edition calls a factor; its id where it is not of the edition."""
        try:
            return str(catalogue.open_edition().row("life_cycle", id)[f"label_{self.session.lang}"] or id)
        except UnknownKeyError:
            return id

    def _top(self, reading: Reading, footprint: Record) -> Markup:
        lang, route = self.session.lang, self.session.route
        others = as_sequence(reading.result.get("footprints"))
        lead = self._say(
            "lead",
            boundary=self._say(f"boundary.{footprint['boundary']}"),
            period=messages.format_period(footprint["period"], lang),
            allocation=self._say(f"basis.{footprint['allocation']}"),
        )
        links = (
            button(
                reading.product_name(item["product"], lang),
                href=route.href(focus=item["product"]),
                kind="main" if item is footprint else "",
            )
            for item in others
        )
        total = tag(
            "article",
            tag("h2", self._say("per", unit=self._unit(footprint)), class_="label", style="margin:0"),
            tag("div", figure(footprint["total"], UNIT, lang), class_="big"),
            interval(footprint["low"], footprint["high"], lang, UNIT) or tag("p", self._say("quality.no_interval"), class_="small soft"),
            class_="card",
        )
        scopes = (self._small(self._say(f"scope.{name}"), value, footprint["total"]) for name, value in footprint["by_scope"].items())
        open_parts = None if footprint["complete"] else notice(self._say("incomplete", count=len(footprint["gaps"])), "bad")
        return join(
            heading("footprint", self._say("title", product=reading.product_name(footprint["product"], lang)), lead),
            tag("div", *links, class_="actions") if len(others) > 1 else None,
            open_parts,
            tag("div", total, *scopes, class_="grid"),
        )

    def _small(self, name: str, value: float, whole_value: float) -> Markup:
        lang = self.session.lang
        share = messages.format_number(100.0 * value / whole_value, lang, 0) if whole_value else "–"
        return tag(
            "article",
            tag("h2", name, class_="label", style="margin:0"),
            tag("div", figure(value, UNIT, lang), class_="big"),
            tag("p", f"{share}{messages.THIN_SPACE}%", class_="small soft"),
            class_="card",
        )

    def _gaps(self, reading: Reading, footprint: Record) -> Markup | None:
        if not footprint["gaps"]:
            return None
        lang = self.session.lang
        items = (self._gap(reading, gap, lang) for gap in footprint["gaps"])
        return join(tag("h2", self._say("gaps")), tag("p", self._say("gaps.lead"), class_="soft"), tag("ul", *items))

    def _gap(self, reading: Reading, gap: Record, lang: str) -> Markup:
        what = reading.stream_name(gap["stream"], lang) if gap["stream"] else self._say(f"stage.{gap['stage']}")
        values = gap["values"]
        span: Node = None
        if values.get("lowest") is not None and values.get("highest") is not None:
            low, high = (messages.format_number(values[name], lang) for name in ("lowest", "highest"))
            kilograms = values.get("kilograms")
            whole = (messages.format_number(values[name] * kilograms, lang) for name in ("lowest", "highest")) if kilograms else None
            amount = messages.format_quantity(kilograms, "kg", lang) if kilograms else ""
            more = self._say("gaps.amount", amount=amount, low=next(whole), high=next(whole)) if whole else None
            span = tag("span", " · ", self._say("gaps.range", low=low, high=high), more, class_="soft")
        action = messages.message(f"finding.{gap['code']}.action", lang)
        title = messages.message(f"finding.{gap['code']}.title", lang)
        return tag("li", tag("strong", what), f": {title}. ", tag("span", action, class_="soft"), span)

    def _rows(self, reading: Reading, footprint: Record) -> Markup:
        lang = self.session.lang
        columns = [
            Column(heading=self._say(f"column.{name}"), numeric=name in ("quantity", "co2e"))
            for name in ("what", "stage", "quantity", "co2e", "factor")
        ]
        cells = (
            (
                join(name, tag("span", " ", self._say("screening"), class_="chip unsure") if row["is_screening"] else None),
                self._say(f"stage.{row['stage']}"),
                messages.format_quantity(row["quantity"], row["unit"], lang),
                messages.format_number(row["co2e"], lang),
                join(factor_text(str(row["factor"]), lang), " ", tag("span", self._boundary(row), class_="small soft")),
            )
            for row, name in sorted(self._named(reading, footprint), key=lambda pair: -abs(pair[0]["co2e"]))
        )
        return join(tag("h2", self._say("rows")), table(self._say("rows"), columns, cells, titled=True))

    def _boundary(self, row: Record) -> str:
        """Return what a factor covers: our words for the factory's own figures, else the source's own."""
        key = f"footprint.covers.{row['boundary']}"
        return messages.message(key, self.session.lang) if messages.has_message(key, self.session.lang) else phrase(str(row["boundary"]), self.session.lang)

    def _bases(self, footprint: Record) -> Markup:
        sensitivity = footprint["sensitivity"]
        columns = [Column(heading=self._say("column.basis")), Column(heading=self._say("column.total"), numeric=True)]
        rows: list[tuple[Node, Node]] = []
        for basis, total in sensitivity["allocation"].items():
            chosen = tag("strong", f" ({self._say('bases.chosen')})") if basis == footprint["allocation"] else None
            rows.append((join(self._say(f"basis.{basis}"), chosen), self._result(total)))
        for rule in ("cut_off", "circular_footprint"):
            chosen = tag("strong", f" ({self._say('bases.chosen')})") if rule == sensitivity["end_of_life"]["declared"] else None
            rows.append((join(self._say(f"end.{rule}"), chosen), self._result(sensitivity["end_of_life"][rule])))
        return join(
            tag("h2", self._say("bases")),
            tag("p", self._say("bases.lead"), class_="soft"),
            table(self._say("bases"), columns, rows, wide=False, titled=True),
        )

    def _result(self, total: float | None) -> Node:
        return self._say("not_possible") if total is None else figure(total, UNIT, self.session.lang)

    def _quality(self, reading: Reading, footprint: Record) -> Markup:
        lang, quality = self.session.lang, footprint["data_quality"]
        facts: list[Markup] = []
        for name in QUALITY:
            if quality[name] is None:
                continue
            tail = "" if name == "score" else f"{messages.THIN_SPACE}%"
            facts += [tag("dt", self._say(f"quality.{name}")), tag("dd", messages.format_number(quality[name], lang, 1) + tail)]
        sets = ", ".join(footprint["gwp"]["sets"]) or "–"
        names = {row["id"]: name for row, name in self._named(reading, footprint)}
        columns = [Column(heading=self._say("column.driver")), Column(heading=self._say("column.correlation"), numeric=True)]
        rows = [
            (", ".join(names[id] for id in driver["rows"]), messages.format_number(driver["rank_correlation"], lang, 2))
            for driver in footprint["sensitivity"]["drivers"]
        ]
        return join(
            tag("h2", self._say("quality")),
            tag("dl", *facts, class_="facts"),
            tag("p", self._say("gwp", sets=sets, silent=len(footprint["gwp"]["not_stated"])), class_="soft"),
            tag("h2", self._say("drivers")) if rows else None,
            table(self._say("drivers"), columns, rows, wide=False, titled=True) if rows else None,
        )

    def _exchange(self, footprint: Record) -> Markup:
        """Return the link to the file a buyer's system reads, where the footprint may be sent."""
        link = self.session.route.file("pact", product=footprint["product"])
        ready = is_exportable(footprint) and footprint["boundary"] == "cradle_to_gate"
        what = (
            button(self._say("exchange.file"), href=link, symbol="download")
            if ready
            else tag("p", self._say("exchange.not_yet"), class_="soft")
        )
        return join(self._sheet(footprint), tag("h2", self._say("exchange")), tag("p", self._say("exchange.lead"), class_="soft"), what)

    def _sheet(self, footprint: Record) -> Markup:
        """Return the links to the one-page sheet that a buyer is handed."""
        lang, route = self.session.lang, self.session.route
        links = (
            button(messages.message(f"product_sheet.{kind}", lang), href=route.file("product_sheet", product=footprint["product"], kind=kind), symbol="download")
            for kind in ("pdf", "docx")
        )
        return join(
            tag("h2", messages.message("product_sheet.heading", lang)),
            tag("p", messages.message("product_sheet.lead", lang), class_="soft"),
            tag("div", *links, class_="actions"),
        )

    def _what_if(self, reading: Reading, footprint: Record, fields: dict[str, str] | None = None) -> Markup:
        return what_if(self._named(reading, footprint), footprint, self._unit(footprint), fields, self.session.lang)

    def _paths(self, reading: Reading, footprint: Record) -> Markup | None:
        """Return the largest ways into one unit of product, from the product to what is bought or burnt."""
        lang, total = self.session.lang, footprint["total"]
        names = {row["id"]: name for row, name in self._named(reading, footprint)}
        columns = [Column(heading=self._say("column.path")), Column(heading=self._say("column.co2e"), numeric=True), Column(heading="%", numeric=True)]
        rows = [
            (
                " → ".join(self._node(node, names) for node in path["nodes"]),
                messages.format_number(path["co2e"], lang),
                messages.format_number(100.0 * path["co2e"] / total, lang, 1) if total else "–",
            )
            for path in footprint["paths"][:LISTED_PATHS]
        ]
        return join(tag("h2", self._say("paths")), tag("p", self._say("paths.lead"), class_="soft"), table(self._say("paths"), columns, rows, titled=True)) if rows else None

    def _node(self, node: str, names: dict[str, str]) -> str:
        if node == "product":
            return messages.message("chart.footprint.product", self.session.lang)
        return names.get(node) or self._say(f"stage.{node}")
