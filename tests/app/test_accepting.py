"""A warning is accepted with a reason, re-assessed, shown as accepted, and taken back."""

from __future__ import annotations

import json

import pytest

from app import sites
from app.accepting import accept, withdraw
from app.editing.fault import ChangeError
from app.opening import open_document
from app.pages.findings import FindingsPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment import intake

CODE = "stream.mass_unknown"


@pytest.fixture
def session(settings: Settings) -> AssessmentSession:
    made = AssessmentSession(settings, open_document, route=Route(page="findings", site="example-footwear"))
    made.open()
    return made


def _warning(page: FindingsPage) -> int:
    return next(place for place, finding in enumerate(page._found()) if finding["code"] == CODE)


def test_a_warning_is_accepted_on_the_page_and_taken_back(session: AssessmentSession) -> None:
    page = FindingsPage(session)
    aim = page.act("submit", json.dumps({"finding": str(_warning(page)), "reason": "Hộp <b>tính</b> theo cái"}))
    assert aim is not None
    assert f"site={session.route.site}" in aim
    assert not session.site.is_example
    text = str(page.pane.object)
    assert "Hộp &lt;b&gt;tính&lt;/b&gt; theo cái" in text
    content = sites.content(session.settings, sites.find(session.settings, session.route.site))
    assert [row["code"] for row in json.loads(content)["accepted"]] == [CODE]
    assert page.act("withdraw", str(_warning(page))) is None
    assert "theo cái" not in str(page.pane.object)
    content = sites.content(session.settings, sites.find(session.settings, session.route.site))
    assert "accepted" not in json.loads(content)


@pytest.mark.parametrize("value", ["", "{}", '{"finding": "99", "reason": "vì vậy"}', '{"finding": "0", "reason": " "}', "[1]", "null"])
def test_what_is_no_reason_changes_nothing(session: AssessmentSession, value: str) -> None:
    page = FindingsPage(session)
    assert page.act("submit", value) is None
    assert session.site.is_example
    assert sites.own(session.settings) == ()


def test_an_acceptance_is_as_narrow_as_its_warning(session: AssessmentSession) -> None:
    site = sites.find(session.settings, "example-footwear")
    document = intake.read(sites.content(session.settings, site), site.filename).document
    assert document is not None
    finding = {"code": CODE, "severity": "warning", "given": "packaging/shoe_box [piece]", "values": {"period": "2025-03"}}
    changed = accept(document.assessment, finding, "  đúng   vậy ")
    (row,) = changed.accepted
    assert (row.code, row.stream, row.period, row.reason) == (CODE, "packaging/shoe_box", "2025-03", "đúng vậy")
    assert withdraw(changed, {**finding, "given": "packaging/bag"}).accepted == (row,)
    assert withdraw(changed, finding).accepted == ()


def test_an_error_cannot_be_accepted(session: AssessmentSession) -> None:
    site = sites.find(session.settings, "example-footwear")
    document = intake.read(sites.content(session.settings, site), site.filename).document
    assert document is not None
    with pytest.raises(ChangeError):
        accept(document.assessment, {"code": "x", "severity": "error", "given": "", "values": {}}, "vì vậy")
