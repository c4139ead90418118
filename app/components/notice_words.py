"""A notice of the register in words: what, how composed, how much, where."""

from __future__ import annotations

from functools import cache

from benchmarks.exchange.notice import BANDS, COMPOSITIONS, Band, Notice
from data import catalogue, messages


@cache
def materials(lang: str) -> dict[str, str]:
    """Return the materials of the register and what they are called."""
    return {str(row["id"]): str(row[f"label_{lang}"]) for row in catalogue.open_edition().table("exchange_materials")}


@cache
def _units() -> dict[str, str]:
    return {str(row["id"]): str(row["unit"]) for row in catalogue.open_edition().table("exchange_materials")}


@cache
def _places(lang: str) -> dict[str, str]:
    book = catalogue.open_edition()
    found = {str(row["code"]): str(row[f"label_{lang}"]) for row in book.table("provinces") if not row["valid_to"]}
    return found | {str(row["code"]): str(row[f"label_{lang}"]) for row in book.table("administrative_units") if row["unit_level"] == "commune"}


def communes(lang: str) -> list[tuple[str, str]]:
    """Return the communes the reference data knows, by name."""
    rows = catalogue.open_edition().table("administrative_units")
    found = [(str(row["code"]), str(row[f"label_{lang}"])) for row in rows if row["unit_level"] == "commune" and not row["valid_to"]]
    return sorted(found, key=lambda item: item[1])


def material(notice: Notice, lang: str) -> str:
    """Return what is offered or wanted."""
    return materials(lang).get(notice.material, notice.material)


def quantity(band: Band, unit: str, lang: str) -> str:
    """Return a band of quantity per year."""
    return messages.message(f"exchange.band.{band}", lang, unit=messages.format_unit(unit, lang))


def amount(notice: Notice, lang: str) -> str:
    """Return how much a year, as a band."""
    return quantity(notice.band, _units().get(notice.material, "t"), lang)


def place(notice: Notice, lang: str) -> str:
    """Return where: the commune, if it is told, and the province."""
    names = _places(lang)
    parts = [names.get(code, code) for code in (notice.commune, notice.province) if code]
    return ", ".join(parts)


def composition(notice: Notice, lang: str) -> str:
    """Return how it is composed."""
    return messages.message(f"exchange.composition.{notice.composition}", lang)


def bands(lang: str) -> list[tuple[str, str]]:
    """Return the bands to choose from."""
    return [(band, messages.message(f"exchange.band.{band}", lang, unit=messages.message("exchange.band.unit", lang))) for band in BANDS]


def compositions(lang: str) -> list[tuple[str, str]]:
    """Return the compositions to choose from."""
    return [(key, messages.message(f"exchange.composition.{key}", lang)) for key in COMPOSITIONS]
