"""Loading an edition against reading the same tables with pandas; a thousand dated look-ups against one load."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from data import catalogue
from data.table import FOLDER

REPEATS, LOOKUPS = 9, 1_000


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median of the processor time of several runs. [s]"""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return float(np.median(times))


def main() -> None:
    """Print the two ratios of the issue, measured in one run."""
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30))
    products = ("shrimp", "pangasius", "packaging_paper", "tissue", "beer")

    def load() -> catalogue.Catalogue:
        return catalogue.load_edition("2026-11")

    def by_pandas() -> list[pd.DataFrame]:
        return [pd.read_csv(path) for path in sorted(FOLDER.glob("*.csv"))]

    def look_up() -> None:
        book = load()
        for number in range(LOOKUPS):
            book.norm_for(products[number % 5], None, (20_000, "t"), days[number % 3])

    loading = median_seconds(load)
    print(f"loading the edition: {loading / median_seconds(by_pandas):.2f} x reading the same tables with pandas (at most 1.5)")
    print(f"{LOOKUPS} dated look-ups with reasons: {(median_seconds(look_up) - loading) / loading:.2f} x one load (at most 1)")


if __name__ == "__main__":
    main()
