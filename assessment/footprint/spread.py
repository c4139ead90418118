"""The interval of a footprint and what drives it, by Monte Carlo over the stated errors of amounts and factors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from assessment.footprint.row import ModelRow
from calculators.monte_carlo import Spread, UncertainRows, simulate

SEED = 14067  # any fixed number: the same document gives the same interval
COVERAGE = 0.90
LISTED_DRIVERS = 6
LEAST_COVERED = 0.5  # share of the result with a stated error below which an interval would promise too much (own setting)


def spread_of(rows: Sequence[ModelRow], parts: Sequence[float], draws: int) -> tuple[Spread | None, float]:
    """Return the distribution of the total, and the share of it whose factor or amount has a stated error. [1]

    Rows of one factor share its error, rows of one stream that of its amount. Too little stated: no distribution.
    """
    amount = np.array([1.0 if not row.relative else math.exp(row.relative) for row in rows])
    factor = np.array([row.factor.gsd or 1.0 for row in rows])
    whole = sum(abs(part) for part in parts)
    covered = sum(abs(part) for row, part in zip(rows, parts, strict=True) if row.factor.gsd or row.relative)
    if covered == 0 or whole == 0 or covered < LEAST_COVERED * whole:
        return None, covered / whole if whole else 0.0
    uncertain = UncertainRows(
        value=np.array(parts, dtype=np.float64),
        amount_gsd=amount,
        factor_gsd=factor,
        amount_source=_codes([row.stream or row.id for row in rows]),
        factor_source=_codes([row.factor.id for row in rows]),
    )
    return simulate(uncertain, draws, SEED, COVERAGE), covered / whole


def _codes(names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    order: dict[str, int] = {}
    return np.array([order.setdefault(name, len(order)) for name in names], dtype=np.intp)


def drivers_of(spread: Spread, rows: Sequence[ModelRow]) -> list[dict[str, Any]]:
    """Return the rows whose errors move the total most, with their rank correlation."""
    return [
        {
            "rows": [rows[index].id for index in driver.rows],
            "stream": rows[driver.rows[0]].stream,
            "factor": rows[driver.rows[0]].factor.id,
            "kind": driver.kind,
            "rank_correlation": driver.correlation,
        }
        for driver in spread.drivers[:LISTED_DRIVERS]
    ]
