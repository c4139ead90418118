"""Enter numbers now: a table of months that takes a paste from Excel, and nothing else to learn."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.about import about
from app.components.form import field as labelled
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.state import button, notice
from app.reading import stream_name
from app.session import AssessmentSession
from app.typed import MONTHS, OUTPUT, FormError, Row, document_of, provinces, read_form, rows_of
from app.words import place_in_source, sectors, source_link
from data import catalogue, messages

FIRST_SECTOR = "garments"
FIRST_YEAR = "2025"
LEAD = "entry-how"  # what explains every cell of the table
HELP = {
    "name": "field.facility.name",
    "product": "entry.product",
    "year": "field.reporting_period",
    "province": "field.facility.province",
}
HOME_PROVINCE = "68"  # Lâm Đồng, of which Bình Thuận is part since 1 July 2025


class EntryPage(pn.viewable.Viewer):
    """A few questions, the table, and one button."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fields: dict[str, str] = {}
        self.faults: tuple[str, ...] = ()
        known = dict(sectors(session.lang))
        self.sector = session.route.focus if session.route.focus in known else FIRST_SECTOR
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Take the form; return the address to go to when it became a site."""
        if act != "submit":
            return None
        try:
            self.fields = read_form(value)
        except FormError:
            return None
        typed = document_of(self.fields, self.sector, "comma" if self.session.lang == "vi" else "dot")
        self.faults = typed.faults
        if typed.document is None:
            self.pane.object = whole(self._body())
            return None
        self.session.receive(typed.document, f"{self.fields['name'][:60]}.json")
        return self.session.route.href(page="data") if typed.is_empty else self.session.route.href()

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"entry.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        warning = notice(self._say("mend", count=len(self.faults)), "bad") if self.faults else None
        send = tag("button", self._say("send"), type="button", class_="button main", data_submit=True)
        form = tag(
            "form",
            tag("div", *self._questions(), class_="grid"),
            self._law(),
            tag("h2", self._say("table")),
            tag("p", self._say("how"), class_="soft", id=LEAD),
            self._table(),
            tag("div", send, tag("span", self._say("kept"), class_="soft small"), class_="actions", style="margin-top:16px"),
            data_entry=self.sector,
            onsubmit="return false",
        )
        alert = tag("div", warning, role="alert") if warning else None
        return join(heading("entry", self._say("title"), self._say("lead")), self._sectors(), alert, form)

    def _sectors(self) -> Markup:
        route = self.session.route
        links = (
            tag("li", button(name, href=route.href(focus=key), kind="quiet main" if key == self.sector else "quiet"))
            for key, name in sectors(self.session.lang)
        )
        chosen = dict(sectors(self.session.lang))[self.sector]
        head = tag("summary", self._say("sector", name=chosen))
        return tag("details", head, tag("ul", *links, class_="actions", style="list-style:none;padding:0"))

    def _questions(self) -> list[Markup]:
        places = [
            tag("option", name, value=code, selected=code == (self.fields.get("province") or HOME_PROVINCE))
            for code, name in provinces(self.session.lang)
        ]
        return [
            self._question("name", self._input("name", "")),
            self._question("product", self._input("product", "")),
            self._question("year", self._input("year", FIRST_YEAR)),
            self._question("province", tag("select", *places, name="province", class_="pick")),
        ]

    def _question(self, name: str, field: Markup) -> Markup:
        return labelled(self._say(f"field.{name}"), field, about(HELP[name], self.session.lang))

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
        fault = name in self.faults
        return tag(
            "input",
            type="text",
            name=name,
            value=self.fields.get(name, otherwise),
            autocomplete="off",
            aria_invalid="true" if fault else None,
        )

    def _table(self) -> Markup:
        lang = self.session.lang
        head: list[Node] = [tag("th", self._say("stream"), scope="col"), tag("th", self._say("unit"), scope="col")]
        head += [
            tag("th", messages.format_period(f"{FIRST_YEAR}-{month:02d}", lang)[: 2 if lang == "vi" else 3], scope="col", class_="n")
            for month in MONTHS
        ]
        body = (self._row(place, row) for place, row in enumerate(rows_of(self.sector)))
        caption = tag("caption", self._say("table"), class_="hidden")
        table = tag("table", caption, tag("thead", tag("tr", *head)), tag("tbody", *body), class_="months")
        return tag("div", table, class_="scroll")

    def _row(self, place: int, row: Row) -> Markup:
        lang = self.session.lang
        name = self._say("output") if row.stream == OUTPUT else stream_name(row.stream, lang)
        unit = self.fields.get(f"unit:{place}") or messages.format_unit(row.unit, lang)
        cells = [
            tag(
                "td",
                tag(
                    "input",
                    type="text",
                    inputmode="decimal",
                    autocomplete="off",
                    name=f"cell:{place}:{month}",
                    value=self.fields.get(f"cell:{place}:{month}", ""),
                    data_cell=True,
                    data_notation="comma" if lang == "vi" else "dot",
                    aria_label=self._say("cell", name=name, month=month),
                    aria_describedby=LEAD,
                    aria_invalid="true" if f"cell:{place}:{month}" in self.faults else None,
                ),
            )
            for month in MONTHS
        ]
        field = tag("input", type="text", name=f"unit:{place}", value=unit, autocomplete="off", aria_label=self._say("unit_of", name=name), aria_describedby=LEAD)
        return tag("tr", tag("th", name, scope="row"), tag("td", field, class_="unit"), *cells)
