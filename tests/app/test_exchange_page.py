"""The register's pages: publish, agree, contact, take back; the department's page names nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import panel as pn
import pytest

from app import sites
from app.components.pane import Html
from app.pages import build
from app.session import AssessmentSession
from app.settings import Settings
from data import messages

MakeSession = Callable[..., AssessmentSession]
GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
PUBLISH = {"form": "publish", "material": "fabric_scrap", "composition": "clean", "band": "1_10", "province": "68", "commune": "22918"}


def texts(view: pn.viewable.Viewable) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from texts(inner)


class Visit:
    """One site's page of the register."""

    def __init__(self, make_session: MakeSession, settings: Settings, name: str) -> None:
        session = make_session("exchange")
        session.site = sites.keep(settings, GOLDEN.read_bytes() + f"# {name}\n".encode(), f"{name}.yaml", 10**6)
        session.route = session.route.to(site=session.site.key, page="exchange")
        self.session = session
        self.page = build("exchange", session)

    def shown(self) -> str:
        return "".join(texts(self.page.__panel__()))

    def act(self, act: str, value: str) -> str:
        self.page.act(act, value)  # type: ignore[attr-defined]
        return "".join(texts(self.page.pane))  # type: ignore[attr-defined]

    def submit(self, **fields: str) -> str:
        return self.act("submit", json.dumps(fields))

    def pair(self) -> str:
        found = re.search(r'name="about" value="([0-9a-f]{32}:[0-9a-f]{32})"', self.shown())
        assert found
        return found.group(1)


@pytest.fixture
def seller(make_session: MakeSession, settings: Settings) -> Visit:
    return Visit(make_session, settings, "seller")


@pytest.fixture
def buyer(make_session: MakeSession, settings: Settings) -> Visit:
    return Visit(make_session, settings, "buyer")


def say(key: str) -> str:
    return messages.message(f"exchange.{key}", "vi")


def test_two_sites_find_each_other(make_session: MakeSession, seller: Visit, buyer: Visit) -> None:
    assert say("none.title") in seller.shown()
    assert say("published") in seller.submit(**PUBLISH, side="offer")
    buyer.submit(**PUBLISH, side="want")
    assert say("state.nobody") in buyer.shown()
    buyer.submit(form="agree", about=buyer.pair(), name="Quý Khách", phone="0252 382 1234", email="")
    assert say("state.we") in buyer.shown()
    assert say("state.they") in seller.shown()
    assert "Quý Khách" not in seller.shown()
    pair = seller.pair()
    seller.submit(form="agree", about=pair, name="An", phone="", email="an@example.vn")
    assert "Quý Khách" in seller.shown()
    assert "an@example.vn" in buyer.shown()
    department = "".join(texts(build("circular", make_session("circular", focus="68")).__panel__()))
    assert "Vải vụn" in department
    for secret in ("Quý Khách", "an@example.vn", seller.session.site.key, buyer.session.site.key):  # type: ignore[union-attr]
        assert secret not in department
    assert say("disagreed") in seller.act("disagree", pair)
    assert "Quý Khách" not in seller.shown()
    assert "an@example.vn" not in buyer.shown()


def test_a_notice_is_taken_back_after_a_question(seller: Visit) -> None:
    seller.submit(**PUBLISH, side="offer")
    notice = re.search(r'data-act="ask" data-value="([0-9a-f]{32})"', seller.shown())
    assert notice
    assert say("closed") not in seller.act("remove", notice.group(1))  # not without the question
    assert say("close.ask") in seller.act("ask", notice.group(1))
    assert say("closed") in seller.act("remove", notice.group(1))
    assert say("none.title") in seller.shown()


@pytest.mark.parametrize(
    "fields",
    [
        {**PUBLISH, "side": "offer", "material": "Vải vụn của Công ty A"},
        {"form": "agree", "about": "x:y", "name": "An", "phone": "1"},
        {"form": "publish"},
    ],
)
def test_what_cannot_be_is_refused_in_words(seller: Visit, fields: dict[str, str]) -> None:
    shown = seller.submit(**fields)
    assert 'role="alert"' in shown
    assert say("none.title") in shown


def test_an_example_publishes_nothing(make_session: MakeSession) -> None:
    assert say("example") in "".join(texts(build("exchange", make_session("exchange")).__panel__()))
