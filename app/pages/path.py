"""The guided path: the 18 tasks as stations, in quick or full mode, each with what is missing and where it is done."""

from __future__ import annotations

from itertools import groupby

import panel as pn
from markupsafe import Markup

from app.changing import ChangeError, change, worksheet
from app.components.form import area_field, form
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, notice
from app.session import AssessmentSession
from app.theme import Tone
from app.typed import FormError, read_form
from assessment.opportunities import editing
from assessment.stations import Mode, State, Station, stations_of
from data import messages

TONES: dict[State, Tone] = {"done": "good", "next": "unsure", "missing": "neutral"}

SHEETS: dict[str, tuple[str, ...]] = {
    "team": ("leader", "members", "commitment", "schedule"),
    "focus": ("step", "reason", "others"),
    "maintenance": ("norms", "responsible", "training"),
    "next_focus": ("step", "reason"),
}


class PathPage(pn.viewable.Viewer):
    """Stations by step."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Keep a worksheet; return where to go."""
        if act != "submit":
            return None
        try:
            fields = read_form(value)
            sheet = fields.get("about", "")
            values = {name: fields.get(name, "") or None for name in SHEETS.get(sheet, ())}
            if not values:
                return None
            address = change(self.session, lambda assessment: editing.noted(assessment, sheet, values))
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self._draw()
            return None
        self.fault = ""
        self._draw()
        return address

    def _draw(self) -> None:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        mode: Mode = "full" if self.session.route.focus == "full" else "quick"
        fault = tag("div", notice(messages.message(self.fault, self.session.lang), "bad"), role="alert") if self.fault else None
        self.pane.object = whole(fault, self._body(stations_of(reading.result, mode), mode))

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
                tag("ul", *(self._station(station) for station in group), class_="stack", style="list-style:none;padding:0"),
            )
            for step, group in groupby(stations, key=lambda station: station.task.step)
        ]
        return join(
            heading("path", self._say("title"), self._say("lead", done=done, all=len(stations))),
            tag("div", *links, class_="actions", role="group", aria_label=self._say("mode")),
            *steps,
            tag("div", tag("button", self._say("print"), type="button", class_="button", data_print=True), class_="actions", style="margin-top:16px"),
        )

    def _worksheet(self, sheet: str) -> Markup:
        """Return a worksheet of the path, filled with what stands on it."""
        known = worksheet(self.session, sheet)
        fields = (area_field(name, self._say(f"{sheet}.{name}"), known.get(name, "")) for name in SHEETS[sheet])
        head = tag("summary", self._say(sheet))
        return tag("details", head, form("worksheet", sheet, self._say("save"), *fields), open=not known)

    def _station(self, station: Station) -> Markup:
        lang, task = self.session.lang, station.task
        tone = TONES[station.state]
        chip = tag("span", shape(tone), messages.message(f"station.state.{station.state}", lang), class_=f"chip {tone}")
        missing = (tag("li", messages.message(code, lang)) for code in station.missing)
        go = button(
            self._say("go", page=messages.message(f"page.{task.page}", lang)), href=self.session.route.href(page=task.page), kind="main" if station.state == "next" else "quiet"
        )
        return tag(
            "li",
            tag("h3", f"{task.number}. {messages.message(f'station.{task.key}.title', lang)} ", chip, style="margin:0"),
            tag("p", messages.message(f"station.{task.key}.gives", lang), class_="soft"),
            tag("ul", *missing, style="margin:0") if station.missing else None,
            self._worksheet(task.sheet) if task.page == "path" and task.sheet in SHEETS else tag("div", go, class_="foot"),
            class_="card",
        )
