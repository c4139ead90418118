"""Every setting of an installation: what it is called, what it means, and where its value came from.

A setting is given on the command line, else by the environment, else in a file, else it has its default. The file is
`sachhon.toml` in the user's folder, or what ``SACHHON_CONFIG`` names: one line a setting, `port = 5006`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from app.settings import SettingError, user_folder

PREFIX = "SACHHON_"
FILE = "sachhon.toml"
HIDDEN = "•••"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A setting: `name` in the file, ``SACHHON_NAME`` in the environment, its meaning under the message key ``setting.name``."""

    name: str
    default: str = ""
    is_secret: bool = False
    is_address: bool = False  # may hold a password between : and @

    @property
    def variable(self) -> str:
        """Return the name in the environment."""
        return PREFIX + self.name.upper()


KNOWN = (
    Known(name="config"),
    Known(name="home"),
    Known(name="host", default="127.0.0.1"),
    Known(name="port", default="5006"),
    Known(name="database", is_address=True),
    Known(name="pool_database", is_address=True),
    Known(name="reference"),
    Known(name="accounts", default="0"),
    Known(name="public_url"),
    Known(name="proxies"),
    Known(name="oidc_issuer"),
    Known(name="oidc_client_id"),
    Known(name="oidc_client_secret", is_secret=True),
    Known(name="oidc_client_secret_file"),
    Known(name="metrics_token", is_secret=True),
    Known(name="log_level", default="warning"),
)


@dataclass(frozen=True, kw_only=True)
class Value:
    """A setting as it stands: its value to show, and whether the environment, the file or the default gave it."""

    known: Known
    shown: str
    origin: str


def file_of(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file of the settings, whether it exists or not."""
    chosen = environment.get(PREFIX + "CONFIG")
    return Path(chosen).expanduser() if chosen else user_folder(environment) / FILE


def read_file(path: Path) -> dict[str, str]:
    """Return the settings of a file; none, where there is no file.

    Raises
    ------
    SettingError
        If it cannot be read, or names what is no setting.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingError(f"{path}: {problem}; expected one line a setting, name = value") from problem
    names = {known.name for known in KNOWN} - {"config"}
    unknown = sorted(set(given) - names)
    wrong = sorted(name for name, value in given.items() if not isinstance(value, str | int))
    if unknown or wrong:
        raise SettingError(f"{path}: {', '.join(unknown + wrong)} is no setting that can stand there; `sachhon settings` lists them")
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in given.items()}


BEFORE: dict[str, str] = {}  # the environment of this process as it was before the file spoke


def apply(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let the file speak where the environment is silent."""
    if environment is os.environ:
        BEFORE.update(environment)
    for name, value in read_file(file_of(environment)).items():
        environment.setdefault(PREFIX + name.upper(), value)


def values(environment: Mapping[str, str] = os.environ, before: Mapping[str, str] | None = None) -> tuple[Value, ...]:
    """Return every setting with where it came from; `before` is the environment as it was before :func:`apply`."""
    own = environment if before is None else before
    given = read_file(file_of(own))
    found = []
    for known in KNOWN:
        if known.variable in own:
            found.append(Value(known=known, shown=_shown(known, own[known.variable]), origin="environment"))
        elif known.name in given:
            found.append(Value(known=known, shown=_shown(known, given[known.name]), origin="file"))
        else:
            found.append(Value(known=known, shown=known.default, origin="default"))
    return tuple(found)


def _shown(known: Known, value: str) -> str:
    if known.is_secret:
        return HIDDEN if value else ""
    if known.is_address and "@" in value:
        parts = urlsplit(value)
        if parts.password is not None:
            return urlunsplit(parts._replace(netloc=f"{parts.username}:{HIDDEN}@{parts.netloc.rpartition('@')[2]}"))
    return value
