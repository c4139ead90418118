"""Equipment: a short form per check, the result at once, kept in the assessment, and an option with one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
from markupsafe import Markup

from app.changing import Edit, change, number_of
from app.components.about import about
from app.components.form import form, pick_field, text_field
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.state import button, confirm, empty, notice
from app.components.table import Column, table
from app.editing.cells import EXAMPLES
from app.editing.fault import ChangeError
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.words import cited, said
from assessment.equipment.form import Check, Checked, Field, read_value, run
from assessment.equipment.kept import TARGET_GROUPS, free_id, kept_in, values_of, with_check, with_option, without_check
from assessment.equipment.register import CHECKS
from assessment.model import Assessment
from assessment.opportunities.editing import Value
from calculators.errors import NumberError, UnitError
from calculators.finding import Finding
from calculators.period import parse_period
from data import catalogue, messages

MILLION = 1e6  # money is typed in million VND
LIFETIME = 10.0  # years a new option begins with; the form asks


class EquipmentPage(pn.viewable.Viewer):
    """The list of checks, the form of one, its result, and what is kept."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.typed: dict[str, str] = {}
        self.checked: Checked | None = None
        self.fault = ""
        self.asked = ""  # the kept check that is about to be removed
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Work a form out, keep it, make an option of a kept check, or take one away; return where to go."""
        self.fault, address = "", None
        try:
            fields = read_form(value) if act == "submit" else {}
            if fields.get("form") == "check" and fields.get("about") in CHECKS:
                self._work_out(CHECKS[fields["about"]], fields)
                if self.checked is not None and self.checked.outcome is not None and fields.get("keep") == "yes":
                    address = change(self.session, self._keeping(fields))
            elif fields.get("form") == "option":
                address = change(self.session, self._option(fields))
            elif act == "remove":
                self.asked = value
            elif act == "remove_now":
                self.asked = ""
                address = change(self.session, lambda assessment: without_check(assessment, value))
            elif act == "keep":  # the question before a removal, answered with no
                self.asked = ""
            else:
                return None
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
        self._draw()
        return address

    def _work_out(self, check: Check, fields: Mapping[str, str]) -> None:
        self.typed, self.checked = dict(fields), None
        given, faults = self._read(check, fields)
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        if faults:
            self.checked = Checked(check=check, values={}, outcome=None, findings=tuple(self._unreadable(check, key, fields) for key in faults))
            return
        values, _ = values_of(check, given)
        book = catalogue.open_edition(str(reading.result["edition"]))
        self.checked = run(check, values, book, parse_period(str(reading.result["reporting_period"])).end)

    def _unreadable(self, check: Check, key: str, fields: Mapping[str, str]) -> Finding:
        field = next(field for field in check.fields if field.key == key)
        expected = " | ".join(field.options) or f"{EXAMPLES['comma' if self.session.lang == 'vi' else 'dot']} {field.unit if field.unit != '1' else ''}".strip()
        values = {"check": check.key, "field": key}
        return Finding(code="equipment.unreadable", severity="error", given=fields.get(key, "")[:40], expected=expected, values=values)

    def _read(self, check: Check, fields: Mapping[str, str]) -> tuple[dict[str, Value], list[str]]:
        """Return what was typed as the document keeps it, and the fields that could not be read."""
        given: dict[str, Value] = {}
        faults = []
        for field in check.fields:
            text = fields.get(field.key, "").strip()
            if not text:
                continue
            try:
                number = read_value(field, text, "comma" if self.session.lang == "vi" else "dot")
                given[field.key] = text if field.options else number
            except (NumberError, UnitError):
                faults.append(field.key)
        return given, faults

    def _keeping(self, fields: Mapping[str, str]) -> Edit:
        check = CHECKS[fields["about"]]
        given, _ = self._read(check, fields)

        def edit(assessment: Assessment) -> Assessment:
            known = {item.id for item in kept_in(assessment)}
            id = fields.get("id", "") if fields.get("id") in known else free_id(assessment, check)
            return with_check(assessment, id, check, fields.get("name", "").strip(), given)

        return edit

    def _option(self, fields: Mapping[str, str]) -> Edit:
        investment, lifetime = (number_of(self.session, fields.get(name, "")) for name in ("investment", "lifetime"))
        if investment is None or lifetime is None:
            raise ChangeError("change.fill_all")
        id = fields.get("about", "")
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        book = catalogue.open_edition(str(reading.result["edition"]))
        on = parse_period(str(reading.result["reporting_period"])).end

        def edit(assessment: Assessment) -> Assessment:
            kept = next((item for item in kept_in(assessment) if item.id == id), None)
            if kept is None:
                raise ChangeError("change.not_valid")
            values, _ = values_of(kept.check, kept.given)
            title = self._title(kept.check.key, kept.name)
            return with_option(assessment, id, run(kept.check, values, book, on), title, fields.get("heat", ""), investment * MILLION, lifetime)

        return edit

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"equipment.{key}", self.session.lang, **values)

    def _title(self, check: str, name: str) -> str:
        kind = self._say(f"check.{check}")
        return self._say("option_title", check=kind, name=name) if name else kind

    def _draw(self) -> None:
        fault = tag("div", notice(messages.message(self.fault, self.session.lang), "bad"), role="alert") if self.fault else None
        self.pane.object = whole(fault, *self._body())

    def _body(self) -> tuple[Markup | None, ...]:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        kept = as_sequence(reading.result.get("equipment"))
        chosen = self.session.route.focus.partition(":")[0]
        parts: list[Markup | None] = [heading("equipment", self._headline(kept), self._say("lead")), self._choose(chosen)]
        if chosen in CHECKS:
            parts += [self._form(reading, CHECKS[chosen]), self._result()]
        return (*parts, self._kept(reading, kept), self._printing())

    def _printing(self) -> Markup:
        return tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions", style="margin-top:16px")

    def _headline(self, kept: Any) -> str:
        totals: dict[str, tuple[float, str]] = {}
        for record in kept:
            for row in record["savings"]:
                totals[row["target"]] = (totals.get(row["target"], (0.0, ""))[0] + row["amount"], row["unit"])
        if not totals:
            return self._say("title")
        parts = (f"{messages.format_quantity(*total, self.session.lang)} {self._say(f'target.{name}')}" for name, total in totals.items())
        return self._say("title.saving", count=len(kept), saving=", ".join(parts))

    def _choose(self, chosen: str) -> Markup:
        groups: dict[str, list[Check]] = {}
        for check in CHECKS.values():
            groups.setdefault(check.group, []).append(check)
        rows = []
        for group, checks in groups.items():
            links = (
                tag("li", button(self._say(f"check.{check.key}"), href=self.session.route.href(focus=check.key), kind="main" if check.key == chosen else ""))
                for check in checks
            )
            plain = tag("ul", *links, class_="actions", style="list-style:none;padding:0;margin:4px 0 12px")
            rows.append(join(tag("h3", self._say(f"group.{group}"), style="margin:8px 0 0"), plain))
        return tag("details", tag("summary", self._say("choose")), *rows, open=chosen not in CHECKS)

    def _form(self, reading: Reading, check: Check) -> Markup:
        kept = self._opened(reading, check)
        values = self.typed if self.typed.get("about") == check.key else kept
        fields = [text_field("name", self._say("name"), values.get("name", ""), about=about("equipment.name", self.session.lang))]
        fields += [self._question(field, values.get(field.key, "")) for field in check.fields]
        hidden = tag("input", type="hidden", name="id", value=values.get("id", ""))
        keep = pick_field("keep", self._say("keep"), (("no", self._say("keep.no")), ("yes", self._say("keep.yes"))), values.get("keep", "no"), about=about("equipment.keep", self.session.lang))
        return join(tag("h2", self._say(f"check.{check.key}")), form("check", check.key, self._say("work_out"), *fields, keep, hidden))

    def _opened(self, reading: Reading, check: Check) -> dict[str, str]:
        """Return the readings of the kept check that the address names, as the page's language writes them."""
        id = self.session.route.focus.partition(":")[2]
        record: Record | None = next((row for row in as_sequence(reading.result.get("equipment")) if row["id"] == id), None)
        if record is None or record["check"] != check.key:
            return {}
        texts = {row["field"]: row["choice"] or self._plain(row["value"]) for row in record["readings"]}
        return {**texts, "id": id, "name": record["name"], "keep": "yes"}

    def _plain(self, value: float) -> str:
        text = f"{value:.12g}" if abs(value) < 1e12 else f"{value:.0f}"
        return text.replace(".", ",") if self.session.lang == "vi" else text

    def _question(self, field: Field, value: str) -> Markup:
        name = self._say(f"field.{field.key}")
        if field.options:
            chosen = value or field.options[int(field.default or 0)]
            return pick_field(field.key, name, ((option, self._say(f"choice.{option}")) for option in field.options), chosen, about=about(f"equipment.field.{field.key}", self.session.lang))
        unit = messages.format_unit(field.unit, self.session.lang) if field.unit != "1" else ""
        label = f"{name} ({unit})" if unit else name
        hint = self._say("default", value=messages.format_number(field.default, self.session.lang)) if field.default is not None else ""
        return text_field(field.key, label, value, hint=hint or (self._say("optional") if field.is_optional else ""), about=about(f"equipment.field.{field.key}", self.session.lang), decimal=True)

    def _result(self) -> Markup | None:
        checked, lang = self.checked, self.session.lang
        if checked is None:
            return None
        if checked.outcome is None:
            lines = [self._explained(finding.code, finding.values, finding.given, finding.expected) for finding in checked.findings]
            return tag("div", notice(join(*(tag("p", line) for line in lines)), "bad"), role="alert")
        rows: list[tuple[Node, ...]] = [
            (self._say(f"figure.{figure.key}"), self._quantity(figure.value, figure.unit)) for figure in checked.outcome.figures
        ]
        rows += [
            (tag("strong", f"{self._say('saves')}: {self._say(f'target.{saving.target}')}"), tag("strong", messages.format_quantity(saving.amount, saving.unit, lang)))
            for saving in checked.outcome.savings
        ]  # fmt: skip
        title = self._say("result")
        columns = [Column(heading=title), Column(heading=messages.message("report.column.value", lang), numeric=True)]
        none = None if checked.outcome.savings else tag("p", self._say("no_saving"), class_="soft")
        return tag("div", tag("h2", title), table(title, columns, rows), none, self._sources(checked.check), role="status")

    def _explained(self, code: str, values: Mapping[str, object], given: str, expected: str) -> str:
        lang = self.session.lang
        field = self._say(f"field.{values['field']}") if "field" in values else ""
        words = {**values, "field": field}
        texts = (said(f"finding.{code}.{part}", lang, code, **words) for part in ("title", "action"))
        detail = f"{field}: {expected}" if field else given if lang == "en" else ""
        return " ".join(text for text in (*texts, detail) if text)

    def _quantity(self, value: float, unit: str) -> str:
        """Return a figure with its unit, money in millions where it is large."""
        lang = self.session.lang
        return messages.format_money(value, lang) if unit == "VND" else messages.format_quantity(value, unit, lang)

    def _sources(self, check: Check) -> Markup:
        lines = (tag("li", cited(source, self.session.lang)) for source in check.sources)
        return join(tag("p", self._say("sources"), class_="small soft"), tag("ul", *lines, class_="small"))

    def _kept(self, reading: Reading, kept: Any) -> Markup:
        title = self._say("kept")
        if not kept:
            return tag("div", empty("equipment", self._say("kept.none.title"), self._say("kept.none.text")), style="margin-top:24px")
        return join(tag("h2", title), *(self._card(reading, record) for record in kept))

    def _card(self, reading: Reading, record: Record) -> Markup:
        lang, route = self.session.lang, self.session.route
        facts = [self._say("figure." + row["figure"]) + ": " + self._quantity(row["value"], row["unit"]) for row in record["figures"]]
        savings = [messages.format_quantity(row["amount"], row["unit"], lang) + " " + self._say("target." + row["target"]) for row in record["savings"]]
        saves = tag("p", tag("strong", self._say("saves"), ": ", ", ".join(savings))) if savings else tag("p", self._say("no_saving"), class_="soft")
        doors = [button(self._say("edit"), href=route.href(focus=f"{record['check']}:{record['id']}")), button(self._say("remove"), act="remove", value=record["id"])]
        if record["option"]:
            doors.insert(0, button(self._say("see_option"), href=route.href(page="options", focus=f"sheet:own.{record['option']}")))
        question = confirm(self._say("remove.ask"), lang, "remove_now", record["id"]) if self.asked == record["id"] else None
        return tag(
            "section",
            tag("h3", self._title(record["check"], record["name"])),
            tag("p", "; ".join(facts), class_="soft"),
            saves,
            self._make_option(reading, record) if savings else None,
            tag("div", *doors, class_="actions"),
            question,
            class_="card",
        )

    def _make_option(self, reading: Reading, record: Record) -> Markup:
        lang = self.session.lang
        fields = [
            text_field("investment", self._say("investment"), about=about("sheet.options.investment", lang), decimal=True),
            text_field("lifetime", self._say("lifetime"), messages.format_number(LIFETIME, lang), about=about("sheet.options.lifetime", lang), decimal=True),
        ]
        if any(row["target"] == "heat" for row in record["savings"]):
            known = self._heat_streams(reading)
            fields.append(pick_field("heat", self._say("heat_stream"), ((stream, reading.stream_name(stream, lang)) for stream in known), known[0] if known else "", about=about("equipment.heat_stream", lang)))
        summary = self._say("is_option") if record["option"] else self._say("make_option")
        return tag("details", tag("summary", summary), form("option", record["id"], self._say("make_option"), *fields))

    def _heat_streams(self, reading: Reading) -> tuple[str, ...]:
        rows = as_sequence(reading.result["emissions"]["by_source"])
        return tuple(dict.fromkeys(row["stream"] for row in rows if row["scope"] in (1, 2) and row["stream"].partition("/")[0] in TARGET_GROUPS["heat"]))
