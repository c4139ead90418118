"""Where figures come from: the documents of the reference data, and how to name one in a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.table import Row


@dataclass(frozen=True, kw_only=True)
class Source:
    """One document. `access` says whether it was read itself, quoted by another, or is this project's own."""

    id: str
    title: str
    number: str
    publisher: str
    issued: str
    licence: str
    address: str
    retrieved: str
    access: str
    note: str
    local: bool = False


def read_sources(rows: Iterable[Row]) -> dict[str, Source]:
    """Return the sources of the rows of the table ``sources``, by id.

    Parameters
    ----------
    rows : iterable of Row
        Typed rows.

    Returns
    -------
    dict of str to Source
        By id; where two files name one source, the first stands.
    """
    sources: dict[str, Source] = {}
    for row in rows:
        texts = {name: str(row[name] or "") for name in Source.__dataclass_fields__ if name != "local"}
        sources.setdefault(texts["id"], Source(**texts, local=bool(row["local"])))
    return sources


def cite(source: Source, locator: str = "") -> str:
    """Return a source in one line: publisher, title, number, date, place in the text.

    Parameters
    ----------
    source : Source
        The document.
    locator : str
        Article, table or page.

    Returns
    -------
    str
        The line, without the address.
    """
    publisher = "" if source.title.startswith(source.publisher) else source.publisher
    parts = (publisher, source.title, source.number, source.issued, locator)
    return ", ".join(part for part in parts if part)
