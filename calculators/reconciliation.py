"""Meter readings made consistent: weighted least squares under the balances, and the meter that does not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu
from scipy.special import chdtrc, chdtri, ndtri

from calculators.errors import DomainError, ShapeError
from calculators.finding import Finding, Severity
from calculators.flow_network import Network, Structure, analyse, grounded, incidence, open_steps
from calculators.least_squares import BoolArray, FloatArray
from calculators.nonnegative import streams_at_zero

Role = Literal["redundant", "unchecked", "determined", "undetermined"]

_ROUNDING = 1e-9  # [1] share of the largest flow below which a negative flow is rounding
_ALIKE = 1e-6  # [1] relative difference of two test statistics that cannot be told apart


@dataclass(frozen=True, kw_only=True)
class ReconciledStream:
    """One stream after reconciliation; flows in the caller's unit.

    `role`: *redundant* (measured and checked by others), *unchecked* (measured, nothing checks it), *determined*
    (unmeasured, follows from the balances), *undetermined* (unmeasured, unknowable: no flow). `statistic` is the
    measurement test's; `bias` the reading's error if this meter alone is wrong.
    """

    stream: str
    role: Role
    measured: float | None
    flow: float | None
    standard_error: float | None
    adjustment: float | None
    statistic: float | None
    bias: float | None


@dataclass(frozen=True, kw_only=True)
class GlobalTest:
    """Do all readings together fit the balances? Passed when the statistic stays below the critical value."""

    statistic: float
    degrees_of_freedom: int
    critical: float
    p_value: float
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """The outcome: streams in the network's order, the tests, the suspects, and findings `balance.*`.

    `global_test` is None when no balance is redundant. `suspects` names the meter with the largest statistic above
    the critical value; several when the balances cannot tell them apart.
    """

    streams: tuple[ReconciledStream, ...]
    global_test: GlobalTest | None
    critical_statistic: float | None
    suspects: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class _Adjusted:
    flow: FloatArray
    covariance: FloatArray
    adjustment: FloatArray
    adjustment_variance: FloatArray
    equations: int


def reconcile(
    network: Network,
    measured: FloatArray,
    standard_deviation: FloatArray,
    is_measured: BoolArray,
    significance: float,
) -> Reconciliation:
    """Return flows that satisfy every balance, lie at or above zero and differ least from the readings.

    Minimises Σ((x − reading)/σ)² subject to A·x = 0 and x ≥ 0, with unmeasured streams free. Tests are made on the
    solution without the bounds, for which their distributions hold. Stock changes enter as streams from or to the
    outside. Do not use it on balances whose readings are estimates of each other.

    Parameters
    ----------
    network : Network
        Steps and streams.
    measured : ndarray
        Reading of each stream; ignored where unmeasured. [unit of flow]
    standard_deviation : ndarray
        Standard deviation of each reading; ignored where unmeasured. [unit of flow]
    is_measured : ndarray of bool
        One per stream.
    significance : float
        Chance of a false alarm, of the global test and of all measurement tests together. [1]

    Returns
    -------
    Reconciliation
        Always; what is wrong with the data is in its findings.

    Raises
    ------
    ShapeError
        If the arrays do not have one value per stream.
    DomainError
        If the significance is not between 0 and 1.

    References
    ----------
    .. [1] S. Narasimhan, C. Jordache, Data Reconciliation and Gross Error Detection, Gulf 2000, ch. 3 (solution with
       unmeasured streams), ch. 7 (global and measurement tests; Šidák's level for many tests).
    .. [2] R. S. H. Mah, A. C. Tamhane, AIChE Journal 28 (1982) 828–830 (measurement test).
    """
    if not (measured.shape == standard_deviation.shape == is_measured.shape == network.source.shape):
        raise ShapeError(f"each of the {network.source.size} streams needs a reading, a deviation and a flag")
    if not 0 < significance < 1:
        raise DomainError(f"a significance between 0 and 1 was expected, {significance} was given")
    faults = _faults(network, measured, standard_deviation, is_measured)
    if any(fault.severity == "error" for fault in faults):
        return Reconciliation(streams=(), global_test=None, critical_statistic=None, suspects=(), findings=faults)
    structure = analyse(network, is_measured, open_steps(network))
    reading, variance = np.where(is_measured, measured, 0.0), np.where(is_measured, standard_deviation, 0.0) ** 2
    free = _adjust(network, structure, reading, variance)
    flow, at_zero, settled = _bounded(network, structure, reading, variance, free.flow)
    streams = _streams(network, structure, replace(free, flow=flow), reading, variance)
    test = _global_test(free, variance, significance)
    critical = _critical(int(structure.is_redundant.sum()), significance)
    suspects = _suspects(streams, critical)
    findings = (
        *faults,
        *_structure_findings(network, structure),
        *_result_findings(network, at_zero, settled, test, suspects),
    )
    return Reconciliation(
        streams=streams, global_test=test, critical_statistic=critical, suspects=suspects, findings=findings
    )


def _faults(
    network: Network, measured: FloatArray, deviation: FloatArray, is_measured: BoolArray
) -> tuple[Finding, ...]:
    readable = np.isfinite(measured) & np.isfinite(deviation)
    with np.errstate(invalid="ignore"):
        checks: tuple[tuple[str, Severity, BoolArray], ...] = (
            ("missing_values", "error", is_measured & ~readable),
            ("deviation_not_positive", "error", is_measured & readable & ~(deviation > 0)),
            ("negative_reading", "warning", is_measured & readable & (measured < 0)),
        )
    found = tuple(_finding(what, severity, _names(network, where)) for what, severity, where in checks if where.any())
    if is_measured.any():
        return found
    return (_finding("all_unmeasured", "error", list(network.streams)),)


def _finding(what: str, severity: Severity, streams: list[str]) -> Finding:
    return Finding(code=f"balance.{what}", severity=severity, values={"streams": streams})


def _names(network: Network, where: BoolArray) -> list[str]:
    return [network.streams[position] for position in np.flatnonzero(where)]


def _adjust(network: Network, structure: Structure, reading: FloatArray, variance: FloatArray) -> _Adjusted:
    """Solve without bounds: first the redundant readings around groups, then the unmeasured streams inside."""
    source, target = network.ends
    groups = int(structure.group.max()) + 1
    redundant = structure.is_redundant
    around = incidence(structure.group[source], structure.group[target], groups)[:, np.flatnonzero(redundant)]
    kept = grounded(around)
    flow, covariance = reading.copy(), np.diag(variance)
    adjustment, spread = np.zeros(reading.size), np.zeros(reading.size)
    if kept.size:
        balances = around[kept]
        weighted = csr_array(balances * variance[redundant])
        factor = splu(csr_array(weighted @ balances.T).tocsc(), options={"SymmetricMode": True})
        adjustment[redundant] = weighted.T @ factor.solve(balances @ reading[redundant])
        dense = weighted.toarray()
        removed = dense.T @ factor.solve(dense)
        spread[redundant] = np.diagonal(removed)
        flow -= adjustment
        covariance[np.ix_(redundant, redundant)] -= removed
    flow, covariance = _solve_unmeasured(network, structure, flow, covariance)
    return _Adjusted(
        flow=flow, covariance=covariance, adjustment=adjustment, adjustment_variance=spread, equations=kept.size
    )


def _solve_unmeasured(
    network: Network, structure: Structure, flow: FloatArray, covariance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    loose, known = np.flatnonzero(~structure.is_measured), np.flatnonzero(structure.is_measured)
    if loose.size == 0:
        return flow, covariance
    source, target = network.ends
    strays = structure.open_steps
    outside = np.full(strays.size, network.nodes - 1)
    inner = incidence(np.concatenate([source[loose], strays]), np.concatenate([target[loose], outside]), network.nodes)
    kept = grounded(inner)
    rows = inner[kept].toarray()
    # the shortest solution; streams that lie on no loop have the same value in every solution
    readings = incidence(source, target, network.nodes)[kept][:, known].toarray()
    effect = -(rows.T @ np.linalg.solve(rows @ rows.T, readings))[: loose.size]
    flow, covariance = flow.copy(), covariance.copy()
    flow[loose] = effect @ flow[known]
    covariance[loose, loose] = np.einsum("ij,ij->i", effect @ covariance[np.ix_(known, known)], effect)
    return flow, covariance


def _bounded(
    network: Network, structure: Structure, reading: FloatArray, variance: FloatArray, flow: FloatArray
) -> tuple[FloatArray, BoolArray, bool]:
    """Return flows at or above zero, which streams the bound holds at zero, and whether the search ended."""
    scale = max(float(np.abs(reading).max()), float(np.sqrt(variance.max())))
    nowhere = np.zeros(flow.size, dtype=bool)
    if (flow >= -_ROUNDING * scale).all():
        return np.maximum(flow, 0.0), nowhere, True
    at_zero, settled = streams_at_zero(network, structure, reading, variance, scale)
    rest = np.flatnonzero(~at_zero)
    smaller = Network(
        steps=network.steps, streams=tuple(network.streams[position] for position in rest),
        source=network.source[rest], target=network.target[rest],
    )  # fmt: skip
    # which steps are open was judged on the whole network: one that lost its outlets to the bound still balances
    inner = analyse(smaller, structure.is_measured[rest], structure.open_steps)
    bounded = np.zeros(flow.size)
    bounded[rest] = _adjust(smaller, inner, reading[rest], variance[rest]).flow
    clean = (bounded[structure.is_determined] >= -1e-6 * scale).all()
    return np.maximum(bounded, 0.0), at_zero & structure.is_determined, settled and bool(clean)


def _streams(
    network: Network, structure: Structure, adjusted: _Adjusted, reading: FloatArray, variance: FloatArray
) -> tuple[ReconciledStream, ...]:
    error = np.sqrt(np.maximum(np.diagonal(adjusted.covariance), 0.0))
    testable = adjusted.adjustment_variance > _ROUNDING * variance
    spread = np.where(testable, adjusted.adjustment_variance, 1.0)
    statistic = np.abs(adjusted.adjustment) / np.sqrt(spread)
    bias = adjusted.adjustment * variance / spread
    streams = []
    for position, name in enumerate(network.streams):
        is_measured, known = bool(structure.is_measured[position]), bool(structure.is_determined[position])
        tested = bool(structure.is_redundant[position] and testable[position])
        streams.append(
            ReconciledStream(
                stream=name,
                role=_role(structure, position),
                measured=float(reading[position]) if is_measured else None,
                flow=float(adjusted.flow[position]) if known else None,
                standard_error=float(error[position]) if known else None,
                adjustment=float(adjusted.flow[position] - reading[position]) if is_measured else None,
                statistic=float(statistic[position]) if tested else None,
                bias=float(bias[position]) if tested else None,
            )
        )
    return tuple(streams)


def _role(structure: Structure, position: int) -> Role:
    if structure.is_measured[position]:
        return "redundant" if structure.is_redundant[position] else "unchecked"
    return "determined" if structure.is_determined[position] else "undetermined"


def _global_test(adjusted: _Adjusted, variance: FloatArray, significance: float) -> GlobalTest | None:
    if adjusted.equations == 0:
        return None
    used = variance > 0
    statistic = float((adjusted.adjustment[used] ** 2 / variance[used]).sum())
    critical = float(chdtri(adjusted.equations, significance))
    return GlobalTest(
        statistic=statistic,
        degrees_of_freedom=adjusted.equations,
        critical=critical,
        p_value=float(chdtrc(adjusted.equations, statistic)),
        passed=statistic <= critical,
    )


def _critical(tests: int, significance: float) -> float | None:
    # Šidák: each of m tests at 1 − (1 − α)^(1/m), two-sided
    return float(-ndtri(-np.expm1(np.log1p(-significance) / tests) / 2)) if tests else None


def _suspects(streams: tuple[ReconciledStream, ...], critical: float | None) -> tuple[str, ...]:
    statistics = {one.stream: one.statistic for one in streams if one.statistic is not None}
    worst = max(statistics.values(), default=0.0)
    if critical is None or worst <= critical:
        return ()
    return tuple(name for name, value in statistics.items() if value >= worst * (1 - _ALIKE))


def _structure_findings(network: Network, structure: Structure) -> tuple[Finding, ...]:
    findings = []
    for what, steps in (("open_step", structure.open_steps), ("closed_loop", structure.closed_loops)):
        if steps.size:
            names = [network.steps[step] for step in steps]
            findings.append(Finding(code=f"balance.{what}", severity="warning", values={"steps": names}))
    if not structure.is_determined.all():
        findings.append(_finding("undetermined", "warning", _names(network, ~structure.is_determined)))
    return tuple(findings)


def _result_findings(
    network: Network, at_zero: BoolArray, settled: bool, test: GlobalTest | None, suspects: tuple[str, ...]
) -> tuple[Finding, ...]:
    findings = []
    if at_zero.any():
        findings.append(_finding("held_at_zero", "warning", _names(network, at_zero)))
    if not settled:
        findings.append(_finding("not_settled", "error", []))
    if test is None:
        findings.append(_finding("no_redundancy", "note", []))
    elif not test.passed:
        values: dict[str, object] = {"statistic": test.statistic, "critical": test.critical}
        findings.append(Finding(code="balance.readings_disagree", severity="warning", values=values))
    if suspects:
        findings.append(_finding("gross_error", "warning", list(suspects)))
    return tuple(findings)
