"""The sites a person works on: documents in the store, and the examples of the package."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from app.settings import Settings
from assessment import audit
from assessment.store import documents
from assessment.store import sites as kept
from assessment.store.access import LOCAL, Actor
from assessment.store.errors import DeniedError
from assessment.store.scope import Scope, reading, writing
from calculators.errors import SachhonError, UnknownKeyError

if TYPE_CHECKING:
    from app.database.engine import Engine
    from assessment.model import Assessment

EXAMPLE = "example-"
READABLE = (".xlsx", ".yaml", ".yml", ".json")
Place = Path | Settings  # a folder stands for the database in it

_KEY = re.compile(r"[0-9a-f]{32}")
_EXAMPLE_NAME = re.compile(r"[a-z0-9_]{1,40}")


class SiteFileError(SachhonError, ValueError):
    """A file offered as a site's document is of no kind that can be read, is empty or too large."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One site with the document that counts."""

    key: str
    filename: str
    name: str
    sector: str = ""
    saved_at: str = ""
    document: str = ""
    revision: str = ""
    owner: str = ""

    @property
    def is_example(self) -> bool:
        """Return whether the site came with the package."""
        return self.key.startswith(EXAMPLE)


def open_store(place: Place) -> Engine:
    """Return the database of an installation, up to date.

    Raises
    ------
    StoreError
        If it is damaged, of a later version, or cannot be reached.
    """
    from app.database.engine import address
    from app.database.opening import ready

    return ready(address(place.database_url, place.folder) if isinstance(place, Settings) else address(None, place))


def keep(place: Place, content: bytes, filename: str, largest: int, actor: Actor = LOCAL) -> Site:
    """Keep a file as a new site and return it; a file that some site already holds opens that one.

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
    with writing(open_store(place), actor) as scope:
        for held in documents.holding(scope, hashlib.sha256(content).hexdigest()):
            site = kept.record(scope, held.site_id)
            if site.removed_at is not None:
                kept.bring_back(scope, site.id)
            return _site(scope, site)
        made = kept.open_site(scope, PurePath(plain).stem)
        documents.start(scope, made.id, documents.Draft(content=content, filename=plain))
        return _site(scope, made)


def _site(scope: Scope, record: kept.SiteRecord) -> Site:
    document, _ = documents.documents_of(scope, record.id)[0]
    head = documents.head_of(scope, document)
    return Site(
        key=record.id,
        filename=head.filename,
        name=record.name,
        sector=record.sector,
        saved_at=head.at,
        document=document,
        revision=head.id,
        owner=record.organisation_id,
    )


def save(place: Place, site: Site, assessment: Assessment, actor: Actor = LOCAL) -> documents.Saved | documents.Conflict:
    """Keep a changed assessment of a site, begun from `site.revision`; nobody else's change is lost.

    Raises
    ------
    UnknownKeyError
        If the site is an example: it is kept as an own site first.
    """
    if site.is_example:
        raise UnknownKeyError("own site", site.key)
    with writing(open_store(place), actor) as scope:
        return documents.save(scope, site.document, documents.draft_of(assessment), site.revision)


def describe(place: Place, site: Site, name: str, sector: str, actor: Actor = LOCAL) -> Site:
    """Remember the name and sector that a site's document gives; an example is left as it is."""
    if site.is_example or (site.name, site.sector) == (name or site.name, sector):
        return site
    try:
        with writing(open_store(place), actor) as scope:
            return _site(scope, kept.describe(scope, site.key, name, sector))
    except DeniedError:  # shown to the actor for reading only
        return site


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


def own(place: Place, actor: Actor = LOCAL) -> tuple[Site, ...]:
    """Return the sites the actor may see, the one changed last first."""
    with reading(open_store(place), actor) as scope:
        return tuple(_site(scope, record) for record in kept.list_sites(scope) if documents.documents_of(scope, record.id))


def find(place: Place, key: str, actor: Actor = LOCAL) -> Site:
    """Return the site of `key`.

    Raises
    ------
    UnknownKeyError
        If there is no such site or example, or it is not the actor's to see.
    """
    if _KEY.fullmatch(key):
        with reading(open_store(place), actor) as scope:
            return _site(scope, kept.record(scope, key))
    for site in examples():
        if site.key == key:
            return site
    raise UnknownKeyError("site", key[:60], known=tuple(site.key for site in examples()))


def content(place: Place, site: Site, actor: Actor = LOCAL) -> bytes:
    """Return the bytes of a site's document: the file as it came, or what was made of it in the application.

    That somebody with an account looked at it is noted in the site's audit, which its owner reads.

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
    if actor != LOCAL:
        with writing(open_store(place), actor) as scope:
            audit.note_reading(scope, site.key, site.document)
    with reading(open_store(place), actor) as scope:
        return documents.content_of(scope, documents.revision(scope, site.revision))


def file_of_revision(place: Place, site: Site, revision_id: str, actor: Actor = LOCAL) -> tuple[str, bytes]:
    """Return the name and bytes of an earlier state of a site's document.

    Raises
    ------
    UnknownKeyError
        If the site has no such state, or it is not the actor's to see.
    """
    with writing(open_store(place), actor) as scope:
        kept_state = documents.revision(scope, revision_id)
        if kept_state.site_id != site.key:
            raise UnknownKeyError("revision", revision_id[:60])
        if actor != LOCAL:
            audit.note_reading(scope, site.key, kept_state.document_id)
        return kept_state.filename, documents.content_of(scope, kept_state)


def return_to(place: Place, site: Site, revision_id: str, actor: Actor = LOCAL) -> documents.Saved | documents.Conflict:
    """Make an earlier state of a site's document count again, as a new one.

    Raises
    ------
    UnknownKeyError
        If the site has no such state, or it is not the actor's to see.
    """
    with writing(open_store(place), actor) as scope:
        kept_state = documents.revision(scope, revision_id)
        if kept_state.site_id != site.key:
            raise UnknownKeyError("revision", revision_id[:60])
        return documents.return_to(scope, kept_state)


def forget(place: Place, site: Site, actor: Actor = LOCAL) -> None:
    """Set a site aside, so that it can be brought back; nothing of it is deleted."""
    with writing(open_store(place), actor) as scope:
        kept.set_aside(scope, site.key)


def bring_back(place: Place, site: Site, actor: Actor = LOCAL) -> None:
    """Undo :func:`forget`."""
    with writing(open_store(place), actor) as scope:
        kept.bring_back(scope, site.key)
