"""Copies of the database that are whole although it is in use, and the way back from one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.database import postgres
from app.database.engine import file_of
from assessment.store.errors import StoreError

KEPT = 14  # automatic copies of a laptop: two weeks of days on which it was used
SQLITE_MARK = b"SQLite format 3\x00"


class BackupError(StoreError):
    """A backup could not be made or read; the database itself was not touched."""

    key = "store.backup"


def backup(url: sa.URL, target: Path) -> None:
    """Write a copy of the database to `target`, whole or not at all.

    Raises
    ------
    BackupError
        If it cannot be written, or what was written is not sound.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        file = file_of(url)
        if file is None:
            postgres.dump(url, part)
        else:
            _copy(file, part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # a copy is one file, without a log beside it
    check_file(target)


def check_file(file: Path) -> None:
    """Let a sound SQLite file pass.

    Raises
    ------
    BackupError
        If it is no SQLite file, its pages are damaged, or it holds no assessments.
    """
    try:
        with file.open("rb") as opened:
            mark = opened.read(len(SQLITE_MARK))
        if mark != SQLITE_MARK:
            raise BackupError(f"{file} is no backup of an SQLite database")
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened_file:
            said = opened_file.execute("PRAGMA integrity_check(5)").fetchall()
            if said != [("ok",)]:
                raise BackupError(f"{file} is damaged: {said[0][0]}")
            opened_file.execute("SELECT version_num FROM alembic_version").fetchone()
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file}: {error}") from error


def folder_of(url: sa.URL) -> Path:
    """Return where automatic copies of an SQLite database lie."""
    file = file_of(url)
    if file is None:
        raise BackupError("automatic copies are made of SQLite files; on a server, run `sachhon database backup` from a timer")
    return file.parent / "backups"


def dated(url: sa.URL, label: str = "auto", now: datetime | None = None) -> Path:
    """Make a copy that carries the time in its name, and return it."""
    moment = (now or datetime.now()).strftime("%Y-%m-%d-%H%M%S")
    target = _free(folder_of(url), f"sachhon-{moment}-{label}", ".db")
    backup(url, target)
    return target


def _free(folder: Path, name: str, ending: str) -> Path:
    """Return a path where nothing is yet: two copies of one second must not be one file."""
    target, number = folder / f"{name}{ending}", 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}{ending}"
    return target


def daily(url: sa.URL, kept: int = KEPT, now: datetime | None = None) -> Path | None:
    """Make today's automatic copy if there is none yet, let the oldest beyond `kept` go, and return the copy made.

    Copies made before an upgrade or a restore are never removed here.
    """
    file = file_of(url)
    if file is None or not file.is_file():
        return None
    today = (now or datetime.now()).strftime("%Y-%m-%d")
    made = None
    if not list(folder_of(url).glob(f"sachhon-{today}-*-auto*.db")):
        made = dated(url, now=now)
    for old in sorted(folder_of(url).glob("sachhon-*-auto*.db"))[:-kept]:
        if old != made:
            old.unlink(missing_ok=True)
    return made


def put_back(url: sa.URL, source: Path) -> Path | None:
    """Put the content of a copy in the place of the database; return where the content before it lies.

    A sound database is overwritten in one transaction of its own, so that a running server sees the old or the new, never
    half. A damaged one is moved aside.
    """
    file = file_of(url)
    if file is None:
        postgres.check_dump(url, source)
        before = _free(source.parent, f"{url.database}-{datetime.now():%Y-%m-%d-%H%M%S}-before-restore", ".dump")
        backup(url, before)
        postgres.load(url, source)
        return before
    check_file(source)
    aside = _set_aside(url, file)
    with _reported(file), closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(file, timeout=30)) as live:
        copy.backup(live)
    return aside


def _set_aside(url: sa.URL, file: Path) -> Path | None:
    if not file.exists():
        return None
    try:
        check_file(file)
    except BackupError:
        moment = datetime.now().strftime("%Y-%m-%d-%H%M%S")
        aside = file.with_name(f"{file.name}.damaged-{moment}")
        with _reported(file):
            for ending in ("", "-wal", "-shm"):
                beside = file.with_name(file.name + ending)
                if beside.exists():
                    beside.replace(file.with_name(aside.name + ending))
        return aside
    return dated(url, label="before-restore")


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file}: {error}; stop the server and try again") from error
