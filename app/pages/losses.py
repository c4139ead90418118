"""Cost of losses: what leaves as waste in đồng, by step and cost class where there is a process map, by stream otherwise."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.changing import opened_assessment
from app.components.chart import chart_card
from app.components.forward import to_data
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.state import empty, notice
from app.components.table import Column, table
from app.components.unpriced import unpriced
from app.editing.fault import ChangeError
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from assessment.charts import Label
from assessment.process_charts import CLASSES, flow_cost_pareto
from assessment.result_charts import loss_pareto
from data import messages

WASTE = ("waste", "hazardous_waste")


class LossesPage(pn.viewable.Viewer):
    """The yearly sentence, the Pareto chart, product against loss, each quantity centre, and the prices behind it."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        losses = reading.result.get("losses") or {}
        account = losses.get("flow_cost")
        if account:
            return column(*self._account(reading, account, losses))
        if not losses.get("cost_vnd") and self._value(reading).get("rows"):
            return html(*self._valued(reading))
        if not losses.get("cost_vnd"):
            return html(heading("losses", self._say("title")), empty("money", self._say("none.title"), self._say("none.text"), to_data(self.session, self._first_waste())))
        return column(*self._simple(reading, losses))

    def _first_waste(self) -> str:
        """Return where to say what the first waste was lost from; the ledger where no waste is written down yet."""
        try:
            document = opened_assessment(self.session)
        except ChangeError:
            return "ledger"
        wastes = list(dict.fromkeys(flow.stream for flow in document.flows if flow.stream.partition("/")[0] in WASTE))
        notes = {note.stream: (place, note.of) for place, note in enumerate(document.streams)}
        place = next((notes[waste][0] for waste in wastes if waste in notes and not notes[waste][1]), None)
        if place is not None:
            return f"streams[{place}].of"
        if any(waste not in notes for waste in wastes):
            return "streams"
        bought = [flow.stream for flow in document.flows if flow.stream in {of for _, of in notes.values()} and flow.cost_vnd is None]
        return f"ledger:{bought[0]}" if bought else "ledger"

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"losses.{key}", self.session.lang, **values)

    def _money(self, vnd: float) -> str:
        return messages.format_money(vnd, self.session.lang)

    def _names(self, reading: Reading, losses: Record) -> dict[str, Label]:
        return {
            row["stream"]: Label(text=reading.stream_name(row["stream"], self.session.lang)) for row in as_sequence(losses.get("streams"))
        }

    def _value(self, reading: Reading) -> Record:
        """Return what is lost at purchase value, with the prices of the worksheet."""
        found: Record = (reading.result.get("portfolio") or {}).get("loss_value") or {}
        return found

    def _valued(self, reading: Reading) -> list[Markup | None]:
        """Return the losses at purchase value where the ledger has no cost of theirs, and first of all which have no price."""
        value = self._value(reading)
        title = self._say("title") if value["total_vnd"] is None else self._say("title.least", money=self._money(value["total_vnd"]))
        rows: list[tuple[Node, ...]] = []
        for row in value["rows"]:
            names = (reading.stream_name(row[name], self.session.lang) for name in ("stream", "of"))
            cost = self._say("unpriced.cell") if row["vnd"] is None else self._money(row["vnd"])
            rows.append((*names, messages.format_quantity(row["quantity"], row["unit"], self.session.lang), cost))
        if value["disposal_vnd"] is not None:
            rows.append((self._say("disposal"), "–", "–", self._money(value["disposal_vnd"])))
        return [
            heading("losses", title, self._say("lead.value")),
            self._unpriced(reading),
            self._section("streams", self._columns("stream", "of", "mass", "cost"), rows),
        ]

    def _unpriced(self, reading: Reading) -> Markup | None:
        return unpriced(reading, self.session.route, self.session.role)

    def _simple(self, reading: Reading, losses: Record) -> list[pn.viewable.Viewable]:
        title = self._say("title.money", money=self._money(losses["cost_vnd"]))
        panes: list[pn.viewable.Viewable] = [html(heading("losses", title, self._say("lead.simple")), self._unpriced(reading))]
        chart = loss_pareto(losses, self._names(reading, losses))
        if chart is not None:
            panes.append(chart_card(chart, self.session.lang, self.session.mode, level="h2"))
        return [*panes, html(self._streams(reading, losses))]

    def _account(self, reading: Reading, account: Record, losses: Record) -> list[pn.viewable.Viewable]:
        lang = self.session.lang
        head = heading("losses", self._say("title.money", money=self._money(account["loss_per_year_vnd"])), self._say("lead"))
        parts = {name: self._money(account[f"{name}_vnd"]) for name in ("total", "product", "loss")}
        percent = messages.format_number(account["loss_percent"] or 0.0, lang, 1)
        lines: list[Node] = [tag("p", self._say("account", **parts, percent=percent), class_="lead")]
        for name in ("recycled", "revenue"):
            if account[f"{name}_vnd"]:
                lines.append(tag("p", self._say(name, money=self._money(account[f"{name}_vnd"])), class_="soft"))
        if not account["is_complete"]:
            streams = ", ".join(reading.stream_name(stream, lang) for stream in account["not_priced"])
            go = to_data(self.session, "ledger")
            lines.append(notice(self._say("incomplete", streams=streams), "bad", *([go] if go else [])))
        panes: list[pn.viewable.Viewable] = [html(join(head, *lines))]
        chart = flow_cost_pareto(account)
        if chart is not None:
            panes.append(chart_card(chart, lang, self.session.mode, level="h2"))
        panes.append(html(self._classes(account), self._centres(account), self._recycled(reading, account), self._prices(reading, account)))
        if losses.get("streams"):
            panes.append(html(self._streams(reading, losses)))
        return panes

    def _columns(self, *keys: str) -> list[Column]:
        words = ("centre", "stream", "of", "class", "origin", "way")
        return [Column(heading=self._say(f"column.{key}"), numeric=key not in words) for key in keys]

    def _section(self, key: str, columns: list[Column], rows: list[tuple[Node, ...]]) -> Markup:
        title = self._say(key)
        return join(tag("h2", title), table(title, columns, rows, titled=True))

    def _classes(self, account: Record) -> Markup:
        """Return positive and negative product side by side, as the standard has them, with a bar of their shares."""
        rows: list[tuple[Node, ...]] = []
        for name in CLASSES:
            product, loss = account["product"][f"{name}_vnd"], account["loss"][f"{name}_vnd"]
            rows.append((self._say(f"column.{name}"), self._money(product), self._money(loss)))
        product, loss = account["product_vnd"], account["loss_vnd"]
        rows.append((tag("strong", self._say("column.total")), tag("strong", self._money(product)), tag("strong", self._money(loss))))
        return join(self._section("classes", self._columns("class", "product", "loss"), rows), self._bar(product, loss))

    def _bar(self, product: float, loss: float) -> Markup:
        share = 100 * loss / (product + loss) if product + loss else 0.0
        text = messages.message("chart.product_and_loss.sentence", self.session.lang, percent=share)
        good = tag("span", style=f"display:block;width:{100 - share:.1f}%;background:var(--sh-good)")
        bad = tag("span", style=f"display:block;width:{share:.1f}%;background:var(--sh-bad)")
        bar = tag(
            "div",
            good,
            bad,
            style="display:flex;height:18px;border-radius:9px;overflow:hidden;margin-top:12px",
            role="img",
            aria_label=text,
        )
        return join(bar, tag("p", text, class_="small"))

    def _centres(self, account: Record) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = []
        for row in account["centres"]:
            masses = (messages.format_quantity(row[key], "kg", lang) for key in ("input_kg", "loss_kg"))
            costs = (self._money(row["loss"][f"{name}_vnd"]) for name in CLASSES)
            ratio = messages.format_percent(100 * row["allocation_ratio"], lang)
            rows.append((row["name"], *masses, ratio, *costs, tag("strong", self._money(row["loss_vnd"]))))
        return self._section("centres", self._columns("centre", "input", "loss_kg", "ratio", *CLASSES, "loss"), rows)

    def _recycled(self, reading: Reading, account: Record) -> Markup | None:
        """Return the losses that return to a process, each with its way and the value of its material."""
        if not account.get("recycled"):
            return None
        steps = {row["step"]: row["name"] for row in account["centres"]}
        rows: list[tuple[Node, ...]] = [
            (reading.stream_name(row["stream"], self.session.lang), f"{steps.get(row['from'])} → {steps.get(row['to'])}", self._money(row["vnd"]))
            for row in account["recycled"]
        ]
        return self._section("recycled_lines", self._columns("stream", "way", "value"), rows)

    def _prices(self, reading: Reading, account: Record) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = [
            (
                reading.stream_name(row["stream"], lang),
                messages.format_quantity(row["vnd"], f"VND/{row['unit']}", lang),
                self._say(f"origin.{row['origin']}"),
            )
            for row in account["prices"]
        ]
        return self._section("prices", self._columns("stream", "price", "origin"), rows)

    def _streams(self, reading: Reading, losses: Record) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = [
            (
                reading.stream_name(row["stream"], lang),
                reading.stream_name(row["of"], lang),
                messages.format_quantity(row["mass_kg"], "kg", lang),
                self._money(row["cost_vnd"]) if row.get("cost_vnd") is not None else "–",
            )
            for row in as_sequence(losses.get("streams"))
        ]
        return self._section("streams", self._columns("stream", "of", "mass", "cost"), rows)
