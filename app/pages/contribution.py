"""The anonymised contribution: the record in full, what stays behind, consent, the signed file, withdrawal, what was sent when."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import panel as pn
from markupsafe import Markup

from app.components.about import about
from app.components.form import area_field
from app.components.heading import heading
from app.components.icons import icon
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.state import notice
from app.components.table import Column, table
from app.province import contributing
from app.province.contributing import Signed
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.words import sector_name
from assessment.contributing import Sent, standing
from assessment.store.errors import StoreError
from benchmarks.peers.contribution import PARTS_PER_UNIT, UNSPECIFIED, Contribution
from calculators.errors import SachhonError
from data import catalogue, messages


class ContributionPage(pn.viewable.Viewer):
    """Everything is shown before anything is agreed to."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.include: frozenset[str] = frozenset()
        self.fault = ""
        self.signed: Signed | None = None
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self.pane.object = whole(*self._body())
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Show an indicator that is also reported by name in the record, sign, or withdraw."""
        self.fault, self.signed = "", None
        if act == "include":
            self.include ^= {value} & set(contributing.by_name(self._result()))
        elif act == "submit":
            self._submit(value)
        self.pane.object = whole(*self._body())
        return None

    def _result(self) -> dict[str, Any]:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        return dict(reading.given)

    def _submit(self, value: str) -> None:
        settings, site, actor = self.session.settings, self.session.site, self.session.actor
        assert site is not None  # the form is shown for a kept site only
        try:
            fields = read_form(value)
            if fields.get("form") == "withdraw":
                self.signed = contributing.withdraw(settings, site, actor, fields.get("enrolment", ""), int(fields.get("about", "0")))
            elif not fields.get("consent"):
                self.fault = self._say("fault.consent")
            else:
                self.signed = contributing.sign(settings, site, actor, self._result(), fields.get("enrolment", ""), self.include)
        except (FormError, ValueError) as problem:
            self.fault = self._say("fault.enrolment" if isinstance(problem, SachhonError) else "fault.form")
        except StoreError:
            self.fault = self._say("fault.not_yours")
        except SachhonError:
            self.fault = self._say("fault.enrolment")

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"contributing.{key}", self.session.lang, **values)

    def _body(self) -> tuple[Markup | None, ...]:
        head = heading("contribution", self._say("title"), self._say("lead"))
        try:
            record = contributing.preview(self._result(), self.include)
        except SachhonError:
            return (head, notice(self._say("nothing")))
        site = self.session.site
        acts = contributing.history(self.session.settings, site, self.session.actor) if site is not None else ()
        return (
            head,
            tag("div", notice(self.fault, "bad"), role="alert") if self.fault else None,
            self._done() if self.signed else None,
            self._record(record),
            self._left(record),
            self._names(),
            self._readers(),
            self._consent(record) if site is not None and not site.is_example else notice(self._say("example")),
            self._history(acts),
        )

    def _record(self, record: Contribution) -> Markup:
        lang = self.session.lang
        provinces = {str(row["code"]): str(row[f"label_{lang}"]) for row in catalogue.open_edition().table("provinces")}
        product = messages.message("word.none", lang) if record.product == UNSPECIFIED else self._product(record.product)
        facts = [
            ("sector", sector_name(record.sector, lang)),
            ("product", product),
            ("province", provinces.get(record.province, record.province)),
            ("size", self._say(f"size.{record.size_band}")),
            ("year", str(record.year)),
            ("tokens", self._say("tokens")),
        ]
        listed = [part for name, text in facts for part in (tag("dt", self._say(f"field.{name}")), tag("dd", text))]
        rows = [
            (
                messages.message(f"kind.{figure.indicator}", lang),
                messages.format_quantity(figure.numerator / PARTS_PER_UNIT, figure.numerator_unit, lang),
                messages.format_quantity(figure.denominator / PARTS_PER_UNIT, figure.denominator_unit, lang),
                messages.format_quantity(figure.value, figure.unit, lang),
            )
            for figure in record.figures
        ]
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name != "indicator") for name in ("indicator", "numerator", "denominator", "value")]
        return join(tag("h2", self._say("record")), tag("dl", *listed, class_="facts"), table(self._say("figures"), columns, rows))

    def _product(self, key: str) -> str:
        book = catalogue.open_edition()
        return str(book.row("products", key)[f"label_{self.session.lang}"]) if book.has("products", key) else key

    def _left(self, record: Contribution) -> Markup:
        lang = self.session.lang
        missing = ", ".join(messages.message(f"kind.{kind}", lang) for kind in contributing.left_out(self._result(), record))
        items = [self._say(f"left.{name}") for name in ("names", "text", "money", "months", "documents")]
        items += [self._say("left.indicators", names=missing)] if missing else []
        return join(tag("h2", self._say("left")), tag("ul", *(tag("li", item) for item in items)))

    def _names(self) -> Markup | None:
        kinds = contributing.by_name(self._result())
        if not kinds:
            return None
        lang = self.session.lang
        buttons = (
            tag(
                "button",
                self._say("names.out" if kind in self.include else "names.in", name=messages.message(f"kind.{kind}", lang)),
                type="button",
                class_="button",
                data_act="include",
                data_value=kind,
                aria_pressed="true" if kind in self.include else "false",
            )
            for kind in kinds
        )
        return join(tag("h2", self._say("names")), tag("p", self._say("names.lead")), tag("div", *buttons, class_="actions"))

    def _readers(self) -> Markup:
        items = (tag("li", self._say(f"readers.{name}")) for name in ("registrar", "pool", "department", "peers", "compare"))
        return join(tag("h2", self._say("readers")), tag("ul", *items))

    def _consent(self, record: Contribution) -> Markup:
        ticked = tag(
            "label",
            tag("input", type="checkbox", name="consent", value="yes", aria_describedby="consent-lead"),
            tag("span", self._say("consent.tick", year=record.year)),
            style="display:flex;gap:10px;align-items:flex-start",
        )
        inner = tag(
            "form",
            tag("input", type="hidden", name="form", value="contribute"),
            tag("input", type="hidden", name="about", value=str(record.year)),
            *self._enrolment(),
            ticked,
            tag("div", tag("button", self._say("consent.sign"), type="button", class_="button main", data_submit=True), class_="actions"),
            onsubmit="return false",
        )
        return join(tag("h2", self._say("consent")), tag("p", self._say("consent.lead"), id="consent-lead"), inner)

    def _enrolment(self) -> tuple[Markup, ...]:
        file = tag("input", type="file", accept=".json", data_into="enrolment", aria_label=self._say("enrolment.file"), aria_describedby="enrolment-lead")
        box = area_field("enrolment", self._say("enrolment"), about=about("contribution.enrolment", self.session.lang))
        return (tag("p", self._say("enrolment.lead"), class_="small soft", id="enrolment-lead"), tag("p", file), box)

    def _done(self) -> Markup:
        signed = self.signed
        assert signed is not None
        data = b64encode(signed.text.encode()).decode()
        link = tag("a", icon("download"), signed.name, href=f"data:application/json;base64,{data}", download=signed.name, class_="button main")
        kind = "withdrawal" if "withdrawal" in signed.name else "contribution"
        shown = tag("details", tag("summary", self._say("done.see")), tag("pre", signed.text, class_="mono", style="white-space:pre-wrap"))
        return tag("div", notice(self._say(f"done.{kind}"), "good", link), shown, role="status")

    def _history(self, acts: tuple[Sent, ...]) -> Markup:
        lang = self.session.lang
        head = tag("h2", self._say("history"))
        if not acts:
            return join(head, tag("p", self._say("history.none"), class_="soft"))
        rows: list[tuple[Node, ...]] = [
            (
                f"{messages.format_period(act.at[:10], lang)} {act.at[11:16]} UTC",
                self._say(f"history.{act.verb}"),
                str(act.year),
                str(act.serial),
                ", ".join(messages.message(f"kind.{kind}", lang) for kind in act.indicators) or "–",
            )
            for act in reversed(acts)
        ]
        columns = [Column(heading=self._say(f"history.column.{name}")) for name in ("at", "act", "year", "serial", "indicators")]
        return join(head, table(self._say("history"), columns, rows, titled=True), *map(self._withdraw, sorted(standing(acts))))

    def _withdraw(self, year: int) -> Markup:
        inner = tag(
            "form",
            tag("input", type="hidden", name="form", value="withdraw"),
            tag("input", type="hidden", name="about", value=str(year)),
            *self._enrolment(),
            tag("div", tag("button", self._say("withdraw.sign", year=year), type="button", class_="button danger", data_submit=True), class_="actions"),
            onsubmit="return false",
        )
        return tag("details", tag("summary", self._say("withdraw", year=year)), tag("p", self._say("withdraw.lead")), inner)
