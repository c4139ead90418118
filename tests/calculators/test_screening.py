"""Weighted scores: a published sheet, missing scores, and rankings that hold or do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError
from calculators.screening import ranking_changes, weighted_scores


def test_the_published_sheet_of_a_training_course() -> None:
    """Feasibility evaluation of cleaner production options, session 10, slide 6: weights 3 2 2 2 2, scores 5 2 3 3 4, total 39."""
    weights = dict(zip("abcde", (3.0, 2.0, 2.0, 2.0, 2.0), strict=True))
    scores = {name: [points / 5] for name, points in zip("abcde", (5, 2, 3, 3, 4), strict=True)}
    assert weighted_scores(scores, weights)[0] * 11 * 5 == pytest.approx(39)


def test_an_unknown_score_carries_no_weight() -> None:
    assert weighted_scores({"x": [None, 1.0], "y": [0.4, 0.0]}, {"x": 50.0, "y": 50.0}) == [0.4, 0.5]
    assert weighted_scores({"x": [None]}, {"x": 1.0}) == [0.0]


@pytest.mark.parametrize(
    ("scores", "weights", "error"),
    [
        ({"x": [1.0], "y": [1.0, 0.0]}, {"x": 1.0, "y": 1.0}, ShapeError),
        ({"x": [1.0]}, {"x": -1.0}, DomainError),
        ({"x": [1.0]}, {"x": 0.0}, DomainError),
        ({"x": [1.5]}, {"x": 1.0}, DomainError),
    ],
)
def test_what_cannot_be_is_refused(scores: dict[str, list[float | None]], weights: dict[str, float], error: type[Exception]) -> None:
    with pytest.raises(error):
        weighted_scores(scores, weights)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(1, 90))
def test_a_score_lies_between_the_criteria_and_equal_criteria_never_move(values: list[float], weight: float) -> None:
    scores: dict[str, list[float | None]] = {"x": list(values), "y": list(values)}
    totals = weighted_scores(scores, {"x": weight, "y": 100 - weight})
    assert totals == pytest.approx(values)
    keys = [f"o{index:02}" for index in range(len(values))]
    assert not any(ranking_changes(keys, scores, {"x": weight, "y": 100 - weight}).values())
