"""What is found in the reference data, in which words, and how the search travels in an address."""

from __future__ import annotations

import pytest

from app import shelf
from app.reading import named_in
from app.words import place_name
from data import catalogue


@pytest.mark.parametrize("query", [shelf.Query(table="norms"), shelf.Query(table="grid", sector="x", is_used=True, page=3, word="a:b c")])
def test_a_query_survives_its_address(query: shelf.Query) -> None:
    assert shelf.read_query(query.focus()) == query


@pytest.mark.parametrize("focus", ["", "nothing", "<script>::x:0", "norms:::-1", "norms:::9999999"])
def test_an_address_nobody_made_shows_the_first_page(focus: str) -> None:
    assert shelf.read_query(focus).page == 1
    assert shelf.read_query(focus).table == "norms"


def test_another_filter_begins_at_the_first_page() -> None:
    assert shelf.read_query(shelf.Query(table="norms", page=4).focus(word="tôm")).page == 1


@pytest.mark.parametrize("table", shelf.SHOWN)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_table_is_paged_and_complete(table: str, lang: str) -> None:
    seen: list[str] = []
    page = 1
    while True:
        found = shelf.find(shelf.Query(table=table, page=page), lang)
        assert 0 < len(found.rows) <= shelf.AT_ONCE
        seen += [str(row["id"]) for row in found.rows]
        if page == found.pages:
            break
        page += 1
    assert seen == [str(row["id"]) for row in catalogue.open_edition().table(table)]


def test_words_are_found_without_accents_in_one_sector() -> None:
    found = shelf.find(shelf.Query(table="norms", sector="seafood", word="TOM dinh muc"), "vi")
    assert {"SEA-SHRI-2025"} <= {row["id"] for row in found.rows}
    assert all(row["sector"] == "seafood" for row in found.rows)
    assert shelf.find(shelf.Query(table="norms", sector="paper", word="tom"), "vi").count == 0


def test_only_what_a_result_used_is_kept() -> None:
    used = named_in({"trace": {"a": {"inputs": ["vn.grid.2023"]}}, "standings": [{"norm": "SEA-SHRI-2025"}]})
    found = shelf.find(shelf.Query(table="grid", is_used=True), "vi", used)
    assert [row["id"] for row in found.rows] == ["vn.grid.2023"]


@pytest.mark.parametrize(
    ("given", "lang", "said"),
    [
        ("VN", "vi", "Việt Nam"),
        ("USA", "vi", "Hoa Kỳ"),
        ("world", "vi", "Thế giới"),
        ("CN, IN mix", "en", "China, India mix"),
        ("", "vi", ""),
    ],
)
def test_places_are_said_by_name(given: str, lang: str, said: str) -> None:
    assert place_name(given, lang) == said


def test_a_norm_is_named_in_the_language_shown() -> None:
    row = catalogue.open_edition().row("norms", "SEA-SHRI-2025")
    assert shelf.cell("name", row, "vi") == "Tôm"
    assert shelf.cell("name", row, "en") == "Shrimp"
