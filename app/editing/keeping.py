"""Keep a desk's document and check all of it, beside the person's typing: one session's work at a time, never in its way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document

from app.accounts.sessions import SignedOutError
from app.editing.checking import checked
from app.editing.desk import Desk, Kept, content_of, keep, open_desk, opened
from app.editing.fault import ChangeError
from app.editing.marks import Marks, marks_of
from app.opening import Opened
from app.operation.stopping import ENDING, remember
from app.session import AssessmentSession
from assessment.model import Assessment
from assessment.store.documents import OWN_NAME
from calculators.errors import SachhonError

log = logging.getLogger(__name__)
PAUSE = 0.35  # s without typing before a document is kept, and again before all of it is checked
MOST_PAUSES = 5  # after so many it is kept although typing goes on
LONGEST_WAIT = 30.0  # s for a page that is still there to take something over
_checkers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()  # checks of all sessions queue; typing goes first


def _turn() -> asyncio.Lock:
    """Return what lets one check of this server run at a time."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def desk_of(session: AssessmentSession) -> Desk:
    """Return the session's desk for the open site: the one it worked on, if nothing else was kept there since.

    Raises
    ------
    ChangeError
        If no document is open that can be read.
    """
    site = session.site
    if site is None:
        raise ChangeError("change.not_open")
    known = session.desk
    if known is not None and known.site.key == site.key and (known.site.revision == site.revision or not known.is_kept):
        return known
    desk = open_desk(session.settings, site, session.actor)
    if known is not None and known.site.key == site.key:
        desk.done, desk.undone, desk.saved_at = known.done, known.undone, known.saved_at
    desk.checked = desk.document
    session.desk = desk
    return desk


class Keeping:
    """What keeps and checks one page's desk. `on_kept` and `on_checked` are called where the page may be changed."""

    def __init__(self, session: AssessmentSession, desk: Desk, on_kept: Callable[[], None], on_checked: Callable[[], None]) -> None:
        self.session = session
        self.desk = desk
        self.state = ""
        self.moved = False
        self.is_merged = False
        self._on_kept = on_kept
        self._on_checked = on_checked
        self._task: asyncio.Task[None] | None = None
        self._touched = False
        self._typed_on = asyncio.Event()
        self._lang = session.lang
        self.marks = self._marks(session.opened) if desk.checked is desk.document else Marks()

    @property
    def is_settled(self) -> bool:
        """Return whether everything is kept and checked."""
        return self.desk.is_kept and self.desk.checked is self.desk.document

    @property
    def findings(self) -> Sequence[Mapping[str, Any]] | None:
        """Return the findings of the document as it is on the desk, None while they are being looked for."""
        if self.desk.checked is not self.desk.document or self.session.opened is None:
            return None
        return self.session.opened.findings

    def _marks(self, result: Opened | None) -> Marks:
        return marks_of(self.desk.document, result.findings, self._lang) if result is not None else Marks()

    def begin(self) -> None:
        """Keep and check what is on the desk: soon, where a browser waits; at once, where none does."""
        self._touched = True
        self._typed_on.set()
        if self.is_settled:
            return
        if not self.desk.is_kept:
            self.state = "saving"
        document = pn.state.curdoc
        if document is None or document.session_context is None:
            self.finish()
        elif self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work(document))
            remember(self._task)

    def finish(self) -> None:
        """Keep and check in one go."""
        if not self.desk.is_kept:
            self._keep_now()
        if self.desk.is_kept and self.desk.checked is not self.desk.document:
            snapshot = self.desk.document
            self._take(snapshot, opened(self.session.opener, snapshot))

    def _keep_now(self) -> None:
        desk, session = self.desk, self.session
        try:
            self._absorb(keep(session.settings, desk.site, desk.kept, desk.document, session.actor))
        except SignedOutError:
            raise
        except (SachhonError, ValueError) as problem:
            self._fail(problem)

    async def _work(self, document: Document) -> None:
        desk, session = self.desk, self.session
        while not self.is_settled:
            if not ENDING.asked.is_set():
                await self._calm()
            elif desk.is_kept:
                return
            self._typed_on.clear()
            snapshot = desk.document
            try:
                if not desk.is_kept:
                    kept = await asyncio.to_thread(keep, session.settings, desk.site, desk.kept, snapshot, session.actor)
                    await self._shown(document, partial(self._absorb, kept))
                elif await self._comes_up():
                    try:
                        result = await asyncio.get_running_loop().run_in_executor(_checkers, checked, session.opener, content_of(snapshot), OWN_NAME)
                    finally:
                        _turn().release()
                    await self._shown(document, partial(self._take, snapshot, result))
            except (SignedOutError, TimeoutError):  # nobody is there any more; what was typed is kept
                return
            except BrokenProcessPool:  # the server ends, and the check with it
                return
            except Exception as problem:  # the outermost edge of this work: the person is told, the reason is logged
                if not isinstance(problem, SachhonError):
                    log.exception("a document could not be kept or checked")
                document.add_next_tick_callback(partial(self._fail, problem))
                return

    async def _comes_up(self) -> bool:
        """Wait for the turn to check; when the person types on meanwhile leave the queue, for that has to be kept first."""
        mine, more = asyncio.ensure_future(_turn().acquire()), asyncio.ensure_future(self._typed_on.wait())
        is_mine = False
        try:
            await asyncio.wait({mine, more}, return_when=asyncio.FIRST_COMPLETED)
            is_mine = mine.done() and not self._typed_on.is_set()
        finally:
            more.cancel()
            if not mine.cancel() and not mine.cancelled() and not is_mine:  # it came, but not to be used
                _turn().release()
        return is_mine

    async def _calm(self) -> None:
        """Wait until the person pauses, but never long."""
        for _ in range(MOST_PAUSES):
            self._touched = False
            await asyncio.sleep(PAUSE)
            if not self._touched:
                return

    async def _shown(self, document: Document, show: Callable[[], None]) -> None:
        """Let the page take something over, where it may be changed, and wait until it has."""
        done = asyncio.Event()

        def take() -> None:
            try:
                show()
            finally:
                done.set()

        document.add_next_tick_callback(take)
        await asyncio.wait_for(done.wait(), LONGEST_WAIT)

    def _absorb(self, kept: Kept) -> None:
        was = self.desk.site
        self.desk.absorb(kept)
        self.state = ""
        self.moved = self.moved or was.key != kept.site.key
        self.is_merged = self.is_merged or kept.is_merged
        self.session.param.update(site=kept.site, route=self.session.route.to(site=kept.site.key, page=self.session.route.page, focus=self.session.route.focus))
        self._on_kept()

    def _take(self, snapshot: Assessment, result: Opened) -> None:
        if self.desk.document is not snapshot:
            return
        self.desk.checked = snapshot
        self.session.opened = result
        self.marks = self._marks(result)
        self._on_checked()

    def _fail(self, problem: Exception) -> None:
        self.state = str(getattr(problem, "key", "") or getattr(problem, "code", "") or "store.failed")
        self._on_kept()


def settle(session: AssessmentSession) -> None:
    """Keep and check what the session's desk holds before another page reads the document. Runs in any thread.

    What cannot be kept stays on the desk, where the data page says why.
    """
    desk = session.desk
    if desk is None or session.site is None or desk.site.key != session.site.key:
        return
    Keeping(session, desk, lambda: None, lambda: None).finish()
