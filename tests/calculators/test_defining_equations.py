"""Short formulas against what defines them: a linear system, a root, a simulation, or another library's statistics."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from calculators.allocation import allocate_by_energy, allocate_by_mass, allocate_by_price
from calculators.appraisal import abatement_cost, profitability_index
from calculators.baseline import ratio_baseline
from calculators.equipment.refrigeration_plant import ideal_cop, lift_saving_share
from calculators.portfolio import Base, Candidate, Problem, is_allowed, outcome
from calculators.portfolio_curves import marginal_abatement, pareto_front
from calculators.project import Loan, Project, cash_flows
from calculators.refrigerant import by_life_cycle, by_top_up
from calculators.saving import Saving, chained_enpi, roll_up
from calculators.uncertainty import change_interval_90, interval_90
from calculators.wastewater import organic_load, treatment_methane

SEEDS = st.integers(0, 2**32 - 1)
AMOUNTS = st.lists(st.tuples(st.floats(0.1, 1e5), st.floats(0.1, 1e3)), min_size=2, max_size=6)


def shares(burden: float, key: np.ndarray) -> np.ndarray:
    """Solve for the parts of a burden: every unit of the key carries the same, and the parts are the whole."""
    size = key.size
    system = np.zeros((size, size))
    for row in range(size - 1):
        system[row, row], system[row, row + 1] = key[row + 1], -key[row]
    system[-1] = 1.0
    right = np.zeros(size)
    right[-1] = burden
    return np.linalg.solve(system, right) / burden


@given(AMOUNTS)
def test_every_unit_of_a_basis_carries_the_same(products: list[tuple[float, float]]) -> None:
    amount, weight = np.array(products).T
    assert allocate_by_mass(amount) == pytest.approx(shares(7.0, amount), rel=1e-6)
    assert allocate_by_energy(amount, weight) == pytest.approx(shares(7.0, amount * weight), rel=1e-6)
    assert allocate_by_price(amount, weight) == pytest.approx(shares(7.0, amount * weight), rel=1e-6)


@given(st.floats(1, 1e6), st.floats(-1e5, 1e6), st.floats(1, 1e4), st.floats(0.01, 0.3), st.integers(1, 25))
def test_abatement_cost_is_the_carbon_price_at_which_the_measure_breaks_even(
    investment: float, saving: float, abated: float, rate: float, years: int
) -> None:
    def worth(price: float) -> float:
        return -investment + math.fsum((saving + price * abated) / (1 + rate) ** year for year in range(1, years + 1))

    edge = 10 * (investment + abs(saving)) / abated * (1 + rate) ** years
    price = optimize.brentq(worth, -edge, edge, xtol=1e-12, rtol=1e-12)
    assert abatement_cost(investment, saving, abated, rate, years) == pytest.approx(price, rel=1e-6, abs=1e-6 * edge)


@given(st.floats(1, 1e6), st.lists(st.floats(-1e5, 1e6), min_size=1, max_size=20), st.floats(0.0, 0.4))
def test_profitability_is_the_worth_of_what_comes_back_over_what_was_spent(investment: float, back: list[float], rate: float) -> None:
    worth = math.fsum(flow / (1 + rate) ** year for year, flow in enumerate(back, start=1))
    assert profitability_index(worth - investment, investment) == pytest.approx(worth / investment, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 15), st.integers(1, 20), st.integers(1, 20), st.floats(0, 1), st.floats(0, 0.25), st.floats(0, 0.5), st.floats(-0.1, 0.2),
    st.floats(0, 500), st.floats(0, 400),
)  # fmt: skip
def test_cash_is_profit_after_tax_and_depreciation_less_what_is_repaid(
    years: int, term: int, loan_years: int, borrowed: float, rate: float, tax: float, growth: float, residual: float, subsidy: float
) -> None:
    """The indirect way of a cash-flow statement: from the profit and loss account, with the instalment found as a root."""
    investment, saving, cost = 1000.0, 300.0, 40.0
    loan = Loan(amount=borrowed * investment, rate=rate, years=loan_years)

    def owed_after(instalment: float) -> float:
        owed = loan.amount
        for _ in range(loan_years):
            owed = owed * (1 + rate) - instalment
        return owed

    instalment = optimize.brentq(owed_after, 0.0, loan.amount * (1 + rate) + 1.0, xtol=1e-12)
    book, owed, expected = investment - subsidy, loan.amount, [loan.amount - (investment - subsidy)]
    for year in range(years):
        last = year == years - 1
        written_off = book if last else min(book, (investment - subsidy) / term)
        interest = owed * rate
        repaid = owed if last else min(owed, instalment - interest) if year < loan_years else 0.0
        profit = saving * (1 + growth) ** year - cost * (1 - growth / 2) ** year + (residual if last else 0.0) - written_off - interest
        expected.append(profit * (1 - tax) + written_off - repaid)
        book, owed = book - written_off, owed - repaid
    found = cash_flows(
        Project(investment=investment, saving=saving, cost=cost, lifetime=years, residual=residual, subsidy=subsidy, tax_rate=tax,
                depreciation_years=term, saving_growth=growth, cost_growth=-growth / 2, loan=loan)
    )  # fmt: skip
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-5)


UNITS = st.lists(st.tuples(st.sampled_from(("new", "running", "scrapped")), st.floats(0.1, 50)), max_size=12)


@given(UNITS, st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_refrigerant_lost_is_what_is_missing_of_each_machine(
    machines: list[tuple[str, float]], filling: float, running: float, left: float, recovery: float
) -> None:
    """Bottle and machine weighed before and after, one machine at a time."""
    missing, charges = 0.0, {"new": 0.0, "running": 0.0, "scrapped": 0.0}
    for state, charge in machines:
        charges[state] += charge
        if state == "new":
            bottle = charge
            missing += bottle - bottle * (100 - filling) / 100
        elif state == "running":
            at_the_end = charge * (100 - running) / 100
            missing += by_top_up(charge - at_the_end, 1.0)  # topped up to its charge again
        else:
            in_it = charge * left / 100
            missing += in_it - in_it * recovery / 100
    assert by_life_cycle(charges["new"], filling, charges["running"], running, charges["scrapped"], left, recovery) == pytest.approx(
        missing, rel=1e-9, abs=1e-9
    )


@settings(deadline=None)
@given(st.integers(3, 36), SEEDS)
def test_ratio_is_the_weighted_regression_through_the_origin(months: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    output = draw.uniform(10, 100, months)
    consumption = 3.0 * output + draw.normal(0, 5, months) + 40
    found = ratio_baseline(consumption, output, "output").baseline
    assert found is not None
    fit = sm.WLS(consumption, output[:, None], weights=1 / output).fit()
    assert found.coefficients == (0.0, pytest.approx(float(fit.params[0]), rel=1e-9))


@given(st.floats(50, 500), st.floats(1, 9), st.floats(10, 100), st.floats(10, 100), st.floats(0.5, 1.5), st.floats(0.5, 1.5))
def test_chaining_is_two_comparisons_with_one_model(base: float, slope: float, first: float, last: float, was: float, became: float) -> None:
    """Index of the reporting period over that of the baseline period, each by the same model; its scale does not matter."""
    expected = tuple(base + slope * output for output in (first, last))
    actual = (was * expected[0], became * expected[1])
    assert chained_enpi(actual, expected) == pytest.approx(became / was, rel=1e-9)
    assert chained_enpi(actual, (7 * expected[0], 7 * expected[1])) == pytest.approx(became / was, rel=1e-9)


@settings(deadline=None)
@given(st.integers(3, 30), st.integers(3, 30), st.floats(0.5, 20), SEEDS)
def test_two_sites_together_are_welchs_test(size: int, other: int, scale: float, seed: int) -> None:
    """Expected of one site less actual of the other, as scipy's comparison of two means with unequal variances."""
    draw = np.random.default_rng(seed)
    one, two = draw.normal(50, 3, size), draw.normal(40, scale, other)

    def saving(expected: float, actual: float, values: np.ndarray) -> Saving:
        error = float(np.std(values, ddof=1) / math.sqrt(values.size))
        return Saving(
            expected=expected, actual=actual, saving=expected - actual, standard_error=error, degrees_of_freedom=values.size - 1.0, low=0.0, high=0.0,
            confidence=0.9, autocorrelation=0.0, enpi=1.0, improvement=0.0,
        )  # fmt: skip

    found = roll_up([saving(float(one.mean()), 0.0, one), saving(0.0, float(two.mean()), two)], 0.9)
    welch = stats.ttest_ind(one, two, equal_var=False)
    low, high = welch.confidence_interval(0.9)
    assert found.degrees_of_freedom == pytest.approx(float(welch.df), rel=1e-9)
    assert (found.low, found.high) == (pytest.approx(float(low), rel=1e-9, abs=1e-9), pytest.approx(float(high), rel=1e-9, abs=1e-9))


@given(st.floats(0.01, 1e4), st.floats(0.001, 0.6))
def test_interval_is_scipys_of_the_lognormal_distribution(value: float, relative: float) -> None:
    """To the three decimals of the quantile 1.645 that the interval is made with."""
    assert interval_90(value, relative) == pytest.approx(stats.lognorm.interval(0.9, s=relative, scale=value), rel=2e-4 * relative + 1e-9)


def test_interval_of_a_change_is_that_of_simulated_years() -> None:
    draw = np.random.default_rng(20)
    before = 120.0 * np.exp(draw.normal(0, 0.05, 2_000_000))
    after = 90.0 * np.exp(draw.normal(0, 0.03, 2_000_000))
    assert change_interval_90(120.0, 90.0, 0.05, 0.03) == pytest.approx(np.percentile(100 * (after / before - 1), (5, 95)), abs=0.05)


@given(st.floats(-45, 20), st.floats(1, 70))
def test_ideal_cop_makes_no_entropy(evaporating: float, lift: float) -> None:
    cold, warm = evaporating + 273.15, evaporating + lift + 273.15
    work = optimize.brentq(lambda work: 1.0 / cold - (1.0 + work) / warm, 0.0, 10.0, xtol=1e-15)
    assert ideal_cop(evaporating, evaporating + lift) == pytest.approx(1.0 / work, rel=1e-6)


@given(st.floats(-45, 10), st.floats(10, 60), st.floats(1, 9))
def test_saved_lift_is_saved_work_for_the_same_cold(evaporating: float, lift: float, less: float) -> None:
    def work(low: float, high: float) -> float:
        return (high + 273.15) / (low + 273.15) - 1.0  # per unit of cold, of a cycle without entropy

    now, then = work(evaporating, evaporating + lift), work(evaporating, evaporating + lift - less)
    assert lift_saving_share(evaporating, evaporating + lift, evaporating, evaporating + lift - less) == pytest.approx(1 - then / now, rel=1e-9)


@given(st.floats(0, 1e6), st.floats(0, 20), st.floats(0, 1), st.floats(0, 1))
def test_methane_takes_the_oxygen_demand_with_it(volume: float, cod: float, sludge: float, correction: float) -> None:
    """CH4 + 2 O2: burning what is released asks for the oxygen that the treated material asked for; 0.25 kg/kg is that ratio."""
    load = organic_load(volume, cod)
    oxygen_per_methane = 2 * 31.998 / 16.043
    released = treatment_methane(load, sludge * load, 1 / oxygen_per_methane, correction, 0.0)
    assert released * oxygen_per_methane == pytest.approx((1 - sludge) * volume * cod * correction, rel=1e-9, abs=1e-9 * load)
    assert pytest.approx(0.25, abs=0.001) == 1 / oxygen_per_methane


def problem(seed: int) -> Problem:
    draw = np.random.default_rng(seed)
    candidates = tuple(
        Candidate(id=f"m{at}", investment=float(draw.uniform(1, 100)), fractions={"grid": float(draw.uniform(0.02, 0.5))},
                  benefit=-float(draw.uniform(0, 900)))
        for at in range(6)
    )  # fmt: skip
    return Problem(bases=(Base(id="grid", stream="grid", amount=1000.0),), candidates=candidates, worth={"grid": 2.0}, co2e={"grid": 0.7})


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_no_other_set_beats_one_of_the_front(seed: int) -> None:
    of = problem(seed)
    names = [item.id for item in of.candidates]
    every = [outcome(of, chosen) for size in range(7) for chosen in itertools.combinations(names, size)]
    for point in pareto_front(of):
        here = point.outcome
        assert not any(
            other.benefit > here.benefit * (1 + 1e-6) + 1e-6 and other.co2e > here.co2e * (1 + 1e-6) + 1e-6 for other in every
        )


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_the_abatement_curve_rises_and_ends_where_all_measures_together_end(seed: int) -> None:
    of = problem(seed)
    costs = {item.id: float(cost) for item, cost in zip(of.candidates, np.random.default_rng(seed + 1).uniform(-9, 9, 6), strict=True)}
    curve = marginal_abatement(of, costs)
    assert [step.cost for step in curve] == sorted(costs.values())
    assert is_allowed(of, [step.id for step in curve])
    left = 1000.0
    for step in curve:
        (measure,) = (item for item in of.candidates if item.id == step.id)
        assert step.co2e == pytest.approx(0.7 * left * measure.fractions["grid"], rel=1e-9)
        left *= 1 - measure.fractions["grid"]
    assert curve[-1].cumulative == pytest.approx(0.7 * (1000.0 - left), rel=1e-9)
