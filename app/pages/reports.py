"""Reports: what each is for, who asks for it, its download; the statutory forms; and whether a report still says what the result says."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app import sites
from app.components.about import about
from app.components.batch_box import BatchBox
from app.components.form import field as labelled
from app.components.form import pick_field, text_field
from app.components.heading import heading
from app.components.icons import icon
from app.components.markup import tag
from app.components.pane import html, whole
from app.components.state import button, notice
from app.making import REPORTS, offered
from app.reporting import files
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD
from assessment.store.errors import StoreError
from data import messages

FORM_KINDS = ("docx", "pdf", "xlsx")
OF_SEAFOOD = frozenset({"seafood_sec"})
WORN = {"logo": (files.LOGO, ".png,.jpg,.jpeg"), "template": (files.TEMPLATE, ".docx")}


class ReportsPage(pn.viewable.Viewer):
    """One card per report that can be made now; then one's own report, the forms, the check, and all sites at once."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.mine: tuple[str, ...] = ()
        self.batch = BatchBox(session, lambda: self.mine, self._show)
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        if not self.session.is_shared:  # on a server this is for consultants, on the page of their clients
            self.mine = tuple(site.key for site in sites.own(self.session.settings, actor=self.session.actor))
        self._show()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Begin or stop a batch; take a logo or a template off."""
        if act == "take_off" and value in WORN and self.session.site is not None:
            files.take_off(self.session.settings, self.session.site, self.session.actor, WORN[value][0])
        else:
            self.batch.act(act, value)
        self._show()
        return None

    def _show(self) -> None:
        self.pane.object = whole(*self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"reports.{key}", self.session.lang, **values)

    def _body(self) -> tuple[Markup | None, ...]:
        cards = (self._card(name) for name in offered())
        return (
            heading("reports", self._say("title"), self._say("lead")),
            tag("div", *cards, class_="grid two"),
            self._own(),
            self._forms(),
            self._check(),
            self.batch.body() if len(self.mine) > 1 else None,
        )

    def _card(self, name: str) -> Markup:
        links = [self._file(name, lang, kind) for kind in self._kinds(name) for lang in messages.languages()] if name in REPORTS else [self._plain(name)]
        return tag(
            "article",
            icon("reports"),
            tag("h2", self._say(f"{name}.title"), style="margin:0"),
            tag("p", self._say(f"{name}.what")),
            tag("p", self._say(f"{name}.who"), class_="soft small"),
            tag("div", *links, class_="foot"),
            class_="card",
        )

    def _kinds(self, name: str) -> tuple[str, ...]:
        return ("",) if name == "xlsx" else ("quick", "full")

    def _file(self, name: str, lang: str, kind: str) -> Markup:
        language = messages.message(f"reports.in.{lang}", self.session.lang)
        text = self._say(f"download.{kind}", language=language) if kind else self._say("download", language=language)
        look = "main" if lang == self.session.lang and kind != "full" else ""
        more = {"kind": kind} if kind else {}
        return button(text, href=self.session.route.to(lang=lang).file(name, **more), symbol="download", kind=look)

    def _plain(self, name: str) -> Markup:
        return button(self._say("download.plain"), href=self.session.route.file(name), symbol="download")

    # a report of one's own

    def _own(self) -> Markup:
        from assessment.reports import SECTIONS

        lang = self.session.lang
        kinds = [(key, self._say(f"kind.{key}")) for key in ("full", "quick")]
        langs = [(each, messages.message(f"reports.in.{each}", lang)) for each in messages.languages()]
        named = [(key, messages.message(f"report.section.{key}", lang)) for key in SECTIONS]
        ticks = (
            tag("label", tag("input", type="checkbox", name=files.LEFT_OUT + key, value="1", aria_describedby="left-out"), " ", name, style="display:block;padding:3px 0")
            for key, name in named
        )
        hidden = tag("input", type="hidden", name="site", value=self.session.route.site)
        first = [("", self._say("own.usual")), *named]
        fields = (
            pick_field("kind", self._say("kind"), kinds, "full", about=about("reports.kind", lang)),
            pick_field("lang", self._say("lang"), langs, lang, about=about("reports.lang", lang)),
            pick_field("first", self._say("own.first"), first, "", about=about("reports.own.first", lang)),
            text_field("place", self._say("own.place"), about=about("reports.own.place", lang)),
            text_field("day", self._say("own.day"), hint="22/11/2026", about=about("reports.own.day", lang)),
            text_field("role1", self._say("own.role"), messages.message("report.signatory.author", lang), about=about("reports.own.role", lang)),
            text_field("signer1", self._say("own.signer"), about=about("reports.own.signer", lang)),
            text_field("role2", self._say("own.role"), messages.message("report.signatory.director", lang), about=about("reports.own.role", lang)),
            text_field("signer2", self._say("own.signer"), about=about("reports.own.signer", lang)),
            pick_field("note_on", self._say("own.note_on"), named, "summary", about=about("reports.own.note_on", lang)),
            labelled(self._say("own.note"), tag("textarea", name="note", rows="2", maxlength="200"), about("reports.own.note", lang)),
        )
        send = (
            tag("button", icon("download"), self._say(f"own.make.{kind}"), type="submit", formaction=f"files/{kind}", class_="button main" if kind == "pdf" else "button")
            for kind in ("pdf", "docx", "xlsx")
        )
        left_out = tag("p", about("reports.own.leave_out", lang), class_="soft small", id="left-out")
        out = tag("details", tag("summary", self._say("own.leave_out")), left_out, *ticks, style="margin-top:12px")
        body = tag("form", hidden, tag("div", *fields, class_="grid"), out, tag("div", *send, class_="actions", style="margin-top:12px"), method="get", action="files/pdf")
        inner = (tag("summary", tag("strong", self._say("own.title"))), tag("p", self._say("own.lead"), class_="soft"), body, self._worn())
        return tag("details", *inner, style="margin-top:24px", open=self.session.route.focus.startswith(("logo", "template")))

    def _worn(self) -> Markup | None:
        """Return the places for the factory's own logo and Word template, with what is kept now."""
        site = self.session.site
        if site is None:
            return None
        if site.is_example:
            return notice(self._say("own.example"))
        return tag("div", *(self._place(site, what) for what in WORN), class_="grid two", style="margin-top:16px")

    def _place(self, site: sites.Site, what: str) -> Markup:
        name, accept = WORN[what]
        try:
            kept = files.worn(self.session.settings, site, self.session.actor, name) is not None
        except StoreError:
            return notice(self._say("own.not_yours"))
        state = tag("p", self._say(f"{what}.kept"), " ", button(self._say("own.take_off"), act="take_off", value=what)) if kept else None
        return tag("div", tag("h3", self._say(f"{what}.title")), state, self._drop(f"report/{what}/{site.key}", accept, self._say(f"{what}.choose"), self._say(f"{what}.what")))

    def _drop(self, to: str, accept: str, title: str, text: str) -> Markup:
        area = tag(
            "label",
            tag("input", type="file", accept=accept),
            icon("upload"),
            tag("strong", title),
            tag("span", text, class_="soft small"),
            class_="drop",
            data_busy=self._say("busy"),
            data_failed=self._say("failed"),
            data_limit=LARGEST_UPLOAD,
            data_large=messages.message("upload.too_large", self.session.lang, name="%", megabytes=LARGEST_UPLOAD // 2**20),
            data_to=to,
        )
        look = "white-space:pre-line;overflow-wrap:anywhere"
        return tag("div", area, tag("div", role="status", class_="notice good", style=look), tag("div", role="alert", class_="notice bad", style=look))

    # forms, the check

    def _forms(self) -> Markup:
        from assessment.reports.forms import FORMS

        reading = self.session.reading
        sector = reading.facts.sector if reading is not None else ""
        shown = [name for name in FORMS if name not in OF_SEAFOOD or sector == "seafood"]
        cards = (self._form(name) for name in shown)
        return tag("section", tag("h2", self._say("forms.title")), tag("p", self._say("forms.lead"), class_="soft"), tag("div", *cards, class_="grid two"), style="margin-top:24px")

    def _form(self, name: str) -> Markup:
        route = self.session.route
        links = (button(self._say(f"forms.{kind}"), href=route.file("form", form=name, kind=kind), symbol="download") for kind in FORM_KINDS)
        return tag(
            "article",
            tag("h3", self._say(f"form.{name}.title"), style="margin:0"),
            tag("p", self._say(f"form.{name}.what")),
            tag("p", messages.message(f"form.{name}.rests_on", self.session.lang), class_="soft small"),
            tag("div", *links, class_="foot"),
            class_="card",
        )

    def _check(self) -> Markup | None:
        if self.session.site is None:
            return None
        drop = self._drop(f"report/check/{self.session.site.key}", ".pdf,.docx,.xlsx", self._say("check.choose"), self._say("check.what"))
        return tag("section", tag("h2", self._say("check.title"), id="check"), tag("p", self._say("check.lead"), class_="soft"), drop, style="margin-top:24px")
