"""Published case: the heat exchanger with bypass of Narasimhan & Jordache, chapter 1; oracle: scipy's SLSQP."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from calculators.errors import DomainError, ShapeError
from calculators.flow_network import Network, incidence
from calculators.least_squares import BoolArray, FloatArray
from calculators.reconciliation import Reconciliation, reconcile

EXCHANGER = Network(
    steps=("splitter", "exchanger", "valve", "mixer"),
    streams=("1", "2", "3", "4", "5", "6"),
    source=np.array([-1, 0, 0, 1, 2, 3]),
    target=np.array([0, 1, 2, 3, 3, -1]),
)
READING = np.array([101.91, 64.45, 34.65, 64.20, 36.44, 98.88])
ALL = np.ones(6, dtype=bool)


def network(steps: str, *streams: str) -> Network:
    where = {"-": -1} | {step: number for number, step in enumerate(steps)}
    return Network(
        steps=tuple(steps), streams=streams,
        source=np.array([where[one[0]] for one in streams], dtype=np.intp),
        target=np.array([where[one[1]] for one in streams], dtype=np.intp),
    )  # fmt: skip


def run(plant: Network, reading: Any, measured: Any = None, deviation: Any = None) -> Reconciliation:
    values = np.asarray(reading, dtype=float)
    flags = np.ones(values.size, dtype=bool) if measured is None else np.asarray(measured, dtype=bool)
    sigma = np.ones(values.size) if deviation is None else np.asarray(deviation, dtype=float)
    return reconcile(plant, values, sigma, flags, 0.05)


def flows(outcome: Reconciliation) -> list[float | None]:
    return [one.flow for one in outcome.streams]


def codes(outcome: Reconciliation) -> list[str]:
    return [finding.code.removeprefix("balance.") for finding in outcome.findings]


def test_all_measured_as_published() -> None:
    outcome = run(EXCHANGER, READING)
    assert flows(outcome) == pytest.approx([100.22, 64.50, 35.72, 64.50, 35.72, 100.22], abs=0.005)
    assert outcome.global_test is not None
    assert outcome.global_test.degrees_of_freedom == 4
    assert outcome.global_test.critical == pytest.approx(9.488, abs=0.001)  # χ², 4 degrees of freedom, 5 %
    assert outcome.global_test.passed
    assert outcome.suspects == ()
    assert codes(outcome) == []


def test_partly_measured() -> None:
    # 1, 2 and 5 measured: one balance left, x1 = x2 + x5, gap 101.91 − 64.45 − 36.44 = 1.02, a third on each
    outcome = run(EXCHANGER, READING, [1, 1, 0, 0, 1, 0])
    assert flows(outcome) == pytest.approx([101.57, 64.79, 36.78, 64.79, 36.78, 101.57])
    assert [one.role for one in outcome.streams] == [
        "redundant", "redundant", "determined", "determined", "redundant", "determined",
    ]  # fmt: skip
    assert outcome.global_test is not None
    assert outcome.global_test.statistic == pytest.approx(1.02**2 / 3)
    assert [one.standard_error for one in outcome.streams] == pytest.approx([np.sqrt(2 / 3)] * 6)


def test_a_wrong_meter_is_named_with_its_error() -> None:
    wrong = READING + np.array([0, 5.0, 0, 0, 0, 0])
    outcome = run(EXCHANGER, wrong)
    assert outcome.suspects == ("2",)
    assert outcome.critical_statistic == pytest.approx(2.631, abs=0.001)  # Šidák, 6 tests, 5 %
    assert outcome.streams[1].bias == pytest.approx(5, abs=0.2)
    assert codes(outcome) == ["readings_disagree", "gross_error"]


def test_meters_in_one_line_cannot_be_told_apart() -> None:
    outcome = run(network("a", "-a", "a-"), [100.0, 110.0])
    assert outcome.suspects == ("-a", "a-")
    assert flows(outcome) == pytest.approx([105, 105])


def test_a_better_meter_moves_less() -> None:
    outcome = run(network("a", "-a", "a-"), [100.0, 110.0], deviation=[1.0, 3.0])
    assert flows(outcome) == pytest.approx([101, 101])


@pytest.mark.parametrize(
    ("plant", "reading", "measured", "expected", "named"),
    [
        pytest.param(network("a", "-a", "a-"), [1, 1], [0, 0], [], ["all_unmeasured"], id="nothing measured"),
        pytest.param(network("a", "-a", "a-"), [7, 0], [1, 0], [7, 7], ["no_redundancy"], id="nothing to check"),
        pytest.param(network("ab", "-a", "ab", "ba", "b-"), [9, 0, 0, 9], [1, 0, 0, 1], [9, None, None, 9],
                     ["undetermined"], id="loop without meters"),
        pytest.param(network("abc", "-a", "a-", "bc", "cb"), [5, 5, 2, 2], [1, 1, 1, 1], [5, 5, 2, 2],
                     ["closed_loop"], id="disconnected circuit"),
        pytest.param(network("ab", "-a", "a-", "ab"), [5, 3, 2], [1, 1, 1], [5, 3, 2], ["open_step"], id="dead end"),
        pytest.param(network("ab", "-a", "a-"), [5, 5], [1, 1], [5, 5], [], id="a step without streams"),
        pytest.param(network("a", "-a", "a-", "aa"), [5, 5, 3], [1, 1, 1], [5, 5, 3], [], id="a step fed by itself"),
        pytest.param(network("a", "-a", "a-", "a-"), [5, 9, 0], [1, 1, 0], [7, 7, 0],
                     ["held_at_zero", "no_redundancy"], id="negative balance"),
    ],
)  # fmt: skip
def test_awkward_plants_are_explained(
    plant: Network, reading: list[float], measured: list[int], expected: list[float | None], named: list[str]
) -> None:
    outcome = run(plant, reading, measured)
    assert codes(outcome) == named
    for flow, right in zip(flows(outcome), expected, strict=True):
        assert (flow is None) == (right is None)
        assert flow == pytest.approx(right)


@pytest.mark.parametrize(
    ("reading", "deviation", "code"),
    [
        ([np.nan, 5], [1, 1], "missing_values"),
        ([5, 5], [1, 0], "deviation_not_positive"),
        ([5, 5], [1, np.inf], "missing_values"),
    ],
)
def test_unusable_readings_are_named(reading: list[float], deviation: list[float], code: str) -> None:
    outcome = run(network("a", "-a", "a-"), reading, deviation=deviation)
    assert outcome.streams == ()
    assert codes(outcome) == [code]


def test_negative_reading_warns_and_flow_stays_at_zero() -> None:
    outcome = run(network("a", "-a", "a-"), [-3.0, -1.0])
    assert codes(outcome) == ["negative_reading", "held_at_zero"]
    assert flows(outcome) == [0.0, 0.0]


def test_misuse_raises() -> None:
    with pytest.raises(ShapeError):
        reconcile(EXCHANGER, READING[:5], np.ones(6), ALL, 0.05)
    with pytest.raises(DomainError):
        reconcile(EXCHANGER, READING, np.ones(6), ALL, 5.0)


def plant_of(seed: int, steps: int, extra: int) -> tuple[Network, FloatArray, FloatArray, BoolArray]:
    rng = np.random.default_rng(seed)
    source = np.concatenate([[-1], np.arange(steps), rng.integers(-1, steps, extra)])
    target = np.concatenate([np.arange(steps), [-1], rng.integers(-1, steps, extra)])
    reading = rng.normal(50, 30, source.size)
    plant = Network(
        steps=tuple(map(str, range(steps))), streams=tuple(map(str, range(source.size))), source=source, target=target
    )
    return plant, reading, rng.uniform(0.5, 5, source.size), rng.random(source.size) < 0.8


@pytest.mark.parametrize("seed", range(12))
def test_same_answer_as_a_general_optimiser_bounds_included(seed: int) -> None:
    plant, reading, deviation, measured = plant_of(seed, 6, 6)
    measured[0] = True
    outcome = reconcile(plant, reading, deviation, measured, 0.05)
    assert "not_settled" not in codes(outcome)
    source, target = plant.ends
    balances = incidence(source, target, plant.nodes).toarray()[:-1]
    weight = np.where(measured, 1 / deviation**2, 0.0)
    oracle = minimize(
        lambda flow: float((weight * (flow - reading) ** 2).sum()),
        np.full(reading.size, 50.0),
        jac=lambda flow: 2 * weight * (flow - reading),
        method="SLSQP",
        bounds=[(0, None)] * reading.size,
        constraints=[{"type": "eq", "fun": lambda flow: balances @ flow, "jac": lambda _: balances}],
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert np.abs(balances @ oracle.x).max() < 1e-6
    flow = np.array(
        [one.flow if one.flow is not None else right for one, right in zip(outcome.streams, oracle.x, strict=True)]
    )
    cost = float((weight * (flow - reading) ** 2).sum())
    assert cost == pytest.approx(oracle.fun, rel=1e-6)
    known = [measured[place] or one.role == "determined" for place, one in enumerate(outcome.streams)]
    assert flow[known] == pytest.approx(oracle.x[known], abs=0.02)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), steps=st.integers(1, 9), extra=st.integers(0, 9))
def test_mass_is_conserved_and_never_negative(seed: int, steps: int, extra: int) -> None:
    plant, reading, deviation, measured = plant_of(seed, steps, extra)
    outcome = reconcile(plant, reading, deviation, measured, 0.05)
    assert "not_settled" not in codes(outcome)
    if any(one.flow is None for one in outcome.streams) or not outcome.streams:
        return
    flow = np.array([one.flow for one in outcome.streams])
    source, target = plant.ends
    assert incidence(source, target, plant.nodes) @ flow == pytest.approx(np.zeros(plant.nodes), abs=1e-7)
    assert (flow >= 0).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000), factor=st.floats(1e-6, 1e6))
def test_units_and_order_do_not_matter(seed: int, factor: float) -> None:
    plant, reading, deviation, measured = plant_of(seed, 5, 5)
    plain = reconcile(plant, reading, deviation, measured, 0.05)
    order = np.random.default_rng(seed).permutation(reading.size)
    shuffled = Network(
        steps=plant.steps, streams=tuple(plant.streams[place] for place in order), source=plant.source[order],
        target=plant.target[order],
    )  # fmt: skip
    other = reconcile(shuffled, reading[order] * factor, deviation[order] * factor, measured[order], 0.05)
    assert codes(other) == codes(plain)
    by_name = {one.stream: one for one in other.streams}
    for one in plain.streams:
        twin = by_name[one.stream]
        assert twin.role == one.role
        if one.flow is not None:
            assert twin.flow == pytest.approx(one.flow * factor, rel=1e-6, abs=1e-6 * factor)
    if plain.global_test is not None and other.global_test is not None:
        assert other.global_test.statistic == pytest.approx(plain.global_test.statistic, rel=1e-6, abs=1e-9)
