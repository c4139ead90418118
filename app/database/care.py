"""What an administrator does to the database from the pages: go over all of it, and make a copy."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from app.database import backup
from assessment.audit import Fault
from assessment.store.checking import check
from assessment.store.errors import translated


def is_file(engine: sa.Engine) -> bool:
    """Return whether the database is a file of this machine; of another the tools of its own user take care."""
    return engine.dialect.name == "sqlite"


def faults(engine: sa.Engine) -> list[Fault]:
    """Return everything that is not as it was written.

    Raises
    ------
    DeniedError
        If the database shows this user only a part of it.
    """
    with translated(), engine.connect() as connection:
        return check(connection)


def copy(engine: sa.Engine) -> Path:
    """Make a dated copy beside the automatic ones and return where it is.

    Raises
    ------
    BackupError
        If it cannot be made.
    """
    return backup.dated(engine.url, "manual")
