"""Which drivers a baseline needs: all subsets fitted in batches, ranked by leave-one-out error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from calculators.baseline import Baseline, baseline_of, ratio_baseline, screen
from calculators.baseline_validity import Thresholds, ValidityTest, passes, validity_tests
from calculators.errors import DomainError, ShapeError
from calculators.finding import Finding
from calculators.least_squares import BoolArray, Fits, FloatArray, fit_stack

_ALIKE = 5e-13  # [1] distance of a correlation from 1 at which least squares counts two drivers as one


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The models tried, best first, as columns: which drivers, and how well months not seen are predicted [1]."""

    variables: tuple[tuple[str, ...], ...]
    cv_rmse_leave_one_out: FloatArray
    cv_rmse: FloatArray
    r2: FloatArray
    adjusted_r2: FloatArray
    valid: BoolArray


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The chosen baseline (or none), its tests, all models by rank, and what had to be said."""

    baseline: Baseline | None
    tests: tuple[ValidityTest, ...]
    ranked: Ranking
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class _Batch:
    subsets: tuple[tuple[int, ...], ...]
    fits: Fits
    valid: BoolArray


def select_baseline(
    consumption: FloatArray,
    candidates: Mapping[str, FloatArray],
    thresholds: Thresholds,
    *,
    max_candidates: int,
    max_variables: int,
    output: str | None,
) -> Selection:
    """Return the valid model with the smallest leave-one-out CV(RMSE) among all subsets of the candidates.

    The order in which candidates are given does not matter. When no model is valid, the ratio to `output` is
    returned with a finding; when there is no output either, nothing is. Choosing the best of many models makes its
    own statistics look better than they are; :mod:`calculators.saving` widens its interval for that.

    Parameters
    ----------
    consumption : ndarray
        n periods in time order. [unit of consumption]
    candidates : mapping of str to ndarray
        n values of each possible driver. [unit of each driver]
    thresholds : Thresholds
        Validity rules, and the points asked per coefficient (the intercept counts as one).
    max_candidates : int
        More candidates than this are refused. [1]
    max_variables : int
        Largest model tried. [1]
    output : str or None
        The candidate that is output, for the ratio.

    Returns
    -------
    Selection
        The choice and the ranking.

    Raises
    ------
    ShapeError
        If a candidate has another length than the consumption.
    DomainError
        If there are more candidates than allowed, or `output` is not one of them.

    References
    ----------
    .. [1] D. M. Allen, Technometrics 16 (1974) 125–127 (leave-one-out residuals from the hat matrix).
    """
    _check(consumption, candidates, max_candidates, output)
    names = sorted(candidates)
    columns = np.column_stack([candidates[name] for name in names]) if names else np.empty((consumption.size, 0))
    blocked = screen(consumption, columns, 3)
    if blocked:
        return Selection(baseline=None, tests=(), ranked=_rank([], names)[0], findings=blocked)
    findings, usable = _usable(names, columns)
    batches = list(_batches(consumption, columns, usable, thresholds, max_variables))
    ranked, order = _rank(batches, names)
    findings += _collinear(columns, usable, names)
    if not ranked.valid.any():
        return _fallback(consumption, candidates, output, thresholds, ranked, findings)
    chosen, row = _locate(batches, int(order[np.argmax(ranked.valid)]))
    subset = chosen.subsets[row]
    baseline = baseline_of(chosen.fits, row, tuple(names[position] for position in subset), columns[:, subset])
    if chosen.fits.exact[row]:
        findings += (Finding(code="baseline.exact_fit", severity="warning"),)
    if output is not None and output not in baseline.variables:
        findings += (Finding(code="baseline.no_output_variable", severity="warning", values={"output": output}),)
    return Selection(baseline=baseline, tests=validity_tests(baseline, thresholds), ranked=ranked, findings=findings)


def _check(
    consumption: FloatArray, candidates: Mapping[str, FloatArray], max_candidates: int, output: str | None
) -> None:
    if len(candidates) > max_candidates:
        raise DomainError(f"{len(candidates)} candidates were given, at most {max_candidates} are tried; drop some")
    if output is not None and output not in candidates:
        raise DomainError(f"output {output!r} is not among the candidates {sorted(candidates)}")
    for name, values in candidates.items():
        if values.shape != consumption.shape:
            raise ShapeError(f"candidate {name!r} has {values.size} values, the consumption {consumption.size}")


def _usable(names: list[str], columns: FloatArray) -> tuple[tuple[Finding, ...], list[int]]:
    spread = np.ptp(columns, axis=0)
    constant = spread <= 1e-9 * np.abs(columns).max(axis=0, initial=0.0)
    findings = tuple(
        Finding(code="baseline.constant_driver", severity="note", values={"variable": name})
        for name, flat in zip(names, constant, strict=True)
        if flat
    )
    return findings, [position for position in range(len(names)) if not constant[position]]


def _batches(
    consumption: FloatArray, columns: FloatArray, usable: list[int], thresholds: Thresholds, max_variables: int
) -> Iterator[_Batch]:
    points = consumption.size
    by_points = points // max(thresholds.points_per_coefficient, 1) - 1
    for size in range(1, min(max_variables, len(usable), by_points, points - 2) + 1):
        subsets = tuple(combinations(usable, size))
        fits = fit_stack(consumption, columns, np.array(subsets))
        yield _Batch(subsets=subsets, fits=fits, valid=passes(fits, thresholds))


def _rank(batches: list[_Batch], names: list[str]) -> tuple[Ranking, npt.NDArray[np.intp]]:
    def joined(pick: Callable[[_Batch], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return np.concatenate([pick(batch) for batch in batches]) if batches else np.empty(0)

    errors = joined(lambda batch: batch.fits.cv_rmse_leave_one_out)
    # ties (to 40 bits) go to the smaller model, then to the alphabet: typing order never decides
    mantissa, exponent = np.frexp(errors)
    order = np.argsort(np.ldexp(np.round(np.ldexp(mantissa, 40)), exponent), kind="stable")
    order = order[~joined(lambda batch: batch.fits.singular).astype(bool)[order]]
    subsets = [tuple([names[position] for position in subset]) for batch in batches for subset in batch.subsets]
    ranking = Ranking(
        variables=tuple([subsets[place] for place in order.tolist()]),
        cv_rmse_leave_one_out=errors[order],
        cv_rmse=joined(lambda batch: batch.fits.cv_rmse)[order],
        r2=joined(lambda batch: batch.fits.r2)[order],
        adjusted_r2=joined(lambda batch: batch.fits.adjusted_r2)[order],
        valid=joined(lambda batch: batch.valid)[order].astype(bool),
    )
    return ranking, order


def _locate(batches: list[_Batch], place: int) -> tuple[_Batch, int]:
    for batch in batches:
        if place < len(batch.subsets):
            return batch, place
        place -= len(batch.subsets)
    raise ShapeError("the place lies behind the last model")  # unreachable: places come from the same batches


def _collinear(columns: FloatArray, usable: Sequence[int], names: list[str]) -> tuple[Finding, ...]:
    """Return the pairs of drivers that move as one: no data can tell which of them matters, however few or many there are."""
    places = list(usable)
    centred = columns[:, places] - columns[:, places].mean(axis=0)
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    alike = np.abs(scaled.T @ scaled) > 1.0 - _ALIKE
    twins = [(places[one], places[other]) for one, other in zip(*np.nonzero(np.triu(alike, 1)), strict=True)]
    return tuple(Finding(code="baseline.collinear", severity="note", values={"variables": [names[one], names[other]]}) for one, other in twins)


def _fallback(
    consumption: FloatArray,
    candidates: Mapping[str, FloatArray],
    output: str | None,
    thresholds: Thresholds,
    ranked: Ranking,
    findings: tuple[Finding, ...],
) -> Selection:
    findings += (Finding(code="baseline.no_valid_model", severity="warning", values={"models": len(ranked.variables)}),)
    if output is None:
        return Selection(baseline=None, tests=(), ranked=ranked, findings=findings)
    outcome = ratio_baseline(consumption, candidates[output], output)
    tests = validity_tests(outcome.baseline, thresholds) if outcome.baseline is not None else ()
    return Selection(baseline=outcome.baseline, tests=tests, ranked=ranked, findings=findings + outcome.findings)
