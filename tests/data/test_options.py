"""Options: enough for each sector, in both languages, machine-readable, and as their sources state them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from calculators.units import parse_unit
from data import catalogue
from data.table import Row

BOOK = catalogue.open_edition("2026-11")
OPTIONS: dict[str, Row] = {str(row["id"]): row for row in BOOK.table("options")}
PROPOSED = [row for row in OPTIONS.values() if row["option_kind"] != "survey"]
AREAS = {str(row["id"]): str(row["area_kind"]) for row in BOOK.table("options_areas")}
SECTORS = {str(row["id"]) for row in BOOK.table("sectors")} | {"cross_cutting"}
GROUPS = {stream.group for stream in BOOK.streams()}
TECHNIQUES = {"GH", "IC", "PC", "EM", "TC", "OR", "BP", "PM"}
CLASSES = {
    "raw_material", "technology", "operation_maintenance", "process_control", "product_specification", "layout_size",
    "waste_handling", "people_management",
}  # fmt: skip
BASES = {"site", "equipment", "process", "bill", "output", "each", "case", "sector", "none"}
PROGRAMME = ("garments", "footwear", "bottled_water", "paper", "seafood")


def words(row: Row, column: str) -> tuple[str, ...]:
    value = row[column]
    assert isinstance(value, tuple)
    return value


def trigger(row: Row) -> dict[str, list[str]]:
    parts = (part.partition("=") for part in str(row["trigger"]).split(";"))
    return {key: value.split(",") for key, _, value in parts}


def chain(option: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    assert option not in seen, f"{option} requires itself"
    for needed in words(OPTIONS[option], "requires"):
        yield needed
        yield from chain(needed, (*seen, option))


def test_there_are_at_least_140_options() -> None:
    assert len(OPTIONS) >= 140
    assert len(PROPOSED) >= 140


@pytest.mark.parametrize("sector", PROGRAMME)
def test_each_programme_sector_has_ten_of_its_own_beside_the_surveys(sector: str) -> None:
    assert Counter(row["sector"] for row in PROPOSED)[sector] >= 10


def test_the_closed_lists_are_kept() -> None:
    for row in OPTIONS.values():
        assert row["sector"] in SECTORS
        assert row["option_kind"] in {"measure", "package", "survey"}
        assert row["technique"] in TECHNIQUES
        assert row["cause_class"] in CLASSES
        assert row["base"] in BASES
        assert AREAS[str(row["equipment"])] == "equipment"
        assert not row["process_area"] or AREAS[str(row["process_area"])] == "process"
    assert {row["technique"] for row in OPTIONS.values()} == TECHNIQUES
    assert {row["cause_class"] for row in OPTIONS.values()} == CLASSES


def test_titles_are_in_both_languages_and_no_two_are_alike() -> None:
    for row in OPTIONS.values():
        assert str(row["title_vi"]).strip()
        assert str(row["title_en"]).strip()
        assert row["title_vi"] != row["title_en"]
    for language in ("title_vi", "title_en"):
        alike = Counter((row["sector"], row[language]) for row in OPTIONS.values())
        assert [title for title, count in alike.items() if count > 1] == []


@pytest.mark.parametrize("id", sorted(OPTIONS))
def test_a_saving_has_a_unit_a_base_and_an_order(id: str) -> None:
    row = OPTIONS[id]
    low, high = row["saving_low"], row["saving_high"]
    if low is None and high is None:
        assert row["base"] == "none"
        assert row["saving_unit"] == ""
        assert row["note"], "where the source gives no figure the note says so"
        return
    assert row["base"] != "none"
    parse_unit(str(row["saving_unit"]))
    for value in (low, high):
        assert value is None or (isinstance(value, float) and value > 0)
        assert value is None or row["saving_unit"] != "%" or (isinstance(value, float) and value <= 100)
    if isinstance(low, float) and isinstance(high, float):
        assert low <= high


def test_paybacks_are_positive_and_in_order() -> None:
    for row in OPTIONS.values():
        low, high = row["payback_low"], row["payback_high"]
        assert low is None or (isinstance(low, float) and low > 0)
        if isinstance(low, float) and isinstance(high, float):
            assert low <= high


def test_selectors_name_groups_or_streams_that_exist() -> None:
    for row in OPTIONS.values():
        assert words(row, "saves")
        for selector in words(row, "saves"):
            group, _, rest = selector.partition("/")
            assert group in GROUPS
            if rest != "*":
                BOOK.stream(selector)


def test_triggers_can_be_read_by_a_machine() -> None:
    for row in OPTIONS.values():
        parts = trigger(row)
        assert set(parts) <= {"streams", "equipment", "area", "indicator", "condition"}
        assert tuple(parts["streams"]) == words(row, "saves")
        assert all(name.endswith("_intensity") for name in parts["indicator"])
        assert parts.get("equipment", [row["equipment"]]) == [row["equipment"]]


def test_no_percentage_for_all_sectors_is_taken_of_what_a_sector_makes_its_goods_of() -> None:
    """An average of 42 plants of other trades says nothing of the raw shrimp of a seafood plant."""
    for id, row in OPTIONS.items():
        if row["sector"] == "cross_cutting" and row["saving_unit"] == "%":
            assert not {selector.partition("/")[0] for selector in words(row, "saves")} & {"material", "chemical", "packaging"}, id


def test_a_measure_for_all_sectors_names_none() -> None:
    named = ("may", "vải", "dệt", "giày", "da", "giấy", "thép", "thủy sản", "tôm", "cá", "apparel", "fabric", "garment", "textile", "footwear", "paper", "steel", "seafood")
    for id, row in OPTIONS.items():
        if row["sector"] == "cross_cutting":
            for title in (str(row["title_vi"]), str(row["title_en"])):
                assert not set(title.lower().replace(",", " ").replace("(", " ").replace(")", " ").split()) & set(named), id


def test_exclusions_are_mutual_and_requirements_end() -> None:
    for id, row in OPTIONS.items():
        for other in words(row, "excludes"):
            assert id in words(OPTIONS[other], "excludes")
            assert other not in set(chain(id)), f"{id} requires and excludes {other}"
        for needed in words(row, "requires"):
            assert OPTIONS[needed]["option_kind"] != "survey"


@pytest.mark.parametrize(
    ("id", "low", "high", "unit", "source"),
    [
        pytest.param("boiler_economiser", 5, 10, "%", "doe_steam_tip3", id="DOE steam tip sheet 3"),
        pytest.param("air_pressure_bar", 6, 6, "%", "enmanreg_rules", id="EnManReg, rules of thumb"),
        pytest.param("garment_servo_motors", 67, 67, "%", "ann_inc_2011", id="ANN INC. 2011, practice table"),
        pytest.param("seafood_pressure_hoses", None, 70, "%", "dan_2003_seafood", id="Dan et al. 2003, abstract"),
        pytest.param("paper_dryer_optimisation", 32, 32, "%", "laurijssen_2010", id="Laurijssen et al. 2010, abstract"),
        pytest.param("paper_stationary_siphons", 0.89, 0.89, "GJ/t", "ietd_paper_drying", id="IETD, citing Kramer p. 102"),
        pytest.param("paper_fibre_recovery", 750, 750, "t/year", "scp_phong_chau", id="MOIT case Phong Châu, table"),
        pytest.param("bottled_water_light_bottle", 3, 3, "%", "beveragedaily_2010", id="31 g to 30 g"),
        pytest.param("footwear_sole_condensate", 14.9, 14.9, "%", "spelic_2019", id="Špelić et al. 2019, abstract"),
        pytest.param("garment_cut_planning", 2, None, "%", "apparelresources_fabric", id="at least 2 % of fabric"),
        pytest.param("survey_audit_electricity_seafood", 2.5, 20.5, "%", "itac.2026", id="ITAC seafood, P25 and P75"),
    ],
)
def test_options_state_what_their_source_states(id: str, low: float | None, high: float | None, unit: str, source: str) -> None:
    row = OPTIONS[id]
    assert (row["saving_low"], row["saving_high"], row["saving_unit"], row["source_id"]) == (low, high, unit, source)


def test_derived_figures_follow_from_what_the_note_says() -> None:
    assert OPTIONS["seafood_chlorine_dose"]["saving_high"] == pytest.approx(100 * (1 - 20 / 100))
    assert OPTIONS["footwear_water_based_adhesive"]["saving_high"] == pytest.approx(100 * (1 - 6 / 80))
    assert OPTIONS["bottled_water_ro_reject"]["saving_high"] == pytest.approx(100 * 14 / 23, abs=0.5)
    assert OPTIONS["paper_vacuum_surplus"]["saving_high"] == pytest.approx(3500 / 14)
    assert OPTIONS["seafood_fishmeal_dust"]["saving_low"] == pytest.approx(1000 * 12 / 800)
    assert OPTIONS["seafood_fishmeal_dust"]["saving_high"] == pytest.approx(1000 * 12 / 500)


def test_the_sum_of_all_percentages_is_as_checked() -> None:
    percent = [row for row in OPTIONS.values() if row["saving_unit"] == "%"]
    highs = [row["saving_high"] for row in percent if isinstance(row["saving_high"], float)]
    assert len(percent) == 156
    assert sum(highs) == pytest.approx(4203.4)
