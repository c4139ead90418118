"""The register for one factory: its own notices, what fits them, and a contact only after both have said yes."""

from __future__ import annotations

from datetime import date

import panel as pn
from markupsafe import Markup

from app.components import notice_words as words
from app.components.about import about
from app.components.form import form, pick_field, text_field
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.province.published import HOME
from app.session import AssessmentSession
from app.sites import open_store
from app.typed import FormError, provinces, read_form
from assessment import exchange
from assessment.exchange import Dealing
from assessment.store.errors import StoreError
from assessment.store.scope import reading, writing
from benchmarks.exchange.notice import Notice, expires_on, is_open
from benchmarks.exchange.store import Contact
from calculators.errors import SachhonError
from data import messages


class ExchangePage(pn.viewable.Viewer):
    """Publish, see what fits, agree, take back."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.said = ""
        self.fault = ""
        self.asked = ""
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self.pane.object = whole(*self._body())
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Publish or take back a notice, say yes to another's, or take a yes back."""
        self.said = self.fault = ""
        asked, self.asked = self.asked, value if act == "ask" else ""
        try:
            if act == "submit":
                self._submit(read_form(value))
            elif act == "remove" and value == asked:
                with writing(open_store(self.session.settings), self.session.actor) as scope:
                    exchange.close(scope, value)
                self.said = self._say("closed")
            elif act == "disagree":
                mine, _, other = value.partition(":")
                with writing(open_store(self.session.settings), self.session.actor) as scope:
                    exchange.disagree(scope, mine, other)
                self.said = self._say("disagreed")
        except (FormError, StoreError):
            self.fault = self._say("fault.not_possible")
        except SachhonError:
            self.fault = self._say("fault.contact" if act == "submit" else "fault.not_possible")
        self.pane.object = whole(*self._body())
        return None

    def _submit(self, fields: dict[str, str]) -> None:
        assert self.session.site is not None  # the form is shown for a kept site only
        with writing(open_store(self.session.settings), self.session.actor) as scope:
            if fields.get("form") == "agree":
                mine, _, other = fields.get("about", "").partition(":")
                contact = Contact(name=fields.get("name", ""), phone=fields.get("phone", ""), email=fields.get("email", ""))
                exchange.agree(scope, mine, other, contact)
                self.said = self._say("agreed")
                return
            named = {name: fields.get(name, "") for name in ("side", "material", "composition", "band", "province", "commune")}
            if named["province"] != HOME:  # only this province's communes are in the reference data
                named["commune"] = ""
            exchange.publish(scope, self.session.site.key, Notice(id="", **named))  # type: ignore[arg-type]  # checked against the lists
            self.said = self._say("published")

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"exchange.{key}", self.session.lang, **values)

    def _body(self) -> tuple[Markup | None, ...]:
        site = self.session.site
        head = heading("exchange", self._say("title"), self._say("lead"))
        if site is None or site.is_example:
            return (head, notice(self._say("example")), tag("h2", self._say("promise.title")), tag("p", self._say("promise")))
        with reading(open_store(self.session.settings), self.session.actor) as scope:
            own = exchange.own(scope, site.key)
            dealings = exchange.dealings(scope, site.key)
        open_ones = [each for each in own if not each.closed_on]
        return (
            head,
            tag("div", notice(self.fault, "bad"), role="alert") if self.fault else None,
            tag("div", notice(self.said, "good"), role="status") if self.said else None,
            tag("details", tag("summary", self._say("promise.title")), tag("p", self._say("promise"))),
            self._own(open_ones),
            self._matches(dealings) if open_ones else None,
            self._form(),
        )

    def _own(self, own: list[Notice]) -> Markup:
        lang = self.session.lang
        head = tag("h2", self._say("own"))
        if not own:
            return join(head, empty("waste", self._say("none.title"), self._say("none.text")))
        rows: list[tuple[Node, ...]] = []
        for each in own:
            if each.id == self.asked:
                away: Node = join(
                    tag("span", self._say("close.ask"), class_="small"),
                    button(self._say("close.yes"), act="remove", value=each.id, kind="danger"),
                    button(messages.message("confirm.keep", lang), act="keep"),
                )
            else:
                away = button(self._say("close"), act="ask", value=each.id, kind="quiet")
            facts = (words.material(each, lang), self._say(f"side.{each.side}"), words.composition(each, lang), words.amount(each, lang))
            rows.append((*facts, words.place(each, lang), messages.format_period(each.published_on, lang), self._until(each), away))
        names = ("material", "side", "composition", "band", "place", "published_on", "until", "action")
        return join(head, table(self._say("own"), [Column(heading=self._say(f"field.{name}")) for name in names], rows, titled=True))

    def _until(self, own: Notice) -> Node:
        """Return the last day of a notice, and that it is over if it is."""
        last = messages.format_period(expires_on(own), self.session.lang)
        over = not is_open(own, date.today().isoformat())
        return join(last, tag("div", self._say("over"), class_="bad small")) if over else last

    def _matches(self, dealings: tuple[Dealing, ...]) -> Markup:
        head = tag("h2", self._say("matches"))
        if not dealings:
            return join(head, tag("p", self._say("matches.none"), class_="soft"))
        return join(head, tag("p", self._say("matches.lead"), class_="soft"), tag("div", *map(self._card, dealings), class_="grid two"))

    def _card(self, dealing: Dealing) -> Markup:
        lang, other = self.session.lang, dealing.notice
        facts = [("composition", words.composition(other, lang)), ("band", words.amount(other, lang)), ("place", words.place(other, lang))]
        listed = [part for name, text in facts for part in (tag("dt", self._say(f"field.{name}")), tag("dd", text))]
        pair = f"{dealing.ours.id}:{other.id}"
        state = "both" if dealing.contact else "we" if dealing.we_agreed else "they" if dealing.they_agreed else "nobody"
        back = button(self._say("disagree"), act="disagree", value=pair, kind="quiet") if dealing.we_agreed else None
        return tag(
            "article",
            tag("h3", f"{self._say(f'side.{other.side}')}: {words.material(other, lang)}", style="margin:0"),
            tag("dl", *listed, class_="facts"),
            tag("p", tag("strong", self._say(f"state.{state}"))),
            self._contact(dealing.contact) if dealing.contact else None,
            None if dealing.we_agreed else self._agree_form(pair),
            tag("div", back, class_="foot") if back else None,
            class_="card",
        )

    def _contact(self, contact: Contact) -> Markup:
        parts = (("name", contact.name), ("phone", contact.phone), ("email", contact.email))
        return tag("dl", *(part for name, text in parts if text for part in (tag("dt", self._say(f"contact.{name}")), tag("dd", text))), class_="facts")

    def _agree_form(self, pair: str) -> Markup:
        fields = (text_field(name, self._say(f"contact.{name}"), about=about(f"exchange.contact.{name}", self.session.lang)) for name in ("name", "phone", "email"))
        inner = form("agree", pair, self._say("agree"), *fields)
        return tag("details", tag("summary", self._say("agree.open")), tag("p", self._say("agree.lead"), class_="small soft"), inner)

    def _form(self) -> Markup:
        lang = self.session.lang
        sides = [(side, self._say(f"side.{side}")) for side in ("offer", "want")]
        inner = form(
            "publish",
            "",
            self._say("publish"),
            pick_field("side", self._say("field.side"), sides, "offer", about=about("exchange.field.side", lang)),
            pick_field("material", self._say("field.material"), words.materials(lang).items(), "", about=about("exchange.field.material", lang)),
            pick_field("composition", self._say("field.composition"), words.compositions(lang), "clean", about=about("exchange.field.composition", lang)),
            pick_field("band", self._say("field.band"), words.bands(lang), "1_10", about=about("exchange.field.band", lang)),
            pick_field("province", self._say("field.province"), provinces(lang), HOME, about=about("exchange.field.province", lang)),
            pick_field("commune", self._say("field.commune"), [("", self._say("commune.none")), *words.communes(lang)], "", about=about("exchange.field.commune", lang)),
        )
        return join(tag("h2", self._say("new")), tag("p", self._say("new.lead"), class_="soft"), inner)
