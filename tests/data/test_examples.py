"""The example documents give back the figures they cite, keep the contract's rules, and say what is constructed."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from calculators.period import Period, parse_period
from calculators.units import convert, parse_unit

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "examples"
SECTORS = ("garments", "footwear", "bottled_water", "paper", "seafood")
GROUPS = {
    "product", "by_product", "intermediate", "material", "chemical", "packaging", "electricity", "fuel", "steam", "heat",
    "ice", "water", "wastewater", "waste", "hazardous_waste", "air", "refrigerant", "transport", "service",
}  # fmt: skip
OUTGOING = {"product", "by_product", "wastewater", "waste", "hazardous_waste", "air"}
# communes of old Bình Thuận, as they are since the provinces merged on 1 July 2025
COMMUNES = {"Phường Hàm Thắng", "Xã Hàm Kiệm", "Xã Vĩnh Hảo", "Xã Hàm Thuận Nam", "Phường Phan Thiết"}
BTU = 1055.05585262  # J, international table


def _load(sector: str) -> dict[str, Any]:
    text = (FOLDER / f"{sector}.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, Loader=yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


DOCUMENTS = {sector: _load(sector) for sector in SECTORS}


def _flows(sector: str) -> list[dict[str, str]]:
    flows: list[dict[str, str]] = DOCUMENTS[sector]["flows"]
    return flows


def _total(sector: str, year: str, stream: str, unit: str) -> float:
    rows = [row for row in _flows(sector) if row["stream"] == stream and row["period"][:4] == year]
    assert rows, f"{sector} has no {stream} in {year}"
    return sum(convert(float(row["quantity"]), row["unit"], unit) for row in rows)


def _output(sector: str, year: str, unit: str) -> float:
    return sum(_total(sector, year, f"product/{product['id']}", unit) for product in DOCUMENTS[sector]["products"])


def _intensity(sector: str, year: str, stream: str, unit: str, per: str) -> float:
    return _total(sector, year, stream, unit) / _output(sector, year, per)


@pytest.mark.parametrize("sector", SECTORS)
def test_example_has_the_keys_of_the_contract(sector: str) -> None:
    document = DOCUMENTS[sector]
    assert {"format", "facility", "reporting_period", "products", "flows"} <= set(document)
    assert document["format"] == "sachhon-assessment/1"
    assert document["facility"]["sector"] == sector
    assert document["facility"]["province"] == "68"
    assert document["facility"]["commune"] in COMMUNES
    assert "(ví dụ, dựng theo số liệu công bố)" in document["facility"]["name"]
    assert (document["reporting_period"], document["baseline_period"]) == ("2025", "2021")


@pytest.mark.parametrize("sector", SECTORS)
def test_every_flow_reads(sector: str) -> None:
    declared = {f"product/{product['id']}" for product in DOCUMENTS[sector]["products"]}
    for row in _flows(sector):
        group = row["stream"].partition("/")[0]
        assert group in GROUPS
        assert group != "product" or row["stream"] in declared
        parse_unit(row["unit"])
        parse_period(row["period"])
        assert float(row["quantity"]) > 0
    for product in DOCUMENTS[sector]["products"]:
        parse_unit(product["unit"])
    for note in DOCUMENTS[sector]["streams"]:
        for value in note.values():
            if isinstance(value, dict):
                parse_unit(value["unit"])
    for variable in DOCUMENTS[sector].get("relevant_variables", []):
        parse_unit(variable["unit"])


@pytest.mark.parametrize("sector", SECTORS)
def test_rows_of_one_stream_role_meter_step_product_do_not_overlap(sector: str) -> None:
    rows: dict[tuple[str, ...], list[Period]] = defaultdict(list)
    for row in _flows(sector):
        role = row.get("role") or ("out" if row["stream"].partition("/")[0] in OUTGOING else "in")
        key = (row["stream"], role, row.get("meter", ""), row.get("step", ""), row.get("product", ""))
        rows[key].append(parse_period(row["period"]))
    for which, periods in rows.items():
        ordered = sorted(periods)
        for earlier, later in pairwise(ordered):
            assert earlier.end < later.start, f"{sector}: {which} overlaps at {later.text}"


@pytest.mark.parametrize("sector", SECTORS)
def test_monthly_rows_are_marked_as_constructed(sector: str) -> None:
    monthly = [row for row in _flows(sector) if len(row["period"]) == 7]
    assert len(monthly) >= 36
    for row in monthly:
        assert row["estimated"] == "true"
        assert "chia theo" in row["evidence"] or "[G3] / 0,8" in row["evidence"]


def _weights(sector: str) -> list[int]:
    months = [calendar.monthrange(2025, month)[1] for month in range(1, 13)]
    if sector not in ("garments", "footwear"):
        return months
    return [
        sum(date(2025, month, day).weekday() < 6 for day in range(1, days + 1))  # Monday to Saturday
        for month, days in enumerate(months, start=1)
    ]


@pytest.mark.parametrize("sector", SECTORS)
def test_months_share_the_year_by_the_stated_rule(sector: str) -> None:
    weights = _weights(sector)
    series: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _flows(sector):
        if len(row["period"]) == 7:
            series[row["stream"]][row["period"]] = row["quantity"]
    for stream, quantities in series.items():
        assert sorted(quantities) == [f"2025-{month:02d}" for month in range(1, 13)], stream
        total = sum((Fraction(quantity) for quantity in quantities.values()), Fraction(0))
        step = Fraction(1, 10 if any("." in quantity for quantity in quantities.values()) else 1)
        for month, weight in enumerate(weights, start=1):
            share = total * weight / sum(weights)
            assert abs(Fraction(quantities[f"2025-{month:02d}"]) - share) < step, f"{stream} in month {month}"


@pytest.mark.parametrize("sector", SECTORS)
def test_electricity_costs_the_dated_price_without_vat(sector: str) -> None:
    # Decision 1279/QĐ-BCT of 9 May 2025, manufacturing, 22 to below 110 kV, normal hours: 1 833 VND/kWh from 10 May;
    # before it 1 749, by the ratio of the average prices 2 103.11 and 2 204.0655
    before = 1833 * 2103.11 / 2204.0655
    assert before == pytest.approx(1749, abs=0.5)
    may = (9 * 1749 + 22 * 1833) / 31
    for row in _flows(sector):
        if row["stream"] == "electricity/grid" and len(row["period"]) == 7:
            month = int(row["period"][-2:])
            price = 1749 if month < 5 else may if month == 5 else 1833
            assert float(row["cost_vnd"]) == pytest.approx(price * float(row["quantity"]), abs=0.51)


@pytest.mark.parametrize("sector", SECTORS)
def test_sources_named_in_rows_are_listed_in_the_head(sector: str) -> None:
    head = (FOLDER / f"{sector}.yaml").read_text(encoding="utf-8").split("\nformat:")[0]
    listed = set(re.findall(r"^# \[(\w+)\]", head, flags=re.MULTILINE))
    named = {mark for row in _flows(sector) for mark in re.findall(r"\[(\w+)\]", row["evidence"])}
    assert named
    assert named <= listed
    assert "https://" in head


def test_garments_give_back_the_published_intensities() -> None:
    # ESG Book 2017 of an apparel and bag group, p. 46: 0.65 kWh per garment in 2017, 0.60 in 2016; 8 404 601 kg of
    # boiler fuel on 41 995 718 kWh, and 9 820 000 on 44 255 000
    assert _intensity("garments", "2025", "electricity/grid", "kWh", "piece") == pytest.approx(0.65)
    assert _intensity("garments", "2021", "electricity/grid", "kWh", "piece") == pytest.approx(0.60)
    for year, ratio in (("2025", 0.200130), ("2021", 0.221896)):
        fuel = _total("garments", year, "fuel/biomass_other", "kg")
        assert fuel / _total("garments", year, "electricity/grid", "kWh") == pytest.approx(ratio, rel=1e-5)
    # Bren School and Patagonia: 16 to 21 % of the fabric is wasted
    scrap = _total("garments", "2025", "waste/knit_scrap", "kg") + _total("garments", "2025", "waste/woven_scrap", "kg")
    woven = 0.2 * _total("garments", "2025", "material/fabric_woven", "m2")  # kg, at 200 g/m2
    assert 0.16 <= scrap / (_total("garments", "2025", "material/fabric_knit", "kg") + woven) <= 0.21


def test_footwear_gives_back_the_published_intensities() -> None:
    # ESG Report 2018, p. 37–38 (2018), and 2019, p. 42 (2017), of a footwear group, HKU ESG database
    published = (
        ("2025", "electricity/grid", "kWh", 3.169),
        ("2025", "fuel/biomass_other", "kg", 0.2722),
        ("2025", "fuel/diesel", "L", 0.0183),
        ("2025", "fuel/lpg", "kg", 0.0003),
        ("2025", "water/municipal", "m3", 0.0447),
        ("2021", "electricity/grid", "kWh", 3.178),
        ("2021", "fuel/biomass_other", "kg", 0.2979),
        ("2021", "fuel/diesel", "L", 0.016),
    )
    for year, stream, unit, value in published:
        assert _intensity("footwear", year, stream, unit, "pair") == pytest.approx(value, rel=1e-9), stream
    # Vinh Phu Shoes: 100 t of scrap, 20 t of toluene a year; VND 350 million saved 40 000 kWh a year
    assert _total("footwear", "2025", "waste/leather_fabric_scrap", "t") == 100
    assert _total("footwear", "2025", "chemical/toluene", "t") == pytest.approx(20)
    option = DOCUMENTS["footwear"]["options"][0]
    assert (option["investment_vnd"], option["saves"][0]["quantity"]) == ("350000000", "40000")


def test_bottled_water_gives_back_the_audit() -> None:
    # US DOE IAC database, LE0298: 63 500 thousand US gallons, 20 040 062 kWh, 6 510 MMBtu; implemented AR2, AR4, AR10
    output = _output("bottled_water", "2025", "m3")
    assert output == pytest.approx(63500 * 3.785411784, rel=1e-5)
    assert _total("bottled_water", "2021", "electricity/grid", "kWh") == 20040062
    assert _total("bottled_water", "2025", "electricity/grid", "kWh") == 20040062 - 566625 - 85047 - 9345
    assert _total("bottled_water", "2025", "fuel/lpg", "kg") * 47.3 == pytest.approx(6510 * BTU * 0.9, rel=1e-5)
    # IBWA: 1.32 litres per litre (second study), 1.39 (first study); 9.25 g of PET in a bottle of half a litre
    assert _total("bottled_water", "2025", "water/groundwater", "m3") / output == pytest.approx(1.32, rel=1e-5)
    assert _total("bottled_water", "2021", "water/groundwater", "m3") / output == pytest.approx(1.39, rel=1e-5)
    assert _total("bottled_water", "2025", "packaging/pet_preform", "piece") / output == 2000


def test_paper_gives_back_the_audit() -> None:
    # US DOE IAC database, WV0396: 35 000 short tons, 18 874 575 kWh, 215 964 MMBtu of coal (gross);
    # implemented AR4, AR5 (coal), AR6, AR8, AR10, AR12, AR13, AR14 (electricity)
    output = _output("paper", "2025", "t")
    assert output == pytest.approx(35000 * 0.90718474, rel=1e-5)
    assert _total("paper", "2021", "electricity/grid", "kWh") == 18874575
    assert _total("paper", "2025", "electricity/grid", "kWh") == 18874575 - 480786
    for year, mmbtu in (("2021", 215964), ("2025", 215964 - 16394 - 2383)):
        assert _total("paper", year, "fuel/coal_anthracite", "kg") * 26.7 == pytest.approx(mmbtu * BTU * 0.95, rel=1e-5)
    # FEFCO and Cepi ContainerBoard: 1.0569 t of recovered paper per tonne; ESG Report 2023: 5.7 m3 of wastewater
    assert _total("paper", "2025", "material/recovered_paper", "t") / output == pytest.approx(1.0569, rel=1e-5)
    wastewater = _total("paper", "2025", "wastewater/treated_on_site", "m3")
    assert wastewater / output == pytest.approx(3419743.66 / 599999.08, rel=1e-3)
    # by hand: (18 393 789 × 3.6 + 7 402 300 × 26.7) / 31 751.5 = 8 310.13 MJ/t, above 6 744 of Circular 24/2017
    coal = 26.7 * _total("paper", "2025", "fuel/coal_anthracite", "kg")
    assert (3.6 * _total("paper", "2025", "electricity/grid", "kWh") + coal) / output == pytest.approx(
        8310.13, abs=0.01
    )


def test_seafood_gives_back_the_surveys() -> None:
    # survey of 48 shrimp plants: 4.11 million kWh a plant; VASEP: 1.53 kWh/kg; UNEP table 33: 23–32 m3 of water per tonne
    output = _output("seafood", "2025", "t")
    electricity = _total("seafood", "2025", "electricity/grid", "kWh")
    assert electricity == 4110000
    assert electricity / output / 1000 == pytest.approx(1.53, rel=2e-4)
    assert 23 <= _total("seafood", "2025", "water/municipal", "m3") / output <= 32
    assert output >= 300  # Circular 52/2018 applies
    # by hand: 1 611.6 × 1 + 671.5 × 0.76 + 402.9 × 0.83 = 2 456.347 t of equivalent product, 1 673.2 kWh/t
    k = {"shrimp.s01": 1.0, "shrimp.s05": 0.76, "shrimp.s02": 0.83}
    equivalent = sum(
        k[product["norm_product"]] * _total("seafood", "2025", f"product/{product['id']}", "t")
        for product in DOCUMENTS["seafood"]["products"]
    )
    assert equivalent == pytest.approx(2456.347)
    assert electricity / equivalent == pytest.approx(1673.2, abs=0.05)


def test_seafood_baseline_has_the_same_intensities() -> None:
    for stream, unit in (("electricity/grid", "kWh"), ("water/municipal", "m3"), ("material/raw_shrimp", "t")):
        now, then = (_intensity("seafood", year, stream, unit, "t") for year in ("2025", "2021"))
        assert now == pytest.approx(then, rel=1e-9)


@pytest.mark.parametrize("sector", SECTORS)
def test_messy_cases_name_rows_that_exist(sector: str) -> None:
    text = (FOLDER / "messy_cases.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {sector}\n")[1].split("\n## ")[0]
    rows = {(row["period"], row["stream"]): row for row in _flows(sector)}
    altered = re.findall(r"^\| [CDEF] \| (\S+) (\S+) \| (\S+) (\S+) \|", section, flags=re.MULTILINE)
    assert len(altered) == 6
    for period, stream, quantity, unit in altered:
        assert (rows[period, stream]["quantity"], rows[period, stream]["unit"]) == (quantity, unit)
    bills = re.findall(r"^\| (\d{4}-\d\d-06) \| ([\d.]+)( MWh)? \| (\d+) \|$", section, flags=re.MULTILINE)
    assert len(bills) == 13
    by_month = {row["period"]: float(row["quantity"]) for row in _flows(sector) if row["stream"] == "electricity/grid"}
    for end, first, mega, second in bills:
        month = f"2025-{end[5:7]}"
        assert float(first) * (1000 if mega else 1) + float(second) == pytest.approx(by_month[month])


def test_the_documentation_describes_every_example_in_both_languages() -> None:
    vietnamese, english = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8").split("# The example factories")
    for sector in SECTORS:
        assert f"`{sector}.yaml`" in vietnamese
    for title in ("## Garments", "## Footwear", "## Bottled water", "## Paper", "## Seafood"):
        assert title in english
