"""Solve a product system: how often each process runs for one unit of demand, and what that releases.

Sign convention of the technosphere A (products in rows, processes in columns): what a process puts out is positive,
what it takes in is negative. A treatment service *takes in* waste, so its own entry is negative (its reference flow is
-1 kg of waste); the process that makes the waste has it as a positive output. An avoided product is a second positive
output. Loops need nothing special.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import splu

from calculators.errors import SachhonError, ShapeError

Floats = NDArray[np.float64]
Method = Literal["iterative", "sparse", "dense"]

RESIDUAL_LIMIT = 1e-10  # of the largest flow; a solution above it is not given out
TARGET_RESIDUAL = 1e-14  # at which the iteration stops; a float carries about 2e-16
FIRST_SWEEPS = 6  # enough for a bill of materials, whose depth is a handful
MAX_STEPS = 60  # of the Krylov method; a system that needs more is solved directly
KRYLOV_TARGET = 1e-12  # of the demand
LARGEST_GROWTH = 1e13  # of a flow over the demand; beyond it a float knows nothing of the solution
NAMED = 5  # processes an error names
DENSE_UP_TO = 1500  # processes that a dense factorisation is tried for


class UnsolvableSystemError(SachhonError, ValueError):
    """A product system has no meaning as given; `processes` are the columns that the trouble sits in."""

    def __init__(self, reason: Literal["singular", "not_productive", "no_reference_flow"], processes: tuple[int, ...]) -> None:
        self.reason = reason
        self.processes = processes
        names = ", ".join(str(process) for process in processes[:NAMED])
        said = {
            "singular": "processes {} depend on each other without a way out: give one of them another supplier",
            "not_productive": "processes {} use at least as much of a product as they make of it: check amounts and units",
            "no_reference_flow": "processes {} have no output of their own: give each its reference flow",
        }[reason]
        super().__init__(said.format(names))


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What one run of `process` puts out (positive) or takes in (negative) of `product`. [unit of the product]"""

    product: int
    process: int
    amount: float


@dataclass(frozen=True, kw_only=True)
class Solution:
    """A solved system.

    `scaling` says how often each process runs [1], `residual` how well A·s = f holds relative to the demand [1].
    """

    scaling: Floats
    residual: float
    method: Method
    sweeps: int = 0


def technosphere(exchanges: Sequence[Exchange], size: int) -> sparse.csr_array:
    """Return the square technosphere matrix of a list of exchanges; several of one pair add up.

    Parameters
    ----------
    exchanges : sequence of Exchange
        Outputs positive, inputs negative. [unit of each product]
    size : int
        Number of processes and of products. [1]

    Returns
    -------
    csr_array, shape (size, size)
        A. [unit of each product per run]

    Raises
    ------
    ShapeError
        If an exchange names a process or a product that does not exist.
    """
    rows = np.array([exchange.product for exchange in exchanges], dtype=np.intp)
    columns = np.array([exchange.process for exchange in exchanges], dtype=np.intp)
    if rows.size and (min(rows.min(), columns.min()) < 0 or max(rows.max(), columns.max()) >= size):
        raise ShapeError(f"an exchange names a process outside 0 to {size - 1}")
    amounts = np.array([exchange.amount for exchange in exchanges], dtype=np.float64)
    return sparse.csr_array((amounts, (rows, columns)), shape=(size, size))


def solve(matrix: sparse.csr_array, demand: Floats) -> Solution:
    """Return how often each process runs to deliver `demand`.

    A supply chain uses less of a product than it makes, so the sweeps s ← s + D⁻¹·(f − A·s) contract and need no
    factorisation; a deep one is finished by a Krylov method. Where that does not arrive (large loops, avoided
    products), the system is solved by sparse and then by dense factorisation. Whatever the way, the residual is computed from the matrix as given, and a solution that
    does not satisfy it is refused.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Technosphere. [unit of each product per run]
    demand : ndarray, shape (n,)
        What is asked for. [unit of each product]

    Returns
    -------
    Solution
        Scaling of the processes. [1]

    Raises
    ------
    ShapeError
        If the matrix is not square or the demand has another length.
    UnsolvableSystemError
        If the system is singular, or a process needs at least as much of a product as it makes.

    References
    ----------
    .. [1] R. Heijungs and S. Suh, The Computational Structure of Life Cycle Assessment, Kluwer 2002, ch. 2 (A·s = f, g = B·s).
    .. [2] D. Hawkins and H. A. Simon, Econometrica 17 (1949) 245-248 (when a system of loops is productive).

    Examples
    --------
    >>> loop = technosphere([Exchange(product=0, process=0, amount=1.0), Exchange(product=1, process=0, amount=-0.5),
    ...                      Exchange(product=1, process=1, amount=1.0), Exchange(product=0, process=1, amount=-0.2)], 2)
    >>> solve(loop, np.array([1.0, 0.0])).scaling.round(6).tolist()
    [1.111111, 0.555556]
    """
    size = demand.size
    if matrix.shape != (size, size):
        raise ShapeError(f"a square matrix for {size} products was expected, it is {matrix.shape[0]} by {matrix.shape[1]}")
    if not np.any(demand):
        return Solution(scaling=np.zeros(size), residual=0.0, method="iterative")
    diagonal = matrix.diagonal()
    found = _sweep(matrix, demand, diagonal) if np.all(diagonal != 0) else None
    found = found or _factorised(matrix, demand) or _dense(matrix, demand)
    if found is None:
        raise _singular(matrix, diagonal)
    _refuse_unproductive(matrix, found, demand)
    return found


def residual(matrix: sparse.csr_array, scaling: Floats, demand: Floats) -> float:
    """Return the largest component of A·s − f, relative to the largest flow of the system (its demand or an own output). [1]"""
    return float(np.abs(matrix @ scaling - demand).max()) / _whole(matrix.diagonal(), scaling, demand)


def _whole(diagonal: Floats, scaling: Floats, demand: Floats) -> float:
    return max(float(np.abs(demand).max()), float(np.abs(diagonal * scaling).max()), float(np.finfo(np.float64).tiny))


def _sweep(matrix: sparse.csr_array, demand: Floats, diagonal: Floats) -> Solution | None:
    """Return the solution by sweeps, handed over to a Krylov method when a supply chain is deep; None if neither arrives."""
    inverse = 1.0 / diagonal
    scaling, last = demand * inverse, np.inf
    for sweep in range(1, FIRST_SWEEPS + 1):
        left = demand - matrix @ scaling
        whole = _whole(diagonal, scaling, demand)
        now = float(np.abs(left).max()) / whole
        if not np.isfinite(now):
            return None
        if now <= TARGET_RESIDUAL or (now >= last and last <= RESIDUAL_LIMIT):
            return Solution(scaling=scaling, residual=now, method="iterative", sweeps=sweep)
        last = now
        scaling = scaling + left * inverse
    return _krylov(matrix, demand, inverse, scaling, whole)


def _krylov(matrix: sparse.csr_array, demand: Floats, inverse: Floats, start: Floats, whole: float) -> Solution | None:
    """Return the solution by stabilised biconjugate gradients on A·D⁻¹, from where the sweeps have come to.

    References
    ----------
    .. [1] H. A. van der Vorst, SIAM J. Sci. Stat. Comput. 13 (1992) 631-644, doi:10.1137/0913035.
    """
    scaling = start
    left = demand - matrix @ scaling
    shadow, direction = left.copy(), left.copy()
    rho = float(shadow @ left)
    steps = 0
    while steps < MAX_STEPS:
        steps += 1
        along = direction * inverse
        image = matrix @ along
        slope = float(shadow @ image)
        if slope == 0.0 or not np.isfinite(slope):
            break
        alpha = rho / slope
        half = left - alpha * image
        across = half * inverse
        turned = matrix @ across
        square = float(turned @ turned)
        omega = float(turned @ half) / square if square else 0.0
        scaling = scaling + alpha * along + omega * across
        left = half - omega * turned
        now = float(np.abs(left).max()) / whole
        if now <= KRYLOV_TARGET:
            break
        before, rho = rho, float(shadow @ left)
        if omega == 0.0 or before == 0.0 or not np.isfinite(now):
            break
        direction = left + (rho / before) * (alpha / omega) * (direction - omega * image)
    scaling = scaling + (demand - matrix @ scaling) * inverse
    if not np.all(np.isfinite(scaling)):
        return None
    reached = residual(matrix, scaling, demand)
    if reached > RESIDUAL_LIMIT:
        return None
    return Solution(scaling=scaling, residual=reached, method="iterative", sweeps=FIRST_SWEEPS + 2 * steps)


def _factorised(matrix: sparse.csr_array, demand: Floats) -> Solution | None:
    try:
        factors = splu(sparse.csc_matrix(matrix))
    except RuntimeError:  # SuperLU's word for an exactly singular matrix
        return None
    scaling = factors.solve(demand)
    if not np.all(np.isfinite(scaling)):
        return None
    scaling = scaling + factors.solve(demand - matrix @ scaling)
    reached = residual(matrix, scaling, demand)
    if not reached <= _limit(matrix, scaling, demand):
        return None
    return Solution(scaling=scaling, residual=reached, method="sparse")


def _dense(matrix: sparse.csr_array, demand: Floats) -> Solution | None:
    if demand.size > DENSE_UP_TO:
        return None
    full = matrix.toarray()
    try:
        scaling = np.linalg.solve(full, demand)
    except np.linalg.LinAlgError:
        return None
    if not np.all(np.isfinite(scaling)) or np.linalg.cond(full) > 1.0 / np.finfo(np.float64).eps:
        return None
    reached = residual(matrix, scaling, demand)
    return Solution(scaling=scaling, residual=reached, method="dense") if reached <= _limit(matrix, scaling, demand) else None


def _limit(matrix: sparse.csr_array, scaling: Floats, demand: Floats) -> float:
    """Return the residual to accept: a system that answers with flows beyond all proportion is singular in all but name."""
    growth = _whole(matrix.diagonal(), scaling, demand) / float(np.abs(demand).max())
    return RESIDUAL_LIMIT if growth < LARGEST_GROWTH else -1.0


def _refuse_unproductive(matrix: sparse.csr_array, found: Solution, demand: Floats) -> None:
    """Refuse a negative run of a process that nothing avoids: its loop uses more than it makes."""
    size = float(np.abs(found.scaling).max())
    negative = found.scaling < -RESIDUAL_LIMIT * size
    if not np.any(negative) or np.any(demand < 0):
        return
    diagonal = matrix.diagonal()
    own_sign = sparse.diags_array(np.sign(diagonal), format="csr")  # of a treatment an output is what it takes in
    has_second_output = (own_sign @ (matrix - sparse.diags_array(diagonal, format="csr"))).max() > 0
    if not has_second_output:
        raise UnsolvableSystemError("not_productive", _in_loops(matrix, np.flatnonzero(negative)))


def _in_loops(matrix: sparse.csr_array, fallback: NDArray[np.intp]) -> tuple[int, ...]:
    _, label = csgraph.connected_components(matrix, directed=True, connection="strong")
    size = np.bincount(label)
    looped = np.flatnonzero(size[label] > 1)
    return tuple(int(process) for process in (looped if looped.size else fallback))


def _singular(matrix: sparse.csr_array, diagonal: Floats) -> UnsolvableSystemError:
    empty = np.flatnonzero((np.diff(matrix.tocsc().indptr) == 0) | (np.diff(matrix.tocsr().indptr) == 0))
    if empty.size:
        return UnsolvableSystemError("no_reference_flow", tuple(int(process) for process in empty))
    missing = np.flatnonzero(diagonal == 0)
    return UnsolvableSystemError("singular", _in_loops(matrix, missing if missing.size else np.arange(diagonal.size)))


def inventory(interventions: sparse.csr_array, scaling: Floats) -> Floats:
    """Return what the system releases: g = B·s.

    Parameters
    ----------
    interventions : csr_array, shape (m, n)
        B: what one run of each process releases. [unit of each flow per run]
    scaling : ndarray, shape (n,)
        How often each process runs. [1]

    Returns
    -------
    ndarray, shape (m,)
        Releases. [unit of each flow]

    Raises
    ------
    ShapeError
        If B has another number of columns than there are processes.
    """
    if interventions.shape[1] != scaling.size:
        raise ShapeError(f"{interventions.shape[1]} columns of releases for {scaling.size} processes: one for each")
    released: Floats = interventions @ scaling
    return released


def intensities(matrix: sparse.csr_array, direct: Floats) -> Floats:
    """Return what one unit of each product carries in all: λ with λᵀ·A = cᵀ.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Technosphere. [unit of each product per run]
    direct : ndarray, shape (n,)
        What one run of each process itself releases. [kg CO2e per run]

    Returns
    -------
    ndarray, shape (n,)
        Cradle-to-gate intensity of each product. [kg CO2e per unit of product]

    Raises
    ------
    UnsolvableSystemError
        If the system has no solution.
    """
    if not np.any(direct):
        return np.zeros(direct.size)
    transposed = sparse.csr_array(matrix.T)
    diagonal = transposed.diagonal()
    found = _sweep(transposed, direct, diagonal) if np.all(diagonal != 0) else None
    found = found or _factorised(transposed, direct) or _dense(transposed, direct)
    if found is None:
        raise _singular(matrix, diagonal)
    return found.scaling
