"""The page of product footprints, without a browser: what it says of a shipped example, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import data
from app import making, sites
from app.opening import open_document
from app.pages.footprint import FootprintPage
from app.session import AssessmentSession
from app.settings import Settings
from assessment.charts import Label
from assessment.footprint.charts import flow_sankey, row_pareto
from assessment.store.access import LOCAL
from calculators.errors import UnknownKeyError
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
    # 0,207 kg · 4,42 kg CO2e/kg halved: 1,6336 − 0,4575 = 1,176
    assert "1,176" in str(view.question.object)
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


PLANT = """
format: sachhon-assessment/1
facility: {name: Nhà máy, sector: other, province: "68"}
reporting_period: 2025
products: [{id: p, name: Sản phẩm, unit: t}]
flows:
  - {period: 2025, stream: product/p, quantity: 10, unit: t}
  - {period: 2025, stream: electricity/grid, quantity: 1000, unit: kWh}
life_cycle:
  - {product: p, declared_unit: {quantity: 1, unit: kg}, boundary: cradle_to_gate, allocation: mass,
     inventory: [{stage: manufacture, stream: electricity/grid}]}
"""
STATED = """
worksheets:
  - {sheet: pact, values: {company_ids: "urn:tax:vn:1", product_ids: "urn:sku:x", fossil_carbon_kg: 0, exempted_percent: 5}}
"""


def test_the_buyers_file_or_what_is_still_to_be_stated(settings: Settings) -> None:
    bare = sites.keep(settings, PLANT.encode(), "bare.yaml", 10**6)
    said = making.pact(settings, {"site": bare.key, "product": "p", "lang": "vi"}, LOCAL)
    assert said.name == "p.pact.txt"
    assert "các-bon hóa thạch" in said.content.decode()
    whole = sites.keep(settings, (PLANT + STATED).encode(), "whole.yaml", 10**6)
    made = making.pact(settings, {"site": whole.key, "product": "p"}, LOCAL)
    record = json.loads(made.content)["data"][0]
    assert record["pcf"]["declaredUnitOfMeasurement"] == "kilogram"
    with pytest.raises(UnknownKeyError):
        making.pact(settings, {"site": whole.key, "product": "nothing"}, LOCAL)


def test_a_partial_sum_has_no_file_for_the_buyer(page: Callable[..., FootprintPage]) -> None:
    shown = str(page("tshirt").__panel__()[-2].object)
    assert messages.message("footprint.exchange.not_yet", "vi") in shown
    assert "files/pact" not in shown


def ask(view: FootprintPage, **fields: str) -> str:
    """Return the text below the question after it was asked."""
    view.act("submit", json.dumps(fields))
    assert view.question is not None
    return re.sub(r"<[^>]*>", "", str(view.question.object).rpartition('role="status"')[2])


YARN, GRID, CARTON, FREIGHT = (f"life_cycle[0].inventory[{at}]" for at in (0, 1, 5, 6))


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        # 1,63386 kg with yarn of 0,207 kg at 4,42; power of the knitter 0,43616 kWh at 0,6592; carton 0,025 kg at 1,19972542; freight 0,03 t·km at 0,16
        pytest.param({"row": YARN, "kind": "supplier", "times": "2"}, 1.63385847 - 0.207 * 2.42, id="supplier"),
        pytest.param({"row": GRID, "kind": "times", "times": "0"}, 1.63385847 - 0.43616 * 0.6592, id="energy"),
        pytest.param({"row": CARTON, "kind": "recycled", "times": "50", "second": "0"}, 1.63385847 - 0.5 * 0.025 * 1.19972542, id="recycled"),
        pytest.param({"row": FREIGHT, "kind": "distance", "times": "300", "second": "150"}, 1.63385847 + 0.03 * 0.16, id="distance"),
        pytest.param({"row": CARTON, "kind": "share", "times": "100", "other": YARN}, 1.63385847 + 0.025 * (4.42 - 1.19972542), id="share"),
    ],
)
def test_each_kind_of_question_by_hand(page: Callable[..., FootprintPage], fields: dict[str, str], total: float) -> None:
    assert f"{messages.format_number(total, 'en')} kg" in ask(page("tshirt", "en"), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"row": CARTON, "kind": "share", "times": "20", "other": FREIGHT},
        {"row": CARTON, "kind": "share", "times": "20", "other": CARTON},
        {"row": FREIGHT, "kind": "distance", "times": "300"},
        {"row": "gold", "kind": "supplier", "times": "1"},
        {"row": CARTON, "kind": "alchemy", "times": "1"},
    ],
)
def test_a_question_without_meaning_has_no_answer(page: Callable[..., FootprintPage], fields: dict[str, str]) -> None:
    assert messages.message("footprint.what_if.unreadable", "en", example="0.5") in ask(page("tshirt", "en"), **fields)


def test_paths_and_names_in_the_readers_language(page: Callable[..., FootprintPage]) -> None:
    text = re.sub(r"<[^>]*>", "", " ".join(str(pane.object) for pane in page("mineral_water", "vi").__panel__() if hasattr(pane, "object")))
    assert "Sản phẩm → Bao bì → Phôi PET" in text
    assert "bc22_eol_pet_landfill" not in text.partition(messages.message("footprint.column.factor", "vi"))[0]
    assert "cradle-to-gate" not in text
