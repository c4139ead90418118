"""The box that makes reports of several sites at once: what is wanted, how far it is, what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import panel as pn
from markupsafe import Markup

from app.components.about import about
from app.components.form import form, pick_field
from app.components.markup import join, tag
from app.components.state import button, notice
from app.reporting.batching import Batch
from app.session import AssessmentSession
from app.typed import FormError, read_form
from data import messages

TICK = 0.5  # s between two signs of progress
SETS = {"pdf": ("pdf",), "pdf_xlsx": ("pdf", "xlsx"), "all": ("pdf", "xlsx", "docx", "json")}


class BatchBox:
    """What a page shows and does about reports of several sites."""

    def __init__(self, session: AssessmentSession, keys: Callable[[], Sequence[str]], refresh: Callable[[], None]) -> None:
        self.session, self.keys, self.refresh = session, keys, refresh
        self.is_watched = False

    def act(self, act: str, value: str) -> bool:
        """Begin or stop a batch; return whether that was meant."""
        batch = self.session.batch
        if act == "batch.stop":
            if batch is not None:
                batch.stop()
            return True
        if act == "batch.new":
            self.session.batch = None
            return True
        try:
            fields = read_form(value) if act == "submit" else {}
        except FormError:
            return False
        if fields.get("form") != "batch":
            return False
        if batch is None or batch.is_over:
            kind, lang = fields.get("kind"), fields.get("lang", "")
            self.session.batch = Batch(
                self.session.settings, self.session.actor, tuple(self.keys()), SETS.get(fields.get("files", ""), SETS["pdf"]),
                lang if lang in messages.languages() else self.session.lang, "full" if kind == "full" else "quick",
            )  # fmt: skip
            if pn.state.curdoc is None:
                self.session.batch.run()
            else:
                self.session.batch.start()
        return True

    def watch(self) -> None:
        """Show signs of progress until the batch is over."""
        batch = self.session.batch
        if batch is not None and not batch.is_over and not self.is_watched and pn.state.curdoc is not None:
            self.is_watched = True
            pn.state.execute(partial(self._watched, batch), schedule=True)

    async def _watched(self, batch: Batch) -> None:
        while not batch.is_over:
            await asyncio.sleep(TICK)
            self.refresh()
        self.is_watched = False
        self.refresh()

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"batch.{key}", self.session.lang, **values)

    def body(self) -> Markup:
        """Return the box as it stands now."""
        self.watch()
        batch, count = self.session.batch, len(self.keys())
        head = tag("h2", self._say("title"), id="batch")
        if batch is None:
            return tag("section", head, tag("p", self._say("lead", count=count), class_="soft"), self._ask(count), style="margin-top:24px")
        total = len(batch.keys)
        if not batch.is_over:
            key = "stopping" if batch.is_stopped else "running"
            text = tag("p", self._say(key, done=batch.done, count=total), role="status")
            bar = tag("progress", value=str(batch.done), max=str(total), aria_label=self._say("running", done=batch.done, count=total), style="width:100%")
            return tag("section", head, text, bar, tag("div", button(self._say("stop"), act="batch.stop"), class_="actions"), style="margin-top:24px")
        return tag("section", head, self._outcome(batch), style="margin-top:24px")

    def _ask(self, count: int) -> Markup:
        files = [(key, self._say(f"files.{key}")) for key in SETS]
        kinds = [(key, messages.message(f"reports.kind.{key}", self.session.lang)) for key in ("quick", "full")]
        langs = [(lang, messages.message(f"reports.in.{lang}", self.session.lang)) for lang in messages.languages()]
        return form(
            "batch", "", self._say("start", count=count),
            pick_field("files", self._say("files"), files, "pdf_xlsx", about=about("batch.files", self.session.lang)),
            pick_field("kind", messages.message("reports.kind", self.session.lang), kinds, "full", about=about("reports.kind", self.session.lang)),
            pick_field("lang", messages.message("reports.lang", self.session.lang), langs, self.session.lang, about=about("reports.lang", self.session.lang)),
        )  # fmt: skip

    def _outcome(self, batch: Batch) -> Markup:
        said = self._say("done", done=batch.done - len(batch.faults), count=len(batch.keys))
        if batch.is_stopped:
            said = join(said, " ", self._say("was_stopped"))
        take = button(self._say("download"), href=self.session.route.file("batch", batch=batch.token), symbol="download", kind="main") if batch.files else None
        again = button(self._say("again"), act="batch.new")
        failed = tag("ul", *(tag("li", tag("strong", name), ": " if name else None, why) for name, why in batch.faults)) if batch.faults else None
        return join(notice(said, "bad" if batch.faults else "good"), failed, tag("div", take, again, class_="actions"))
