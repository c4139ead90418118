"""Vietnamese for what the tables say in an English phrase."""

from __future__ import annotations

from data import messages
from data.catalogue import Catalogue, open_edition

PLACED = (
    "targets", "duties", "limits", "norms", "options", "energy_conversion", "gwp", "refrigerants", "fuels", "grid", "settings", "tariffs", "audited_plants",
)  # fmt: skip


def _said(book: Catalogue, table: str, *columns: str) -> set[str]:
    return {str(row[column]) for row in book.table(table) for column in columns if row[column]}


def test_every_product_and_route_of_the_norms_is_said_in_vietnamese() -> None:
    book = open_edition()
    known = {row["label_en"] for row in book.table("phrases")}
    assert _said(book, "norms", "subject", "route") - known == set()


def test_what_factors_are_of_and_what_they_cover_is_said_in_vietnamese() -> None:
    book = open_edition()
    known = {row["label_en"] for row in book.table("phrases")}
    for table in ("fuels", "wastewater", "waste", "processes", "energy_conversion"):
        assert _said(book, table, "subject") - known == set(), table
    assert _said(book, "life_cycle", "boundary", "gwp_basis") - known == set()


def test_no_phrase_is_said_twice_and_none_is_left_that_no_table_says() -> None:
    book = open_edition()
    phrases = [row["label_en"] for row in book.table("phrases")]
    assert len(phrases) == len(set(phrases))
    said = _said(book, "norms", "subject", "route") | _said(book, "life_cycle", "boundary", "gwp_basis")
    said |= {
        text
        for table in ("fuels", "gwp", "wastewater", "waste", "processes", "energy_conversion")
        for text in _said(book, table, "subject")
    }
    said |= _said(book, "norms", "geography") | _said(book, "audited_plants", "geography")
    said |= {text for table in PLACED for text in _said(book, table, "locator")}
    said |= _said(book, "options", "note") | _said(book, "sources", "title", "publisher", "number")
    assert set(phrases) - said == set()


def test_where_a_reference_was_taken_is_said_in_vietnamese() -> None:
    book = open_edition()
    known = {row["label_en"] for row in book.table("phrases")}
    places = _said(book, "norms", "geography") | _said(book, "audited_plants", "geography")
    assert {place for place in places if place not in known and not messages.has_message(f"report.geography.{place}")} == set()
    assert {text for text in _said(book, "targets", "locator") if text.isascii()} - known == set()


def test_what_a_figure_of_a_proposed_measure_means_is_said_in_vietnamese() -> None:
    book = open_edition()
    known = {row["label_en"] for row in book.table("phrases")}
    proposed = [row for row in book.table("options") if row["option_kind"] != "survey"]
    assert {str(row["note"]) for row in proposed if row["note"]} - known == set()


def test_a_phrase_of_the_trade() -> None:
    row = open_edition().row("phrases", "testliner_recycled_fluting")
    assert row["label_vi"] == "giấy mặt và giấy sóng tái chế"
