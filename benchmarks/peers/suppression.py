"""Secondary suppression for additive tables, and the audit that proves it by linear programming.

Margins give suppressed cells away: a reader who knows a total and all parts but one knows that one. So further cells are
withheld until, over all linked tables at once, no sensitive cell can be narrowed down to less than it needs.
Everything is stated in deviations δ from the true values: the tables' equations say A·δ = 0, published cells have δ = 0,
and a reader knows a withheld cell beforehand to within half of its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

PRIOR = 0.5  # a reader knows a cell beforehand to within this share of it: stricter than knowing only its sign
SLACK = 1e-6  # relative tolerance of the solver

Equation = Mapping[int, float]  # cell number → coefficient; the sum over deviations is zero


@dataclass(frozen=True, kw_only=True)
class AdditiveCell:
    """One sum in a linked set of tables.

    `need` is by how much a reader must at least be left in doubt, up and down, if the cell is sensitive; 0 for others.
    `weight` is how much the cell would be missed.
    """

    key: tuple[str, ...]
    value: float
    need: float = 0.0
    weight: float = 1.0


def protect(cells: Sequence[AdditiveCell], equations: Sequence[Equation]) -> frozenset[int]:
    """Return the numbers of the cells to withhold, sensitive ones included.

    For each sensitive cell that the audit finds too narrow, a least-cost pattern of deviations through it is sought;
    the cells the pattern moves are withheld. A cell that cannot be protected at all takes its whole table with it.

    Parameters
    ----------
    cells : sequence of AdditiveCell
        The cells of all linked tables.
    equations : sequence of mapping
        Their relations.

    Returns
    -------
    frozenset of int
        Numbers into `cells`.

    References
    ----------
    .. [1] EU Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 4: secondary suppression, audit by
       feasibility intervals.
    """
    matrix = _matrix(len(cells), equations)
    withheld = np.array([cell.need > 0 for cell in cells])
    order = sorted((int(number) for number in np.flatnonzero(withheld)), key=lambda number: -cells[number].need)
    for number in order:
        if _doubt(cells, matrix, withheld, number) >= cells[number].need * (1 - SLACK):
            continue
        moved = _pattern(cells, matrix, withheld, number)
        withheld |= _linked(len(cells), equations, number) if moved is None else moved
    return frozenset(int(number) for number in np.flatnonzero(withheld))


def audit(cells: Sequence[AdditiveCell], equations: Sequence[Equation], withheld: frozenset[int]) -> dict[int, float]:
    """Return for every sensitive cell the doubt a reader is left in, relative to what it needs.

    Parameters
    ----------
    cells, equations
        As for :func:`protect`.
    withheld : frozenset of int
        What is not published.

    Returns
    -------
    dict of int to float
        1 or more means protected. [1]
    """
    matrix = _matrix(len(cells), equations)
    hidden = np.zeros(len(cells), dtype=bool)
    hidden[list(withheld)] = True
    return {number: _doubt(cells, matrix, hidden, number) / cell.need for number, cell in enumerate(cells) if cell.need > 0}


def _matrix(width: int, equations: Sequence[Equation]) -> csr_array:
    rows = [row for row, equation in enumerate(equations) for _ in equation]
    columns = [column for equation in equations for column in equation]
    values = [value for equation in equations for value in equation.values()]
    return csr_array((values, (rows, columns)), shape=(len(equations), width))


def _bounds(cells: Sequence[AdditiveCell], scale: float) -> NDArray[np.float64]:
    return np.array([PRIOR * abs(cell.value) / scale for cell in cells])


def _doubt(cells: Sequence[AdditiveCell], matrix: csr_array, withheld: NDArray[np.bool_], number: int) -> float:
    """Return how far the cell can lie from its true value, to either side (the bounds are symmetric)."""
    if not withheld[number]:
        return 0.0
    free = np.flatnonzero(withheld)
    scale = cells[number].need or max(abs(cells[number].value), 1.0)
    limit = _bounds(cells, scale)[free]
    goal = np.where(free == number, -1.0, 0.0)
    part = matrix[:, free]
    part = part[np.flatnonzero(np.diff(part.indptr))]
    if part.shape[0] == 0:
        return float(limit[free == number][0] * scale)
    solved = linprog(goal, A_eq=part, b_eq=np.zeros(part.shape[0]), bounds=np.column_stack([-limit, limit]))
    return float(-solved.fun * scale) if solved.success else 0.0


def _pattern(cells: Sequence[AdditiveCell], matrix: csr_array, withheld: NDArray[np.bool_], number: int) -> NDArray[np.bool_] | None:
    """Return the cells of the cheapest deviation that moves the cell by its need, or None if there is none."""
    scale = cells[number].need
    limit = _bounds(cells, scale)
    cost = np.where(withheld, 0.0, [cell.weight for cell in cells])
    at_need = np.flatnonzero(np.arange(len(cells)) == number)
    pin = csr_array((np.ones(1), (np.zeros(1, dtype=int), at_need)), shape=(1, len(cells)))
    both = hstack([matrix, -matrix]).tocsr()
    pinned = hstack([pin, -pin]).tocsr()
    equal = csr_array(vstack([both, pinned]))
    right = np.append(np.zeros(matrix.shape[0]), 1.0)
    upper = np.concatenate([limit, limit])
    solved = linprog(np.concatenate([cost, cost]), A_eq=equal, b_eq=right, bounds=np.column_stack([np.zeros_like(upper), upper]))
    if not solved.success:
        return None
    moved = np.abs(solved.x[: len(cells)] - solved.x[len(cells) :])
    return np.asarray(moved > SLACK, dtype=bool)


def _linked(width: int, equations: Sequence[Equation], number: int) -> NDArray[np.bool_]:
    """Return every cell that any chain of equations joins to this one."""
    reached = np.zeros(width, dtype=bool)
    reached[number] = True
    grown = True
    while grown:
        grown = False
        for equation in equations:
            members = list(equation)
            if reached[members].any() and not reached[members].all():
                reached[members] = True
                grown = True
    return reached
