"""Progress towards a programme's reduction target, with the uncertainty of both periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.indicator import Indicator, Why
from calculators.intensity import change_percent
from calculators.uncertainty import change_interval_90

TargetVerdict = Literal[
    "achieved", "not_achieved", "not_distinguishable", "on_track", "behind", "no_baseline", "undetermined"
]


UNKNOWN_ERROR = "target.uncertainty_unknown"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How an indicator stands on its way to a reduction. Changes in per cent of the baseline."""

    change_percent: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    verdict: TargetVerdict
    high_end_reached: bool | None = None
    path_percent: float | None = None
    why: Why


def progress(
    baseline: Indicator | None,
    current: Indicator | None,
    reduction_low: float,
    reduction_high: float | None,
    years: tuple[int, int, int],
) -> Progress:
    """Return the progress of an indicator from its baseline to a reduction due in a deadline year.

    Achieved when the whole 90 % interval of the change lies at or beyond the lower end of the reduction, not
    achieved when none of it does, else not distinguishable. Before the deadline year what is not yet achieved is
    held against the straight path from the baseline year.

    Parameters
    ----------
    baseline, current : Indicator or None
        The same indicator in both periods.
    reduction_low, reduction_high : float
        The target's range. [%]
    years : tuple of int
        Baseline year, year judged, deadline year. [year]

    Returns
    -------
    Progress
        Change with interval [%], verdict and why.
    """
    if baseline is None or baseline.value <= 0:
        return Progress(verdict="no_baseline", why=Why(code=_why_no_baseline(baseline, current)))
    if current is None:
        return Progress(verdict="undetermined", why=Why(code="target.no_value"))
    change = change_percent(baseline.value, current.value)
    path = _path(reduction_low, *years)
    if baseline.relative is None or current.relative is None:
        return _without_interval(change, path)
    low, high = change_interval_90(baseline.value, current.value, baseline.relative, current.relative)
    verdict = _verdict(change, low, high, reduction_low, path)
    return Progress(
        change_percent=change,
        change_low=low,
        change_high=high,
        verdict=verdict,
        high_end_reached=None if reduction_high is None else high <= -reduction_high,
        path_percent=path,
        why=Why(code=f"target.{verdict}"),
    )


def reason_of(target: Mapping[str, Any]) -> str:
    """Return the code of a target's reason; for want of an error alone, with what the figure itself says of the reduction.

    Parameters
    ----------
    target : Mapping
        A target of a result, with `why`, `change_percent` and `reduction_percent_low`. [%]
    """
    code, change = str(target["why"]["code"]), target["change_percent"]
    if code != UNKNOWN_ERROR or change is None:
        return code
    return f"{code}.{'reached' if change <= -target['reduction_percent_low'] else 'short'}"


def _why_no_baseline(baseline: Indicator | None, current: Indicator | None) -> str:
    """Return why nothing can be reduced from: no baseline figure, none used then, or none used in either period."""
    if baseline is None:
        return "target.no_baseline"
    is_none_used = baseline.value == 0 and current is not None and current.value == 0
    return "target.none_used" if is_none_used else "target.baseline_zero"


def _path(reduction: float, start: int, year: int, deadline: int) -> float | None:
    """Return the reduction that the straight path asks for in a year before the deadline. [%]"""
    if year >= deadline or deadline <= start:
        return None
    return -reduction * max(0, year - start) / (deadline - start)


def _without_interval(change: float, path: float | None) -> Progress:
    """Before the deadline the path is judged on the point value; a conclusion needs an interval."""
    if path is None:
        return Progress(change_percent=change, verdict="undetermined", why=Why(code=UNKNOWN_ERROR))
    verdict: TargetVerdict = "on_track" if change <= path else "behind"
    return Progress(change_percent=change, verdict=verdict, path_percent=path, why=Why(code="target.point_value_only"))


def _verdict(change: float, low: float, high: float, reduction: float, path: float | None) -> TargetVerdict:
    if high <= -reduction:
        return "achieved"
    if path is not None:
        return "on_track" if change <= path else "behind"
    return "not_achieved" if low > -reduction else "not_distinguishable"
