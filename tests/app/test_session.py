"""A session opens what its address names, and turns whatever is wrong into findings."""

from __future__ import annotations

import logging

import pytest

from app.opening import Opened, open_document
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from app.sites import SiteFileError


def test_an_example_opens(settings: Settings) -> None:
    session = AssessmentSession(settings, open_document, route=Route(site="example-garments", page="overview"))
    assert session.reading is None
    session.open()
    assert session.reading is not None
    assert session.site_name


def test_a_document_that_cannot_be_read_becomes_findings(settings: Settings) -> None:
    session = AssessmentSession(settings, open_document)
    session.receive(b"not: [a document", "x.yaml")
    assert session.reading is None
    assert session.opened.findings
    assert session.route.page == "overview"


def test_an_unknown_site_becomes_a_finding(settings: Settings) -> None:
    session = AssessmentSession(settings, open_document, route=Route(site="nowhere"))
    session.open()
    assert [finding["code"] for finding in session.opened.findings] == ["file.not_opened"]


def test_a_failing_engine_becomes_a_finding_and_is_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    def fail(content: bytes, name: str) -> Opened:
        raise RuntimeError("engine")

    session = AssessmentSession(settings, fail, route=Route(site="example-garments"))
    with caplog.at_level(logging.ERROR):
        session.open()
    assert [finding["code"] for finding in session.opened.findings] == ["file.not_assessed"]
    assert "engine" in caplog.text


def test_a_wrong_kind_of_file_is_refused(settings: Settings) -> None:
    with pytest.raises(SiteFileError):
        AssessmentSession(settings, open_document).receive(b"x", "x.pdf")


def test_the_result_of_another_site_is_never_shown(settings: Settings, opened: Opened) -> None:
    session = AssessmentSession(settings, lambda content, name: opened, route=Route(site="example-garments"))
    session.open()
    session.route = Route(site="example-paper", page="overview")
    assert session.reading is None
