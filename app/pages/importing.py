"""Bring in what the factory has: drop files, say what is what, look at what it would do, accept, take back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import panel as pn
from markupsafe import Markup

from app.components.heading import heading
from app.components.icons import icon
from app.components.importing_forms import item_rows, line_rows, question_fields, say, stream_list
from app.components.importing_views import curve_view, findings_view, history_view, rows_table, single_rows, skipped_view, sources_view
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.editing.choices import options
from app.editing.fault import ChangeError
from app.imports import importing, incoming
from app.imports.mapping_form import answers_of, told_by
from app.reading import stream_name
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD
from app.typed import FormError, read_form
from assessment.intake.imports import names_in
from assessment.intake.planning import Answers, Plan
from calculators.errors import SachhonError
from data import messages

log = logging.getLogger(__name__)
TICK = 0.4  # s between two signs of progress
MOST_NAMED = 5  # rows named in one sentence
EXPORTS = ("csv", "xlsx", "json", "yaml")


class ImportingPage(pn.viewable.Viewer):
    """One batch of files from the drop to the ledger, or the place to drop them."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.lang = session.lang
        self.batch = session.route.focus
        self.answers = Answers()
        self.start: importing.Ground | None = None
        self.made: Plan | None = None
        self.told: Markup | None = None
        self.faults: tuple[str, ...] = ()
        self.asking = False
        self.is_keeping = False
        self.count = 0
        self.pane = html()

    def __panel__(self) -> pn.viewable.Viewable:
        if self.batch:
            self._perform(self._job)
        else:
            self._show()
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Do what a button of the page asks for; return the address to go to, if any."""
        if act in ("ask_undo", "keep"):
            self.asking = act == "ask_undo"
        elif act == "undo":
            self._perform(self._undo)
            return None
        elif act == "discard":
            return self._discard()
        elif act == "accept":
            self._perform(self._accept)
            return None
        elif act == "submit":
            return self._confirm(value)
        else:
            return None
        self._show()
        return None

    # what a person does

    def _undo(self) -> None:
        self.asking = False
        try:
            step = importing.undo(self.session)
        except (ChangeError, SachhonError) as problem:
            self.told = notice(self._problem(problem), "bad")
        else:
            self.session.desk = None
            edited = [item.given for item in step.findings if item.code == "invoice.row_edited"]
            kept = self._say("undone.edited", count=len(edited), rows=", ".join(self._row(text) for text in edited[:MOST_NAMED])) if edited else ""
            self.told = notice(f"{self._say('undone', count=len(step.removed))} {kept}".strip(), "good")

    def _row(self, given: str) -> str:
        stream, _, period = given.partition(" ")
        first, _, last = period.partition("/")
        ends = dict.fromkeys(messages.format_period(end, self.lang) for end in (first, last or first))
        return f"{self._names().get(stream) or stream_name(stream, self.lang)} {' – '.join(ends)}"

    def _discard(self) -> str:
        incoming.discard(self.session.settings, self.session.actor, self.session.route.site, self.batch)
        return str(self.session.route.href(focus=""))

    def _confirm(self, value: str) -> str | None:
        if self.made is None or self.start is None:
            return None
        try:
            fields = read_form(value)
        except FormError:
            return None
        told = told_by(fields, self.made, self.start.imports, self.answers, "comma" if self.lang == "vi" else "dot")
        self.answers, self.faults = told.answers, told.faults
        try:
            was_example = self.start.site.is_example
            folder = incoming.folder_of(self.session.settings, self.session.actor, self.session.route.site, self.batch)
            incoming.keep_answers(folder, asdict(self.answers))
            self.start = importing.remember(self.session, self.start, told.imports)
        except (ChangeError, SachhonError) as problem:
            self.told = notice(self._problem(problem), "bad")
            self._show()
            return None
        if was_example:
            return str(self.session.route.href(focus=self.batch))
        self._perform(self._job)
        return None

    def _accept(self) -> None:
        if self.made is None or self.start is None:
            return
        made, self.is_keeping = self.made, True
        try:
            importing.accept(self.session, self.start, made)
        except (ChangeError, SachhonError) as problem:
            self.told = notice(self._problem(problem), "bad")
            return
        finally:
            self.is_keeping = False
        route = self.session.route
        incoming.discard(self.session.settings, self.session.actor, route.site, self.batch)
        self.session.desk = None
        self.session.route = route.to(page="importing", focus="")
        self.told = notice(self._say("accepted", added=len(made.added), removed=len(made.removed), papers=len(made.papers)), "good",
                           button(self._say("to_data"), href=route.href(page="data"), kind="main"),
                           button(self._say("to_overview"), href=route.href(page="overview")))  # fmt: skip
        self.batch, self.made, self.start = "", None, None

    # the work

    def _perform(self, job: Callable[[], None]) -> None:
        """Do a job: at once where nobody watches, else beside the page, with signs of progress."""
        self.count = 0
        if pn.state.curdoc is None:
            job()
            self._show()
        else:
            self.pane.object = whole(self._progress())
            pn.state.execute(partial(self._watched, job), schedule=True)

    async def _watched(self, job: Callable[[], None]) -> None:
        task = asyncio.create_task(asyncio.to_thread(job))
        while not task.done():
            await asyncio.wait({task}, timeout=TICK)
            if not task.done():
                self.pane.object = whole(self._progress())
        try:
            task.result()
        except Exception:
            log.exception("an import could not be planned")
            self.told = notice(self._say("broken"), "bad")
        self._show()

    def _job(self) -> None:
        session = self.session
        try:
            folder = incoming.folder_of(session.settings, session.actor, session.route.site, self.batch)
            if session.site is None or not folder.exists():
                raise incoming.IncomingError("importing.no_batch")
            if known := incoming.kept_answers(folder):
                self.answers = answers_of(known)
            if self.start is None:
                self.start = importing.ground(session.settings, session.site, session.actor)
            self.made = importing.plan(folder, self.start, self.answers, self._tell)
            usual = max(self.made.buyers, key=lambda code: self.made.buyers[code] if self.made else 0, default="")
            if not self.answers.buyer and not self.start.assessment.facility.tax_code and len(self.made.buyers) > 1:
                self.answers = replace(self.answers, buyer=usual)
                self.made = importing.plan(folder, self.start, self.answers, self._tell)
        except (ChangeError, SachhonError) as problem:
            self.made = None
            self.told = notice(self._problem(problem), "bad")

    def _tell(self, number: int, name: str) -> None:
        self.count = number

    def _problem(self, problem: Exception) -> str:
        code = getattr(problem, "code", "")
        key = code if code and messages.has_message(code, self.lang) else "importing.broken"
        return messages.message(key, self.lang)

    # what is shown

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def _show(self) -> None:
        self.pane.object = whole(self._review() if self.batch and self.made is not None else self._begin())

    def _sticky(self) -> Markup | None:
        """Return what was told last, in sight wherever the page is scrolled to."""
        return tag("div", self.told, role="status", style="position:sticky;top:8px;z-index:4") if self.told is not None else None

    def _progress(self) -> Markup:
        text = self._say("keeping") if self.is_keeping else self._say("reading", count=self.count) if self.count else self._say("sorting")
        return join(heading("importing", self._say("title")), tag("p", text, role="status", data_from_top=True), tag("div", class_="bone block"))

    def _begin(self) -> Markup:
        route = self.session.route
        assert self.session.site is not None  # the frame shows an empty state otherwise
        imports = importing.imports_of(self.session.settings, self.session.site, self.session.actor)
        kinds = tag("ul", *(tag("li", self._say(f"takes.{kind}")) for kind in ("invoice", "table", "meter", "tool", "zip", "picture")))
        links = [button(self._say(f"export.{kind}"), href=route.file("ledger", kind=kind), symbol="download") for kind in EXPORTS]
        out = tag("section", tag("h2", self._say("export")), tag("p", self._say("export.lead"), class_="soft"), tag("div", *links, class_="actions"))
        sources = sources_view(imports, self._names(), route)
        history = history_view(imports, route, self.asking) or empty("upload", self._say("none.title"), self._say("none.text"))
        return join(heading("importing", self._say("title"), self._say("lead")), self._sticky(), self._drop(), tag("details", tag("summary", self._say("takes")), kinds),
                    history, sources, out)  # fmt: skip

    def _names(self) -> dict[str, str]:
        """Return what the site calls its own streams."""
        reading = self.session.reading
        return dict(reading.facts.streams) if reading is not None else {}

    def _drop(self) -> Markup:
        batch = incoming.new_batch()
        route = self.session.route
        area = tag(
            "label",
            tag("input", type="file", multiple=True, aria_describedby="import-help"),
            icon("upload"),
            tag("strong", self._say("drop")),
            tag("span", self._say("drop.help", megabytes=LARGEST_UPLOAD // 2**20), class_="soft small", id="import-help"),
            class_="drop",
            data_import=f"site={route.site}&batch={batch}&lang={self.lang}",
            data_next=route.href(focus=batch),
            data_limit=LARGEST_UPLOAD,
            data_busy=self._say("sending"),
            data_large=self._say("large", megabytes=LARGEST_UPLOAD // 2**20),
            data_failed=self._say("failed"),
        )
        go_on = tag("a", self._say("go_on"), href=route.href(focus=batch), class_="button", style="display:none", data_go_on=True)
        whole_folder = tag("label", self._say("folder"), tag("input", type="file", webkitdirectory=True, multiple=True, data_folder=True, class_="visually-hidden"), class_="button quiet")
        return tag("div", area, tag("div", whole_folder, go_on, class_="actions"), tag("p", role="status", class_="soft"), tag("p", role="alert", style="white-space:pre-line"))

    def _review(self) -> Markup:
        assert self.made is not None
        assert self.start is not None
        made, lang = self.made, self.lang
        names = dict(names_in(self.start.assessment))
        head = heading("importing", self._say("review"), self._say("review.lead", papers=len(made.papers), skipped=sum(skip.count for skip in made.skipped)))
        fault = notice(self._say("faults", count=len(self.faults)), "bad") if self.faults else None
        curves = [curve_view(meter, lang) for found in made.curves.values() for meter in found.meters]
        shown = tag("section", tag("h2", self._say("curves")), tag("div", *curves, class_="grid")) if curves else None
        asked, offered = (self._form(made, names), shown), (self._preview(made, names), findings_view(made, lang), skipped_view(made, lang))
        parts = (*asked, *offered) if made.questions else (*offered, *asked)  # once all is answered, what it would do comes first
        return join(head, self._sticky(), fault, *parts)

    def _form(self, made: Plan, names: dict[str, str]) -> Markup | None:
        assert self.start is not None
        lang = self.lang
        buyer = self.answers.buyer or self.start.assessment.facility.tax_code or ""
        fields = question_fields(made, self.start.imports, buyer, self.answers, options(self.start.assessment, "step", lang), lang)
        items, lines = item_rows(made, names, lang), line_rows(made, names, lang)
        if not fields and items is None and lines is None:
            return None
        send = tag("button", self._say("confirm"), type="button", class_="button main", data_submit=True)
        return tag(
            "form",
            tag("h2", self._say("mapping")),
            tag("p", self._say("mapping.lead"), class_="soft"),
            stream_list(names, lang) if items is not None or lines is not None else None,
            tag("div", *fields, class_="grid"),
            items,
            lines,
            tag("div", send, tag("span", self._say("confirm.help"), class_="soft small"), class_="actions", style="margin-top:16px"),
            onsubmit="return false",
        )

    def _preview(self, made: Plan, names: dict[str, str]) -> Markup:
        lang = self.lang
        waiting = notice(self._say("waiting", count=len(made.questions)), "") if made.questions else None
        accept = button(self._say("accept", rows=len(made.added), papers=len(made.papers)), act="accept", kind="main")
        discard = button(self._say("discard"), act="discard")
        nothing = notice(self._say("nothing"), "good") if not made.is_change else None
        gone = tag("p", self._say("removed", count=len(made.removed)), class_="soft") if made.removed else None
        actions = tag("div", accept if made.is_change else None, discard, class_="actions")
        return tag("section", tag("h2", self._say("preview")), waiting, nothing, rows_table(made.added, names, lang), gone, single_rows(made.added, names, lang), actions)
