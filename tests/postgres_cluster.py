"""A PostgreSQL cluster of a test's own: made, started on loopback, and stopped by its own process id."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"  # nobody starts PostgreSQL as root; Debian's package brings this account


def binaries() -> Path | None:
    """Return the directory of the newest PostgreSQL server on this machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _run(command: list[str]) -> None:
    prefix = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running cluster: its address without a scheme, and how it is ended and started again."""

    address: str
    tools: Path
    data: Path
    options: str

    def start(self) -> None:
        log = str(self.data.parent / "log")
        _run([str(self.tools / "pg_ctl"), "-D", str(self.data), "-w", "-t", "60", "-l", log, "-o", self.options, "start"])

    def stop(self) -> None:
        """End it at once, as a power cut would: no checkpoint, the log is replayed at the next start."""
        # pg_ctl reads this cluster's own process id from its data directory
        _run([str(self.tools / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop"])


@contextmanager
def server() -> Iterator[Server]:
    """Yield a fresh cluster, running."""
    tools = binaries()
    if tools is None:
        raise FileNotFoundError("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="sachhon-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        _run([str(tools / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"])
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        running = Server(address=f"postgres@127.0.0.1:{port}/postgres", tools=tools, data=data, options=options)
        running.start()
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address (without a scheme) of a fresh cluster: ``postgres@127.0.0.1:PORT/postgres``."""
    with server() as running:
        yield running.address
