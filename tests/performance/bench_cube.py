"""Measure the cube: DuckDB through the one expression, against hand-written SQL and against pandas.

    python tests/performance/bench_cube.py [--millions 10] [--small 1] [--skip-pandas]

Prints a Markdown table. Every run is a process of its own, so that its peak memory is its own. Observations are drawn inside
DuckDB: 18 sectors × 3 products × 34 provinces, log-normal sizes, one company in seven with several plants.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.peers import cube, disclosure, percentile
from benchmarks.peers.cube import LEVELS, Level

LEVEL = Level(activity="sector", place="province")
MEMORY = "1600MB"

POPULATION = """
CREATE TABLE observations AS
SELECT 'c-' || (hash(i / 10) % {companies})::VARCHAR AS company, 'f-' || i::VARCHAR AS facility,
       'sector' || (i % 18)::VARCHAR AS sector, 'product' || (i // 18 % 3)::VARCHAR AS product,
       'S' || (i // 54 % 34)::VARCHAR AS province, 'SR' || (i // 54 % 34 % 6)::VARCHAR AS region,
       2021 + (i // 1836) % 5 AS year, 'energy_intensity' AS indicator, 'MJ/kg' AS unit,
       CAST(exp(14 + 1.5 * sqrt(-2 * ln(hash(i) / 1.8446744073709552e19 + 1e-12)) * cos(hash(i + 7) / 2.9e18)) AS BIGINT) + 1 AS numerator,
       CAST(exp(13 + 1.2 * sqrt(-2 * ln(hash(i + 3) / 1.8446744073709552e19 + 1e-12)) * cos(hash(i + 5) / 2.9e18)) AS BIGINT) + 1 AS denominator
FROM range({rows}) AS r(i)
"""

# the same question as a person would write it for DuckDB
BY_HAND = """
WITH contributors AS (
  SELECT sector, province AS place, year, indicator, unit, company,
         sum(numerator)::BIGINT AS numerator, sum(denominator)::BIGINT AS denominator, count(*) AS plants
  FROM observations GROUP BY ALL
), ranked AS (
  SELECT *, floor(numerator::DOUBLE / denominator::DOUBLE * 1073741824.0)::BIGINT AS value,
         row_number() OVER (PARTITION BY sector, place, year, indicator, unit
                            ORDER BY floor(numerator::DOUBLE / denominator::DOUBLE * 1073741824.0)::BIGINT, company) - 1 AS rank,
         count(*) OVER (PARTITION BY sector, place, year, indicator, unit) AS n
  FROM contributors
)
SELECT sector, place, year, indicator, unit, CASE WHEN n <= 100 THEN rank ELSE rank * 100 // n END AS block,
       count(*) AS contributors, sum(plants)::BIGINT AS plants, sum(value)::BIGINT AS value_sum, min(value) AS value_min,
       max(value) AS value_max, sum(numerator)::BIGINT AS numerator_sum, max(numerator) AS numerator_max,
       sum(denominator)::BIGINT AS denominator_sum, max(denominator) AS denominator_max
FROM ranked GROUP BY ALL
"""


def by_pandas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the same blocks, the way a careful person would in pandas."""
    keys = ["sector", "province", "year", "indicator", "unit"]
    single = rows.groupby([*keys, "company"], as_index=False, observed=True).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), plants=("numerator", "size")
    )
    single["value"] = np.floor(single["numerator"] / single["denominator"] * cube.SCALE).astype(np.int64)
    single = single.sort_values([*keys, "value", "company"])
    cells = single.groupby(keys, observed=True)
    rank, n = cells.cumcount(), cells["value"].transform("size")
    single["block"] = np.where(n <= cube.BLOCKS, rank, rank * cube.BLOCKS // n)
    return single.groupby([*keys, "block"], as_index=False, observed=True).agg(
        contributors=("value", "size"), plants=("plants", "sum"), value_sum=("value", "sum"), value_min=("value", "min"),
        value_max=("value", "max"), numerator_sum=("numerator", "sum"), numerator_max=("numerator", "max"),
        denominator_sum=("denominator", "sum"), denominator_max=("denominator", "max"),
    )  # fmt: skip


def run(kind: str, database: Path) -> None:
    """Do one measurement and print seconds, peak memory and a check sum."""
    connection = duckdb.connect(
        str(database), config={"memory_limit": MEMORY, "threads": 2, "temp_directory": str(database.parent / "spill")}
    )
    start = time.perf_counter()
    if kind == "expression":
        blocks = connection.execute(cube.sql(LEVEL)).df()
    elif kind == "by hand":
        blocks = connection.execute(BY_HAND).df()
    elif kind == "all levels":
        sums = [connection.execute(f"SELECT sum(value_sum), count(*) FROM ({cube.sql(level)})").fetchall()[0] for level in LEVELS]
        print(f"{time.perf_counter() - start:.2f} {_peak():.0f} {sums[0][0]}")
        return
    elif kind == "disclosure":
        blocks = cube.ordered({level: connection.execute(cube.sql(level)).df() for level in LEVELS})
        computed = time.perf_counter() - start
        start = time.perf_counter()
        regions = {f"S{i}": f"SR{i % 6}" for i in range(34)}
        rules = disclosure.Rules()
        judged = disclosure.protect_complements(disclosure.judge(percentile.summarise(blocks), rules), regions, rules)
        print(f"{time.perf_counter() - start:.2f} {computed:.2f} {len(judged)}")
        return
    else:
        rows = connection.execute("SELECT company, sector, province, year, indicator, unit, numerator, denominator FROM observations").df()
        start = time.perf_counter()  # reading is not counted against pandas
        blocks = by_pandas(rows)
    seconds = time.perf_counter() - start
    print(f"{seconds:.2f} {_peak():.0f} {int(sum(int(value) for value in blocks['value_sum']))}")


def _peak() -> float:
    """Return the highest resident memory of this process. [MB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(kind: str, database: Path) -> tuple[float, float, str]:
    command = [sys.executable, __file__, "--run", kind, "--database", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory, check = done.stdout.split()
    return float(seconds), float(memory), check


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, default=10)
    parser.add_argument("--small", type=float, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--skip-pandas", action="store_true")
    parser.add_argument("--run")
    parser.add_argument("--database", type=Path)
    given = parser.parse_args()
    if given.run:
        run(given.run, given.database)
        return
    with tempfile.TemporaryDirectory() as folder:
        times: dict[tuple[str, float], tuple[float, float]] = {}
        print("| Millions | what | seconds (best) | peak MB |\n|---:|---|---:|---:|")
        for millions in (given.small, given.millions):
            database = Path(folder) / f"{millions:g}.duckdb"
            rows = round(millions * 1_000_000)
            with duckdb.connect(str(database), config={"memory_limit": MEMORY}) as connection:
                connection.execute(POPULATION.format(rows=rows, companies=max(rows // 12, 1)))
            kinds = ["expression", "by hand", "all levels"] + ([] if given.skip_pandas else ["pandas"])
            checks = set()
            for kind in kinds:
                runs = [measure(kind, database) for _ in range(1 if kind in {"pandas", "all levels"} else given.repeats)]
                times[kind, millions] = min(one[0] for one in runs), max(one[1] for one in runs)
                if kind != "all levels":
                    checks |= {one[2] for one in runs}
                print(f"| {millions:g} | {kind} | {times[kind, millions][0]:.2f} | {times[kind, millions][1]:.0f} |", flush=True)
            if len(checks) != 1:
                raise SystemExit(f"the same blocks were expected, check sums differ: {checks}")
            judged, computed, cells = measure("disclosure", database)
            print(f"| {millions:g} | disclosure of {cells} cells; their cube took {computed:.2f} s | {judged:.2f} | |", flush=True)
        large = given.millions
        print(f"\nexpression / by hand: {times['expression', large][0] / times['by hand', large][0]:.2f} (at most 1.3)")
        if not given.skip_pandas:
            print(f"pandas / expression: {times['pandas', large][0] / times['expression', large][0]:.1f} (at least 2)")
        growth = times["expression", large][0] / times["expression", given.small][0]
        print(f"growth from {given.small:g} to {large:g} million: {growth:.1f}")


if __name__ == "__main__":
    main()
