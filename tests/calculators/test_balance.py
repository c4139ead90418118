import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.balance import Accounts, close_balance, site_accounts, step_accounts, total
from calculators.flow_network import Network


def accounts(inflow: float, product: float, **others: float) -> Accounts:
    return Accounts(inflow=inflow, product=product, **({"by_product": 0.0, "loss": 0.0} | others))


@pytest.mark.parametrize(
    ("given_accounts", "gap", "error", "verdict", "codes"),
    [
        pytest.param(accounts(1000, 700, by_product=100, loss=160), 40, 0.04, "closed", [], id="4 % missing"),
        pytest.param(accounts(1000, 700, by_product=100, loss=100), 100, 0.10, "open", ["gap"], id="10 % missing"),
        pytest.param(accounts(1000, 1100), -100, -0.10, "open", ["more_out_than_in"], id="more out than in"),
        pytest.param(accounts(900, 700, opening_stock=100, closing_stock=300), 0, 0.0, "closed", [], id="stock grew"),
        pytest.param(accounts(0, 10), -10, None, "nothing_in", ["nothing_in"], id="out of nothing"),
        pytest.param(accounts(0, 0), 0, None, "nothing_in", ["nothing_in"], id="idle"),
        pytest.param(accounts(100, 100, loss=-3), 3, 0.03, "closed", ["negative_amount"], id="negative loss"),
    ],
)
def test_closure(given_accounts: Accounts, gap: float, error: float | None, verdict: str, codes: list[str]) -> None:
    closure = close_balance(given_accounts, 0.05)
    assert closure.gap == pytest.approx(gap)
    assert closure.error == (None if error is None else pytest.approx(error))
    assert closure.verdict == verdict
    assert [finding.code.removeprefix("balance.") for finding in closure.findings] == codes


PLANT = Network(
    steps=("wash", "dry"), streams=("in", "between", "effluent", "out", "loop"),
    source=np.array([-1, 0, 0, 1, 1]), target=np.array([0, 1, -1, -1, 1]),
)  # fmt: skip


def test_steps_and_site() -> None:
    flow = np.array([100.0, 60, 38, 55, 9])
    assert step_accounts(PLANT, flow, 0) == accounts(100, 98)
    assert step_accounts(PLANT, flow, 1) == accounts(60, 55)  # what a step gives itself cancels
    assert site_accounts(PLANT, flow) == accounts(100, 93)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=5))
def test_the_site_gap_is_the_sum_of_the_steps(amounts: list[float]) -> None:
    flow = np.array(amounts)
    steps = [close_balance(step_accounts(PLANT, flow, step), 0.05).gap for step in (0, 1)]
    assert close_balance(site_accounts(PLANT, flow), 0.05).gap == pytest.approx(sum(steps), abs=1e-6)


@settings(deadline=None)
@given(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(1e-6, 1e6))
def test_the_error_has_no_unit(inflow: float, product: float, factor: float) -> None:
    plain, other = (close_balance(accounts(inflow * k, product * k), 0.05) for k in (1.0, factor))
    assert other.error == pytest.approx(plain.error, rel=1e-9, abs=1e-12)


def test_total() -> None:
    both = total([accounts(1, 2, loss=3), accounts(10, 20, closing_stock=5)])
    assert both == accounts(11, 22, loss=3, closing_stock=5)
