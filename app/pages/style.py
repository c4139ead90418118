"""The design system on one page: colours, type, numbers, verdicts, findings, states, charts."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.chart import chart_card
from app.components.figure import figure, spark
from app.components.finding import finding_card
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import column, html
from app.components.state import button, confirm, empty, notice, skeleton
from app.components.verdict import severity_chip, verdict_chip
from app.session import AssessmentSession
from app.theme import SEVERITY_TONES, VERDICT_TONES
from assessment.charts import Band, Chart, Label, Link, Series, pareto, waterfall
from calculators.finding import Finding, Place
from data import messages

COLOURS = ("accent", "good", "bad", "unsure", "neutral", "ink", "ink-soft", "line", "ground", "surface")
FLOWS = ("style.flow.cotton", "style.flow.cutting", "style.flow.product", "style.flow.scrap")


class StylePage(pn.viewable.Viewer):
    """Everything a page may be made of, with invented numbers that say so."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        charts = (chart_card(chart, self.session.lang, self.session.mode) for chart in samples())
        return column(html(self._body()), *charts)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"style.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        lang = self.session.lang
        swatches = (
            tag(
                "div",
                tag("span", class_="swatch", style=f"background:var(--sh-{name})"),
                tag("span", name, class_="mono"),
            )
            for name in COLOURS
        )
        verdicts = (verdict_chip(verdict, lang) for verdict in VERDICT_TONES)
        severities = (severity_chip(severity, lang) for severity in SEVERITY_TONES)
        finding = Finding(
            code="file.not_opened",
            severity="warning",
            place=Place(file="example.xlsx", sheet="Flows", cell="D14"),
            given="12.5",
        )
        return join(
            heading("style", self._say("title"), self._say("lead")),
            tag("h2", self._say("colours")),
            tag("div", *swatches, class_="grid"),
            tag("h2", self._say("numbers")),
            tag("div", figure(1234.5, "kWh/t", lang, digits=1), class_="big"),
            spark([3, 4, 3.5, 5, 4.2, 4.8], self._say("numbers")),
            tag("h2", self._say("verdicts")),
            tag("div", *verdicts, class_="actions"),
            tag("h2", self._say("findings")),
            tag("div", *severities, class_="actions", style="margin-bottom:12px"),
            finding_card(finding.as_record(), lang),
            tag("h2", self._say("buttons")),
            tag(
                "div",
                button(self._say("main"), act="none", kind="main"),
                button(self._say("other"), act="none"),
                button(self._say("quiet"), act="none", kind="quiet"),
                class_="actions",
            ),
            tag("h2", self._say("states")),
            notice(self._say("notice"), "good"),
            confirm(self._say("question"), lang, "none", ""),
            empty("factory", self._say("empty"), self._say("empty.text"), button(self._say("main"), act="none")),
            skeleton(lang),
            tag("h2", self._say("charts")),
        )


def samples() -> tuple[Chart, ...]:
    """Return one chart of each kind, of invented numbers."""
    title, you, said = Label(key="style.sample"), Label(key="chart.you"), "style.sample.sentence"
    months = tuple(Label(period=f"2025-{month:02d}") for month in range(1, 7))
    values = Series(label=you, values=(30.0, 32.0, 29.0, 31.0, 28.0, 27.0), unit="m3/t")
    range_ = Band(label=Label(key="statistic.typical_range", values={"norm": ""}), low=23.0, high=32.0)
    parts = tuple((Label(text=name), size) for name, size in (("A", 50.0), ("B", 30.0), ("C", 15.0), ("D", 5.0)))
    steps = ((Label(key="chart.by_activity"), 4.0), (Label(key="chart.by_intensity"), -6.0))
    nodes = tuple(Label(key=key) for key in FLOWS)
    bins = tuple(Label(text=text) for text in ("0–10", "10–20", "20–30", "30–40", "40–50"))
    counts = Series(label=Label(key="style.plants"), values=(2.0, 6.0, 9.0, 5.0, 1.0), unit="")
    low = Series(label=Label(key="chart.low"), values=(2.0, 0.8), unit="kg CO2e", role="low")
    high = Series(label=Label(key="chart.high"), values=(3.1, 1.4), unit="kg CO2e", role="high")
    return (
        Chart(
            id="s-bullet",
            kind="bullet",
            title=title,
            unit="m3/t",
            categories=(you,),
            series=(Series(label=you, values=(30.0,), unit="m3/t"),),
            bands=(range_,),
            sentence=said,
        ),
        Chart(
            id="s-trend",
            kind="trend",
            title=title,
            unit="m3/t",
            categories=months,
            series=(values,),
            bands=(range_,),
            sentence=said,
        ),
        waterfall(
            "s-waterfall",
            title,
            Series(label=Label(period="2021"), values=(20.0,), unit="GJ"),
            steps,
            Label(period="2025"),
            said,
        ),
        pareto("s-pareto", title, parts, "million VND", said),
        Chart(
            id="s-sankey",
            kind="sankey",
            title=title,
            unit="t",
            categories=nodes,
            links=(
                Link(source=0, target=1, value=10.0),
                Link(source=1, target=2, value=8.5),
                Link(source=1, target=3, value=1.5),
            ),
            sentence=said,
        ),
        Chart(
            id="s-cusum",
            kind="cusum",
            title=title,
            unit="kWh",
            categories=months,
            series=(Series(label=you, values=(0.0, -2.0, 1.0, 8.0, 15.0, 24.0), unit="kWh"),),
            bands=(Band(label=Label(key="style.change"), low=None, high=None, role="change", category=2),),
            sentence=said,
        ),
        Chart(
            id="s-distribution",
            kind="distribution",
            title=title,
            unit="m3/t",
            categories=bins,
            series=(counts,),
            bands=(Band(label=you, low=None, high=None, role="you", category=2),),
            sentence=said,
        ),
        Chart(
            id="s-stages",
            kind="stage_bars",
            title=title,
            unit="kg CO2e",
            categories=(Label(text="A"), Label(text="B")),
            series=(Series(label=you, values=(2.5, 1.1), unit="kg CO2e"), low, high),
            sentence=said,
        ),
        *_plan_samples(title, said),
    )


def _plan_samples(title: Label, said: str) -> tuple[Chart, ...]:
    """Return one chart of each kind that options and the plan draw."""
    names = (Label(text="A"), Label(text="B"), Label(text="C"))
    money, tonnes = "million VND", "t CO2e"
    one = Series(label=Label(key="chart.low"), values=(40.0, 60.0, 90.0), unit=money)
    two = Series(label=Label(key="chart.high"), values=(160.0, 140.0, 110.0), unit=money)
    avoided = Series(label=Label(key="chart.abatement.avoided"), values=(10.0, 25.0, 40.0), unit=tonnes)
    middle = Band(label=Label(key="chart.you"), low=100.0, high=100.0, role="you")
    return (
        Chart(id="s-tornado", kind="tornado", title=title, unit=money, categories=names, series=(one, two), bands=(middle,), sentence=said),
        Chart(id="s-front", kind="front", title=title, unit=money, categories=names, series=(avoided, two), sentence=said),
        Chart(id="s-abatement", kind="abatement", title=title, unit=money, categories=names, series=(avoided, two), sentence=said),
        Chart(id="s-columns", kind="columns", title=title, unit=money, categories=names, series=(one, two), sentence=said),
    )
