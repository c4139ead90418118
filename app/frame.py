"""The frame around every page: the bar on top, the menu at the side, and the page in the middle, built when visited."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import panel as pn
from jinja2 import Environment, Template
from markupsafe import Markup
from panel.util.parameters import edit_readonly
from panel_material_ui.template.base import Page

from app import tour
from app.accounts.sessions import SignedOutError
from app.components.fields import Fields
from app.components.grid import Grid
from app.components.icons import icon
from app.components.markup import tag
from app.components.pane import column, html, whole
from app.components.state import empty, notice, skeleton
from app.pages import PAGES, PARTS, Group, Part, build, is_for
from app.route import Route, read
from app.router import Router
from app.session import AssessmentSession
from app.theme import STATIC, material_theme
from assessment.store.errors import StoreError
from data import messages

log = logging.getLogger(__name__)
SCRIPTED = (Fields, Grid)  # a component with a script has to be known before the first browser asks, or it cannot speak there
MENU_WIDTH = 248  # px
OTHER_GROUPS: tuple[Group, ...] = ("department", "administration")


def page_template(path: Path = STATIC / "page.html") -> Template:
    """Return the HTML document that carries a session."""
    return Environment(trim_blocks=True, lstrip_blocks=True).from_string(path.read_text(encoding="utf-8"))


class Frame:
    """One session's frame. It watches the address and swaps the page; nothing else is rebuilt without need."""

    def __init__(self, session: AssessmentSession, template: Template) -> None:
        self.session = session
        self.count = 0
        self.shown: Route | None = None
        self.view: pn.viewable.Viewer | None = None
        route = session.route
        self.bar = html(_bar(route, session))
        self.menu = html(_menu(route, "", session), kind="menu menu-wide", css_classes=["side"])
        over = {"position": "relative", "z-index": "5"}  # an open menu lies over the page
        self.top = html(_phone_menu(route, "", session), _crumbs(route, ""), tour.strip(route), styles=over)
        self.body = column(html(skeleton(route.lang)))
        self.router = Router(self.act, search=route.href(), dark=session.dark, lang=route.lang)
        work = pn.Column(self.menu, self.top, self.body, sizing_mode="stretch_width", margin=0, css_classes=["work"], stylesheets=[_WORK])
        self.page = Page(
            header=[self.bar, self.router],
            main=[work],
            title="",
            template=template,
            theme_toggle=False,
            theme_config=material_theme(),
            dark_theme=session.dark,
            sx=_PAGE_SX,
            favicon=STATIC / "icon.svg",
            busy_indicator=None,
        )
        # The template's flag follows one of the whole server: whatever anybody does would be sent to every open page, and the
        # flag's list of watchers would keep every page ever shown. The router's script shows a person's own waiting.
        with edit_readonly(self.page):
            self.page.busy = self.page.param.loading
        self.router.param.watch(self._on_search, "search")
        self.router.param.watch(self._on_dark, "dark")
        document = pn.state.curdoc
        if document is not None:
            session.param.watch(lambda event: document.add_next_tick_callback(self.leave), "is_signed_out")

    async def arrive(self) -> None:
        """Open the address' site if it is not open yet, then show the address' page."""
        route = self.session.route
        try:
            if self.session.is_shared:
                await asyncio.to_thread(lambda: self.session.actor)  # an ended sign-in sees nothing more
            if self.session.desk is not None and route.page != "data":
                await asyncio.to_thread(_settle, self.session)  # what was typed counts before another page reads it
            is_mine = is_for(route.page, self.session.role, self.session.is_shared)
            if route.site and is_mine and PAGES[route.page].of_site and not self.session.is_open:
                self._wait()
                await asyncio.to_thread(self.session.open)
            if route.page == "data" and self.session.reading is not None:
                await asyncio.to_thread(_lay_out, self.session)
            self.show()
        except SignedOutError:
            self.leave()
        except Exception:
            log.exception("page %r could not be built", route.page)
            self.body.objects = [html(_broken(self.session.route))]

    def show(self) -> None:
        """Build the address' page and put it in the middle."""
        route = self.session.route
        entry = PAGES[route.page]
        self._dress()
        if not is_for(route.page, self.session.role, self.session.is_shared):
            self.view = None
            self.body.objects = [html(_not_yours(route))]
        elif entry.of_site and self.session.reading is None and route.page != "findings":
            self.view = None
            self.body.objects = [html(self._nothing(route))]
        else:
            self.view = build(route.page, self.session)
            self.body.objects = [self.view.__panel__()]
        self.shown = route
        self.count += 1
        self.router.arrived = f"{route.page} {self.count}"

    def act(self, act: str, value: str) -> None:
        """Let the shown page do what a button asks for."""
        perform = getattr(self.view, "act", None)
        try:
            if self.session.is_shared:
                _ = self.session.actor  # before anything is done: who was signed out does nothing more
            aim = perform(act, value) if callable(perform) else None
        except SignedOutError:
            self.leave()
            return
        except StoreError as problem:  # what a page did not foresee: nothing was changed, and the person is told so
            self.body.objects = [html(notice(messages.message(problem.key, self.session.lang), "bad")), self.view.__panel__()]  # type: ignore[union-attr]
            return
        if aim:
            self.router.address = str(aim)
        elif self.session.route != self.shown:
            self.shown = self.session.route
            self.router.here = self.shown.href()

    def leave(self) -> None:
        """Take everything of a site off the screen of somebody who is not signed in any more, and say why."""
        lang = self.session.lang
        self.view = None
        self.session.param.update(site=None, opened=None)
        self.menu.object = self.top.object = ""
        go = tag("a", messages.message("sign_in.go", lang), href=f"/sign-in?lang={lang}", class_="button main")
        title, text = messages.message("sign_in.ended.title", lang), messages.message("sign_in.ended.text", lang)
        self.body.objects = [html(empty("lock", title, text, go))]

    def _nothing(self, route: Route) -> Markup:
        lang, of = route.lang, "site.unread" if self.session.is_open else "site.none"
        aim = route.href(page="findings") if self.session.is_open else route.href(page="home", site="")
        go = tag("a", messages.message(f"{of}.go", lang), href=aim, class_="button main")
        head = tag("h1", messages.message(f"page.{route.page}", lang), data_page=route.page)
        return Markup("") + head + empty("factory", messages.message(f"{of}.title", lang), messages.message(f"{of}.text", lang), go)

    def _wait(self) -> None:
        self.body.objects = [html(skeleton(self.session.lang))]

    async def _on_search(self, event: Any) -> None:
        route = read(event.new, PAGES)
        try:
            if route != self.shown:
                self.session.route = route
                await self.arrive()
        finally:
            self.router.answered += 1

    def _on_dark(self, event: Any) -> None:
        self.session.dark = event.new
        self.page.dark_theme = event.new
        self.show()

    def _dress(self) -> None:
        session, lang = self.session, self.session.lang
        page = messages.message(f"page.{session.route.page}", lang)
        parts = [
            page,
            session.site_name if PAGES[session.route.page].of_site else "",
            messages.message("app.name", lang),
        ]
        self.router.param.update(title=" · ".join(part for part in parts if part), lang=lang)
        route, site = session.route, session.site_name
        self.bar.object = whole(_bar(route, session))
        self.menu.object = whole(_menu(route, site, session), kind="menu menu-wide")
        self.top.object = whole(_phone_menu(route, site, session), _crumbs(route, site), tour.strip(route))


def _settle(session: AssessmentSession) -> None:
    """Keep and check what the data page's desk still holds, so that any other page shows it."""
    if session.desk is not None:
        from app.editing.keeping import settle  # loads the engine: only where something was edited

        settle(session)


def _lay_out(session: AssessmentSession) -> None:
    """Read the open site's document for the data page; a long ledger takes its time."""
    from app.editing.keeping import desk_of  # loads the engine: only where something is edited

    desk_of(session)


def _broken(route: Route) -> Markup:
    again = tag("a", messages.message("page.broken.go", route.lang), href=route.href(page="home", site=""), class_="button main")
    return empty(
        "findings",
        messages.message("page.broken.title", route.lang),
        messages.message("page.broken.text", route.lang),
        again,
    )


def _not_yours(route: Route) -> Markup:
    go = tag("a", messages.message("missing.home", route.lang), href=route.href(page="home", site=""), class_="button main")
    title, text = messages.message("page.not_yours.title", route.lang), messages.message("page.not_yours.text", route.lang)
    return tag("h1", title, data_page=route.page, class_="visually-hidden") + empty("lock", title, text, go)


def _bar(route: Route, session: AssessmentSession) -> Markup:
    lang = route.lang
    name = messages.message("app.name", lang)
    brand = tag(
        "a",
        icon("leaf"),
        tag("span", name),
        href=route.href(page="home"),
        class_="brand",
        aria_label=messages.message("app.home_link", lang),
    )
    others = (
        tag(
            "a",
            messages.message(f"language.{other}", lang),
            href=route.href(lang=other, page=route.page, focus=route.focus, tour=route.tour),
            class_="tool",
            lang=other,
            hreflang=other,
        )
        for other in messages.languages()
        if other != lang
    )
    guides = (
        tag(
            "a",
            icon(page),
            tag("span", messages.message(f"page.{page}", lang), class_="visually-hidden"),
            href=route.href(page=page),
            class_="tool",
            title=messages.message(f"page.{page}", lang),
        )
        for page in ("search", "help")
    )
    theme = tag(
        "button",
        icon("theme"),
        tag("span", messages.message("app.theme", lang), class_="visually-hidden"),
        type="button",
        class_="tool",
        data_theme_toggle=True,
        title=messages.message("app.theme", lang),
    )
    skip = tag("a", messages.message("app.skip", lang), href="#content", class_="skip", data_skip=True)
    return tag("div", skip, brand, *others, *guides, theme, class_="bar")


def _links(route: Route, group: Group, session: AssessmentSession, part: Part = "") -> Markup:
    items = []
    for key, entry in PAGES.items():
        if entry.in_menu and (entry.group, entry.part) == (group, part) and is_for(key, session.role, session.is_shared):
            here = "page" if key == route.page else None
            link = tag(
                "a",
                icon(key),
                messages.message(f"page.{key}", route.lang),
                href=route.href(page=key),
                aria_current=here,
            )
            items.append(tag("li", link))
    return tag("ul", *items) if items else Markup("")


def _menu(route: Route, site: str, session: AssessmentSession, label: str = "nav.main") -> Markup:
    parts = [_links(route, "general", session)]
    if route.site and is_for("overview", session.role, session.is_shared):
        parts.append(tag("p", messages.message("nav.site", route.lang), class_="group"))
        parts.append(tag("p", site, class_="site") if site else Markup(""))
        for part in PARTS:
            links = _links(route, "site", session, part)
            if links:
                parts += [tag("p", messages.message(f"nav.part.{part}", route.lang), class_="part") if part else Markup(""), links]
    for group in OTHER_GROUPS:
        links = _links(route, group, session)
        if links:
            parts += [tag("p", messages.message(f"nav.{group}", route.lang), class_="group"), links]
    return tag("nav", *parts, aria_label=messages.message(label, route.lang))


def _phone_menu(route: Route, site: str, session: AssessmentSession) -> Markup:
    head = tag("summary", icon("menu"), messages.message("nav.menu", route.lang))
    return tag("details", head, tag("div", _menu(route, site, session, "nav.phone"), class_="menu"), class_="phone")


def _crumbs(route: Route, site: str) -> Markup | None:
    if route.page == "home":
        return None
    steps = [tag("a", messages.message("page.home", route.lang), href=route.href(page="home"))]
    if PAGES[route.page].of_site and site and route.page != "overview":
        steps.append(tag("a", site, href=route.href(page="overview")))
    steps.append(tag("span", messages.message(f"page.{route.page}", route.lang), aria_current="page"))
    return tag(
        "nav",
        tag("ol", *(tag("li", step) for step in steps)),
        class_="crumbs",
        aria_label=messages.message("nav.crumbs", route.lang),
    )


_WORK = (
    f":host(.work) {{ display: grid !important; grid-template-columns: {MENU_WIDTH}px minmax(0, 1180px);"
    " grid-template-rows: auto 1fr; column-gap: 32px; padding: 20px 28px 64px 20px; align-items: start; }"
    ".side { grid-row: 1 / span 2; }"
    "@media (max-width: 860px) { :host(.work) { grid-template-columns: minmax(0, 1fr); padding: 8px 14px 48px; } .side { display: none !important; } }"
    "@media print { :host(.work) { display: block !important; height: auto !important; max-height: none !important; padding: 0; } .side { display: none !important; } }"
)
_UNROLLED = {"height": "auto !important", "maxHeight": "none !important", "overflow": "visible !important", "display": "block !important"}
_PAGE_SX = {
    "& .MuiAppBar-root": {
        "backgroundColor": "var(--sh-surface)",
        "color": "var(--sh-ink)",
        "backgroundImage": "none",
        "boxShadow": "none",
        "borderBottom": "1px solid var(--sh-line)",
    },
    "& main": {"backgroundColor": "var(--sh-ground)"},
    "@media print": {  # the page scrolls inside itself on a screen; on paper all of it must show
        **_UNROLLED,
        "& main, & .MuiBox-root, & .main-content": _UNROLLED,
        "& .MuiAppBar-root, & header": {"display": "none !important"},
    },
}
