"""Options: the factory's own and the library's, filtered; one as a sheet that prints; two side by side; the questions."""

from __future__ import annotations

from collections.abc import Iterable

import panel as pn
from markupsafe import Markup

from app.changing import ChangeError, Edit, change, number_of
from app.components.form import form, pick_field, text_field
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.option import emission, money, option_note, option_title, payback, place_name, savings_lines, verdict
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.reading import Reading, Record
from app.session import AssessmentSession
from app.typed import FormError, read_form
from app.words import said, source_line
from assessment.model import Assessment, Saving
from assessment.opportunities import causes, editing
from assessment.opportunities.usage import is_like
from data import catalogue, messages

FILTERS = ("all", "counted", "electricity", "fuel", "water", "material", "waste", "causes")
GROUPS = {"fuel": ("fuel", "steam"), "material": ("material", "chemical", "packaging"), "waste": ("waste", "wastewater", "hazardous_waste")}
MILLION = 1e6  # money is typed in million VND
FACTS = ("technique", "where", "saves", "money", "emission", "investment", "payback", "screening")
WORTH = ("npv_vnd", "irr_percent", "discounted_payback_years", "profitability_index", "abatement_vnd_per_t", "probability_of_gain")
REASON_OF = {
    "npv_vnd": "npv",
    "irr_percent": "irr",
    "discounted_payback_years": "discounted_payback",
    "profitability_index": "npv",
    "abatement_vnd_per_t": "abatement",
    "probability_of_gain": "probability",
}


class OptionsPage(pn.viewable.Viewer):
    """A list, a sheet, a comparison or the questions, by what the address looks at."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Answer a question, decide an option, or take one over from the library; return where to go."""
        try:
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
        return address

    def _edit(self, act: str, value: str) -> Edit | None:
        key, _, word = value.rpartition("=")
        if act == "answer" and word in ("yes", "no", ""):
            return lambda assessment: editing.noted(assessment, causes.SHEET, {key: word or None})
        if act == "decide" and word in ("do_now", "study", "rejected"):
            return lambda assessment: editing.changed(assessment, key, {"status": word})
        if act == "submit":
            return self._adoption(read_form(value))
        return None

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
        stream, title = fields.get("stream", ""), str(row[f"title_{self.session.lang}"])

        def edit(assessment: Assessment) -> Assessment:
            saving = Saving(stream=stream, percent=percent)
            return editing.adopted(assessment, row, title, (saving,), investment * MILLION, lifetime)

        return edit

    def _draw(self) -> None:
        fault = notice(messages.message(self.fault, self.session.lang), "bad") if self.fault else None
        self.pane.object = whole(tag("div", fault, role="alert") if fault else None, self._body())

    def _body(self) -> Markup:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        rows = {f"{row['origin']}.{row['option']}": row for row in reading.result.get("opportunities", ())}
        kind, _, names = self.session.route.focus.partition(":")
        asked = [rows[name] for name in names.split("+") if name in rows]
        if kind == "sheet" and len(asked) == 1:
            return self._sheet(reading, asked[0], rows)
        if kind == "compare" and len(asked) == 2:
            return self._compare(reading, asked)
        if kind == "causes":
            return self._causes(reading)
        return self._list(reading, list(rows.values()), kind if kind in FILTERS else "all")

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"options.{key}", self.session.lang, **values)

    def _list(self, reading: Reading, rows: list[Record], chosen: str) -> Markup:
        own = [row for row in rows if row["origin"] == "own"]
        library = [row for row in rows if row["origin"] == "library" and _passes(row, chosen)]
        links = (
            button(self._say(f"filter.{name}"), href=self.session.route.href(focus=name), kind="main" if name == chosen else "")
            for name in FILTERS
        )
        find = tag("input", type="search", data_filter="table.options tbody tr", aria_label=self._say("find"), placeholder=self._say("find"))
        return join(
            heading("options", self._say("title"), self._say("lead")),
            tag("div", button(self._say("to_causes"), href=self.session.route.href(focus="causes:")), class_="actions"),
            tag("h2", self._say("own")),
            self._table(reading, own, self._say("own"))
            if own
            else empty("options", self._say("own.none.title"), self._say("own.none.text")),
            tag("h2", self._say("library", count=len(library))),
            tag("p", self._say("library.lead"), class_="soft"),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("filter"), style="margin-bottom:12px"),
            tag("p", find) if library else None,
            self._table(reading, library, self._say("library", count=len(library))) if library else tag("p", self._say("library.none")),
        )

    def _table(self, reading: Reading, rows: Iterable[Record], caption: str) -> Markup:
        lang = self.session.lang
        names = ("option", "saves", "money", "emission", "payback", "screening")
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name in ("money", "emission", "payback")) for name in names]
        cells = (
            (
                tag("a", option_title(row, lang), href=self._sheet_link(row), style="display:inline-block;min-width:190px"),
                savings_lines(row, reading, lang),
                money(row, lang),
                emission(row, lang),
                payback(row, lang),
                verdict(row, lang),
            )
            for row in rows
        )
        made = table(caption, columns, cells, titled=True)
        return Markup(str(made).replace('class="wide"', 'class="wide options"'))

    def _sheet_link(self, row: Record) -> str:
        return self.session.route.href(focus=f"sheet:{row['origin']}.{row['option']}")

    def _back(self) -> Markup:
        return tag("div", button(self._say("back"), href=self.session.route.href(focus="all"), kind="quiet"), class_="actions")

    def _sheet(self, reading: Reading, row: Record, rows: dict[str, Record]) -> Markup:
        lang = self.session.lang
        others = [other for other in rows.values() if other is not row and (other["origin"] == "own" or not other["why_not"])]
        near = sorted(others, key=lambda other: (other["origin"] != "own", not _same_stream(row, other)))[:6]
        compare = (
            tag("li", tag("a", option_title(other, lang), href=self.session.route.href(focus=f"compare:{_key(row)}+{_key(other)}")))
            for other in near
        )
        return join(
            self._back(),
            heading("options", option_title(row, lang), self._say(f"sheet.{row['origin']}")),
            tag("dl", *self._facts(reading, row), class_="facts"),
            join(self._decide(row), self._worth(row)) if row["origin"] == "own" else join(self._source(row), self._adopt(reading, row)),
            tag("h2", self._say("compare.with"), class_="actions") if near else None,
            tag("ul", *compare, class_="actions", style="flex-direction:column;align-items:flex-start") if near else None,
            tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions"),
        )

    def _decide(self, row: Record) -> Markup:
        chosen = row["status"]
        buttons = (
            button(self._say(f"decide.{word}"), act="decide", value=f"{row['option']}={word}", kind="main" if word == chosen else "")
            for word in ("do_now", "study", "rejected")
        )
        return tag("div", *buttons, class_="actions", role="group", aria_label=self._say("decide"), style="margin-top:16px")

    def _adopt(self, reading: Reading, row: Record) -> Markup:
        lang = self.session.lang
        patterns = catalogue.open_edition().row("options", row["option"])["saves"]
        wanted = patterns if isinstance(patterns, tuple | list) else str(patterns).split()
        streams = [line["stream"] for line in row["savings"]] or [
            str(stream) for stream in (reading.result["portfolio"] or {}).get("streams", ()) if any(is_like(str(stream), str(p)) for p in wanted)
        ]
        percent = row["savings"][0]["percent_low"] if row["savings"] else None
        return join(
            tag("h2", self._say("adopt")),
            tag("p", self._say("adopt.lead"), class_="soft"),
            form(
                "adopt",
                row["option"],
                self._say("adopt.send"),
                pick_field("stream", self._say("adopt.stream"), ((key, reading.stream_name(key, lang)) for key in streams), ""),
                text_field("percent", self._say("adopt.percent"), "" if percent is None else messages.format_number(percent, lang)),
                text_field("investment", self._say("adopt.investment")),
                text_field("lifetime", self._say("adopt.lifetime")),
            ),
        )

    def _facts(self, reading: Reading, row: Record) -> list[Markup]:
        lang = self.session.lang
        facts: dict[str, Node] = {
            "technique": messages.message(f"technique.{row['technique']}", lang),
            "where": self._where(row),
            "saves": savings_lines(row, reading, lang),
            "money": money(row, lang),
            "emission": emission(row, lang),
            "investment": messages.format_money(row["investment_vnd"], lang) if row["origin"] == "own" else "–",
            "payback": payback(row, lang),
            "screening": verdict(row, lang),
        }
        parts: list[Markup] = []
        for name in FACTS:
            if facts[name] not in ("", "–"):
                parts += [tag("dt", self._say(f"column.{name}")), tag("dd", facts[name])]
        if row["unpriced"]:
            streams = ", ".join(reading.stream_name(stream, lang) for stream in row["unpriced"])
            parts += [tag("dt", self._say("unpriced")), tag("dd", streams)]
        return parts

    def _where(self, row: Record) -> str:
        lang = self.session.lang
        if row["origin"] == "own":
            return str(row["step"] or "")
        named = [place_name(row[name], lang) for name in ("equipment", "process_area") if row[name]]
        presence = messages.message("opportunity.presence." + str(row["presence"]), lang)
        return f"{' · '.join(named)} ({presence})"

    def _source(self, row: Record) -> Markup:
        lang = self.session.lang
        note = option_note(row)
        text = source_line(row["source"])
        return join(
            tag("h2", self._say("source")),
            tag("p", f"{text} · {row['locator']} · ", self._say("confidence", grade=row["confidence"])),
            tag("p", self._say("basis", basis=messages.message(f"opportunity.basis.{row['basis']}", lang)), class_="soft"),
            tag("p", note, class_="soft small", lang="en") if note else None,
        )

    def _worth(self, row: Record) -> Markup:
        lang, appraisal = self.session.lang, row["appraisal"]
        parts: list[Markup] = []
        for name in WORTH:
            parts += [tag("dt", self._say(f"worth.{name}")), tag("dd", self._figure(name, appraisal))]
        rows = [
            (self._say(f"input.{item['input']}"), messages.format_money(item["low_vnd"], lang), messages.format_money(item["high_vnd"], lang))
            for item in appraisal["tornado"]
        ]
        columns = [Column(heading=self._say(f"tornado.{name}"), numeric=name != "input") for name in ("input", "low", "high")]
        return join(
            tag("h2", self._say("worth")),
            tag("dl", *parts, class_="facts"),
            join(tag("h2", self._say("tornado")), table(self._say("tornado"), columns, rows, wide=False, titled=True)) if rows else None,
        )

    def _figure(self, name: str, appraisal: Record) -> Node:
        lang, value = self.session.lang, appraisal[name]
        if value is None:
            code = appraisal["missing"].get(REASON_OF[name], "")
            several = ", ".join(messages.format_percent(rate, lang) for rate in appraisal["irr_all_percent"])
            text = said(f"reason.{code}", lang, "–")
            return tag("span", f"{text} ({several})" if name == "irr_percent" and several else text, class_="soft")
        if name == "irr_percent":
            return messages.format_percent(value, lang)
        if name == "probability_of_gain":
            return messages.format_percent(100 * value, lang, 0)
        if name == "discounted_payback_years":
            return self._say("time.year", value=messages.format_number(value, lang, 1))
        if name == "profitability_index":
            return messages.format_number(value, lang, 2)
        suffix = "/" + messages.format_unit("t CO2e", lang) if name == "abatement_vnd_per_t" else ""
        return messages.format_money(value, lang) + suffix

    def _compare(self, reading: Reading, pair: list[Record]) -> Markup:
        lang = self.session.lang
        made = [self._comparable(reading, row) for row in pair]
        columns = [Column(heading=self._say(f"compare.{name}")) for name in ("fact", "first", "second")]
        titles: list[tuple[Node, ...]] = [
            (self._say("column.option"), *(tag("a", option_title(row, lang), href=self._sheet_link(row)) for row in pair))
        ]
        rows: list[tuple[Node, ...]] = titles + [(self._say(f"column.{name}"), made[0][name], made[1][name]) for name in made[0]]
        warned = pair[1]["option"] in pair[0]["excludes"] or pair[0]["option"] in pair[1]["excludes"]
        return join(
            self._back(),
            heading("options", self._say("compare")),
            notice(self._say("compare.excludes")) if warned else None,
            table(self._say("compare"), columns, rows, titled=True),
        )

    def _comparable(self, reading: Reading, row: Record) -> dict[str, Node]:
        lang = self.session.lang
        return {
            "technique": messages.message(f"technique.{row['technique']}", lang),
            "saves": savings_lines(row, reading, lang),
            "money": money(row, lang),
            "emission": emission(row, lang),
            "investment": messages.format_money(row["investment_vnd"], lang) if row["origin"] == "own" else "–",
            "payback": payback(row, lang),
            "screening": verdict(row, lang),
        }

    def _causes(self, reading: Reading) -> Markup:
        lang = self.session.lang
        asked = (reading.result.get("portfolio") or {}).get("causes") or ()
        book = catalogue.open_edition()
        known = {row["option"] for row in reading.result.get("opportunities", ()) if row["origin"] == "library"}
        rows = []
        for item in asked:
            row = book.row("causes", item["question"])
            options = (
                tag("li", tag("a", str(book.row("options", key)[f"title_{lang}"]), href=self.session.route.href(focus=f"sheet:library.{key}")))
                for key in item["options"]
                if key in known
            )
            listed = tag("ul", *options, style="margin:0;padding-left:18px") if set(item["options"]) & known else self._say("causes.no_option")
            cause = join(str(row[f"cause_{lang}"]), tag("div", messages.message(f"cause_class.{item['cause_class']}", lang), class_="soft small"))
            rows.append((str(row[f"question_{lang}"]), self._answer(item), cause, listed))
        columns = [Column(heading=self._say(f"causes.{name}")) for name in ("question", "answer", "cause", "options")]
        return join(
            self._back(),
            heading("options", self._say("causes.title"), self._say("causes.lead")),
            table(self._say("causes.title"), columns, rows, titled=True) if rows else tag("p", self._say("causes.none")),
        )


    def _answer(self, item: Record) -> Markup:
        """Return the two answers as buttons; the given one taken back by pressing it again."""
        given = item["answer"]
        return tag(
            "div",
            *(
                button(
                    self._say(f"answer.{word}"),
                    act="answer",
                    value=f"{item['question']}={'' if given == word else word}",
                    kind="main" if given == word else "",
                )
                for word in ("yes", "no")
            ),
            role="group",
            aria_label=self._say(f"answer.{given or 'open'}"),
            style="display:flex;gap:6px",
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
