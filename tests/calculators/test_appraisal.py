"""Payback, present value, rates of return: published values, edges and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.appraisal import (
    UndefinedAppraisalError,
    abatement_cost,
    annuity_factor,
    discounted_payback,
    net_present_value,
    payback_in_words,
    profitability_index,
    simple_payback,
)
from calculators.appraisal_risk import probability_of_gain, tornado
from calculators.errors import DomainError
from calculators.project import Loan, Project, cash_flows
from calculators.rate_of_return import internal_rates_of_return

money = st.floats(min_value=1e3, max_value=1e12)


@pytest.mark.parametrize(("rate", "years"), [(0.06, 6.12), (0.08, 6.64), (0.10, 7.27), (0.12, 8.09), (0.16, 10.84), (0.18, 13.91)])
def test_discounted_payback_of_a_simple_payback_of_five_years(rate: float, years: float) -> None:
    """Cengel and Ghajar, Heat and Mass Transfer, problem on payback with interest (2nd ed. 2003)."""
    assert discounted_payback(5.0, 1.0, rate) == pytest.approx(years, abs=0.006)


@pytest.mark.parametrize(
    ("rate", "value"),
    [(-0.4, -126.39), (-0.3, 219.99), (-0.2, 189.89), (-0.1, 114.49), (0.0, 50.0), (0.1, 1.84), (0.2, -33.26), (0.3, -59.02), (0.4, -78.24)],
)
def test_present_value_of_a_project_with_a_cost_at_its_end(rate: float, value: float) -> None:
    """Newnan, Eschenbach, Lavelle, Engineering Economic Analysis, figure 7A-2, p. 235."""
    assert net_present_value([-180, 50, 50, 50, 50, 50, 50, -70], rate) == pytest.approx(value, abs=0.006)


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        pytest.param([-180, 50, 50, 50, 50, 50, 50, -70], [-0.3829, 0.1045], id="Newnan, figure 7A-2, p. 235"),
        pytest.param([-8200] + 5 * [2000], [0.0700], id="Newnan, example 7-1, p. 206"),
        pytest.param([-15_000, 0, 8_200, 9_500], [0.067648], id="Park, Fundamentals of Engineering Economics, 3rd ed., 7.9"),
        pytest.param([-25_000, 12_000, 23_000, 34_000], [0.593224], id="Park, 7.11 project A"),
        pytest.param([2000, -500, -8100, 6800], [0.0747, 0.4135], id="Blank and Tarquin, 7th ed., ch. 7: about 8 and 41 %"),
        pytest.param([-12_000, -2_000, 3_000, 8_000, 8_000, -1_000], [-0.83, 0.087], id="Blank and Tarquin, 7th ed., ch. 7: 8.7 %"),
        pytest.param([-250e3, 100e3, 150e3, 200e3, 250e3, 300e3], [0.5672303344358536], id="numpy-financial, manual"),
    ],
)
def test_published_rates_of_return(flows: list[float], rates: list[float]) -> None:
    found = internal_rates_of_return(flows).rates
    positive = [rate for rate in rates if rate > -0.5]
    assert [rate for rate in found if rate > -0.5] == pytest.approx(positive, abs=6e-4)


def test_no_rate_and_a_double_rate_are_told_apart() -> None:
    assert internal_rates_of_return([-1.0, 3.0, -2.5]).rates == ()
    assert internal_rates_of_return([100.0, 50.0]).rates == ()
    double = internal_rates_of_return([-1.0, 2.2, -1.21])
    assert double.rates == pytest.approx([0.1], abs=1e-6)
    assert double.sign_changes == 2
    assert internal_rates_of_return([-1.0, 2.4, -1.43]).single is None


@pytest.mark.parametrize("flows", [[], [0.0, 0.0], [float("nan"), 1.0], [1.0, float("inf")]])
def test_flows_that_are_none_have_no_rate(flows: list[float]) -> None:
    with pytest.raises(DomainError):
        internal_rates_of_return(flows)


def test_payback_below_a_year_is_said_in_months_or_days() -> None:
    assert payback_in_words(simple_payback(163_481_500.0, 326_963_000.0)) == (6.0, "month")
    assert payback_in_words(2.0) == (2.0, "year")
    value, unit = payback_in_words(0.02)
    assert (value, unit) == (pytest.approx(7.3), "day")


@pytest.mark.parametrize("saving", [0.0, -5.0])
def test_nothing_saved_never_pays_back(saving: float) -> None:
    with pytest.raises(UndefinedAppraisalError):
        simple_payback(100.0, saving)


def test_saving_that_does_not_pay_the_interest_has_no_discounted_payback() -> None:
    with pytest.raises(UndefinedAppraisalError):
        discounted_payback(100.0, 10.0, 0.1)  # I·r = S
    assert discounted_payback(100.0, 10.1, 0.1) > 40


def test_annuity_factor_of_the_tables() -> None:
    """Blank and Tarquin, 8th ed., solution 2.1: (A/P, 12 %, 10) = 0.17698; 2.13: 450 000 (A/P, 10 %, 3) = 180 950."""
    assert annuity_factor(0.12, 10) == pytest.approx(0.17698, abs=5e-6)
    assert 450_000 * annuity_factor(0.10, 3) == pytest.approx(180_950, abs=5)
    assert annuity_factor(0.0, 4) == 0.25


def test_abatement_cost_and_index_by_hand() -> None:
    assert abatement_cost(1000.0, 300.0, 10.0, 0.0, 5) == pytest.approx(-10.0)  # (200 - 300)/10
    assert profitability_index(0.0, 5.0) == 1.0
    with pytest.raises(UndefinedAppraisalError):
        abatement_cost(1000.0, 300.0, 0.0, 0.1, 5)
    with pytest.raises(DomainError):
        abatement_cost(1000.0, 300.0, 10.0, 0.1, 0)
    with pytest.raises(UndefinedAppraisalError):
        profitability_index(1.0, 0.0)


def test_growing_cost_and_residual_value() -> None:
    """Present worth of a geometric series, Blank and Tarquin eq. 2.34: A·(1 − ((1+g)/(1+i))^n)/(i − g)."""
    project = Project(investment=800_000.0, saving=180_000.0, cost=42_000.0, cost_growth=0.02, lifetime=8, residual=20_000.0)
    series = 42_000 * (1 - (1.02 / 1.12) ** 8) / 0.10
    level = 180_000 / annuity_factor(0.12, 8)
    by_hand = -800_000 + level - series + 20_000 / 1.12**8
    assert net_present_value(cash_flows(project), 0.12) == pytest.approx(by_hand)


def test_tax_depreciation_subsidy_and_loan_by_hand() -> None:
    project = Project(investment=120.0, subsidy=20.0, saving=60.0, cost=10.0, lifetime=2, tax_rate=0.2, loan=Loan(amount=50.0, rate=0.1, years=2))
    payment = 50.0 * annuity_factor(0.1, 2)
    first_interest, second_interest = 5.0, (50.0 - (payment - 5.0)) * 0.1
    expected = (
        -50.0,
        50.0 - payment - 0.2 * (50.0 - 50.0 - first_interest),
        50.0 - payment - 0.2 * (50.0 - 50.0 - second_interest),
    )
    assert cash_flows(project) == pytest.approx(expected)


def test_depreciation_longer_than_the_lifetime_is_written_off_whole() -> None:
    project = Project(investment=100.0, saving=0.0, lifetime=2, tax_rate=0.2, depreciation_years=5)
    assert sum(cash_flows(project)) == pytest.approx(-80.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lifetime": 0.0},
        {"lifetime": 1e9},
        {"investment": -1.0},
        {"subsidy": 200.0},
        {"tax_rate": 1.5},
        {"saving": float("nan")},
        {"loan": Loan(amount=500.0, rate=0.1, years=2)},
        {"saving_growth": -1.0},
        {"depreciation_years": 0},
    ],
)
def test_a_project_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    given_: dict[str, object] = {"investment": 100.0, "saving": 10.0, "lifetime": 5.0, **wrong}
    with pytest.raises(DomainError):
        Project(**given_)  # type: ignore[arg-type]


def test_loan_at_the_discount_rate_changes_nothing() -> None:
    own = Project(investment=100.0, saving=40.0, lifetime=4)
    lent = Project(investment=100.0, saving=40.0, lifetime=4, loan=Loan(amount=70.0, rate=0.08, years=3))
    assert net_present_value(cash_flows(lent), 0.08) == pytest.approx(net_present_value(cash_flows(own), 0.08))


def test_tornado_is_widest_first_and_refuses_unknown_inputs() -> None:
    project = Project(investment=100.0, saving=40.0, lifetime=4)
    swings = tornado(project, 0.1, {"rate": (0.08, 0.12), "saving": (30.0, 50.0), "lifetime": (3, 5)})
    assert [swing.width for swing in swings] == sorted((swing.width for swing in swings), reverse=True)
    with pytest.raises(DomainError):
        tornado(project, 0.1, {"weather": (0.0, 1.0)})


def test_probability_of_gain_is_seeded_and_near_the_normal_one() -> None:
    project = Project(investment=100.0, saving=50.0, lifetime=2)  # breaks even without discounting
    first = probability_of_gain(project, 0.0, {"saving": 0.02}, seed=7)
    assert first == probability_of_gain(project, 0.0, {"saving": 0.02}, seed=7)
    assert first == pytest.approx(0.5, abs=0.03)
    with pytest.raises(DomainError):
        probability_of_gain(project, 0.0, {"lifetime": 0.1}, seed=7)


@given(investment=money, saving=money, years=st.integers(1, 40))
def test_the_rate_of_return_makes_the_value_zero(investment: float, saving: float, years: int) -> None:
    flows = [-investment] + years * [saving]
    rate = internal_rates_of_return(flows).single
    assert rate is not None
    assert abs(net_present_value(flows, rate)) <= 1e-7 * (investment + years * saving) * max(1.0, (1 + rate) ** -years)


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=12).filter(any))
def test_rates_are_at_most_the_changes_of_sign_and_all_are_found(flows: list[int]) -> None:
    found = internal_rates_of_return(flows)
    assert len(found.rates) <= found.sign_changes
    grid = [(-0.95 + 0.01 * step) for step in range(400)]
    values = [net_present_value(flows, rate) for rate in grid]
    for low, high, left, right in zip(grid, grid[1:], values, values[1:], strict=False):
        if left * right < 0:
            assert any(low - 1e-9 <= rate <= high + 1e-9 for rate in found.rates)


@given(investment=money, saving=money, rate=st.floats(0.0, 0.5))
def test_interest_never_shortens_the_payback(investment: float, saving: float, rate: float) -> None:
    try:
        assert discounted_payback(investment, saving, rate) >= simple_payback(investment, saving) * (1 - 1e-9)
    except UndefinedAppraisalError:
        assert investment * rate >= saving * (1 - 1e-9)
