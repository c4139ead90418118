"""Sources: each resolves, says its terms, and the bibliography is made from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from calculators.errors import UnknownKeyError
from data import catalogue
from data.data_package import bibliography
from data.schema import TABLES
from data.sources import cite
from data.table import FOLDER

BOOK = catalogue.open_edition("2026-11")
DOCUMENTS = Path(__file__).parents[2] / "docs" / "reference"
IDS = sorted({str(row["id"]) for row in BOOK.table("sources")})
SHA256 = {  # of the files as they were checked against the cited pages; a change is a new edition's row, not an edit
    "coefficients.csv": "cf6265e9e28b03b7198abc92aabcd0eae5280ac6b18a0b8879c999e2a9c3c2f4",
    "grid.csv": "bafa814ad124db65284b19aa17504a11be2d05a3055367f69c83db72af0d6337",
    "gwp.csv": "597ade8bb6aaf7385cdbe778a62fedd811c1d0354a36d57b492af50d9bfc91dd",
    "refrigerants.csv": "2ca9d7179ca80ab107dbe12a3cd28c3dc5e84b1c2c87c78854d64089529dcf18",
    "targets.csv": "daafe499cb7dc937899540cd4336c76b21896366366ffd92494a1ef2be2d0321",
}


def test_there_are_at_least_60_sources() -> None:
    assert len(IDS) >= 60


@pytest.mark.parametrize("name", sorted(name for name, table in TABLES.items() if table.needs_source))
def test_every_source_of_a_table_resolves(name: str) -> None:
    assert {str(row["source_id"]) for row in BOOK.table(name)} <= set(IDS)


@pytest.mark.parametrize("id", IDS)
def test_a_source_says_who_when_and_on_what_terms(id: str) -> None:
    source = BOOK.source(id)
    assert source.title
    assert source.licence
    assert source.retrieved
    assert source.access in ("primary", "secondary", "own")
    assert cite(source).endswith((source.title, source.number, source.issued))


def test_a_citation_carries_the_place_in_the_text() -> None:
    line = cite(BOOK.source("vn.tt52_2018"), "Điều 5 khoản 2")
    assert line.startswith("Bộ Công Thương, ")
    assert "52/2018/TT-BCT" in line
    assert line.endswith(", Điều 5 khoản 2")


def _is_quoted(id: str) -> bool:
    source = BOOK.source(id)
    return source.access == "secondary" and "copy" not in source.note


def test_confidence_a_needs_a_source_that_was_read() -> None:
    doubtful = [
        row["id"]
        for name in BOOK.names
        if "confidence" in TABLES[name].columns
        for row in BOOK.table(name)
        if row["confidence"] == "A" and _is_quoted(str(row["source_id"]))
    ]
    assert doubtful == []


def test_an_unknown_source_names_near_ones() -> None:
    with pytest.raises(UnknownKeyError) as caught:
        BOOK.source("ipcc.2066")
    assert "ipcc.2006" in caught.value.near


def test_the_bibliography_in_the_documents_is_the_tables() -> None:
    assert (DOCUMENTS / "bibliography.md").read_text(encoding="utf-8") == bibliography(BOOK)


@pytest.mark.parametrize("name", sorted(SHA256))
def test_tables_of_law_and_science_are_as_checked(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == SHA256[name]
