"""Reports of many sites in the background: with progress, a way to stop, an archive at the end, and what failed and why."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import sites
from app.settings import Settings
from assessment.store.access import Actor
from calculators.errors import SachhonError, UnknownKeyError
from data import messages

if TYPE_CHECKING:
    from assessment.reports import Kind
    from assessment.reports.batch import Made, Order

log = logging.getLogger(__name__)
MOST = 200  # sites of one batch
KEPT = 20  # archives of an installation; the oldest go first
JOBS = 2  # processes of one batch, so that the pages stay quick
_TOKEN = re.compile(r"[0-9a-f]{24}")
_UNFIT = re.compile(r'[\x00-\x1f<>:"/|?*\\]+')


class Batch:
    """One batch. A page asks how far it is; the thread that works on it alone writes."""

    def __init__(self, settings: Settings, actor: Actor, keys: Sequence[str], formats: tuple[str, ...], lang: str, kind: Kind | None) -> None:
        self.settings, self.actor, self.keys = settings, actor, tuple(keys)[:MOST]
        self.formats, self.lang, self.kind = formats, lang, kind
        self.token = secrets.token_hex(12)
        self.done = 0
        self.files = 0
        self.faults: list[tuple[str, str]] = []  # site and why
        self.is_over = False
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin the work beside the page."""
        threading.Thread(target=self.run, name=f"reports-{self.token[:6]}", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing further; what is made so far is kept."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Return whether somebody stopped it."""
        return self._stopped.is_set()

    def run(self) -> None:
        """Make every report and put it into the archive."""
        from assessment.reports.batch import make_all

        place = archive_of(self.settings, self.actor, self.token)
        place.parent.mkdir(parents=True, exist_ok=True)
        _make_room(place.parent)
        part = place.with_suffix(".part")
        try:
            orders = self._orders()
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for made in make_all(orders, JOBS, self._stopped.is_set):
                    self._take(made, archive)
                archive.writestr("README.txt", self.summary())
            os.replace(part, place)
        except Exception:  # the edge of a thread: nobody else would hear of it
            log.exception("a batch of reports broke off")
            self.faults.append(("", messages.message("batch.broken", self.lang)))
        finally:
            self.is_over = True

    def _take(self, made: Made, archive: zipfile.ZipFile) -> None:
        from app.commands.assessing import fault_text

        for name, content in made.files.items():
            archive.writestr(name, content)
            self.files += 1
        if made.fault:
            self.faults.append((made.order.stem, fault_text(made, self.lang)))
        self.done += 1

    def _orders(self) -> list[Order]:
        from assessment.reports.batch import Order

        found, taken = [], set[str]()
        for key in self.keys:
            try:
                site = sites.find(self.settings, key, actor=self.actor)
                content = sites.content(self.settings, site, actor=self.actor)
            except SachhonError as problem:
                self.faults.append((key, str(problem)))
                self.done += 1
                continue
            stem = _stem(site.name or key, taken)
            found.append(Order(source=content, name=site.filename, stem=stem, formats=self.formats, lang=self.lang, kind=self.kind))
        return found

    def summary(self) -> str:
        """Return what was done and what was not, line by line."""
        lines = [messages.message("batch.done", self.lang, done=self.done - len(self.faults), count=len(self.keys))]
        lines += [f"{name}: {why}" for name, why in self.faults]
        return "\n".join(lines) + "\n"


def _stem(name: str, taken: set[str]) -> str:
    plain = _UNFIT.sub("_", name).strip(". ")[:80] or "site"
    stem, number = plain, 2
    while stem.casefold() in taken:
        stem, number = f"{plain}-{number}", number + 1
    taken.add(stem.casefold())
    return stem


def archive_of(settings: Settings, actor: Actor, token: str) -> Path:
    """Return where a batch's archive lies; another person's of the same name lies elsewhere.

    Raises
    ------
    UnknownKeyError
        If `token` is no name of a batch.
    """
    if not _TOKEN.fullmatch(token):
        raise UnknownKeyError("batch", token[:30])
    owner = hashlib.sha256(f"{actor.organisation}\n{actor.account}".encode()).hexdigest()[:16]
    return settings.folder / "batches" / f"{owner}-{token}.zip"


def _make_room(folder: Path) -> None:
    kept = sorted((path for path in folder.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime)
    for path in kept[: max(0, len(kept) - KEPT + 1)]:
        path.unlink(missing_ok=True)
