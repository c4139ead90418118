"""Fill a real disk under a writer, count what was lost. `python tests/attacks/full_disk.py [TRIALS]`, as root: it mounts small file systems.

SQLite: the database lies on a file system of a few megabytes in memory. PostgreSQL: once the tables alone (a tablespace), once the whole
cluster with its log, so that the server itself breaks down and has to come back. Each time the writer goes on until the store says no;
then the disk is made larger and everything that was acknowledged must be there, the checks must find no fault, and a save must work.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import crash_trials
import crash_writer
import postgres_cluster

from app.database.engine import make_engine
from assessment.store.errors import StoreError

MOST = 20_000  # saves that no small disk holds


@contextmanager
def small_disk(kilobytes: int, owner: str | None = None) -> Iterator[Path]:
    """Yield the folder of a file system of that size, and take it away."""
    folder = Path(tempfile.mkdtemp(prefix="sachhon-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=True)
    if owner:
        subprocess.run(["chown", owner, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def enlarge(folder: Path, kilobytes: int) -> None:
    """Give a small file system room again, as somebody does who frees space."""
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(folder)], check=True)


def shrink(folder: Path) -> None:
    """Leave a small file system little more than what lies there."""
    state = os.statvfs(folder)
    enlarge(folder, (state.f_blocks - state.f_bavail) * state.f_frsize // 1024 + random.randint(200, 900))


def fill(url: sa.URL, document_id: str, said: Counter[str]) -> dict[int, int]:
    """Save until the store says no; return what it acknowledged, and count what it said."""
    engine = make_engine(url)
    acknowledged = {1: 1}
    try:
        for number in range(2, MOST):
            acknowledged[crash_writer.save(engine, document_id, number * 3)] = number * 3
    except StoreError as error:
        said[type(error).__name__] += 1
    else:
        raise RuntimeError("the disk was not full")
    finally:
        engine.dispose()
    return acknowledged


def judge(url: sa.URL, document_id: str, acknowledged: dict[int, int], count: crash_trials.Count) -> None:
    """Count what is not there, and what the checks find; then save once more."""
    kept, faults = crash_trials.state_of(url, document_id)
    count.trials += 1
    count.acknowledged += len(acknowledged)
    count.lost += sum(kept.get(revision) != number for revision, number in acknowledged.items())
    count.broken += faults
    engine = make_engine(url)
    count.broken += crash_writer.save(engine, document_id, 1_000_003) <= max(acknowledged)
    engine.dispose()


def sqlite(trials: int) -> tuple[crash_trials.Count, Counter[str]]:
    """Fill the disk under an SQLite file."""
    count, said = crash_trials.Count(), Counter[str]()
    for _ in range(trials):
        with small_disk(random.randint(900, 2400)) as folder:
            url = sa.URL.create("sqlite", database=str(folder / "full.db"))
            document_id = crash_trials.prepare(url)
            acknowledged = fill(url, document_id, said)
            enlarge(folder, 16_000)
            judge(url, document_id, acknowledged, count)
    return count, said


def postgresql_tables(trials: int) -> tuple[crash_trials.Count, Counter[str]]:
    """Fill the disk of the tables under a PostgreSQL server that goes on."""
    count, said = crash_trials.Count(), Counter[str]()
    with postgres_cluster.server() as server:
        url = sa.make_url(f"postgresql+psycopg://{server.address}")
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        for trial in range(trials):
            with small_disk(64_000, postgres_cluster.USER) as folder:
                with admin.connect() as connection:
                    connection.exec_driver_sql(f"CREATE TABLESPACE small{trial} LOCATION '{folder}'")
                    connection.exec_driver_sql(f"CREATE DATABASE full{trial} TABLESPACE small{trial}")
                here = url.set(database=f"full{trial}")
                document_id = crash_trials.prepare(here)
                shrink(folder)
                acknowledged = fill(here, document_id, said)
                enlarge(folder, 64_000)
                judge(here, document_id, acknowledged, count)
                with admin.connect() as connection:
                    connection.exec_driver_sql(f"DROP DATABASE full{trial} WITH (FORCE)")
                    connection.exec_driver_sql(f"DROP TABLESPACE small{trial}")
        admin.dispose()
    return count, said


def postgresql_whole(trials: int) -> tuple[crash_trials.Count, Counter[str]]:
    """Fill the disk of the whole cluster, its log included: the server stops itself, and is started when there is room."""
    count, said = crash_trials.Count(), Counter[str]()
    for _ in range(trials):
        with small_disk(300_000, postgres_cluster.USER) as folder:
            tempfile.tempdir = str(folder)
            try:
                with postgres_cluster.server() as server:
                    url = sa.make_url(f"postgresql+psycopg://{server.address}")
                    document_id = crash_trials.prepare(url)
                    shrink(folder)
                    acknowledged = fill(url, document_id, said)
                    enlarge(folder, 300_000)
                    try:
                        server.stop()
                    except RuntimeError:
                        said["server had stopped"] += 1
                    server.start()
                    judge(url, document_id, acknowledged, count)
            finally:
                tempfile.tempdir = None
    return count, said


def main() -> int:
    """Run the trials; end with 1 if anything was lost or broken, with 2 where nothing can be mounted."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    try:
        with small_disk(100):
            pass
    except (subprocess.CalledProcessError, OSError):
        print("no file system can be mounted here; run as root, outside a container without that right")
        return 2
    bad = 0
    works = {"sqlite": sqlite}
    if postgres_cluster.binaries() is not None:
        works |= {"postgresql, tables": postgresql_tables, "postgresql, whole cluster": postgresql_whole}
    for name, work in works.items():
        count, said = work(trials)
        words = ", ".join(f"{kind} {number}" for kind, number in sorted(said.items()))
        print(
            f"{name}: {count.trials} full disks, {count.acknowledged} acknowledged, {count.lost} lost, {count.broken} broken; said: {words}",
            flush=True,
        )
        bad += count.lost + count.broken
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
