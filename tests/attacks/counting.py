"""How an attack's success is counted: placed, placed without the victim's data, recovered exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from attackers import Case
from scene import Sampler, Scene, View, protected, read_alike, with_victim_at, without_victim

NEAR = 0.15  # an estimate this close places a plant: the p of the p % rule as the project's plan states it
EXACT = 0.01
ENOUGH = 200  # populations that show an attacker's strength
CHANGES = (0.97, 1.03)  # of the victim's figure: three times what an exact recovery may be off


@dataclass(frozen=True, kw_only=True)
class Count:
    """How an attack went, in shares of victims and in victims.

    `unprotected` (of the first 200), `ours`, `without` are the shares placed; `exact_unprotected` the share and `exact` the number recovered
    exactly; `hits` and `hits_without` the numbers of estimates within 1 %, lucky or not; `upper_bound` is the one-sided 95 % bound
    of (ours − without).
    """

    name: str
    scenes: int
    unprotected: float
    ours: float
    without: float
    exact_unprotected: float
    exact: int
    hits: int
    hits_without: int
    upper_bound: float


def count(case: Case, scenes: int, sampler: Sampler, seed: int) -> Count:
    """Return how often the attacker places its victim in so many populations, by each release.

    Parameters
    ----------
    case : Case
        The attack.
    scenes : int
        Populations, one victim each.
    sampler : callable
        Where intensities and outputs come from.
    seed : int
        Of the first population; the others follow.

    Returns
    -------
    Count
        See there. The release without the victim is read at the figures that ours publishes (:func:`scene.read_alike`).
    """
    made = [case.scene(np.random.default_rng([seed, number]), sampler) for number in range(scenes)]
    present = _layers(made)
    absent = [[without_victim(frame) for frame in layer] for layer in present]
    ours = protected(present, case.totals)
    views = {
        "unprotected": case.naive([layer[:ENOUGH] for layer in present]),
        "ours": ours,
        "without": read_alike(protected(absent, case.totals), ours),
    }
    errors = {name: _errors(case, made[: len(found[0])], found) for name, found in views.items()}
    placed = {name: error <= NEAR for name, error in errors.items()}
    differences = placed["ours"].astype(float) - placed["without"].astype(float)
    return Count(
        name=case.name,
        scenes=scenes,
        unprotected=float(placed["unprotected"].mean()),
        ours=float(placed["ours"].mean()),
        without=float(placed["without"].mean()),
        exact_unprotected=_exact(case, made[:ENOUGH], errors["unprotected"], is_protected=False) / len(errors["unprotected"]),
        exact=_exact(case, made, errors["ours"], is_protected=True),
        hits=int((errors["ours"] <= EXACT).sum()),
        hits_without=int((errors["without"] <= EXACT).sum()),
        upper_bound=_upper(differences),
    )


def _layers(made: list[Scene]) -> list[list[pd.DataFrame]]:
    return [[scene.vintages[layer] for scene in made] for layer in range(len(made[0].vintages))]


def _errors(case: Case, made: list[Scene], views: list[list[View]], factor: float = 1.0) -> np.ndarray:
    """Return by how much of the truth each estimate is off; without an estimate infinitely."""
    estimates = [case.attack([layer[i] for layer in views], scene.known) for i, scene in enumerate(made)]
    truths = [scene.truth * factor for scene in made]
    return np.array([abs(e / truth - 1) if math.isfinite(e) else math.inf for e, truth in zip(estimates, truths, strict=True)])


def _exact(case: Case, made: list[Scene], errors: np.ndarray, *, is_protected: bool) -> int:
    """Return how many victims the attacker recovered exactly: within 1 %, and again when the victim's figure is 3 % up or down.

    Among thousands of guesses some are right within 1 %; they stay where they are when the truth moves. A recovery follows it.
    """
    hits = [scene for scene, error in zip(made, errors, strict=True) if error <= EXACT]
    if not hits or not hits[0].is_figure:
        return len(hits)
    follows = np.ones(len(hits), dtype=bool)
    for factor in CHANGES:
        layers = [[with_victim_at(frame, factor) for frame in layer] for layer in _layers(hits)]
        views = protected(layers, case.totals) if is_protected else case.naive(layers)
        follows &= _errors(case, hits, views, factor) <= EXACT
    return int(follows.sum())


def _upper(differences: np.ndarray) -> float:
    """Return the one-sided 95 % bound of the mean; where nothing differed, the rule of three."""
    n = len(differences)
    if not differences.any():
        return 3 / n
    return float(differences.mean() + 1.645 * differences.std(ddof=1) / math.sqrt(n))
