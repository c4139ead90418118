"""Each of the sixteen attackers beats an unprotected release and gets nothing out of ours; one seed each.

Counted over many populations they stand in docs/privacy.md; here a few populations keep the run short.
"""

from __future__ import annotations

import numpy as np
import pytest
from attackers import CASES, ENERGY, RESIDUALS, Case, hole_in_the_table, narrowest_interval
from counting import count
from scene import RULES, protected, synthetic_plants

SEED = 7


def scenes_of(case: Case) -> int:
    return 8 if case.totals else 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_attack_works_unprotected_and_fails_on_ours(case: Case) -> None:
    found = count(case, scenes_of(case), synthetic_plants, SEED)
    assert found.unprotected >= 0.5  # else the attacker is too weak and the test void
    assert found.exact == 0
    # with so few populations only a gross leak shows: two victims more than without their data
    assert (found.ours - found.without) * found.scenes <= 2


def test_there_are_sixteen() -> None:
    assert len({case.name for case in CASES}) == 16


def test_no_contributor_behind_a_margin_is_placed() -> None:
    assert narrowest_interval(6, synthetic_plants, SEED) > RULES.p_percent / 100


def test_a_leak_would_be_counted() -> None:
    """The counting itself: all others of a published cell do learn something, and the count says so."""
    coalition = next(case for case in RESIDUALS if "all others" in case.name)
    found = count(coalition, 40, synthetic_plants, SEED)
    assert found.ours - found.without > 0.1
    assert found.upper_bound > 0.1


def test_rows_come_in_an_order_that_says_nothing() -> None:
    scene = hole_in_the_table(np.random.default_rng(SEED), synthetic_plants)
    frame = scene.vintages[0]
    first, second = (protected([[rows]], True)[0][0] for rows in (frame, frame.iloc[::-1]))
    assert list(first) == list(second)
    assert first == second
    assert ("sector.region", "", "R1", ENERGY) not in first or "total" not in first["sector.region", "", "R1", ENERGY]
