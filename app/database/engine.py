"""Open the database: SQLite in the user's folder unless another address is given."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assessment.store.errors import translated
from assessment.store.scope import WRITE_OPTION
from calculators.errors import SachhonError

Engine = sa.Engine  # named here for the modules of the application that hand a database on without speaking to it
Address = sa.URL
FILE = "sachhon.db"
BUSY_SECONDS = 20  # how long a writer waits for the one before it
POOL = 10  # connections of one server process to PostgreSQL
MOST_OPENED = 32  # addresses of one process; the one unused longest is closed first
_opened: OrderedDict[sa.URL, sa.Engine] = OrderedDict()
_opening = threading.Lock()


class DatabaseAddressError(SachhonError, ValueError):
    """The address of the database cannot be used."""


def address(given: str | None, folder: Path) -> sa.URL:
    """Return the database's address; without one, the SQLite file in the user's folder.

    Raises
    ------
    DatabaseAddressError
        If it is no address, or of a database that is not supported.
    """
    if not given:
        return sa.URL.create("sqlite", database=str(folder / FILE))
    try:
        url = sa.make_url(given)
    except sa.exc.ArgumentError as error:
        raise DatabaseAddressError("the database address cannot be read; expected sqlite:///FILE or postgresql://…") from error
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or not url.database or url.database == ":memory:":
        raise DatabaseAddressError(f"a database of kind {kind!r} was given; expected sqlite:///FILE or postgresql://…")
    return url.set(drivername="sqlite")


def file_of(url: sa.URL) -> Path | None:
    """Return the file of an SQLite database, or None."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def open_engine(url: sa.URL) -> sa.Engine:
    """Return the engine of an address; one per address and process. Idle connections of one that is let go are closed."""
    with _opening:
        engine = _opened.get(url) or make_engine(url)
        _opened[url] = engine
        _opened.move_to_end(url)
        if len(_opened) > MOST_OPENED:
            _opened.popitem(last=False)[1].dispose()
    return engine


def make_engine(url: sa.URL) -> sa.Engine:
    """Return a new engine. SQLite: write-ahead log, every commit on the disk, writers queue instead of failing."""
    file = file_of(url)
    if file is None:
        return sa.create_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not where the driver guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    # a reader that later wants to write fails under load; a writer says so at once and waits its turn
    is_writer = connection.get_execution_options().get(WRITE_OPTION)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def sees_everything(engine: sa.Engine) -> bool:
    """Return whether row-level security does not bind this database user: such a user must not serve several tenants.

    An SQLite file has no users; whoever reads the file reads all of it.
    """
    if engine.dialect.name == "sqlite":
        return True
    with translated(), engine.connect() as connection:
        return not connection.execute(sa.select(sa.func.row_security_active("site"))).scalar()
