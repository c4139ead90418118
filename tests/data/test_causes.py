"""Guided questions: eight for each scope, each leads to a cause, each cause to options or to none known."""

from __future__ import annotations

from collections import Counter

import pytest

from data import catalogue
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
CAUSES = BOOK.table("causes")
OPTIONS = {str(row["id"]): row for row in BOOK.table("options")}
SCOPES = (
    "garments", "footwear", "bottled_water", "paper", "seafood", "boiler", "steam", "refrigeration", "compressed_air",
    "water", "wastewater",
)  # fmt: skip
PLACES = {str(row["id"]) for row in BOOK.table("sectors")} | {
    str(row["id"]) for row in BOOK.table("options_areas") if row["area_kind"] == "equipment"
}


def linked(row: Row) -> tuple[str, ...]:
    options = row["options"]
    assert isinstance(options, tuple)
    return options


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_has_eight_questions_and_most_lead_to_an_option(scope: str) -> None:
    rows = [row for row in CAUSES if row["scope"] == scope]
    assert len(rows) >= 8
    assert sum(linked(row) != ("none_known",) for row in rows) >= 5


def test_scopes_are_sectors_or_equipment() -> None:
    assert {str(row["scope"]) for row in CAUSES} <= PLACES


def test_every_cause_has_options_that_exist_or_says_none_known() -> None:
    for row in CAUSES:
        assert linked(row)
        if "none_known" in linked(row):
            assert linked(row) == ("none_known",)
            continue
        for id in linked(row):
            assert OPTIONS[id]["option_kind"] != "survey"


def test_questions_are_asked_in_both_languages_and_once() -> None:
    for language in ("vi", "en"):
        assert all(str(row[f"question_{language}"]).endswith("?") for row in CAUSES)
        assert all(str(row[f"cause_{language}"]).strip() for row in CAUSES)
        counts = Counter((row["scope"], row[f"question_{language}"]) for row in CAUSES)
        assert max(counts.values()) == 1
    assert all(row["question_vi"] != row["question_en"] for row in CAUSES)


def test_losses_name_groups_or_streams_that_exist() -> None:
    groups = {stream.group for stream in BOOK.streams()}
    for row in CAUSES:
        losses = row["loss"]
        assert isinstance(losses, tuple)
        assert losses
        for selector in losses:
            group, _, rest = selector.partition("/")
            assert group in groups
            if rest != "*":
                BOOK.stream(selector)


def test_all_eight_cause_classes_occur() -> None:
    assert len({row["cause_class"] for row in CAUSES}) == 8
    assert {row["cause_class"] for row in CAUSES} <= {row["cause_class"] for row in OPTIONS.values()}


def test_nearly_every_option_of_the_programme_is_reached_by_a_question() -> None:
    programme = {"garments", "footwear", "bottled_water", "paper", "seafood"}
    reached = {id for row in CAUSES for id in linked(row)}
    missed = [
        id for id, row in OPTIONS.items()
        if row["sector"] in programme and row["option_kind"] != "survey" and id not in reached
    ]  # fmt: skip
    assert missed == ["paper_more_recovered_fibre"]  # a decision on the product, not the answer to a loss
