"""Forms of equipment checks: each gives what its calculator gives, bad readings are explained, kept checks become results and options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import yaml

from assessment import intake, procedure
from assessment.equipment.form import Checked, read_value, run
from assessment.equipment.kept import SHEET, free_id, kept_in, option_id, values_of, with_check, with_option, without_check
from assessment.equipment.register import CHECKS
from assessment.model import Assessment
from calculators.errors import NumberError, UnitError
from data import messages
from data.catalogue import open_edition

BOOK = open_edition()
ON = date(2025, 12, 31)
READINGS: Mapping[str, Mapping[str, float]] = {
    "boiler_direct": {"steam_rate": 8, "steam_pressure": 10, "feedwater_c": 85, "fuel_rate": 1800, "calorific_value": 13.4},
    "boiler_indirect": {"carbon": 84, "hydrogen": 12, "oxygen": 1, "sulphur": 3, "moisture": 0, "gross_calorific_value": 42.7,
                        "flue_oxygen": 7, "flue_gas_c": 220, "air_c": 27},
    "boiler_air": {"flue_oxygen": 8, "wanted_oxygen": 4, "flue_gas_c": 220, "air_c": 30, "siegert_a": 0.68, "siegert_b": 0.007, "fuel_heat": 20000},
    "blowdown": {"steam_rate": 8, "hours": 6000, "steam_pressure": 8, "feedwater_c": 80, "boiler_efficiency": 80, "feedwater_tds": 200,
                 "boiler_tds": 2000, "wanted_tds": 3500},
    "economiser": {"feedwater_rate": 8, "hours": 6000, "steam_pressure": 8, "feedwater_c": 60, "heated_c": 95, "boiler_efficiency": 80},
    "steam_trap": {"orifice": 3, "steam_pressure": 7, "hours": 6000, "make_up_c": 28, "boiler_efficiency": 80},
    "insulation": {"outer_diameter": 60, "length": 40, "surface_c": 160, "ambient_c": 30, "hours": 6000, "convection": 8, "emissivity": 0.9,
                   "boiler_efficiency": 80},
    "condensate": {"condensate_rate": 2, "hours": 6000, "steam_pressure": 6, "make_up_c": 28, "boiler_efficiency": 80},
    "hot_water": {"water_rate": 5, "hours": 3000, "hot_c": 70, "cooled_c": 40, "exchanger_share": 80, "boiler_efficiency": 80},
    "air_leak": {"load_time": 480, "unload_time": 2880, "air_capacity": 20, "power": 130, "hours": 6000},
    "air_pressure": {"discharge_pressure": 7.5, "wanted_pressure": 6.5, "power": 110, "load": 70, "hours": 6000},
    "chiller": {"water_flow": 50, "inlet_c": 12, "outlet_c": 7, "power": 80, "wanted_cop": 4.5, "hours": 5000},
    "cooling_lift": {"evaporating_c": -30, "condensing_c": 40, "wanted_evaporating_c": -27, "wanted_condensing_c": 36, "power": 200, "hours": 6000},
    "cold_store": {"store_energy": 60000, "store_days": 30, "store_volume": 5000, "wanted_store_specific": 100},
    "cooling_tower": {"circulation": 300, "tower_range": 5, "blowdown_conductivity": 1500, "make_up_conductivity": 500, "wanted_cycles": 5,
                      "drift": 0.02, "hours": 6000},
    "motor": {"voltage": 380, "current": 45, "power_factor": 0.85, "rated_power": 30, "motor_class": 1, "wanted_class": 3, "hours": 6000},
    "pump": {"liquid_flow": 100, "head": 30, "power": 15, "motor_efficiency": 90, "speed": 80, "hours": 4000},
    "fan": {"air_flow": 36000, "fan_pressure": 1000, "power": 15, "motor_efficiency": 92, "speed": 80, "hours": 4000},
    "lighting": {"lamps": 400, "lamp_power": 40, "new_lamp_power": 18, "hours": 5000, "area": 2000, "lamp_flux": 2000},
    "transformer": {"no_load_loss": 1.2, "load_loss": 10, "load": 40, "new_no_load_loss": 0.5, "new_load_loss": 8},
    "power_factor": {"active_energy": 100000, "reactive_energy": 70000, "energy_bill": 200e6, "month_hours": 720},
    "tariff_hours": {"energy_normal": 60000, "energy_peak": 20000, "energy_off_peak": 20000, "saved_off_peak": 100, "saved_peak": 50},
    "solar": {"peak_power": 500, "irradiation": 1700, "performance_ratio": 80, "day_demand": 300, "days_off": 60},
}  # fmt: skip


def worked(key: str, **changes: float) -> Checked:
    return run(CHECKS[key], {**READINGS[key], **changes}, BOOK, ON)


def figures(checked: Checked) -> dict[str, float]:
    assert checked.outcome is not None, checked.findings
    return {figure.key: figure.value for figure in checked.outcome.figures}


def saved(checked: Checked) -> dict[str, float]:
    assert checked.outcome is not None, checked.findings
    return {saving.target: saving.amount for saving in checked.outcome.savings}


def test_every_check_has_readings_here() -> None:
    assert set(READINGS) == set(CHECKS)


@pytest.mark.parametrize("key", CHECKS)
def test_every_form_works_and_speaks_both_languages(key: str) -> None:
    check, found = CHECKS[key], figures(worked(key))
    for lang in ("vi", "en"):
        keys = [f"equipment.check.{key}", f"equipment.group.{check.group}", *(f"equipment.figure.{name}" for name in found)]
        keys += [f"equipment.field.{field.key}" for field in check.fields]
        keys += [f"equipment.choice.{option}" for field in check.fields for option in field.options]
        assert all(messages.message(name, lang) for name in keys)
    assert all(BOOK.source(source).title for source in check.sources)


@pytest.mark.parametrize("key", CHECKS)
def test_what_is_missing_or_impossible_is_said(key: str) -> None:
    needed = [field for field in CHECKS[key].fields if field.default is None and not field.is_optional]
    empty = run(CHECKS[key], {}, BOOK, ON)
    assert empty.outcome is None
    assert {finding.values["field"] for finding in empty.findings} == {field.key for field in needed}
    wrong = worked(key, **{needed[0].key: -1e9})
    assert wrong.outcome is None
    assert [finding.code for finding in wrong.findings] == ["equipment.out_of_range"]


def test_published_leak_test_through_the_form() -> None:
    # the auditor exercise of test_compressed_air: 8 minutes on load, 48 off: 14.3 % of 144 kW leak
    found = worked("air_leak", power=144.0)
    assert figures(found)["leak_share"] == pytest.approx(100 * 8 / 56)
    assert figures(found)["leak_energy"] == pytest.approx(144 * 8 / 56 * 6000)
    assert saved(found)["electricity"] == pytest.approx(144 * (8 / 56) * 6000 * (1 - 0.10 / (8 / 56)))


def test_an_efficiency_class_is_looked_up_and_the_nameplate_outranks_it() -> None:
    # IE1 90.7 %, IE3 93.6 % at 30 kW, four poles
    drawn = 3**0.5 * 380 * 45 * 0.85 / 1000
    assert saved(worked("motor"))["electricity"] == pytest.approx(drawn * 6000 * (1 - 90.7 / 93.6))
    assert saved(worked("motor", motor_efficiency=88.0))["electricity"] == pytest.approx(drawn * 6000 * (1 - 88.0 / 93.6))


@pytest.mark.parametrize("change", [{"rated_power": 0.5}, {"rated_power": 200.0}, {"motor_class": 0.0}])
def test_a_motor_outside_the_table_asks_for_the_nameplate(change: dict[str, float]) -> None:
    found = worked("motor", **change)
    assert found.outcome is None
    (finding,) = found.findings
    assert (finding.code, finding.values["field"]) == ("equipment.missing", "motor_efficiency")


def test_a_nameplate_needs_no_table() -> None:
    assert worked("motor", rated_power=200.0, motor_efficiency=94.0, wanted_efficiency=96.0).outcome is not None


def test_a_saved_kilowatt_hour_is_worth_the_price_of_its_hour() -> None:
    # 22 kV: 3508 peak, 1234 off-peak (Decision 1279); a third of the saving in the peak
    assert figures(worked("tariff_hours"))["saved_price"] == pytest.approx((50 * 3508 + 100 * 1234) / 150)
    own = worked("tariff_hours", price_normal=1000.0, price_peak=2000.0, price_off_peak=500.0)
    assert figures(own)["energy_cost"] == pytest.approx(60000 * 1000 + 20000 * 2000 + 20000 * 500)
    before = run(CHECKS["tariff_hours"], READINGS["tariff_hours"], BOOK, date(2015, 1, 1))
    assert [finding.code for finding in before.findings] == ["equipment.impossible"]


def test_the_charge_for_reactive_power() -> None:
    # tan φ = 0.7, cos φ = 0.819, rounded 0.82: 0.9/0.82 − 1 = 9.76 % of 200 million
    assert figures(worked("power_factor"))["surcharge"] == pytest.approx(200e6 * (0.90 / 0.82 - 1))


def test_contradicting_temperatures_are_refused() -> None:
    assert [finding.code for finding in worked("chiller", outlet_c=20.0).findings] == ["equipment.impossible"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5.0), ("5 t/h", 5.0), ("5000 kg/h", 5.0), ("1.5", 1.5)],
)
def test_a_reading_may_bring_its_unit(text: str, value: float) -> None:
    field = CHECKS["boiler_direct"].field("steam_rate")
    assert field is not None
    assert read_value(field, text, "dot") == pytest.approx(value)


def test_a_reading_of_another_kind_is_refused() -> None:
    field, chosen = CHECKS["boiler_direct"].field("steam_rate"), CHECKS["motor"].field("motor_class")
    assert field is not None
    assert chosen is not None
    with pytest.raises(UnitError):
        read_value(field, "5 kWh", "dot")
    with pytest.raises(NumberError):
        read_value(field, "nhiều", "dot")
    with pytest.raises(NumberError):
        read_value(chosen, "IE9", "dot")


DOCUMENT: dict[str, Any] = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy thử", "sector": "garments", "province": "68"},
    "reporting_period": "2025",
    "products": [{"id": "p", "name": "P", "unit": "kg"}],
    "flows": [
        {"period": "2025", "stream": "product/p", "quantity": 760, "unit": "kg"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 900000, "unit": "kWh", "cost_vnd": 1800000000},
        {"period": "2025", "stream": "fuel/coal_anthracite", "quantity": 2000, "unit": "t", "cost_vnd": 9000000000},
    ],
}


def assessment(**more: object) -> Assessment:
    return Assessment.model_validate({**DOCUMENT, **more})


def result_of(made: Assessment) -> dict[str, Any]:
    text = yaml.safe_dump(made.model_dump(mode="json", by_alias=True, exclude_none=True), allow_unicode=True, sort_keys=False)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def test_a_kept_check_goes_through_the_file_into_the_result_and_becomes_an_option() -> None:
    check = CHECKS["air_leak"]
    id = free_id(assessment(), check)
    kept = with_check(assessment(), id, check, "Máy nén 1", dict(READINGS["air_leak"]))
    (record,) = result_of(kept)["equipment"]
    assert record["name"] == "Máy nén 1"
    assert record["savings"] == [{"target": "electricity", "amount": pytest.approx(33428.57, rel=1e-6), "unit": "kWh"}]
    assert record["option"] is None
    with_own = with_option(kept, id, worked("air_leak"), "Bịt rò rỉ", "", 15e6, 5.0)
    result = result_of(with_own)
    assert result["equipment"][0]["option"] == option_id(id)
    (own,) = [row for row in result["opportunities"] if row["origin"] == "own"]
    assert own["option"] == option_id(id)
    assert own["money_vnd"] == pytest.approx(33428.57 * 2000, rel=1e-6)
    assert free_id(kept, check) == "air_leak-2"
    assert kept_in(without_check(with_own, id)) == ()
    assert len(without_check(with_own, id).options) == 1


def test_heat_saves_the_fuel_that_is_chosen() -> None:
    kept = with_check(assessment(), "i", CHECKS["insulation"], "Ống", dict(READINGS["insulation"]))
    made = with_option(kept, "i", worked("insulation"), "Bảo ôn", "fuel/coal_anthracite", 15e6, 5.0)
    assert made.options[0].saves[0].stream == "fuel/coal_anthracite"
    assert made.options[0].saves[0].unit == "MJ"
    (own,) = [row for row in result_of(made)["opportunities"] if row["origin"] == "own"]
    assert own["money_vnd"] > 0


def test_wrong_worksheets_are_explained_and_stop_nothing() -> None:
    sheets = [{"sheet": SHEET, "values": {"a.check": "boiler_direct", "a.steam_rate": "nhiều", "b.check": "dynamo", "c.name": "?"}}]
    result = result_of(assessment(worksheets=sheets))
    found = [finding["code"] for finding in result["findings"] if finding["code"].startswith("equipment.")]
    assert found.count("equipment.unknown_check") == 2
    assert "equipment.unreadable" in found
    assert result["totals"]["electricity"] > 0


def test_readings_with_units_are_read_from_the_document() -> None:
    sheets = [{"sheet": SHEET, "values": {"a.check": "chiller", "a.power": {"value": 80000, "unit": "W"}}}]
    (kept,) = kept_in(assessment(worksheets=sheets))
    assert values_of(kept.check, kept.given) == ({"power": pytest.approx(80.0)}, ())


@pytest.mark.parametrize(("key", "field"), [("boiler_direct", "fuel_rate"), ("air_leak", "load_time"), ("air_leak", "air_capacity")])
def test_a_reading_of_zero_that_cannot_be_is_named_without_a_foreign_word(key: str, field: str) -> None:
    (finding,) = worked(key, **{field: 0.0, **({"unload_time": 0.0} if field == "load_time" else {})}).findings
    assert (finding.code, finding.values["field"], finding.given[:2]) == ("equipment.out_of_range", field, "0 ")
    assert finding.expected.startswith("> 0 ")


@pytest.mark.parametrize("key", CHECKS)
def test_bounds_are_written_as_people_write_them(key: str) -> None:
    for finding in run(CHECKS[key], {}, BOOK, ON).findings:
        assert "e+" not in finding.expected
