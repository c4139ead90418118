"""Read the CSV tables of the reference data: fast, strict about sources, typed only when asked."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from calculators.errors import SachhonError
from data.schema import COLUMNS, TABLES, Kind, table_of

FOLDER = Path(__file__).parent / "tables"

Value = str | float | int | bool | date | tuple[str, ...] | None
Row = Mapping[str, Value]
Reader = Callable[[str], Value]


class ReferenceDataError(SachhonError):
    """A table of the reference data breaks its own rules: a row without source, a column nobody defined."""


@dataclass(kw_only=True)
class RawTable:
    """The rows of one table as text, in the order of the files, with the place each came from."""

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    places: list[tuple[str, int, bool]] = field(default_factory=list)

    def typed(self) -> tuple[Row, ...]:
        """Return the rows with typed values; each also says whether it is `local` to a deployment."""
        readers = [(name, _READERS[COLUMNS[name].kind]) for name in self.columns]
        return tuple(self._typed_rows(readers))

    def _typed_rows(self, readers: list[tuple[str, Reader]]) -> Iterator[Row]:
        for row, (file, line, local) in zip(self.rows, self.places, strict=True):
            try:
                values: dict[str, Value] = {name: read(text) for (name, read), text in zip(readers, row, strict=True)}
            except ValueError as problem:
                raise ReferenceDataError(f"{file}, line {line}: {problem}; correct the row") from problem
            values["local"] = local
            yield MappingProxyType(values)


def read_folder(folder: Path, edition: str, *, local: bool = False) -> dict[str, RawTable]:
    """Return every table of a folder, reduced to the rows that stand in an edition.

    Parameters
    ----------
    folder : Path
        Where the CSV files lie.
    edition : str
        The edition, such as ``2026-11``.
    local : bool
        Whether the folder is a deployment's own: its rows need no edition and are marked.

    Returns
    -------
    dict of str to RawTable
        By the name of the table.

    Raises
    ------
    ReferenceDataError
        If a file belongs to no table, has a column nobody defined, or has a row without source.
    """
    tables: dict[str, RawTable] = {}
    for path in sorted(folder.glob("*.csv")):
        name = table_of(path.stem)
        if name is None:
            raise ReferenceDataError(f"{path.name} belongs to no table; known: {', '.join(sorted(TABLES))}")
        table = tables.setdefault(name, RawTable(name=name, columns=TABLES[name].columns))
        _read_file(path, table, edition, local)
    return tables


def _read_file(path: Path, table: RawTable, edition: str, local: bool) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = tuple(next(reader, ()))
        pick = _positions(path, header, table.columns, local)
        since, until = pick[-2:]
        source = pick[table.columns.index("source_id")] if TABLES[table.name].needs_source else None
        same = header == table.columns
        for row in reader:
            if len(row) != len(header):
                raise ReferenceDataError(f"{path.name}, line {reader.line_num}: {len(row)} fields, {len(header)} expected")
            if source is not None and not row[source].strip():
                raise ReferenceDataError(f"{path.name}, line {reader.line_num}, row {row[0]!r} names no source; add source_id")
            if not local and (row[since] > edition or (row[until] and row[until] < edition)):
                continue
            table.rows.append(row if same else [row[place] if place >= 0 else "" for place in pick])
            table.places.append((path.name, reader.line_num, local))


def _positions(path: Path, header: tuple[str, ...], columns: tuple[str, ...], local: bool) -> list[int]:
    strangers = [name for name in header if name not in columns]
    if strangers:
        raise ReferenceDataError(f"{path.name} has columns that {', '.join(columns)} do not name: {', '.join(strangers)}")
    missing = [name for name in columns if name not in header]
    if missing and not local:
        raise ReferenceDataError(f"{path.name} lacks the columns {', '.join(missing)}")
    return [header.index(name) if name in header else -1 for name in columns]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _integer(text: str) -> int | None:
    return int(text) if text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _flag(text: str) -> bool:
    if text not in ("", "no", "yes"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text == "yes"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _text(text: str) -> str:
    return text


_READERS: dict[Kind, Reader] = {
    "key": _text, "text": _text, "unit": _text, "words": _words,
    "number": _number, "integer": _integer, "date": _date, "flag": _flag,
}  # fmt: skip
