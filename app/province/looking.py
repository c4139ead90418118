"""What of the published figures is looked at; it travels in the address, so that a view can be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.province import published as shelf
from app.province.published import Shelved
from app.settings import Settings
from assessment.store.access import Actor
from benchmarks.peers import published
from benchmarks.peers.published import Place, Row

FIRST_INDICATOR = "energy_intensity"


@dataclass(frozen=True, kw_only=True)
class Look:
    """One choice among published figures. `units` is the unit most cells of the sector's indicator have."""

    item: Shelved
    province: str
    sector: str
    indicator: str
    year: int

    @property
    def where(self) -> Place:
        """The province with its region."""
        return shelf.place_of(self.province)

    @property
    def unit(self) -> str:
        """The unit that the sector's indicator is published in most often."""
        return next(iter(published.units(self.item.pack, self.sector, self.indicator)), "")

    @property
    def sectors(self) -> Sequence[str]:
        """The sectors something is published of."""
        return published.values(self.item.pack, "sector")

    @property
    def indicators(self) -> Sequence[str]:
        """The indicators that are published, energy first."""
        return sorted(published.values(self.item.pack, "indicator"), key=lambda name: (name != FIRST_INDICATOR, name))

    @property
    def years(self) -> Sequence[int]:
        """The years something is published of, the last first."""
        return sorted(published.values(self.item.pack, "year"), reverse=True)

    def focus(self, **changes: Any) -> str:
        """Return this choice, with changes, as an address' focus."""
        aim = replace(self, **changes)
        return ":".join((aim.item.name, aim.province, aim.sector, aim.indicator, str(aim.year)))

    def nearest(self) -> Row | None:
        """Return the cell that speaks for the sector at the place."""
        return published.nearest(
            self.item.pack, self.where, sector=self.sector, year=self.year, indicator=self.indicator, unit=self.unit
        )  # fmt: skip

    def at_level(self, level: str, year: int | None = None) -> Row | None:
        """Return the cell of one level, or None where nothing is published."""
        return published.cell(
            self.item.pack, level=f"sector.{level}", place=self.where.at(level), sector=self.sector, year=year or self.year,
            indicator=self.indicator, unit=self.unit,
        )  # fmt: skip


def read(settings: Settings, actor: Actor, focus: str) -> Look | None:
    """Return the choice that an address' focus says, what is unknown in it replaced by the plain choice; None without a pack."""
    name, province, sector, indicator, year = (focus.split(":") + [""] * 5)[:5]
    item = shelf.chosen(settings, name, actor)
    if item is None or not item.pack.cells:
        return None
    first = Look(item=item, province=province if province in shelf.regions() else shelf.HOME, sector="", indicator="", year=0)
    years = [str(known) for known in first.years]
    return replace(
        first,
        sector=sector if sector in first.sectors else _first_sector(first.sectors),
        indicator=indicator if indicator in first.indicators else first.indicators[0],
        year=int(year) if year in years else int(years[0]),
    )


def _first_sector(sectors: Sequence[str]) -> str:
    """Return the sector shown first: one of the provincial programme where there is one."""
    wanted = ("seafood", "garments", "footwear", "paper", "bottled_water")
    return next((sector for sector in wanted if sector in sectors), sectors[0])


def change(look: Look, act: str, value: str) -> str | None:
    """Return the focus after one of the lists was chosen from, or None for what is no such act."""
    if act == "pack":
        return f"{value}:{look.province}:{look.sector}:{look.indicator}:{look.year}"
    if act in ("province", "sector", "indicator"):
        return look.focus(**{act: value})
    return look.focus(year=int(value)) if act == "year" and value.isdecimal() and len(value) == 4 else None
