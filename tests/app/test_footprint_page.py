"""The page of product footprints, without a browser: what it says of a shipped example, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import data
from app.opening import open_document
from app.pages.footprint import FootprintPage
from app.session import AssessmentSession
from assessment.charts import Label
from assessment.footprint.charts import flow_sankey, row_pareto
from data import messages

MakeSession = Callable[..., AssessmentSession]
FOLDER = Path(data.__file__).parent / "examples" / "footprints"


@pytest.fixture
def page(make_session: MakeSession) -> Callable[..., FootprintPage]:
    """Return a function from an example and a language to its page, built."""

    def build(name: str, lang: str = "vi") -> FootprintPage:
        session = make_session("footprint", lang)
        session.opened = open_document((FOLDER / f"{name}.yaml").read_bytes(), f"{name}.yaml")
        view = FootprintPage(session)
        view.__panel__()
        return view

    return build


def top(view: FootprintPage) -> str:
    return re.sub(r"<[^>]*>", "", str(view.__panel__()[0].object))


def test_the_total_its_gaps_and_the_open_range(page: Callable[..., FootprintPage]) -> None:
    text = top(page("frozen_shrimp"))
    assert "1,469" in text
    assert "Tôm nguyên liệu" in text
    assert "7,06 đến 9,97" in text
    assert "Chưa đủ" in text


def test_the_interval_in_english(page: Callable[..., FootprintPage]) -> None:
    view = page("mineral_water", "en")
    assert view.session.reading is not None
    footprint = view.session.reading.result["footprints"][0]
    # 90 % of packaging, power and freight of about 0.095 kg: ten per cent either way
    assert footprint["low"] == pytest.approx(0.0862, rel=0.01)
    assert footprint["high"] == pytest.approx(0.1061, rel=0.01)
    low, high = (messages.format_number(footprint[name], "en") for name in ("low", "high"))
    assert f"{low} to {high}" in top(view)


def test_what_if_is_answered_under_the_question(page: Callable[..., FootprintPage]) -> None:
    view = page("tshirt")
    assert view.act("submit", json.dumps({"row": "life_cycle[0].inventory[0]", "times": "0,5"})) is None
    assert view.question is not None
    # 0,207 kg · 4,42 kg CO2e/kg halved: 1,634 − 0,457 = 1,177
    assert "1,177" in str(view.question.object)
    assert "−28,0" in str(view.question.object)


@pytest.mark.parametrize("times", ["0.5", "-1", "một nửa", ""])
def test_a_question_without_answer_says_what_was_expected(page: Callable[..., FootprintPage], times: str) -> None:
    view = page("tshirt")
    view.act("submit", json.dumps({"row": "life_cycle[0].inventory[0]", "times": times}))
    assert view.question is not None
    assert messages.message("footprint.what_if.unreadable", "vi", example="0,5") in str(view.question.object)


def test_charts_close(page: Callable[..., FootprintPage]) -> None:
    reading = page("testliner").session.reading
    assert reading is not None
    footprint = reading.result["footprints"][0]
    names = {row["id"]: Label(text=row["id"]) for row in footprint["rows"]}
    bars, flow = row_pareto(footprint, names), flow_sankey(footprint, names)
    assert bars is not None
    assert flow is not None
    assert bars.values["total"] == pytest.approx(footprint["total"])
    into_product = sum(link.value for link in flow.links if link.target == len(flow.categories) - 1)
    assert into_product == pytest.approx(footprint["total"])


def test_scope_3_by_category_with_its_reasons(make_session: MakeSession) -> None:
    from app.pages.emissions import EmissionsPage

    session = make_session("emissions", "vi")
    session.opened = open_document((FOLDER / "shoes.yaml").read_bytes(), "shoes.yaml")
    text = re.sub(r"<[^>]*>", " ", str(EmissionsPage(session).__panel__()[-1].object))
    assert "Phạm vi 3 theo từng loại" in text
    assert "chưa có hệ số mở: " in text
    assert text.count("phần mềm không thu thập loại này") == 7
