"""Options: the factory's own and the library's, filtered; one as a sheet that prints; two side by side; the questions."""

from __future__ import annotations

from collections.abc import Iterable

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.option import emission, money, option_note, option_title, payback, place_name, savings_lines, verdict
from app.components.pane import html
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.reading import Reading, Record
from app.session import AssessmentSession
from app.words import said, source_line
from data import catalogue, messages

FILTERS = ("all", "counted", "electricity", "fuel", "water", "material", "waste", "causes")
GROUPS = {"fuel": ("fuel", "steam"), "material": ("material", "chemical", "packaging"), "waste": ("waste", "wastewater", "hazardous_waste")}
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

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        rows = {f"{row['origin']}.{row['option']}": row for row in reading.result.get("opportunities", ())}
        kind, _, names = self.session.route.focus.partition(":")
        asked = [rows[name] for name in names.split("+") if name in rows]
        if kind == "sheet" and len(asked) == 1:
            return html(self._sheet(reading, asked[0], rows))
        if kind == "compare" and len(asked) == 2:
            return html(self._compare(reading, asked))
        if kind == "causes":
            return html(self._causes(reading))
        return html(self._list(reading, list(rows.values()), kind if kind in FILTERS else "all"))

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
            tag("div", *links, class_="actions", role="group", aria_label=self._say("filter")),
            find if library else None,
            self._table(reading, library, self._say("library", count=len(library))) if library else tag("p", self._say("library.none")),
        )

    def _table(self, reading: Reading, rows: Iterable[Record], caption: str) -> Markup:
        lang = self.session.lang
        names = ("option", "saves", "money", "emission", "payback", "screening")
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name in ("money", "emission", "payback")) for name in names]
        cells = (
            (
                tag("a", option_title(row, lang), href=self._sheet_link(row)),
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
            self._worth(row) if row["origin"] == "own" else self._source(row),
            tag("h2", self._say("compare.with"), class_="actions") if near else None,
            tag("ul", *compare, class_="actions", style="flex-direction:column;align-items:flex-start") if near else None,
            tag("p", self._say("print"), class_="soft small actions"),
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
        source = catalogue.open_edition().table("options_sources")
        known = next((item for item in source if item["id"] == row["source"]), None)
        text = source_line(row["source"]) if known is None else ", ".join(str(known[n]) for n in ("title", "publisher", "issued") if known[n])
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
        columns = [Column(heading=self._say("column.fact")), *(Column(heading=option_title(row, lang)) for row in pair)]
        rows = [(self._say(f"column.{name}"), made[0][name], made[1][name]) for name in made[0]]
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
            rows.append((str(row[f"question_{lang}"]), self._say(f"answer.{item['answer'] or 'open'}"), cause, listed))
        columns = [Column(heading=self._say(f"causes.{name}")) for name in ("question", "answer", "cause", "options")]
        return join(
            self._back(),
            heading("options", self._say("causes.title"), self._say("causes.lead")),
            table(self._say("causes.title"), columns, rows, titled=True) if rows else tag("p", self._say("causes.none")),
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
