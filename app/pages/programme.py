"""The department's own goals, year by year, and the yearly report."""

from __future__ import annotations

from datetime import date

import panel as pn
from markupsafe import Markup

from app.components.about import about
from app.components.form import area_field, pick_field, text_field
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.published import vintage_line
from app.components.state import button, notice
from app.components.table import Column, table
from app.province import documents as province
from app.province import looking
from app.province.published import HOME
from app.session import AssessmentSession
from app.typed import FormError, provinces, read_form
from app.words import said
from assessment import programme
from assessment.programme import Entry, Goal, Judged, Programme
from assessment.reports.programme import FORMATS
from assessment.store.errors import DeniedError
from calculators.finding import Finding
from data import messages

TONES = {"reached": "good", "not_reached": "bad", "on_path": "unsure", "no_target": "neutral", "not_entered": "neutral"}
LARGEST_DIGITS = 7


class ProgrammePage(pn.viewable.Viewer):
    """The form of one year, the years side by side, the report's downloads."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self.typed: dict[str, str] = {}
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self.pane.object = whole(*self._body())
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Open a year, save it, or bring the version before back."""
        self.faults, self.remarks, self.typed = [], [], {}
        if act == "year" and value.isdecimal():
            return self.session.route.href(focus=value)
        if act == "undo":
            kept = province.bring_back(self.session.settings, self.session.actor, self._year())
            self.remarks = [self._saved(kept.number, kept.year, kept.at)] if kept else []
        elif act == "submit":
            self._submit(value)
        self.pane.object = whole(*self._body())
        return None

    def _submit(self, value: str) -> None:
        try:
            fields = read_form(value)
            self.typed = fields
            document = self._document(fields)
            if document is None:
                return
            kept, findings = province.save(self.session.settings, self.session.actor, document, date.today())
        except FormError:
            self.faults = [messages.message("change.not_valid", self.session.lang)]
            return
        except DeniedError:
            self.faults = [self._say("form.not_allowed")]
            return
        said_of = [self._finding(finding) for finding in findings]
        if kept is None:
            self.faults = said_of
        else:
            self.typed = {}
            self.remarks = [self._saved(kept.number, kept.year, kept.at), *said_of]

    def _document(self, fields: dict[str, str]) -> Programme | None:
        """Return what was typed, or None after noting what is no whole number."""
        entries: dict[str, Entry] = {}
        for goal in programme.goals():
            count, whole_text = fields.get(f"{goal.key}.count", ""), fields.get(f"{goal.key}.whole", "")
            if not count and not whole_text:
                continue
            numbers = [text.replace(".", "").replace(" ", "") for text in ((count, whole_text) if goal.kind == "share" else (count,))]
            if not all(text.isdecimal() and len(text) <= LARGEST_DIGITS for text in numbers):
                self.faults.append(f"{goal.names[self.session.lang]}: {self._say('form.whole_number')}")
                continue
            entries[goal.key] = Entry(count=int(numbers[0]), whole=int(numbers[1]) if goal.kind == "share" else None)
        if self.faults:
            return None
        return Programme(
            year=self._year(),
            province=fields.get("province") or HOME,
            office=fields.get("office", "")[:200],
            entries=entries,
            note=fields.get("note", ""),
        )

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"yearly.{key}", self.session.lang, **values)

    def _saved(self, number: int, year: int, at: str) -> str:
        return self._say("saved", number=number, year=year, time=_time(at))

    def _finding(self, finding: Finding) -> str:
        lang = self.session.lang
        goal = next((each for each in programme.goals() if finding.place.path == f"entries/{each.key}"), None)
        values = {"given": finding.given, "expected": finding.expected}
        parts = [said(f"finding.{finding.code}.{part}", lang, "", **values).rstrip(".") for part in ("why", "action")]
        return f"{goal.names[lang]}: {'. '.join(parts)}." if goal else f"{'. '.join(parts)}."

    def _year(self) -> int:
        """Return the year of the address, else the last one that is over."""
        head = self.session.route.focus.partition(":")[0]
        known = [year for year in programme.YEARS if year <= date.today().year]
        return int(head) if head.isdecimal() and int(head) in known else (known[-2] if len(known) > 1 else known[-1])

    def _body(self) -> tuple[Markup | None, ...]:
        year = self._year()
        documents = province.documents(self.session.settings, self.session.actor)
        document = documents.get(year)
        judged = programme.judge(document) if document else ()
        title = self._say("title")
        if judged:
            title = self._say("title.some", year=year, reached=sum(item.state == "reached" for item in judged), goals=len(judged))
        faults = [tag("li", fault) for fault in self.faults]
        return (
            heading("programme", title, self._say("lead")),
            tag("div", notice(join(self._say("form.faults"), tag("ul", *faults)), "bad"), role="alert") if faults else None,
            *(notice(remark, "good" if index == 0 else "") for index, remark in enumerate(self.remarks)),
            self._years(year),
            self._state(judged) if judged else None,
            self._form(year, document),
            self._compare(documents),
            self._report(year, document),
            self._versions(year),
        )

    def _years(self, year: int) -> Markup:
        options = (tag("option", str(each), value=str(each), selected=each == year) for each in programme.YEARS if each <= date.today().year)
        select = tag("select", *options, name="year", class_="pick", data_find="year")
        return tag("div", tag("label", tag("span", self._say("form.year"), class_="label"), select, class_="field"), class_="grid")

    def _state(self, judged: tuple[Judged, ...]) -> Markup:
        lang = self.session.lang
        rows: list[tuple[Node, ...]] = [
            (
                item.goal.names[lang],
                self._entered(item.entry),
                self._target(item),
                tag("span", self._say(f"state.{item.state}"), class_=f"chip {TONES[item.state]}"),
            )
            for item in judged
        ]
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name == "count") for name in ("goal", "count", "target", "state")]
        return table(self._say("table.goals"), columns, rows)

    def _entered(self, entry: Entry | None) -> str:
        lang = self.session.lang
        if entry is None:
            return "–"
        if entry.whole is None:
            return str(entry.count)
        return self._say("share", percent=messages.format_percent(entry.value, lang), count=entry.count, whole=entry.whole)

    def _target(self, item: Judged) -> str:
        if item.target is None or item.target_year is None:
            return self._say("no_target")
        low, high = (None if edge is None else messages.format_number(edge, self.session.lang) for edge in item.target)
        amount = " – ".join(edge for edge in (low, high) if edge) + ("\u202f%" if item.goal.kind == "share" else "")
        return self._say("target", amount=amount, year=item.target_year)

    def _form(self, year: int, document: Programme | None) -> Markup:
        own = document or Programme(year=year, province=HOME)
        head = (
            pick_field("province", self._say("form.province"), provinces(self.session.lang), self.typed.get("province", own.province), about=about("programme.form.province", self.session.lang)),
            text_field("office", self._say("form.office"), self.typed.get("office", own.office), about=about("programme.form.office", self.session.lang)),
        )
        names = ("goal", "entered")
        columns = [Column(heading=self._say(f"form.column.{name}")) for name in names]
        rows = [self._fields(goal, own.entries.get(goal.key)) for goal in programme.goals()]
        inner = tag(
            "form",
            tag("input", type="hidden", name="form", value="programme"),
            tag("div", *head, class_="grid two"),
            table(self._say("enter", year=year), columns, rows, titled=True, wide=False),
            area_field("note", self._say("form.note"), self.typed.get("note", own.note), about=about("programme.form.note", self.session.lang)),
            tag("div", tag("button", self._say("form.save"), type="button", class_="button main", data_submit=True), class_="actions"),
            onsubmit="return false",
        )
        return tag("details", tag("summary", self._say("enter", year=year)), inner, open=document is None or bool(self.faults))

    def _fields(self, goal: Goal, entry: Entry | None) -> tuple[Node, ...]:
        lang = self.session.lang
        count = self.typed.get(f"{goal.key}.count", "" if entry is None else str(entry.count))
        kind = "count" if goal.kind == "share" else "number"
        told = f"goal-{goal.key}"
        name = join(goal.names[lang], tag("div", about(f"programme.goal.{goal.kind}", lang), class_="small soft", id=told))
        first = _number(f"{goal.key}.count", f"{goal.names[lang]}: {self._say(f'form.{kind}')}", count, told)
        if goal.kind == "count":
            return (name, first)
        known = self.typed.get(f"{goal.key}.whole", "" if entry is None else str(entry.whole))
        second = _number(f"{goal.key}.whole", f"{self._say('form.whole')} {goal.wholes[lang]}", known, told)
        return (name, join(first, " / ", second, " ", tag("span", goal.wholes[lang], class_="small soft")))

    def _compare(self, documents: dict[int, Programme]) -> Markup:
        lang, years = self.session.lang, sorted(documents)
        if len(years) < 2:
            return join(tag("h2", self._say("compare")), tag("p", self._say("compare.none"), class_="soft"))
        rows = [(goal.names[lang], *(self._entered(documents[year].entries.get(goal.key)) for year in years)) for goal in programme.goals()]
        columns = [Column(heading=self._say("column.goal")), *(Column(heading=str(year), numeric=True) for year in years)]
        return join(tag("h2", self._say("compare")), table(self._say("compare"), columns, rows, titled=True))

    def _report(self, year: int, document: Programme | None) -> Markup:
        look = looking.read(self.session.settings, self.session.actor, "")
        head = tag("h2", self._say("report", year=year))
        if look is None:
            return join(head, notice(self._say("report.none"), "", button(messages.message("page.participation", self.session.lang), href=self.session.route.href(page="participation"))))
        where = document.province if document else HOME
        links = (
            button(
                f"{self._say(f'report.{kind}')} · {messages.message(f'reports.in.{lang}', self.session.lang)}",
                href=self.session.route.to(lang=lang).file("yearly", year=str(year), province=where, pack=look.item.name, kind=kind),
                symbol="download",
                kind="main" if lang == self.session.lang and kind == "docx" else "",
            )
            for lang in messages.languages()
            for kind in FORMATS
        )
        return join(head, tag("p", self._say("report.lead")), vintage_line(look.item, self.session.lang), tag("div", *links, class_="actions"))

    def _versions(self, year: int) -> Markup | None:
        kept = province.history(self.session.settings, self.session.actor, year)
        if not kept:
            return None
        items = (tag("li", self._say("version", number=each.number, time=_time(each.at), name=each.author_name)) for each in reversed(kept))
        undo = button(self._say("form.undo"), act="undo") if len(kept) > 1 else None
        return tag("details", tag("summary", self._say("history")), tag("ul", *items), undo)


def _number(name: str, label: str, value: str, told: str) -> Markup:
    """Return a small box for a whole number inside a table."""
    style = "width:7em;padding:8px;font:inherit;border-radius:8px;border:1px solid var(--sh-ink-soft);background:var(--sh-surface);color:var(--sh-ink)"
    return tag("input", type="text", inputmode="numeric", name=name, value=value, aria_label=label, aria_describedby=told, autocomplete="off", style=style)


def _time(at: str) -> str:
    """Return a moment of the store as a person reads it."""
    return f"{at[8:10]}/{at[5:7]}/{at[:4]} {at[11:16]} UTC"
