"""Steps up and down with data in them, copies while in use, and the way back from a copy."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.database import backup, restoring, upgrading
from app.database.engine import MOST_OPENED, DatabaseAddressError, address, make_engine, open_engine, sees_everything
from assessment.model import Assessment
from assessment.store import checking, documents, schema, sites
from assessment.store.access import LOCAL
from assessment.store.errors import StoreError
from assessment.store.scope import reading, writing
from benchmarks.exchange import store as exchange

KINDS = ("sqlite", "postgresql")
STEPS = ("0001_store", "0002_accounts", "0003_isolation", "0004_api", "0005_province")


def plant(quantity: float) -> Assessment:
    return Assessment.model_validate(
        {
            "facility": {"name": "N", "sector": "other", "province": "79"},
            "reporting_period": "2026",
            "products": [{"id": "p", "name": "P", "unit": "t"}],
            "flows": [{"period": "2026", "stream": "electricity/grid", "quantity": quantity, "unit": "kWh"}],
        }
    )


def fill(engine: sa.Engine, *quantities: float) -> str:
    """Make a site whose document has one revision per quantity; return the document."""
    with writing(engine, LOCAL) as scope:
        site = sites.open_site(scope, "Nhà máy", "other")
        saved = documents.start(scope, site.id, documents.draft_of(plant(quantities[0]))).head
    for quantity in quantities[1:]:
        add(engine, saved.document_id, quantity)
    return saved.document_id


def add(engine: sa.Engine, document_id: str, quantity: float) -> None:
    with writing(engine, LOCAL) as scope:
        head = documents.head_of(scope, document_id)
        documents.save(scope, document_id, documents.draft_of(plant(quantity)), head.id)


def figures(engine: sa.Engine, document_id: str) -> list[float]:
    with reading(engine, LOCAL) as scope:
        kept = documents.history(scope, document_id)
        return [json.loads(documents.content_of(scope, item))["flows"][0]["quantity"] for item in kept]


def faults(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection, connection.begin():
        return checking.check(connection)


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, fresh_address: Callable[[str], sa.URL]) -> Iterator[sa.Engine]:
    engine = make_engine(fresh_address(request.param))
    yield engine
    engine.dispose()


def test_the_steps_make_the_tables_that_the_program_uses(database: sa.Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [schema.METADATA, exchange.METADATA]) == []


@pytest.mark.parametrize("step", STEPS[:-1])
def test_every_step_goes_down_and_up_with_data_in_it(database: sa.Engine, step: str) -> None:
    document_id = fill(database, 1.0, 2.0)
    assert upgrading.downgrade(database, step).current == step
    assert faults(database) == []
    assert upgrading.upgrade(database).is_current
    assert figures(database, document_id) == [1.0, 2.0]
    add(database, document_id, 3.0)
    assert faults(database) == []


def test_all_the_way_down_leaves_nothing_and_up_again_works(database: sa.Engine) -> None:
    fill(database, 1.0)
    upgrading.downgrade(database, "base")
    assert set(sa.inspect(database).get_table_names()) <= {"alembic_version"}
    upgrading.upgrade(database)
    assert figures(database, fill(database, 4.0)) == [4.0]


def test_a_later_versions_database_is_left_alone(database: sa.Engine) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(upgrading.DatabaseNewerError):
        upgrading.upgrade(database)


def test_an_interrupted_step_leaves_the_one_before(empty: sa.Engine) -> None:
    upgrading.upgrade(empty)
    document_id = fill(empty, 1.0, 2.0)
    upgrading.downgrade(empty, STEPS[0])
    total = _statements(empty)
    assert total > 15
    for stop in range(1, total, 7):
        upgrading.downgrade(empty, STEPS[0])
        with pytest.raises(InterruptedError), _interrupted(empty, stop):
            upgrading.upgrade(empty)
        assert upgrading.state(empty).current in STEPS
        assert faults(empty) == []
    upgrading.upgrade(empty)
    assert figures(empty, document_id) == [1.0, 2.0]


class _interrupted:  # noqa: N801 - reads as the state it makes
    """Break off the n-th statement that changes tables."""

    def __init__(self, engine: sa.Engine, stop: int) -> None:
        self.engine, self.stop, self.count = engine, stop, 0

    def _strike(self, _c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("CREATE", "ALTER", "GRANT", "REVOKE", "DROP", "UPDATE ALEMBIC")):
            self.count += 1
            if self.count == self.stop:
                raise InterruptedError

    def __enter__(self) -> _interrupted:
        sa.event.listen(self.engine, "before_cursor_execute", self._strike)
        return self

    def __exit__(self, *_error: object) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._strike)


def _statements(engine: sa.Engine) -> int:
    with _interrupted(engine, -1) as counter:
        upgrading.upgrade(engine)
    return counter.count


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from app.database.engine import make_engine
from app.database.upgrading import upgrade
engine = make_engine(sa.make_url(sys.argv[1]))
seen = []
@sa.event.listens_for(engine, "after_cursor_execute")
def strike(_c, _cursor, statement, *_more):
    seen.append(statement.lstrip().upper().startswith("CREATE"))
    if sum(seen) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
upgrade(engine)
"""


@pytest.mark.parametrize("stop", [3, 25, 40])
def test_a_process_killed_within_a_step_leaves_the_one_before(empty: sa.Engine, stop: int) -> None:
    url = empty.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(stop)], capture_output=True, check=False)
    assert done.returncode != 0
    assert upgrading.upgrade(empty).is_current
    assert figures(empty, fill(empty, 1.0)) == [1.0]
    assert faults(empty) == []


def test_a_copy_made_while_others_write_is_whole_and_can_be_put_back(database: sa.Engine, tmp_path: Path) -> None:
    document_id = fill(database, 1.0, 2.0)
    target = tmp_path / "copy"
    with writing(database, LOCAL) as scope:
        sites.open_site(scope, "not finished")
        if database.dialect.name == "postgresql":
            backup.backup(database.url, target)
        scope.connection.rollback()
    if database.dialect.name == "sqlite":
        backup.backup(database.url, target)
    add(database, document_id, 3.0)
    database.dispose()
    done = restoring.restore(database.url, target)
    assert done.faults == ()
    assert figures(database, document_id) == [1.0, 2.0]
    add(database, document_id, 4.0)
    assert figures(database, document_id) == [1.0, 2.0, 4.0]


def test_a_restore_does_not_bring_back_a_withdrawn_grant(database: sa.Engine, tmp_path: Path) -> None:
    document_id = fill(database, 1.0)
    with writing(database, LOCAL) as scope:
        site_id = documents.head_of(scope, document_id).site_id
        grant = sites.show_to(scope, site_id, "consultant", "write")
    backup.backup(database.url, tmp_path / "copy")
    with writing(database, LOCAL) as scope:
        sites.withdraw(scope, grant)
    database.dispose()
    done = restoring.restore(database.url, tmp_path / "copy")
    assert done.still_withdrawn == 1
    with reading(database, LOCAL) as scope:
        (kept,) = sites.list_grants(scope, site_id)
    assert kept.withdrawn_at is not None


def test_a_copy_of_an_older_version_is_brought_up_to_date(database: sa.Engine, tmp_path: Path) -> None:
    document_id = fill(database, 1.0)
    upgrading.downgrade(database, STEPS[0])
    backup.backup(database.url, tmp_path / "old")
    upgrading.upgrade(database)
    database.dispose()
    restoring.restore(database.url, tmp_path / "old")
    assert upgrading.state(database).is_current
    assert figures(database, document_id) == [1.0]


def test_a_damaged_database_is_moved_aside_and_replaced(fresh_address: Callable[[str], sa.URL], tmp_path: Path) -> None:
    url = fresh_address("sqlite")
    engine = make_engine(url)
    upgrading.upgrade(engine)
    document_id = fill(engine, 1.0)
    backup.backup(url, tmp_path / "copy.db")
    engine.dispose()
    Path(str(url.database)).write_bytes(b"ruined" * 1000)
    done = restoring.restore(url, tmp_path / "copy.db")
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"ruined")
    assert figures(engine, document_id) == [1.0]
    engine.dispose()


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_what_is_no_copy_is_refused_and_changes_nothing(database: sa.Engine, tmp_path: Path, content: bytes) -> None:
    document_id = fill(database, 1.0)
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(StoreError):
        restoring.restore(database.url, tmp_path / "wrong")
    assert figures(database, document_id) == [1.0]


def test_a_foreign_sqlite_file_is_refused(fresh_address: Callable[[str], sa.URL], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "music.db")) as other:
        other.execute("CREATE TABLE song (name)")
        other.commit()
    with pytest.raises(backup.BackupError):
        backup.put_back(fresh_address("sqlite"), tmp_path / "music.db")


def test_a_laptop_keeps_one_copy_a_day_and_the_last_ones(fresh_address: Callable[[str], sa.URL]) -> None:
    url = fresh_address("sqlite")
    engine = make_engine(url)
    upgrading.upgrade(engine)
    start = datetime(2026, 11, 1, 8)
    made = [backup.daily(url, kept=5, now=start + timedelta(hours=12 * turn)) for turn in range(16)]
    assert [copy is not None for copy in made] == [True, False] * 8
    names = sorted(path.name[8:18] for path in backup.folder_of(url).iterdir())
    assert names == ["2026-11-04", "2026-11-05", "2026-11-06", "2026-11-07", "2026-11-08"]
    engine.dispose()


def test_an_upgrade_copies_what_was_there_first(fresh_address: Callable[[str], sa.URL]) -> None:
    url = fresh_address("sqlite")
    engine = make_engine(url)
    upgrading.upgrade(engine)
    fill(engine, 1.0)
    upgrading.downgrade(engine, STEPS[0])
    upgrading.upgrade(engine)
    assert len(list(backup.folder_of(url).glob("*before-upgrade*.db"))) == 1
    engine.dispose()


def test_an_engine_that_is_let_go_leaves_no_connection_open(tmp_path: Path) -> None:
    first = open_engine(address(None, tmp_path / "first"))
    assert open_engine(address(None, tmp_path / "first")) is first
    closed: list[object] = []
    with first.connect() as connection:
        sa.event.listen(first.pool, "close", lambda *given: closed.append(given))
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    assert closed == []
    for number in range(MOST_OPENED):
        open_engine(address(None, tmp_path / str(number)))
    assert len(closed) == 1
    assert open_engine(address(None, tmp_path / "first")) is not first


@pytest.mark.parametrize(
    ("given", "kind"),
    [(None, "sqlite"), ("sqlite:////tmp/a.db", "sqlite"), ("postgresql://u@h/d", "postgresql"), ("postgres://u@h/d", "postgresql")],
)
def test_addresses(given: str | None, kind: str, tmp_path: Path) -> None:
    assert address(given, tmp_path).get_backend_name() == kind


@pytest.mark.parametrize("given", ["mysql://u@h/d", "sqlite://", "nonsense", "sqlite:///:memory:"])
def test_addresses_of_other_kinds_are_refused(given: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseAddressError):
        address(given, tmp_path)


def test_sqlite_is_opened_so_that_a_commit_is_on_the_disk(fresh_address: Callable[[str], sa.URL]) -> None:
    engine = make_engine(fresh_address("sqlite"))
    with engine.connect() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


KILLED_RESTORE = """
import os, signal, sqlite3, sys
source, target, stop = sys.argv[1], sys.argv[2], int(sys.argv[3])
steps = []
def strike(status, remaining, total):
    steps.append(remaining)
    if len(steps) == stop:
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
with sqlite3.connect(source) as copy, sqlite3.connect(target) as live:
    copy.backup(live, pages=4, progress=strike)
print("finished")
"""


@pytest.mark.parametrize("stop", [1, 5, 12])
def test_a_restore_that_is_killed_leaves_what_was_there(fresh_address: Callable[[str], sa.URL], tmp_path: Path, stop: int) -> None:
    url = fresh_address("sqlite")
    engine = make_engine(url)
    upgrading.upgrade(engine)
    document_id = fill(engine, 1.0)
    backup.backup(url, tmp_path / "copy.db")
    for quantity in range(2, 12):
        add(engine, document_id, float(quantity))
    engine.dispose()
    words = [sys.executable, "-c", KILLED_RESTORE, str(tmp_path / "copy.db"), str(url.database), str(stop)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "finished" not in done.stdout
    assert figures(engine, document_id) == [float(n) for n in range(1, 12)]
    assert faults(engine) == []
    engine.dispose()


def test_a_server_is_operated_without_a_superuser(fresh_address: Callable[[str], sa.URL], tmp_path: Path) -> None:
    superuser = fresh_address("postgresql")
    admin = sa.create_engine(superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        for role in ("sachhon_owner LOGIN BYPASSRLS CREATEROLE",):
            connection.exec_driver_sql(f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        connection.exec_driver_sql(f"ALTER DATABASE {superuser.database} OWNER TO sachhon_owner")
    url = superuser.set(username="sachhon_owner")
    owner = make_engine(url)
    upgrading.upgrade(owner)
    document_id = fill(owner, 1.0)
    with admin.connect() as connection:
        connection.exec_driver_sql(
            "DO $$ BEGIN CREATE ROLE sachhon_web LOGIN IN ROLE sachhon_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    web = make_engine(url.set(username="sachhon_web"))
    assert not sees_everything(web)
    add(web, document_id, 2.0)
    backup.backup(url, tmp_path / "night.dump")
    add(web, document_id, 3.0)
    for engine in (owner, web):
        engine.dispose()
    done = restoring.restore(url, tmp_path / "night.dump")
    assert done.faults == ()
    assert done.aside is not None
    assert figures(web, document_id) == [1.0, 2.0]
    restoring.restore(url, done.aside)
    assert figures(web, document_id) == [1.0, 2.0, 3.0]
    for command in (lambda: restoring.verify(web.url), lambda: backup.backup(web.url, tmp_path / "part.dump")):
        with pytest.raises(StoreError):
            command()
    assert not (tmp_path / "part.dump").exists()
    for engine in (owner, web, admin):
        engine.dispose()
