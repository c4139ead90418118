"""Hold every engine to the golden cells: the same expression, the same integers bit for bit.

    python tests/performance/bench_engines.py

DuckDB runs in this process, PySpark where it is installed (tests/performance/engines.lock, Java 17); PostgreSQL has its test in
`tests/benchmarks/peers/test_cube.py`.
"""

from __future__ import annotations

import importlib.util
import tempfile
import warnings
from pathlib import Path

import pandas as pd

from benchmarks.peers import cube, golden


def by_spark(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the blocks of every level, computed by PySpark on two cores of this machine."""
    import ibis
    from pyspark.sql import SparkSession
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.memory": "1g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.warehouse.dir": str(Path(folder) / "warehouse"),
        }
        session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            names = list(cube.SCHEMA.names)
            kinds = [LongType() if cube.SCHEMA[name].is_integer() else StringType() for name in names]
            schema = StructType([StructField(name, kind) for name, kind in zip(names, kinds, strict=True)])
            values = [tuple(row) for row in rows[names].astype(object).itertuples(index=False)]
            session.createDataFrame(values, schema).createOrReplaceTempView(cube.TABLE)
            return cube.compute_on(ibis.pyspark.connect(session))
        finally:
            session.stop()


def main() -> None:
    warnings.simplefilter("ignore")  # ibis asks pandas for an option that it no longer needs
    cells = len(golden.reference(golden.observations()))
    golden.self_check(cube.compute)
    print(f"DuckDB: {cells} of {cells} blocks identical to plain Python")
    if importlib.util.find_spec("pyspark") is None:
        print("PySpark: not run, it is not installed")
        return
    golden.self_check(by_spark)
    import pyspark

    print(f"PySpark {pyspark.__version__}: {cells} of {cells} blocks identical to plain Python")


if __name__ == "__main__":
    main()
