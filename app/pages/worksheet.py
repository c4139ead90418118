"""One worksheet (phiếu) of the 18: what is known, what is to be filled in; kept at every change, taken back, printed."""

from __future__ import annotations

from datetime import datetime

import panel as pn
from markupsafe import Markup

from app import attaching
from app.changing import change, opened_assessment
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import join, tag
from app.components.pane import column, html, whole
from app.components.state import button, empty, notice
from app.components.undo import undo_tools
from app.editing import undoing
from app.editing.fault import ChangeError
from app.session import AssessmentSession
from app.theme import Tone
from app.typed import FormError, read_form
from app.worksheets import SHEETS
from app.worksheets.sheet import View
from assessment.stations import TASKS, State, stations_of
from calculators.number import Notation
from data import messages

TONES: dict[State, Tone] = {"done": "good", "next": "unsure", "missing": "neutral"}
ADDS = frozenset({"own", "stream", "steps", "choice", "next"})  # forms after which the page below them is another one


class WorksheetPage(pn.viewable.Viewer):
    """A head with what can be undone, the part that is known, and the forms; only what changed is drawn anew."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = ""
        self.saved_at = ""
        self.head, self.known, self.forms = html(), html(), html()

    def __panel__(self) -> pn.viewable.Viewable:
        self._draw()
        return column(self.head, self.known, self.forms)

    @property
    def number(self) -> int:
        """The task whose worksheet is shown; the first where the address names none. [1]"""
        text = self.session.route.focus.partition(":")[0]
        return int(text) if text.isdigit() and int(text) in SHEETS else 1

    def act(self, act: str, value: str) -> str | None:
        """Keep a form, press a button of the worksheet, or go a step back or forward; return where to go."""
        was_example = self.session.site is not None and self.session.site.is_example
        sheet = SHEETS[self.number]
        try:
            if act in ("undo", "redo"):
                undoing.step(self.session, act)
                adds = True
            elif act in ("submit", "keep"):
                fields = read_form(value)
                make = sheet.changes.get(fields.get("form", ""))
                if make is None:
                    return None
                change(self.session, make(fields, self._notation()))
                adds = act == "submit" and fields["form"] in ADDS
            elif act in ("attach", "detach"):
                attaching.act(self.session, act, value)
                adds = True
            elif act in sheet.acts:
                change(self.session, sheet.acts[act](value))
                adds = True
            else:
                return None
        except (ChangeError, FormError) as problem:
            self.fault = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self._draw_head()
            return None
        self.fault = ""
        self.saved_at = datetime.now().astimezone().strftime("%H:%M")
        if was_example or adds:
            self._draw()
        else:
            self._draw_head()
            self._draw_known()
        return str(self.session.route.href()) if was_example else None

    def _notation(self) -> Notation:
        return "comma" if self.session.lang == "vi" else "dot"

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"sheet.{key}", self.session.lang, **values)

    def _view(self) -> View:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        site = self.session.site
        assessment = opened_assessment(self.session)
        saves = site is not None and not site.is_example
        return View(lang=self.session.lang, route=self.session.route, reading=reading, assessment=assessment, saves=saves, role=self.session.role)

    def _draw(self) -> None:
        self._draw_head()
        try:
            view = self._view()
        except ChangeError as problem:
            self.known.object = whole(empty("findings", messages.message(problem.code, self.session.lang), ""))
            self.forms.object = whole()
            return
        sheet = SHEETS[self.number]
        self.known.object = whole(sheet.shows(view))
        self.forms.object = whole(sheet.asks(view), self._ways())

    def _draw_known(self) -> None:
        self.known.object = whole(SHEETS[self.number].shows(self._view()))

    def _draw_head(self) -> None:
        lang, reading = self.session.lang, self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        task = TASKS[self.number - 1]
        station = stations_of(reading.result)[self.number - 1]
        tone = TONES[station.state]
        chip = tag("span", shape(tone), messages.message(f"station.state.{station.state}", lang), class_=f"chip {tone}")
        title = self._say("title", number=self.number, name=messages.message(f"station.{task.key}.title", lang))
        period = messages.format_period(reading.facts.reporting_period, lang)
        lead = join(messages.message(f"station.{task.key}.gives", lang), ". ", chip)
        missing = (tag("li", messages.message(code, lang)) for code in station.missing)
        fault = tag("div", notice(messages.message(self.fault, lang), "bad"), role="alert") if self.fault else None
        self.head.object = whole(
            heading("worksheet", title, lead),
            tag("p", self._say("of", site=reading.facts.name, period=period), class_="soft small"),
            tag("ul", *missing, class_="soft") if station.missing else None,
            self._example(),
            fault,
            self._tools(),
        )

    def _example(self) -> Markup | None:
        site = self.session.site
        return notice(self._say("example")) if site is not None and site.is_example else None

    def _tools(self) -> Markup:
        saved = tag("span", self._say("saved", at=self.saved_at) if self.saved_at else "", class_="soft small", role="status")
        print_it = tag("button", self._say("print"), type="button", class_="button", data_print=True)
        return tag("div", undo_tools(undoing.ways(self.session), self.session.lang), print_it, saved, class_="actions", style="align-items:center")

    def _ways(self) -> Markup:
        """Return the way to the worksheets before and after, and back to the list of tasks."""
        route = self.session.route
        quick = [task.number for task in TASKS if task.in_quick]
        is_quick = route.focus.endswith(":quick")
        numbers = quick if is_quick and self.number in quick else [task.number for task in TASKS]
        place = numbers.index(self.number)
        tail = ":quick" if is_quick else ""
        parts = []
        if place > 0:
            before = numbers[place - 1]
            parts.append(button(self._say("before", number=before), href=route.href(focus=f"{before}{tail}"), kind="quiet"))
        parts.append(button(self._say("all"), href=route.href(page="path", focus="quick" if is_quick else "full"), kind="quiet"))
        if place < len(numbers) - 1:
            after = numbers[place + 1]
            name = messages.message(f"station.{TASKS[after - 1].key}.title", self.session.lang)
            parts.append(button(self._say("after", number=after, name=name), href=route.href(focus=f"{after}{tail}"), kind="main"))
        elif is_quick:
            parts.append(button(self._say("to_plan"), href=route.href(page="plan"), kind="main"))
        return tag("div", *parts, class_="actions", style="margin-top:24px")
