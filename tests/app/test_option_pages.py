"""The guided path on its pages: answer, decide, take over, plan and prove; each kept as a new state of the document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.components.option import number_span, years_span
from app.components.pane import Html
from app.opening import open_document
from app.pages.losses import LossesPage
from app.pages.options import OptionsPage
from app.pages.overview import OverviewPage
from app.pages.path import PathPage
from app.pages.plan import PlanPage
from app.pages.worksheet import WorksheetPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment.opportunities.state import state_key
from data import messages

SEAFOOD = "example-seafood"


@pytest.fixture
def session(tmp_path: Path) -> AssessmentSession:
    made = AssessmentSession(Settings(folder=tmp_path), open_document, route=Route(page="options", site=SEAFOOD))
    made.open()
    assert made.reading is not None
    return made


def own(session: AssessmentSession, key: str) -> dict[str, object]:
    assert session.reading is not None
    return next(dict(row) for row in session.reading.result["opportunities"] if row["option"] == key and row["origin"] == "own")


def shown(page: PlanPage | OptionsPage) -> str:
    return "".join(str(pane.object) for pane in page.pane.objects if hasattr(pane, "object"))


def submit(**fields: str) -> str:
    return json.dumps(fields)


def test_the_quick_path_from_the_example_to_a_plan(session: AssessmentSession) -> None:
    """What a newcomer does: a team, a focus, an answer, a decision, an option of the library, an owner and a day."""
    session.route = session.route.to(page="worksheet", focus="1")
    sheet = WorksheetPage(session)
    sheet.__panel__()
    address = sheet.act("submit", submit(form="texts", about="team", leader="An", members="Bình: điện"))
    assert address is not None
    assert session.site is not None
    assert not session.site.is_example  # the example was kept as an own site, and is itself unchanged
    assert "page=worksheet" in address
    first = session.site.key
    session.route = session.route.to(page="worksheet", focus="3")
    sheet.act("submit", submit(form="choice", about="focus", step="Cấp đông", reason="Điện"))
    assert session.site.key == first

    page = OptionsPage(session)
    page.__panel__()
    question = session.reading.result["portfolio"]["causes"][0]["question"]  # type: ignore[union-attr]
    page.act("answer", f"{question}=yes")
    assert session.reading.result["portfolio"]["causes"][0]["answer"] == "yes"  # type: ignore[union-attr]
    page.act("decide", "ar2=do_now")
    assert own(session, "ar2")["status"] == "do_now"
    adopted = submit(
        form="adopt", about="seafood_energy_management", stream="electricity/grid", percent="5", investment="50", lifetime="5"
    )
    page.act("submit", adopted)
    assert own(session, "seafood_energy_management")["investment_vnd"] == 50e6

    plan = PlanPage(session)
    plan.__panel__()
    plan.act("submit", submit(form="terms", about="", discount_rate="10", budget="300"))
    assert own(session, "ar2")["appraisal"]["npv_vnd"] is not None  # type: ignore[index]
    plan.act("submit", submit(form="prepare", about="ar2", owner="Tổ điện", due="31/12/2026"))
    plan.act("submit", submit(form="carry", about="ar2", status="done", spent="150"))
    plan.act("submit", submit(form="verify", about="ar2", saved="140,5"))
    row = session.reading.result["portfolio"]["plan"][0]  # type: ignore[union-attr]
    assert (row["owner"], row["due"], row["status"], row["verified_vnd"]) == ("Tổ điện", "2026-12-31", "done", 140.5e6)
    assert "Tổ điện" in shown(plan)
    assert own(session, "seafood_energy_management")["problems"] == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"form": "prepare", "about": "ar1", "due": "hôm sau"}, "Không đọc được ngày"),
        ({"form": "carry", "about": "ar1", "status": "done", "spent": "nhiều"}, "không phải là số"),
        ({"form": "terms", "about": "", "discount_rate": "-3"}, "ngoài khoảng"),
        ({"form": "terms", "about": "", "budget": "-1"}, "ngoài khoảng"),
        ({"form": "foreign", "about": ""}, "không hợp lệ"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(session: AssessmentSession, fields: dict[str, str], told: str) -> None:
    page = PlanPage(session)
    page.__panel__()
    assert page.act("submit", submit(**fields)) is None
    assert told in shown(page)
    assert session.site is not None
    assert session.site.is_example


def test_an_unknown_option_and_a_foreign_form_change_nothing(session: AssessmentSession) -> None:
    page = OptionsPage(session)
    page.__panel__()
    assert page.act("decide", "nobody=do_now") is None
    assert page.act("submit", "not json") is None
    assert page.act("submit", submit(form="adopt", about="nobody")) is None
    assert page.act("submit", submit(form="adopt", about="seafood_energy_management", percent="5")) is None
    assert session.site is not None
    assert session.site.is_example


def test_a_typed_text_is_never_markup(session: AssessmentSession) -> None:
    session.route = session.route.to(page="worksheet", focus="1")
    sheet = WorksheetPage(session)
    sheet.__panel__()
    sheet.act("submit", submit(form="texts", about="team", leader="<script>alert(1)</script>"))
    assert "<script>" not in str(sheet.forms.object)
    assert "&lt;script&gt;" in str(sheet.forms.object)


@pytest.mark.parametrize("focus", ["sheet:own.ar1", "sheet:library.seafood_energy_management", "compare:own.ar1+own.ar2", "causes:", "electricity", "sheet:own.none"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_view_of_the_options_is_drawn(session: AssessmentSession, focus: str, lang: str) -> None:
    session.route = Route(page="options", site=SEAFOOD, focus=focus, lang=lang)
    page = OptionsPage(session)
    page.__panel__()
    text = shown(page)
    assert text.count("<h1") == 1
    assert "nan" not in text.lower().split()


def test_a_loss_without_a_price_is_said_and_one_click_from_its_field(session: AssessmentSession) -> None:
    """The example has no price of raw shrimp, and none is made up: page, overview, path and worksheet say so until one is typed."""

    def texts() -> dict[str, str]:
        found = {}
        for page, focus, make in (("losses", "", LossesPage), ("overview", "", OverviewPage), ("path", "quick", PathPage), ("worksheet", "6", WorksheetPage)):
            session.route = session.route.to(page=page, focus=focus)
            view = make(session).__panel__()
            found[page] = " ".join(str(pane.object) for pane in view.select(Html))
        return found

    for name, text in texts().items():
        assert "Tôm nguyên liệu (1.790." in text, name
    assert "page=worksheet&amp;focus=6" in texts()["losses"]
    sheet = WorksheetPage(session)
    sheet.__panel__()
    sheet.act("submit", submit(form="prices", about="loss_cost", **{"price.material.raw_shrimp": "100.000"}))
    for name, text in texts().items():
        assert "Tôm nguyên liệu (1.790." not in text, name
    assert "180 tỷ" in texts()["losses"]  # 1,790,700 kg at 100,000 VND/kg, and 788 million of water


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(None, 0.5, "up to 6 months"), (0.25, 0.75, "3 – 9 months"), (0.24, 2.25, "0.24 – 2.25 years"), (None, None, "–")],
)
def test_a_payback_that_ends_within_a_year_is_said_in_months(low: float | None, high: float | None, said: str) -> None:
    assert years_span(low, high, "en").replace("\u2009", " ").replace("\u202f", " ").replace("\u00a0", " ") == said


def test_nothing_is_avoided_up_to_nothing() -> None:
    assert number_span(None, 0.0, "t CO2e", "en") == "–"


@pytest.fixture
def paper(tmp_path: Path) -> AssessmentSession:
    made = AssessmentSession(Settings(folder=tmp_path), open_document, route=Route(page="plan", site="example-paper"))
    made.open()
    return made


def test_the_plan_says_what_it_cannot_compare_and_why_it_draws_nothing(paper: AssessmentSession) -> None:
    page = PlanPage(paper)
    page.__panel__()
    text = shown(page)
    assert "Chưa so sánh được" in text
    assert "Thiếu giá của" in text
    assert "Không vẽ biểu đồ" in text
    assert "Mọi giải pháp tự hoàn vốn" in str(page.set_pane.object)
    assert "trong ngân sách" not in text + str(page.set_pane.object)
    assert "bảng công bố không nêu" not in str(page.set_pane.object)


def test_the_overview_the_plan_and_the_card_say_one_first_step_and_one_state(paper: AssessmentSession) -> None:
    assert paper.reading is not None
    step = paper.reading.first_step()
    assert step is not None
    plan = PlanPage(paper)
    plan.__panel__()
    link = f"focus=sheet:{step.key}"
    assert link in shown(plan)
    paper.route = paper.route.to(page="options", focus=f"sheet:{step.key}")
    card = OptionsPage(paper)
    card.__panel__()
    assert messages.message(state_key(step.state), "vi") in shown(card)
    paper.route = paper.route.to(page="options", focus="all")
    listed = OptionsPage(paper)
    listed.__panel__()
    assert "Đang nghiên cứu" in shown(listed)
    assert "Nhà máy đã quyết định" not in shown(listed)


def test_a_card_of_the_library_leads_to_the_check_and_to_the_source_and_invents_no_steps(session: AssessmentSession) -> None:
    session.route = session.route.to(page="options", focus="sheet:library.refrigeration_condensing")
    page = OptionsPage(session)
    page.__panel__()
    text = shown(page)
    assert "page=equipment" in text
    assert "focus=cooling_lift" in text
    assert "không ghi các bước làm" in text


def test_lists_name_an_option_shortly_and_a_card_rules_out_only_what_the_site_could_do(paper: AssessmentSession) -> None:
    paper.route = paper.route.to(page="options", focus="all")
    page = OptionsPage(paper)
    page.__panel__()
    assert "bảng công bố không nêu" not in shown(page)
    paper.route = paper.route.to(focus="sheet:library.boiler_economiser")
    card = OptionsPage(paper)
    card.__panel__()
    assert "EVA" not in shown(card).partition("<h2")[0]  # excluded with a measure for shoe soles
