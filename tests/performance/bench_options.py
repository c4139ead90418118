"""Sixty measures with thirty interactions solved to the proven optimum; and the whole library matched to one site."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from assessment.evaluation.indicators import indicators_of
from assessment.evaluation.site import open_site
from assessment.intake.file import read
from assessment.opportunities.candidates import candidates_of
from assessment.opportunities.quiet import quiet_output
from calculators.portfolio import Base, Candidate, Problem
from calculators.portfolio_choice import best_portfolio
from data import catalogue

ROOT = Path(__file__).parents[2]
MEASURES, LINKS, PROBLEMS = 60, 30, 20
ALLOWED = 2.0  # s of processor time for one portfolio


def problem(seed: int, streams: int) -> Problem:
    """Return sixty measures on a few streams, thirty of them tied to another."""
    draw = random.Random(seed)
    keys = [f"stream{number}" for number in range(streams)]
    bases = [Base(id=key + tail, stream=key, amount=draw.uniform(1e3, 1e6)) for key in keys for tail in ("", "@step")]
    links: dict[int, dict[str, tuple[str, ...]]] = {}
    for _ in range(LINKS):
        one, other = draw.sample(range(MEASURES), 2)
        links.setdefault(one, {})[draw.choice(["requires", "excludes"])] = (f"m{other:02}",)
    candidates = []
    for number in range(MEASURES):
        chosen = draw.sample(bases, draw.choice([1, 1, 2]))
        shares = {base.id: draw.uniform(0.0, 0.3) for base in chosen if draw.random() < 0.7}
        amounts = {base.id: base.amount * draw.uniform(-0.05, 0.3) for base in chosen if base.id not in shares}
        tied = links.get(number, {})
        candidates.append(
            Candidate(
                id=f"m{number:02}", investment=draw.uniform(0, 5e9), benefit=-draw.uniform(0, 3e8), fractions=shares,
                quantities=amounts, requires=tied.get("requires", ()), excludes=tied.get("excludes", ()),
            )
        )  # fmt: skip
    return Problem(bases=tuple(bases), candidates=tuple(candidates), worth={key: draw.uniform(1e3, 1e4) for key in keys})


def processor_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one call. [s]"""
    start = time.process_time()
    work()
    return time.process_time() - start


def portfolios() -> None:
    """Print the share of the allowed time that portfolios take, on one and on three streams."""
    for streams in (1, 3):
        shares, proven = [], 0
        for seed in range(PROBLEMS):
            task = problem(seed, streams)
            budget = sum(item.investment for item in task.candidates) / 4
            start = time.process_time()
            with quiet_output():
                proven += best_portfolio(task, budget).is_proven
            shares.append((time.process_time() - start) / ALLOWED)
        print(
            f"{MEASURES} measures, {LINKS} links, {streams} streams: {statistics.median(shares):.2f} of {ALLOWED:g} s of processor time "
            f"(largest of {PROBLEMS}: {max(shares):.2f}; at most 1), proven {proven} of {PROBLEMS}"
        )


def library() -> None:
    """Print what matching and quantifying the library costs, in evaluations of the site's indicators."""
    document = read(ROOT / "data" / "examples" / "seafood.yaml").document
    assert document is not None
    site = open_site(document, catalogue.open_edition())

    def evaluate() -> object:
        return indicators_of(site.view(site.reporting), site.measures)

    def match() -> object:
        return candidates_of(site, ())

    for work in (evaluate, match):
        work()
    ratios = [processor_seconds(match) / statistics.mean(processor_seconds(evaluate) for _ in range(20)) for _ in range(9)]
    print(f"match and quantify the whole library: {statistics.median(ratios):.1f} x one evaluation of the intensities (below 50)")


if __name__ == "__main__":
    portfolios()
    library()
