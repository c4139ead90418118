"""Kill writers with signal 9, count what was lost. `python tests/attacks/crash_trials.py [TRIALS]` runs both databases.

Lost means: a save that was acknowledged is not there, or is there with other figures. Broken means: `verify` finds a fault,
or the file's own check does.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1]))
import postgres_cluster

from app.database.engine import make_engine
from app.database.upgrading import upgrade
from assessment.store import checking, documents, sites
from assessment.store.access import LOCAL
from assessment.store.scope import reading, writing

WRITER = Path(__file__).with_name("crash_writer.py")
LONGEST_SPIN = 0.02  # s between the last acknowledgement read and the kill: one save takes about that long


@dataclass(kw_only=True)
class Count:
    """What the trials showed."""

    trials: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0


def prepare(url: sa.URL) -> str:
    """Make the tables and one document; return its identity."""
    sys.path.insert(0, str(WRITER.parent))
    from crash_writer import plant

    engine = make_engine(url)
    upgrade(engine)
    with writing(engine, LOCAL) as scope:
        site = sites.open_site(scope, "crash")
        document_id = documents.start(scope, site.id, documents.draft_of(plant(1))).head.document_id
    engine.dispose()
    return document_id


def trial(url: sa.URL, document_id: str, count: Count, strike: Callable[[subprocess.Popen[str]], None], *more: str) -> None:
    """Let a writer write, strike, and count what became of what it acknowledged."""
    command = [sys.executable, str(WRITER), url.render_as_string(hide_password=False), document_id, *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(random.randint(1, 6))]
        strike(writer)
        writer.kill()
        lines += writer.stdout.readlines()
    said = [line.split() for line in lines if line.endswith("\n")]
    kept, faults = state_of(url, document_id)
    count.trials += 1
    count.acknowledged += len(said)
    count.lost += sum(kept.get(int(revision)) != float(number) for revision, number in said)
    count.broken += faults


def kill_somewhen(writer: subprocess.Popen[str]) -> None:
    """Kill the writer at some moment of one of its next writes."""
    until = time.perf_counter() + random.uniform(0, LONGEST_SPIN)
    while time.perf_counter() < until:
        pass
    writer.kill()


def state_of(url: sa.URL, document_id: str) -> tuple[dict[int, float], int]:
    """Return the figure in every kept revision, and how many faults the checks find."""
    engine = make_engine(url)
    with reading(engine, LOCAL) as scope:
        kept = {
            item.number: json.loads(documents.content_of(scope, item))["flows"][0]["quantity"]
            for item in documents.history(scope, document_id)
        }
        faults = len(checking.check(scope.connection))
        if engine.dialect.name == "sqlite":
            faults += scope.connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"
    engine.dispose()
    return kept, faults


def run(url: sa.URL, trials: int, strike: Callable[[subprocess.Popen[str]], None] = kill_somewhen, *more: str) -> Count:
    """Return the count of a number of trials on one database."""
    document_id = prepare(url)
    count = Count()
    for _ in range(trials):
        trial(url, document_id, count, strike, *more)
    return count


def restarting(server: postgres_cluster.Server) -> Callable[[subprocess.Popen[str]], None]:
    """Return a strike that ends the database server at once, starts it, and lets the writer go on for a while."""

    def strike(writer: subprocess.Popen[str]) -> None:
        server.stop()
        server.start()
        assert writer.stdout is not None
        writer.stdout.readline()
        kill_somewhen(writer)

    return strike


def main() -> int:
    """Run the trials on both databases; end with 1 if anything was lost or broken."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        counts = {"sqlite, writer killed": run(sa.URL.create("sqlite", database=f"{folder}/crash.db"), trials)}
    if postgres_cluster.binaries() is not None:
        with postgres_cluster.server() as server:
            url = sa.make_url(f"postgresql+psycopg://{server.address}")
            counts["postgresql, writer killed"] = run(url, trials)
        with postgres_cluster.server() as server:
            url = sa.make_url(f"postgresql+psycopg://{server.address}")
            counts["postgresql, server ended under load"] = run(url, max(trials // 5, 1), restarting(server), "--through-restarts")
    for name, count in counts.items():
        print(f"{name}: {count.trials} trials, {count.acknowledged} acknowledged, {count.lost} lost, {count.broken} broken")
        bad += count.lost + count.broken
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
