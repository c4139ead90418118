"""The guided path: the 18 tasks as stations, in quick or full mode, each with what is missing and where it is done."""

from __future__ import annotations

from itertools import groupby

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, notice
from app.components.unpriced import unpriced_text
from app.pages import PAGES
from app.session import AssessmentSession
from app.theme import Tone
from assessment.stations import Mode, State, Station, stations_of
from data import messages

TONES: dict[State, Tone] = {"done": "good", "next": "unsure", "missing": "neutral"}


class PathPage(pn.viewable.Viewer):
    """Stations by step."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def _draw(self) -> None:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        mode: Mode = "full" if self.session.route.focus == "full" else "quick"
        self.pane.object = whole(self._body(stations_of(reading.result, mode), mode))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"path.{key}", self.session.lang, **values)

    def _body(self, stations: tuple[Station, ...], mode: Mode) -> Markup:
        done = sum(station.state == "done" for station in stations)
        links = (
            button(self._say(f"mode.{name}"), href=self.session.route.href(focus=name), kind="main" if name == mode else "")
            for name in ("quick", "full")
        )
        steps = [
            join(
                tag("h2", messages.message("path.step", self.session.lang, number=step, name=messages.message(f"station.step.{step}", self.session.lang))),
                tag("ul", *(self._station(station, mode) for station in group), class_="stack", style="list-style:none;padding:0"),
            )
            for step, group in groupby(stations, key=lambda station: station.task.step)
        ]
        return join(
            heading("path", self._say("title"), self._say("lead", done=done, all=len(stations))),
            tag("progress", value=str(done), max=str(len(stations)), aria_label=self._say("lead", done=done, all=len(stations)), style="width:100%"),
            self._next(stations, mode),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("mode")),
            *steps,
            tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions", style="margin-top:16px"),
        )

    def _next(self, stations: tuple[Station, ...], mode: Mode) -> Markup:
        """Return what to do next: the first station that is not done, or the plan."""
        lang = self.session.lang
        station = next((item for item in stations if item.state == "next"), None)
        if station is None:
            return notice(self._say("all_done"), "good", button(self._say("to_plan"), href=self.session.route.href(page="plan"), kind="main"))
        name = messages.message(f"station.{station.task.key}.title", lang)
        go = button(self._say("sheet", number=station.task.number), href=self._sheet(station, mode), kind="main")
        return notice(self._say("next", number=station.task.number, name=name), "", go)

    def _sheet(self, station: Station, mode: Mode) -> str:
        tail = ":quick" if mode == "quick" else ""
        return self.session.route.href(page="worksheet", focus=f"{station.task.number}{tail}")

    def _unpriced(self, station: Station) -> Markup | None:
        """Return which losses have no price, on the card of the task that asks for them."""
        reading = self.session.reading
        text = unpriced_text(reading, self.session.lang) if reading is not None and station.task.key == "loss_cost" else ""
        return tag("p", text, class_="bad small") if text else None

    def _station(self, station: Station, mode: Mode) -> Markup:
        lang, task = self.session.lang, station.task
        tone = TONES[station.state]
        chip = tag("span", shape(tone), messages.message(f"station.state.{station.state}", lang), class_=f"chip {tone}")
        missing = (tag("li", messages.message(code, lang)) for code in station.missing)
        sheet = button(self._say("sheet", number=task.number), href=self._sheet(station, mode), kind="main" if station.state == "next" else "")
        page = None
        if task.page != "worksheet" and task.page in PAGES:
            page = button(self._say("go", page=messages.message(f"page.{task.page}", lang)), href=self.session.route.href(page=task.page, focus="process" if task.page == "data" else ""), kind="quiet")
        return tag(
            "li",
            tag("h3", f"{task.number}. {messages.message(f'station.{task.key}.title', lang)} ", chip, style="margin:0"),
            tag("p", messages.message(f"station.{task.key}.gives", lang), class_="soft"),
            tag("ul", *missing, style="margin:0") if station.missing else None,
            self._unpriced(station),
            tag("div", sheet, page, class_="foot actions"),
            class_="card",
        )
