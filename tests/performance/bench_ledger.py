"""A million ledger rows to canonical columns and sums, against bare NumPy, pandas.factorize and a pint operation per row."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from calculators.ledger import encode, period_sums, to_canonical
from calculators.units import Quantity, parse_unit

ROWS, GROUPS, PERIODS, PINT_ROWS, REPEATS = 1_000_000, 40, 24, 2_000, 5
UNITS = ("kWh", "tấn", "m3", "lít", "kg", "MWh", "số điện", "TOE")


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median of the processor time of several runs. [s]"""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return float(np.median(times))


def main() -> None:
    """Print the three ratios of the issue, measured in one run."""
    random = np.random.default_rng(7)
    quantity = random.lognormal(5, 2, ROWS)
    unit = random.integers(0, len(UNITS), ROWS)
    group = random.integers(0, GROUPS, ROWS)
    period = random.integers(0, PERIODS, ROWS)
    texts = np.array(UNITS, dtype=object)[unit]
    factor = np.array([parse_unit(name).factor for name in UNITS])

    def ours() -> object:
        return period_sums(to_canonical(quantity, unit, factor), group, period, GROUPS, PERIODS)

    def bare() -> object:
        return np.bincount(group * PERIODS + period, weights=quantity * factor[unit], minlength=GROUPS * PERIODS)

    def by_pint() -> object:
        return [Quantity(value, "kilowatt_hour").to("megajoule") for value in quantity[:PINT_ROWS]]

    numbers = median_seconds(ours)
    coding = median_seconds(lambda: encode(texts))
    print(f"canonical columns and sums of {ROWS} rows: {numbers / median_seconds(bare):.2f} x bare NumPy (at most 3)")
    print(f"coding a text column: {coding / median_seconds(lambda: pd.factorize(texts)):.2f} x pandas.factorize (at most 2)")
    each = median_seconds(by_pint) / PINT_ROWS * ROWS
    print(f"all of it: {each / (numbers + coding):.0f} x faster than a pint operation per row (at least 200)")


if __name__ == "__main__":
    main()
