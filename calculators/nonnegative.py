"""Which streams stand still when no flow may be negative."""

from __future__ import annotations

import numpy as np

from calculators.flow_network import Network, Structure, grounded, incidence
from calculators.least_squares import BoolArray, FloatArray

_LOOSENESS = (1.0, 30.0, 1000.0)  # [1] deviations of an unmeasured stream, in largest flows, one after another
_STEPS = 200  # [1] Newton steps; a few dozen were enough in every test
_WHOLE = 1e-6  # [1] a step this near to its full length is a full one
_CLOSED = 1e-8  # [1] gap of a balance that is rounding, as a share of the largest flow
_STILL = 1e-7  # [1] flow that counts as none, as a share of the largest flow


def streams_at_zero(
    network: Network, structure: Structure, reading: FloatArray, variance: FloatArray, scale: float
) -> tuple[BoolArray, bool]:
    """Return which streams the bound x ≥ 0 holds at zero in the weighted least-squares solution.

    The dual of the problem is convex, piecewise quadratic and has one unknown per step; Newton's method with a line
    search ends after finitely many pieces. Unmeasured streams get a very loose reading of zero, which makes the
    answer unique.

    Parameters
    ----------
    network : Network
        Steps and streams.
    structure : Structure
        Which streams are measured, which steps are open.
    reading : ndarray
        Readings, zero where unmeasured. [unit of flow]
    variance : ndarray
        Their variances. [unit of flow²]
    scale : float
        Largest flow. [unit of flow]

    Returns
    -------
    tuple of (ndarray of bool, bool)
        The streams, and whether the search ended before the steps ran out.

    References
    ----------
    .. [1] O. L. Mangasarian, Optimization 53 (2004) 115–133 doi:10.1080/02331930410001661203 (Newton's method for
       piecewise quadratic duals).
    """
    source, target = network.ends
    strays = structure.open_steps
    outside = np.full(strays.size, network.nodes - 1)
    matrix = incidence(np.concatenate([source, strays]), np.concatenate([target, outside]), network.nodes)
    balances = matrix[grounded(matrix)].toarray() if matrix.shape[1] else np.zeros((0, 0))
    start = np.concatenate([reading, np.zeros(strays.size)]) / scale
    weight = np.concatenate([variance, np.zeros(strays.size)]) / scale**2
    loose = np.concatenate([~structure.is_measured, np.ones(strays.size, dtype=bool)])
    bounded = np.arange(start.size) < reading.size
    flow, settled = _newton(balances, start, weight, loose, bounded)
    return flow[: reading.size] <= _STILL, settled


def _newton(
    balances: FloatArray, start: FloatArray, weight: FloatArray, loose: BoolArray, bounded: BoolArray
) -> tuple[FloatArray, bool]:
    price, settled = np.zeros(balances.shape[0]), False
    flow, moving = start, np.ones(start.size, dtype=bool)
    # unmeasured streams are loosened by degrees, each solution starting the next
    for looseness in _LOOSENESS:
        weight, settled = np.where(loose, looseness**2, weight), False
        for _ in range(_STEPS):
            drive = start + weight * (price @ balances)
            step = _newton_step(balances, np.where(moving, weight, 0.0), np.where(moving, drive, 0.0))
            pull = step @ balances
            length = _best_length(drive, weight * pull, pull, bounded)
            price, drive = price + length * step, drive + length * weight * pull
            flow = np.where(bounded, np.maximum(drive, 0.0), drive)
            before, moving = moving, (drive > 0) | ~bounded
            # a whole step inside one piece of the quadratic has reached its minimum
            inside = abs(length - 1.0) < _WHOLE and bool((before == moving).all())
            settled = inside or float(np.abs(balances @ flow).max(initial=0.0)) < _CLOSED
            if settled:
                break
    return flow, settled


def _newton_step(balances: FloatArray, weight: FloatArray, flow: FloatArray) -> FloatArray:
    curvature = (balances * weight) @ balances.T
    diagonal = np.diagonal(curvature).copy()
    # a step all of whose streams stand still has no curvature; its price then moves by its gap
    curvature.flat[:: diagonal.size + 1] += np.where(diagonal > 0, 1e-11 * diagonal, 1.0)
    return -np.linalg.solve(curvature, balances @ flow).astype(np.float64, copy=False)


def _best_length(drive: FloatArray, change: FloatArray, pull: FloatArray, bounded: BoolArray) -> float:
    """Return the step length at which the piecewise quadratic is least along a direction: its slope rises to zero."""

    def slope(length: float) -> float:
        moved = drive + length * change
        return float(pull @ np.where(bounded, np.maximum(moved, 0.0), moved))

    with np.errstate(divide="ignore", invalid="ignore"):
        kinks = -drive[bounded] / change[bounded]
    kinks = np.sort(kinks[np.isfinite(kinks) & (kinks > 0)])
    below, above = 0, kinks.size  # the slope is negative at the kink before `below`, not negative at `above`
    while below < above:
        middle = (below + above) // 2
        if slope(float(kinks[middle])) < 0:
            below = middle + 1
        else:
            above = middle
    left = float(kinks[below - 1]) if below else 0.0
    right = float(kinks[below]) if below < kinks.size else max(2.0 * left, 1.0) + 1.0
    at_left, at_right = slope(left), slope(right)
    return left if at_right <= at_left else left - at_left * (right - left) / (at_right - at_left)
