"""Vietnamese for what the tables say in an English phrase."""

from __future__ import annotations

from data.catalogue import open_edition


def test_every_product_and_route_of_the_norms_is_said_in_vietnamese() -> None:
    book = open_edition()
    known = {row["label_en"] for row in book.table("phrases")}
    said = {str(row[column]) for row in book.table("norms") for column in ("subject", "route") if row[column]}
    assert said - known == set()


def test_no_phrase_is_said_twice_and_none_is_left_that_no_table_says() -> None:
    book = open_edition()
    phrases = [row["label_en"] for row in book.table("phrases")]
    assert len(phrases) == len(set(phrases))
    said = {str(row[column]) for row in book.table("norms") for column in ("subject", "route") if row[column]}
    assert set(phrases) - said == set()


def test_a_phrase_of_the_trade() -> None:
    row = open_edition().row("phrases", "testliner_recycled_fluting")
    assert row["label_vi"] == "giấy mặt và giấy sóng tái chế"
