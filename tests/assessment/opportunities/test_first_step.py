"""One state for each option and one first step, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from assessment.opportunities.first_step import Act, Why, first_step
from assessment.opportunities.record import Opportunities
from assessment.opportunities.state import State, reason_of, state_key, state_of, state_of_task
from data import catalogue, messages

Look = Callable[..., Opportunities]


def option(**changes: Any) -> dict[str, Any]:
    saves = [{"stream": "electricity/grid", "percent": 10}]
    return {"id": "a", "title": "Biến tần cho bơm", "technique": "EM", "saves": saves, "investment_vnd": 40000000, "lifetime_years": 5, **changes}


def result(found: Opportunities) -> dict[str, Any]:
    return {"opportunities": found.rows, "portfolio": found.portfolio}


@pytest.mark.parametrize("status", ["study", "do_now", "running", "done", "verified", "rejected"])
def test_what_the_factory_decided_is_the_state_and_needs_no_reason(look: Look, status: str) -> None:
    row = look(options=[option(status=status, reason="không đủ chỗ")]).rows[0]
    assert state_of(row) == status
    assert reason_of(row) is None


@pytest.mark.parametrize(
    ("changes", "state"),
    [({"investment_vnd": 0}, "propose_do_now"), ({}, "propose_study"), ({"investment_vnd": 999000000}, "propose_reject")],
)
def test_what_nobody_decided_is_a_proposal_with_its_reason(look: Look, changes: dict[str, Any], state: str) -> None:
    row = look(options=[option(**changes)]).rows[0]
    assert state_of(row) == state
    assert messages.has_message(str(reason_of(row)), "vi")


def test_the_first_step_is_the_first_open_task_of_the_plan(look: Look) -> None:
    done = option(id="d", status="done", due="2026-01")
    late, soon = option(id="b", status="do_now", due="2027-06"), option(id="c", status="running", due="2026-12")
    found = result(look(options=[done, late, soon]))
    step = first_step(found)
    assert step is not None
    assert step.task is not None
    assert (step.option["option"], step.act, step.sentence) == ("c", "finish", "first_step.finish")
    assert step.task == next(row for row in found["portfolio"]["plan"] if row["status"] not in {"done", "verified"})
    assert state_of_task(step.task) == state_of(step.option)


def test_of_tasks_without_a_day_what_was_decided_comes_first(look: Look) -> None:
    found = result(look(options=[option(id="a", investment_vnd=0), option(id="z", status="do_now")]))
    step = first_step(found)
    assert step is not None
    assert (step.option["option"], step.act) == ("z", "do")


def test_without_a_plan_an_own_option_under_study_is_studied_and_not_called_done(look: Look) -> None:
    step = first_step(result(look(options=[option(status="study")])))
    assert step is not None
    assert (step.act, step.state, step.key, step.money) == ("study", "study", "own.a", (20000000.0, 20000000.0))


def test_of_an_own_aim_with_known_money_one_first_finds_out_what_the_measure_is(look: Look) -> None:
    step = first_step(result(look(options=[option(title="Tiết kiệm điện 1 (kiểm toán KG0053, khuyến nghị 1)", status="study")])))
    assert step is not None
    assert (step.key, step.act, step.sentence, step.why) == ("own.a", "identify", "first_step.identify", "only")


def test_of_own_options_the_first_pays_back_soonest_and_what_was_decided_comes_before_it(look: Look) -> None:
    lamps = option(id="lamps", title="Thay đèn", investment_vnd=95000000, status="study")  # 4.75 years
    pump = option(id="pump", status="study")  # 2 years
    step = first_step(result(look(options=[lamps, pump])))
    assert step is not None
    assert step.key == "own.pump"
    assert step.why == "soonest_and_most"
    rows = look(options=[lamps, pump])
    decided = [row | ({"status": "do_now"} if row["option"] == "lamps" else {}) for row in rows.rows]
    late = first_step({"opportunities": decided, "portfolio": {**(rows.portfolio or {}), "plan": []}})
    assert late is not None
    assert (late.key, late.why) == ("own.lamps", "decided")


def test_a_measure_of_the_library_comes_before_own_options_only_where_its_source_pays_back_sooner(look: Look) -> None:
    found = result(look(options=[option(status="study")]))  # 2 years
    measure = next(row for row in found["opportunities"] if row["origin"] == "library" and row["option_kind"] == "measure" and row["presence"] != "to_check")
    for years, key in ((None, "own.a"), (3.0, "own.a"), (1.0, f"library.{measure['option']}")):
        shown = measure | {"money_low_vnd": 9e9, "money_high_vnd": 9e9, "why_not": None, "payback_high_years": years}
        step = first_step({**found, "opportunities": [row for row in found["opportunities"] if row["origin"] == "own"] + [shown]})
        assert step is not None
        assert step.key == key
        package = first_step({**found, "opportunities": [row for row in found["opportunities"] if row["origin"] == "own"] + [shown | {"option_kind": "package"}]})
        assert package is not None
        assert package.key == "own.a"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_and_act_has_its_sentence(lang: Any) -> None:
    assert all(messages.has_message(f"first_step.why.{why}", lang) for why in get_args(Why))
    for act in get_args(Act):
        assert messages.has_message(f"first_step.{act}", lang)


def test_a_figure_that_is_a_target_is_a_package_and_so_never_before_an_own_option() -> None:
    targets = [row for row in catalogue.open_edition().table("options") if str(row["note"] or "").startswith("target")]
    assert targets
    assert {str(row["option_kind"]) for row in targets} == {"package"}


def test_an_own_aim_comes_before_a_package_for_all_sectors(look: Look) -> None:
    power = {"period": "2025", "stream": "electricity/grid", "quantity": 100, "unit": "MWh", "cost_vnd": 200000000}
    made = {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"}
    facility = {"name": "Thử", "sector": "spirits", "province": "68"}
    rows = result(look(facility=facility, flows=[made, power], options=[option(title="Tiết kiệm điện 1", status="study")]))
    rows["opportunities"] = [row for row in rows["opportunities"] if row["origin"] == "own" or row["option_kind"] == "package"]
    assert any(row["origin"] == "library" and row["sector"] == "cross_cutting" and row["money_low_vnd"] for row in rows["opportunities"])
    step = first_step(rows)
    assert step is not None
    assert step.key == "own.a"


def test_a_single_measure_comes_before_a_package(look: Look) -> None:
    step = first_step(result(look()))
    assert step is not None
    assert step.option["option_kind"] == "measure"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_a_name(state: Any, lang: str) -> None:
    assert messages.has_message(state_key(state), lang)
