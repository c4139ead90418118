"""How good the data behind a footprint are: scores weighted by what each row carries, and the share of primary data.

The two scores follow the idea of the pedigree matrix (1 best, 5 worst): how old the figure is, and how far from the factory it was
taken. The bounds are this project's settings; a source that says nothing scores worst.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assessment.footprint.row import ModelRow

WORST = 5
AGE_BOUNDS = ((3, 1), (6, 2), (10, 3), (15, 4))  # years up to which a figure scores
NEAR = frozenset({"TW", "CN", "TH", "KR", "JP", "MY", "ID", "IN", "LA", "KH", "PH", "BD", "SG", "HK", "Asia"})
OWN_ORIGINS = frozenset({"own", "supplier", "site"})


def temporal_score(row: ModelRow, year: int) -> int:
    """Return how old a row's factor is, from 1 (at most three years) to 5 (over fifteen, or not said)."""
    if row.factor.data_age is None:
        return 1 if row.factor.origin in OWN_ORIGINS else WORST
    age = year - row.factor.data_age
    return next((score for bound, score in AGE_BOUNDS if age <= bound), WORST)


def geographical_score(row: ModelRow) -> int:
    """Return how far from the factory a row's factor was taken: 1 here, 2 a region with it, 3 Asia, 4 elsewhere, 5 not said."""
    place = row.factor.geography
    if row.factor.origin in OWN_ORIGINS or place == "VN":
        return 1
    if place in {"world", "GLO"}:
        return 2
    if not place:
        return WORST
    return 3 if any(part.strip() in NEAR for part in place.replace(" mix", "").split(",")) else 4


def data_quality(rows: Sequence[ModelRow], parts: Sequence[float], year: int) -> dict[str, Any]:
    """Return the scores, the share of primary data [%] and the share of the result whose factor states no spread [%]."""
    whole = sum(abs(part) for part in parts)
    if whole == 0:
        return {"score": None, "temporal": None, "geographical": None, "primary_share_percent": None, "screening_share_percent": None}

    def weighted(score: Callable[[ModelRow], float]) -> float:
        return sum(abs(part) * score(row) for row, part in zip(rows, parts, strict=True)) / whole

    temporal, geographical = weighted(lambda row: temporal_score(row, year)), weighted(geographical_score)
    return {
        "score": (temporal + geographical) / 2.0,
        "temporal": temporal,
        "geographical": geographical,
        "primary_share_percent": 100.0 * weighted(_primary),
        "screening_share_percent": 100.0 * weighted(lambda row: 1.0 if row.factor.is_screening else 0.0),
    }


def _primary(row: ModelRow) -> float:
    """Return the part of a row that rests on the factory's meters or on a supplier's own figure. [1]"""
    if row.factor.origin in {"supplier", "own"}:
        return 1.0
    return row.measured if row.scope in {1, 2} else 0.0
