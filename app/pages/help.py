"""Help: how to begin in five steps, what the verdicts mean, and the words of the field."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app import tour
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.state import button
from app.components.verdict import verdict_chip
from app.session import AssessmentSession
from app.theme import VERDICT_TONES
from data import messages

STEPS = ("bring", "mend", "read", "compare", "report")
GLOSSARY = (
    "intensity", "productivity", "norm", "benchmark", "best_practice", "equivalent", "reporting_period", "baseline_period", "energy_baseline",
    "enpi", "step", "balance", "closure", "waste_stream", "waste_cost", "mfca", "scope", "grid_factor", "ncv", "biogenic", "interval", "evidence",
    "estimated", "contribution", "vintage",
    "output", "yield", "material_loss", "relevant_variable", "static_factors", "degree_day", "target", "stream", "role",
    "quantity_centre", "system_cost", "waste_management_cost", "dry_mass", "worksheet", "focus", "option", "screening", "payback",
    "discounted_payback", "npv", "irr", "profitability_index", "abatement_cost", "portfolio", "inventory", "activity_data",
    "emission_factor", "gwp", "footprint", "declared_unit", "boundary", "allocation", "duty", "key_energy_user", "toe", "equipment",
    "cop", "exchange", "finding", "withheld", "trace", "edition", "months", "ledger", "attachment", "pack", "synthetic", "invitation",
    "session", "key", "revision",
)  # fmt: skip


class HelpPage(pn.viewable.Viewer):
    """Steps, verdicts, glossary."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"help.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        steps = (tag("li", tag("strong", self._say(f"step.{step}")), " ", self._say(f"step.{step}.how")) for step in STEPS)
        return join(
            heading("help", self._say("title"), self._say("lead")),
            tag("div", *self._ways(), class_="actions"),
            tag("h2", self._say("steps")),
            tag("ol", *steps, class_="stack"),
            tag("h2", self._say("verdicts")),
            self._verdicts(),
            tag("h2", self._say("glossary")),
            self._glossary(),
        )

    def _ways(self) -> tuple[Markup, ...]:
        route = self.session.route
        guide = button(self._say("guide"), href=route.href(page="guide"), kind="main")
        return guide, button(self._say("tour"), href=tour.href(route, 1))

    def _verdicts(self) -> Markup:
        rows = []
        for verdict in VERDICT_TONES:
            rows += [tag("dt", verdict_chip(verdict, self.session.lang)), tag("dd", self._say(f"verdict.{verdict}"))]
        return tag("dl", *rows, class_="facts")

    def _glossary(self) -> Markup:
        box = tag(
            "input",
            type="search",
            data_filter="dl.words > div",
            aria_label=self._say("find"),
            placeholder=self._say("find"),
        )
        entries = (tag("div", tag("dt", self._say(f"word.{word}")), tag("dd", self._say(f"word.{word}.is"))) for word in GLOSSARY)
        return join(box, tag("dl", *entries, class_="words"))
