"""Map and balances: does what goes in come out, which meter does not fit, and where everything flows."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.forward import to_data
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.pane import column, html
from app.components.state import button, empty
from app.components.table import Column, table
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from app.theme import Tone
from assessment.charts import Label
from assessment.process_charts import drawn_streams, sankeys
from data import messages

TONES: dict[str, Tone] = {"closed": "good", "open": "bad"}


class BalancePage(pn.viewable.Viewer):
    """One section per conserved quantity: closure by step, the flows drawn, each stream with its correction."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        balances = as_sequence(reading.result.get("balances"))
        if not balances:
            return html(heading("balance", self._say("title")), empty("balance", self._say("none.title"), self._say("none.text"), to_data(self.session, "process")))
        rows = [row for balance in balances for row in (*balance["steps"], balance["site"])]
        still = sum(row["verdict"] == "open" for row in rows)
        title = self._say("title.open", count=still) if still else self._say("title.closed")
        if not still and any(balance["suspects"] for balance in balances):
            title = self._say("title.suspect")
        if all(row["error"] is None for row in rows):
            title = self._say("title")  # nothing was judged
        panes: list[pn.viewable.Viewable] = [html(heading("balance", title, self._say("lead")))]
        panes += self._sankey(reading)
        for balance in balances:
            panes += self._section(reading, balance)
        return column(*panes)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"balance.{key}", self.session.lang, **values)

    def _section(self, reading: Reading, balance: Record) -> list[pn.viewable.Viewable]:
        name = self._say(f"quantity.{balance['quantity']}")
        note = self._say(
            {"mass": f"mass.note.{'wet' if balance['includes_water'] else 'dry'}"}.get(balance["quantity"], f"{balance['quantity']}.note")
        )
        top = html(tag("h2", name), tag("p", note, class_="soft"), self._test(balance), self._steps(balance))
        return [top, html(self._streams(reading, balance))]

    def _sankey(self, reading: Reading) -> list[pn.viewable.Viewable]:
        """Return the flows drawn in the unit that the address asks for, with links to the other units."""
        lang, route = self.session.lang, self.session.route
        charts = sankeys(reading.result, {key: Label(text=reading.stream_name(key, lang)) for key in drawn_streams(reading.result)})
        if not charts:
            return []
        chosen = route.focus if route.focus in charts else next(iter(charts))
        links = (button(self._say(f"unit.{key}"), href=route.href(focus=key), kind="main" if key == chosen else "") for key in charts)
        switch = tag("nav", tag("span", self._say("sankey"), class_="soft"), *links, class_="actions", aria_label=self._say("sankey"))
        return [chart_card(charts[chosen], lang, self.session.mode, switch, level="h2")]

    def _test(self, balance: Record) -> Markup:
        test = balance["global_test"]
        if test is None:
            text = self._say("test.none")
        else:
            text = self._say("test.passed" if test["passed"] else "test.failed", statistic=test["statistic"], critical=test["critical"])
        return tag("p", text, f" {self._say('assumed')}" if balance["deviations_assumed"] and test else None)

    def _columns(self, *keys: str) -> list[Column]:
        words = ("step", "stream", "way", "role", "verdict")
        return [Column(heading=self._say(f"column.{key}"), numeric=key not in words) for key in keys]

    def _steps(self, balance: Record) -> Markup:
        lang, unit = self.session.lang, str(balance["unit"])
        rows = []
        for row in (*balance["steps"], balance["site"]):
            name: Node = row["name"] if row["step"] else tag("strong", self._say("site"))
            amounts = (
                messages.format_quantity(row[key], unit, lang) if row[key] else "–" for key in ("inflow", "product", "by_product", "loss")
            )
            error = "–" if row["error"] is None else messages.format_percent(100 * row["error"], lang, signed=True)
            gap = "–" if row["gap"] is None else messages.format_quantity(row["gap"], unit, lang)
            rows.append((name, *amounts, gap, error, self._chip(str(row["verdict"]))))
        columns = self._columns("step", "inflow", "product", "by_product", "loss", "gap", "error", "verdict")
        title = self._say("steps")
        return join(tag("h3", title), table(title, columns, rows, titled=True))

    def _chip(self, verdict: str) -> Markup:
        tone = TONES.get(verdict, "neutral")
        return tag("span", shape(tone), self._say(f"verdict.{verdict}"), class_=f"chip {tone}")

    def _streams(self, reading: Reading, balance: Record) -> Markup:
        lang, unit = self.session.lang, str(balance["unit"])
        names = {row["step"]: row["name"] for row in balance["steps"]}

        def end(step: str | None) -> str:
            return names.get(step, step) if step else self._say("outside")

        def amount(value: float | None) -> str:
            return "–" if value is None else messages.format_quantity(value, unit, lang)

        rows = []
        for row in balance["streams"]:
            role: Node = self._say(f"role.{row['role']}") if row["role"] else "–"
            if row["suspect"]:
                role = join(role, tag("br"), tag("span", shape("bad"), self._say("suspect"), class_="chip bad"))
            way = f"{end(row['from'])} → {end(row['to'])}"
            rows.append(
                (
                    reading.stream_name(row["stream"], lang),
                    way,
                    amount(row["measured"]),
                    amount(row["flow"]),
                    amount(row["adjustment"]),
                    role,
                )
            )
        title = self._say("streams")
        columns = self._columns("stream", "way", "measured", "flow", "adjustment", "role")
        return join(tag("h3", title), table(title, columns, rows, titled=True))
