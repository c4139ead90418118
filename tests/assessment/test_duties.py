"""Duties by size, product and what the site confirmed; each with form, addressee, day and source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assessment import intake, procedure
from assessment.duties import coming
from data.catalogue import open_edition

TEXT = """
format: sachhon-assessment/1
facility: {{name: A, sector: {sector}, province: "68", commune: Phường Phan Thiết}}
reporting_period: {year}
products: [{{id: p, name: P, unit: t, norm_product: {norm}}}]
flows:
  - {{period: {year}, stream: product/p, quantity: {output}, unit: t}}
  - {{period: {year}, stream: electricity/grid, quantity: {mwh}, unit: MWh}}
  - {{period: {year}, stream: wastewater/{wastewater}, quantity: 100, unit: m3}}
{extra}
"""


@pytest.fixture
def duties() -> Callable[..., dict[str, dict[str, Any]]]:
    def run(**parts: object) -> dict[str, dict[str, Any]]:
        filled = {"sector": "seafood", "year": 2025, "norm": "shrimp.s01", "output": 1000, "mwh": 1000, "wastewater": "direct", "extra": ""}
        reading = intake.read(TEXT.format(**{**filled, **parts}).encode(), "d.yaml")
        assert reading.document is not None, reading.findings
        return {row["duty"]: row for row in procedure.assess(reading.document)["duties"]}

    return run


def test_a_shrimp_plant_reports_by_15_january(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    row = duties()["seafood_sec_report"]
    assert (row["applies"], row["deadline"], row["source"]) == ("yes", "2026-01-15", "vn.tt52_2018")
    assert "Phụ lục IV" in row["form"]


def test_below_300_tonnes_it_does_not(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    row = duties(output=200)["seafood_sec_report"]
    assert (row["applies"], row["why"]["code"], row["deadline"]) == ("no", "duty.below_size", None)


def test_three_months_say_nothing_of_a_year(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    """What is below a threshold of a year after a quarter may be above it at the end; what is above already stays so."""
    extra = "\n".join(
        f"  - {{period: 2025-0{month}, stream: {stream}, quantity: {quantity}, unit: {unit}}}"
        for month in (1, 2, 3)
        for stream, quantity, unit in (("product/p", 47.5, "t"), ("electricity/grid", 83.25, "MWh"))
    )
    text = TEXT.format(sector="seafood", year=2025, norm="shrimp.s01", output=0, mwh=0, wastewater="to_zone_plant", extra=extra)
    lines = [line for line in text.splitlines() if "quantity: 0," not in line]
    reading = intake.read("\n".join(lines).encode(), "d.yaml")
    assert reading.document is not None, reading.findings
    rows = {row["duty"]: row for row in procedure.assess(reading.document)["duties"]}
    assert (rows["seafood_sec_report"]["applies"], rows["seafood_sec_report"]["why"]["code"]) == ("likely", "duty.size_unknown")
    for duty in ("ghg_inventory", "key_energy_user_report", "energy_audit"):
        assert (rows[duty]["applies"], rows[duty]["why"]["code"], rows[duty]["why"]["values"]["days"]) == ("unknown", "duty.year_incomplete", 90)
    assert rows["time_of_use_tariff"]["why"]["values"]["monthly"] == pytest.approx(3 * 83_250 / (90 / 30.4375))
    assert duties(mwh=20_000, year="2025-01/2025-03")["key_energy_user_report"]["applies"] == "likely"  # above already
    small = intake.read("\n".join(lines).replace("name: A,", "name: A, capacity: {quantity: 200, unit: t/year},").encode(), "d.yaml").document
    assert small is not None
    assert {row["duty"]: row["applies"] for row in procedure.assess(small)["duties"]}["seafood_sec_report"] == "no"


def test_above_the_norm_a_plan_is_due(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    assert duties(mwh=1000)["seafood_efficiency_plan"]["applies"] == "no"  # 1 000 kWh/t against 2 050
    assert duties(mwh=2500)["seafood_efficiency_plan"]["applies"] == "yes"  # 2 500 kWh/t


# 24/2017 Art. 6 clause 2 with Art. 5 clause 2: below 10 000 t a year packaging paper to 5 482 MJ/t; 1 MWh/t is 3 600 or 6 460 MJ/t
@pytest.mark.parametrize(("mwh", "applies", "code"), [(50, "no", "duty.within_norm"), (20_000, "yes", "duty.above_norm")])
def test_a_paper_mill_above_the_norm_makes_a_plan(duties: Callable[..., dict[str, dict[str, Any]]], mwh: int, applies: str, code: str) -> None:
    row = duties(sector="paper", norm="packaging_paper", output=5000, mwh=mwh)["paper_efficiency_plan"]
    assert (row["applies"], row["why"]["code"], row["source"], row["deadline"]) == (applies, code, "vn.tt24_2017", None)


def test_a_seafood_plant_owes_no_plan_of_paper(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    rows = duties(mwh=2500)
    assert (rows["paper_efficiency_plan"]["applies"], rows["seafood_efficiency_plan"]["applies"]) == ("no", "yes")


# 3 000 t CO2e at 0.6592 t/MWh are 4 551 MWh; 1 000 TOE at 0.0001543 TOE/kWh are 6 481 MWh
@pytest.mark.parametrize(("mwh", "ghg", "energy"), [(4000, "no", "no"), (4600, "likely", "no"), (6500, "likely", "likely")])
def test_thresholds_make_a_duty_likely_never_certain(duties: Callable[..., dict[str, dict[str, Any]]], mwh: int, ghg: str, energy: str) -> None:
    rows = duties(mwh=mwh, output=100_000, wastewater="to_zone_plant")
    assert (rows["ghg_inventory"]["applies"], rows["key_energy_user_report"]["applies"]) == (ghg, energy)


BIOMASS = "  - {period: 2025, stream: fuel/biomass_other, quantity: 500, unit: t}\nstreams: [{stream: fuel/biomass_other, ncv: {value: 15, unit: MJ/kg}}]"


def test_below_a_threshold_with_a_part_not_counted_nothing_is_known(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    """A total that lacks a part may pass the threshold with it: the same in every duty that is held against one."""
    rows = duties(mwh=4000, wastewater="treated_on_site")
    for duty in ("ghg_inventory", "ghg_mitigation_report"):
        values = rows[duty]["why"]["values"]
        assert (rows[duty]["applies"], rows[duty]["why"]["code"]) == ("unknown", "duty.below_ghg_threshold_incomplete")
        assert values["emissions"] == pytest.approx(4000 * 0.6592)
        assert (values["limit_emissions"], values["not_counted"]) == (3000, ["wastewater/treated_on_site"])
    assert rows["key_energy_user_report"]["applies"] == "no"  # its total of TOE is whole
    rows = duties(mwh=4000, wastewater="to_zone_plant", extra=BIOMASS)
    for duty in ("ghg_inventory", "ghg_mitigation_report", "key_energy_user_report", "energy_audit"):
        assert (rows[duty]["applies"], rows[duty]["why"]["values"]["not_counted"]) == ("unknown", ["fuel/biomass_other"])
        assert rows[duty]["why"]["values"]["toe"] == pytest.approx(4_000_000 * 0.0001543)


def test_above_a_threshold_a_part_not_counted_changes_nothing(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    rows = duties(mwh=6500, wastewater="treated_on_site", extra=BIOMASS)
    assert [rows[duty]["applies"] for duty in ("ghg_inventory", "key_energy_user_report", "energy_audit")] == ["likely"] * 3


def test_the_mean_of_whole_months_is_the_total_by_their_number(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    assert duties(mwh=1200)["time_of_use_tariff"]["why"]["values"]["monthly"] == pytest.approx(100_000)


@pytest.mark.parametrize(("said", "applies"), [("có", "yes"), ("không", "no")])
def test_what_the_site_confirms_decides(duties: Callable[..., dict[str, dict[str, Any]]], said: str, applies: str) -> None:
    extra = f"worksheets: [{{sheet: duties, values: {{listed_ghg: {said}}}}}]"
    assert duties(mwh=6500, output=100_000, extra=extra)["ghg_inventory"]["applies"] == applies


def test_inventory_is_filed_every_second_year(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    assert duties(mwh=6500, year=2025)["ghg_inventory"]["deadline"] == "2027-03-31"
    assert duties(mwh=6500, year=2026)["ghg_inventory"]["deadline"] == "2027-03-31"
    assert duties(mwh=6500, year=2024)["ghg_inventory"]["deadline"] == "2025-03-31"


def test_a_zone_pays_the_fee(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    assert duties()["wastewater_fee"]["applies"] == "yes"
    assert duties(wastewater="to_zone_plant")["wastewater_fee"]["applies"] == "no"


def test_every_answer_has_a_reason_and_a_source(duties: Callable[..., dict[str, dict[str, Any]]]) -> None:
    for row in duties().values():
        assert row["why"]["code"].startswith("duty.")
        assert row["source"]
        assert row["form"]
        assert row["addressee"]


@pytest.mark.parametrize(
    ("duty", "today", "day"),
    [
        ("seafood_sec_report", date(2026, 11, 22), date(2027, 1, 15)),
        ("seafood_sec_report", date(2027, 1, 15), date(2027, 1, 15)),
        ("ghg_inventory", date(2026, 11, 22), date(2027, 3, 31)),
        ("ghg_inventory", date(2027, 4, 1), date(2029, 3, 31)),  # every second year
        ("wastewater_standard", date(2026, 11, 22), None),
    ],
)
def test_a_day_that_has_passed_comes_again(duty: str, today: date, day: date | None) -> None:
    assert coming(open_edition().row("duties", duty), today) == day
