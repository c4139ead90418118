"""The benchmark packs this installation can read: loaded ones, those of its own pool, and the demonstration's.

A pack holds published figures only, so one shelf serves everybody of an installation. It is read again, and its signature
checked again, whenever its file has changed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.settings import Settings
from assessment.store.access import LOCAL, Actor, permit
from calculators.errors import SachhonError
from calculators.finding import Finding

if TYPE_CHECKING:
    from benchmarks.peers.pack import Pack
    from benchmarks.peers.published import Place

# What reads packs brings the tables' libraries with it: it is loaded when a pack is read, not with the server.
log = logging.getLogger(__name__)
FOLDER = "benchmarks"  # in the installation's own folder
POOL_FILE, POOL_KEY = "pool.db", "pool.key"
POOL_ADDRESS = "SACHHON_POOL_DATABASE"  # environment: where the pool is, when it is not the file in the folder
HOME = "68"  # the province whose decision this programme began with
DEMONSTRATION_DAY = "2026-11-22"
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)

Origin = Literal["pool", "file", "demonstration"]


class PackError(SachhonError, ValueError):
    """A file that was loaded is no pack that the named publisher signed; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"the file is not used: {findings[0].code}")
        self.findings = findings


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """A pack on the shelf: where it came from and what it is called in addresses."""

    name: str
    origin: Origin
    pack: Pack


def regions() -> Mapping[str, str]:
    """Return province → region, today's."""
    from benchmarks import area
    from data import catalogue

    return area.regions(catalogue.open_edition())


def place_of(province: str) -> Place:
    """Return a province with its region; a former province stands where its successor does."""
    from benchmarks import area
    from benchmarks.peers.published import Place
    from data import catalogue

    today = area.successors(catalogue.open_edition()).get(province, province)
    return Place(province=today, region=regions().get(today, ""))


def load(settings: Settings, content: bytes, key: str, name: str = "") -> Shelved:
    """Put a pack on the shelf if the owner of `key` signed exactly this.

    Parameters
    ----------
    settings : Settings
        Of the installation.
    content : bytes
        The file.
    key : str
        The publisher's public key, 64 hexadecimal digits, as the publisher gave it elsewhere.
    name : str
        The file's name, for findings.

    Returns
    -------
    Shelved
        The pack.

    Raises
    ------
    PackError
        If key or file cannot be used; nothing is kept.
    """
    from benchmarks.peers import pack

    plain = re.sub(r"\s", "", key).lower()
    if not _KEY.fullmatch(plain):
        raise PackError([Finding(code="pack.key", severity="error", given=key[:40])])
    found, findings = pack.read(content, bytes.fromhex(plain), name)
    if found is None:
        raise PackError(findings)
    folder = settings.folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    called = f"{re.sub(r'[^0-9A-Za-z-]', '', found.vintage)[:20]}-{sha256(content).hexdigest()[:8]}"
    (folder / f"{called}.json").write_bytes(content)
    (folder / f"{called}.key").write_text(plain, encoding="ascii")
    return Shelved(name=called, origin="file", pack=found)


def shelf(settings: Settings, actor: Actor = LOCAL) -> tuple[Shelved, ...]:
    """Return every pack that can be read, the newest vintage first, the demonstration's last."""
    permit(actor, "release", "read", "none")
    found = [*_of_pool(settings), *_loaded(settings)]
    ordered = sorted(found, key=lambda item: (item.pack.synthetic, item.pack.vintage), reverse=True)
    ordered.sort(key=lambda item: item.pack.synthetic)
    return (*ordered, _demonstration(settings)) if settings.demo else tuple(ordered)


def chosen(settings: Settings, name: str = "", actor: Actor = LOCAL) -> Shelved | None:
    """Return the pack of a name, else the newest one, or None where the shelf is empty."""
    found = shelf(settings, actor)
    return next((item for item in found if item.name == name), found[0] if found else None)


def forget(settings: Settings, name: str) -> None:
    """Take a loaded pack off the shelf."""
    for item in _loaded(settings):
        if item.name == name:
            for ending in ("json", "key"):
                (settings.folder / FOLDER / f"{name}.{ending}").unlink(missing_ok=True)


def _loaded(settings: Settings) -> list[Shelved]:
    found = []
    for path in sorted((settings.folder / FOLDER).glob("*.json")):
        key = path.with_suffix(".key")
        read = _read(path, path.stat().st_mtime_ns, key.read_text(encoding="ascii") if key.exists() else "")
        if read is not None:
            found.append(Shelved(name=path.stem, origin="file", pack=read))
    return found


@lru_cache(maxsize=32)  # public figures only, nothing of a person
def _read(path: Path, changed: int, key: str) -> Pack | None:
    from benchmarks.peers import pack

    if not _KEY.fullmatch(key):
        return None
    found, findings = pack.read(path.read_bytes(), bytes.fromhex(key), path.name)
    if found is None:
        log.warning("the pack %s is not used: %s", path.name, findings[0].code)
    return found


def _of_pool(settings: Settings) -> list[Shelved]:
    """Return the releases of the installation's own pool, read from the one table of published figures."""
    from benchmarks.peers.signature import public_key

    file, key = settings.folder / POOL_FILE, settings.folder / POOL_KEY
    given = os.environ.get(POOL_ADDRESS)
    if not key.exists() or not (given or file.exists()):
        return []
    texts = _pool_texts(given, settings.folder) if given else _texts(file, file.stat().st_mtime_ns, _size(file))
    own = public_key(key.read_bytes())
    read = {vintage: _checked(text, own) for vintage, text in texts.items()}
    return [Shelved(name=f"pool-{vintage}", origin="pool", pack=found) for vintage, found in read.items() if found is not None]


@lru_cache(maxsize=16)  # what a vintage says never changes
def _checked(text: str, key: bytes) -> Pack | None:
    from benchmarks.peers import pack

    return pack.read(text.encode(), key)[0]


def _size(file: Path) -> int:
    log_file = file.with_name(f"{file.name}-wal")
    return log_file.stat().st_size if log_file.exists() else 0


@lru_cache(maxsize=4)
def _texts(file: Path, changed: int, logged: int) -> Mapping[str, str]:
    return _pool_texts(f"sqlite:///{file}", file.parent)


def _pool_texts(given: str, folder: Path) -> Mapping[str, str]:
    """Return a pool's published packs; a server's own address is best that of the database role ``sachhon_department``."""
    from app.database import engine
    from benchmarks.peers import published

    with engine.open_engine(engine.address(given, folder)).connect() as connection:
        return published.texts(connection)


def _demonstration(settings: Settings) -> Shelved:
    """Return the demonstration's pack; it is made once, in a few seconds, and kept."""
    from benchmarks.peers import demonstration
    from data import catalogue

    edition = catalogue.open_edition().edition
    path = settings.folder / f"demonstration-{edition}-{demonstration.VINTAGE}.json"
    if not path.exists():
        text = demonstration.text(regions(), home=HOME, released=DEMONSTRATION_DAY, edition=edition)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)  # whole or not at all: two visitors may come at once
    read = _read(path, path.stat().st_mtime_ns, demonstration.KEY.hex())
    if read is None:  # somebody edited the file
        path.unlink()
        return _demonstration(settings)
    return Shelved(name="demonstration", origin="demonstration", pack=read)


def pool_key(settings: Settings) -> str:
    """Return the public key that the installation's own packs are checked with; empty where it publishes none."""
    from benchmarks.peers.signature import public_key

    key = settings.folder / POOL_KEY
    return public_key(key.read_bytes()).hex() if key.exists() else ""


def released_on(item: Shelved) -> date:
    """Return the day a pack was released on."""
    return date.fromisoformat(item.pack.released)


def as_text(item: Shelved) -> str:
    """Return what identifies a pack in reports: the SHA-256 of what it says."""
    facts = (item.pack.vintage, item.pack.released, item.pack.edition, item.pack.synthetic, item.pack.cells, item.pack.totals, item.pack.progress)
    return sha256(json.dumps(facts, sort_keys=True, default=dict).encode()).hexdigest()
