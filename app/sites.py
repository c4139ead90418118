"""The sites of the one local user: files that were brought in, kept by their content, and the examples of the package."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path, PurePath

from calculators.errors import SachhonError, UnknownKeyError

EXAMPLE = "example-"
KEY_LENGTH = 16  # hexadecimal digits of the content's SHA-256
READABLE = (".xlsx", ".yaml", ".yml", ".json")

_KEY = re.compile(r"[0-9a-f]{16}")
_EXAMPLE_NAME = re.compile(r"[a-z0-9_]{1,40}")


class SiteFileError(SachhonError, ValueError):
    """A file offered as a site's document is of no kind that can be read, is empty or too large."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One file that holds a site's assessment."""

    key: str
    filename: str
    name: str
    sector: str = ""
    saved_at: str = ""

    @property
    def is_example(self) -> bool:
        """Return whether the site came with the package."""
        return self.key.startswith(EXAMPLE)


def keep(folder: Path, content: bytes, filename: str, largest: int) -> Site:
    """Keep a file below `folder` and return its site; the same content is kept once.

    Raises
    ------
    SiteFileError
        If the file is empty, larger than `largest` bytes, or its name's ending is not one that is read.
    """
    plain = PurePath(filename.replace("\\", "/")).name or "document"
    if not content:
        raise SiteFileError(f"{plain!r} is empty; choose the file that was filled in")
    if len(content) > largest:
        raise SiteFileError(f"{plain!r} has {len(content)} bytes; at most {largest} are read")
    if not plain.lower().endswith(READABLE):
        raise SiteFileError(f"{plain!r} was given; expected a file ending in {', '.join(READABLE)}")
    key = hashlib.sha256(content).hexdigest()[:KEY_LENGTH]
    home = folder / "sites" / key
    home.mkdir(parents=True, exist_ok=True)
    ending = PurePath(plain).suffix.lower()
    (home / f"document{ending}").write_bytes(content)
    site = Site(key=key, filename=plain, name=PurePath(plain).stem, saved_at=datetime.now(UTC).isoformat(timespec="seconds"))
    _write(home, site)
    return site


def describe(folder: Path, site: Site, name: str, sector: str) -> Site:
    """Remember the name and sector that a site's document gives; an example is left as it is."""
    if site.is_example:
        return site
    known = Site(key=site.key, filename=site.filename, name=name or site.name, sector=sector, saved_at=site.saved_at)
    if known != site:
        _write(folder / "sites" / site.key, known)
    return known


def _write(home: Path, site: Site) -> None:
    unfinished = home / "site.json.new"
    unfinished.write_text(json.dumps(asdict(site), ensure_ascii=False), encoding="utf-8")
    unfinished.replace(home / "site.json")


def examples() -> tuple[Site, ...]:
    """Return the sites of the package: one per filled assessment in ``data/examples``."""
    shelf = resources.files("data").joinpath("examples")
    if not shelf.is_dir():
        return ()
    names = sorted(entry.name for entry in shelf.iterdir() if entry.name.endswith(".yaml"))
    return tuple(
        Site(key=EXAMPLE + name.removesuffix(".yaml"), filename=name, name=name.removesuffix(".yaml"))
        for name in names
        if "messy" not in name
    )


def own(folder: Path) -> tuple[Site, ...]:
    """Return the sites kept below `folder`, the latest first; a damaged record is passed over."""
    found = []
    for record in (folder / "sites").glob("*/site.json"):
        try:
            found.append(Site(**json.loads(record.read_text(encoding="utf-8"))))
        except (ValueError, TypeError):
            continue
    return tuple(sorted(found, key=lambda site: site.saved_at, reverse=True))


def find(folder: Path, key: str) -> Site:
    """Return the site of `key`.

    Raises
    ------
    UnknownKeyError
        If no such site is kept and no such example exists.
    """
    known = own(folder) if _KEY.fullmatch(key) else examples()
    for site in known:
        if site.key == key:
            return site
    raise UnknownKeyError("site", key[:60], known=tuple(site.key for site in examples()))


def content(folder: Path, site: Site) -> bytes:
    """Return the bytes of a site's document.

    Raises
    ------
    UnknownKeyError
        If the document is gone.
    """
    if site.is_example:
        name = site.key.removeprefix(EXAMPLE)
        if not _EXAMPLE_NAME.fullmatch(name):
            raise UnknownKeyError("example", name[:60])
        return resources.files("data").joinpath("examples", f"{name}.yaml").read_bytes()
    for file in (folder / "sites" / site.key).glob("document.*"):
        return file.read_bytes()
    raise UnknownKeyError("document of site", site.key)


def forget(folder: Path, site: Site) -> Path:
    """Move a kept site aside, so that it can be brought back, and return where it lies now."""
    aside = folder / "removed" / site.key
    aside.parent.mkdir(parents=True, exist_ok=True)
    _delete(aside)
    (folder / "sites" / site.key).replace(aside)
    return aside


def bring_back(folder: Path, site: Site) -> None:
    """Undo :func:`forget`."""
    home = folder / "sites" / site.key
    _delete(home)
    (folder / "removed" / site.key).replace(home)


def _delete(home: Path) -> None:
    if home.is_dir():
        for file in home.iterdir():
            file.unlink()
        home.rmdir()
