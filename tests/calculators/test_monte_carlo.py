"""Monte Carlo: closed forms of lognormal sums, shared errors, drivers, faulty rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError
from calculators.monte_carlo import FaultyRowError, UncertainRows, lognormal_rows, simulate

DRAWS = 10_000


def test_one_row_is_a_lognormal() -> None:
    sigma = math.sqrt(math.log(1.2) ** 2 + math.log(1.5) ** 2)
    found = simulate(lognormal_rows([10.0], [1.2], [3.0], [1.5]), 200_000, seed=1)
    assert found.median == pytest.approx(30.0, rel=0.01)
    assert found.mean == pytest.approx(30.0 * math.exp(sigma**2 / 2), rel=0.01)
    assert found.low == pytest.approx(30.0 * math.exp(-1.6448536 * sigma), rel=0.01)
    assert found.high == pytest.approx(30.0 * math.exp(1.6448536 * sigma), rel=0.01)


def test_independent_rows_add_their_variances() -> None:
    sigma = math.log(1.3)
    found = simulate(lognormal_rows([1.0] * 16, [1.0] * 16, [2.0] * 16, [1.3] * 16), 100_000, seed=2)
    one = 2.0 * math.exp(sigma**2 / 2) * math.sqrt(math.exp(sigma**2) - 1.0)
    assert found.deviation == pytest.approx(4.0 * one, rel=0.02)


def test_rows_of_one_factor_move_together() -> None:
    value, ones = np.full(16, 2.0), np.ones(16)
    shared = UncertainRows(
        value=value, amount_gsd=ones, factor_gsd=np.full(16, 1.3), amount_source=np.arange(16), factor_source=np.zeros(16, dtype=np.intp)
    )
    sigma = math.log(1.3)
    found = simulate(shared, 100_000, seed=3)
    assert found.deviation == pytest.approx(32.0 * math.exp(sigma**2 / 2) * math.sqrt(math.exp(sigma**2) - 1.0), rel=0.02)
    assert len(found.drivers) == 1
    assert found.drivers[0].correlation == pytest.approx(1.0)


def test_drivers_by_rank_correlation() -> None:
    found = simulate(lognormal_rows([1, 1, 1], [1.0, 1.05, 1.0], [100.0, 5.0, 1.0], [1.5, 1.0, 1.0]), DRAWS, seed=4)
    assert [driver.rows for driver in found.drivers] == [(0,), (1,)]
    assert found.drivers[0].correlation > 0.99
    assert abs(found.drivers[1].correlation) < 0.1


def test_a_credit_pulls_the_other_way() -> None:
    rows = UncertainRows(
        value=np.array([10.0, -4.0]), amount_gsd=np.ones(2), factor_gsd=np.array([1.1, 1.6]),
        amount_source=np.arange(2), factor_source=np.arange(2),
    )  # fmt: skip
    by_row = {driver.rows[0]: driver.correlation for driver in simulate(rows, DRAWS, seed=5).drivers}
    assert by_row[0] > 0 > by_row[1]


def test_exact_rows_have_no_spread() -> None:
    found = simulate(lognormal_rows([2.0, 3.0], [1.0, 1.0], [5.0, 1.0], [1.0, 1.0]), DRAWS, seed=6)
    assert (found.mean, found.deviation, found.low, found.high) == (13.0, 0.0, 13.0, 13.0)
    assert found.drivers == ()


def test_the_seed_decides() -> None:
    rows = lognormal_rows([1.0, 2.0], [1.2, 1.1], [3.0, 1.0], [1.5, 1.3])
    assert simulate(rows, DRAWS, seed=7) == simulate(rows, DRAWS, seed=7)
    assert simulate(rows, DRAWS, seed=7).mean != simulate(rows, DRAWS, seed=8).mean


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(1.0, 1.6), st.floats(0.1, 10), st.floats(1.0, 1.6)), min_size=1, max_size=8))
def test_the_mean_of_a_sum_is_the_sum_of_the_means(rows: list[tuple[float, float, float, float]]) -> None:
    amount, amount_gsd, factor, factor_gsd = (list(column) for column in zip(*rows, strict=True))
    found = simulate(lognormal_rows(amount, amount_gsd, factor, factor_gsd), DRAWS, seed=9)
    expected = sum(a * f * math.exp((math.log(g) ** 2 + math.log(h) ** 2) / 2) for a, g, f, h in rows)
    assert found.mean == pytest.approx(expected, rel=0.06)
    assert found.low <= found.median <= found.high


@pytest.mark.parametrize(
    ("amount", "amount_gsd", "factor", "factor_gsd", "row", "reason"),
    [
        pytest.param([1, -2], [1.1, 1.1], [1, 1], [1.1, 1.1], 1, "amount", id="a negative amount"),
        pytest.param([1, 2], [1.1, 1.1], [0, 1], [1.1, 1.1], 0, "factor", id="a factor of zero"),
        pytest.param([1, 2], [1.1, 0.9], [1, 1], [1.1, 1.1], 1, "amount_gsd", id="a deviation below one"),
        pytest.param([1, 2], [1.1, 1.1], [1, float("nan")], [1.1, 1.1], 1, "factor", id="not a number"),
    ],
)
def test_the_faulty_row_is_named(
    amount: list[float], amount_gsd: list[float], factor: list[float], factor_gsd: list[float], row: int, reason: str
) -> None:
    with pytest.raises(FaultyRowError) as caught:
        lognormal_rows(amount, amount_gsd, factor, factor_gsd)
    assert (caught.value.row, caught.value.reason) == (row, reason)


def test_shapes_and_draws() -> None:
    with pytest.raises(ShapeError):
        UncertainRows(value=np.ones(2), amount_gsd=np.ones(1), factor_gsd=np.ones(2), amount_source=np.arange(2), factor_source=np.arange(2))
    with pytest.raises(DomainError, match="two draws"):
        simulate(lognormal_rows([1], [1.1], [1], [1.1]), 1, seed=1)
