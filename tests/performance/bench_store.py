"""Paste 1,000 ledger rows and keep them, against the bare insert of the same rows. Run: `python tests/performance/bench_store.py`.

Bare: one table with the ledger's columns, SQLAlchemy's insert of 1,000 parameter sets and a commit, on the same SQLite
settings (write-ahead log, every commit on the disk). Stored: the pasted text to rows, validation, comparison with the
state before, content, revision and audit row in one transaction.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.database.engine import address, make_engine
from app.database.upgrading import upgrade
from assessment.model import Assessment
from assessment.store import documents, sites
from assessment.store.access import LOCAL
from assessment.store.scope import WRITE_OPTION, writing

ROWS = 1000
TRIALS = 15
LIMIT = 5.0
COLUMNS = ("period", "stream", "quantity", "unit", "cost_vnd", "meter", "evidence")

bare = sa.Table("bare", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *(sa.Column(name, sa.Text) for name in COLUMNS))


def pasted(trial: int) -> str:
    """Return 1,000 rows as a spreadsheet's clipboard gives them."""
    lines = [
        f"2026-{1 + n % 12:02}\telectricity/grid\t{1000 + n + trial / 7}\tkWh\t{2_000_000 + n}\tcông tơ {n // 12}\tHĐ-{trial}-{n:05}"
        for n in range(ROWS)
    ]
    return "\n".join(lines)


def rows_of(text: str) -> list[dict[str, Any]]:
    """Return the pasted text as rows."""
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in text.splitlines()]
    return [{**row, "quantity": float(row["quantity"]), "cost_vnd": float(row["cost_vnd"])} for row in rows]


def timed(*works: Callable[[int], None]) -> list[float]:
    """Return the median time of each work; they take turns, so that a busy machine slows all alike. [ms]"""
    times: list[list[float]] = [[] for _ in works]
    for trial in range(TRIALS):
        for work, taken in zip(works, times, strict=True):
            start = time.perf_counter()
            work(trial)
            taken.append(1000 * (time.perf_counter() - start))
    return [median(taken) for taken in times]


def main() -> int:
    """Print both times and their ratio; end with 1 when the ratio is above the limit."""
    with tempfile.TemporaryDirectory() as folder:
        urls = sys.argv[1:] or [f"sqlite:///{folder}/bench.db"]
        worst = max(measure(url, Path(folder)) for url in urls)
    return 0 if worst <= LIMIT else 1


def measure(url: str, folder: Path) -> float:
    """Print and return how many times the bare insert the store takes."""
    engine = make_engine(address(url, folder))
    upgrade(engine)
    bare.metadata.drop_all(engine)
    bare.metadata.create_all(engine)
    start = Assessment.model_validate(
        {
            "facility": {"name": "N", "sector": "other", "province": "79"},
            "reporting_period": "2026",
            "products": [{"id": "p", "name": "P", "unit": "t"}],
            "flows": [],
        }
    )
    with writing(engine, LOCAL) as scope:
        site = sites.open_site(scope, "bench")
        saved = [documents.start(scope, site.id, documents.draft_of(start)).head]

    def insert(trial: int) -> None:
        rows = rows_of(pasted(trial))
        with engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
            connection.execute(sa.insert(bare), rows)

    def store(trial: int) -> None:
        assessment = Assessment.model_validate({**documents.tree_of(start), "flows": rows_of(pasted(trial))})
        with writing(engine, LOCAL) as scope:
            outcome = documents.save(scope, saved[0].document_id, documents.draft_of(assessment), saved[0].id)
        saved[0] = outcome.head

    insert(0)
    store(TRIALS)
    plain, whole = timed(insert, store)
    print(f"{engine.dialect.name}: bare insert {plain:.1f} ms, pasted and stored {whole:.1f} ms, ratio {whole / plain:.2f} (limit {LIMIT})")
    engine.dispose()
    return whole / plain


if __name__ == "__main__":
    raise SystemExit(main())
