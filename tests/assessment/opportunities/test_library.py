"""The library matched to a site: what is proposed, on which base, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.evaluation.site import Site
from assessment.opportunities.candidates import Match, candidates_of
from assessment.opportunities.record import Opportunities
from data import catalogue

MakeSite = Callable[..., Site]
SECTORS = tuple(str(row["id"]) for row in catalogue.open_edition("2026-11").table("sectors"))


def matched(site: Site) -> dict[str, Match]:
    return {match.id: match for match in candidates_of(site, ())}


def facility(sector: str) -> dict[str, Any]:
    return {"name": "Thử", "sector": sector, "province": "68"}


@pytest.mark.parametrize("sector", SECTORS)
def test_surveys_are_never_proposed_and_cases_never_transferred(make_site: MakeSite, sector: str) -> None:
    found = matched(make_site(facility=facility(sector)))
    assert found
    for match in found.values():
        assert match.row["option_kind"] in {"measure", "package"}
        assert match.row["sector"] in {sector, "cross_cutting"}
        if match.row["base"] in {"case", "sector", "none", "each"}:
            assert not match.shares
            assert match.why_not in {"one_plant_only", "other_sector", "no_figure", "per_piece", "condition_unknown"}


def test_a_measure_on_the_boiler_counts_on_the_boilers_fuel(make_site: MakeSite) -> None:
    match = matched(make_site())["boiler_economiser"]
    share = match.shares[0]
    assert (share.stream, share.base, share.percent_low, share.percent_high) == ("fuel/wood", 50_000, 5.0, 10.0)
    assert match.presence == "known"
    assert match.basis == "equipment"


def test_compressed_air_that_nobody_metered_is_shown_without_an_amount(make_site: MakeSite) -> None:
    match = matched(make_site())["air_leak_repair"]
    assert match.presence == "to_check"
    assert match.why_not == "not_metered_apart"


def test_equipment_metered_apart_is_the_base(make_site: MakeSite) -> None:
    flows = [
        {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 20, "unit": "MWh", "step": "compressed_air"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 80, "unit": "MWh", "step": "other_use"},
    ]
    share = matched(make_site(flows=flows))["air_leak_repair"].shares[0]
    assert (share.base, share.percent_low, share.percent_high) == (pytest.approx(20_000), 10.0, 25.0)
    assert share.price is None or share.price > 0


def test_no_stream_no_measure(make_site: MakeSite) -> None:
    flows = [
        {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 20, "unit": "MWh"},
    ]
    found = matched(make_site(flows=flows))
    assert "boiler_economiser" not in found
    assert all(share.stream == "electricity/grid" for match in found.values() for share in match.shares)


SHRIMP = [
    {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
    {"period": "2025", "stream": "electricity/grid", "quantity": 20, "unit": "MWh", "cost_vnd": 40_000_000},
    {"period": "2025", "stream": "water/municipal", "quantity": 900, "unit": "m3"},
    {"period": "2025", "stream": "material/raw_shrimp", "quantity": 15, "unit": "t", "cost_vnd": 3_000_000_000},
]


def test_a_single_seafood_plant_is_told_nothing_of_clusters_canneries_or_textile_mills(make_site: MakeSite) -> None:
    found = matched(make_site(facility=facility("seafood"), flows=SHRIMP))
    assert "energy_audit_apparel" not in found
    for id in ("cluster_standard_operation", "seafood_tuna_package"):
        assert (found[id].presence, found[id].why_not, found[id].shares) == ("to_check", "condition_unknown", ())
    assert found["energy_housekeeping"].why_not == "other_sector"
    assert found["electric_housekeeping_vn"].why_not == "one_plant_only"


def test_a_cannery_that_names_its_step_gets_the_canneries_figure(make_site: MakeSite) -> None:
    process = {"steps": [{"id": "canning", "name": "Vào hộp"}]}
    match = matched(make_site(facility=facility("seafood"), flows=SHRIMP, process=process))["seafood_tuna_package"]
    assert [(share.stream, share.percent_low) for share in match.shares] == [("water/municipal", 32.0)]


@pytest.mark.parametrize("sector", SECTORS)
def test_no_raw_material_is_saved_by_the_percentage_of_all_sectors(make_site: MakeSite, sector: str) -> None:
    for match in matched(make_site(facility=facility(sector), flows=SHRIMP)).values():
        if match.row["sector"] == "cross_cutting":
            assert not [share.stream for share in match.shares if share.stream.startswith(("material/", "chemical/", "packaging/"))]


def test_a_share_of_the_bill_is_money_and_no_kilowatt_hour(make_site: MakeSite, look: Callable[..., Opportunities]) -> None:
    rows = {row["option"]: row for row in look(facility=facility("seafood"), flows=SHRIMP).rows}
    row = rows["seafood_capacitors"]
    assert [(line["low"], line["high"], line["percent_high"]) for line in row["savings"]] == [(None, None, 10.0)]
    assert (row["money_high_vnd"], row["co2e_high_t"]) == (pytest.approx(4_000_000), None)


def test_a_confirmed_cause_calls_its_options(look: Callable[..., Opportunities]) -> None:
    sheet = {"sheet": "causes", "values": {"seafood.hoses": "no"}}
    quiet = look(worksheets=[sheet])
    assert quiet.portfolio is not None
    asked = [row for row in quiet.portfolio["causes"] if row["scope"] == "seafood" and row["options"]]
    chosen = asked[0]
    found = look(worksheets=[{"sheet": "causes", "values": {chosen["question"]: "có"}}])
    assert found.portfolio is not None
    assert found.portfolio["causes"][0]["question"] == chosen["question"]
    called = {row["option"] for row in found.rows if "cause" in row.get("called_by", ())}
    assert called <= set(chosen["options"])
    assert called


def test_every_programme_sector_is_asked_about_eight_questions_or_more(look: Callable[..., Opportunities]) -> None:
    flows = [
        {"period": "2025", "stream": stream, "quantity": 10, "unit": unit}
        for stream, unit in [
            ("product/p", "t"), ("electricity/grid", "MWh"), ("water/municipal", "m3"), ("fuel/wood", "t"), ("material/raw_shrimp", "t"),
            ("chemical/solvent", "t"), ("packaging/carton", "t"), ("waste/landfill", "t"), ("wastewater/direct", "m3"),
        ]
    ]  # fmt: skip
    for sector in ("garments", "footwear", "bottled_water", "paper", "seafood"):
        found = look(facility=facility(sector), flows=flows)
        assert found.portfolio is not None
        assert sum(row["scope"] == sector for row in found.portfolio["causes"]) >= 8


@settings(max_examples=15, deadline=None)
@given(power=st.floats(1, 1e5), wood=st.floats(1, 1e4), sector=st.sampled_from(SECTORS))
def test_a_range_is_in_order_and_within_the_stream(power: float, wood: float, sector: str) -> None:
    from assessment import intake
    from assessment.evaluation.site import open_site

    text = f"""format: sachhon-assessment/1
facility: {{name: T, sector: {sector}, province: '68'}}
reporting_period: 2025
products: [{{id: p, name: P, unit: t}}]
flows:
- {{period: 2025, stream: product/p, quantity: 10, unit: t}}
- {{period: 2025, stream: electricity/grid, quantity: {power:.3f}, unit: MWh, cost_vnd: 5000000}}
- {{period: 2025, stream: fuel/wood, quantity: {wood:.3f}, unit: t}}
"""
    document = intake.read(text.encode(), "t.yaml").document
    assert document is not None
    for match in candidates_of(open_site(document, catalogue.open_edition("2026-11")), ()):
        for share in match.shares:
            assert share.base > 0
            ends = [end for end in (share.percent_low, share.percent_high) if end is not None]
            assert ends == sorted(ends)
            assert all(0 <= end <= 100 for end in ends)


@pytest.mark.parametrize(("sector", "id"), [("garments", "energy_audit_apparel"), ("textile", "energy_audit_textile")])
def test_the_audit_is_proposed_to_both_kinds_of_plant_its_source_names(make_site: MakeSite, sector: str, id: str) -> None:
    """The guide's business case: audits in apparel and fabric factories found 10 to 20 %, often paid back in two years or less."""
    match = matched(make_site(facility=facility(sector)))[id]
    assert {(share.percent_low, share.percent_high) for share in match.shares} == {(10.0, 20.0)}
