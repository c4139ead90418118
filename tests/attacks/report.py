"""Write docs/privacy.md: how the sixteen attacks went, counted over many populations; resumable.

    python tests/attacks/report.py [--scenes 200] [--workers 2] [--kept]

`--kept` counts nothing and says of what was not counted that it was not. `--scenes` counts each attack over so many populations instead of as many as it needs. What was counted is kept in var/evidence
until the rules, the attackers or the numbers change, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import audited_plants
import numpy as np
import pandas as pd
from attackers import CASES, RESIDUALS, Case, narrowest_interval
from counting import Count, count
from scene import Sampler, synthetic_plants

from benchmarks.peers import cube, population
from benchmarks.peers.contribution import PARTS_PER_UNIT
from benchmarks.peers.cube import LEVELS
from benchmarks.peers.disclosure import Rules, judge, protect_complements
from benchmarks.peers.percentile import summarise

SEED = 20_261_122
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = ROOT / "var" / "evidence"
PAGE = ROOT / "docs" / "privacy.md"
ATTACKERS = ("attackers.py", "audited_plants.py", "audited_plants.csv", "counting.py", "scene.py")
# the cube is not among them: every version and engine of it gives the golden cells bit for bit
RULES = ("contribution", "disclosure", "percentile", "population_fit", "release", "suppression", "totals")
INTERVALS = 320  # populations
ALLOWED_POINTS = 0.01
STRONG = 0.5  # share of victims that an attacker must place where nothing is protected

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
succeeds against the unprotected release, else it is void. That the bound is not zero has a plain reason: a published median of n plants
moves towards each of them, and a guess at it gains about one victim in n. Where no victim was placed differently with and without its
data, the bound is the rule of three, 3 / n.
That many are placed says little by itself: of 121 plants in one cell the 10th percentile is near the plant that stands there, whether that
plant took part or not. What counts is the difference.

Over how many populations an attack is counted is fixed in `tests/attacks/attackers.py`. For three of them the number was raised once, after a
first count had left the bound too wide to tell: a dominant plant (5,000), percentiles that are records (6,000), and invented contributors
(8,000; over the first 3,000 of them, on synthetic plants, nothing was recovered exactly and the bound was 1.03 points). The first populations
are part of the larger count.
"""


COLUMNS = """| populations | placed, unprotected % | ours % | without the plant % | bound, points | within 1 %, ours / without \
| recovered exactly, unprotected % | ours |""".replace("\\\n", "")
HEAD = f"| Attack {COLUMNS} failed |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
SHOWN = {"may_count": "count, %", "may_median": "median, %", "may_quartiles": "quartiles, %", "may_tails": "p10 and p90, %"}
USEFULNESS = """
## What is still published

The share of cells with at least one contributor whose figures pass. A cell that does not pass is answered by the cell above it.
"""
RESIDUAL_HEAD = """
## What is not promised

A published median moves a little towards every plant in it; and if *all* other plants of a cell join against the last one,
they know every input of the median but one. The rules are made for coalitions of three. Measured on synthetic plants:

"""
RESIDUAL_TABLE = f"| Residual {COLUMNS}\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"


def populations() -> dict[str, tuple[pd.DataFrame, dict[str, str]]]:
    """Return a synthetic country and the real plants, with the region of each province."""
    synthetic = population.generate(SEED, population.Plan(facilities=4800, years=(2026,)))
    table = audited_plants.read()
    company = [f"c-{i:05d}" for i in range(len(table))]
    real = table.assign(company=company, facility=company, year=2026, indicator="energy_intensity", region="US", province=table["state"],
                        sector=table["sic"].astype(str).str[:2], product=table["sic"].astype(str), unit="MJ/kg")  # fmt: skip
    real["numerator"] = np.rint(real["energy_mj"] * PARTS_PER_UNIT).astype(np.int64)
    real["denominator"] = np.rint(real["output_kg"] * PARTS_PER_UNIT).astype(np.int64)
    return {
        "4,800 synthetic factories in 34 provinces and six regions; sectors of three products:": (
            synthetic,
            dict(population.SYNTHETIC_PROVINCES),
        ),
        f"{len(real):,} real plants (US DOE ITAC, every year taken as one); states as provinces, no regions, two digits of the SIC as sector, "
        "four as product:": (real, dict.fromkeys(real["province"], "US")),
    }


def real_plants() -> Sampler:
    """Return a sampler of the real plants of the food group."""
    table = audited_plants.read()
    food = table[table["sic"].between(2000, 2081)]
    intensity, output = (food["energy_mj"] / food["output_kg"]).to_numpy(), food["output_kg"].to_numpy()

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
    return found.unprotected >= STRONG and found.exact == 0 and found.upper_bound <= ALLOWED_POINTS


# inherited by the forked workers
SAMPLERS: dict[str, Sampler] = {"Synthetic plants": synthetic_plants, "Real plants (US DOE ITAC, food group)": real_plants()}


def fingerprint() -> str:
    """Return a hash of the rules, the attackers and the plants; over how many populations an attack is counted is not part of it."""
    digest = hashlib.sha256()
    for path in [*(ROOT / "benchmarks" / "peers" / f"{name}.py" for name in RULES), *(HERE / name for name in ATTACKERS)]:
        digest.update(re.sub(rb"scenes=[0-9]+", b"scenes", path.read_bytes()))
    return digest.hexdigest()[:16]


Task = tuple[str, int, bool, int]


def case_of(task: Task) -> Case:
    return (RESIDUALS if task[2] else CASES)[task[1]]


def kept_file(task: Task) -> Path:
    title, _, _, scenes = task
    return KEPT / f"attack-{fingerprint()}-{title.split()[0].lower()}-{case_of(task).name.replace(' ', '_')}-{scenes}.json"


def read_kept(task: Task) -> Count | None:
    kept = kept_file(task)
    return Count(**json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else None


def work(task: Task) -> Count:
    """Count one attack in a worker process, or read what was counted before."""
    title, _, _, scenes = task
    case, kept, before = case_of(task), kept_file(task), read_kept(task)
    if before is not None:
        return before
    found = count(case, scenes, SAMPLERS[title], SEED)
    KEPT.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(found)), encoding="utf-8")
    print(f"… {title}: {line(found)}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kept", action="store_true")
    given = parser.parse_args()
    tasks = [
        (title, number, is_residual, given.scenes or case.scenes)
        for is_residual, cases in ((False, CASES), (True, RESIDUALS))
        for title in SAMPLERS
        for number, case in enumerate(cases)
        if not is_residual or title == next(iter(SAMPLERS))
    ]
    if given.kept:
        counted: list[Count | None] = [read_kept(task) for task in tasks]
    else:
        with ProcessPoolExecutor(given.workers, mp_context=multiprocessing.get_context("fork")) as pool:
            counted = list(pool.map(work, tasks))
    found = dict(zip(tasks, counted, strict=True))
    parts = [INTRODUCTION]
    for title, sampler in SAMPLERS.items():
        rows = [verdict(task, row) for task, row in found.items() if task[0] == title and not task[2]]
        parts += [f"\n## {title}\n\n{HEAD}\n", *rows]
        width = narrowest_interval(INTERVALS, sampler, SEED)
        parts.append(f"\nNarrowest interval in which a reader can place the plant behind a margin, over {INTERVALS} populations:\n")
        parts.append(f"± {100 * width:.0f} % of its figure. The reader is taken to know every withheld sum beforehand to within ± 50 %.\n")
    residuals = [
        line(row) if row else f"| {case_of(task).name} | not counted on this code | | | | | | | |" for task, row in found.items() if task[2]
    ]
    parts += [usefulness(), f"{RESIDUAL_HEAD}{RESIDUAL_TABLE}\n", *(f"{row}\n" for row in residuals)]
    PAGE.write_text("".join(parts), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


def verdict(task: Task, row: Count | None) -> str:
    """Return an attack's line, with whether it failed."""
    if row is None:
        return f"| {case_of(task).name} | not counted on this code | | | | | | | | |\n"
    return f"{line(row)} {'void' if row.unprotected < STRONG else 'yes' if has_failed(row) else 'NO'} |\n"


def usefulness() -> str:
    """Return what is still published, as a section of the page."""
    rules = Rules()
    parts = [USEFULNESS]
    for title, (frame, regions) in populations().items():
        judged = protect_complements(judge(summarise(cube.compute(frame)), rules), regions, rules)
        shares = 100 * judged.groupby("level")[list(SHOWN)].mean()
        parts.append(f"\n{title}\n\n| Cells of | " + " | ".join(SHOWN.values()) + " |\n|---|---:|---:|---:|---:|\n")
        for level in (level.name for level in LEVELS if level.name in shares.index):
            parts.append(f"| {level} | " + " | ".join(f"{value:.0f}" for value in shares.loc[level]) + " |\n")
    return "".join(parts)


if __name__ == "__main__":
    main()
