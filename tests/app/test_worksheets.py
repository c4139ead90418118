"""The worksheets: each is drawn in both languages, keeps what is typed, refuses what cannot be, and takes changes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.opening import open_document
from app.pages.path import PathPage
from app.pages.worksheet import WorksheetPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from app.worksheets import SHEETS
from assessment.stations import TASKS
from data import messages

SITES = ("example-seafood", "example-process_seafood", "example-garments")


@pytest.fixture
def session(tmp_path: Path) -> AssessmentSession:
    """Return a session that shows the seafood example."""
    made = AssessmentSession(Settings(folder=tmp_path), open_document, route=Route(page="worksheet", site=SITES[0], focus="1"))
    made.open()
    assert made.reading is not None
    return made


def sheet_of(session: AssessmentSession, number: int) -> WorksheetPage:
    session.route = session.route.to(page="worksheet", focus=str(number))
    page = WorksheetPage(session)
    page.__panel__()
    return page


def fill(session: AssessmentSession, number: int, act: str = "submit", **fields: str) -> WorksheetPage:
    page = sheet_of(session, number)
    page.act(act, json.dumps(fields))
    return page


def text_of(page: WorksheetPage) -> str:
    return "".join(str(pane.object) for pane in (page.head, page.known, page.forms))


def portfolio(session: AssessmentSession) -> dict[str, object]:
    assert session.reading is not None
    return dict(session.reading.result["portfolio"])


def test_there_is_one_worksheet_for_each_task() -> None:
    assert tuple(SHEETS) == tuple(task.number for task in TASKS)
    assert len({sheet.key for sheet in SHEETS.values()}) == 18


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_worksheet_is_drawn(tmp_path: Path, site: str, lang: str) -> None:
    session = AssessmentSession(Settings(folder=tmp_path), open_document, route=Route(page="worksheet", site=site, lang=lang, focus="1"))
    session.open()
    for number, task in enumerate(TASKS, start=1):
        text = text_of(sheet_of(session, number))
        assert text.count("<h1") == 1
        assert messages.message(f"station.{task.key}.title", lang) in text
        assert "nan" not in text.lower().split()
        assert "data-print" in text


@pytest.mark.parametrize(
    ("number", "fields", "sheet", "name", "value"),
    [
        (1, {"form": "texts", "leader": "An"}, "team", "leader", "An"),
        (2, {"form": "steps", "names": "Rửa\nCấp đông", "norms": "1,5 kWh/kg"}, "norms", "norms", "1,5 kWh/kg"),
        (3, {"form": "weights", "weight.cost": "2,5"}, "focus", "weight.cost", 2.5),
        (3, {"form": "scores", "score.electricity.ease": "7"}, "focus", "score.electricity.ease", 7.0),
        (5, {"form": "texts", "notes": "Nước chưa khép"}, "balance", "notes", "Nước chưa khép"),
        (6, {"form": "texts", "notes": "Nước thải"}, "loss_cost", "notes", "Nước thải"),
        (10, {"form": "marks", "about": "ar1", "ar1.quality": "4"}, "technical", "ar1.quality", 4.0),
        (11, {"form": "terms", "tax_percent": "20", "discount_rate": "10"}, "appraisal", "tax_percent", 20.0),
        (12, {"form": "environment", "class": "B", "cod.before": "180"}, "environment", "cod.before", 180.0),
        (13, {"form": "notes", "note": "Làm ar2 trước"}, "selection", "note", "Làm ar2 trước"),
        (17, {"form": "texts", "training": "Mỗi quý"}, "maintenance", "training", "Mỗi quý"),
        (18, {"form": "next", "step": "Nước và nước thải"}, "next_focus", "step", "Nước và nước thải"),
    ],
)
def test_what_is_typed_is_kept_and_found_again(session: AssessmentSession, number: int, fields: dict[str, str], sheet: str, name: str, value: object) -> None:
    page = fill(session, number, **fields)
    assert page.fault == ""
    assert page._view().typed(sheet)[name] == value
    session.open()  # leave and come back
    assert sheet_of(session, number)._view().typed(sheet)[name] == value


@pytest.mark.parametrize(
    ("number", "fields", "code"),
    [
        (3, {"form": "weights", "weight.cost": "-1"}, "change.out_of_range"),
        (3, {"form": "scores", "score.electricity.ease": "11"}, "change.out_of_range"),
        (3, {"form": "scores", "score.electricity.ease": "nhiều"}, "change.not_a_number"),
        (4, {"form": "stream", "from": "", "to": "", "stream": "electricity/grid"}, "change.not_valid"),
        (4, {"form": "stream", "from": "", "to": "x", "stream": "electricity/grid", "quantity": "5"}, "change.unit_needed"),
        (6, {"form": "prices", "price.material.raw_shrimp": "-5"}, "change.out_of_range"),
        (8, {"form": "own", "title": "A"}, "change.fill_needed"),
        (8, {"form": "own", "title": "A", "stream": "electricity/grid", "way": "percent", "amount": "120", "investment": "5", "lifetime": "5"}, "change.out_of_range"),
        (8, {"form": "own", "title": "A", "stream": "electricity/grid", "way": "percent", "amount": "-2", "investment": "5", "lifetime": "5"}, "change.out_of_range"),
        (8, {"form": "own", "title": "A", "stream": "electricity/grid", "way": "percent", "amount": "2", "investment": "5", "lifetime": "0"}, "change.lifetime"),
        (8, {"form": "own", "title": "A", "stream": "electricity/grid", "way": "percent", "amount": "2", "investment": "-5", "lifetime": "5"}, "change.out_of_range"),
        (9, {"form": "decide", "about": "ar1", "status": "rejected", "reason": ""}, "change.reason_needed"),
        (10, {"form": "marks", "about": "ar1", "ar1.quality": "6"}, "change.out_of_range"),
        (11, {"form": "terms", "discount_rate": "-3"}, "change.out_of_range"),
        (11, {"form": "terms", "budget": "-1"}, "change.out_of_range"),
        (11, {"form": "terms", "loan_percent": "80", "subsidy_percent": "30", "loan_years": "3"}, "change.loan_and_subsidy"),
        (11, {"form": "terms", "loan_percent": "80"}, "change.loan_years"),
        (12, {"form": "environment", "class": "Z"}, "change.not_valid"),
        (13, {"form": "weights", "technical": "0", "economic": "0", "environmental": "0"}, "change.weights"),
        (14, {"form": "prepare", "about": "ar1", "begin": "31/12/2026", "due": "01/01/2026"}, "change.due_before_begin"),
        (14, {"form": "prepare", "about": "nobody", "owner": "An"}, "change.not_valid"),
        (15, {"form": "carry", "about": "ar1", "status": "flying"}, "change.not_valid"),
        (15, {"form": "carry", "about": "ar1", "status": "done", "spent": "-4"}, "change.out_of_range"),
        (1, {"form": "texts", "leader": "x" * 501}, "change.too_long"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(session: AssessmentSession, number: int, fields: dict[str, str], code: str) -> None:
    page = fill(session, number, **fields)
    assert page.fault == code
    assert messages.message(code, "vi") in str(page.head.object)
    assert session.site is not None
    assert session.site.is_example


def test_leaving_a_field_keeps_it_without_drawing_the_form_anew(session: AssessmentSession) -> None:
    fill(session, 1, form="texts", leader="An")
    page = sheet_of(session, 1)
    before = page.forms.object
    assert page.act("keep", json.dumps({"form": "texts", "about": "team", "leader": "Bình"})) is None
    assert page.forms.object is before  # what is being typed next is not disturbed
    assert page._view().typed("team")["leader"] == "Bình"


def test_changes_are_taken_back_and_made_again_even_after_coming_back(session: AssessmentSession) -> None:
    fill(session, 1, form="texts", leader="An")
    fill(session, 1, form="texts", leader="Bình")
    fill(session, 1, form="texts", leader="Chi")
    session.open()
    page = sheet_of(session, 1)
    names = []
    for act in ("undo", "undo", "redo", "redo"):
        page.act(act, "")
        names.append(page._view().typed("team")["leader"])
    assert names == ["Bình", "An", "Bình", "Chi"]
    page.act("redo", "")
    assert page.fault == "change.nothing_to_undo"
    page.act("undo", "")
    page.act("keep", json.dumps({"form": "texts", "leader": "Dung"}))  # a new way forward
    page.act("redo", "")
    assert page.fault == "change.nothing_to_undo"
    assert page._view().typed("team")["leader"] == "Dung"


def test_steps_and_streams_make_a_flow_chart(session: AssessmentSession) -> None:
    fill(session, 2, form="steps", names="Rửa\n\n Cấp đông \nRửa")
    page = sheet_of(session, 4)
    assert [step.id for step in page._view().assessment.process.steps] == ["rua", "cap_dong"]  # type: ignore[union-attr]
    fill(session, 4, form="stream", **{"from": "", "to": "rua", "stream": "water/municipal", "quantity": "", "unit": ""})
    page = fill(session, 4, form="stream", **{"from": "rua", "to": "cap_dong", "stream": "material/raw_shrimp", "quantity": "4,5", "unit": "t"})
    streams = page._view().assessment.process.streams  # type: ignore[union-attr]
    assert [(s.from_, s.to, s.quantity) for s in streams] == [(None, "rua", "ledger"), ("rua", "cap_dong", 4.5)]
    refused = fill(session, 2, form="steps", names="Cấp đông")  # a step that has streams stays
    assert refused.fault == "change.not_valid"
    page = sheet_of(session, 4)
    page.act("take_off", "1")
    page.act("take_off", "0")
    assert page._view().assessment.process.streams == ()  # type: ignore[union-attr]
    assert fill(session, 2, form="steps", names="Cấp đông").fault == ""


def test_own_options_are_added_decided_carried_out_and_proven(session: AssessmentSession) -> None:
    added = fill(session, 8, form="own", title="Tắt máy nén ban đêm", technique="GH", stream="electricity/grid", way="quantity", amount="12.000", unit="kWh", investment="0", lifetime="3")
    assert added.fault == ""
    fill(session, 9, form="decide", about="tat_may_nen_ban_dem", status="do_now", reason="không tốn tiền")
    fill(session, 9, form="decide", about="ar1", status="rejected", reason="thiếu chỗ")
    fill(session, 14, form="prepare", about="tat_may_nen_ban_dem", owner="Tổ điện", begin="01/12/2026", due="31/12/2026", monitoring="đồng hồ máy nén")
    fill(session, 15, form="carry", about="tat_may_nen_ban_dem", status="done", spent="0", finished="15/12/2026", evidence="biên bản 12")
    page = fill(session, 16, form="verify", about="tat_may_nen_ban_dem", saved="20", **{"tat_may_nen_ban_dem.electricity.grid": "9.000"})
    (row,) = portfolio(session)["plan"]  # type: ignore[misc]
    assert (row["owner"], row["begin"], row["due"], row["evidence"]) == ("Tổ điện", "2026-12-01", "2026-12-31", "biên bản 12")
    assert row["savings"][0]["reached_percent"] == pytest.approx(75)
    assert row["gaps"] == []
    assert "75" in str(page.known.object)
    proof = portfolio(session)["proofs"][0]  # type: ignore[index]
    assert proof["why"] == "proof.no_baseline"  # the example's months were made, not read
    page = sheet_of(session, 8)
    page.act("remove", "tat_may_nen_ban_dem")
    assert portfolio(session)["plan"] == []


def test_the_next_round_begins_with_the_next_focus(session: AssessmentSession) -> None:
    fill(session, 3, form="choice", step="Điện", reason="đắt nhất")
    early = sheet_of(session, 18)
    early.act("next_cycle", "1")
    assert early.fault == "change.next_focus_missing"
    fill(session, 18, form="next", step="Nước và nước thải", reason="thứ hai")
    page = sheet_of(session, 18)
    page.act("next_cycle", "1")
    assert page._view().typed("focus") == {"step": "Nước và nước thải", "reason": "thứ hai", "others": "Điện"}
    assert page._view().typed("next_focus") == {}


@pytest.mark.parametrize("mode", ["quick", "full"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_list_of_tasks_leads_to_the_worksheets(session: AssessmentSession, mode: str, lang: str) -> None:
    session.route = Route(page="path", site=SITES[0], focus=mode, lang=lang)
    page = PathPage(session)
    page.__panel__()
    text = str(page.pane.object)
    wanted = [task.number for task in TASKS if mode == "full" or task.in_quick]
    for number in wanted:
        assert messages.message("path.sheet", lang, number=number) in text
    done = 3 if mode == "quick" else 4  # what water is lost, the two options and their screening; in full also what they avoid
    assert messages.message("path.lead", lang, done=done, all=len(wanted)) in text
