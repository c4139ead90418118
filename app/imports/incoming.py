"""Files on their way in: kept in a folder of their own until the person accepts or discards what they would bring."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from app.settings import LARGEST_UPLOAD, Settings
from assessment.store.access import Actor
from calculators.errors import SachhonError

MOST_FILES = 10_000
MOST_BYTES = 1024 * 1024 * 1024
KEPT_BATCHES = 50  # an installation's; the oldest that nobody accepted go first
_ANSWERS = ".answers.json"
_BATCH = re.compile(r"[0-9a-f]{24}")
_UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\\]')


class IncomingError(SachhonError, ValueError):
    """A file or batch that is not taken; `code` is the message key of what to tell the person."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def new_batch() -> str:
    """Return the name of a batch, which nobody can guess."""
    return secrets.token_hex(12)


def folder_of(settings: Settings, actor: Actor, site: str, batch: str) -> Path:
    """Return where a batch lies; another person's or site's batch of the same name lies elsewhere.

    Raises
    ------
    IncomingError
        If `batch` is no name of one.
    """
    if not _BATCH.fullmatch(batch):
        raise IncomingError("importing.no_batch")
    owner = hashlib.sha256(f"{actor.organisation}\n{actor.account}\n{site}".encode()).hexdigest()[:16]
    return settings.folder / "incoming" / f"{owner}-{batch}"


def receive(settings: Settings, actor: Actor, site: str, batch: str, name: str, content: bytes) -> Path:
    """Keep one file of a batch under its own name and folders.

    Raises
    ------
    IncomingError
        If it is empty or too large, or the batch has too many.
    """
    folder = folder_of(settings, actor, site, batch)
    parts = [_UNFIT.sub("_", part).strip(". ")[:120] for part in name.replace("\\", "/").split("/")]
    parts = [part for part in parts if part][-4:]
    if not parts or not content:
        raise IncomingError("upload.empty")
    if len(content) > LARGEST_UPLOAD:
        raise IncomingError("upload.too_large")
    if not folder.exists():
        _make_room(folder.parent)
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    if len(files) >= MOST_FILES or sum(path.stat().st_size for path in files[:: max(1, len(files) // 200)]) * max(1, len(files) // 200) > MOST_BYTES:
        raise IncomingError("importing.too_many")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _make_room(parent: Path) -> None:
    kept = sorted((path for path in parent.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime) if parent.exists() else []
    for path in kept[: max(0, len(kept) - KEPT_BATCHES + 1)]:
        shutil.rmtree(path, ignore_errors=True)


def keep_answers(folder: Path, answers: Mapping[str, object]) -> None:
    """Keep what a person answered beside the files it is about, for a page that is loaded anew."""
    (folder / _ANSWERS).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")


def kept_answers(folder: Path) -> dict[str, object]:
    """Return what was answered before, nothing where nothing was or it cannot be read."""
    try:
        record = json.loads((folder / _ANSWERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def discard(settings: Settings, actor: Actor, site: str, batch: str) -> None:
    """Remove a batch that was accepted or is not wanted."""
    shutil.rmtree(folder_of(settings, actor, site, batch), ignore_errors=True)
