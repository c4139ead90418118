"""Enter numbers now: a table of months that takes a paste from Excel, and nothing else to learn."""

from __future__ import annotations

import json
from collections.abc import Sequence

import panel as pn
from markupsafe import Markup

from app.components.about import about
from app.components.draft import Draft
from app.components.form import field as labelled
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import column, html, whole
from app.editing.marks import mark_of_fault
from app.reading import stream_name
from app.session import AssessmentSession
from app.typed import MONTHS, OUTPUT, FormError, Row, Typed, document_of, is_paid, provinces, read_form, rows_of
from app.words import place_in_source, sectors, source_link
from calculators.number import Notation
from data import catalogue, messages

FIRST_YEAR = "2025"
LEAD = "entry-how"  # what explains every cell of the table
NARROW = 5  # characters that a cell holds as it is; the column of a longer number is wider
MOST_FAULTS = 8  # said one by one beside the button; the rest is counted
HELP = {
    "sector": "entry.sector",
    "name": "field.facility.name",
    "product": "entry.product",
    "year": "field.reporting_period",
    "province": "field.facility.province",
}
HOME_PROVINCE = "68"  # Lâm Đồng, of which Bình Thuận is part since 1 July 2025


class EntryPage(pn.viewable.Viewer):
    """The sector first, a few questions, the table, and one button."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fields: dict[str, str] = {}
        self.typed = Typed(document=None)
        self.turn = 0
        self.gone: str | None = None  # where a second press on the button leads, too
        self.known = dict(sectors(session.lang))
        self.sector = session.route.focus if session.route.focus in self.known else ""
        self.pane = html(self._body())
        self.draft = Draft(self._ready)

    def __panel__(self) -> pn.viewable.Viewable:
        return column(self.pane, self.draft)

    def act(self, act: str, value: str) -> str | None:
        """Take the form or its sector; return the address to go to when it became a site."""
        if act == "sector":
            self._choose(value, "sector")
        if act != "submit" or self.gone is not None:
            return self.gone
        try:
            self.fields = read_form(value)
        except FormError:
            return None
        self.typed = document_of(self.fields, self.sector, self._notation()) if self.sector else Typed(document=None, faults=("sector",))
        if self.typed.document is None:
            self._show(self.typed.faults[0])
            return None
        self.session.receive(self.typed.document, f"{self.fields['name'][:60]}.json")
        self.gone = self.session.route.href(page="data") if self.typed.is_empty else self.session.route.href()
        self.draft.done()
        return self.gone

    def _ready(self, sector: str) -> None:
        """Show the sector of the draft, where the address names none."""
        if not self.sector and sector in self.known:
            self._choose(sector, "")
        else:
            self.draft.shown(self.turn)

    def _choose(self, sector: str, focus: str) -> None:
        self.sector = sector if sector in self.known else ""
        self.fields, self.typed = {}, Typed(document=None)  # what was typed comes back from the draft, by what it is about
        self._show(focus)

    def _show(self, focus: str) -> None:
        self.turn += 1
        self.pane.object = whole(self._body())
        self.draft.shown(self.turn, focus)

    def _notation(self) -> Notation:
        return "comma" if self.session.lang == "vi" else "dot"

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"entry.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        rows = rows_of(self.sector) if self.sector else ()
        table = (self._law(), tag("h2", self._say("table")), tag("p", self._say("how"), class_="soft", id=LEAD), self._table(rows)) if rows else (tag("p", self._say("choose_first"), class_="soft"),)
        send = tag("button", self._say("send"), type="button", class_="button main", data_submit=True)
        form = tag(
            "form",
            tag("div", *self._questions(), class_="grid"),
            *table,
            self._to_mend(rows),
            tag("div", send, tag("span", self._say("kept"), class_="soft small"), class_="actions", style="margin-top:16px") if rows else None,
            data_months=self.sector,
            data_turn=str(self.turn),
            onsubmit="return false",
        )
        return join(heading("entry", self._say("title"), self._say("lead")), form)

    def _to_mend(self, rows: Sequence[Row]) -> Markup | None:
        """Return what is to be mended, beside the button: each with the way to its field."""
        faults = self.typed.faults
        if not faults:
            return None
        items: list[Node] = [
            tag("li", tag("button", self._place(name, rows), type="button", class_="link", data_to_field=name), ": ", self._fault(name)) for name in faults[:MOST_FAULTS]
        ]
        items += [tag("li", self._say("mend.more", count=len(faults) - MOST_FAULTS))] if len(faults) > MOST_FAULTS else []
        return tag("div", tag("strong", self._say("mend", count=len(faults))), tag("ul", *items), class_="notice bad to-mend", role="alert")

    def _place(self, name: str, rows: Sequence[Row]) -> str:
        kind, _, rest = name.partition(":")
        if not rest:
            return self._say(f"field.{name}")
        place, month = rest.split(":")
        return self._say("cell" if kind == "cell" else "cost_cell", name=self._name(rows[int(place)]), month=month)

    def _fault(self, name: str) -> str:
        """Return what is wrong in a field: what was typed and what is expected."""
        fault = self.typed.reasons.get(name)
        if fault is None:
            return self._say(f"fault.{'output' if name.startswith('cell:') else name}")
        _, title, action, *_ = mark_of_fault(fault, self.session.lang)
        return f"{title}. {action}"

    def _questions(self) -> list[Markup]:
        places = [
            tag("option", name, value=code, selected=code == (self.fields.get("province") or HOME_PROVINCE))
            for code, name in provinces(self.session.lang)
        ]
        kinds = [tag("option", self._say("sector.none"), value="", selected=not self.sector, disabled=bool(self.sector))]
        kinds += [tag("option", name, value=key, selected=key == self.sector) for key, name in self.known.items()]
        fault = "true" if "sector" in self.typed.faults else None
        return [
            self._question("sector", tag("select", *kinds, name="sector", class_="pick", data_find="sector", data_keep="sector", aria_invalid=fault)),
            self._question("name", self._input("name", "")),
            self._question("product", self._input("product", "")),
            self._question("year", self._input("year", FIRST_YEAR)),
            self._question("province", tag("select", *places, name="province", class_="pick", data_keep="province")),
        ]

    def _question(self, name: str, field: Markup) -> Markup:
        text = self._fault(name) if name in self.typed.faults else ""
        fault = tag("span", text, class_="fault") if text else None
        return labelled(self._say(f"field.{name}"), join(field, fault), about(HELP[name], self.session.lang))

    def _law(self) -> Markup:
        """Return which article the figures of the sector are held to, or that there is none."""
        rows = [row for row in catalogue.open_edition().table("norms") if row["legal"] and row["sector"] == self.sector]
        if not rows:
            return tag("p", self._say("law.none"), class_="soft small")
        parts: list[Node] = [self._say("law"), " "]
        for source in dict.fromkeys(str(row["source_id"]) for row in rows):
            articles = dict.fromkeys(str(row["article"]) for row in rows if row["source_id"] == source)
            found = (place_in_source(article, self.session.lang) for article in articles)
            places = [place for place in found if place is not None]
            parts += [source_link(source, self.session.lang), ": ", Markup("; ").join(places), ". "]
        return tag("p", *parts, class_="soft small")

    def _input(self, name: str, otherwise: str) -> Markup:
        return tag(
            "input",
            type="text",
            name=name,
            value=self.fields.get(name, otherwise),
            autocomplete="off",
            data_keep=name,
            aria_invalid="true" if name in self.typed.faults else None,
        )

    def _table(self, rows: Sequence[Row]) -> Markup:
        lang = self.session.lang
        head: list[Node] = [tag("th", self._say("stream"), scope="col"), tag("th", self._say("unit"), scope="col")]
        head += [
            tag("th", messages.format_period(f"{FIRST_YEAR}-{month:02d}", lang)[: 2 if lang == "vi" else 3], scope="col", class_="n")
            for month in MONTHS
        ]
        amounts = [line for place, row in enumerate(rows) for line in self._line("cell", place, row)]
        paid = [line for place, row in enumerate(rows) if is_paid(row) for line in self._line("cost", place, row)]
        open_money = tag("input", type="checkbox", name="money", value="on", data_keep="money", checked=bool(self.fields.get("money")))
        ask = tag("tr", tag("td", tag("label", open_money, " ", tag("span", self._say("money"))), colspan=len(MONTHS) + 2), class_="ask")
        caption = tag("caption", self._say("table"), class_="hidden")
        return tag("div", tag("table", caption, tag("thead", tag("tr", *head)), tag("tbody", *amounts), tag("tbody", ask, *paid), class_="months"), class_="scroll")

    def _name(self, row: Row) -> str:
        return self._say("output") if row.stream == OUTPUT else stream_name(row.stream, self.session.lang)

    def _line(self, kind: str, place: int, row: Row) -> list[Markup]:
        """Return a row of the table, and under it what is wrong in it."""
        name = self._name(row)
        cells = [tag("td", self._cell(kind, place, month, row)) for month in MONTHS]
        wrong = [f"{kind}:{place}:{month}" for month in MONTHS if f"{kind}:{place}:{month}" in self.typed.faults]
        unit = self._unit(place, row) if kind == "cell" else messages.format_unit("VND", self.session.lang)
        head = tag("th", name if kind == "cell" else self._say("cost_of", name=name), scope="row")
        line = tag("tr", head, tag("td", unit, class_="unit"), *cells, class_="money" if kind == "cost" else None, data_line=True)
        if not wrong:
            return [line]
        said = (tag("p", tag("strong", self._place(each, rows_of(self.sector))), ": ", self._fault(each), id=_id(each)) for each in wrong)
        return [line, tag("tr", tag("td", tag("div", *said), colspan=len(MONTHS) + 2), class_="wrong")]

    def _unit(self, place: int, row: Row) -> Markup:
        lang = self.session.lang
        shown = messages.format_unit(row.unit, lang)
        labels = {unit: messages.format_unit(unit, lang) for unit in sorted({rows_of(key)[0].unit for key in self.known})} if row.stream == OUTPUT else None
        return tag(
            "input",
            type="text",
            name=f"unit:{place}",
            value=self.fields.get(f"unit:{place}") or shown,
            autocomplete="off",
            data_keep=f"unit {row.stream}",
            data_unit=row.unit,
            data_labels=json.dumps(labels, ensure_ascii=False) if labels else None,
            aria_label=self._say("unit_of", name=self._name(row)),
            aria_describedby=LEAD,
        )

    def _cell(self, kind: str, place: int, month: int, row: Row) -> Markup:
        name = f"{kind}:{place}:{month}"
        value = self.fields.get(name, "")
        is_wrong = name in self.typed.faults
        return tag(
            "input",
            type="text",
            inputmode="decimal",
            autocomplete="off",
            name=name,
            value=value,
            style=f"min-width:calc({len(value)}ch + 12px)" if len(value) > NARROW else None,
            data_keep=f"{kind} {row.stream} {month}",
            data_notation=self._notation(),
            aria_label=self._say("cell" if kind == "cell" else "cost_cell", name=self._name(row), month=month),
            aria_describedby=_id(name) if is_wrong else LEAD,
            aria_invalid="true" if is_wrong else None,
        )


def _id(name: str) -> str:
    return f"entry-{name.replace(':', '-')}"
