"""The equipment page: a form is worked out, kept, and made an option; what is wrong is said and nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import resources

import pytest

from app.opening import open_document
from app.pages.equipment import EquipmentPage
from app.session import AssessmentSession
from assessment.equipment.register import CHECKS
from data import messages

MakeSession = Callable[..., AssessmentSession]
LEAK = {"form": "check", "about": "air_leak", "name": "Máy nén 1", "load_time": "480", "unload_time": "2880", "air_capacity": "20",
        "power": "130", "hours": "6000"}  # fmt: skip


def opened(make_session: MakeSession, lang: str = "vi", focus: str = "") -> EquipmentPage:
    """Return the page of a site of one's own."""
    session = make_session("equipment", lang)
    session.opener = open_document  # the real one: what is kept has to come back
    content = resources.files("data").joinpath("examples", "seafood.yaml").read_bytes()
    session.receive(content, "seafood.yaml")
    session.route = session.route.to(page="equipment", focus=focus)
    page = EquipmentPage(session)
    page.__panel__()
    return page


def shown(page: EquipmentPage) -> str:
    return str(page.pane.object)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("check", CHECKS)
def test_every_form_is_drawn_without_a_key(make_session: MakeSession, lang: str, check: str) -> None:
    text = re.sub(r"<[^>]*>", " ", shown(opened(make_session, lang, check)))
    assert messages.message(f"equipment.check.{check}", lang) in text
    assert not re.search(r"\{[a-z_]+\}", text)
    assert {word for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", text) if messages.has_message(word)} == set()


def test_a_result_is_shown_at_once_and_nothing_is_kept(make_session: MakeSession) -> None:
    page = opened(make_session, focus="air_leak")
    assert page.act("submit", json.dumps(LEAK)) is None
    assert "33.429" in shown(page)
    assert 'value="2880"' in shown(page)  # what was typed stays
    assert page.session.reading is not None
    assert page.session.reading.result["equipment"] == []


def test_keep_then_make_an_option_then_remove(make_session: MakeSession) -> None:
    page = opened(make_session, focus="air_leak")
    assert page.act("submit", json.dumps({**LEAK, "keep": "yes"})) is not None
    assert page.session.reading is not None
    (record,) = page.session.reading.result["equipment"]
    assert record["name"] == "Máy nén 1"
    form = {"form": "option", "about": record["id"], "investment": "15", "lifetime": "5"}
    assert page.act("submit", json.dumps(form)) is not None
    own = [row for row in page.session.reading.result["opportunities"] if row["origin"] == "own"]
    assert [row["investment_vnd"] for row in own if row["option"] == f"equipment-{record['id']}"] == [15e6]
    page.act("remove", record["id"])
    assert messages.message("equipment.remove.ask", "vi") in shown(page)
    page.act("remove_now", record["id"])
    assert page.session.reading.result["equipment"] == []


def test_keeping_again_replaces_what_was_kept(make_session: MakeSession) -> None:
    page = opened(make_session, focus="air_leak")
    page.act("submit", json.dumps({**LEAK, "keep": "yes"}))
    page.act("submit", json.dumps({**LEAK, "keep": "yes", "id": "air_leak-1", "power": "65"}))
    assert page.session.reading is not None
    (record,) = page.session.reading.result["equipment"]
    assert next(row["value"] for row in record["readings"] if row["field"] == "power") == 65


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"power": "nhiều"}, "finding.equipment.unreadable.title", id="no number"),
        pytest.param({"power": "130 kWh"}, "finding.equipment.unreadable.title", id="another quantity"),
        pytest.param({"power": ""}, "finding.equipment.missing.title", id="empty"),
        pytest.param({"power": "-1"}, "finding.equipment.out_of_range.title", id="negative"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(make_session: MakeSession, change: dict[str, str], said: str) -> None:
    page = opened(make_session, focus="air_leak")
    page.act("submit", json.dumps({**LEAK, "keep": "yes", **change}))
    assert messages.message(said, "vi", field="", check="").split("{")[0] in shown(page)
    assert 'value="2880"' in shown(page)
    assert page.session.reading is not None
    assert page.session.reading.result["equipment"] == []
