"""Put a site's own indicators beside published figures: the same sector, unit and year, from the nearest level up (R7, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.contribution import UNSPECIFIED, Figure, record
from benchmarks.peers.pack import Pack, cells_above
from benchmarks.peers.published import Place
from benchmarks.peers.standing import PeerStanding, stand
from calculators.errors import SachhonError


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One indicator of a site with the published cell it was read against. `value` [unit]"""

    kind: str
    value: float
    unit: str
    year: int
    cell: Mapping[str, Any]
    standing: PeerStanding


def compare(result: Mapping[str, Any], pack: Pack, where: Place) -> list[Compared]:
    """Return how a result stands among a pack's published figures.

    The site's figures are taken as they would be contributed, so that like is held against like; where nobody published a figure
    per equivalent product, the site's figure per unit of output is taken.

    Parameters
    ----------
    result : mapping
        A document ``sachhon-result/1``.
    pack : Pack
        Published figures.
    where : Place
        The site's province and region.

    Returns
    -------
    list of Compared
        One per indicator with a comparable cell that publishes quartiles; none where nothing is comparable.
    """
    plain = {**result, "indicators": [row for row in result.get("indicators", ()) if row.get("per") != "equivalent"]}
    found: dict[str, Compared] = {}
    for source in (result, plain):
        for each in _of(source, pack, where):
            found.setdefault(each.kind, each)
    return list(found.values())


def _of(result: Mapping[str, Any], pack: Pack, where: Place) -> list[Compared]:
    try:
        own = record(result, None, include=("norm_sec",))
    except SachhonError:
        return []
    product = "" if own.product == UNSPECIFIED else own.product
    compared = (_compared(figure, own.year, own.sector, product, pack, where) for figure in own.figures)
    return [each for each in compared if each is not None]


def _compared(figure: Figure, year: int, sector: str, product: str, pack: Pack, where: Place) -> Compared | None:
    cells = cells_above(
        pack, sector=sector, product=product, province=where.province, region=where.region, year=year,
        indicator=figure.indicator, unit=figure.unit,
    )  # fmt: skip
    standing = stand(figure.value, cells)
    if standing is None:
        return None
    cell = next(cell for cell in cells if (cell["level"], cell.get("place", "")) == (standing.level, standing.place))
    return Compared(kind=figure.indicator, value=figure.value, unit=figure.unit, year=year, cell=cell, standing=standing)
