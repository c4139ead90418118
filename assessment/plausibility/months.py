"""Rules on the months of one series: slips of units, copies, estimates that do not say so, months that were missed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assessment.plausibility.limits import COPIED_MONTHS, DOUBLE, FAR, FAR_OF_FEW, ROUND_DIGITS, SCATTER_LEAST, SCATTERS, SIGNIFICANT, SLIP
from assessment.plausibility.rule import FEWEST, Doubt, Point, Rule, Scene, Series, amount_text, at
from calculators.least_squares import FloatArray

FEWEST_TO_SCATTER = 9  # months from which a series shows how much it scatters
MAD_TO_SD = 1.4826  # standard deviation over median absolute deviation, of a normal distribution
METERED = frozenset({"electricity", "water", "fuel", "steam", "heat", "product"})


def _ratios(scene: Scene) -> Iterator[tuple[Series, Point, float]]:
    for series in scene.series:
        if series.middle > 0:
            for point in series.points:
                if point.amount:
                    yield series, point, point.amount / series.middle


def far_from_few(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month that is ten times the median of the three to five metered months there are so far, or a tenth of it."""
    for series in scene.series:
        if series.middle or series.rough_middle <= 0 or series.group not in METERED:
            continue
        for point in series.points:
            ratio = (point.amount or 0.0) / series.rough_middle
            if ratio >= FAR_OF_FEW or 0 < ratio <= 1 / FAR_OF_FEW:
                yield _against(point, series, ratio)


def _is_bulk(series: Series) -> bool:
    """Whether a stream is bought now and then, so that months differ by nature."""
    return series.group in {"refrigerant", "hazardous_waste", "transport", "service"}


def far_from_series(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month that is five times its series' median, or a fifth of it."""
    for series, point, ratio in _ratios(scene):
        far = ratio > FAR or ratio < 1 / FAR
        if far and 1 / SLIP < ratio < SLIP and not _is_bulk(series):
            yield _against(point, series, ratio)


def is_scattered(amounts: FloatArray) -> NDArray[np.bool_]:
    """Return which months lie outside the scatter of their own series: pounds for kilograms, two bills in one month.

    Parameters
    ----------
    amounts : ndarray
        Months in the last dimension, all above zero. [canonical unit]

    Returns
    -------
    ndarray of bool
        One per month.
    """
    distance = np.abs(np.log(amounts) - np.median(np.log(amounts), axis=-1, keepdims=True))
    deviation = MAD_TO_SD * np.median(distance, axis=-1, keepdims=True)
    return np.asarray((distance > SCATTERS * deviation) & (distance > np.log(SCATTER_LEAST)))


def out_of_scatter(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month outside the scatter of its series that is not far enough off for the other rules."""
    for series in scene.series:
        known = [point for point in series.points if point.amount]
        if len(known) < FEWEST_TO_SCATTER or _is_bulk(series) or series.middle <= 0:
            continue
        ratios = np.array([(point.amount or 0.0) / series.middle for point in known])
        for place in np.flatnonzero(is_scattered(ratios)):
            if 1 / FAR <= ratios[place] <= FAR:
                yield _against(known[place], series, float(ratios[place]))


def unit_slip(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month that is off by a factor such as a thousand: kWh typed as MWh, kilograms as tonnes."""
    for series, point, ratio in _ratios(scene):
        if ratio >= SLIP or ratio <= 1 / SLIP:
            yield _against(point, series, ratio)


def _against(point: Point, series: Series, ratio: float) -> Doubt:
    assert point.amount is not None
    given = f"{point.period}: {amount_text(point.entry, point.amount)}"
    return at(point, given, f"~ {amount_text(point.entry, series.rough_middle)}", ratio=ratio)


def _digits(value: float) -> int:
    """Return how many significant digits a number was written with. [1]"""
    return len(f"{value:.10e}".partition("e")[0].replace(".", "").rstrip("0"))


def _typed(scene: Scene, point: Point) -> float | None:
    return scene.site.assessment.flows[point.entry.row].quantity


def _measured(scene: Scene, series: Series) -> list[tuple[Point, float]]:
    known = [(point, _typed(scene, point)) for point in series.points if not point.entry.is_estimated]
    return [(point, value) for point, value in known if value]


def _is_divided(rows: list[tuple[Point, float]]) -> bool:
    return len(rows) >= FEWEST and len({value for _, value in rows}) == 1


def repeated(scene: Scene) -> Iterator[Doubt]:
    """Doubt two months of a year with the same number to its last digit."""
    for series in scene.series:
        rows = _measured(scene, series)
        if _is_divided(rows):
            continue
        seen: dict[tuple[int, float], Point] = {}
        for point, value in rows:
            first = seen.setdefault((point.month[0], value), point)
            if first is not point and _digits(value) >= SIGNIFICANT:
                yield at(point, f"{first.period}, {point.period}: {value:.10g}", other=first.period)


def year_divided(scene: Scene) -> Iterator[Doubt]:
    """Doubt a series whose months are all the same: a year divided by twelve, not marked as estimated."""
    for series in scene.series:
        rows = _measured(scene, series)
        if _is_divided(rows):
            yield at(rows[0][0], f"{len(rows)} × {rows[0][1]:.10g}")


def round_numbers(scene: Scene) -> Iterator[Doubt]:
    """Doubt a series of round numbers only."""
    for series in scene.series:
        rows = _measured(scene, series)
        is_round = len(rows) >= FEWEST and all(_digits(value) <= ROUND_DIGITS and value >= 100 for _, value in rows)
        if is_round and not _is_divided(rows) and series.group in METERED - {"product"}:
            yield at(rows[0][0], ", ".join(f"{value:.10g}" for _, value in rows[:4]) + " …")


def zero_month(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month of nothing in a series that otherwise runs."""
    for series in scene.series:
        if series.middle <= 0 or series.group not in METERED:
            continue
        for point in series.points:
            if point.amount == 0:
                yield at(point, f"{point.period}: 0", f"~ {amount_text(point.entry, series.middle)}")


def doubled(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month twice its usual size beside one that is missing: two bills in one row."""
    low, high = DOUBLE
    for series in scene.series:
        if series.middle <= 0 or series.group not in METERED:
            continue
        for before, after in pairwise(series.points):
            months = 12 * (after.month[0] - before.month[0]) + after.month[1] - before.month[1]
            if months == 2 and after.amount and low <= after.amount / series.middle <= high:
                yield at(after, f"{after.period}: {amount_text(after.entry, after.amount)}", f"~ {amount_text(after.entry, series.middle)}")


def copied_year(scene: Scene) -> Iterator[Doubt]:
    """Doubt months that equal those of another year to the last digit."""
    for series in scene.series:
        by_month: dict[int, dict[float, Point]] = {}
        equal: list[tuple[Point, Point]] = []
        for point, value in _measured(scene, series):
            if _digits(value) >= SIGNIFICANT:
                first = by_month.setdefault(point.month[1], {}).setdefault(value, point)
                if first.month[0] != point.month[0]:
                    equal.append((first, point))
        if len(equal) >= COPIED_MONTHS:
            first, last = equal[0]
            yield at(last, f"{first.period} = {last.period} (× {len(equal)})", other=first.period, count=len(equal))


def quantity_is_cost(scene: Scene) -> Iterator[Doubt]:
    """Doubt a quantity that equals the money beside it."""
    for index, flow in enumerate(scene.site.assessment.flows):
        if flow.quantity and flow.cost_vnd and flow.quantity == abs(flow.cost_vnd) and _digits(flow.quantity) > 1:
            values = {"stream": flow.stream, "period": flow.period}
            yield Doubt(path=f"flows[{index}]", given=f"{flow.quantity:.10g} {flow.unit}, {flow.cost_vnd:.10g} VND", values=values)


RULES = (
    Rule(code="row.far_from_series", severity="warning", check=far_from_series),
    Rule(code="row.far_from_few", severity="warning", check=far_from_few),
    Rule(code="row.out_of_scatter", severity="warning", check=out_of_scatter),
    Rule(code="row.unit_slip", severity="warning", check=unit_slip),
    Rule(code="row.repeated", severity="warning", check=repeated),
    Rule(code="row.year_divided", severity="warning", check=year_divided),
    Rule(code="row.round_numbers", severity="note", check=round_numbers),
    Rule(code="row.zero_month", severity="warning", check=zero_month),
    Rule(code="row.doubled", severity="warning", check=doubled),
    Rule(code="row.copied_year", severity="warning", check=copied_year),
    Rule(code="row.quantity_is_cost", severity="warning", check=quantity_is_cost),
)
