"""A person's page is touched by what that person does, and by nothing of others."""

from __future__ import annotations

from pathlib import Path

import panel as pn
import pytest

from app.frame import Frame, page_template
from app.opening import open_document
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    session = AssessmentSession(Settings(folder=tmp_path), open_document, route=Route(page="help"))
    return Frame(session, page_template())


def watchers_of_the_servers_busy_flag() -> int:
    return len(pn.state.param.watchers.get("busy", {}).get("value", []))


def test_what_others_do_changes_nothing_of_a_page(frame: Frame) -> None:
    seen: list[object] = []
    frame.page.param.watch(seen.append, list(frame.page.param))
    pn.state._add_busy_event("someone else's")
    assert pn.state.busy
    pn.state._remove_busy_event("someone else's")
    assert seen == []


def test_no_page_stays_known_to_the_server(tmp_path: Path) -> None:
    before = watchers_of_the_servers_busy_flag()
    for _ in range(3):
        Frame(AssessmentSession(Settings(folder=tmp_path), open_document), page_template())
    assert watchers_of_the_servers_busy_flag() == before


def test_the_browser_hears_that_an_act_was_answered_even_if_it_failed(frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    frame.router._handle_msg({"act": "nothing", "value": ""})
    assert frame.router.answered == 1

    def fail(act: str, value: str) -> None:
        raise ArithmeticError

    monkeypatch.setattr(frame.router, "_on_act", fail)
    with pytest.raises(ArithmeticError):
        frame.router._handle_msg({"act": "save", "value": ""})
    assert frame.router.answered == 2
