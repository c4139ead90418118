"""Sets of measures: interactions by hand, the optimum against brute force, and laws."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.errors import DomainError
from calculators.portfolio import Base, Candidate, Outcome, Problem, Requirement, is_allowed, meets, outcome
from calculators.portfolio_choice import GAP, NoPortfolioError, best_portfolio
from calculators.portfolio_curves import marginal_abatement, pareto_front

GRID = Base(id="grid", stream="grid", amount=1000.0)


def small(*candidates: Candidate, worth: float = 2.0) -> Problem:
    return Problem(bases=(GRID,), candidates=candidates, worth={"grid": worth}, co2e={"grid": 0.5})


def brute(problem: Problem, budget: float | None = None, minimum_co2e: float | None = None) -> Outcome | None:
    best = None
    ids = [item.id for item in problem.candidates]
    needs = () if minimum_co2e is None else (Requirement(weights=problem.co2e, minimum=minimum_co2e),)
    for size in range(len(ids) + 1):
        for chosen in combinations(ids, size):
            if is_allowed(problem, chosen, budget):
                found = outcome(problem, chosen)
                if meets(found, needs) and (best is None or found.benefit > best.benefit):
                    best = found
    return best


def test_percentages_multiply_then_quantities_go_off() -> None:
    problem = small(
        Candidate(id="a", investment=1.0, fractions={"grid": 0.2}),
        Candidate(id="b", investment=2.0, fractions={"grid": 0.5}),
        Candidate(id="c", investment=3.0, quantities={"grid": 100.0}, benefit=-7.0),
    )
    found = outcome(problem, ["c", "a", "b"])
    assert found.saved["grid"] == pytest.approx(1000 - (1000 * 0.8 * 0.5 - 100))
    assert found.benefit == pytest.approx(2 * 700 - 7)
    assert found.co2e == pytest.approx(350)
    assert found.investment == 6.0


def test_percent_of_a_step_and_of_the_site_act_on_each_other() -> None:
    boiler = Base(id="fuel@boiler", stream="fuel", amount=600.0)
    rest = Base(id="fuel", stream="fuel", amount=400.0)
    problem = Problem(
        bases=(boiler, rest),
        candidates=(
            Candidate(id="step", investment=0.0, fractions={"fuel@boiler": 0.5}),
            Candidate(id="site", investment=0.0, fractions={"fuel@boiler": 0.1, "fuel": 0.1}),
            Candidate(id="whole", investment=0.0, quantities={"fuel": 5000.0}),
        ),
        worth={"fuel": 1.0},
    )
    assert outcome(problem, ["step", "site"]).saved["fuel"] == pytest.approx(1000 - (300 + 400) * 0.9)
    assert outcome(problem, ["whole"]).saved["fuel"] == 1000.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"fractions": {"grid": 1.2}},
        {"fractions": {"grid": -0.1}},
        {"fractions": {"steam": 0.1}},
        {"quantities": {"steam": 0.1}},
        {"quantities": {"grid": float("inf")}},
        {"investment": -1.0},
        {"benefit": float("nan")},
        {"requires": ("nobody",)},
    ],
)
def test_a_measure_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    words: dict[str, object] = {"id": "a", "investment": 1.0, **wrong}
    with pytest.raises(DomainError):
        small(Candidate(**words))  # type: ignore[arg-type]


def test_two_measures_of_one_id_are_refused() -> None:
    with pytest.raises(DomainError):
        small(Candidate(id="a", investment=1.0), Candidate(id="a", investment=1.0))


def test_budget_zero_takes_what_is_free_and_negative_is_refused() -> None:
    problem = small(Candidate(id="free", investment=0.0, fractions={"grid": 0.1}), Candidate(id="dear", investment=1.0, fractions={"grid": 0.9}))
    assert best_portfolio(problem, 0.0).outcome.chosen == ("free",)
    with pytest.raises(DomainError):
        best_portfolio(problem, -1.0)


def test_circular_requires_mean_both_or_none() -> None:
    problem = small(
        Candidate(id="a", investment=5.0, fractions={"grid": 0.1}, requires=("b",)),
        Candidate(id="b", investment=5.0, benefit=-1.0, requires=("a",)),
    )
    assert best_portfolio(problem, 10.0).outcome.chosen == ("a", "b")
    assert best_portfolio(problem, 9.0).outcome.chosen == ()


def test_no_measures_and_unreachable_requirements() -> None:
    assert best_portfolio(small()).outcome.chosen == ()
    problem = small(Candidate(id="a", investment=5.0, fractions={"grid": 0.1}))
    assert best_portfolio(problem, 5.0, minimum_co2e=50.0).outcome.co2e == pytest.approx(50.0)
    with pytest.raises(NoPortfolioError):
        best_portfolio(problem, 4.0, minimum_co2e=50.0)
    with pytest.raises(NoPortfolioError):
        best_portfolio(small(), minimum_co2e=1.0)


def test_a_whole_saving_leaves_nothing_for_another() -> None:
    problem = small(Candidate(id="all", investment=1.0, fractions={"grid": 1.0}), Candidate(id="half", investment=1.0, fractions={"grid": 0.5}, benefit=-1.0))
    best = best_portfolio(problem)
    assert best.outcome.chosen == ("all",)
    assert best.outcome.saved["grid"] == 1000.0


def test_a_stream_that_earns_money_is_not_saved_for_nothing() -> None:
    """Saving sold scrap loses its revenue: worth below zero bends the problem, and brute force must still be met."""
    problem = small(
        Candidate(id="a", investment=1.0, fractions={"grid": 0.3}, benefit=700.0),
        Candidate(id="b", investment=1.0, fractions={"grid": 0.4}, benefit=700.0),
        worth=-2.0,
    )
    expected = brute(problem)
    assert expected is not None
    assert best_portfolio(problem).outcome.benefit == pytest.approx(expected.benefit)


def test_front_and_abatement_curve_by_hand() -> None:
    problem = small(
        Candidate(id="cheap", investment=100.0, fractions={"grid": 0.1}, benefit=-50.0),
        Candidate(id="dear", investment=100.0, fractions={"grid": 0.5}, benefit=-2000.0),
    )
    front = pareto_front(problem)
    assert [point.outcome.chosen for point in front] == [("cheap",), ("cheap", "dear")]
    curve = marginal_abatement(problem, {"cheap": -3.0, "dear": 4.0})
    assert [(step.id, step.co2e) for step in curve] == [("cheap", pytest.approx(50.0)), ("dear", pytest.approx(225.0))]
    assert curve[-1].cumulative == pytest.approx(front[-1].outcome.co2e)


share = st.floats(0.01, 0.6)
amount = st.floats(-200.0, 600.0)


@st.composite
def problems(draw: st.DrawFn, most: int = 7) -> Problem:
    bases = (
        Base(id="power", stream="power", amount=draw(st.floats(10.0, 1e4))),
        Base(id="fuel", stream="fuel", amount=draw(st.floats(10.0, 1e4))),
        Base(id="fuel@boiler", stream="fuel", amount=draw(st.floats(10.0, 1e4))),
    )
    keys = [base.id for base in bases]
    ids = [f"o{number}" for number in range(draw(st.integers(1, most)))]
    links = st.lists(st.sampled_from(ids), max_size=1, unique=True)
    candidates = []
    for key in ids:
        fractions = draw(st.dictionaries(st.sampled_from(keys), share, max_size=2))
        quantities = draw(st.dictionaries(st.sampled_from(keys), amount, max_size=1))
        candidates.append(
            Candidate(
                id=key,
                investment=draw(st.floats(0.0, 1e4)),
                benefit=draw(st.floats(-5e3, 1e3)),
                fractions=fractions,
                quantities=quantities,
                requires=tuple(other for other in draw(links) if other != key),
                excludes=tuple(other for other in draw(links) if other != key),
            )
        )
    return Problem(bases=bases, candidates=tuple(candidates), worth={"power": 2.0, "fuel": draw(st.floats(0.0, 9.0))}, co2e={"power": 0.7, "fuel": 2.0})


@settings(max_examples=60, deadline=None)
@given(problem=problems(), budget=st.floats(0.0, 4e4))
def test_the_best_set_is_that_of_brute_force_and_keeps_the_budget(problem: Problem, budget: float) -> None:
    found = best_portfolio(problem, budget)
    expected = brute(problem, budget)
    assert expected is not None
    stake = 1.0 + sum(problem.worth[base.stream] * base.amount for base in problem.bases) + sum(abs(item.benefit) for item in problem.candidates)
    assert found.is_proven
    assert found.outcome.investment <= budget
    assert found.outcome.benefit == pytest.approx(expected.benefit, abs=3 * GAP * stake)
    assert is_allowed(problem, found.outcome.chosen, budget)


@settings(max_examples=40, deadline=None)
@given(problem=problems(), budget=st.floats(0.0, 2e4), more=st.floats(0.0, 2e4))
def test_more_budget_is_never_worse_and_nothing_is_saved_twice(problem: Problem, budget: float, more: float) -> None:
    less, wide = best_portfolio(problem, budget), best_portfolio(problem, budget + more)
    assert wide.bound >= less.outcome.benefit - 1e-9 * abs(less.outcome.benefit)
    assert wide.outcome.benefit >= less.outcome.benefit - GAP * (1e6 + abs(less.outcome.benefit))
    for stream, saved in wide.outcome.saved.items():
        assert saved <= problem.amount(stream) * (1 + 1e-12)


@settings(max_examples=25, deadline=None)
@given(problem=problems(most=5), level=st.floats(0.05, 0.95))
def test_a_required_emission_is_met_as_brute_force_meets_it(problem: Problem, level: float) -> None:
    most = sum(problem.co2e[base.stream] * base.amount for base in problem.bases)
    expected = brute(problem, minimum_co2e=level * most)
    try:
        found = best_portfolio(problem, minimum_co2e=level * most)
    except NoPortfolioError:
        assert expected is None
        return
    assert expected is not None
    assert found.outcome.co2e >= level * most * (1 - 2e-6)
    stake = sum(problem.worth[base.stream] * base.amount for base in problem.bases) + sum(abs(item.benefit) for item in problem.candidates)
    assert found.outcome.benefit >= expected.benefit - 3 * GAP * stake


def test_eighteen_measures_equal_brute_force() -> None:
    candidates = tuple(
        Candidate(id=f"o{n:02}", investment=100.0 + 37 * (n * 7 % 11), benefit=-20.0 - n, fractions={"grid": 0.02 + 0.01 * (n * 5 % 13)}, excludes=(f"o{(n + 5) % 18:02}",) if n % 4 == 0 else ())
        for n in range(18)
    )
    problem = small(*candidates)
    expected = brute(problem, 900.0)
    assert expected is not None
    assert best_portfolio(problem, 900.0).outcome.benefit == pytest.approx(expected.benefit, rel=1e-9)
