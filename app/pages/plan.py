"""The plan: the best set within a budget, what reaches the target, and who does what by when, planned and verified."""

from __future__ import annotations

from typing import Any

import panel as pn
from markupsafe import Markup

from app.changing import ChangeError, Edit, change, day_of, number_of
from app.components.form import form, pick_field, text_field
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.reading import Reading, Record
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.words import said
from assessment.model import Assessment
from assessment.opportunities import editing, plan
from data import messages

MILLION = 1e6  # money is typed in million VND
HIGHEST_RATE = 50.0  # % a year, as the list of choices has it


class PlanPage(pn.viewable.Viewer):
    """Portfolio by budget, goals, ranking, plan, cash."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Keep what a form says of an option's plan or of the terms; return where to go."""
        if act != "submit":
            return None
        try:
            fields = read_form(value)
            edit = self._planned(fields) if fields.get("form") == "plan" else self._terms_of(fields)
            address = change(self.session, edit)
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self._draw()
            return None
        self.fault = ""
        self._draw()
        return address

    def _planned(self, fields: dict[str, str]) -> Edit:
        key = fields.get("about", "")
        spent, saved = (self._millions(fields.get(name, "")) for name in ("spent", "saved"))
        changes = {"owner": fields.get("owner") or None, "due": day_of(fields.get("due", "")), "status": fields.get("status") or "do_now"}

        def edit(assessment: Assessment) -> Assessment:
            made = editing.changed(assessment, key, changes)
            made = editing.noted(made, plan.SHEET, {f"{key}.spent_vnd": spent})
            return editing.noted(made, plan.VERIFIED_SHEET, {f"{key}.saved_vnd": saved})

        return edit

    def _terms_of(self, fields: dict[str, str]) -> Edit:
        rate, budget = number_of(self.session, fields.get("discount_rate", "")), self._millions(fields.get("budget", ""))
        if (rate is not None and not 0 <= rate <= HIGHEST_RATE) or (budget is not None and budget < 0):
            raise ChangeError("change.not_valid")
        return lambda assessment: editing.chosen(assessment, {"discount_rate": rate, "budget_vnd": budget})

    def _millions(self, text: str) -> float | None:
        value = number_of(self.session, text)
        return None if value is None else value * MILLION

    def _draw(self) -> None:
        fault = tag("div", notice(messages.message(self.fault, self.session.lang), "bad"), role="alert") if self.fault else None
        self.pane.object = whole(fault, *self._body())

    def _body(self) -> tuple[Markup | None, ...]:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        portfolio: Record = reading.result.get("portfolio") or {}
        titles = {row["option"]: str(row["title"]) for row in reading.result.get("opportunities", ()) if row["origin"] == "own"}
        if not titles:
            go = button(self._say("none.go"), href=self.session.route.href(page="options"), kind="main")
            return heading("plan", self._say("title")), empty("plan", self._say("none.title"), self._say("none.text"), go)
        return (
            heading("plan", self._say("title"), self._say("lead")),
            self._set(reading, portfolio, titles),
            self._goals(portfolio, titles),
            self._ranking(portfolio, titles),
            self._curve(portfolio, titles),
            self._rows(reading, portfolio),
            self._cash(portfolio, titles),
            self._terms(reading),
            tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions"),
        )

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"plan.{key}", self.session.lang, **values)

    def _money(self, value: float | None) -> str:
        return "–" if value is None else messages.format_money(value, self.session.lang)

    def _set(self, reading: Reading, portfolio: Record, titles: dict[str, str]) -> Markup:
        """Return the best set at the budget that is looked at."""
        sets = portfolio.get("by_budget") or []
        if portfolio.get("best") is None and not sets:
            why = portfolio.get("why") or {"code": "portfolio.nothing"}
            return notice(said(f"plan.{why['code']}", self.session.lang, self._say("portfolio.nothing")))
        kind, _, number = self.session.route.focus.partition(":")
        place = int(number) if kind == "budget" and number.isdigit() and int(number) < len(sets) else None
        chosen: Record = sets[place] if place is not None else portfolio["best"] or sets[-1]
        links = (
            button(self._money(item["budget_vnd"]), href=self.session.route.href(focus=f"budget:{index}"), kind="main" if index == place else "")
            for index, item in enumerate(sets)
        )
        names = (tag("li", titles.get(key, key)) for key in chosen["chosen"])
        objective = "benefit." + str(portfolio["objective"])
        facts: list[tuple[str, Node]] = [
            ("investment", self._money(chosen["investment_vnd"])),
            (objective, self._money(chosen["benefit_vnd"])),
            ("co2e", messages.format_quantity(chosen["co2e_t"], "t CO2e", self.session.lang)),
            ("saved", self._saved(reading, chosen)),
            ("proof", self._say("proven" if chosen["is_proven"] else "not_proven")),
        ]
        parts = [part for name, value in facts for part in (tag("dt", self._say(f"set.{name}")), tag("dd", value))]
        unpriced = ", ".join(titles.get(key, key) for key in portfolio.get("unpriced", ()))
        left_out = ", ".join(titles.get(key, key) for key in portfolio.get("left_out", ()))
        return join(
            tag("h2", self._say("set")),
            tag("p", self._say("set.lead"), class_="soft"),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("budget")),
            tag("ul", *names) if chosen["chosen"] else tag("p", self._say("set.empty")),
            tag("dl", *parts, class_="facts"),
            notice(self._say("unpriced", options=unpriced)) if unpriced else None,
            notice(self._say("left_out", options=left_out)) if left_out else None,
        )

    def _saved(self, reading: Reading, chosen: Record) -> Node:
        lang = self.session.lang
        units = {
            line["stream"]: line["unit"]
            for row in reading.result.get("opportunities", ())
            if row["origin"] == "own"
            for line in row["savings"]
        }
        lines = (
            tag(
                "div",
                messages.format_quantity(item["quantity"], units.get(item["stream"], ""), lang),
                f" {reading.stream_name(item['stream'], lang)}",
            )
            for item in chosen["saved"]
        )
        return join(*lines) if chosen["saved"] else "–"

    def _goals(self, portfolio: Record, titles: dict[str, str]) -> Markup | None:
        lang = self.session.lang
        goals = portfolio.get("goals") or []
        if not goals:
            return None
        rows = []
        for goal in goals:
            name = self._say(
                "goal", percent=messages.format_number(goal["reduction_percent"], lang), year=goal["deadline"][:4], needed=messages.format_percent(goal["needed_percent"], lang)
            )
            found = goal["set"]
            options = ", ".join(titles.get(key, key) for key in found["chosen"]) if found else "–"
            rows.append((name, self._say(f"goal.{goal['state']}"), options, self._money(found["investment_vnd"] if found else None)))
        columns = [Column(heading=self._say(f"goal.{name}"), numeric=name == "investment") for name in ("target", "state", "set", "investment")]
        return join(tag("h2", self._say("goals")), tag("p", self._say("goals.lead"), class_="soft"), table(self._say("goals"), columns, rows, titled=True))

    def _ranking(self, portfolio: Record, titles: dict[str, str]) -> Markup | None:
        lang = self.session.lang
        ranking = portfolio.get("ranking") or {}
        if not ranking.get("rows"):
            return None
        weights = ", ".join(
            f"{self._say(f'weight.{name}')} {messages.format_percent(value, lang, 0)}" for name, value in ranking["weights_percent"].items()
        )
        names = ("technical", "economic", "environmental")
        rows = [
            (
                f"{row['rank']}. {titles.get(row['option'], row['option'])}",
                messages.format_percent(100 * row["score"], lang, 0),
                *("–" if row[name] is None else messages.format_percent(100 * row[name], lang, 0) for name in names),
            )
            for row in ranking["rows"]
        ]
        columns = [Column(heading=self._say("rank.option")), *(Column(heading=self._say(f"weight.{n}"), numeric=True) for n in ("score", *names))]
        moved = sorted({titles.get(key, key) for keys in ranking["moves"].values() for key in keys})
        firm = self._say("rank.moves", options=", ".join(moved)) if moved else self._say("rank.firm")
        return join(
            tag("h2", self._say("rank")),
            tag("p", self._say("rank.lead", weights=weights), class_="soft"),
            table(self._say("rank"), columns, rows, titled=True),
            tag("p", firm, class_="soft small"),
        )

    def _curve(self, portfolio: Record, titles: dict[str, str]) -> Markup | None:
        lang = self.session.lang
        curve = portfolio.get("curve") or []
        if not curve:
            return None
        rows = [
            (
                titles.get(step["option"], step["option"]),
                self._money(step["cost_vnd_per_t"]),
                messages.format_quantity(step["co2e_t"], "t CO2e", lang),
                messages.format_quantity(step["cumulative_t"], "t CO2e", lang),
            )
            for step in curve
        ]
        columns = [Column(heading=self._say(f"curve.{n}"), numeric=n != "option") for n in ("option", "cost", "co2e", "cumulative")]
        return join(tag("h2", self._say("curve")), tag("p", self._say("curve.lead"), class_="soft"), table(self._say("curve"), columns, rows, titled=True))

    def _rows(self, reading: Reading, portfolio: Record) -> Markup:
        rows = portfolio.get("plan") or []
        if not rows:
            return join(tag("h2", self._say("rows")), tag("p", self._say("rows.none")))
        names = ("option", "owner", "due", "status", "investment", "planned", "verified")
        columns = [Column(heading=self._say(f"column.{n}"), numeric=n in ("investment", "planned", "verified")) for n in names]
        made = table(self._say("rows"), columns, [self._row(reading, row) for row in rows], titled=True)
        return join(tag("h2", self._say("rows")), made, *(self._edit_form(row) for row in rows))

    def _terms(self, reading: Reading) -> Markup:
        choices = reading.result["choices"]
        lang = self.session.lang
        rate, budget = (choices.get(key, {}).get("value") for key in ("discount_rate", "budget_vnd"))
        return join(
            tag("h2", self._say("terms")),
            tag("p", self._say("terms.lead"), class_="soft"),
            form(
                "terms",
                "",
                self._say("save"),
                text_field("discount_rate", self._say("field.discount_rate"), "" if rate is None else messages.format_number(rate, lang)),
                text_field("budget", self._say("field.budget"), "" if budget is None else messages.format_number(budget / MILLION, lang, 0)),
            ),
        )

    def _edit_form(self, row: dict[str, Any]) -> Markup:
        lang = self.session.lang
        spent, saved = ("" if row[name] is None else messages.format_number(row[name] / MILLION, lang) for name in ("spent_vnd", "verified_vnd"))
        due = messages.format_period(row["due"], "vi") if row["due"] else ""
        fields = form(
            "plan",
            row["option"],
            self._say("save"),
            text_field("owner", self._say("field.owner"), row["owner"] or ""),
            text_field("due", self._say("field.due"), due),
            pick_field(
                "status",
                self._say("field.status"),
                ((word, messages.message(f"option_status.{word}", lang)) for word in plan.ACTIVE),
                row["status"],
            ),
            text_field("spent", self._say("field.spent"), spent),
            text_field("saved", self._say("field.saved"), saved),
        )
        return tag("details", tag("summary", self._say("edit"), f": {row['title']}"), fields, class_="actions", style="display:block")

    def _row(self, reading: Reading, row: dict[str, Any]) -> tuple[Node, ...]:
        lang = self.session.lang
        gaps = ", ".join(messages.message(f"plan.gap.{code.rpartition('.')[2]}", lang) for code in row["gaps"])
        proofs = [item for item in row["savings"] if item["verified"] is not None]
        proof = (
            tag(
                "div",
                f"{messages.format_quantity(item['verified'], item['unit'], lang)} {reading.stream_name(item['stream'], lang)}",
                f" ({messages.format_percent(item['reached_percent'], lang, 0)})" if item["reached_percent"] is not None else "",
                class_="small",
            )
            for item in proofs
        )
        return (
            join(row["title"], tag("div", gaps, class_="bad small") if gaps else None),
            row["owner"] or "–",
            messages.format_period(row["due"], lang) if row["due"] else "–",
            messages.message(f"option_status.{row['status']}", lang),
            join(self._money(row["investment_vnd"]), tag("div", self._say("spent", money=self._money(row["spent_vnd"])), class_="small soft") if row["spent_vnd"] is not None else None),
            self._money(row["planned_vnd"]),
            join(self._money(row["verified_vnd"]), *proof),
        )

    def _cash(self, portfolio: Record, titles: dict[str, str]) -> Markup | None:
        quarters = portfolio.get("cash_by_quarter") or []
        if not quarters:
            return None
        rows = [
            (
                self._say("quarter", number=item["quarter"][-1], year=item["quarter"][:4]),
                self._money(item["spend_vnd"]),
                self._money(item["saving_begins_vnd"]),
                ", ".join(titles.get(key, key) for key in item["options"]),
            )
            for item in quarters
        ]
        columns = [Column(heading=self._say(f"cash.{n}"), numeric=n in ("spend", "saving")) for n in ("quarter", "spend", "saving", "options")]
        return join(tag("h2", self._say("cash")), table(self._say("cash"), columns, rows, titled=True))


