"""PostgreSQL's own tools for copies: `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from assessment.store.errors import StoreError


class ToolError(StoreError):
    """`pg_dump` or `pg_restore` is missing, or said no."""

    key = "store.backup"


def dump(url: sa.URL, target: Path) -> None:
    """Write everything that the user of `url` may read in whole; the tool itself refuses a part of a table."""
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}", _name(url))


def load(url: sa.URL, source: Path) -> None:
    """Put a dump in the place of what the database holds, in one transaction; a new server first gets the role it names."""
    _run("pg_restore", url, "--list", str(source))
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *options, f"--dbname={_name(url)}", str(source))


def _name(url: sa.URL) -> str:
    return url.database or "postgres"


def tool(name: str) -> str:
    """Return the path of a tool, the newest where several versions are installed.

    Raises
    ------
    ToolError
        If it is not installed.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if not found:
        raise ToolError(f"{name} was not found; install PostgreSQL's client tools")
    return found


def _run(name: str, url: sa.URL, *arguments: str) -> None:
    # the password goes by the environment: arguments are seen by everybody on the machine
    named = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = {**os.environ, **{key: str(value) for key, value in named.items() if value is not None}}
    done = subprocess.run([tool(name), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ToolError(f"{name} ended with {done.returncode}: {lines[0][:300] if lines else ''}")
