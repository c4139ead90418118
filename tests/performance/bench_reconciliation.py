"""Print how much faster reconciliation is than general constrained optimisers, and how far answers differ."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, minimize

from calculators.flow_network import Network, incidence
from calculators.least_squares import BoolArray, FloatArray
from calculators.reconciliation import reconcile

STEPS, STREAMS = 80, 200
Plant = tuple[Network, FloatArray, FloatArray, FloatArray, BoolArray]


def random_plant(seed: int, unmeasured: float) -> Plant:
    """Return a plant of 80 steps and 200 streams with true flows, readings, deviations and which are measured."""
    rng = np.random.default_rng(seed)
    source = np.concatenate([[-1], np.arange(STEPS), rng.integers(-1, STEPS, STREAMS - STEPS - 1)])
    target = np.concatenate([np.arange(STEPS), [-1], rng.integers(-1, STEPS, STREAMS - STEPS - 1)])
    same = source == target
    target[same] = (target[same] + 2) % STEPS
    network = Network(
        steps=tuple(f"step {number}" for number in range(STEPS)),
        streams=tuple(f"stream {number}" for number in range(STREAMS)),
        source=source,
        target=target,
    )
    true = circulation(network, rng)
    deviation = 0.03 * true + 0.5
    reading = true + deviation * rng.normal(size=STREAMS)
    return network, true, reading, deviation, rng.random(STREAMS) >= unmeasured


def circulation(network: Network, rng: np.random.Generator) -> FloatArray:
    """Return positive flows that balance at every step: a sum of circles through the long line of steps."""
    flow = np.zeros(STREAMS)
    for stream in range(STREAMS):
        amount = rng.uniform(5, 50)
        flow[stream] += amount if stream > STEPS else 0.0
        if stream <= STEPS:
            flow[: STEPS + 1] += amount / STEPS
            continue
        # back along the line from the stream's target to its source: stream k runs from step k − 1 to step k
        here, there = network.target[stream] + 1, network.source[stream] + 1
        flow[here : STEPS + 1] += amount
        flow[:there] += amount
        if here < there:
            flow[: STEPS + 1] -= amount
    return flow


def general(method: str, network: Network, reading: FloatArray, deviation: FloatArray, measured: BoolArray) -> FloatArray:
    """Return the solution of a general constrained optimiser, given gradient and Hessian, started at the readings."""
    source, target = network.ends
    balances = incidence(source, target, network.nodes).toarray()[:-1]
    weight = np.where(measured, 1 / deviation**2, 0.0)
    start = np.where(measured, np.maximum(reading, 0.0), np.maximum(reading, 0.0).mean())
    result = minimize(
        lambda flow: float((weight * (flow - reading) ** 2).sum() / 2),
        start,
        jac=lambda flow: weight * (flow - reading),
        hess=(lambda _: np.diag(weight)) if method == "trust-constr" else None,
        method=method,
        bounds=Bounds(np.zeros(STREAMS), np.full(STREAMS, np.inf)),
        constraints=[LinearConstraint(balances, 0.0, 0.0)],
        options={"maxiter": 3000} | ({"gtol": 1e-10, "xtol": 1e-12} if method == "trust-constr" else {"ftol": 1e-14}),
    )
    return np.asarray(result.x)


def best_time(work: Callable[[], object], repeats: int) -> float:
    """Return the shortest of several runs. [s]"""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def compare(label: str, reading: FloatArray, plant: tuple[Network, FloatArray, FloatArray, FloatArray, BoolArray]) -> None:
    """Print times and the largest difference of the measured flows, relative to the largest flow."""
    network, true, _, deviation, measured = plant
    ours = reconcile(network, reading, deviation, measured, 0.05)
    flow = np.array([np.nan if one.flow is None else one.flow for one in ours.streams])
    weight = np.where(measured, 1 / deviation**2, 0.0)
    cost = float((weight[measured] * (flow - reading)[measured] ** 2).sum())
    fast = best_time(lambda: reconcile(network, reading, deviation, measured, 0.05), 10)
    for method in ("SLSQP", "trust-constr"):
        started = time.perf_counter()
        other = general(method, network, reading, deviation, measured)
        slow = time.perf_counter() - started
        apart = np.abs(other - flow)[measured].max() / true.max()
        excess = float((weight * (other - reading) ** 2).sum()) / cost - 1
        print(
            f"reconciliation, {label}: {fast * 1e3:.1f} ms, {method} {slow * 1e3:.0f} ms: {slow / fast:.0f} ×; "
            f"flows differ by {apart:.1e}, its cost is higher by {excess:.1e}"
        )


if __name__ == "__main__":
    plant = random_plant(7, 0.3)
    compare("readings at 3 %", plant[2], plant)
    wild = plant[2] + 3 * np.random.default_rng(1).normal(size=STREAMS) * plant[1].mean() * (plant[1] < 30)
    compare("bounds active", wild, plant)
