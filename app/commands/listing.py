"""The rows that `sachhon reference` lists, topic by topic, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from assessment.model import PROPERTIES
from calculators.units import aliases_of, known_units, parse_unit
from data.catalogue import Catalogue

FACTOR_TABLES = (
    "fuels", "grid", "gwp", "refrigerants", "energy_conversion", "leak_rates", "wastewater", "waste", "life_cycle",
    "process_energy", "processes", "refrigerant_emissions", "tariffs",
)  # fmt: skip


def rows_of(book: Catalogue, topic: str, sector: str | None, day: date | None, lang: str) -> list[dict[str, Any]]:
    """Return the rows of a topic that concern a sector and stand on a day."""
    if topic == "norms":
        return [_norm(book, norm) for norm in book.norms(sector, on=day)]
    if topic == "targets":
        sectors = [sector] if sector else [str(row["id"]) for row in book.table("sectors")]
        return [_plain(target) for key in sectors for target in book.targets(key, day or date.max)]
    if topic == "units":
        return [_unit(symbol) for symbol in known_units()]
    if topic == "properties":
        return [{"id": name} for name in PROPERTIES]
    if topic == "factors":
        return [row for table in FACTOR_TABLES for row in _table(book, table, sector, day)]
    if topic == "findings":
        return _findings(lang)
    if topic == "worksheets":
        return _worksheets(book)
    return _table(book, topic, sector, day)


def _plain(record: Any) -> dict[str, Any]:
    row = asdict(record) if is_dataclass(record) and not isinstance(record, type) else dict(record)
    return {
        key: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for key, value in row.items()
    }


def _norm(book: Catalogue, norm: Any) -> dict[str, Any]:
    """Return a norm with its source's title and, where its circular counts one, what a tonne is a tonne of."""
    row = _plain(norm)
    source = book.source(norm.source_id)
    row |= {"source_title": source.title, "source_number": source.number, "source_address": source.address}
    row["circular"] = source.number or source.title
    return row


def _table(book: Catalogue, name: str, sector: str | None, day: date | None) -> list[dict[str, Any]]:
    rows = []
    for row in book.table(name):
        if sector and not _concerns(row, sector):
            continue
        start, end = row.get("valid_from"), row.get("valid_to")
        if day and ((isinstance(start, date) and start > day) or (isinstance(end, date) and end < day)):
            continue
        rows.append({"table": name, **_plain(row)} if name in FACTOR_TABLES else _plain(row))
    return rows


def _concerns(row: Any, sector: str) -> bool:
    named = row.get("sector")
    if named:
        return bool(named in (sector, "cross_cutting"))
    several = row.get("sectors")
    return not several or sector in several


def _unit(symbol: str) -> dict[str, Any]:
    unit = parse_unit(symbol)
    return {
        "id": symbol,
        "dimension": unit.dimension,
        "canonical": unit.canonical,
        "factor": unit.factor,
        "aliases": list(aliases_of(symbol)),
    }


def _findings(lang: str) -> list[dict[str, Any]]:
    from data.messages import messages

    texts = messages(lang)
    codes = sorted(
        key[len("finding.") : -len(".title")] for key in texts if key.startswith("finding.") and key.endswith(".title")
    )
    return [
        {"code": code, **{part: texts.get(f"finding.{code}.{part}", "") for part in ("title", "why", "action")}}
        for code in codes
    ]


def _worksheets(book: Catalogue) -> list[dict[str, Any]]:
    return [_plain(row) for row in book.table("worksheets")] if "worksheets" in book.names else []
