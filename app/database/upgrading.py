"""Bring a database to this version's tables, or back. A step that fails or is killed leaves the one before it standing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.database import backup
from app.database.engine import file_of
from assessment.store.errors import StoreError, translated
from assessment.store.scope import WRITE_OPTION, writing
from assessment.store.sites import SYSTEM, ensure_local

STEPS = Path(__file__).parents[1] / "migrations"
LOCK = 0x5AC4  # PostgreSQL's advisory lock: one server upgrades, the others wait


class DatabaseNewerError(StoreError):
    """The database was made by a later version of the program."""

    key = "store.newer"


@dataclass(frozen=True, kw_only=True)
class State:
    """Which step a database stands at, and which is the newest."""

    current: str | None
    newest: str

    @property
    def is_current(self) -> bool:
        """Return whether nothing is left to do."""
        return self.current == self.newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """Return the newest step this version knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def state(engine: sa.Engine) -> State:
    """Return where a database stands.

    Raises
    ------
    DatabaseNewerError
        If it stands at a step this version does not know.
    """
    with translated(), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseNewerError(f"the database stands at step {current}, which this version does not know; use a later version")
    return State(current=current, newest=newest())


def upgrade(engine: sa.Engine) -> State:
    """Bring a database to the newest step; an SQLite file that holds something is backed up beside itself first."""
    known = state(engine)
    file = file_of(engine.url)
    if known.current and not known.is_current and file is not None:
        backup.dated(engine.url, label="before-upgrade")
    if not known.is_current:
        _run(engine, "head")
    with writing(engine, SYSTEM) as scope:
        ensure_local(scope)
    return state(engine)


def downgrade(engine: sa.Engine, step: str) -> State:
    """Take a database back to a step (``base``: no tables). What later steps held is lost: back up first."""
    _run(engine, step, down=True)
    return state(engine)


def _run(engine: sa.Engine, step: str, down: bool = False) -> None:
    config = _config()
    with translated(), engine.connect().execution_options(**{WRITE_OPTION: True}) as connection:
        config.attributes["connection"] = connection
        _before(connection)
        (command.downgrade if down else command.upgrade)(config, step)
        _after(connection)


def _before(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")  # tables are made anew in batch steps
    else:
        connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
        connection.commit()


def _after(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        driver.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise StoreError(f"{len(broken)} rows point nowhere after the upgrade; restore the backup made before it")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))
        connection.commit()
