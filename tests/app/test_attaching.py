"""Files as evidence of a measure: kept and named together or not at all, opened by whom they are for, taken off with undo."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app import attaching, sites
from app.accounts import invitations, people
from app.accounts.settings import AccountSettings
from app.editing import undoing
from app.editing.fault import ChangeError
from app.imports import incoming
from app.making import MAKERS
from app.opening import open_document
from app.pages.paper import PaperPage
from app.pages.plan import PlanPage
from app.pages.worksheet import WorksheetPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment.store import attachments
from assessment.store.access import LOCAL, Actor
from assessment.store.errors import DeniedError
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, found_organisation
from calculators.errors import UnknownKeyError

PHOTO = b"\x89PNG\r\n\x1a\n" + b"x" * 40
METER = "ngày;kWh\n2026-11-01;120\n".encode()


def opened(settings: Settings, actor: Actor = LOCAL, site: str = "example-seafood") -> AssessmentSession:
    """Return a session on a site's plan in which two measures are to be done."""
    made = AssessmentSession(settings, open_document, lambda: actor, route=Route(page="plan", site=site))
    made.open()
    assert made.reading is not None
    return made


def page_of(session: AssessmentSession) -> PlanPage:
    page = PlanPage(session)
    page.__panel__()
    return page


def shown(page: PlanPage) -> str:
    return "".join(str(pane.object) for pane in page.pane.objects if hasattr(pane, "object"))


def drop(session: AssessmentSession, *files: tuple[str, bytes]) -> str:
    """Send files as the browser does and return their batch."""
    batch = incoming.new_batch()
    for name, content in files:
        incoming.receive(session.settings, session.actor, session.route.site, batch, name, content)
    return batch


def files_of(session: AssessmentSession, option: str) -> list[str]:
    assert session.reading is not None
    rows = {row["option"]: row for row in session.reading.result["portfolio"]["plan"]}
    return [file["name"] for file in rows[option]["files"]]


def decided(session: AssessmentSession) -> PlanPage:
    page = page_of(session)
    for option in ("ar1", "ar2"):
        page.act("submit", json.dumps({"form": "carry", "about": option, "status": "do_now"}))
    return page


def test_files_are_kept_named_shown_opened_and_taken_off_with_undo(settings: Settings) -> None:
    session = opened(settings)
    page = decided(session)
    address = page.act("attach", f"ar1:{drop(session, ('nghiệm thu.png', PHOTO), ('công tơ.csv', METER))}")
    assert address is not None
    assert files_of(session, "ar1") == ["công tơ.csv", "nghiệm thu.png"]
    assert files_of(session, "ar2") == []
    text = shown(page)
    assert "nghiệm thu.png" in text
    assert "page=paper" in text
    assert session.site is not None
    row = next(row for row in session.reading.result["portfolio"]["plan"] if row["option"] == "ar1")  # type: ignore[union-attr]
    short = next(file["sha256"] for file in row["files"] if file["name"] == "nghiệm thu.png")

    session.route = session.route.to(page="paper", focus=f"{short}:")
    assert "<img" in str(PaperPage(session).__panel__().object)  # type: ignore[attr-defined]
    file = MAKERS["paper"](settings, {"site": session.site.key, "paper": short, "lang": "vi"}, LOCAL)
    assert (file.name, file.content, file.media_type) == ("nghiệm thu.png", PHOTO, "image/png")

    session.route = session.route.to(page="plan")
    page.act("detach", f"ar1:{short}")
    assert files_of(session, "ar1") == ["công tơ.csv"]
    page.act("undo", "")
    assert files_of(session, "ar1") == ["công tơ.csv", "nghiệm thu.png"]
    assert undoing.timeline(session).forward is not None
    assert MAKERS["paper"](settings, {"site": session.site.key, "paper": short, "lang": "vi"}, LOCAL).content == PHOTO


def test_the_example_becomes_an_own_site_with_its_first_file(settings: Settings) -> None:
    session = opened(settings)
    option = session.reading.result["portfolio"]["plan"][0]["option"] if session.reading.result["portfolio"]["plan"] else "ar1"  # type: ignore[union-attr]
    attaching.attach(session, option, drop(session, ("a.pdf", b"%PDF-1.7 one")))
    assert session.site is not None
    assert not session.site.is_example
    with reading(sites.open_store(settings), LOCAL) as scope:
        assert [each.filename for each in attachments.attachments_of(scope, session.site.key)] == ["a.pdf"]


def test_a_worksheet_takes_files_as_the_plan_does(settings: Settings) -> None:
    session = opened(settings)
    decided(session)
    session.route = session.route.to(page="worksheet", focus="15")
    sheet = WorksheetPage(session)
    sheet.__panel__()
    assert "data-then" in str(sheet.forms.object)
    sheet.act("attach", f"ar2:{drop(session, ('so.txt', b'12 kWh'))}")
    assert files_of(session, "ar2") == ["so.txt"]
    assert "so.txt" in str(sheet.known.object)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("virus.exe", b"MZ", "store.attachment"),
        ("photo.png", b"%PDF-1.7 no picture", "store.attachment"),
        ("bad.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "store.attachment"),
    ],
)
def test_what_is_not_fit_is_told_and_nothing_is_kept(settings: Settings, name: str, content: bytes, code: str) -> None:
    session = opened(settings)
    decided(session)
    with pytest.raises(ChangeError) as problem:
        attaching.attach(session, "ar1", drop(session, ("good.png", PHOTO), (name, content)))
    assert problem.value.code == code
    session.open()
    assert files_of(session, "ar1") == []
    with reading(sites.open_store(settings), LOCAL) as scope:
        assert attachments.attachments_of(scope, session.site.key) == ()  # type: ignore[union-attr]


def test_a_batch_that_is_none_an_unknown_measure_and_a_file_too_many_keep_nothing(settings: Settings) -> None:
    session = opened(settings)
    page = decided(session)
    for value in ("ar1:nothing", f"ar1:{incoming.new_batch()}", f"nobody:{drop(session, ('a.png', PHOTO))}"):
        assert page.act("attach", value) is None
        assert 'role="alert"' in shown(page)
    many = [(f"{number}.txt", str(number).encode()) for number in range(attaching.MOST + 1)]
    assert page.act("attach", f"ar1:{drop(session, *many)}") is None
    assert "20 tệp" in shown(page)
    with reading(sites.open_store(settings), LOCAL) as scope:
        assert attachments.attachments_of(scope, session.site.key) == ()  # type: ignore[union-attr]


def test_the_report_names_the_files_with_their_day(settings: Settings) -> None:
    session = opened(settings)
    page = decided(session)
    page.act("attach", f"ar1:{drop(session, ('bien-ban.pdf', b'%PDF-1.7 one'))}")
    assert session.site is not None
    pdf = MAKERS["pdf"](settings, {"site": session.site.key, "lang": "vi", "kind": "full"}, LOCAL).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace(" ", "")
    assert "bien-ban.pdf" in text
    assert "Ngàyđínhkèm" in text


@pytest.fixture
def shared(tmp_path: Path) -> tuple[Settings, dict[str, Actor], str]:
    """Return a server's settings, a factory, its zone's manager and a stranger, and the factory's site with a file."""
    settings = Settings(folder=tmp_path, accounts=AccountSettings())
    engine, actors = sites.open_store(settings), {}
    with writing(engine, SYSTEM) as scope:
        for login, kind, role in (("lan", "factory", "factory"), ("khoa", "zone", "zone_manager"), ("binh", "factory", "factory")):
            organisation = found_organisation(scope, login, kind)  # type: ignore[arg-type]
            account, _ = people.add_account(scope, organisation, login, login, role, password="một mật khẩu khá dài 7")  # type: ignore[arg-type]
            actors[login] = Actor(account=account.id, name=login, organisation=organisation, role=role)  # type: ignore[arg-type]
    session = opened(settings, actors["lan"])
    decided(session)
    page_of(session).act("attach", f"ar1:{drop(session, ('nghiệm thu.png', PHOTO))}")
    assert session.site is not None
    with writing(engine, actors["lan"]) as scope:
        token = invitations.invite(scope, session.site.key).token
    invitations.accept(engine, actors["khoa"], token)
    return settings, actors, session.site.key


def test_a_zone_manager_sees_that_there_is_evidence_and_opens_none(shared: tuple[Settings, dict[str, Actor], str]) -> None:
    settings, actors, site = shared
    session = opened(settings, actors["khoa"], site)
    text = shown(page_of(session))
    assert "nghiệm thu.png" in text
    assert "page=paper" not in text
    assert "data-import" not in text
    short = session.reading.result["portfolio"]["plan"][0]["files"][0]["sha256"]  # type: ignore[union-attr]
    with pytest.raises(DeniedError):
        attaching.paper(settings, sites.find(settings, site, actor=actors["khoa"]), short, actors["khoa"])
    session.route = session.route.to(page="paper", focus=f"{short}:")
    assert "<img" not in str(PaperPage(session).__panel__().object)  # type: ignore[attr-defined]
    session.route = session.route.to(page="plan")
    assert page_of(session).act("attach", f"ar1:{drop(session, ('b.png', PHOTO))}") is None


def test_a_stranger_learns_nothing_of_a_file(shared: tuple[Settings, dict[str, Actor], str]) -> None:
    settings, actors, site = shared
    mine = sites.find(settings, site, actor=actors["lan"])
    with reading(sites.open_store(settings), actors["lan"]) as scope:
        sha256 = attachments.attachments_of(scope, site)[0].sha256
    assert attaching.paper(settings, mine, sha256, actors["lan"])[2] == PHOTO
    with pytest.raises(UnknownKeyError):
        attaching.paper(settings, mine, sha256, actors["binh"])
