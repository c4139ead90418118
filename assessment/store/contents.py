"""Bytes kept once per site under their own SHA-256: documents, results, attachments."""

from __future__ import annotations

import hashlib
import zlib

from assessment.store import schema
from assessment.store.errors import StoreDamagedError
from assessment.store.scope import Scope, add, find
from calculators.errors import UnknownKeyError

PACKING = 1  # zlib level: JSON of a ledger shrinks about tenfold already here


def put(scope: Scope, organisation_id: str, site_id: str, data: bytes, packed: bool = True) -> str:
    """Keep `data` at a site, once, and return its SHA-256 in hexadecimal."""
    sha256 = hashlib.sha256(data).hexdigest()
    table = schema.content
    if find(scope, table, table.c.site_id == site_id, table.c.sha256 == sha256) is None:
        add(
            scope,
            table,
            site_id=site_id,
            organisation_id=organisation_id,
            sha256=sha256,
            size=len(data),
            is_packed=packed,
            bytes=zlib.compress(data, PACKING) if packed else data,
        )
    return sha256


def get(scope: Scope, site_id: str, sha256: str) -> bytes:
    """Return the bytes of a hash.

    Raises
    ------
    UnknownKeyError
        If the site keeps none, or they are not the actor's to see.
    StoreDamagedError
        If what is kept is no longer what was put there.
    """
    table = schema.content
    row = find(scope, table, table.c.site_id == site_id, table.c.sha256 == sha256)
    if row is None:
        raise UnknownKeyError("content", sha256[:60])
    data = unpacked(row.bytes, row.is_packed)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreDamagedError(f"content {sha256[:12]} is not what was kept; restore a backup")
    return data


def unpacked(data: bytes, is_packed: bool) -> bytes:
    """Return the bytes as they were put.

    Raises
    ------
    StoreDamagedError
        If they cannot be unpacked.
    """
    try:
        return zlib.decompress(data) if is_packed else data
    except zlib.error as error:
        raise StoreDamagedError(f"kept bytes cannot be unpacked ({error}); restore a backup") from error
