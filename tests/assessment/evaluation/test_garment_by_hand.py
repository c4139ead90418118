"""The worked garment example: every figure of its hand calculation comes out of the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment import intake, procedure

GOLDEN = Path(__file__).parents[2] / "golden" / "garment.yaml"


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    reading = intake.read(GOLDEN)
    assert reading.document is not None
    return procedure.assess(reading.document)


@pytest.fixture(scope="module")
def indicators(result: dict[str, Any]) -> dict[str, Any]:
    return {item["id"]: item for item in result["indicators"]}


# 19 888 000 MJ = 3.6 x (1 620 000 + 360 000) kWh + 1 100 t x 11.6 MJ/kg; 2 200 000 pieces; 4 020 000 equivalents
@pytest.mark.parametrize(
    ("name", "expected", "unit"),
    [
        ("energy_intensity:output/2025", 9.04, "MJ/piece"),
        ("energy_intensity:equivalent/2025", 4.947264, "MJ/eq"),
        ("energy_intensity:output/2021", 9.401333, "MJ/piece"),
        ("energy_intensity:equivalent/2021", 5.372190, "MJ/eq"),
        ("electricity_intensity:output/2025", 0.9, "kWh/piece"),
        ("electricity_intensity:equivalent/2025", 0.492537, "kWh/eq"),
        ("electricity_intensity:output/2021", 0.85, "kWh/piece"),
        ("electricity_intensity:equivalent/2021", 0.485714, "kWh/eq"),
        ("thermal_intensity:output/2025", 5.8, "MJ/piece"),
        ("thermal_intensity:equivalent/2025", 3.174129, "MJ/eq"),
        ("thermal_intensity:output/2021", 6.341333, "MJ/piece"),
        ("thermal_intensity:equivalent/2021", 3.623619, "MJ/eq"),
        ("water_intensity:output/2025", 0.0218182, "m3/piece"),
        ("water_intensity:equivalent/2025", 0.0119403, "m3/eq"),
        ("water_intensity:output/2021", 0.025, "m3/piece"),
        ("water_intensity:equivalent/2021", 0.0142857, "m3/eq"),
        ("wastewater_intensity:output/2025", 0.0174545, "m3/piece"),
        ("wastewater_intensity:equivalent/2025", 0.00955224, "m3/eq"),
        ("waste_intensity:output/2025", 0.0432727, "kg/piece"),
        ("waste_intensity:equivalent/2025", 0.0236816, "kg/eq"),
        ("energy_intensity@tee:output/2025", 4.947264, "MJ/piece"),
        ("energy_intensity@polo:output/2025", 9.894527, "MJ/piece"),
        ("energy_intensity@shorts:output/2025", 12.368159, "MJ/piece"),
        ("energy_intensity@jacket:output/2025", 29.683582, "MJ/piece"),
        ("material_intensity/material:output/2025", 0.2466545, "kg/piece"),
        ("yield:mass/2025", 0.866873, "kg/kg"),
        ("ghg_intensity:output/2025", 0.515666, "kg CO2e/piece"),
        ("ghg_intensity:equivalent/2025", 0.282205, "kg CO2e/eq"),
    ],
)
def test_intensity(indicators: dict[str, Any], name: str, expected: float, unit: str) -> None:
    assert indicators[name]["value"] == pytest.approx(expected, rel=3e-6)
    assert indicators[name]["unit"] == unit


def test_wastewater_and_waste_of_2021_have_no_row(indicators: dict[str, Any]) -> None:
    assert not [name for name in indicators if name.startswith(("waste", "wastewater")) and name.endswith("/2021")]


# change in % per equivalent, 90 % interval with months of one meter fully correlated, verdict against 5 % by 2025
@pytest.mark.parametrize(
    ("kind", "change", "low", "high", "verdict"),
    [
        ("energy_intensity", -7.9097, -12.0952, -3.5250, "not_distinguishable"),
        ("electricity_intensity", 1.4047, -0.7486, 3.6048, "not_achieved"),
        ("thermal_intensity", -12.4044, -18.3094, -6.0726, "achieved"),
    ],
)
def test_target_of_2025(result: dict[str, Any], kind: str, change: float, low: float, high: float, verdict: str) -> None:
    row = next(row for row in result["targets"] if row["target"] == "2091.garments.2025" and row["kind"] == kind)
    assert row["indicator"] == f"{kind}:equivalent/2025"
    assert row["change_percent"] == pytest.approx(change, abs=6e-5)
    assert row["change_low"] == pytest.approx(low, abs=6e-5)
    assert row["change_high"] == pytest.approx(high, abs=6e-5)
    assert row["verdict"] == verdict


def test_energy_interval(indicators: dict[str, Any]) -> None:
    # u(2025) = 1.948079 %: 4.947264 x exp(-+ 1.645 x 0.01948079)
    energy = indicators["energy_intensity:equivalent/2025"]
    assert energy["low"] == pytest.approx(4.947264 * 0.968461915, rel=2e-6)
    assert energy["high"] == pytest.approx(4.947264 / 0.968461915, rel=2e-6)


def test_emissions(result: dict[str, Any]) -> None:
    emissions = result["emissions"]
    rows = {row["stream"]: row for row in emissions["by_source"]}
    husk = rows["fuel/rice_husk"]
    assert (husk["ch4_kg"], husk["n2o_kg"]) == pytest.approx((382.8, 51.04))
    assert husk["co2e_t"] == pytest.approx(24.2439, abs=1e-4)  # 10 718.4 + 13 525.6 kg
    assert rows["refrigerant/r410a"]["co2e_t"] == pytest.approx(42.3170)
    assert rows["electricity/grid"]["co2e_t"] == pytest.approx(1067.9040)
    assert emissions["scope1"] == pytest.approx(66.5610, abs=1e-4)
    assert emissions["biogenic_co2"] == pytest.approx(1276.0)
    assert emissions["scope1"] + emissions["scope2_location"] == pytest.approx(1134.4650, abs=1e-4)
    assert emissions["scope2_market"] is None
    assert emissions["gwp"] == "AR5"


def test_grid_factor_of_an_earlier_year_is_said(result: dict[str, Any]) -> None:
    assert [f for f in result["findings"] if f["code"] == "grid.factor_of_earlier_year" and f["severity"] == "note"]


def test_material_loss(result: dict[str, Any]) -> None:
    losses = result["losses"]
    assert losses["input_kg"] == pytest.approx(542_640)
    assert losses["product_kg"] == pytest.approx(470_400)
    assert losses["loss_kg"] == pytest.approx(72_240)
    assert losses["seen_kg"] == pytest.approx(70_000)
    assert losses["unseen_percent"] == pytest.approx(0.4128, abs=5e-5)
    assert losses["cost_vnd"] == pytest.approx(9533.7e6, abs=0.05e6)


def test_products_close(result: dict[str, Any], indicators: dict[str, Any]) -> None:
    pieces = {"tee": 1_200_000, "polo": 480_000, "shorts": 360_000, "jacket": 160_000}
    total = sum(indicators[f"energy_intensity@{key}:output/2025"]["value"] * count for key, count in pieces.items())
    assert total == pytest.approx(19_888_000, rel=1e-9)


def test_standings(result: dict[str, Any]) -> None:
    by_norm = {row["norm"]: row for row in result["standings"] if row["norm"]}
    assert by_norm["IN-201"]["verdict"] == "within"
    assert by_norm["IN-202"]["verdict"] == "within"
    assert by_norm["IN-003"]["verdict"] == "worse"
    assert by_norm["IN-003"]["gap_percent"] == pytest.approx(38.4615, abs=1e-4)
    assert by_norm["IN-001"]["verdict"] == "not_comparable"
    silent = [row for row in result["standings"] if row["norm"] is None and row["indicator"] == "energy_intensity:output/2025"]
    assert [row["verdict"] for row in silent] == ["no_norm"]


def test_no_row_of_a_year_makes_a_month(indicators: dict[str, Any]) -> None:
    assert "energy_intensity:output/2025-01" in indicators
    assert not [name for name in indicators if name.endswith("/2021-01")]
    assert "material_intensity:output/2025-01" not in indicators


def test_months_add_up_to_the_year(indicators: dict[str, Any]) -> None:
    made = {1: 175_000, 2: 128_000}
    # January: 128 000 + 28 000 - 3 000 kWh and 88 t of husk
    assert indicators["energy_intensity:output/2025-01"]["value"] == pytest.approx((153_000 * 3.6 + 88_000 * 11.6) / made[1])
    assert indicators["energy_intensity:output/2025-02"]["value"] == pytest.approx((118_000 * 3.6 + 62_000 * 11.6) / made[2])
