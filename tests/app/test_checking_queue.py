"""Checks of all sessions queue; what is typed meanwhile is kept without waiting for any of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from bokeh.document import Document

from app import sites
from app.editing import keeping
from app.editing.keeping import Keeping, desk_of
from app.opening import Opened
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment.model import Assessment

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


class Page(Document):
    """A page that takes what it is told at once."""

    def add_next_tick_callback(self, callback: Callable[[], None]) -> None:  # type: ignore[override]
        asyncio.get_running_loop().call_soon(callback)


class Checks:
    """A check that ends when it may, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[bytes] = []
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, content: bytes, filename: str) -> Opened:
        self.given.append(content)
        self.begun.set()
        assert self.may_end.wait(30)
        return Opened(findings=())


def place(settings: Settings, checks: Checks, name: str) -> tuple[AssessmentSession, Keeping]:
    content = (EXAMPLES / "garments.yaml").read_bytes() + f"\n# {name}\n".encode()
    site = sites.keep(settings, content, f"{name}.yaml", 10**6)
    session = AssessmentSession(settings, checks, route=Route(site=site.key, page="data"))
    session.site = site
    return session, Keeping(session, desk_of(session), lambda: None, lambda: None)


def rename(given: Keeping, name: str) -> None:
    def named(document: Assessment) -> Assessment:
        return document.model_copy(update={"facility": document.facility.model_copy(update={"name": name})})

    given.desk.apply(named)
    given._touched = True
    given._typed_on.set()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.01)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(keeping, "PAUSE", 0.001)
    return Settings(folder=tmp_path)


def test_what_is_typed_while_others_are_checked_is_kept_at_once_and_checked_once(settings: Settings) -> None:
    checks = Checks()
    _, first = place(settings, checks, "a")
    session, second = place(settings, checks, "b")

    async def run() -> None:
        rename(first, "First")
        one = asyncio.create_task(first._work(Page()))
        await asyncio.to_thread(checks.begun.wait, 30)
        rename(second, "B1")
        two = asyncio.create_task(second._work(Page()))
        for name in ("B1", "B2", "B3"):
            rename(second, name)
            await until(lambda: second.desk.is_kept)
            assert session.site is not None
            assert name.encode() in sites.content(settings, session.site)
            assert len(checks.given) == 1
        checks.may_end.set()
        async with asyncio.timeout(30):
            await asyncio.gather(one, two)

    asyncio.run(run())
    assert first.is_settled
    assert second.is_settled
    assert [name in checks.given[1] for name in (b"B1", b"B2", b"B3")] == [False, False, True]
    assert len(checks.given) == 2


def test_a_session_that_goes_while_it_waits_leaves_the_turn_to_the_next(settings: Settings) -> None:
    checks = Checks()
    _, first = place(settings, checks, "a")
    _, second = place(settings, checks, "b")
    _, third = place(settings, checks, "c")

    async def run() -> None:
        tasks = []
        for number, given in enumerate((first, second, third)):
            rename(given, f"N{number}")
            tasks.append(asyncio.create_task(given._work(Page())))
            await until(lambda given=given: given.desk.is_kept)  # type: ignore[misc]
        await asyncio.to_thread(checks.begun.wait, 30)
        tasks[1].cancel()
        checks.may_end.set()
        async with asyncio.timeout(30):
            await asyncio.gather(tasks[0], tasks[2])

    asyncio.run(run())
    assert (first.is_settled, second.is_settled, third.is_settled) == (True, False, True)
