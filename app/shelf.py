"""The reference data as a person reads it: which columns, in which words, found by sector and word, in pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.words import place_name, said, sector_name
from calculators.units import fold
from data import catalogue, messages
from data.phrases import phrase

Row = Mapping[str, Any]
AT_ONCE = 50  # rows of one page of a table
LONGEST_WORD = 60  # characters
TAIL = ("valid", "geography", "confidence", "source_id")

# Which columns of a table a reader needs; the rest is for the engine.
SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "norms": ("name", "sector", "indicator", "value", "unit", "statistic", *TAIL),
        "targets": ("programme", "sector", "indicators", "reduction", "deadline", *TAIL),
        "duties": ("name", "form", "addressee", *TAIL),
        "limits": ("name", "regulation", "discharge_class", "value", "unit", *TAIL),
        "tariffs": ("name", "value", "unit", *TAIL),
        "options": ("name", "sector", "technique", "saving", "payback", "confidence", "source_id"),
        "grid": ("data_year", "value", "unit", "official", "confidence", "source_id"),
        "fuels": ("name", "property", "gas", "value", "unit", *TAIL),
        "gwp": ("gwp_set", "gas", "value", "unit", "source_id"),
        "energy_conversion": ("name", "value", "unit", *TAIL),
        "coefficients": ("name", "value", *TAIL),
        "life_cycle": ("name", "value", "unit", "boundary", "data_age", "geography", "confidence", "source_id"),
        "waste": ("name", "gas", "value", "unit", "geography", "confidence", "source_id"),
        "wastewater": ("name", "gas", "value", "unit", "geography", "confidence", "source_id"),
        "refrigerant_emissions": ("name", "value", "unit", "geography", "confidence", "source_id"),
        "audited_plants": ("name", "sector", "quartiles", "unit", "plants", "geography", "confidence", "source_id"),
        "choices": ("name", "allowed", "default", "source_id"),
        "sources": ("name", "number", "publisher", "issued", "retrieved", "licence"),
    }
)
NUMERIC = frozenset({"value", "reduction", "saving", "payback", "quartiles", "plants", "data_year"})


def folded(table: str) -> dict[str, str]:
    """Return which columns of a table stand within another one's cell, so that a row fits a screen."""
    shown = SHOWN[table]
    above = {
        "unit": "value",
        "confidence": "source_id",
        "geography": "valid",
        **dict.fromkeys(("sector", "indicator", "indicators"), shown[0]),
    }
    return {column: place for column, place in above.items() if column in shown and place in shown}


@dataclass(frozen=True, kw_only=True)
class Query:
    """What of a table is looked at; it travels in the address as ``table:sector:used:page:word``."""

    table: str
    sector: str = ""
    is_used: bool = False
    page: int = 1
    word: str = ""

    def focus(self, **changes: Any) -> str:
        """Return this query with changes as an address' focus; a changed filter begins at the first page."""
        if changes and "page" not in changes:
            changes["page"] = 1
        aim = replace(self, **changes)
        parts = (aim.table, aim.sector, "used" if aim.is_used else "", str(aim.page) if aim.page > 1 else "", aim.word)
        return ":".join(parts).rstrip(":")


def read_query(focus: str) -> Query:
    """Return the query of an address' focus; what is unknown falls back to the plain choice."""
    table, sector, used, page, word = (focus.split(":", 4) + [""] * 5)[:5]
    return Query(
        table=table if table in SHOWN else next(iter(SHOWN)),
        sector=sector,
        is_used=used == "used",
        page=max(1, int(page)) if page.isdecimal() and len(page) < 4 else 1,
        word=word[:LONGEST_WORD],
    )


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of the rows a query finds, and how many there are."""

    rows: tuple[Row, ...]
    count: int
    page: int
    pages: int


def find(query: Query, lang: str, used: frozenset[str] = frozenset()) -> Found:
    """Return the page of rows that a query asks for; every word must occur, accents do not matter."""
    rows = catalogue.open_edition().table(query.table)
    words = fold(query.word).split()
    texts = _texts(query.table, lang) if words else ()
    kept = [
        row
        for place, row in enumerate(rows)
        if (not query.sector or query.sector in sectors_of(row))
        and (not query.is_used or row["id"] in used)
        and all(word in texts[place] for word in words)
    ]
    pages = max(1, -(-len(kept) // AT_ONCE))
    page = min(query.page, pages)
    return Found(rows=tuple(kept[(page - 1) * AT_ONCE : page * AT_ONCE]), count=len(kept), page=page, pages=pages)


@lru_cache(maxsize=64)  # reference data only; two languages of each table
def _texts(table: str, lang: str) -> tuple[str, ...]:
    book = catalogue.open_edition()
    return tuple(fold(" ".join((str(row["id"]), *(cell(name, row, lang) for name in SHOWN[table])))) for row in book.table(table))


def sectors_of(row: Row) -> tuple[str, ...]:
    """Return the sectors a row is about; none where it is about all."""
    given = row.get("sector") or row.get("sectors") or ()
    return (given,) if isinstance(given, str) else tuple(given)


def sectors_in(table: str) -> tuple[str, ...]:
    """Return the sectors that a table has rows of, in the order they first stand."""
    return tuple(dict.fromkeys(key for row in catalogue.open_edition().table(table) for key in sectors_of(row)))


def cell(name: str, row: Row, lang: str) -> str:
    """Return what a column says of a row, in words."""
    if name in _CELLS:
        return _CELLS[name](row, lang)
    value = row.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return messages.message("word.yes" if value else "word.no", lang)
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return messages.format_date(value, lang) if hasattr(value, "isoformat") else str(value)


def _name(row: Row, lang: str) -> str:
    book = catalogue.open_edition()
    written = row.get(f"label_{lang}") or row.get(f"title_{lang}") or row.get("label_en")
    if written:
        return str(written)
    other = "" if lang == "en" else str(row.get("subject_vi") or "")
    if other:
        return other
    product = str(row.get("norm_product") or "")
    if product and book.has("products", product):
        return str(book.row("products", product)[f"label_{lang}"])
    stream = str(row.get("stream") or "")
    if stream and book.has("streams", stream):
        return str(book.row("streams", stream)[f"label_{lang}"])
    if row.get("subject"):
        return phrase(str(row["subject"]), lang)
    return said(f"field.choices.{row['id']}.label", lang, str(row.get("title") or row["id"]))


def _valid(row: Row, lang: str) -> str:
    ends = [messages.format_date(row[end], lang) if row.get(end) else "" for end in ("valid_from", "valid_to")]
    return " – ".join(ends).strip() if any(ends) else ""


def _range(*names: str) -> Callable[[Row, str], str]:
    def written(row: Row, lang: str) -> str:
        found = [row[name] for name in names if isinstance(row.get(name), (int, float))]
        edges = [found[0], found[-1]] if len(found) > 1 else found
        return " – ".join(messages.format_number(edge, lang) for edge in edges)

    return written


def _with(unit: str, inner: Callable[[Row, str], str]) -> Callable[[Row, str], str]:
    def written(row: Row, lang: str) -> str:
        text = inner(row, lang)
        shown = messages.format_unit(str(row.get(unit) or ""), lang) if unit != "%" else "%"
        return f"{text} {shown}".strip() if text else ""

    return written


def _coded(head: str, column: str) -> Callable[[Row, str], str]:
    def written(row: Row, lang: str) -> str:
        given = row.get(column) or ()
        keys = (given,) if isinstance(given, (str, int)) else tuple(given)
        return ", ".join(said(f"{head}.{key}", lang, str(key).replace("_", " ")) for key in keys)

    return written


_CELLS: Mapping[str, Callable[[Row, str], str]] = MappingProxyType(
    {
        "name": _name,
        "form": lambda row, lang: str(row.get(f"form_{lang}") or ""),
        "addressee": lambda row, lang: str(row.get(f"addressee_{lang}") or ""),
        "valid": _valid,
        "value": _range("value_low", "value", "value_high"),
        "reduction": _with("%", _range("reduction_low", "reduction_high")),
        "saving": _with("saving_unit", _range("saving_low", "saving_high")),
        "payback": _range("payback_low", "payback_high"),
        "quartiles": _range("p25", "p50", "p75"),
        "sector": lambda row, lang: ", ".join(sector_name(key, lang) for key in sectors_of(row)),
        "unit": lambda row, lang: messages.format_unit(str(row.get("unit") or ""), lang),
        "indicator": _coded("kind", "indicator"),
        "indicators": _coded("kind", "indicators"),
        "statistic": _coded("reference.statistic", "statistic"),
        "programme": _coded("programme", "programme"),
        "property": _coded("property", "property"),
        "technique": _coded("technique", "technique"),
        "geography": lambda row, lang: place_name(str(row.get("geography") or ""), lang),
        "boundary": lambda row, lang: phrase(str(row.get("boundary") or ""), lang),
        "gas": lambda row, lang: str(row.get("gas") or "").replace("_", ", "),
    }
)
