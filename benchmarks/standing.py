"""The verdict on one value against one bound, range or average."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.indicator import Direction, Verdict

LIMIT = "regulatory_limit"
BEST = "best_practice"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a value is held against, in the value's unit. A single figure stands in `middle`."""

    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Verdict, distance to the nearest bound [%] and whether the value's interval clears that bound."""

    verdict: Verdict
    gap_percent: float
    distinguishable: bool | None


def judge(value: float, interval: tuple[float, float] | None, bounds: Bounds, statistic: str, direction: Direction) -> Judgement:
    """Return where a value stands against bounds.

    A legal limit and an average are one-sided: on the good side of them a value is within. Past the good end of a
    range, or past a best practice, it is better than best. The gap is 100·(value − bound)/bound of the nearest
    bound, positive where the value is worse, and zero inside.

    Parameters
    ----------
    value : float
        The indicator. [unit of bounds]
    interval : tuple of float, or None
        Its 90 % interval, where metering errors are known. [unit of bounds]
    bounds : Bounds
        Limit, range or average. [one unit]
    statistic : str
        What the bounds are: ``regulatory_limit``, ``typical_range``, ``average``, ``best_practice``, …
    direction : {"lower_is_better", "higher_is_better"}
        Which way is better.

    Returns
    -------
    Judgement
        The verdict, its gap and whether it is distinguishable.

    Raises
    ------
    ValueError
        If there is no bound at all.
    """
    sign = 1.0 if direction == "lower_is_better" else -1.0
    good, bad = _ends(bounds, statistic, sign)
    if bad is not None and sign * (value - bad) > 0:
        return Judgement(verdict="worse", gap_percent=_gap(value, bad, sign), distinguishable=_beyond(interval, bad, sign))
    if good is not None and sign * (value - good) < 0:
        return Judgement(verdict="better_than_best", gap_percent=_gap(value, good, sign), distinguishable=_beyond(interval, good, -sign))
    return Judgement(verdict="within", gap_percent=0.0, distinguishable=_inside(interval, good, bad, sign))


def _ends(bounds: Bounds, statistic: str, sign: float) -> tuple[float | None, float | None]:
    """Return the good and the bad end of what counts as within."""
    known = [end for end in (bounds.low, bounds.middle, bounds.high) if end is not None]
    if not known:
        raise ValueError("a standing needs at least one bound")
    best, worst = (min(known), max(known)) if sign > 0 else (max(known), min(known))
    if statistic == BEST:
        return worst, worst
    if statistic == LIMIT:
        return None, worst
    has_range = bounds.low is not None and bounds.high is not None
    return (best if has_range else None), worst


def _gap(value: float, bound: float, sign: float) -> float:
    return sign * 100.0 * (value - bound) / bound if bound else 0.0


def _beyond(interval: tuple[float, float] | None, bound: float, sign: float) -> bool | None:
    if interval is None:
        return None
    return interval[0] > bound if sign > 0 else interval[1] < bound


def _inside(interval: tuple[float, float] | None, good: float | None, bad: float | None, sign: float) -> bool | None:
    if interval is None:
        return None
    low_bound, high_bound = (good, bad) if sign > 0 else (bad, good)
    return (low_bound is None or interval[0] >= low_bound) and (high_bound is None or interval[1] <= high_bound)
