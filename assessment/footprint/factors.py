"""Which life-cycle factor a stream gets: the supplier's, the factory's own, or the one the edition proposes; else none."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from assessment.evaluation.properties import Properties
from calculators.errors import SachhonError
from calculators.number import parse_plain_number
from calculators.units import parse_unit
from data.catalogue import Catalogue
from data.table import Row

PROPOSED = 5  # priority of the one factor proposed for a stream; below it the user's own, 6 is an alternative, 9 is shown only
SHOWN_ONLY = 9
SPEND = "co2e/money_usd"
Origin = Literal["supplier", "own", "edition", "site"]
_SUPPLIER = re.compile(r"(?P<value>[0-9.eE+-]{1,40})\s+(?P<unit>[^;]{1,40}?)\s*(?:;\s*(?P<note>.{1,300}))?")
_SETS = re.compile(r"\bAR\s?([4-6])\b")


class FactorError(SachhonError, ValueError):
    """A factor cannot be used; `code` is the finding's code and `expected` what would have been right."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        self.expected = expected
        super().__init__(f"{code}: {expected}")


@dataclass(frozen=True, kw_only=True)
class Factor:
    """Kilograms of CO2e per canonical unit of `dimension`, with what it covers and where it is from.

    `boundary` and `gwp_basis` are the source's own words and travel with the figure; `gsd` is the geometric standard
    deviation [1], None where nobody stated one.
    """

    id: str
    value: float
    dimension: str
    printed: float
    unit: str
    origin: Origin
    boundary: str = ""
    gwp_basis: str = ""
    gsd: float | None = None
    data_age: int | None = None
    geography: str = ""
    source: str | None = None
    locator: str = ""
    confidence: str = ""

    @property
    def is_screening(self) -> bool:
        """Whether the factor is per money spent: an order of magnitude, not a footprint."""
        return f"co2e/{self.dimension}" == SPEND

    @property
    def gwp_sets(self) -> tuple[str, ...]:
        """The assessment reports the source names, such as ``AR5``; empty where it names none."""
        return tuple(f"AR{number}" for number in dict.fromkeys(_SETS.findall(self.gwp_basis)))


def edition_factor(book: Catalogue, id: str) -> Factor:
    """Return a factor of the edition by its id, with or without the ``lc.`` before it.

    Raises
    ------
    UnknownKeyError
        If there is none; it names near ones.
    FactorError
        If the row is shown for comparison only, or is a mass of one gas and no CO2e.
    """
    known = id if book.has("life_cycle", id) or not book.has("life_cycle", f"lc.{id}") else f"lc.{id}"
    row = book.row("life_cycle", known)
    if row["priority"] == SHOWN_ONLY:
        raise FactorError("footprint.factor_shown_only", str(row["boundary"] or row["note"]))
    return _of_row(row)


def _of_row(row: Row) -> Factor:
    unit = parse_unit(str(row["unit"]))
    top, _, bottom = unit.dimension.partition("/")
    if top != "co2e":
        raise FactorError("footprint.factor_unit", "kg CO2e")
    return Factor(
        id=str(row["id"]), value=_number(row["value"]) * unit.factor, dimension=bottom, printed=_number(row["value"]), unit=str(row["unit"]),
        origin="edition", boundary=str(row["boundary"] or ""), gwp_basis=str(row["gwp_basis"] or ""),
        gsd=_number(row["gsd"]) if row["gsd"] else None, data_age=_year(row["data_age"]),
        geography=str(row["geography"] or ""), source=str(row["source_id"]), locator=str(row["locator"] or ""),
        confidence=str(row["confidence"] or ""),
    )  # fmt: skip


def _number(value: object) -> float:
    return float(str(value))


def grid_factor(book: Catalogue, year: int) -> Factor:
    """Return the official grid factor of Viet Nam for power that a supplier used there; it holds no upstream.

    Raises
    ------
    UnknownKeyError
        If no factor has been published for the year or an earlier one.
    """
    found = book.grid_factor(year)
    unit = parse_unit("t/MWh")
    return Factor(
        id=found.fact.id, value=found.fact.value * unit.factor, dimension="energy", printed=found.fact.value, unit="t CO2/MWh",
        origin="edition", boundary="generation", gwp_basis="CO2 only", data_age=found.data_year,
        geography="VN", source=found.fact.source_id, locator=found.fact.locator, confidence=found.fact.confidence,
    )  # fmt: skip


def _year(text: object) -> int | None:
    """Return the last year that a text such as ``2014-2016`` names."""
    years = re.findall(r"(?:19|20)[0-9]{2}", str(text or ""))
    return int(years[-1]) if years else None


def alternatives(book: Catalogue, stream: str) -> tuple[Row, ...]:
    """Return the rows of the edition that name a stream and that somebody may pick: what a gap offers instead."""
    family = _family(book, stream)
    return tuple(row for member in family for row in _rows_of(book, member) if row["priority"] != SHOWN_ONLY)


@lru_cache(maxsize=512)
def proposed_factor(book: Catalogue, stream: str) -> Factor | None:
    """Return the user's own factor of a stream, else the one the edition proposes, or None: no neighbour fills a gap."""
    for member in _family(book, stream):
        rows = [row for row in _rows_of(book, member) if _number(row["priority"]) <= PROPOSED]
        if rows:
            return _of_row(min(rows, key=lambda row: _number(row["priority"])))
    return None


def _rows_of(book: Catalogue, stream: str) -> tuple[Row, ...]:
    return _by_stream(book).get(stream, ())


@lru_cache(maxsize=4)
def _by_stream(book: Catalogue) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each stream; an edition is read once, and a large ledger asks for every one of its rows."""
    found: dict[str, list[Row]] = {}
    for row in book.table("life_cycle"):
        found.setdefault(str(row["stream"] or ""), []).append(row)
    return {stream: tuple(rows) for stream, rows in found.items() if stream}


def _family(book: Catalogue, stream: str) -> list[str]:
    """Return a stream and the streams of the edition that it is like."""
    family = [stream]
    while book.has("streams", family[-1]):  # asked first: naming the near keys of an unknown one looks at every stream
        like = book.stream(family[-1]).like
        if not like or like in family:
            break
        family.append(like)
    return family


def supplier_factor(text: str) -> Factor:
    """Return the factor a supplier gave, written as ``0.85 kg CO2e/kg; where it is from``.

    Raises
    ------
    FactorError
        If it is not a number above zero with a unit of CO2e per something.
    """
    found = _SUPPLIER.fullmatch(text.strip())
    if not found:
        raise FactorError("footprint.supplier_pcf_unreadable", "0.85 kg CO2e/kg; PCF 2025")
    try:
        value, unit = parse_plain_number(found["value"]), parse_unit(found["unit"])
    except ValueError as error:
        raise FactorError("footprint.supplier_pcf_unreadable", "0.85 kg CO2e/kg; PCF 2025") from error
    top, _, bottom = unit.dimension.partition("/")
    if top not in {"co2e", "mass"} or not bottom:
        raise FactorError("footprint.factor_unit", "kg CO2e/…")
    note = found["note"] or ""
    return Factor(
        id=f"supplier:{note or text.strip()}", value=value * unit.factor, dimension=bottom, printed=value, unit=unit.text, origin="supplier",
        boundary="supplier", gwp_basis=note, geography="supplier",
    )  # fmt: skip


def own_factor(properties: Properties, stream: str, on: date) -> Factor | None:
    """Return what the factory itself states for a stream (``emission_factor``), or None."""
    for known in properties.find(stream, "emission_factor", on):
        top, _, bottom = known.dimension.partition("/")
        if known.is_own and top in {"co2e", "mass"} and bottom:
            gsd = None if known.uncertainty is None else math.exp(known.uncertainty)
            return Factor(
                id=known.factor, value=known.value, dimension=bottom, printed=known.value, unit=known.unit, origin="own",
                boundary="own", gsd=gsd, geography="own", locator=known.evidence or "",
            )  # fmt: skip
    return None


def scaled(factor: Factor, by: float) -> Factor:
    """Return a factor times a constant, for what-if questions."""
    return Factor(**{**factor.__dict__, "value": factor.value * by, "printed": factor.printed * by})


def record_of(factor: Factor) -> Mapping[str, object]:
    """Return what a result says of a factor."""
    return {
        "factor": factor.id, "factor_value": factor.printed, "factor_unit": factor.unit, "origin": factor.origin,
        "boundary": factor.boundary, "gwp_basis": factor.gwp_basis, "geography": factor.geography, "data_year": factor.data_age,
        "gsd": factor.gsd, "source": factor.source, "locator": factor.locator,
    }  # fmt: skip

