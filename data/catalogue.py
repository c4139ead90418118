"""Open one edition of the reference data and ask it: every answer carries its source, its dates and its confidence."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from calculators.errors import UnknownKeyError
from data.facts import Fact, GridFactor, Norm, NormChoice, Stream, Target
from data.norm_choice import Amount, choose_norm
from data.schema import EDITIONS, TABLES
from data.sources import Source, read_sources
from data.table import FOLDER, RawTable, ReferenceDataError, Row, read_folder

__all__ = ["Catalogue", "Fact", "GridFactor", "Norm", "NormChoice", "Stream", "Target", "load_edition", "open_edition"]

T = TypeVar("T")
NEVER_CHOSEN = 9  # priority of rows that are shown for comparison only
_PRICES = ("energy", "water")  # kinds of tariff that are a price of the stream itself, not a fee or a limit
NEAR_KEYS = 3  # suggestions in the error for an unknown key


LOCAL_FOLDERS = "SACHHON_REFERENCE"  # environment: a deployment's own signed-off tables, one folder or several


def local_folders(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the folders of this deployment's own tables, as the environment names them."""
    return tuple(folder for folder in environment.get(LOCAL_FOLDERS, "").split(os.pathsep) if folder)


def open_edition(edition: str | None = None, overlays: Iterable[str | Path] | None = None) -> Catalogue:
    """Return an edition of the reference data; the same edition is read once.

    Parameters
    ----------
    edition : str or None
        Such as ``2026-11``; the latest when None.
    overlays : iterable of str or Path
        Folders of a deployment's own tables; those the environment names when None. Their rows are marked local; a
        local row never takes the id of another, and wins a look-up only by its priority (a signed-off own factor
        before the national list).

    Returns
    -------
    Catalogue
        The edition.

    Raises
    ------
    UnknownKeyError
        If there is no such edition.
    ReferenceDataError
        If a table breaks its own rules.

    Examples
    --------
    >>> open_edition("2026-11").grid_factor(2023).fact.value
    0.6592
    """
    folders = local_folders() if overlays is None else overlays
    return _open(edition or EDITIONS[-1], tuple(str(folder) for folder in folders))


@lru_cache(maxsize=8)
def _open(edition: str, overlays: tuple[str, ...]) -> Catalogue:
    return load_edition(edition, overlays)


def load_edition(edition: str, overlays: Iterable[str | Path] = (), folder: Path = FOLDER) -> Catalogue:
    """Return an edition read from the files now; `open_edition` is what callers want."""
    if edition not in EDITIONS:
        raise unknown_key("edition", edition, EDITIONS)
    tables = read_folder(folder, edition)
    for overlay in overlays:
        if not Path(overlay).is_dir():
            raise ReferenceDataError(f"{overlay} is no folder; {LOCAL_FOLDERS} names folders with tables (*.csv)")
        for name, own in read_folder(Path(overlay), edition, local=True).items():
            _add(tables.setdefault(name, RawTable(name=name, columns=own.columns)), own)
    return Catalogue(edition, tables)


def _add(table: RawTable, own: RawTable) -> None:
    known = {row[0] for row in table.rows}
    for row, place in zip(own.rows, own.places, strict=True):
        if row[0] in known:
            raise ReferenceDataError(f"{place[0]}, line {place[1]}: id {row[0]!r} exists already; a local row needs its own")
        table.rows.append(row)
        table.places.append(place)


def unknown_key(kind: str, key: str, known: Iterable[str]) -> UnknownKeyError:
    """Return the error for a key that does not exist, naming the keys most like it."""
    names = tuple(known)
    tails = {name.rpartition("/")[2]: name for name in names}
    tail = key.rpartition("/")[2]
    near = [tails[tail]] if tail in tails else []
    near += difflib.get_close_matches(key, names, n=NEAR_KEYS)
    near += [tails[other] for other in difflib.get_close_matches(tail, tails, n=NEAR_KEYS)]
    return UnknownKeyError(kind, key, tuple(dict.fromkeys(near))[:NEAR_KEYS], names)


class Catalogue:
    """One edition of the reference data. Tables are typed, and look-ups indexed, when first asked for."""

    def __init__(self, edition: str, tables: dict[str, RawTable]) -> None:
        self.edition = edition
        self._raw = tables
        self._typed: dict[str, tuple[Row, ...]] = {}
        self._index: dict[tuple[str, ...], dict[str, list[Row]]] = {}
        self._norms: tuple[Norm, ...] | None = None
        self._legal: dict[str, list[Norm]] | None = None
        self._sources: dict[str, Source] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the tables that have rows."""
        return tuple(sorted(self._raw))

    def table(self, name: str) -> tuple[Row, ...]:
        """Return the typed rows of a table; each row also has ``local``."""
        if name not in TABLES:
            raise unknown_key("table", name, TABLES)
        if name not in self._typed:
            self._typed[name] = self._raw[name].typed() if name in self._raw else ()
        return self._typed[name]

    def raw(self, name: str) -> RawTable | None:
        """Return the text rows of a table with the file and line each came from, or None."""
        return self._raw.get(name)

    def _by(self, table: str, column: str) -> dict[str, list[Row]]:
        key = (table, column)
        if key not in self._index:
            index: dict[str, list[Row]] = {}
            for row in self.table(table):
                index.setdefault(str(row[column]), []).append(row)
            self._index[key] = index
        return self._index[key]

    def has(self, table: str, id: str) -> bool:
        """Say whether a table has a row with an id."""
        return id in self._by(table, "id")

    def row(self, table: str, id: str) -> Row:
        """Return the row of a table with an id; an unknown id raises, naming near ones."""
        rows = self._by(table, "id").get(id)
        if not rows:
            raise unknown_key(table, id, self._by(table, "id"))
        return rows[0]

    def source(self, id: str) -> Source:
        """Return a source by its id."""
        if self._sources is None:
            self._sources = read_sources(self.table("sources"))
        if id not in self._sources:
            raise unknown_key("source", id, self._sources)
        return self._sources[id]

    def stream(self, key: str) -> Stream:
        """Return what is known of a fixed stream; an unknown key raises, naming near ones."""
        rows = self._by("streams", "id").get(key)
        if not rows:
            raise unknown_key("stream", key, self._by("streams", "id"))
        return _stream(rows[0])

    def streams(self, group: str | None = None) -> tuple[Stream, ...]:
        """Return the fixed streams, of one group where it is named."""
        return tuple(_stream(row) for row in self.table("streams") if group in (None, row["group"]))

    def _family(self, stream: str) -> list[str]:
        family = [stream]
        rows = self._by("streams", "id").get(stream)
        while rows and rows[0]["like"] and rows[0]["like"] not in family:
            family.append(str(rows[0]["like"]))
            rows = self._by("streams", "id").get(family[-1])
        return family

    def property(self, stream: str, name: str, on: date) -> Fact | None:
        """Return the edition's one value of a property (``ncv``, ``density``) of a stream on a day, or None.

        None means that there is no default: the caller says what is missing. Gaps that are left on purpose
        stand in ``Stream.gaps``.
        """
        for member in self._family(stream):
            rows = [row for row in self._by("fuels", "stream").get(member, ()) if row["property"] == name]
            chosen = _first(rows, on)
            if chosen is not None:
                return fact_of(chosen)
        return None

    def combustion_factors(self, stream: str, on: date) -> dict[str, Fact]:
        """Return the emission factors of burning a fuel, by gas. [kg/TJ]"""
        for member in self._family(stream):
            rows = [row for row in self._by("fuels", "stream").get(member, ()) if row["property"] == "combustion"]
            gases = dict.fromkeys(str(row["gas"]) for row in rows)
            chosen = {gas: _first([row for row in rows if row["gas"] == gas], on) for gas in gases}
            if any(chosen.values()):
                return {gas: fact_of(row) for gas, row in chosen.items() if row is not None}
        return {}

    def gwp(self, gwp_set: str, gas: str) -> Fact:
        """Return the global warming potential of a gas in an assessment report. [kg CO2e/kg]

        ``CH4`` is biogenic methane, ``CH4_fossil`` fossil methane. An unknown set or gas raises.
        """
        rows = [row for row in self._by("gwp", "gas").get(gas, ()) if row["gwp_set"] == gwp_set]
        chosen = min(rows, key=_priority, default=None)
        if chosen is None:
            if gwp_set not in self._by("gwp", "gwp_set"):
                raise unknown_key("gwp set", gwp_set, self._by("gwp", "gwp_set"))
            raise unknown_key("gas", gas, self._by("gwp", "gas"))
        return fact_of(chosen)

    def refrigerant_gwp(self, stream: str, gwp_set: str) -> Fact | None:
        """Return the global warming potential of a refrigerant from its composition by mass. [kg CO2e/kg]"""
        parts = self._by("refrigerants", "stream").get(stream)
        if not parts:
            return None
        facts = [self.gwp(gwp_set, str(part["component"])) for part in parts]
        value = sum(fact.value * cast(float, part["share"]) for fact, part in zip(facts, parts, strict=True))
        return Fact(
            value=round(value, 9), unit=facts[0].unit, id=f"{stream}@{gwp_set}", source_id=facts[0].source_id,
            locator=self._mixture(parts, facts[0].locator), geography="world",
            confidence=max(fact.confidence for fact in facts), note=facts[0].note if len(facts) == 1 else "",
        )  # fmt: skip

    def _mixture(self, parts: Sequence[Row], locator: str) -> str:
        """Return where the potential of a refrigerant is from: the table, and for a mixture its composition and whose it is."""
        if len(parts) == 1:
            return locator
        recipe = " + ".join(f"{100 * cast(float, part['share']):.4g} % {part['component']}" for part in parts)
        return f"{locator}; composition {recipe} (“{self.source(str(parts[0]['source_id'])).title}”)"

    def grid_factor(self, year: int) -> GridFactor:
        """Return the official grid factor of a year, or the latest earlier one, flagged. [t/MWh]

        A year before the first published one raises.
        """
        official = [row for row in self.table("grid") if row["official"]]
        earlier = [row for row in official if cast(int, row["data_year"]) <= year]
        if not earlier:
            years = tuple(sorted(str(row["data_year"]) for row in official))
            raise UnknownKeyError("grid factor of the year", str(year), years[:1], years)
        row = max(earlier, key=lambda row: (cast(int, row["data_year"]), bool(row["local"])))
        data_year = cast(int, row["data_year"])
        return GridFactor(fact=fact_of(row), data_year=data_year, is_later_year=year > data_year)

    def legal_toe(self, stream: str, dimension: str = "") -> Fact | None:
        """Return the legal conversion of a carrier to TOE (letter 3505), or None where the table has none.

        `dimension` asks for the row per ``mass`` or per ``volume`` where the table prints both.
        """
        below = {"mass": "/t", "volume": "L"}.get(dimension, "")
        for member in self._family(stream):
            rows = [row for row in self._by("energy_conversion", "stream").get(member, ()) if _priority(row) < NEVER_CHOSEN]
            rows = [row for row in rows if str(row["unit"]).endswith(below)] or rows
            if rows:
                return fact_of(rows[0])
        return None

    def factor(self, table: str, on: date, **match: str) -> Fact | None:
        """Return the factor of a table whose columns have the given keys, by the order of choice, or None.

        For example ``factor("wastewater", on, parameter="mcf", treatment="anaerobic_deep")``.
        """
        column, key = next(iter(match.items()))
        rows = [row for row in self._by(table, column).get(key, ()) if all(row[name] == word for name, word in match.items())]
        row = _first(rows, on)
        return None if row is None else fact_of(row)

    def price(self, stream: str, on: date, level: str = "", province: str = "") -> Fact | None:
        """Return the dated tariff of a stream, without value added tax, or None; what was paid outranks it.

        `level` is the voltage class of an electricity contract or the customer class of a water tariff. Without
        it electricity of unstated hours has the average retail price, and water has none: it differs by province.
        """
        places = ("VN", f"VN-{province}")
        wanted = (level,) if level else ("average",)
        rows = [
            row
            for row in self._by("tariffs", "stream").get(stream, ())
            if row["tariff_kind"] in _PRICES and row["geography"] in places and row["level"] in wanted
        ]
        row = _first(rows, on)
        return None if row is None else fact_of(row)

    def coefficient(self, norm_product: str, on: date) -> Fact | None:
        """Return the legal coefficient of a product group to equivalent product on a day, or None. [1]"""
        row = _first(self._by("coefficients", "norm_product").get(norm_product, ()), on)
        return None if row is None else fact_of(row)

    def norms(self, sector: str | None = None, product: str | None = None, on: date | None = None) -> tuple[Norm, ...]:
        """Return norms, ranges and surveys of a sector and product that stand on a day, legal ones first.

        `product` keeps the rows written for it and those for the sector as a whole.
        """
        if sector is not None:
            self.row("sectors", sector)
        parent = (product or "").partition(".")[0]
        found = [
            norm
            for norm in self._all_norms()
            if sector in (None, norm.sector)
            and (product is None or norm.norm_product in ("", norm.sector, product, parent))
            and (on is None or ((norm.valid_from is None or norm.valid_from <= on) and (norm.valid_to is None or on <= norm.valid_to)))
        ]
        return tuple(sorted(found, key=lambda norm: (not norm.legal, norm.sector)))

    def norm_for(
        self, product: str, route: str | None = None, capacity: Amount | None = None, on: date | None = None,
        commissioned: date | None = None,
    ) -> NormChoice:  # fmt: skip
        """Return the legal norm for a product on a day and why, or why none; see `data.norm_choice.choose_norm`."""
        if on is None:
            raise ReferenceDataError("norm_for was asked without a day; give on=, for a year its last day")
        return choose_norm(self._legal_norms(product.partition(".")[0]), product, route, capacity, on, commissioned)

    def _legal_norms(self, product: str) -> Sequence[Norm]:
        if self._legal is None:
            self._legal = {}
            for norm in (_record(Norm, row) for row in self.table("norms") if row["legal"]):
                self._legal.setdefault(norm.norm_product.partition(".")[0], []).append(norm)
        return self._legal.get(product, ())

    def _all_norms(self) -> tuple[Norm, ...]:
        if self._norms is None:
            self._norms = tuple(_record(Norm, row) for row in self.table("norms"))
        return self._norms

    def province(self, code: str, on: date) -> Row:
        """Return the province that an official code names on a day: some codes changed hands on 1 July 2025."""
        rows = self._by("provinces", "code").get(code, ())
        standing = [row for row in rows if _stands(row, on)]
        if not standing:
            raise unknown_key("province", code, self._by("provinces", "code"))
        return standing[0]

    def targets(self, sector: str, on: date) -> tuple[Target, ...]:
        """Return the targets that programmes have set for a sector by a day."""
        self.row("sectors", sector)
        rows = self._by("targets", "sector").get(sector, ())
        return tuple(_record(Target, row) for row in rows if _stands(row, on))


def fact_of(row: Row) -> Fact:
    """Return the fact of a row that has a value and a unit."""
    return _record(Fact, row)


def _stream(row: Row) -> Stream:
    return _record(Stream, {**row, "key": row["id"]})


def _record(kind: type[T], row: Row) -> T:
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[name] for name in names if name in row})


def _priority(row: Row) -> int:
    priority = row.get("priority")
    return priority if isinstance(priority, int) else NEVER_CHOSEN - 1


def _stands(row: Row, on: date) -> bool:
    since, until = row["valid_from"], row["valid_to"]
    return (not isinstance(since, date) or since <= on) and (not isinstance(until, date) or on <= until)


def _first(rows: Sequence[Row], on: date) -> Row | None:
    standing = [row for row in rows if _priority(row) < NEVER_CHOSEN and _stands(row, on)]
    return min(standing, key=_priority, default=None)
