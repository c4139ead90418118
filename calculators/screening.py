"""Weighted scores of options on several criteria, and how firm the ranking is against other weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calculators.errors import DomainError, ShapeError

SHIFT = 10.0  # points of per cent by which each weight is moved


def weighted_scores(scores: Mapping[str, Sequence[float | None]], weights: Mapping[str, float]) -> list[float]:
    """Return each option's weighted mean of its known scores.

    A criterion that is not known of an option carries no weight for it; an option of which nothing is known has zero.

    Parameters
    ----------
    scores : mapping of str to sequence of float or None, each of shape (n,)
        Scores by criterion, between 0 and 1. [1]
    weights : mapping of str to float
        Weight of each criterion; they need not add to 100. [%]

    Returns
    -------
    list of float
        Weighted scores between 0 and 1. [1]

    Raises
    ------
    ShapeError
        If the criteria have different numbers of options.
    DomainError
        If a weight is negative, all are zero, or a score is outside 0 to 1.

    References
    ----------
    .. [1] Feasibility evaluation of cleaner production options, training session 10, slide 6 (weighted sum); also step 4
       of the assessment of the Lao National Cleaner Production Centre.

    Examples
    --------
    >>> weighted_scores({"technical": [1.0, 0.0], "economic": [0.5, 1.0]}, {"technical": 50.0, "economic": 50.0})
    [0.75, 0.5]
    """
    sizes = {len(column) for column in scores.values()}
    if len(sizes) > 1:
        raise ShapeError(f"criteria score {sorted(sizes)} options; each must score all of them")
    if any(not weights.get(name, 0.0) >= 0 for name in scores) or not sum(weights.get(name, 0.0) for name in scores) > 0:
        raise DomainError("weights must be zero or more, and one of them above zero")
    if any(value is not None and not 0 <= value <= 1 for column in scores.values() for value in column):
        raise DomainError("scores must lie between 0 and 1")
    totals = []
    for index in range(next(iter(sizes), 0)):
        known = [(weights.get(name, 0.0), column[index]) for name, column in scores.items()]
        counted = [(weight, value) for weight, value in known if value is not None and weight > 0]
        whole = sum(weight for weight, _ in counted)
        totals.append(sum(weight * value for weight, value in counted) / whole if whole > 0 else 0.0)
    return totals


def ranking_changes(
    keys: Sequence[str], scores: Mapping[str, Sequence[float | None]], weights: Mapping[str, float], shift: float = SHIFT
) -> dict[str, list[str]]:
    """Return, for each weight moved up and down, the options whose rank is then another.

    Parameters
    ----------
    keys : sequence of str, shape (n,)
        The options.
    scores : mapping of str to sequence of float or None
        As for :func:`weighted_scores`.
    weights : mapping of str to float
        Weights. [%]
    shift : float
        Points by which one weight is moved, never below zero. [%]

    Returns
    -------
    dict of str to list of str
        Under ``criterion+`` and ``criterion-`` the options that change places; empty where the ranking holds.

    Examples
    --------
    >>> ranking_changes(["a", "b"], {"x": [1.0, 0.0], "y": [0.0, 1.0]}, {"x": 52.0, "y": 48.0})
    {'x+': [], 'x-': ['a', 'b'], 'y+': ['a', 'b'], 'y-': []}
    """
    base = _ranks(keys, weighted_scores(scores, weights))
    moves = {}
    for name in scores:
        for sign, mark in ((1.0, "+"), (-1.0, "-")):
            moved = {**weights, name: max(weights.get(name, 0.0) + sign * shift, 0.0)}
            if sum(moved.get(other, 0.0) for other in scores) > 0:
                ranks = _ranks(keys, weighted_scores(scores, moved))
                moves[f"{name}{mark}"] = [key for key in keys if ranks[key] != base[key]]
    return moves


def _ranks(keys: Sequence[str], totals: Sequence[float]) -> dict[str, int]:
    order = sorted(zip(keys, totals, strict=True), key=lambda pair: (-round(pair[1], 12), pair[0]))
    return {key: rank for rank, (key, _) in enumerate(order)}
