"""Print docs/privacy.md: how the sixteen attacks went, counted over many populations.

    python tests/attacks/report.py [--scenes 6000] [--slow 2000] [--plants plants.csv] > docs/privacy.md

`--plants` names the ITAC plant table; with it the same attacks run on real plants too.
"""

from __future__ import annotations

import argparse
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from attackers import CASES, RESIDUALS, narrowest_interval
from counting import Count, count
from scene import Sampler, synthetic_plants

SEED = 20_261_122
MJ_PER_KWH = 3.6
MJ_PER_MMBTU = 1055.05585262  # IT
KG = {2: 0.45359237, 3: 907.18474}  # pounds, short tons
ALLOWED_POINTS = 0.01

INTRODUCTION = """# What the attacks found

This page is printed by `tests/attacks/report.py`; do not edit it. It says how sixteen attackers fared against releases
made by this code. The rules are explained in [methods/disclosure.md](methods/disclosure.md).

Each attacker knows more than a reader should: who is in a cell, how many, and what it owns. The same formula reads three
releases of the same population: one *unprotected*, *ours*, and ours made *without* the victim's data (read at the figures
that ours publishes too: another figure would be another attack). A plant counts as placed when the estimate is within the
protection distance of its true figure. Guesses are right by chance now and then, so what the victim's data gave away is ours
minus without; the bound is one-sided, 95 %. Of thousands of guesses some lie within 1 % of the truth, with the victim's data as
without; those are printed. A plant is *recovered exactly* when the estimate is within 1 % and is so again after the plant's figure
was moved 3 % up and 3 % down: a recovery follows the truth, a lucky guess stays where it is.

An attack counts as failed when nothing was recovered exactly and the bound is at most 1 point; it counts at all only if it
succeeds against the unprotected release. That the bound is not zero has a plain reason: a published median of n plants moves
towards each of them, and a guess at it gains about one victim in n.
"""


COLUMNS = """| populations | placed, unprotected % | ours % | without the plant % | bound, points | within 1 %, ours / without \
| recovered exactly, unprotected % | ours |""".replace("\\\n", "")
HEAD = f"| Attack {COLUMNS} failed |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
RESIDUAL_HEAD = """
## What is not promised

A published median moves a little towards every plant in it; and if *all* other plants of a cell join against the last one,
they know every input of the median but one. The rules are made for coalitions of three. Measured on synthetic plants:
"""
RESIDUAL_TABLE = f"| Residual {COLUMNS}\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"


def real_plants(path: Path) -> Sampler:
    """Return a sampler of the real plants of the food group that report mass and energy."""
    table = pd.read_csv(path, low_memory=False)
    fuels = [f"e{i}_plant_usage" for i in range(2, 13)]
    energy = table["ec_plant_usage"] * MJ_PER_KWH + table[fuels].fillna(0).sum(axis=1) * MJ_PER_MMBTU
    output = table["prodlevel"] * table["produnits"].map(KG)
    chosen = table["sic"].between(2000, 2081) & (energy > 0) & (output > 1)
    intensity, output = (energy / output)[chosen].to_numpy(), output[chosen].to_numpy()
    logs = np.log(intensity)
    low, middle, high = np.percentile(logs, [25, 50, 75])
    kept = np.abs(logs - middle) < 4 * (high - low) / 1.349  # the rest are unit errors
    intensity, output = intensity[kept], output[kept]

    def draw(rng: np.random.Generator, plants: int) -> tuple[np.ndarray, np.ndarray]:
        rows = rng.choice(len(intensity), size=plants, replace=plants > len(intensity))
        return intensity[rows].copy(), output[rows].copy()

    return draw


def line(found: Count) -> str:
    return (
        f"| {found.name} | {found.scenes} | {100 * found.unprotected:.1f} | {100 * found.ours:.1f} | {100 * found.without:.1f} "
        f"| {100 * found.upper_bound:.2f} | {found.hits} / {found.hits_without} | {100 * found.exact_unprotected:.1f} | {found.exact} |"
    )


def has_failed(found: Count) -> bool:
    """Return whether the attack worked where nothing is protected and got nothing out of ours."""
    return found.unprotected >= 0.5 and found.exact == 0 and found.upper_bound <= ALLOWED_POINTS


SAMPLERS: dict[str, Sampler] = {"Synthetic plants": synthetic_plants}  # inherited by the forked workers


def work(task: tuple[str, int, bool, int]) -> Count:
    """Count one attack in a worker process."""
    title, number, is_residual, scenes = task
    return count((RESIDUALS if is_residual else CASES)[number], scenes, SAMPLERS[title], SEED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=6000)
    parser.add_argument("--slow", type=int, default=2000)
    parser.add_argument("--plants", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.plants:
        SAMPLERS["Real plants (US DOE ITAC, food group)"] = real_plants(given.plants)
    print(INTRODUCTION, end="")
    with ProcessPoolExecutor(given.workers, mp_context=multiprocessing.get_context("fork")) as pool:
        for title, sampler in SAMPLERS.items():
            tasks = [(title, number, False, given.slow if case.totals else given.scenes) for number, case in enumerate(CASES)]
            print(f"\n## {title}\n\n{HEAD}")
            for found in pool.map(work, tasks):
                print(f"{line(found)} {'yes' if has_failed(found) else 'NO'} |", flush=True)
            width = narrowest_interval(given.slow, sampler, SEED)
            print(f"\nNarrowest interval in which a reader can place the plant behind a margin, over {given.slow} populations:")
            print(f"± {100 * width:.0f} % of its figure.", flush=True)
        print(f"{RESIDUAL_HEAD}{RESIDUAL_TABLE}")
        for found in pool.map(work, [("Synthetic plants", number, True, given.scenes) for number in range(len(RESIDUALS))]):
            print(line(found), flush=True)


if __name__ == "__main__":
    main()
