"""Home: three doors for whoever comes first, and the sites of whoever comes back."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app import sites, tour
from app.components.heading import heading
from app.components.icons import icon
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, confirm, notice
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD
from app.words import said, sector_name, sectors
from data import messages


class HomePage(pn.viewable.Viewer):
    """Three doors, a place to drop a file, my sites, and the examples."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.asked: str = ""
        self.removed: sites.Site | None = None
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> None:
        """Do what a button asks for: ask before removing a site, remove it, or bring it back."""
        settings = self.session.settings
        known = {site.key: site for site in sites.own(settings, actor=self.session.actor)}
        if act == "ask":
            self.asked = value
        elif act == "keep":
            self.asked = ""
        elif act == "remove" and value in known:
            sites.forget(settings, known[value], actor=self.session.actor)
            self.asked, self.removed = "", known[value]
        elif act == "undo" and self.removed is not None:
            sites.bring_back(settings, self.removed, actor=self.session.actor)
            self.removed = None
        self.pane.object = whole(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"home.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        self.actor = self.session.actor
        own = sites.own(self.session.settings, actor=self.actor)
        first = heading("home", self._say("title"), self._say(self._lead()))
        mine = self._own(own)
        if self.session.role not in ("factory", "consultant"):  # who has no sites of the own brings none in
            return join(first, mine, self._examples() if self.session.role == "zone_manager" else None)
        parts = (
            (first, mine, self._doors(), self._drop(), self._examples())
            if own
            else (first, self._doors(), self._drop(), mine, self._examples())
        )
        return join(*parts)

    def _lead(self) -> str:
        if not self.session.is_shared:
            return "lead"
        return "lead.shared" if self.session.role in ("factory", "consultant") else "lead.looking"

    def _doors(self) -> Markup:
        route, lang = self.session.route, self.session.lang
        sample = tag(
            "a",
            icon("factory"),
            tag("h2", self._say("sample.title")),
            tag("p", self._say("sample.text"), class_="soft"),
            tag("span", self._say("sample.go"), " →", class_="go foot"),
            href=tour.href(route, 1),
            class_="card door",
        )
        options = (tag("option", name, value=key) for key, name in sectors(lang))
        pick = tag("select", *options, name="sector", aria_label=self._say("template.sector"), aria_describedby="template-text", class_="pick")
        send = tag("button", icon("download"), self._say("template.go"), type="submit", class_="button")
        form = tag(
            "form",
            pick,
            tag("input", type="hidden", name="lang", value=lang),
            send,
            action="files/template",
            method="get",
            class_="actions foot",
        )
        template = tag(
            "div",
            icon("table"),
            tag("h2", self._say("template.title")),
            tag("p", self._say("template.text"), class_="soft", id="template-text"),
            form,
            class_="card door",
        )
        enter = tag(
            "a",
            icon("entry"),
            tag("h2", self._say("enter.title")),
            tag("p", self._say("enter.text"), class_="soft"),
            tag("span", self._say("enter.go"), " →", class_="go foot"),
            href=route.href(site="", page="entry"),
            class_="card door",
        )
        return tag("div", sample, template, enter, class_="grid", style="margin:20px 0")

    def _drop(self) -> Markup:
        kinds = ",".join(sites.READABLE)
        area = tag(
            "label",
            tag("input", type="file", accept=kinds, aria_describedby="drop-help"),
            icon("upload"),
            tag("strong", self._say("drop.title")),
            tag("span", self._say("drop.text", kinds=", ".join(sites.READABLE)), class_="soft small", id="drop-help"),
            class_="drop",
            data_busy=self._say("drop.busy"),
            data_failed=self._say("drop.failed"),
            data_limit=LARGEST_UPLOAD,
            data_large=messages.message("upload.too_large", self.session.lang, name="%", megabytes=LARGEST_UPLOAD // 2**20),
        )
        return tag("div", area, tag("div", role="status", class_="notice"), tag("div", role="alert", class_="notice bad"))

    def _own(self, own: tuple[sites.Site, ...]) -> Markup | None:
        parts: list[Markup] = []
        if self.removed is not None:
            parts.append(notice(self._say("removed", name=self.removed.name), "", button(self._say("undo"), act="undo")))
        asked = next((site for site in own if site.key == self.asked), None)
        if asked is not None:
            parts.append(confirm(self._say("ask", name=asked.name), self.session.lang, "remove", asked.key))
        if own:
            parts.append(tag("h2", self._say("own")))
            parts.append(tag("div", *(self._card(site) for site in own), class_="grid"))
        return join(*parts) if parts else None

    def _card(self, site: sites.Site) -> Markup:
        route, lang = self.session.route, self.session.lang
        sector = tag("p", sector_name(site.sector, lang), class_="soft small") if site.sector else None
        open_it = button(self._say("open"), href=route.href(site=site.key, page="overview"), kind="main")
        is_mine = site.owner == self.actor.organisation
        drop = button(self._say("remove"), act="ask", value=site.key, kind="quiet") if is_mine else None
        saved = tag("p", self._say("saved", when=messages.format_period(site.saved_at[:10], lang)), class_="soft small")
        return tag("article", tag("h3", site.name), sector, saved, tag("div", open_it, drop, class_="foot"), class_="card")

    def _examples(self) -> Markup | None:
        route, lang = self.session.route, self.session.lang
        found = sites.examples()
        if not found:
            return None
        cards = (
            tag(
                "a",
                tag("h3", said(f"home.example.{site.name}", lang, sector_name(site.name, lang))),
                tag("p", self._say("example.text"), class_="soft small"),
                tag("span", self._say("open"), " →", class_="go foot"),
                href=route.href(site=site.key, page="overview"),
                class_="card",
            )
            for site in found
        )
        return join(
            tag("h2", self._say("examples")),
            tag("p", self._say("examples.text"), class_="soft"),
            tag("div", *cards, class_="grid"),
        )
