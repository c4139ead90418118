"""What a comparison says in figures: how far a value is from what it is compared with, below it or above, and which way is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.charts import Label
from calculators.errors import UnitError
from calculators.units import convert

Record = Mapping[str, Any]

STILL = 0.05  # percent; nearer reads as equal with one decimal
ORDER = ("better", "equal", "within", "worse", "expired")


def signed_gap(row: Record, value: float, unit: str) -> float | None:
    """Return how far a value is from the single figure it is compared with, negative where it is better.

    The result's own ``gap_percent`` is to the nearest bound and so 0 for all that keeps to it; a reader wants to know by how much.

    Parameters
    ----------
    row : Mapping
        A verdict of a result document.
    value : float
        The indicator. [`unit`]
    unit : str
        Its unit.

    Returns
    -------
    float or None
        None beside a range of two sides, and where the units do not convert. [%]

    Examples
    --------
    >>> law = {"norm_low": None, "norm_value": 2050.0, "norm_high": None, "unit": "kWh/t", "direction": "lower_is_better"}
    >>> round(signed_gap(law, 1673.2, "kWh/t"), 1)
    -18.4
    """
    bound = _single(row, unit)
    if not bound:
        return None
    sign = -1.0 if row.get("direction") == "higher_is_better" else 1.0
    gap = sign * 100.0 * (value - bound) / bound
    return 0.0 if abs(gap) < STILL else gap


def said_of_standings(rows: Sequence[Record], value: float, unit: str) -> Label:
    """Return what is said of a value beside what is drawn: by how much it is off the law, then on which side of how many published figures."""
    parts = [_one(row, value, unit) for row in rows if row.get("legal")]
    context = [row for row in rows if not row.get("legal")]
    if len(context) == 1:
        parts.append(Label(key="chart.bullet.context.one", values={"part": _one(context[0], value, unit)}))
    elif context:
        counts = Counter(_side(row, value, unit) for row in context)
        counted = [Label(key=f"chart.bullet.count.{side}", values={"count": counts[side]}) for side in ORDER if counts[side]]
        parts.append(Label(key="chart.bullet.context.several", values={"parts": _chain(counted, "chart.and")}))
    return _chain(parts, "chart.then")


def _chain(parts: Sequence[Label], by: str) -> Label:
    whole = parts[0]
    for part in parts[1:]:
        whole = Label(key=by, values={"first": whole, "second": part})
    return whole


def _single(row: Record, unit: str) -> float | None:
    """Return the one figure that a reference consists of, in a unit; None where it is a range."""
    low, middle, high = (row[f"norm_{part}"] for part in ("low", "value", "high"))
    if None not in (low, high) and low != high:
        return None
    found = next((each for each in (high, low, middle) if each is not None), None)
    return None if found is None else _in_unit(float(found), str(row["unit"]), unit)


def _in_unit(value: float, given: str, wanted: str) -> float | None:
    try:
        return value if given == wanted else float(convert(value, given, wanted))
    except UnitError:
        return None


def _side(row: Record, value: float, unit: str) -> str:
    gap = signed_gap(row, value, unit)
    if row["verdict"] == "expired" or gap is None:
        return {"better_than_best": "better"}.get(str(row["verdict"]), str(row["verdict"]))
    return "equal" if gap == 0 else "better" if gap < 0 else "worse"


def _one(row: Record, value: float, unit: str) -> Label:
    """Return how a value stands beside one reference, with its figure."""
    of = "norm" if row.get("legal") else "figure"
    bound = _single(row, unit)
    written = Label(unit=unit)
    if bound and row["verdict"] != "expired":
        off = 100.0 * (value - bound) / bound
        way = "equal" if abs(off) < STILL else "below" if off < 0 else "above"
        return Label(key=f"chart.bullet.{of}.{way}", values={"percent": round(abs(off), 1), "bound": bound, "unit": written})
    if bound:
        return Label(key=f"chart.bullet.{of}.expired", values={"bound": bound, "unit": written})
    low, high = (_in_unit(float(row[name]), str(row["unit"]), unit) for name in ("norm_low", "norm_high"))
    return Label(key=f"chart.bullet.{of}.range.{_side(row, value, unit)}", values={"low": low, "high": high, "unit": written})
