"""The document's own options: counted by hand, and explained where they cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment.opportunities.record import Opportunities
from assessment.result import plain

Look = Callable[..., Opportunities]


def option(**changes: Any) -> dict[str, Any]:
    saves = [{"stream": "electricity/grid", "percent": 10}]
    return {"id": "a", "title": "A", "technique": "EM", "saves": saves, "investment_vnd": 40000000, "lifetime_years": 5, **changes}


def own(found: Opportunities, key: str = "a") -> dict[str, Any]:
    return next(row for row in found.rows if row["origin"] == "own" and row["option"] == key)


def codes(found: Opportunities) -> list[str]:
    return [finding.code for finding in found.findings]


def test_a_tenth_of_the_electricity_by_hand(look: Look) -> None:
    row = own(look(options=[option()]))
    saving = row["savings"][0]
    assert saving["quantity"] == pytest.approx(10_000)  # kWh
    assert saving["price_vnd"] == pytest.approx(2000)
    assert row["money_vnd"] == pytest.approx(20e6)
    assert row["co2e_t"] == pytest.approx(10_000 * 0.6592 / 1000)  # grid factor of 2023, the latest official one
    assert row["appraisal"]["payback"] == {"value": pytest.approx(2.0), "unit": "year"}


def test_without_a_discount_rate_there_is_payback_but_no_present_value(look: Look) -> None:
    found = look(options=[option()])
    appraisal = own(found)["appraisal"]
    assert appraisal["npv_vnd"] is None
    assert appraisal["missing"]["npv"] == "option.discount_rate_missing"
    assert appraisal["payback_years"] == pytest.approx(2.0)
    assert codes(found).count("option.discount_rate_missing") == 1
    assert ("opportunities/a/npv", "option.discount_rate_missing") in [(item.id, item.finding) for item in found.withheld]


def test_present_value_with_a_rate_by_hand(look: Look) -> None:
    appraisal = own(look(options=[option()], choices={"discount_rate": 10}))["appraisal"]
    worth = -40e6 + 20e6 * sum(1.1**-year for year in range(1, 6))
    assert appraisal["npv_vnd"] == pytest.approx(worth)
    assert appraisal["profitability_index"] == pytest.approx(1 + worth / 40e6)
    assert appraisal["irr_percent"] == pytest.approx(41.04, abs=0.01)  # annuity of 2 in 5 years
    assert appraisal["tornado"][0]["input"] == "saving"


def test_probability_needs_a_stated_uncertainty(look: Look) -> None:
    certain = own(look(options=[option()], choices={"discount_rate": 10}))["appraisal"]
    assert certain["missing"]["probability"] == "option.uncertainty_missing"
    saves = [{"stream": "electricity/grid", "percent": 10, "uncertainty_pct": 30}]
    stated = own(look(options=[option(saves=saves)], choices={"discount_rate": 10}))["appraisal"]
    assert 0.9 < stated["probability_of_gain"] < 1.0


def test_a_quantity_in_another_unit_and_a_step(look: Look) -> None:
    saves = [{"stream": "fuel/wood", "quantity": 5, "unit": "t"}]
    row = own(look(options=[option(saves=saves, step="boiler")]))
    assert row["savings"][0]["quantity"] == pytest.approx(5000)  # kg
    assert row["money_vnd"] == pytest.approx(5e6)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"saves": [{"stream": "electricity/grid", "percent": -3}]}, "option.negative"),
        ({"saves": [{"stream": "electricity/grid", "percent": 130}]}, "option.beyond_stream"),
        ({"saves": [{"stream": "electricity/grid", "quantity": 500, "unit": "MWh"}]}, "option.beyond_stream"),
        ({"saves": [{"stream": "electricity/grid", "quantity": 5, "unit": "m3"}]}, "option.unit_other"),
        ({"saves": [{"stream": "fuel/lpg", "percent": 5}]}, "option.stream_absent"),
        ({"saves": [{"stream": "electricity/grid"}]}, "option.empty_line"),
        ({"lifetime_years": 500}, "option.lifetime"),
        ({"requires": ["b"], "excludes": ["b"]}, "option.requires_and_excludes"),
    ],
)
def test_what_cannot_be_counted_is_said_and_not_counted(look: Look, changes: dict[str, Any], code: str) -> None:
    other = option(id="b", title="B", saves=[{"stream": "electricity/grid", "percent": 5}])
    found = look(options=[option(**changes), other])
    row = own(found)
    assert code in codes(found)
    assert row["problems"] == [code]
    assert row["money_vnd"] is None
    assert row["co2e_t"] is None
    assert found.portfolio is not None
    assert "a" in found.portfolio["left_out"]
    assert own(found, "b")["money_vnd"] == pytest.approx(10e6)
    assert plain(found.rows)  # every number of the result is finite


def test_a_stream_without_a_price_gives_amount_and_emission_but_no_money(look: Look) -> None:
    saves = [{"stream": "water/municipal", "percent": 20}]
    found = look(options=[option(saves=saves)])
    row = own(found)
    assert row["savings"][0]["quantity"] == pytest.approx(200)
    assert row["money_vnd"] is None
    assert row["appraisal"]["missing"]["payback"] == "option.price_missing"
    assert "option.price_missing" in codes(found)


def test_what_never_pays_back_is_rejected_with_its_reason(look: Look) -> None:
    row = own(look(options=[option(annual_cost_vnd=30000000)]))
    assert row["appraisal"]["payback"] is None
    assert row["screening"] == {"verdict": "reject", "why": "screening.never_pays_back"}


def test_a_ring_of_requires_is_said_and_taken_whole(look: Look) -> None:
    ring = [option(requires=["b"]), option(id="b", title="B", requires=["a"], saves=[{"stream": "electricity/grid", "percent": 5}])]
    found = look(options=ring)
    assert codes(found).count("option.requires_circular") == 2
    assert found.portfolio is not None
    assert found.portfolio["best"]["chosen"] == ["a", "b"]


def test_money_saved_may_be_stated_itself(look: Look) -> None:
    row = own(look(options=[option(saves=[{"stream": "water/municipal", "cost_vnd": 8000000}])]))
    assert row["money_vnd"] == pytest.approx(8e6)
    assert row["co2e_t"] is None
    assert row["appraisal"]["payback_years"] == pytest.approx(5.0)


def test_two_options_on_one_stream_multiply_and_the_budget_holds(look: Look) -> None:
    two = [option(), option(id="b", title="B", saves=[{"stream": "electricity/grid", "percent": 50}], investment_vnd=60000000)]
    every = look(options=two).portfolio
    assert every is not None
    assert every["best"]["saved"][0]["quantity"] == pytest.approx(100_000 * (1 - 0.9 * 0.5))
    poor = look(options=two, choices={"budget_vnd": 50000000}).portfolio
    assert poor is not None
    assert poor["best"]["chosen"] == ["a"]
    none = look(options=two, choices={"budget_vnd": 0}).portfolio
    assert none is not None
    assert none["best"]["chosen"] == []
    unreachable = look(options=two, choices={"minimum_saving": 1e6}).portfolio
    assert unreachable is not None
    assert unreachable["best"] is None
    assert unreachable["why"]["code"] == "portfolio.unreachable"


def test_tax_and_loan_come_from_the_worksheet_and_wrong_ones_are_said(look: Look) -> None:
    sheet = {"sheet": "appraisal", "values": {"tax_percent": 20, "depreciation_years": 5}}
    taxed = own(look(options=[option()], choices={"discount_rate": 10}, worksheets=[sheet]))["appraisal"]
    yearly = 20e6 - 0.2 * (20e6 - 8e6)
    assert taxed["npv_vnd"] == pytest.approx(-40e6 + yearly * sum(1.1**-year for year in range(1, 6)))
    wrong = look(options=[option()], worksheets=[{"sheet": "appraisal", "values": {"tax_percent": 120}}])
    assert "option.terms_wrong" in codes(wrong)
    assert own(wrong)["appraisal"]["payback"] is None


def test_the_plan_sets_planned_beside_verified(look: Look) -> None:
    done = option(status="done", owner="Tổ điện", due="2026-06")
    proof = {"sheet": "verification", "values": {"a.electricity.grid": {"value": 8, "unit": "MWh"}, "a.saved_vnd": 16000000}}
    found = look(options=[done, option(id="b", title="B", status="do_now")], worksheets=[proof])
    assert found.portfolio is not None
    first, second = found.portfolio["plan"]
    assert (first["option"], first["due"], first["verified_vnd"], first["gaps"]) == ("a", "2026-06-30", 16e6, [])
    assert first["savings"][0]["verified"] == pytest.approx(8000)
    assert first["savings"][0]["reached_percent"] == pytest.approx(80)
    assert second["gaps"] == ["plan.owner_missing", "plan.due_missing"]


def test_cash_is_laid_out_by_quarter(look: Look) -> None:
    found = look(options=[option(status="do_now", due="2026-05"), option(id="b", title="B", status="running", due="2026-06-30")])
    assert found.portfolio is not None
    quarters = found.portfolio["cash_by_quarter"]
    assert [(q["quarter"], q["spend_vnd"], q["options"]) for q in quarters[:2]] == [("2026-Q2", 80e6, ["a", "b"]), ("2026-Q3", 0.0, [])]
    assert [q["quarter"] for q in quarters] == ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]
    assert [q["saved_vnd"] for q in quarters] == [0.0, 10e6, 10e6, 10e6, 10e6]  # a tenth of 200 million each year, twice
    assert [q["cumulative_vnd"] for q in quarters] == [-80e6, -70e6, -60e6, -50e6, -40e6]


def test_what_is_done_satisfies_and_what_is_rejected_does_not(look: Look) -> None:
    needs = option(requires=["b"])
    done = look(options=[needs, option(id="b", title="B", status="done")]).portfolio
    assert done is not None
    assert done["best"]["chosen"] == ["a"]
    rejected = look(options=[needs, option(id="b", title="B", status="rejected")]).portfolio
    assert rejected is not None
    assert rejected["best"] is None
    excluded = look(options=[option(excludes=["b"]), option(id="b", title="B", status="done")]).portfolio
    assert excluded is not None
    assert excluded["options"] == []


def test_the_same_document_gives_the_same_opportunities(look: Look) -> None:
    two = [option(), option(id="b", title="B", saves=[{"stream": "electricity/grid", "percent": 50}])]
    first, again = look(options=two), look(options=two)
    assert plain(first.rows) == plain(again.rows)
    assert plain(first.portfolio) == plain(again.portfolio)


def test_what_costs_nothing_to_begin_and_loses_money_every_year_is_not_done_now(look: Look) -> None:
    row = own(look(options=[option(investment_vnd=0, annual_cost_vnd=30000000)], choices={"discount_rate": 10}))
    assert (row["appraisal"]["payback_years"], row["appraisal"]["discounted_payback_years"]) == (None, None)
    assert row["appraisal"]["npv_vnd"] < 0
    assert row["screening"] == {"verdict": "reject", "why": "screening.never_pays_back"}


def test_what_needs_options_that_exclude_each_other_is_said(look: Look) -> None:
    three = [option(requires=["b", "c"]), option(id="b", title="B", excludes=["c"]), option(id="c", title="C")]
    found = [finding for finding in look(options=three).findings if finding.code == "option.requires_what_excludes"]
    assert [finding.given for finding in found] == ["a"]
    assert found[0].values["both"] == "b – c"


@pytest.mark.parametrize(
    ("sheet", "field", "value"),
    [
        ("appraisal", "tax_percent", "hai mươi"),
        ("appraisal", "taxx_percent", 3),
        ("appraisal", "depreciation_years", 2.5),
        ("plan", "a.begin", "hôm qua"),
        ("plan", "a.spent_vnd", -5),
        ("plan", "zz.begin", "2026-01-01"),
        ("plan", "a.file_0123456789ab", "tấm ảnh"),
        ("plan", "a.file_nohash", "2026-11-22 anh.png"),
        ("plan", "zz.file_0123456789ab", "2026-11-22 anh.png"),
        ("verification", "a.electricity.grid", {"value": 5, "unit": "m3"}),
        ("verification", "a.fuel.lpg", {"value": 5, "unit": "kg"}),
        ("technical", "a.quality", 9),
        ("screening", "a", 6),
        ("loss_cost", "price.material.raw_shrimp", -4),
    ],
)
def test_a_field_of_a_worksheet_that_cannot_be_counted_is_said(look: Look, sheet: str, field: str, value: object) -> None:
    found = [row for row in look(options=[option()], worksheets=[{"sheet": sheet, "values": {field: value}}]).findings if "field" in row.values]
    assert [(row.code, row.values["sheet"], row.values["field"]) for row in found] == [("worksheet.field_unread", sheet, field)]
    assert found[0].given
    assert found[0].expected


def test_fields_that_the_application_writes_are_all_counted(look: Look) -> None:
    days = {"a.begin": "2026-01", "a.started": "2026-02-01", "a.finished": "2026-03-01", "a.spent_vnd": 1, "a.evidence": "x", "a.monitoring": "y", "a.file_0123456789ab": "2026-11-22 ảnh.png"}
    sheets = [
        {"sheet": "plan", "values": days},
        {"sheet": "verification", "values": {"a.saved_vnd": 1, "a.electricity.grid": {"value": 5, "unit": "MWh"}}},
        {"sheet": "technical", "values": {"a.quality": 5, "weight.quality": 2}},
        {"sheet": "appraisal", "values": {"tax_percent": 20, "depreciation_years": 5}},
        {"sheet": "loss_cost", "values": {"notes": "x", "price.material.raw_shrimp": 4}},
    ]
    assert [row.code for row in look(options=[option()], worksheets=sheets).findings if "field" in row.values] == []


def test_an_end_before_the_beginning_is_said(look: Look) -> None:
    days = {"a.started": "2026-05-01", "a.finished": "2026-01-01"}
    found = look(options=[option()], worksheets=[{"sheet": "plan", "values": days}])
    assert "plan.ended_before_begun" in codes(found)
