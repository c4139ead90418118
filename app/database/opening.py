"""The database of a running application: opened once per process, copied once a day on a laptop, up to date."""

from __future__ import annotations

import logging
from functools import lru_cache

import sqlalchemy as sa

from app.database import backup
from app.database.engine import open_engine
from app.database.upgrading import upgrade

log = logging.getLogger(__name__)


@lru_cache(maxsize=32)
def ready(url: sa.URL) -> sa.Engine:
    """Return the engine of a database that is up to date; today's automatic copy was made before anything is written.

    A copy that cannot be made (no room, no right to write) is logged and does not keep the factory from its work. A
    damaged file is an error: it is restored, not written into.

    Raises
    ------
    StoreError
        If the database is damaged, of a later version, or cannot be reached.
    """
    engine = open_engine(url)
    try:
        backup.daily(url)
    except backup.BackupError as problem:
        log.warning("today's automatic copy could not be made: %s", problem)
    upgrade(engine)
    return engine
