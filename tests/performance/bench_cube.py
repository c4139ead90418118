"""Measure the cube: DuckDB through the one expression, against hand-written SQL and against pandas.

    python tests/performance/bench_cube.py [--millions 10] [--small 1] [--skip-pandas]

Prints ratios. Every run is a process of its own, so that its peak memory is its own, and the ways take turns. Observations are
drawn inside DuckDB: 18 sectors × 3 products × 34 provinces, log-normal sizes, companies of several plants. Beside the ratio of times
stands the ratio of processor time, which does not depend on what else the machine was doing; pandas uses one core of two.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
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
       2021 + (i // 1836) % 5 AS year, 'indicator' || (i // 9180 % {indicators})::VARCHAR AS indicator, 'MJ/kg' AS unit,
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
    cube.sql(LEVEL)  # made once and kept
    start, work = time.perf_counter(), time.process_time()
    if kind == "expression":
        blocks = connection.execute(cube.sql(LEVEL)).df()
    elif kind == "by hand":
        blocks = connection.execute(BY_HAND).df()
    elif kind == "all levels":
        sums = [connection.execute(f"SELECT sum(value_sum), count(*) FROM ({cube.sql(level)})").fetchall()[0] for level in LEVELS]
        print(f"{time.perf_counter() - start} {time.process_time() - work} {_peak()} {sums[0][0]}")
        return
    elif kind == "disclosure":
        blocks = cube.ordered({level: connection.execute(cube.sql(level)).df() for level in LEVELS})
        computed, start = time.process_time() - work, time.process_time()
        regions = {f"S{i}": f"SR{i % 6}" for i in range(34)}
        rules = disclosure.Rules()
        judged = disclosure.protect_complements(disclosure.judge(percentile.summarise(blocks), rules), regions, rules)
        print(f"{time.process_time() - start} {computed} {_peak()} {len(judged)}")
        return
    else:
        rows = connection.execute("SELECT company, sector, province, year, indicator, unit, numerator, denominator FROM observations").df()
        start, work = time.perf_counter(), time.process_time()  # reading is not counted against pandas
        blocks = by_pandas(rows)
    seconds, work = time.perf_counter() - start, time.process_time() - work
    print(f"{seconds} {work} {_peak()} {int(sum(int(value) for value in blocks['value_sum']))}")


def _peak() -> float:
    """Return the highest resident memory of this process. [MB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run: elapsed and processor time [s], peak memory [MB], and a check sum or a number of cells."""

    elapsed: float
    work: float
    peak: float
    check: str


def measure(kind: str, database: Path) -> Measured:
    command = [sys.executable, __file__, "--run", kind, "--database", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    elapsed, work, peak, check = done.stdout.split()
    return Measured(elapsed=float(elapsed), work=float(work), peak=float(peak), check=check)


def best(runs: list[Measured]) -> Measured:
    """Return the least times and the highest memory of several runs."""
    return Measured(
        elapsed=min(run.elapsed for run in runs),
        work=min(run.work for run in runs),
        peak=max(run.peak for run in runs),
        check=runs[0].check,
    )


def measure_size(millions: float, folder: Path, repeats: int, skip_pandas: bool) -> dict[str, Measured]:
    """Return what each way took over so many observations, the ways in turns; all must give the same blocks."""
    database = folder / f"{millions:g}.duckdb"
    rows = round(millions * 1_000_000)
    with duckdb.connect(str(database), config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(POPULATION.format(rows=rows, companies=max(rows // 12, 1), indicators=1))
    kinds = ["expression", "by hand"] + ([] if skip_pandas else ["pandas"])
    runs: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    for _ in range(repeats):
        for kind in kinds:
            runs[kind].append(measure(kind, database))
    if len({run.check for found in runs.values() for run in found}) != 1:
        raise SystemExit("the same blocks were expected, check sums differ")
    return {kind: best(found) for kind, found in runs.items()} | {
        "all levels": measure("all levels", database),
        "disclosure": measure("disclosure", many_cells(rows, folder)),
    }


def many_cells(rows: int, folder: Path) -> Path:
    """Return a database of as many observations, of seven indicators: about 100,000 cells."""
    database = folder / f"{rows}-cells.duckdb"
    with duckdb.connect(str(database), config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(POPULATION.format(rows=rows, companies=max(rows // 12, 1), indicators=7))
    return database


def say(millions: float, found: dict[str, Measured]) -> None:
    own, hand = found["expression"], found["by hand"]
    print(f"{millions:g} million observations, {LEVEL.name}:")
    print(f"  expression / SQL by hand: {own.elapsed / hand.elapsed:.2f} x, processor time {own.work / hand.work:.2f} x (at most 1.3)")
    if "pandas" in found:
        pandas = found["pandas"]
        print(
            f"  pandas / expression: {pandas.elapsed / own.elapsed:.1f} x, processor time {pandas.work / own.work:.1f} x (at least 2 x faster)"
        )
    print(f"  peak memory: expression {own.peak:.0f} MB, all six levels {found['all levels'].peak:.0f} MB")
    judged = found["disclosure"]
    print(
        f"  disclosure of {judged.check} cells / their cube, processor time: {judged.elapsed / judged.work:.2f} x (at most 5)", flush=True
    )


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
        small = measure_size(given.small, Path(folder), given.repeats, given.skip_pandas)
        say(given.small, small)
        large = measure_size(given.millions, Path(folder), given.repeats, given.skip_pandas)
        say(given.millions, large)
    first, last = small["expression"], large["expression"]
    ratio = f"{last.elapsed / first.elapsed:.1f} x, processor time {last.work / first.work:.1f} x"
    print(f"growth from {given.small:g} to {given.millions:g} million: {ratio} (at most 12 from 1 to 10)")


if __name__ == "__main__":
    main()
