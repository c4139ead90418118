"""Duties: what the law asks of the site, why, in which form, of whom and by when; with the days as a calendar file."""

from __future__ import annotations

from datetime import date

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.pane import html
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.reading import Reading, Record
from app.session import AssessmentSession
from app.theme import Tone
from app.words import place_in_source, said, source_link
from assessment.duties import coming
from data import catalogue, messages

ORDER = ("yes", "likely", "unknown")
FORM_OF = {
    "ghg_inventory": "ghg_inventory",
    "key_energy_user_report": "energy_use_year",
    "energy_audit": "energy_audit",
    "seafood_sec_report": "seafood_sec",
}  # which of our forms a duty asks for
TONES: dict[str, Tone] = {"yes": "good", "likely": "unsure", "unknown": "unsure", "no": "neutral"}


class DutiesPage(pn.viewable.Viewer):
    """The duties that apply or may apply, the nearest day first; those that do not are folded."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.book = catalogue.open_edition()

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        return html(self._body(reading))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"duties.{key}", self.session.lang, **values)

    def _body(self, reading: Reading) -> Markup:
        duties = [row for row in reading.result.get("duties", ()) if self.book.has("duties", row["duty"])]
        asked = sorted(
            (row for row in duties if row["applies"] in ORDER), key=lambda row: (ORDER.index(row["applies"]), row["deadline"] or "9")
        )
        rest = [row for row in duties if row["applies"] == "no"]
        counts = {answer: sum(1 for row in duties if row["applies"] == answer) for answer in ORDER}
        maybe = counts["likely"] + counts["unknown"]
        title = self._say("title" if maybe else "title.sure", sure=counts["yes"], maybe=maybe) if asked else self._say("title.none")
        head = heading("duties", title, self._say("lead", period=messages.format_period(reading.facts.reporting_period, self.session.lang)))
        if not asked:
            return join(head, empty("duties", self._say("none.title"), self._say("none.text")), self._rest(reading, rest))
        days = any(row["deadline"] for row in asked)
        file = self.session.route.file("calendar")
        take = tag("div", button(self._say("calendar"), href=file, symbol="download", kind="main"), class_="actions") if days else None
        cards = tag("div", *(self._card(reading, row) for row in asked), class_="stack", style="margin-top:16px")
        return join(head, take, cards, self._rest(reading, rest), notice(self._say("caution")))

    def _name(self, row: Record, part: str = "label") -> str:
        return str(self.book.row("duties", row["duty"])[f"{part}_{self.session.lang}"] or "")

    def _chip(self, row: Record) -> Markup:
        tone = TONES[row["applies"]]
        return tag("span", shape(tone), self._say(f"applies.{row['applies']}"), class_=f"chip {tone}")

    def _card(self, reading: Reading, row: Record) -> Markup:
        facts: list[tuple[str, Node]] = [
            ("deadline", self._day(row)),
            ("form", self._form(row)),
            ("addressee", self._name(row, "addressee")),
            ("source", self._source(row)),
        ]
        rows = [part for name, value in facts if value for part in (tag("dt", self._say(name)), tag("dd", value))]
        head = tag("header", self._chip(row), tag("h2", self._name(row), style="margin:0"), class_="actions")
        why = tag("p", self._why(reading, row))
        return tag("article", head, why, tag("dl", *rows, class_="facts"), class_="card")

    def _form(self, row: Record) -> Node:
        """Return the form's name, and beside it the filled form where one is made here."""
        name, form = self._name(row, "form"), FORM_OF.get(row["duty"])
        if not name or form is None:
            return name
        return join(name, " · ", tag("a", self._say("fill"), href=self.session.route.file("form", form=form, kind="docx"), download=True))

    def _day(self, row: Record) -> Node:
        if not row["deadline"]:
            return self._say("no_day")
        day = date.fromisoformat(row["deadline"])
        written = tag("strong", messages.format_date(day, self.session.lang), class_="num")
        if day >= date.today():
            return written
        again = coming(catalogue.open_edition().row("duties", row["duty"]), date.today())
        then = tag("div", self._say("coming", day=messages.format_date(again, self.session.lang)), class_="small") if again else None
        return join(written, " ", tag("span", self._say("past"), class_="bad"), then)

    def _source(self, row: Record) -> Markup:
        grade = self._say("confidence", grade=row["confidence"])
        return join(
            source_link(row["source"], self.session.lang), *((", ", place_in_source(row["locator"], self.session.lang)) if row["locator"] else ()), tag("span", f" ({grade})", class_="soft")
        )

    def _why(self, reading: Reading, row: Record) -> str:
        lang = self.session.lang
        values = {name: self._named(reading, value) for name, value in row["why"]["values"].items()}
        return said(f"why.{row['why']['code']}", lang, row["why"]["code"], **values)

    def _named(self, reading: Reading, value: object) -> object:
        """Return a list of products or streams in words, anything else as it is."""
        if not isinstance(value, (list, tuple)):
            return value
        names = (reading.stream_name(str(key), self.session.lang) if "/" in str(key) else self._product(reading, str(key)) for key in value)
        return ", ".join(names)

    def _product(self, reading: Reading, key: str) -> str:
        return reading.product_name(key, self.session.lang)

    def _rest(self, reading: Reading, rest: list[Record]) -> Markup | None:
        if not rest:
            return None
        columns = [Column(heading=self._say(name)) for name in ("duty", "why", "source")]
        rows = [(self._name(row), self._why(reading, row), self._source(row)) for row in rest]
        summary = tag("summary", self._say("rest", count=len(rest)))
        return tag("details", summary, table(self._say("rest", count=len(rest)), columns, rows, titled=True))
