"""Signal 9, a full disk, a damaged file, a tampered row: nothing acknowledged is lost, and what is wrong is said."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import crash_trials
import crash_writer
import postgres_cluster

from app.database.engine import make_engine
from app.database.upgrading import upgrade
from assessment.store import checking, documents, schema, sites
from assessment.store.access import LOCAL
from assessment.store.documents import Conflict, Saved
from assessment.store.errors import StoreDamagedError, StoreError, StoreFullError
from assessment.store.scope import reading, writing

TRIALS = 3  # the counted run of 60 is `python tests/attacks/crash_trials.py 60`


@pytest.fixture
def file(fresh_address: Callable[[str], sa.URL]) -> tuple[sa.URL, Path, str]:
    """Return an SQLite database with one document: its address, its file, the document."""
    url = fresh_address("sqlite")
    document_id = crash_trials.prepare(url)
    return url, Path(str(url.database)), document_id


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_writer_loses_nothing_it_acknowledged(kind: str, fresh_address: Callable[[str], sa.URL]) -> None:
    count = crash_trials.run(fresh_address(kind), TRIALS)
    assert count.trials == TRIALS
    assert count.acknowledged >= TRIALS
    assert (count.lost, count.broken) == (0, 0)


def test_the_trials_notice_a_loss(file: tuple[sa.URL, Path, str]) -> None:
    url, _, document_id = file
    count = crash_trials.Count()
    crash_trials.trial(url, document_id, count, _truncate_history(url))
    assert count.lost > 0
    assert count.broken > 0


def _truncate_history(url: sa.URL) -> Callable[[Any], None]:
    def strike(writer: Any) -> None:
        writer.kill()
        writer.wait()
        with closing(sqlite3.connect(str(url.database))) as raw:
            # all but the first: the newest alone may have been committed without having been acknowledged
            raw.executescript("DROP TRIGGER keep_revision_delete; DELETE FROM revision WHERE number > 1")

    return strike


def test_a_server_that_restarts_under_load_loses_nothing() -> None:
    if postgres_cluster.binaries() is None:
        pytest.fail("no PostgreSQL server is installed; run make system")
    with postgres_cluster.server() as server:
        url = sa.make_url(f"postgresql+psycopg://{server.address}")
        count = crash_trials.run(url, 1, crash_trials.restarting(server), "--through-restarts")
    assert count.acknowledged >= 1
    assert (count.lost, count.broken) == (0, 0)


def test_a_full_disk_is_said_and_leaves_what_was_there(file: tuple[sa.URL, Path, str]) -> None:
    url, _, document_id = file
    engine = make_engine(url)
    quota = {"pages": 0}

    @sa.event.listens_for(engine, "connect")
    def _limit(connection: sqlite3.Connection, _record: Any) -> None:
        quota["pages"] = connection.execute("PRAGMA page_count").fetchone()[0] + 4
        connection.execute(f"PRAGMA max_page_count={quota['pages']}")

    acknowledged = [1]

    def fill() -> None:
        for number in range(2, 200):
            acknowledged.append(crash_writer.save(engine, document_id, number))

    with pytest.raises(StoreFullError):
        fill()
    engine.dispose()
    kept, faults = crash_trials.state_of(url, document_id)
    assert sorted(kept) == acknowledged
    assert faults == 0
    after = make_engine(url)  # the disk has room again
    assert crash_writer.save(after, document_id, 500) == len(acknowledged) + 1
    after.dispose()


@pytest.mark.parametrize("where", [pytest.param(0, id="header"), pytest.param(0.5, id="middle"), pytest.param(0.9, id="end")])
def test_a_damaged_file_is_noticed(file: tuple[sa.URL, Path, str], where: float) -> None:
    url, path, document_id = file
    engine = make_engine(url)
    for number in range(2, 12):
        crash_writer.save(engine, document_id, number)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    size = path.stat().st_size
    with path.open("r+b") as opened:
        opened.seek(int(where * size) // 4096 * 4096)
        opened.write(b"\xa5" * 4096 * 3)
    try:
        _, faults = crash_trials.state_of(url, document_id)
    except (StoreError, sa.exc.DBAPIError, ValueError):
        faults = 1
    assert faults > 0


def test_a_file_that_is_no_database_is_called_damaged(file: tuple[sa.URL, Path, str]) -> None:
    url, path, _ = file
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(b"not a database at all, " * 500)
    engine = make_engine(url)

    def look() -> None:
        with reading(engine, LOCAL) as scope:
            sites.list_sites(scope)

    with pytest.raises(StoreDamagedError):
        look()
    engine.dispose()


TAMPERINGS = {
    "another actor": "UPDATE audit SET name = 'somebody else' WHERE number = 2",
    "another time": "UPDATE audit SET at = '2020-01-01T00:00:00.000000+00:00' WHERE number = 2",
    "a row taken out": "DELETE FROM audit WHERE number = 2",
    "the last row taken out": "DELETE FROM audit WHERE chain = (SELECT id FROM site) AND number = (SELECT max(number) FROM audit)",
    "a revision taken out": "DELETE FROM revision WHERE number = 2",
    "another content": "UPDATE content SET bytes = X'789c030000000001' WHERE rowid = (SELECT max(rowid) FROM content)",
    "the whole chain taken out": "DELETE FROM audit WHERE chain = (SELECT id FROM site)",
    "an end moved": "UPDATE audit_head SET number = number + 1",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_tampering_past_the_program_is_found(file: tuple[sa.URL, Path, str], statement: str) -> None:
    url, path, document_id = file
    engine = make_engine(url)
    for number in (2, 3):
        crash_writer.save(engine, document_id, number)
    with engine.connect() as connection, connection.begin():
        assert checking.check(connection) == []
    with closing(sqlite3.connect(path)) as raw:
        for table in schema.APPEND_ONLY:
            raw.execute(f"DROP TRIGGER keep_{table}_update")
            raw.execute(f"DROP TRIGGER keep_{table}_delete")
        assert raw.execute(statement).rowcount > 0
        raw.commit()
    with engine.connect() as connection, connection.begin():
        assert checking.check(connection) != []
    engine.dispose()


def test_many_at_once_on_one_document_lose_nobodys_row(database: sa.Engine) -> None:
    writers, rounds = 6, 3
    with writing(database, LOCAL) as scope:
        site = sites.open_site(scope, "crowd")
        first = documents.start(scope, site.id, documents.draft_of(crash_writer.plant(1))).head
    together = Barrier(writers)
    outcomes: list[Saved | Conflict] = []

    def write(writer: int) -> None:
        together.wait()
        for turn in range(rounds):
            tree = documents.tree_of(crash_writer.plant(1))
            tree["flows"] = [*tree["flows"], _row(f"w{writer}-{turn}")]
            with writing(database, LOCAL) as scope:
                draft = documents.Draft(content=json.dumps(tree).encode(), filename=documents.OWN_NAME, tree=tree)
                outcomes.append(documents.save(scope, first.document_id, draft, first.id))

    threads = [Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == writers * rounds
    assert all(isinstance(outcome, Saved) for outcome in outcomes)
    with reading(database, LOCAL) as scope:
        tree = json.loads(documents.content_of(scope, documents.head_of(scope, first.document_id)))
        assert checking.check(scope.connection) == []
    meters = {row.get("meter") for row in tree["flows"]} - {None}
    assert meters == {f"w{writer}-{turn}" for writer in range(writers) for turn in range(rounds)}


def _row(meter: str) -> dict[str, Any]:
    return {"period": "2026-01", "stream": "water/municipal", "quantity": 1.0, "unit": "m3", "meter": meter}


def test_readers_are_not_stopped_by_a_writer(file: tuple[sa.URL, Path, str]) -> None:
    url, _, document_id = file
    engine = make_engine(url)
    upgrade(engine)
    with writing(engine, LOCAL) as scope:
        sites.open_site(scope, "unfinished")
        with reading(engine, LOCAL) as other:
            assert len(sites.list_sites(other)) == 1
            assert documents.head_of(other, document_id).number == 1
    engine.dispose()
