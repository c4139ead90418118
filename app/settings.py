"""Where this installation listens and keeps its files. Nothing made at run time lives inside the package."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.accounts.settings import AccountSettings
from calculators.errors import SachhonError

LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes; a year of a plant's bills is well under one megabyte


class SettingError(SachhonError, ValueError):
    """A setting of the server cannot be honoured; the command line turns it into exit code 2."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the server was asked to run."""

    host: str = "127.0.0.1"
    port: int = 5006
    database_url: str | None = None
    demo: bool = False
    folder: Path
    accounts: AccountSettings | None = None  # None: one local user, nobody signs in


def is_loopback(host: str) -> bool:
    """Return whether `host` can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def user_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the folder of this user's own data; ``SACHHON_HOME`` outranks the platform's habit."""
    if chosen := environment.get("SACHHON_HOME"):
        return Path(chosen).expanduser()
    if platform == "win32" and (local := environment.get("LOCALAPPDATA")):
        return Path(local) / "SachHon"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "SachHon"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sachhon"


def settle(host: str, port: int, database_url: str | None, demo: bool, accounts: AccountSettings | None = None) -> Settings:
    """Return the settings asked for.

    Raises
    ------
    SettingError
        If `host` is not of this machine and there are no accounts, so that nobody else may reach the pages, or no public
        address is known. Or if `port` is none.
    """
    if not is_loopback(host) and accounts is None:
        raise SettingError(f"host {host!r} can be reached by others and there are no accounts; use 127.0.0.1, or set up accounts first")
    if not is_loopback(host) and not (accounts and accounts.public_url):
        raise SettingError(f"host {host!r} can be reached by others; say by which address in SACHHON_PUBLIC_URL=https://NAME")
    if not 0 <= port <= 65535:
        raise SettingError(f"port {port} was given; a port is a number from 0 (any free one) to 65535")
    return Settings(host=host, port=port, database_url=database_url, demo=demo, folder=user_folder(), accounts=accounts)
