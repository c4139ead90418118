"""What a line of a sheet is in the ledger: proposed, said aloud, confirmed once, remembered by the table's shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from assessment.intake.limits import MAX_FILE_BYTES
from assessment.intake.remembered import IGNORE, Remembered, fits, rows_of, stream_of_words
from assessment.intake.spreadsheet.headings import folded
from assessment.intake.spreadsheet.tables import Measure, Series, Table
from calculators.errors import SachhonError, UnitError
from calculators.units import parse_unit
from data.catalogue import Catalogue

FORMAT = "sachhon-sheet-mapping/1"
MONEY = "VND"
_SOLD = re.compile(r"\b(ban|doanh thu|thu ve|tien thu|sold|revenue|income)\b")
_MADE = re.compile(r"\b(san luong|san pham|thanh pham|output|production|produced)\b")
_STREAM = re.compile(r"[a-z_]+/[\w.\-]{1,80}")
_TEXTS = ("unit", "role", "meter", "step", "product", "notation")


class SheetMappingError(SachhonError, ValueError):
    """A mapping of sheets is not one, or a row of it cannot be used."""


class Item(NamedTuple):
    """A line of a table: what a mapping remembers."""

    table: str
    label: str
    unit: str
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a line is. `unit` stands where the sheet gives none; `factor` multiplies: -1 for money received."""

    stream: str
    unit: str = ""
    factor: float = 1.0
    role: str | None = None
    meter: str | None = None
    step: str | None = None
    product: str | None = None
    notation: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class SheetMapping(Remembered[Item, Rule]):
    """All that is remembered, by line; `years` are of tables that do not say theirs."""

    years: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the site calls its streams: folded name → key."""

    by_name: Mapping[str, str] = field(default_factory=dict)


def names_of(pairs: Iterable[tuple[str, str]], book: Catalogue) -> Names:
    """Return the names by which streams are known: the reference data's in both languages, then the site's own."""
    found: dict[str, str] = {}
    for stream in book.streams():
        for name in (stream.key, stream.label_vi, stream.label_en):
            found.setdefault(folded(name), stream.key)
    for key, name in pairs:
        found[folded(name)] = key
        found[folded(key)] = key
    return Names(by_name=found)


def item_of(table: Table, series: Series) -> Item:
    """Return the line's identity in a mapping."""
    return Item(table.fingerprint, folded(series.label), series.unit, series.measure)


def propose(tables: Sequence[Table], names: Names, book: Catalogue) -> dict[Item, Rule]:
    """Return an unconfirmed rule for each line of the tables; its stream is empty where no word of it is known."""
    return {item_of(table, series): _proposal(series, table, names, book) for table in tables for series in table.series}


def _proposal(series: Series, table: Table, names: Names, book: Catalogue) -> Rule:
    plain = folded(series.label)
    unit = series.unit or (MONEY if is_money(series) else "")
    is_cost = is_money(series)
    stream = _known(plain, names) or _of_words(plain, None if is_cost or not unit else unit, book) or _known(folded(table.title), names)
    if stream and stream != IGNORE and not is_cost and unit and not fits(stream, unit, book):
        stream = ""
    factor = -1.0 if is_cost and _SOLD.search(plain) else 1.0
    return Rule(stream=stream, unit="" if series.unit else unit, factor=factor, meter=series.meter or None, confirmed=False)


def _known(plain: str, names: Names) -> str:
    """Return the stream whose name a label is, or the one whose name is the longest part of it."""
    if plain in names.by_name:
        return names.by_name[plain]
    parts = [part.strip() for part in re.split(r"[–:\-]|\bthanh tien\b|\bso luong\b|\bsan luong\b", plain)]
    whole = [part for part in parts if part in names.by_name]
    if whole:
        return names.by_name[whole[-1]]
    inside = [name for name in names.by_name if len(name) > 5 and re.search(rf"\b{re.escape(name)}\b", plain)]
    return names.by_name[max(inside, key=len)] if inside else ""


def _of_words(plain: str, unit: str | None, book: Catalogue) -> str:
    return "" if _MADE.search(plain) else stream_of_words(plain, unit, book)


def is_money(series: Series) -> bool:
    """Return whether a line's numbers are money."""
    if series.measure == "cost":
        return True
    try:
        return bool(series.unit) and parse_unit(series.unit).dimension == "money"
    except UnitError:
        return False


def write_mapping(mapping: SheetMapping) -> bytes:
    """Return a mapping as JSON, table by table."""
    tables: dict[str, dict[str, Any]] = {}
    for item, rule in sorted(mapping.rules.items()):
        table = tables.setdefault(item.table, {"table": item.table, "year": mapping.years.get(item.table), "lines": []})
        table["lines"].append({"label": item.label, "label_unit": item.unit, "measure": item.measure, **asdict(rule)})
    for mark, year in mapping.years.items():
        tables.setdefault(mark, {"table": mark, "year": year, "lines": []})
    return (json.dumps({"format": FORMAT, "tables": list(tables.values())}, ensure_ascii=False, indent=1) + "\n").encode()


def read_mapping(data: bytes) -> SheetMapping:
    """Return the mapping that a JSON document holds.

    Raises
    ------
    SheetMappingError
        If it is no such document, or a row is not what a rule needs; the message names the row.
    """
    rules: dict[Item, Rule] = {}
    years: dict[str, int] = {}
    for number, table in enumerate(rows_of(data, FORMAT, "tables", MAX_FILE_BYTES, SheetMappingError), 1):
        if not isinstance(table, dict) or not isinstance(table.get("table"), str) or not isinstance(table.get("lines"), list):
            raise SheetMappingError(f"tables[{number}] needs 'table' and 'lines'")
        year = table.get("year")
        if year is not None:
            if not isinstance(year, int) or isinstance(year, bool) or not 1980 <= year <= 2099:
                raise SheetMappingError(f"tables[{number}].year {year!r} is no year")
            years[table["table"]] = year
        for place, line in enumerate(table["lines"], 1):
            item, rule = _rule(table["table"], line, f"tables[{number}].lines[{place}]")
            rules[item] = rule
    return SheetMapping(rules=rules, years=years)


def _rule(table: str, line: object, where: str) -> tuple[Item, Rule]:
    if not isinstance(line, dict):
        raise SheetMappingError(f"{where} is not an object")
    known = {"label", "label_unit", "measure", "stream", "factor", "confirmed", *_TEXTS}
    wrong = [name for name in line if name not in known]
    stream, factor, notation = line.get("stream"), line.get("factor", 1.0), line.get("notation")
    if not isinstance(stream, str) or (stream not in ("", IGNORE) and not _STREAM.fullmatch(stream)):
        wrong.append("stream")
    if not isinstance(factor, (int, float)) or isinstance(factor, bool) or not 0 < abs(factor) < 1e12:
        wrong.append("factor")
    wrong += [name for name in _TEXTS if not isinstance(line.get(name), (str, type(None)))]
    if notation not in (None, "", "comma", "dot"):
        wrong.append("notation")
    if line.get("measure") not in ("quantity", "cost") or not isinstance(line.get("confirmed", True), bool):
        wrong.append("measure | confirmed")
    if not isinstance(line.get("label"), str) or not isinstance(line.get("label_unit"), str):
        wrong.append("label | label_unit")
    if wrong:
        raise SheetMappingError(f"{where}: {', '.join(dict.fromkeys(wrong))} cannot be used")
    texts = {name: line.get(name) or None for name in _TEXTS if name != "unit"}
    rule = Rule(stream=str(stream), unit=line.get("unit") or "", factor=float(factor), confirmed=line.get("confirmed", True), **texts)
    return Item(table, line["label"], line["label_unit"], line["measure"]), rule
