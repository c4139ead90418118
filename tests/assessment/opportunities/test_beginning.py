"""Where to begin with a measure: a check that exists, questions that name it, and no step that nobody recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment import intake, procedure
from assessment.equipment.register import CHECKS
from assessment.opportunities.beginning import OF_EQUIPMENT, OF_MEASURE, beginning_of
from data import catalogue, messages

TRADES = frozenset({"garments", "footwear", "bottled_water", "paper", "seafood"})
BOOK = catalogue.open_edition()


@pytest.mark.parametrize("check", sorted({key for key in (*OF_EQUIPMENT.values(), *OF_MEASURE.values()) if key}))
def test_every_check_is_on_the_equipment_page(check: str) -> None:
    assert check in CHECKS
    assert messages.has_message(f"equipment.check.{check}", "vi")


@pytest.mark.parametrize("measure", sorted(OF_MEASURE))
def test_every_measure_named_is_in_the_library(measure: str) -> None:
    assert BOOK.has("options", measure)


@pytest.mark.parametrize(("measure", "equipment", "check"), [("air_leak_repair", "compressed_air", "air_leak"), ("steam_trap_repair", "steam", "steam_trap"), ("air_cool_intake", "compressed_air", None), ("garment_led_t8", "lighting", "lighting"), ("garment_cut_planning", "process", None)])  # fmt: skip
def test_the_check_is_about_the_measure(measure: str, equipment: str, check: str | None) -> None:
    assert beginning_of(BOOK, {"option": measure, "equipment": equipment}, {}).check == check


def test_the_questions_are_those_that_lead_to_the_measure() -> None:
    asked = {"portfolio": {"causes": [{"question": "garments.marker"}, {"question": "garments.lighting"}]}}
    found = beginning_of(BOOK, {"option": "garment_cut_planning", "equipment": "process"}, asked).questions
    assert [row["id"] for row in found] == ["garments.marker"]


@pytest.mark.parametrize("name", sorted(TRADES))
def test_a_site_is_not_asked_of_another_trade_nor_of_a_fuel_it_has_not(name: str) -> None:
    path = Path("data/examples") / f"{name}.yaml"
    document = intake.read(path, path.name).document
    assert document is not None
    result = procedure.assess(document)
    fuels = {row for row in result["portfolio"]["streams"] if row.startswith("fuel/")}
    for row in result["opportunities"]:
        if row["origin"] == "library":
            asked = beginning_of(BOOK, row, result).questions
            assert not {str(cause["scope"]) for cause in asked} & (TRADES - {name})
            assert fuels & {"fuel/coal_anthracite", "fuel/coal_subbituminous"} or not any("coal" in str(cause["question_en"]) for cause in asked)
    burner = BOOK.row("options", "burner_yearly_tuning")
    offered = any(row["option"] == "burner_yearly_tuning" for row in result["opportunities"])
    assert offered == bool(fuels & set(burner["saves"]))  # its figure is of gas-fired equipment
