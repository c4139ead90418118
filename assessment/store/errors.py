"""What keeps a record from being written or read. Each says what to do; none is raised for wrong figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from calculators.errors import SachhonError


class StoreError(SachhonError):
    """The store could not do what was asked; nothing was changed. `key` names the message that tells the user."""

    key = "store.failed"
    hint = "nothing was changed; try again"


class DeniedError(StoreError):
    """The actor's role or grants do not allow it."""

    key = "store.denied"
    hint = "ask the site's owner or the administrator"


class StoreBusyError(StoreError):
    """Others were writing for longer than the store waits; trying again is right."""

    key = "store.busy"
    hint = "try again in a few seconds"


class StoreFullError(StoreError):
    """The disk, or the quota of the database, is full."""

    key = "store.full"
    hint = "free some space and save again; what was saved before is unharmed"


class StoreDamagedError(StoreError):
    """The database file is no database or its pages are damaged; a backup has to be restored."""

    key = "store.damaged"
    hint = "write nothing more; restore a copy with `sachhon database restore FILE`"


class StoreUnreachableError(StoreError):
    """The database server does not answer, or ended the connection. What was not confirmed was not kept."""

    key = "store.unreachable"
    hint = "see that the database runs; what was not confirmed was not kept"


class AttachmentError(StoreError, ValueError):
    """A file offered as evidence is empty, too large, or not what its name says."""

    key = "store.attachment"


# parts of SQLite's own messages, see sqlite3ErrStr in its source; PostgreSQL gives codes (documentation, appendix A)
_TEXTS: tuple[tuple[str, type[StoreError]], ...] = (
    ("database or disk is full", StoreFullError),
    ("database is locked", StoreBusyError),
    ("file is not a database", StoreDamagedError),
    ("malformed", StoreDamagedError),
    ("disk i/o error", StoreDamagedError),
    ("unable to open database", StoreUnreachableError),
    ("readonly database", DeniedError),
)
_CODES: tuple[tuple[str, type[StoreError]], ...] = (
    ("42501", DeniedError),
    ("53100", StoreFullError),
    ("XX00", StoreDamagedError),
    ("40", StoreBusyError),
    ("55P03", StoreBusyError),
    ("08", StoreUnreachableError),
    ("57P", StoreUnreachableError),
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into this store's.

    Raises
    ------
    StoreError
        Its kind for what the database said; the database's own error is its cause.
    """
    try:
        yield
    except exc.DBAPIError as error:
        kind = _kind(error)
        raise kind(f"the database said: {_said(error)}; {kind.hint}") from error


def _said(error: exc.DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0][:200] if str(error.orig).strip() else type(error.orig).__name__


def _kind(error: exc.DBAPIError) -> type[StoreError]:
    code = getattr(error.orig, "sqlstate", None) or ""
    for start, kind in _CODES:
        if code.startswith(start):
            return kind
    text = str(error.orig).lower()
    for part, kind in _TEXTS:
        if part in text:
            return kind
    return StoreUnreachableError if error.connection_invalidated or "connect" in text else StoreError
