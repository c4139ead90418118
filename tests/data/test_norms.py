"""Which norm holds: the law's dates, sizes and routes, and the reason given with each answer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.units import parse_unit
from data import catalogue

BOOK = catalogue.open_edition("2026-11")
PROGRAMME = ("garments", "footwear", "bottled_water", "paper", "seafood")


@pytest.mark.parametrize(
    ("product", "on", "value"),
    [
        pytest.param("pangasius", date(2025, 12, 31), 1050, id="TT 52/2018 Art. 5.1, last day of the first period"),
        pytest.param("pangasius", date(2026, 1, 1), 900, id="TT 52/2018 Art. 5.2, first day of the second period"),
        pytest.param("shrimp", date(2025, 12, 31), 2050, id="TT 52/2018 Art. 5.1"),
        pytest.param("shrimp", date(2026, 1, 1), 1625, id="TT 52/2018 Art. 5.2"),
        pytest.param("shrimp.s03", date(2026, 6, 30), 1625, id="a product group takes the norm of its product"),
    ],
)
def test_seafood_norms_change_with_the_year(product: str, on: date, value: float) -> None:
    choice = BOOK.norm_for(product, capacity=(5000, "t"), on=on)
    assert choice.verdict == "applies"
    assert choice.norm is not None
    assert (choice.norm.value, choice.norm.unit, choice.norm.per) == (value, "kWh/t", "equivalent")
    assert choice.norm.energy_basis == "electricity_only"
    assert choice.norm.indicator == "norm_sec"
    assert choice.why.code == "norm.in_force"


def test_a_small_seafood_plant_is_outside_the_circular() -> None:
    assert BOOK.norm_for("shrimp", capacity=(299.9, "t"), on=date(2026, 6, 30)).verdict == "not_applicable"
    assert BOOK.norm_for("shrimp", capacity=(300, "t"), on=date(2026, 6, 30)).verdict == "applies"
    assert BOOK.norm_for("shrimp", capacity=(300_000, "kg/year"), on=date(2026, 6, 30)).verdict == "applies"


@pytest.mark.parametrize(
    ("capacity", "on", "value"),
    [
        pytest.param(9_999, date(2021, 1, 1), 5482, id="TT 24/2017 Art. 5.2, below 10 000 t"),
        pytest.param(10_000, date(2021, 1, 1), 6744, id="10 000 t belongs to the middle class"),
        pytest.param(50_000, date(2025, 12, 31), 6744, id="50 000 t still does"),
        pytest.param(50_001, date(2025, 12, 31), 6713, id="above 50 000 t"),
        pytest.param(50_001, date(2020, 12, 31), 7809, id="TT 24/2017 Art. 5.1"),
    ],
)
def test_paper_norms_go_by_size_and_period(capacity: float, on: date, value: float) -> None:
    choice = BOOK.norm_for("packaging_paper", capacity=(capacity, "t"), on=on)
    assert choice.norm is not None
    assert choice.norm.value == value
    assert choice.norm.energy_basis == "conversion_unread"


def test_a_paper_mill_of_2026_gets_expired_with_the_last_norm_of_its_size() -> None:
    choice = BOOK.norm_for("packaging_paper", capacity=(20_000, "t"), on=date(2026, 1, 1))
    assert (choice.verdict, choice.norm) == ("expired", None)
    assert choice.last is not None
    assert choice.last.id == "PAP-PACK-M-2025"
    assert choice.why.code == "norm.expired"
    assert choice.why.values["valid_to"] == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("product", "on", "successor"),
    [
        pytest.param("plastic_bags", date(2025, 4, 1), "29/2024/TT-BCT", id="plastics end with March 2025"),
        pytest.param("beer", date(2026, 1, 1), "28/2024/TT-BCT", id="beer ends with 2025"),
    ],
)
def test_a_replaced_norm_names_its_successor(product: str, on: date, successor: str) -> None:
    choice = BOOK.norm_for(product, capacity=(50e6, "L"), on=on)
    assert (choice.verdict, choice.why.code, choice.why.values["replaced_by"]) == ("expired", "norm.replaced", successor)


def test_plastics_are_still_normed_on_the_last_day_of_the_old_circular() -> None:
    choice = BOOK.norm_for("plastic_bags", on=date(2025, 3, 31))
    assert choice.norm is not None
    assert choice.norm.value == 0.55


def test_a_new_paper_mill_meets_the_later_value_at_once() -> None:
    old, new = (
        BOOK.norm_for("tissue", capacity=(8000, "t"), on=date(2019, 12, 31), commissioned=day)
        for day in (date(2015, 5, 1), date(2018, 5, 1))
    )
    assert old.norm is not None
    assert old.norm.value == 14914
    assert new.norm is not None
    assert new.norm.value == 13169
    assert new.why.code == "norm.later_value_for_new_plant"


def test_a_route_that_the_law_distinguishes_must_be_known() -> None:
    on = date(2025, 6, 30)
    choice = BOOK.norm_for("printing_paper", capacity=(60_000, "t"), on=on)
    assert (choice.verdict, choice.why.code) == ("not_comparable", "norm.route_needed")
    by_route = BOOK.norm_for("printing_paper", "integrated", (60_000, "t"), on)
    by_key = BOOK.norm_for("printing_paper.integrated", None, (60_000, "t"), on)
    assert by_route.norm is not None
    assert by_route.norm == by_key.norm
    assert by_route.norm.value == 13639


def test_a_size_the_law_distinguishes_must_be_known_and_be_in_a_class() -> None:
    on = date(2025, 6, 30)
    assert BOOK.norm_for("beer", on=on).why.code == "norm.capacity_needed"
    assert BOOK.norm_for("beer", capacity=(30, "kWh"), on=on).why.code == "norm.capacity_needed"
    assert BOOK.norm_for("tissue", capacity=(60_000, "t"), on=on).why.code == "norm.no_size_class"


def test_before_the_first_norm_there_is_none_yet() -> None:
    assert BOOK.norm_for("shrimp", on=date(2019, 2, 17)).why.code == "norm.not_yet"
    assert BOOK.norm_for("shrimp", on=date(2019, 2, 18)).verdict == "applies"


@pytest.mark.parametrize("product", ["tshirt_polo", "shoes", "", "mineral_water"])
def test_no_norm_is_invented(product: str) -> None:
    choice = BOOK.norm_for(product, on=date(2026, 6, 30))
    assert (choice.verdict, choice.why.code) == ("no_norm", "norm.none_for_product")


def test_beer_norms_are_those_printed() -> None:
    """TT 19/2016 Art. 5; the same figures at EVN, 1 November 2016."""
    on = {2020: date(2020, 6, 30), 2025: date(2025, 6, 30)}
    found = [BOOK.norm_for("beer", capacity=(size, "L"), on=on[year]).norm for year in (2020, 2025) for size in (10e6, 20e6, 101e6)]
    assert [norm.value for norm in found if norm] == [306, 215, 140, 286, 196, 129]


def test_there_are_330_rows_beside_the_audits_and_six_for_each_programme_sector() -> None:
    rows = BOOK.norms()
    beside = [norm for norm in rows if norm.source_id != "itac.2026"]
    assert len(beside) >= 330
    per_sector = Counter(norm.sector for norm in beside)
    assert all(per_sector[sector] >= 6 for sector in PROGRAMME), per_sector


def test_audit_percentiles_are_context_with_plants_and_years() -> None:
    rows = [norm for norm in BOOK.norms() if norm.source_id == "itac.2026"]
    assert len(rows) > 200
    assert all(norm.statistic == "survey_percentile" and not norm.legal and norm.status == "context" for norm in rows)
    assert all(norm.plants and norm.year_from and norm.year_to for norm in rows)


def test_a_survey_minimum_is_not_a_percentile() -> None:
    """IN-118 gives the least, the mean and the most of a survey of mills."""
    row = next(norm for norm in BOOK.norms(sector="textile") if norm.id == "IN-118")
    assert row.statistic == "survey"


def test_narrow_rows_are_kept_from_the_sector_as_a_whole() -> None:
    whole = {norm.id for norm in BOOK.norms(sector="garments", product="garments")}
    assert {"IN-201", "IN-202", "IN-003"} <= whole
    assert "IN-001" not in whole


def test_the_look_up_by_day_leaves_out_what_does_not_hold() -> None:
    ids = {norm.id for norm in BOOK.norms(sector="seafood", on=date(2026, 6, 30)) if norm.legal}
    assert ids == {"SEA-PANG-2030", "SEA-SHRI-2030"}


@given(st.sampled_from(BOOK.norms()))
def test_every_norm_is_usable(norm: catalogue.Norm) -> None:
    assert "/" in norm.unit or parse_unit(norm.unit).dimension == "dimensionless"
    figures = [figure for figure in (norm.value_low, norm.value, norm.value_high) if figure is not None]
    assert figures
    assert figures == sorted(figures)
    assert norm.direction == ("higher_is_better" if norm.indicator == "yield" else "lower_is_better")
    assert norm.legal == (norm.status != "context")
    assert not norm.norm_product or BOOK.row("products", norm.norm_product)["sector"] == norm.sector
    if norm.legal:
        assert norm.article
        assert norm.confidence == "A"


@given(
    st.sampled_from(["shrimp", "packaging_paper", "tissue", "beer", "npk", "plastic_bags", "sinter", "raw_rubber"]),
    st.floats(1, 1e9),
    st.dates(date(2010, 1, 1), date(2040, 12, 31)),
)
def test_an_answer_is_a_norm_that_holds_or_a_reason(product: str, capacity: float, on: date) -> None:
    choice = BOOK.norm_for(product, capacity=(capacity, "L" if product == "beer" else "t"), on=on)
    assert (choice.norm is not None) == (choice.verdict == "applies")
    assert choice.why.code.startswith("norm.")
    if choice.norm is not None:
        assert choice.norm.legal
        assert choice.norm.valid_from is None or choice.norm.valid_from <= on
        assert choice.norm.valid_to is None or on <= choice.norm.valid_to


def test_a_deployment_may_add_the_norm_nobody_could_read_and_it_is_marked(tmp_path: Path) -> None:
    (tmp_path / "norms.csv").write_text(
        "id,sector,norm_product,indicator,value,unit,per,direction,statistic,status,legal,article,valid_from,source_id,confidence\n"
        "own.beer,beer,beer,energy_intensity,150,MJ/hL,product,lower_is_better,regulatory_limit,in_force,yes,Art. 5,"
        "2026-01-01,vn.tt28_2024,B\n"
        "own.shrimp,seafood,shrimp,norm_sec,1,kWh/t,equivalent,lower_is_better,regulatory_limit,in_force,yes,Art. 5,"
        "2026-01-01,vn.tt52_2018,B\n",
        encoding="utf-8",
    )
    book = catalogue.open_edition(overlays=[tmp_path])
    own, law = (book.norm_for(product, on=date(2026, 6, 30)).norm for product in ("beer", "shrimp"))
    assert own is not None
    assert (own.id, own.local) == ("own.beer", True)
    assert law is not None
    assert (law.id, law.local) == ("SEA-SHRI-2030", False)
