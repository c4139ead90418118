"""The reference data to take away: a Frictionless data package, the data dictionary and the bibliography."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

from data.catalogue import Catalogue
from data.schema import COLUMNS, CONFIDENCES, TABLES, Column, Kind
from data.sources import cite
from data.table import RawTable

_TYPES: dict[Kind, str] = {
    "key": "string", "text": "string", "words": "string", "unit": "string",
    "number": "number", "integer": "integer", "date": "date", "flag": "boolean",
}  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip file needs a date; the same one each time gives the same bytes
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Compilation: Creative Commons Attribution 4.0; single figures keep the terms named in the table sources",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def descriptor(book: Catalogue) -> dict[str, object]:
    """Return the ``datapackage.json`` of an edition: every table with its fields, keys and licences.

    Parameters
    ----------
    book : Catalogue
        An open edition.

    Returns
    -------
    dict
        A descriptor after the Frictionless Data Package standard.
    """
    return {
        "profile": "tabular-data-package",
        "name": "sachhon-reference",
        "title": "Sạch Hơn reference data",
        "version": book.edition,
        "licenses": [LICENCE],
        "resources": [_resource(name) for name in book.names],
    }


def _resource(name: str) -> dict[str, object]:
    table = TABLES[name]
    schema: dict[str, object] = {
        "fields": [_field(COLUMNS[column]) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.needs_source:
        schema["foreignKeys"] = [{"fields": "source_id", "reference": {"resource": "sources", "fields": "id"}}]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"data/{name}.csv",
        "description": table.meaning,
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": _TYPES[column.kind], "description": column.meaning}
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "flag":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    return field


def package_of(book: Catalogue) -> bytes:
    """Return the data package of an edition as one zip file, the same bytes each time.

    Parameters
    ----------
    book : Catalogue
        An open edition.

    Returns
    -------
    bytes
        ``datapackage.json``, ``data/*.csv``, ``dictionary.md``, ``bibliography.md``, zipped.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "datapackage.json", json.dumps(descriptor(book), ensure_ascii=False, indent=1, sort_keys=True))
        for name in book.names:
            raw = book.raw(name)
            if raw is not None:
                _add(package, f"data/{name}.csv", _as_csv(raw))
        _add(package, "dictionary.md", dictionary())
        _add(package, "bibliography.md", bibliography(book))
    return buffer.getvalue()


def _add(package: zipfile.ZipFile, name: str, text: str) -> None:
    package.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)


def _as_csv(raw: RawTable) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(raw.columns)
    writer.writerows(raw.rows)
    return text.getvalue()


def dictionary() -> str:
    """Return the data dictionary in Markdown: each table with its columns, each column with its meaning once."""
    lines = ["# Data dictionary", "", "Generated from `data/schema.py`; do not edit.", "", "## Tables", ""]
    for name in sorted(TABLES):
        table = TABLES[name]
        lines += [f"### {name}", "", f"{_sentence(table.meaning)} Key: {', '.join(table.key)}.", ""]
        lines += [f"Columns: {', '.join(f'`{column}`' for column in table.columns)}", ""]
    lines += ["## Columns", "", "| Column | Kind | Unit or values | Meaning |", "| --- | --- | --- | --- |"]
    for name in sorted(COLUMNS):
        column = COLUMNS[name]
        lines.append(f"| `{name}` | {column.kind} | {column.unit} | {column.meaning} |")
    lines += ["", "## Confidence", ""] + [f"- {key}: {text}" for key, text in CONFIDENCES.items()]
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def bibliography(book: Catalogue) -> str:
    """Return the bibliography of an edition in Markdown: each source, its terms, and how many rows rest on it."""
    used = Counter(str(row["source_id"]) for name in book.names if TABLES[name].needs_source for row in book.table(name))
    lines = ["# Bibliography", "", f"Generated from the tables of edition {book.edition}; do not edit.", ""]
    for id in sorted({str(row["id"]) for row in book.table("sources")}):
        source = book.source(id)
        address = f" <{source.address}>" if source.address.startswith("http") and " " not in source.address else ""
        extra = "" if address or not source.address else f" {source.address}."
        note = f" {_sentence(source.note)}" if source.note else ""
        lines.append(
            f"- `{id}`: {cite(source)}.{address}{extra} Read: {source.access}, {source.retrieved}."
            f" Terms: {source.licence or 'figures cited only'}. Rows: {used[id]}.{note}"
        )
    return "\n".join(lines) + "\n"


def write_documents(book: Catalogue, folder: Path) -> tuple[Path, Path]:
    """Write the dictionary and the bibliography of an edition into a folder and return their paths.

    Run after every change of a table: ``write_documents(open_edition(), Path("docs/reference"))``.

    Parameters
    ----------
    book : Catalogue
        An open edition.
    folder : Path
        Where the two Markdown files go.

    Returns
    -------
    tuple of Path
        ``dictionary.md`` and ``bibliography.md``.
    """
    texts = {folder / "dictionary.md": dictionary(), folder / "bibliography.md": bibliography(book)}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    first, second = texts
    return first, second
