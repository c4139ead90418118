"""Contributions: parts add up to the whole, loops are not added twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.contribution_analysis import by_group, by_process, paths
from calculators.errors import DomainError, ShapeError
from calculators.life_cycle import Exchange, solve, technosphere


def chain() -> tuple[object, np.ndarray, np.ndarray]:
    rows = [(0, 0, 1.0), (1, 0, -0.3), (1, 1, 1.0), (2, 1, -1.1), (2, 2, 1.0)]
    return technosphere([Exchange(product=p, process=c, amount=a) for p, c, a in rows], 3), np.array([0.5, 3.0, 2.0]), np.array([1.0, 0, 0])


def test_chain_by_hand() -> None:
    matrix, direct, demand = chain()
    found = paths(matrix, direct, demand, 0.0)  # type: ignore[arg-type]
    assert {path.processes: round(path.direct, 9) for path in found.paths} == {(0,): 0.5, (0, 1): 0.9, (0, 1, 2): 0.66}
    assert found.total == pytest.approx(2.06)
    assert found.rest == pytest.approx(0.0)
    assert found.paths[0].processes == (0, 1)


def test_what_is_not_followed_is_the_rest() -> None:
    matrix, direct, demand = chain()
    found = paths(matrix, direct, demand, 0.5)  # type: ignore[arg-type]
    assert found.rest == pytest.approx(0.66)
    assert sum(path.direct for path in found.paths) + found.rest == pytest.approx(found.total)


def test_a_loop_counts_once() -> None:
    rows = [(0, 0, 1.0), (1, 0, -0.2), (1, 1, 1.0), (0, 1, -0.5)]
    matrix = technosphere([Exchange(product=p, process=c, amount=a) for p, c, a in rows], 2)
    found = paths(matrix, np.array([1.0, 1.0]), np.array([1.0, 0.0]), 0.0, longest=4)
    assert [path.processes for path in found.paths][:2] == [(0,), (0, 1)]
    assert sum(path.direct for path in found.paths) + found.rest == pytest.approx(1.2 / 0.9)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000), st.sampled_from([0.0, 0.01, 0.2]))
def test_paths_and_rest_are_the_whole(size: int, seed: int, cut_off: float) -> None:
    random = np.random.default_rng(seed)
    full = -np.where(random.random((size, size)) < 0.3, random.random((size, size)), 0.0)
    full *= 0.8 / max(1.0, float(np.abs(full).sum(axis=0).max()))
    np.fill_diagonal(full, 1.0)
    rows = [Exchange(product=int(p), process=int(c), amount=float(full[p, c])) for p, c in np.argwhere(full != 0)]
    matrix, direct = technosphere(rows, size), random.random(size)
    demand = np.zeros(size)
    demand[0] = 3.0
    found = paths(matrix, direct, demand, cut_off)
    scaling = solve(matrix, demand).scaling
    assert sum(path.direct for path in found.paths) + found.rest == pytest.approx(float(direct @ scaling), rel=1e-9)
    assert float(np.sum(by_process(direct, scaling))) == pytest.approx(found.total, rel=1e-9)


def test_groups_add_up() -> None:
    sums = by_group([1.0, -0.5, 2.0], ["use", "end_of_life", "use"])
    assert sums == {"use": 3.0, "end_of_life": -0.5}
    with pytest.raises(ShapeError, match="one for each"):
        by_group([1.0], [])
    with pytest.raises(ShapeError, match="one for each"):
        by_process(np.ones(2), np.ones(3))
    matrix, direct, demand = chain()
    with pytest.raises(DomainError, match="share"):
        paths(matrix, direct, demand, 2.0)  # type: ignore[arg-type]
