"""Evidence beside the figures: invoices, photos, reports. Kept by content, checked for size and for being what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from assessment import audit
from assessment.store import contents, schema
from assessment.store.errors import AttachmentError
from assessment.store.scope import Scope, add, alter, fetch, new_id, require, rows

LARGEST = 10 * 1024 * 1024  # bytes; a telephone's photo has 2 to 6 MB
MOST = 500  # files of one site

# ending -> media type and how such a file begins (each format's own specification); texts are looked at apart
_KINDS: Mapping[str, tuple[str, tuple[bytes, ...]]] = MappingProxyType(
    {
        ".pdf": ("application/pdf", (b"%PDF-",)),
        ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
        ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
        ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
        ".xml": ("application/xml", ()),
        ".csv": ("text/csv", ()),
        ".txt": ("text/plain", ()),
    }
)
KINDS = tuple(_KINDS)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One file of evidence."""

    id: str
    site_id: str
    filename: str
    media_type: str
    sha256: str
    added_by: str
    added_at: str
    removed_at: str | None


def check(content: bytes, filename: str) -> tuple[str, str]:
    """Return a file's plain name and media type.

    Raises
    ------
    AttachmentError
        If it is empty, too large, of a kind that is not kept, or its content is not what its name says.
    """
    name = PurePosixPath(filename.replace("\\", "/")).name.strip()
    name = "".join(letter for letter in name if letter.isprintable())[:200]
    ending = PurePosixPath(name).suffix.lower()
    if ending not in _KINDS or name == ending:
        raise AttachmentError(f"{name!r} was given; expected a file ending in {', '.join(KINDS)}")
    if not content or len(content) > LARGEST:
        raise AttachmentError(f"{name!r} has {len(content)} bytes; expected 1 to {LARGEST}")
    media_type, marks = _KINDS[ending]
    if not (content.startswith(marks) if marks else _is_text(content, ending)):
        raise AttachmentError(f"{name!r} is not a {ending} file; give it as what it is")
    return name, media_type


def _is_text(content: bytes, ending: str) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if "\x00" in text:
        return False
    return ending != ".xml" or (text.lstrip().startswith("<") and "<!doctype" not in text.lower() and "<!entity" not in text.lower())


def attach(scope: Scope, site_id: str, content: bytes, filename: str) -> Attachment:
    """Keep a file at a site.

    Raises
    ------
    AttachmentError
        If it is not fit to be kept, or the site has too many.
    """
    site = fetch(scope, schema.site, site_id)
    require(scope, "attachment", "create", site)
    name, media_type = check(content, filename)
    if len(attachments_of(scope, site_id)) >= MOST:
        raise AttachmentError(f"the site has {MOST} files already; remove one first")
    sha256 = contents.put(scope, site.organisation_id, site_id, content, packed=False)
    attachment_id = new_id()
    owner = {"organisation_id": site.organisation_id, "site_id": site_id}
    what = {"filename": name, "media_type": media_type, "sha256": sha256}
    add(scope, schema.attachment, id=attachment_id, **owner, **what, added_by=scope.actor.account, added_at=scope.at)
    audit.record(scope, "create", "attachment", attachment_id, **owner, detail={"filename": name, "sha256": sha256})
    return _attachment(fetch(scope, schema.attachment, attachment_id))


def _attachment(row: sa.Row[Any]) -> Attachment:
    return Attachment(**{name: value for name, value in row._mapping.items() if name != "organisation_id"})


def attachments_of(scope: Scope, site_id: str) -> tuple[Attachment, ...]:
    """Return the files of a site that were not taken away."""
    table = schema.attachment
    found = rows(scope, table, table.c.site_id == site_id, table.c.removed_at.is_(None), order=table.c.added_at)
    require(scope, "attachment", "read", fetch(scope, schema.site, site_id))
    return tuple(_attachment(row) for row in found)


def read(scope: Scope, attachment_id: str) -> tuple[Attachment, bytes]:
    """Return a file and its bytes, checked against their hash."""
    row = fetch(scope, schema.attachment, attachment_id)
    require(scope, "attachment", "read", row)
    return _attachment(row), contents.get(scope, row.site_id, row.sha256)


def take_away(scope: Scope, attachment_id: str) -> None:
    """Take a file out of the list. Its bytes stay: revisions may name it as their evidence."""
    row = fetch(scope, schema.attachment, attachment_id)
    require(scope, "attachment", "remove", row)
    alter(scope, schema.attachment, schema.attachment.c.id == attachment_id, removed_at=scope.at)
    owner = {"organisation_id": row.organisation_id, "site_id": row.site_id}
    audit.record(scope, "remove", "attachment", attachment_id, **owner)
