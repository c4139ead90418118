"""Where a footprint comes from: by process, by group, and along the paths of the supply chain."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from calculators.errors import DomainError, ShapeError
from calculators.life_cycle import intensities

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Path:
    """One way through the supply chain, from the demand to a process.

    `direct` is what the last process itself releases for what this path asks of it, `upstream` what everything behind
    it does besides. [kg CO2e]
    """

    processes: tuple[int, ...]
    run: float
    direct: float
    upstream: float


@dataclass(frozen=True, kw_only=True)
class PathAnalysis:
    """Paths, largest first, and `rest`: what lies behind the paths that were not followed. [kg CO2e]

    The direct parts of all paths and the rest add up to the total: a process inside a loop counts on every pass with
    its direct part only, so that nothing is added twice.
    """

    paths: tuple[Path, ...]
    rest: float
    total: float


def by_process(direct: Floats, scaling: Floats) -> Floats:
    """Return what each process itself releases.

    Parameters
    ----------
    direct : ndarray, shape (n,)
        What one run releases. [kg CO2e per run]
    scaling : ndarray, shape (n,)
        How often each process runs. [1]

    Returns
    -------
    ndarray, shape (n,)
        Releases; they add up to the footprint. [kg CO2e]

    Raises
    ------
    ShapeError
        If the arrays have different lengths.
    """
    if direct.shape != scaling.shape:
        raise ShapeError(f"{direct.size} releases for {scaling.size} processes: one for each")
    return direct * scaling


def by_group(parts: Sequence[float] | Floats, groups: Sequence[str]) -> dict[str, float]:
    """Return the sum of `parts` for each group, such as the stage or the scope of a row.

    Parameters
    ----------
    parts : sequence of float
        Parts of a total. [kg CO2e]
    groups : sequence of str
        The group of each part.

    Returns
    -------
    dict
        Sums by group, groups in order of appearance. [kg CO2e]

    Raises
    ------
    ShapeError
        If there is not one group for each part.

    Examples
    --------
    >>> by_group([1.0, 2.0, 4.0], ["use", "manufacture", "use"])
    {'use': 5.0, 'manufacture': 2.0}
    """
    if len(parts) != len(groups):
        raise ShapeError(f"{len(groups)} groups for {len(parts)} parts: one for each")
    sums: dict[str, float] = {}
    for part, group in zip(parts, groups, strict=True):
        sums[group] = sums.get(group, 0.0) + float(part)
    return sums


def paths(
    matrix: sparse.csr_array, direct: Floats, demand: Floats, cut_off: float, longest: int = 12, most: int = 200
) -> PathAnalysis:
    """Return the paths of a supply chain that carry at least `cut_off` of the footprint.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Technosphere; each process has one output of its own on the diagonal. [unit of each product per run]
    direct : ndarray, shape (n,)
        What one run of each process itself releases. [kg CO2e per run]
    demand : ndarray, shape (n,)
        What is asked for. [unit of each product]
    cut_off : float
        Share of the total below which a path is not followed further. [1]
    longest : int
        Processes on a path at most; loops end there. [1]
    most : int
        Paths at most. [1]

    Returns
    -------
    PathAnalysis
        Paths from the largest direct part to the smallest.

    Raises
    ------
    DomainError
        If the cut-off is not between 0 and 1.
    UnsolvableSystemError
        If the system has no solution.

    References
    ----------
    .. [1] R. Heijungs and S. Suh, The Computational Structure of Life Cycle Assessment, Kluwer 2002, ch. 6 (structural path
       analysis by expansion of the inverse).
    """
    if not 0.0 <= cut_off <= 1.0:
        raise DomainError(f"a cut-off is a share between 0 and 1, {cut_off} was given")
    intensity = intensities(matrix, direct)
    columns = matrix.tocsc()
    reference = matrix.diagonal()
    total = float(intensity @ demand)
    limit = cut_off * abs(total)
    queue: list[tuple[float, int, tuple[int, ...], float]] = []
    rest, order = 0.0, 0
    for start in np.flatnonzero(demand):
        carried = float(intensity[start] * demand[start])
        queue.append((-abs(carried), order, (int(start),), float(demand[start])))
        order += 1
    heapq.heapify(queue)
    found: list[Path] = []
    while queue:
        _, _, route, asked = heapq.heappop(queue)
        last = route[-1]
        carried = float(intensity[last]) * asked
        if abs(carried) < limit or len(found) >= most:
            rest += carried
            continue
        run = asked / reference[last]
        own = float(direct[last]) * run
        found.append(Path(processes=route, run=run, direct=own, upstream=carried - own))
        if len(route) >= longest:
            rest += carried - own
            continue
        start, end = columns.indptr[last], columns.indptr[last + 1]
        for product, amount in zip(columns.indices[start:end], columns.data[start:end], strict=True):
            if product == last or amount == 0:
                continue
            wanted = -float(amount) * run
            order += 1
            heapq.heappush(queue, (-abs(float(intensity[product]) * wanted), order, (*route, int(product)), wanted))
    return PathAnalysis(paths=tuple(sorted(found, key=lambda path: -abs(path.direct))), rest=rest, total=total)
