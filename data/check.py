"""Check an edition of the reference data: what is expired, superseded, doubtful, unresolved or missing, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from calculators.errors import UnitError
from calculators.finding import Finding, Place, Severity
from calculators.units import parse_unit
from data.catalogue import NEVER_CHOSEN, Catalogue
from data.schema import COLUMNS, CONFIDENCES, TABLES
from data.table import Row

_REFERENCES = {"sector": "sectors", "sectors": "sectors", "norm_product": "products", "reference_product": "products",
               "stream": "streams", "like": "streams", "equipment": "options_areas", "successor": "provinces"}  # fmt: skip
_NEEDS = {"fuel": ("ncv", "combustion"), "refrigerant": ("gwp",)}
_PLACES = ("provinces", "administrative_units")  # former units are history, not expired figures
_GWP_SETS = ("AR4", "AR5", "AR6")


def check_edition(book: Catalogue, on: date) -> list[Finding]:
    """Return what a careful reader should know of an edition on a day, gravest first.

    Parameters
    ----------
    book : Catalogue
        An open edition, with its overlays.
    on : date
        The day against which validity is judged.

    Returns
    -------
    list of Finding
        Codes ``reference.unit``, ``.source``, ``.key`` (errors), ``.missing`` (warnings), ``.expired``,
        ``.superseded``, ``.low_confidence``, ``.gap``, ``.local`` (notes).
    """
    findings = [finding for name in book.names for finding in _check_table(book, name, on)]
    findings += list(_check_streams(book, on))
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(findings, key=lambda finding: order[finding.severity])


def _check_table(book: Catalogue, name: str, on: date) -> Iterator[Finding]:
    raw = book.raw(name)
    if raw is None:
        return
    for row, (file, line, local) in zip(book.table(name), raw.places, strict=True):
        place = Place(file=file, line=line)
        yield from _check_units(name, row, place)
        yield from _check_keys(book, row, place)
        if name not in _PLACES:
            yield from _check_standing(row, place, on)
        if local:
            yield _finding("reference.local", "note", place, row, table=name, priority=row.get("priority"))


def _finding(code: str, severity: Severity, place: Place, row: Row, given: str = "", expected: str = "", **values: object) -> Finding:
    return Finding(code=code, severity=severity, place=place, given=given, expected=expected, values={"id": row["id"], **values})


def _check_units(name: str, row: Row, place: Place) -> Iterator[Finding]:
    allowed = TABLES[name].dimensions
    for column in TABLES[name].columns:
        text = str(row[column] or "") if COLUMNS[column].kind == "unit" else ""
        if not text:
            continue
        try:
            dimension = parse_unit(text).dimension
        except UnitError:
            yield _finding("reference.unit", "error", place, row, given=text, expected="a unit of the list", column=column)
            continue
        if column == "unit" and allowed and dimension not in allowed:
            yield _finding("reference.unit", "error", place, row, given=text, expected=" | ".join(allowed), column=column)


def _check_keys(book: Catalogue, row: Row, place: Place) -> Iterator[Finding]:
    source = str(row.get("source_id") or "")
    if source and not book.has("sources", source):
        yield _finding("reference.source", "error", place, row, given=source, expected="sources")
    confidence = row.get("confidence")
    if confidence not in (None, "", *CONFIDENCES):
        yield _finding("reference.key", "error", place, row, given=str(confidence), expected=" ".join(CONFIDENCES), column="confidence")
    for column, table in _REFERENCES.items():
        value = row.get(column)
        for key in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            if key and not book.has(table, key) and not _is_general(column, key):
                yield _finding("reference.key", "error", place, row, given=key, expected=table, column=column)


def _is_general(column: str, key: str) -> bool:
    """Say whether a word stands for several keys: a whole group of streams, or measures of no one sector."""
    return (column == "stream" and key.endswith("/*")) or (column == "sector" and key == "cross_cutting")


def _check_standing(row: Row, place: Place, on: date) -> Iterator[Finding]:
    until = row.get("valid_to")
    if row.get("replaced_by"):
        yield _finding("reference.superseded", "note", place, row, given=str(row["replaced_by"]), valid_to=until)
    elif isinstance(until, date) and until < on:
        yield _finding("reference.expired", "note", place, row, given=until.isoformat(), valid_to=until)
    if row.get("confidence") == "C" and row.get("priority") != NEVER_CHOSEN:
        yield _finding("reference.low_confidence", "note", place, row, given="C", expected="A B")


def _check_streams(book: Catalogue, on: date) -> Iterator[Finding]:
    raw = book.raw("streams")
    places = raw.places if raw else []
    for row, (file, line, _) in zip(book.table("streams"), places, strict=True):
        place, key = Place(file=file, line=line), str(row["id"])
        stated = row["gaps"] if isinstance(row["gaps"], tuple) else ()
        missing = [need for need in _NEEDS.get(str(row["group"]), ()) if not _has(book, key, need, on)]
        for need in _unstated(missing, stated):
            yield _finding("reference.missing", "warning", place, row, expected=need, stream=key)
        for gap in stated:
            yield _finding("reference.gap", "note", place, row, expected=gap, stream=key)


def _unstated(missing: Iterable[str], stated: tuple[str, ...]) -> list[str]:
    return [need for need in missing if need not in stated]


def _has(book: Catalogue, stream: str, need: str, on: date) -> bool:
    if need == "combustion":
        return {"CO2", "CH4", "N2O"} <= set(book.combustion_factors(stream, on))
    if need == "gwp":
        return all(book.refrigerant_gwp(stream, gwp_set) is not None for gwp_set in _GWP_SETS)
    return book.property(stream, need, on) is not None
