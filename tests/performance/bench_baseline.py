"""Print how much faster the batched selection is than statsmodels, and how often intervals hold; not a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import combinations

import numpy as np
import statsmodels.api as sm

from calculators.baseline_selection import select_baseline
from calculators.baseline_validity import SEP
from calculators.least_squares import FloatArray
from calculators.load_profile import sum_intervals_by_month
from calculators.saving import forecast_saving

MONTHS, CANDIDATES, LARGEST = 60, 8, 4


def best_time(work: Callable[[], object], repeats: int) -> float:
    """Return the shortest of several runs. [s]"""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def one_by_one(use: FloatArray, candidates: dict[str, FloatArray]) -> dict[tuple[str, ...], float]:
    """Return the leave-one-out error of each subset, fitted singly with the statistics a validity check needs."""
    errors = {}
    for size in range(1, LARGEST + 1):
        for subset in combinations(sorted(candidates), size):
            fit = sm.OLS(use, sm.add_constant(np.column_stack([candidates[name] for name in subset]))).fit()
            _ = fit.pvalues, fit.f_pvalue, fit.rsquared_adj
            errors[subset] = float(np.sqrt(np.mean(fit.get_influence().resid_press ** 2)) / use.mean())
    return errors


def speed() -> None:
    """Print the ratio of the times and the largest difference of the results."""
    rng = np.random.default_rng(1)
    candidates = {f"x{number}": rng.normal(100, 20, MONTHS) for number in range(CANDIDATES)}
    use = 500 + 3 * candidates["x1"] + 2 * candidates["x4"] + rng.normal(0, 30, MONTHS)

    def ours() -> object:
        return select_baseline(use, candidates, SEP, max_candidates=8, max_variables=LARGEST, output="x1")

    oracle = one_by_one(use, candidates)
    ranked = select_baseline(use, candidates, SEP, max_candidates=8, max_variables=LARGEST, output="x1").ranked
    expected = np.array([oracle[subset] for subset in ranked.variables])
    worst = np.abs(ranked.cv_rmse_leave_one_out / expected - 1).max()
    fast, slow = best_time(ours, 50), best_time(lambda: one_by_one(use, candidates), 7)
    print(f"baseline: {len(oracle)} models in {fast * 1e3:.2f} ms, statsmodels {slow * 1e3:.1f} ms: {slow / fast:.1f} ×")
    print(f"baseline: largest relative difference of the ranking criterion {worst:.1e}")


def coverage(months: int, rho: float, plants: int) -> float:
    """Return the share of 90 % intervals that hold the true saving, selection included."""
    rng = np.random.default_rng(months)
    held = tried = 0
    for _ in range(plants):
        drivers = rng.normal(100, 20, (months + 12, CANDIDATES))
        error = rng.normal(size=months + 12)
        for month in range(1, months + 12):
            error[month] = rho * error[month - 1] + np.sqrt(1 - rho**2) * error[month]
        use = 500 + drivers[:, :2] @ [2.0, 3.0] + 30 * error
        candidates = {f"x{number}": drivers[:months, number] for number in range(CANDIDATES)}
        baseline = select_baseline(use[:months], candidates, SEP, max_candidates=8, max_variables=LARGEST, output=None).baseline
        if baseline is None:
            continue
        chosen = drivers[months:][:, [int(name[1:]) for name in baseline.variables]]
        saving = forecast_saving(baseline, chosen, use[months:], 0.90).saving
        if saving is not None:
            tried += 1
            held += saving.low <= 0 <= saving.high
    return held / tried


def month_sums() -> None:
    """Print the time to bring a year of 15-minute readings of ten meters to months."""
    readings = np.arange("2025-01-01", "2026-01-01", np.timedelta64(15, "m"), dtype="datetime64[m]")
    quantity = np.random.default_rng(1).uniform(0, 50, (readings.size, 10))
    took = best_time(lambda: sum_intervals_by_month(readings, quantity), 20)
    print(f"load_profile: {readings.size} readings × 10 meters to months in {took * 1e3:.2f} ms")


if __name__ == "__main__":
    speed()
    month_sums()
    for length in (24, 36, 60):
        shares = ", ".join(f"ρ = {rho}: {coverage(length, rho, 2000):.3f}" for rho in (0.0, 0.3, 0.5, 0.7))
        print(f"saving: 90 % interval, {length} months, best of 162 models: {shares}")
