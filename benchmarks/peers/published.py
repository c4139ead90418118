"""What a reader of a benchmark pack asks of it: which sectors, years and places it speaks of, and where it stays silent.

Only published figures are here. What is not published is told as "withheld", never how far it was from being published.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.pack import Pack, cells_above
from benchmarks.peers.store import releases

Row = Mapping[str, Any]
PERCENTILES = ("p10", "p25", "median", "p75", "p90")
SHARES = {"p10": 10.0, "p25": 25.0, "median": 50.0, "p75": 75.0, "p90": 90.0}  # % of the factories at or below
TABLES: Mapping[str, tuple[str, ...]] = {
    "cells": (
        "level", "sector", "product", "place", "year", "indicator", "unit", "contributors", *PERCENTILES, "vintage",
    ),
    "totals": ("level", "sector", "place", "year", "indicator", "unit", "total", "total_unit", "mean", "vintage"),
    "progress": (
        "level", "sector", "place", "indicator", "unit", "baseline", "year", "contributors", "change_percent", "change_low",
        "change_high", "median_percent", "mix_percent", "vintage",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a department looks from: its province and that province's region."""

    province: str
    region: str

    def at(self, level: str) -> str:
        """Return the place's code at ``province``, ``region`` or ``country``."""
        return {"province": self.province, "region": self.region, "country": ""}[level]


def texts(connection: Any) -> dict[str, str]:
    """Return the packs of a pool's published releases, by vintage: the one table a department's database role can read."""
    found = connection.execute(releases.select().with_only_columns(releases.c.vintage, releases.c.pack).order_by(releases.c.vintage))
    return {row.vintage: row.pack for row in found}


def values(pack: Pack, name: str) -> list[Any]:
    """Return the different values of a column of the cells, in order."""
    return sorted({cell[name] for cell in pack.cells if cell.get(name) not in (None, "")})


def units(pack: Pack, sector: str, indicator: str) -> list[str]:
    """Return in which units an indicator of a sector is published, the one with most cells first."""
    found: dict[str, int] = {}
    for cell in pack.cells:
        if (cell["sector"], cell["indicator"]) == (sector, indicator):
            found[cell["unit"]] = found.get(cell["unit"], 0) + 1
    return sorted(found, key=lambda unit: (-found[unit], unit))


def cell(pack: Pack, *, level: str, place: str, sector: str, year: int, indicator: str, unit: str, product: str = "") -> Row | None:
    """Return one published cell, or None where it is withheld or nobody contributed: the two cannot be told apart."""
    wanted = (level, place, sector, product, year, indicator, unit)
    keys = ("level", "place", "sector", "product", "year", "indicator", "unit")
    return next((row for row in pack.cells if tuple(row.get(key, "") for key in keys) == wanted), None)


def nearest(pack: Pack, where: Place, *, sector: str, year: int, indicator: str, unit: str) -> Row | None:
    """Return the cell that speaks for a sector at a place: the province's, else the region's, else the country's (R7)."""
    found = cells_above(
        pack, sector=sector, product="", province=where.province, region=where.region, year=year, indicator=indicator, unit=unit
    )  # fmt: skip
    return next((row for row in found if str(row["level"]).startswith("sector")), None)


def by_province(pack: Pack, *, sector: str, year: int, indicator: str, unit: str) -> dict[str, Row]:
    """Return the published provincial cells of a sector's indicator, by province."""
    wanted = ("sector.province", sector, year, indicator, unit)
    keys = ("level", "sector", "year", "indicator", "unit")
    return {str(row["place"]): row for row in pack.cells if tuple(row.get(key, "") for key in keys) == wanted}


def bands(pack: Pack, where: Place, year: int) -> dict[str, dict[str, str]]:
    """Return per sector and level the largest published band of contributors in a year; a level without is left out."""
    order = ("5-9", "10-19", "20-49", "50+")
    found: dict[str, dict[str, str]] = {sector: {} for sector in values(pack, "sector")}
    for row in pack.cells:
        activity, _, level = str(row["level"]).partition(".")
        if activity != "sector" or row["year"] != year or row.get("place", "") != where.at(level):
            continue
        known = found[row["sector"]].get(level)
        if known is None or order.index(row["contributors"]) > order.index(known):
            found[row["sector"]][level] = row["contributors"]
    return found


def progress(pack: Pack, where: Place, indicator: str) -> list[Row]:
    """Return the progress figures that speak for a place: for each sector and pair of years the nearest published level."""
    nearest_level: dict[tuple[str, int, int, str], Row] = {}
    for level in ("country", "region", "province"):
        for row in pack.progress:
            if row["level"] == f"sector.{level}" and row.get("place", "") == where.at(level) and row["indicator"] == indicator:
                nearest_level[row["sector"], row["baseline"], row["year"], row["unit"]] = row
    return [nearest_level[key] for key in sorted(nearest_level)]


def shares(row: Row) -> list[tuple[float | None, float | None, float]]:
    """Return the ranges between a cell's published percentiles and the share of factories in each.

    Parameters
    ----------
    row : mapping
        A published cell.

    Returns
    -------
    list of tuple
        Lower edge, upper edge (None: open) [the cell's unit] and share [%], from the lowest range up; empty without percentiles.
    """
    known = [(float(row[name]), SHARES[name]) for name in PERCENTILES if row.get(name) is not None]
    if not known:
        return []
    edges: list[tuple[float | None, float]] = [(None, 0.0), *known, (None, 100.0)]
    return [(low, high, upto - below) for (low, below), (high, upto) in itertools.pairwise(edges)]


def range_of(value: float, ranges: Sequence[tuple[float | None, float | None, float]]) -> int:
    """Return which range a value falls into."""
    return next(index for index, (_, high, _) in enumerate(ranges) if high is None or value <= high)


def to_csv(rows: Iterable[Row], table: str) -> str:
    """Return published rows as CSV with a dot as decimal mark; what is withheld is an empty field.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of the pack's table.
    table : str
        ``cells``, ``totals`` or ``progress``.

    Returns
    -------
    str
        A header and one line per row.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(TABLES[table])
    for row in rows:
        writer.writerow([row.get(name, "") for name in TABLES[table]])
    return out.getvalue()
