"""What the path adds to a result: focus, loss at purchase value, discharge and limits, reminders, proof by the baseline; by hand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts import Chart, Label
from assessment.evaluation.site import Site
from assessment.opportunities import editing
from assessment.opportunities.focus import focus_of
from assessment.opportunities.loss_value import loss_value_of
from assessment.opportunities.plan import reminders_of
from assessment.opportunities.proof import proofs_of
from assessment.opportunities.record import Opportunities
from assessment.opportunities.reminding import plan_calendar
from assessment.opportunities.screening import technical_points
from assessment.opportunities.usage import Use, uses_of
from assessment.option_charts import abatement_chart, cash_chart, front_chart, gain_chart, tornado_chart
from assessment.option_schemas import PORTFOLIO
from assessment.result import plain
from assessment.store.documents import Revision
from assessment.store.timeline import timeline_of
from calculators.appraisal import net_present_value
from calculators.appraisal_risk import value_spread
from calculators.project import Project, cash_flows
from data import catalogue

Look = Callable[..., Opportunities]
MakeSite = Callable[..., Site]
OPTION = {"id": "a", "title": "A", "technique": "EM", "saves": [{"stream": "electricity/grid", "percent": 10}], "investment_vnd": 40e6, "lifetime_years": 5}


def option(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(OPTION) | changes


def portfolio(found: Opportunities) -> dict[str, Any]:
    assert found.portfolio is not None
    return found.portfolio


def sheet(name: str, **values: object) -> dict[str, object]:
    return {"sheet": name, "values": values}


def test_streams_stand_in_for_steps_and_scores_are_shares_of_the_largest(make_site: MakeSite) -> None:
    found = focus_of(make_site())
    rows = {row["area"]: row for row in found["rows"]}
    assert found["kind"] == "streams"  # one step only: the boiler
    assert rows["electricity"]["scores"]["cost"] == pytest.approx(10)
    assert rows["fuel"]["scores"]["cost"] == pytest.approx(10 * 50e6 / 200e6)
    assert rows["water"]["scores"]["water"] == pytest.approx(10)
    wood, power = rows["fuel"]["amounts"]["energy"], 100_000 * 3.6
    assert rows["electricity"]["scores"]["energy"] == pytest.approx(10 * power / max(wood, power))
    assert found["proposed"] == found["rows"][0]["area"]


def test_a_weight_and_a_typed_score_change_the_order(make_site: MakeSite) -> None:
    values = {"weight.water": 100, "weight.cost": 0, "weight.energy": 0, "score.fuel.ease": 8, "step": "Nước"}
    found = focus_of(make_site(worksheets=[sheet("focus", **values)]))
    rows = {row["area"]: row for row in found["rows"]}
    assert found["proposed"] == "water"
    assert found["chosen"] == "Nước"
    assert rows["fuel"]["typed"] == ["ease"]
    assert rows["fuel"]["score"] == pytest.approx((100 * 0 + 1 * 8) / 101)  # no water at the fuel; ease has the weight 1


@given(weights=st.lists(st.floats(0, 100), min_size=3, max_size=3).filter(any))
def test_the_score_of_an_area_lies_between_its_criteria(weights: list[float]) -> None:
    from calculators.screening import weighted_scores

    scores = {"cost": [1.0, 0.2], "energy": [0.4, 1.0], "water": [0.0, 0.9]}
    totals = weighted_scores(scores, dict(zip(scores, weights, strict=True)))
    for place, total in enumerate(totals):
        column = [scores[name][place] for name in scores]
        assert min(column) - 1e-9 <= total <= max(column) + 1e-9


def test_what_leaves_is_valued_at_purchase_price(make_site: MakeSite) -> None:
    flows = [
        {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
        {"period": "2025", "stream": "water/municipal", "quantity": 1000, "unit": "m3", "cost_vnd": 12e6},
        {"period": "2025", "stream": "wastewater/treated_on_site", "quantity": 800, "unit": "m3", "cost_vnd": 5e6},
        {"period": "2025", "stream": "material/raw_shrimp", "quantity": 20, "unit": "t", "cost_vnd": 4e9},
    ]
    site = make_site(flows=flows)
    losses = {"streams": [{"stream": "waste/shell", "of": "material/raw_shrimp", "mass_kg": 3000.0}, {"stream": "waste/x", "of": "material/other", "mass_kg": 7.0}]}
    found = loss_value_of(site, uses_of(site), losses)
    shell, other, water = found["rows"]
    assert shell["vnd"] == pytest.approx(3000 * 200_000)
    assert (other["vnd"], other["origin"]) == (None, None)
    assert water["vnd"] == pytest.approx(800 * 12_000)
    assert found["disposal_vnd"] == pytest.approx(5e6)
    assert found["total_vnd"] == pytest.approx(600e6 + 9.6e6 + 5e6)
    assert found["not_priced"] == ["material/other"]
    priced = make_site(flows=flows, worksheets=[sheet("loss_cost", **{"price.material.other": 1000})])
    assert loss_value_of(priced, uses_of(priced), losses)["rows"][1] | {} == other | {"price_vnd": 1000.0, "origin": "worksheet", "vnd": 7000.0}


def test_lost_heat_is_valued_by_the_share_that_was_stated_and_named_where_none_was(make_site: MakeSite) -> None:
    silent = make_site()
    found = loss_value_of(silent, uses_of(silent), {})
    assert (found["heat_open"], found["rows"], found["total_vnd"]) == (["fuel/wood"], [], None)
    stated = make_site(worksheets=[sheet("loss_cost", **{"heat.fuel.wood": 30})])
    found = loss_value_of(stated, uses_of(stated), {})
    (heat,) = found["rows"]
    assert found["heat_open"] == []
    assert heat["vnd"] == pytest.approx(0.3 * 50e6)  # a third of what the wood costs, nearly
    assert found["total_vnd"] == pytest.approx(15e6)
    beyond = make_site(worksheets=[sheet("loss_cost", **{"heat.fuel.wood": 130})])
    assert loss_value_of(beyond, uses_of(beyond), {})["heat_open"] == ["fuel/wood"]


def test_streams_before_and_after_never_go_below_what_is_left(look: Look) -> None:
    both = [option(status="do_now"), option(id="b", title="B", status="running"), option(id="c", title="C", status="study")]
    found = portfolio(look(options=both))["environment"]
    (row,) = found["streams"]
    assert found["options"] == ["a", "b"]
    assert (row["before"], row["after"]) == (pytest.approx(100_000), pytest.approx(81_000))  # 0.9 · 0.9, not 0.8
    assert row["change_percent"] == pytest.approx(-19)


@pytest.mark.parametrize(("column", "before", "meets"), [("A", 75, True), ("A", 76, False), ("B", 150, True), ("B", 151, False)])
def test_discharge_stands_beside_the_limit_of_its_column(look: Look, column: str, before: float, meets: bool) -> None:
    """QCVN 40:2011/BTNMT, table 1: COD 75 mg/L in column A, 150 mg/L in column B; replaced on 2025-09-01."""
    values = {"class": column, "cod.before": before, "tss.before": -1}
    discharge = portfolio(look(worksheets=[sheet("environment", **values)]))["environment"]["discharge"]
    (row,) = discharge["rows"]
    assert (discharge["class"], row["pollutant"], row["before_meets"], row["after_meets"], row["in_force"]) == (column, "cod", meets, None, False)


def test_a_column_that_does_not_exist_has_no_limits(look: Look) -> None:
    found = portfolio(look(worksheets=[sheet("environment", **{"class": "Z", "cod.before": 10})]))["environment"]["discharge"]
    assert found == {"class": None, "rows": []}


def row(**changes: Any) -> dict[str, Any]:
    known = {"option": "a", "title": "A", "owner": None, "status": "do_now", "begin": None, "due": None, "finished": None, "gaps": []}
    return {**known, "savings": [{"stream": "electricity/grid", "unit": "kWh", "planned": 1000.0, "verified": None}], **changes}


def test_reminders_are_of_what_is_still_to_do() -> None:
    rows = [
        row(begin="2026-12-01", due="2027-03-31"),
        row(option="b", status="done", due="2026-01-31", finished="2026-02", gaps=["plan.proof_missing"]),
        row(option="c", status="verified", due="2026-01-31", finished="2026-02"),
    ]
    assert [(item["day"], item["option"], item["what"]) for item in reminders_of(rows)] == [
        ("2026-05-29", "b", "prove"),  # 90 days after the end of February
        ("2026-12-01", "a", "begin"),
        ("2027-03-31", "a", "due"),
    ]


def test_reminders_become_a_calendar_that_is_the_same_each_time() -> None:
    result = {"edition": "2026-11", "portfolio": {"reminders": reminders_of([row(begin="2026-12-01", due="2027-03-31", owner="An; Bình")])}}
    text = plan_calendar(result, "Nhà máy, thử", "vi").decode()
    assert text == plan_calendar(result, "Nhà máy, thử", "vi").decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261201" in text
    assert "An\\; Bình" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "BEGIN:VEVENT" not in plan_calendar({"edition": "2026-11", "portfolio": None}, "x", "en").decode()


USES = {"electricity/grid": Use(stream="electricity/grid", unit="kWh", dimension="energy", amount=1e5, energy=3.6)}


def model(months: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    return {"kind": "energy", "unit": "MJ", "status": "regression", "months": months, "saving": None, **changes}


def month(period: str, expected: float, actual: float, fitted: bool = False) -> dict[str, Any]:
    return {"period": period, "expected": expected, "actual": actual, "fitted": fitted}


def test_the_baseline_proves_what_was_saved_since_the_finish() -> None:
    months = [month("2025-01", 100.0, 150.0), month("2025-02", 100.0, 90.0), month("2025-03", 100.0, 80.0), month("2025-04", 100.0, 0.0, fitted=True)]
    (found,) = proofs_of([row(status="done", finished="2025-01-20")], [model(months)], USES)
    assert (found["months"], found["saved"], found["saved_per_year"]) == (2, 30.0, 180.0)
    assert found["planned_per_year"] == pytest.approx(3600)
    assert found["reached_percent"] == pytest.approx(5)
    assert (found["low"], found["high"]) == (None, None)


def test_the_interval_is_shown_only_for_the_months_it_was_made_of() -> None:
    months = [month(f"2025-{number:02d}", 100.0, 90.0) for number in range(1, 13)]
    whole = model(months, saving={"period": "2025", "low": 80.0, "high": 160.0})
    (found,) = proofs_of([row(status="done", finished="2024-12")], [whole], USES)
    assert (found["saved"], found["low"], found["high"]) == (120.0, 80.0, 160.0)
    (later,) = proofs_of([row(status="done", finished="2025-01")], [whole], USES)
    assert (later["saved"], later["low"]) == (110.0, None)


@pytest.mark.parametrize(
    ("changes", "made", "why"),
    [
        ({"status": "done"}, model([]), "proof.not_dated"),
        ({"status": "done", "finished": "2025-06"}, model([], status="none"), "proof.no_baseline"),
        ({"status": "done", "finished": "2025-06"}, model([month("2025-06", 1.0, 1.0)]), "proof.no_months"),
    ],
)
def test_why_there_is_no_proof_is_said(changes: dict[str, Any], made: dict[str, Any], why: str) -> None:
    (found,) = proofs_of([row(**changes)], [made], USES)
    assert (found["why"], found["saved"]) == (why, None)
    assert proofs_of([row()], [made], USES) == []  # nothing is done yet


def test_technical_marks_are_weighted_as_in_the_published_example(make_site: MakeSite) -> None:
    """Session 10 of a published course: weights 3, 2, 2, 2, 2 and marks 5, 2, 3, 3, 4 add up to 39."""
    names = ("quality", "maintenance", "space", "capacity", "compatibility")
    weights = {f"weight.{name}": weight for name, weight in zip(names, (3, 2, 2, 2, 2), strict=True)}
    marks = {f"a.{name}": mark for name, mark in zip(names, (5, 2, 3, 3, 4), strict=True)}
    found = technical_points(make_site(worksheets=[sheet("technical", **weights, **marks, **{"a.unknown": 5, "b.quality": 9})]))
    assert found == {"a": pytest.approx(39 / 11 / 5)}


def test_an_option_told_twice_is_noticed_unless_both_exclude_each_other(look: Look) -> None:
    twice = look(options=[option(), option(id="b", title=" a")])
    assert "option.twice" in [finding.code for finding in twice.findings]
    apart = look(options=[option(), option(id="b", excludes=["a"])])
    assert "option.twice" not in [finding.code for finding in apart.findings]


def test_a_library_option_taken_over_excludes_what_the_library_says(make_site: MakeSite) -> None:
    book = catalogue.open_edition("2026-11")
    one = next(row for row in book.table("options") if row["excludes"])
    other = str(one["excludes"][0] if isinstance(one["excludes"], tuple | list) else str(one["excludes"]).split()[0])
    assessment = make_site(options=[OPTION | {"library": other}]).assessment
    made = editing.adopted(assessment, one, "T", assessment.options[0].saves, 1e6, 5.0)
    assert made.options[-1].excludes == ("a",)


def test_the_spread_of_a_value_holds_its_middle_and_nothing_without_uncertainty() -> None:
    project = Project(investment=100.0, saving=40.0, lifetime=5)
    found = value_spread(project, 0.1, {"saving": 0.2}, seed=1)
    assert sum(found.shares) == pytest.approx(1)
    assert found.low < net_present_value(cash_flows(project), 0.1) < found.high
    still = value_spread(project, 0.1, {}, seed=1)
    assert still.low == pytest.approx(still.high)


def test_every_chart_is_made_of_a_result_and_says_what_it_shows(look: Look) -> None:
    saves = [{"stream": "fuel/wood", "percent": 50}]
    options = [option(status="do_now", due="2026-05"), option(id="b", title="B", saves=saves, investment_vnd=900e6, status="study")]
    terms = sheet("appraisal", saving_uncertainty_percent=30, investment_uncertainty_percent=10)
    found = look(options=options, choices={"discount_rate": 12}, worksheets=[terms])
    appraisal = next(row["appraisal"] for row in found.rows if row["option"] == "a")
    made = portfolio(found)
    titles = {"a": "A", "b": "B"}
    charts = [
        tornado_chart(appraisal, Label(text="A")), gain_chart(appraisal, Label(text="A")), abatement_chart(made["curve"], titles), cash_chart(made["cash_by_quarter"]),
    ]  # fmt: skip
    assert all(isinstance(chart, Chart) for chart in charts)
    front = front_chart(made, titles)
    assert (front is None) == (len(made["front"]) < 2)
    assert 0 < appraisal["probability_of_gain"] <= 1
    jsonschema.Draft202012Validator(PORTFOLIO).validate(plain(made))


def test_without_a_rate_or_uncertainty_there_is_no_chart_and_no_number(look: Look) -> None:
    found = look(options=[OPTION])
    appraisal = next(row["appraisal"] for row in found.rows if row["option"] == "a")
    assert tornado_chart(appraisal, Label(text="A")) is None
    assert gain_chart(appraisal, Label(text="A")) is None
    assert abatement_chart(portfolio(found)["curve"], {}) is None
    assert cash_chart(portfolio(found)["cash_by_quarter"]) is None


def revision(number: int, sha256: str, state: str = "head") -> Revision:
    names = ("document_id", "site_id", "act", "author", "author_name", "at", "filename")
    return Revision(id=str(number), number=number, parent_id=None, state=state, sha256=sha256, summary={}, **dict.fromkeys(names, ""))


@pytest.mark.parametrize(
    ("contents", "back", "forward"),
    [
        ("", None, None),
        ("a", None, None),
        ("ab", "1", None),
        ("aba", None, "2"),  # back to the first
        ("abab", "3", None),  # and forward again
        ("abcba", None, "2"),
        ("abac", "3", None),  # a new way: the old one is gone
    ],
)
def test_the_way_back_and_forward_is_read_off_the_revisions(contents: str, back: str | None, forward: str | None) -> None:
    revisions = [revision(number, content) for number, content in enumerate(contents, start=1)]
    found = timeline_of([*revisions, revision(99, "z", "aside")])
    content = {str(number): letter for number, letter in enumerate(contents, start=1)}
    assert [found.back and content[found.back.id], found.forward and content[found.forward.id]] == [back and content[back], forward and content[forward]]


def test_a_day_that_is_none_is_no_day(look: Look) -> None:
    values = {"a.begin": "hôm sau", "a.finished": "2025-13", "a.started": 5}
    found = portfolio(look(options=[option(status="do_now")], worksheets=[sheet("plan", **values)]))
    assert [found["plan"][0][name] for name in ("begin", "finished", "started")] == [None, None, None]
