"""Options: the factory's own and the library's, filtered; one as a sheet that prints; two side by side; the questions."""

from __future__ import annotations

from collections.abc import Iterable

import panel as pn
from markupsafe import Markup

from app.changing import Edit, change, number_of, opened_assessment
from app.components import option_sheet
from app.components.chart import chart_card
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.option import emission, money, option_title, payback, savings_lines, verdict
from app.components.pane import column, html
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.components.undo import undo_tools
from app.editing import undoing
from app.editing.fault import ChangeError
from app.reading import Record
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.worksheets.questions import answer, cause_table
from app.worksheets.sheet import View
from assessment.charts import Label
from assessment.model import Assessment, Saving
from assessment.opportunities import editing
from assessment.option_charts import gain_chart, tornado_chart
from data import catalogue, messages

FILTERS = ("all", "counted", "electricity", "fuel", "water", "material", "waste", "causes")
GROUPS = {"fuel": ("fuel", "steam"), "material": ("material", "chemical", "packaging"), "waste": ("waste", "wastewater", "hazardous_waste")}
MILLION = 1e6  # money is typed in million VND
NEAR = 6  # options offered first for comparison


class OptionsPage(pn.viewable.Viewer):
    """A list, a sheet, a comparison or the questions, by what the address looks at."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.pane = column()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Answer a question, decide an option, take one over, compare two, go a step back or forward; return where to go."""
        if act == "compare" and value:
            return str(self.session.route.href(focus=f"compare:{value}"))
        try:
            if act in ("undo", "redo"):
                address = undoing.step(self.session, act)
            else:
                edit = self._edit(act, value)
                if edit is None:
                    return None
                address = change(self.session, edit)
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self._draw()
            return None
        self.fault = ""
        self._draw()
        taken = read_form(value) if act == "submit" else {}
        if taken.get("form") == "adopt":  # what was just taken over is looked at and decided next
            return str(self.session.route.href(focus=f"sheet:own.{taken['about']}"))
        return address

    def _edit(self, act: str, value: str) -> Edit | None:
        key, _, word = value.rpartition("=")
        if act == "answer":
            return answer(value)
        if act == "decide" and word in ("do_now", "study"):
            return lambda assessment: editing.changed(assessment, key, {"status": word})
        if act == "submit":
            fields = read_form(value)
            return self._rejection(fields) if fields.get("form") == "reject" else self._adoption(fields)
        return None

    def _rejection(self, fields: dict[str, str]) -> Edit:
        reason = fields.get("reason", "").strip()
        if not reason:
            raise ChangeError("change.reason_needed")
        return lambda assessment: editing.changed(assessment, fields.get("about", ""), {"status": "rejected", "reason": reason})

    def _adoption(self, fields: dict[str, str]) -> Edit | None:
        """Return the edit that takes a measure of the library over with the factory's own figures."""
        book = catalogue.open_edition()
        if fields.get("form") != "adopt" or not book.has("options", fields.get("about", "")):
            return None
        row = book.row("options", fields["about"])
        percent = number_of(self.session, fields.get("percent", ""))
        investment, lifetime = (number_of(self.session, fields.get(name, "")) for name in ("investment", "lifetime"))
        if percent is None or investment is None or lifetime is None:
            raise ChangeError("change.fill_all")
        if not 0 <= percent <= 100 or investment < 0 or lifetime <= 0:
            raise ChangeError("change.out_of_range")
        stream, title = fields.get("stream", ""), str(row[f"title_{self.session.lang}"])

        def edit(assessment: Assessment) -> Assessment:
            saving = Saving(stream=stream, percent=percent)
            return editing.adopted(assessment, row, title, (saving,), investment * MILLION, lifetime)

        return edit

    def _draw(self) -> None:
        fault = tag("div", notice(messages.message(self.fault, self.session.lang), "bad"), role="alert") if self.fault else None
        self.pane.objects = [html(fault), *self._body()] if fault else list(self._body())

    def _body(self) -> Iterable[pn.viewable.Viewable]:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        view = View(lang=self.session.lang, route=self.session.route, reading=reading, assessment=opened_assessment(self.session), saves=False)
        rows = {_key(row): row for row in reading.result.get("opportunities", ())}
        kind, _, names = self.session.route.focus.partition(":")
        asked = [rows[name] for name in names.split("+") if name in rows]
        if kind == "sheet" and len(asked) == 1:
            return self._sheet(view, asked[0], rows)
        if kind == "compare" and len(asked) == 2:
            return [html(self._compare(view, asked))]
        if kind == "causes":
            return [html(self._back(), heading("options", self._say("causes.title"), self._say("causes.lead")), self._undo(), cause_table(view))]
        return [html(self._list(view, list(rows.values()), kind if kind in FILTERS else "all"))]

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"options.{key}", self.session.lang, **values)

    def _undo(self) -> Markup | None:
        tools = undo_tools(undoing.ways(self.session), self.session.lang)
        return tag("div", tools, class_="actions", style="margin-bottom:16px") if tools else None

    def _list(self, view: View, rows: list[Record], chosen: str) -> Markup:
        own = [row for row in rows if row["origin"] == "own"]
        library = [row for row in rows if row["origin"] == "library" and _passes(row, chosen)]
        links = (
            button(self._say(f"filter.{name}"), href=self.session.route.href(focus=name), kind="main" if name == chosen else "") for name in FILTERS
        )
        find = tag("input", type="search", data_filter="table.options tbody tr", aria_label=self._say("find"), placeholder=self._say("find"))
        ways = (
            button(self._say("to_causes"), href=self.session.route.href(focus="causes:")),
            button(messages.message("sheet.options.add", self.session.lang), href=self.session.route.href(page="worksheet", focus="8")),
        )
        mine = self._table(view, own, self._say("own")) if own else empty("options", self._say("own.none.title"), self._say("own.none.text"))
        own_part = (tag("h2", self._say("own")), mine)
        return join(
            heading("options", self._say("title"), self._say("lead")),
            tag("div", *ways, class_="actions"),
            *(own_part if own or not library else ()),
            tag("h2", self._say("library", count=len(library))),
            tag("p", self._say("library.lead"), class_="soft"),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("filter"), style="margin-bottom:12px"),
            tag("p", find) if library else None,
            self._table(view, library, self._say("library", count=len(library))) if library else tag("p", self._say("library.none")),
            *(() if own or not library else own_part),  # what there is comes before what there is not
        )

    def _table(self, view: View, rows: Iterable[Record], caption: str) -> Markup:
        lang = self.session.lang
        names = ("option", "saves", "money", "emission", "payback", "screening")
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name in ("money", "emission", "payback")) for name in names]
        cells: list[tuple[Node, ...]] = [
            (
                option_sheet.sheet_link(view, row),
                savings_lines(row, view.reading, lang),
                money(row, lang),
                emission(row, lang),
                payback(row, lang),
                verdict(row, lang),
            )
            for row in rows
        ]
        made = table(caption, columns, cells, titled=True)
        return Markup(str(made).replace('class="wide"', 'class="wide options"'))

    def _back(self) -> Markup:
        return tag("div", button(self._say("back"), href=self.session.route.href(focus="all"), kind="quiet"), class_="actions")

    def _sheet(self, view: View, row: Record, rows: dict[str, Record]) -> list[pn.viewable.Viewable]:
        lang = self.session.lang
        printer = self._printer()
        head = join(self._back(), heading("options", option_title(row, lang), self._say(f"sheet.{row['origin']}")), self._undo())
        if row["origin"] == "library":
            return [html(head, option_sheet.facts(view, row), option_sheet.beginning(view, row), option_sheet.source(view, row), option_sheet.adopt(view, row), self._near(row, rows), printer)]
        name = Label(text=str(row["title"]))
        charts = (tornado_chart(row["appraisal"], name), gain_chart(row["appraisal"], name))
        cards = [chart_card(chart, lang, self.session.mode, level="h2") for chart in charts if chart is not None]
        top = html(head, option_sheet.facts(view, row), option_sheet.decide(view, row), option_sheet.before_after(view, row), option_sheet.worth(view, row))
        return [top, *cards, html(self._near(row, rows), printer)]

    def _printer(self) -> Markup:
        return tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions", style="margin-top:24px")

    def _near(self, row: Record, rows: dict[str, Record]) -> Markup | None:
        """Return the options to compare with: the nearest as links, all others to choose from."""
        lang = self.session.lang
        others = sorted((other for other in rows.values() if other is not row), key=lambda other: (other["origin"] != "own", not _same_stream(row, other)))
        if not others:
            return None
        links = (
            tag("li", tag("a", option_title(other, lang), href=self.session.route.href(focus=f"compare:{_key(row)}+{_key(other)}")))
            for other in others[:NEAR]
        )
        choices = (tag("option", option_title(other, lang), value=f"{_key(row)}+{_key(other)}") for other in others)
        pick = tag(
            "select", tag("option", self._say("compare.any"), value=""), *choices, class_="pick", data_find="compare", aria_label=self._say("compare.any")
        )
        return tag("div", tag("h2", self._say("compare.with")), tag("ul", *links), pick, class_="no-print")

    def _compare(self, view: View, pair: list[Record]) -> Markup:
        warned = pair[1]["option"] in pair[0]["excludes"] or pair[0]["option"] in pair[1]["excludes"]
        printer = self._printer()
        return join(
            self._back(),
            heading("options", self._say("compare")),
            notice(self._say("compare.excludes")) if warned else None,
            notice(self._say("compare.same_stream")) if _same_stream(*pair) else None,
            option_sheet.compare_table(view, pair),
            printer,
        )


def _key(row: Record) -> str:
    return f"{row['origin']}.{row['option']}"


def _same_stream(row: Record, other: Record) -> bool:
    return bool({line["stream"] for line in row["savings"]} & {line["stream"] for line in other["savings"]})


def _passes(row: Record, chosen: str) -> bool:
    if chosen == "all":
        return True
    if chosen == "counted":
        return row["why_not"] is None
    if chosen == "causes":
        return "cause" in row["called_by"]
    wanted = GROUPS.get(chosen, (chosen,))
    book = catalogue.open_edition().row("options", row["option"])
    saved = book["saves"] if isinstance(book["saves"], tuple | list) else str(book["saves"]).split()
    return any(str(stream).partition("/")[0] in wanted for stream in saved)
