"""The plan: who does what by when, its money by quarter, the best set within a budget, what reaches the target, and the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import panel as pn
from markupsafe import Markup

from app import attaching
from app.changing import Edit, change, opened_assessment
from app.components.chart import chart_card
from app.components.forward import to_data
from app.components.gantt import gantt
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.option import step_sentence
from app.components.option_ranking import not_comparable, notes, score
from app.components.pane import column, html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.components.undo import undo_tools
from app.editing import undoing
from app.editing.fault import ChangeError
from app.reading import Record
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.words import said
from app.worksheets.judging import terms, terms_form
from app.worksheets.planning import by_baseline, carry, carry_form, plan_table, prepare, prepare_form, verify, verify_form
from app.worksheets.sheet import Change, View
from assessment.opportunities.best_set import meaning_of
from assessment.option_charts import abatement_chart, cash_chart, front_chart, front_without_a_chart
from assessment.reports.words import write_label
from calculators.number import Notation
from data import messages

CHANGES: dict[str, Change] = {"terms": terms, "prepare": prepare, "carry": carry, "verify": verify}
DONE = ("done", "verified")


class PlanPage(pn.viewable.Viewer):
    """Plan and Gantt, reminders, cash, portfolio by budget, goals, ranking, abatement, proof, terms."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.place: int | None = None  # of the budget looked at
        self.pane = column()
        self.set_pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        kind, _, number = self.session.route.focus.partition(":")
        self.place = int(number) if kind == "budget" and number.isdigit() else None
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Keep a form, look at another budget, or go a step back or forward; return where to go."""
        if act == "budget":
            if value.isdigit():
                self.place = int(value)
                self._draw_set()
            return None
        try:
            if act in ("undo", "redo"):
                address = undoing.step(self.session, act)
            elif act in ("submit", "keep"):
                address = change(self.session, self._edit(read_form(value)))
            elif act in ("attach", "detach"):
                address = attaching.act(self.session, act, value)
            else:
                return None
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self._draw()
            return None
        self.fault = ""
        self._draw()
        return address

    def _edit(self, fields: dict[str, str]) -> Edit:
        make = CHANGES.get(fields.get("form", ""))
        if make is None:
            raise ChangeError("change.not_valid")
        notation: Notation = "comma" if self.session.lang == "vi" else "dot"
        return make(fields, notation)

    def _view(self) -> View:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        return View(lang=self.session.lang, route=self.session.route, reading=reading, assessment=opened_assessment(self.session), saves=False, role=self.session.role)

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"plan.{key}", self.session.lang, **values)

    def _money(self, value: float | None) -> str:
        return "–" if value is None else messages.format_money(value, self.session.lang)

    def _draw(self) -> None:
        view = self._view()
        fault = tag("div", notice(messages.message(self.fault, self.session.lang), "bad"), role="alert") if self.fault else None
        titles = view.titles()
        if not titles:
            go = button(self._say("none.go"), href=self.session.route.href(page="worksheet", focus="8"), kind="main")
            self.pane.objects = [html(fault, heading("plan", self._say("title")), empty("plan", self._say("none.title"), self._say("none.text"), go))]
            return
        lang, mode = self.session.lang, self.session.mode
        portfolio = view.portfolio
        charts = {
            "cash": cash_chart(portfolio.get("cash_by_quarter") or ()),
            "front": front_chart(portfolio, titles),
            "abatement": abatement_chart(portfolio.get("curve") or (), titles),
        }
        cards = {name: chart_card(chart, lang, mode, level="h2") for name, chart in charts.items() if chart is not None}
        self._draw_set()
        panes: list[pn.viewable.Viewable | None] = [
            html(fault, self._head(view), self._rows(view), self._reminders(portfolio)),
            cards.get("cash"),
            html(self._slider(portfolio)),
            self.set_pane,
            cards.get("front") or self._no_front(portfolio),
            html(self._goals(portfolio, titles), self._ranking(view, portfolio, titles)),
            cards.get("abatement"),
            html(None if "abatement" in cards else self._no_curve(portfolio), by_baseline(view), self._terms(view)),
        ]
        self.pane.objects = [pane for pane in panes if pane is not None]

    def _terms(self, view: View) -> Markup:
        """Return the conditions of the appraisal, which are filled in and not printed."""
        return tag("section", tag("h2", self._say("terms")), terms_form(view), class_="no-print")

    def _head(self, view: View) -> Markup:
        days = bool(view.portfolio.get("reminders"))
        file = button(self._say("calendar"), href=self.session.route.file("reminders"), symbol="download") if days else None
        print_it = tag("button", self._say("print"), type="button", class_="button main", data_print=True)
        tools = tag("div", print_it, file, undo_tools(undoing.ways(self.session), self.session.lang), class_="actions")
        facts = view.reading.facts
        of = view.say("of", site=facts.name, period=messages.format_period(facts.reporting_period, self.session.lang))
        today = tag("span", " · ", self._say("printed", day=messages.format_date(date.today(), self.session.lang)), class_="print-only")
        return join(heading("plan", self._say("title"), self._say("lead")), tag("p", of, today, class_="soft small"), tools)

    def _rows(self, view: View) -> Markup:
        rows = view.portfolio.get("plan") or []
        forms = (tag("details", tag("summary", self._say("edit"), f": {row['title']}"), self._forms(view, row), class_="edit") for row in rows)
        drawn = gantt(rows, self.session.lang, self._say("gantt"))
        return join(
            tag("h2", self._say("rows")),
            self._first(view),
            plan_table(view),
            join(tag("h2", self._say("gantt")), drawn) if drawn else None,
            tag("div", *forms, class_="no-print"),
        )

    def _forms(self, view: View, row: Record) -> Markup:
        return join(prepare_form(view, row), carry_form(view, row), verify_form(view, row) if row["status"] in DONE else None)

    def _reminders(self, portfolio: Record) -> Markup | None:
        lang = self.session.lang
        found = portfolio.get("reminders") or ()
        if not found:
            return None
        items = (
            tag(
                "li",
                tag("strong", messages.format_period(item["day"], lang)),
                " · ",
                self._say(f"remind.{item['what']}", option=item["title"]),
                f" · {item['owner']}" if item["owner"] else None,
            )
            for item in found
        )
        return join(tag("h2", self._say("reminders")), tag("ul", *items))

    def _slider(self, portfolio: Record) -> Markup:
        """Return the slider over budgets; every stop is a set that was proven best."""
        sets = portfolio.get("by_budget") or []
        head = join(tag("h2", self._say("set")), tag("p", self._say("set.lead"), class_="soft no-print"))
        if len(sets) < 2:
            return head
        place = self._stop(sets) if self.place is not None else self._stated(portfolio, sets)
        box = tag(
            "input",
            type="range",
            min="0",
            max=str(len(sets) - 1),
            step="1",
            value=str(place),
            data_find="budget",
            aria_label=self._say("budget"),
        )
        ends = tag("div", tag("span", self._money(sets[0]["budget_vnd"])), tag("span", self._money(sets[-1]["budget_vnd"])), class_="ends soft small")
        return join(head, tag("label", tag("span", self._say("budget"), class_="label"), box, ends, class_="field no-print"))

    def _stop(self, sets: list[Record]) -> int:
        return len(sets) - 1 if self.place is None or not 0 <= self.place < len(sets) else self.place

    def _stated(self, portfolio: Record, sets: list[Record]) -> int:
        """Return where the stated budget stands among the stops: the last one it pays for."""
        budget = portfolio.get("budget_vnd")
        return len(sets) - 1 if budget is None else max(place for place, row in enumerate(sets) if place == 0 or row["budget_vnd"] <= budget)

    def _draw_set(self) -> None:
        view = self._view()
        self.set_pane.object = whole(self._set(view, view.portfolio, view.titles()))

    def _set(self, view: View, portfolio: Record, titles: dict[str, str]) -> Markup:
        """Return the best set at the budget that is looked at."""
        sets = portfolio.get("by_budget") or []
        if portfolio.get("best") is None and not sets:
            why = portfolio.get("why") or {"code": "portfolio.nothing"}
            return notice(said(f"plan.{why['code']}", self.session.lang, self._say("portfolio.nothing")))
        looks = self.place is not None and bool(sets)
        chosen: Record = sets[self._stop(sets)] if looks else portfolio["best"] or sets[-1]
        budget = chosen["budget_vnd"] if looks else portfolio.get("budget_vnd")
        facts: list[tuple[str, Node]] = [
            ("budget", self._say("no_limit") if budget is None else self._money(budget)),
            ("investment", self._money(chosen["investment_vnd"])),
            (f"benefit.{portfolio['objective']}", self._money(chosen["benefit_vnd"])),
            ("co2e", messages.format_quantity(chosen["co2e_t"], "t CO2e", self.session.lang)),
            ("saved", self._saved(view, chosen)),
            ("proof", self._say("proven" if chosen["is_proven"] else "not_proven")),
        ]
        parts = [part for name, value in facts for part in (tag("dt", self._say(f"set.{name}")), tag("dd", value))]
        notes = {name: ", ".join(titles.get(key, key) for key in portfolio.get(name, ())) for name in ("unpriced", "left_out")}
        meaning = messages.message(f"best_set.title.{meaning_of(view.reading.result)}", self.session.lang) if not looks and portfolio["best"] else None
        return tag(
            "div",
            tag("h3", meaning) if meaning else None,
            tag("ul", *(tag("li", titles.get(key, key)) for key in chosen["chosen"])) if chosen["chosen"] else tag("p", self._say("set.empty")),
            tag("dl", *parts, class_="facts"),
            *(notice(self._say(name, options=text)) for name, text in notes.items() if text),
            aria_live="polite",
        )

    def _saved(self, view: View, chosen: Record) -> Node:
        units = {line["stream"]: line["unit"] for row in view.own for line in row["savings"]}
        lines = (
            tag("div", messages.format_quantity(item["quantity"], units.get(item["stream"], ""), view.lang), f" {view.reading.stream_name(item['stream'], view.lang)}")
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
            percent, needed = messages.format_number(goal["reduction_percent"], lang), messages.format_percent(goal["needed_percent"], lang)
            found = goal["set"]
            options = ", ".join(titles.get(key, key) for key in found["chosen"]) if found else "–"
            name = self._say("goal", percent=percent, year=goal["deadline"][:4], needed=needed)
            rows.append((name, self._say(f"goal.{goal['state']}"), options, self._money(found["investment_vnd"] if found else None)))
        columns = [Column(heading=self._say(f"goal.{name}"), numeric=name == "investment") for name in ("target", "state", "set", "investment")]
        return join(tag("h2", self._say("goals")), tag("p", self._say("goals.lead"), class_="soft"), table(self._say("goals"), columns, rows, titled=True))

    def _ranking(self, view: View, portfolio: Record, titles: dict[str, str]) -> Markup | None:
        lang = self.session.lang
        ranking = portfolio.get("ranking") or {}
        apart = not_comparable(ranking, titles, view.reading, to_data(self.session), lang)
        if len(ranking.get("rows") or ()) < 2:
            return join(tag("h2", self._say("rank")), apart) if apart else None
        weights = ", ".join(f"{self._say(f'weight.{name}')} {messages.format_percent(value, lang, 0)}" for name, value in ranking["weights_percent"].items())
        names = ("score", "technical", "economic", "environmental")
        rows = [
            (
                f"{row['rank']}. {titles.get(row['option'], row['option'])}",
                *(score(row, name, lang) for name in names),
            )
            for row in ranking["rows"]
        ]
        columns = [Column(heading=self._say("rank.option")), *(Column(heading=self._say(f"weight.{n}"), numeric=True) for n in names)]
        moved = sorted({titles.get(key, key) for keys in ranking["moves"].values() for key in keys})
        firm = self._say("rank.moves", options=", ".join(moved)) if moved else self._say("rank.firm")
        return join(
            tag("h2", self._say("rank")),
            tag("p", self._say("rank.lead", weights=weights), class_="soft"),
            table(self._say("rank"), columns, rows, titled=True),
            tag("p", notes(ranking, lang), " ", firm, class_="soft small"),
            apart,
        )

    def _no_front(self, portfolio: Record) -> pn.viewable.Viewable | None:
        """Return why there is no chart of money against emission, where it would show nothing."""
        why = front_without_a_chart(portfolio)
        if why is None:
            return None
        values = {**why.values, "money": self._money(float(str(why.values["money"])))}
        return html(tag("p", write_label(replace(why, values=values), self.session.lang), class_="soft"))

    def _first(self, view: View) -> Markup | None:
        """Return what to begin with: the first task, or without a plan what to study or look at first."""
        step = view.reading.first_step()
        if step is None:
            return None
        text = step_sentence(step, self.session.lang)
        link = tag("a", text, href=self.session.route.href(page="options", focus=f"sheet:{step.key}"))
        return tag("p", tag("strong", messages.message("overview.first", self.session.lang)), " ", link)

    def _no_curve(self, portfolio: Record) -> Markup | None:
        return notice(self._say("curve.rate")) if portfolio.get("discount_rate_percent") is None else None
