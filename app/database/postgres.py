"""PostgreSQL's own tools for copies: `pg_dump`, `pg_restore` and `psql`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa

from assessment.store.errors import StoreError


class ToolError(StoreError):
    """One of the tools is missing, or said no."""

    key = "store.backup"


def dump(url: sa.URL, target: Path) -> None:
    """Write everything that the user of `url` may read in whole; the tool itself refuses a part of a table."""
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}", _name(url))


def check_dump(url: sa.URL, source: Path) -> None:
    """Let a readable dump of assessments pass.

    Raises
    ------
    ToolError
        If it is no dump, or one of something else.
    """
    if " TABLE DATA public alembic_version " not in _run("pg_restore", url, "--list", str(source)):
        raise ToolError(f"{source} is no backup of this program")


EMPTY = """
DO $$ DECLARE found record; BEGIN
FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
  EXECUTE format('DROP TABLE public.%I CASCADE', found.name);
END LOOP;
DROP FUNCTION IF EXISTS public.sachhon_keep() CASCADE;
END $$;
"""


def load(url: sa.URL, source: Path) -> None:
    """Put a dump in the place of everything the database holds, in one transaction: all of it, or nothing is changed."""
    with tempfile.TemporaryDirectory() as folder:
        empty, script = Path(folder) / "empty.sql", Path(folder) / "script.sql"
        empty.write_text(EMPTY, encoding="utf-8")
        _run("pg_restore", url, "--no-owner", f"--file={script}", str(source))
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={_name(url)}")
        _run("psql", url, *options, f"--file={empty}", f"--file={script}")


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


def _run(name: str, url: sa.URL, *arguments: str) -> str:
    # the password goes by the environment: arguments are seen by everybody on the machine
    named = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = {**os.environ, **{key: str(value) for key, value in named.items() if value is not None}}
    done = subprocess.run([tool(name), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ToolError(f"{name} ended with {done.returncode}: {lines[0][:300] if lines else ''}")
    return done.stdout
