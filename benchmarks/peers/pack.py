"""The benchmark pack: what a release publishes, as one signed file that a factory loads and reads beside its own values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarks.peers.release import Release
from benchmarks.peers.signature import is_signed, public_key, sign
from calculators.finding import Finding, Place

FORMAT = "sachhon-benchmarks/1"
METHOD = "docs/methods/disclosure.md"
MAX_BYTES = 200_000_000
# fallback upward (R7): what is made before where, so that a narrow product is left for a wide one last
UPWARD = (
    ("product.province", "product.region", "product.country"),
    ("sector.province", "sector.region", "sector.country"),
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A benchmark pack that was read: published figures only."""

    vintage: str
    released: str
    edition: str
    synthetic: bool
    cells: tuple[Mapping[str, Any], ...]
    totals: tuple[Mapping[str, Any], ...]
    progress: tuple[Mapping[str, Any], ...]


def write(release: Release, seed: bytes, *, edition: str, synthetic: bool) -> str:
    """Return the signed pack of a release; the same release and seed give the same bytes.

    Parameters
    ----------
    release : Release
        The vintage to publish.
    seed : bytes
        The deployment's signing seed, 32 bytes.
    edition : str
        Edition of the reference data in use.
    synthetic : bool
        Whether the pool is made up; the pack says so.

    Returns
    -------
    str
        JSON text. It holds no withheld cell, no reason, no exact count and no setting of the rules.
    """
    body = {
        "format": FORMAT,
        "vintage": release.vintage,
        "released": release.released,
        "edition": edition,
        "synthetic": synthetic,
        "method": METHOD,
        "rules_version": release.rules_version,
        "cells": _rows(release.cells),
        "totals": _rows(release.totals),
        "progress": _rows(release.progress),
        "key": public_key(seed).hex(),
    }
    return json.dumps({**body, "signature": sign(seed, _signed_bytes(body)).hex()}, sort_keys=True, indent=1) + "\n"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows without what is withheld or empty, so that a missing figure leaves no trace of its kind."""
    return [
        {str(name): value for name, value in row.items() if value is not None and value == value and value != ""}
        for row in table.to_dict("records")
    ]


def _signed_bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def read(data: bytes, key: bytes, file: str = "") -> tuple[Pack | None, list[Finding]]:
    """Return the pack in `data` if the owner of `key` signed exactly this, else why not.

    Parameters
    ----------
    data : bytes
        The file.
    key : bytes
        The publisher's public key, which the factory has from elsewhere: never the one inside the file.
    file : str
        The name shown in a finding.

    Returns
    -------
    tuple of (Pack or None, list of Finding)
        The pack; findings ``pack.unreadable``, ``pack.format`` or ``pack.signature``.
    """
    place = Place(file=file)
    try:
        if len(data) > MAX_BYTES:
            raise ValueError
        body = json.loads(data.decode("utf-8"))
        signature = bytes.fromhex(body.pop("signature"))
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None, [Finding(code="pack.unreadable", severity="error", place=place, expected=FORMAT)]
    if body.get("format") != FORMAT:
        given = str(body.get("format"))[:40]
        return None, [Finding(code="pack.format", severity="error", place=place, given=given, expected=FORMAT)]
    if not is_signed(key, _signed_bytes(body), signature):
        return None, [Finding(code="pack.signature", severity="error", place=place)]
    tables: dict[str, Any] = {name: tuple(body[name]) for name in ("cells", "totals", "progress")}
    facts: dict[str, Any] = {name: body[name] for name in ("vintage", "released", "edition", "synthetic")}
    return Pack(**facts, **tables), []


def cells_above(
    pack: Pack, *, sector: str, product: str, province: str, region: str, year: int, indicator: str, unit: str
) -> Sequence[Mapping[str, Any]]:
    """Return the published cells a factory belongs to, the nearest first; each names its own level (R7).

    Parameters
    ----------
    pack : Pack
        What was published.
    sector, product, province, region : str
        Where the factory belongs.
    year : int
        The calendar year.
    indicator, unit : str
        What is compared; a cell of another unit is not comparable and is left out.

    Returns
    -------
    sequence of mapping
        Empty if nothing comparable is published.
    """
    where = {"province": province, "region": region, "country": ""}
    wanted = [
        (level, sector, product if level.startswith("product") else "", where[level.partition(".")[2]])
        for chain in UPWARD
        for level in chain
    ]
    found = {
        (cell["level"], cell["sector"], cell.get("product", ""), cell.get("place", "")): cell
        for cell in pack.cells
        if (cell["year"], cell["indicator"], cell["unit"]) == (year, indicator, unit)
    }
    return [found[key] for key in wanted if key in found]
