"""PACT v3: what is sent satisfies the required fields and patterns of the specification; what comes in becomes a row.

The specification's own files may not be passed on. The schema below is written from its data model, version 3.0.0: the required members of
ProductFootprint and CarbonFootprint, decimals as strings, identifiers as URNs, closed lists of units.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from assessment import intake, procedure
from assessment.footprint.factors import supplier_factor
from assessment.reports.exchange.pact import Declaration, decimal, declaration_of, read_pact, to_pact

Assessed = Callable[..., dict[str, Any]]
DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
NOT_NEGATIVE = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
TEXT = {"type": "string", "minLength": 1}
URNS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "pattern": "^[uU][rR][nN]:"}}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"}
PCF_SCHEMA = {
    "type": "object",
    "required": [
        "declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit", "referencePeriodStart", "referencePeriodEnd",
        "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "fossilCarbonContent", "fossilGhgEmissions",
        "ipccCharacterizationFactors", "crossSectoralStandards", "exemptedEmissionsPercent",
    ],
    "properties": {
        "declaredUnitOfMeasurement": {
            "enum": ["liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter", "piece", "hour",
                     "megabit second"],
        },
        "declaredUnitAmount": NOT_NEGATIVE, "productMassPerDeclaredUnit": DECIMAL, "referencePeriodStart": INSTANT,
        "referencePeriodEnd": INSTANT, "pcfExcludingBiogenicUptake": DECIMAL, "pcfIncludingBiogenicUptake": DECIMAL,
        "fossilCarbonContent": NOT_NEGATIVE, "fossilGhgEmissions": NOT_NEGATIVE, "biogenicNonCO2Emissions": NOT_NEGATIVE,
        "aircraftGhgEmissions": NOT_NEGATIVE, "packagingEmissionsIncluded": {"type": "boolean"}, "packagingGhgEmissions": NOT_NEGATIVE,
        "geographyCountry": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "ipccCharacterizationFactors": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^AR\d+$"}},
        "crossSectoralStandards": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "exemptedEmissionsPercent": DECIMAL, "primaryDataShare": DECIMAL,
        "secondaryEmissionFactorSources": {"type": "array", "items": {"type": "object", "required": ["name", "version"]}},
    },
}  # fmt: skip
SCHEMA = {
    "type": "object",
    "required": [
        "id", "specVersion", "created", "status", "companyName", "companyIds", "productDescription", "productIds", "productNameCompany", "pcf",
    ],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
        "specVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+(-\d{8})?$"}, "created": INSTANT,
        "status": {"enum": ["Active", "Deprecated"]}, "companyName": TEXT, "companyIds": URNS, "productDescription": {"type": "string"},
        "productIds": URNS, "productNameCompany": TEXT, "pcf": PCF_SCHEMA,
    },
}  # fmt: skip
STATED = Declaration(
    company_name="Nhà máy thử", company_ids=("urn:tax:vn:0301234567",), product_ids=("urn:gtin:8930000000000",),
    product_description="Tôm đông lạnh", fossil_carbon_kg=0.0, created="2026-11-22T00:00:00Z", exempted_percent=3.0,
    exempted_description="upstream of electricity",
)  # fmt: skip


@pytest.fixture
def result(assessed: Assessed) -> dict[str, Any]:
    return assessed()


def test_export_satisfies_the_specification(result: dict[str, Any]) -> None:
    record, findings = to_pact(result["footprints"][0], result, STATED)
    assert findings == ()
    jsonschema.validate(json.loads(json.dumps(record)), SCHEMA)


def test_export_says_what_the_footprint_says(result: dict[str, Any]) -> None:
    footprint = result["footprints"][0]
    record, _ = to_pact(footprint, result, STATED)
    assert record is not None
    pcf = record["pcf"]
    assert float(pcf["pcfExcludingBiogenicUptake"]) == pytest.approx(footprint["total"], rel=1e-11)
    assert (pcf["declaredUnitOfMeasurement"], pcf["declaredUnitAmount"], pcf["productMassPerDeclaredUnit"]) == ("kilogram", "1", "1")
    assert (pcf["referencePeriodStart"], pcf["referencePeriodEnd"]) == ("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
    assert float(pcf["packagingGhgEmissions"]) == pytest.approx(footprint["by_stage"]["packaging"])
    assert record["productNameCompany"] == "Tôm"
    assert result["input_sha256"] in record["comment"]


def test_the_same_result_gives_the_same_file(result: dict[str, Any]) -> None:
    assert to_pact(result["footprints"][0], result, STATED) == to_pact(result["footprints"][0], result, STATED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"fossil_carbon_kg": None}, "pact.fossil_carbon_missing", id="carbon in the product is never guessed"),
        pytest.param({"exempted_percent": None}, "pact.exemption_missing", id="gaps need an estimate of their size"),
        pytest.param({"company_ids": ("0301234567",)}, "pact.urn_expected", id="no URN"),
        pytest.param({"product_ids": ()}, "pact.urn_expected", id="no product identifier"),
    ],
)
def test_what_cannot_be_known_is_asked_for(result: dict[str, Any], changes: dict[str, Any], code: str) -> None:
    record, findings = to_pact(result["footprints"][0], result, replace(STATED, **changes))
    assert record is None
    assert [finding.code for finding in findings] == [code]


def test_a_partial_sum_is_not_sent(assessed: Assessed) -> None:
    rows = ("{stage: manufacture, stream: electricity/grid}", "{stage: raw_material, stream: material/leather, quantity: 1, unit: kg}")
    result = assessed(rows)
    record, findings = to_pact(result["footprints"][0], result, STATED)
    assert record is None
    assert findings[0].code == "pact.footprint_incomplete"
    assert "material/leather" in findings[0].given


def test_what_was_sent_can_be_read_and_used(result: dict[str, Any], assessed: Assessed) -> None:
    record, _ = to_pact(result["footprints"][0], result, STATED)
    footprints, findings = read_pact(json.dumps({"data": [record]}, ensure_ascii=False))
    assert findings == ()
    factor = supplier_factor(footprints[0].supplier_pcf)
    assert factor.value == pytest.approx(result["footprints"][0]["total"], rel=1e-11)
    assert factor.gwp_sets == ("AR5", "AR6")
    row = f"{{stage: raw_material, stream: material/raw_fish, quantity: 2, unit: kg, supplier_pcf: {json.dumps(footprints[0].supplier_pcf)}}}"
    used = assessed((row,))["footprints"][0]
    assert used["total"] == pytest.approx(2 * result["footprints"][0]["total"], rel=1e-9)
    assert used["data_quality"]["primary_share_percent"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        pytest.param("pcfExcludingBiogenicUptake", 12.5, "pact.field_unreadable", id="a number that is no string"),
        pytest.param("declaredUnitAmount", "0", "pact.field_unreadable", id="per nothing"),
        pytest.param("declaredUnitOfMeasurement", "megabit second", "pact.field_unreadable", id="a unit nobody uses here"),
        pytest.param("ipccCharacterizationFactors", None, "pact.field_missing", id="no set"),
    ],
)
def test_a_suppliers_faulty_file_is_named(result: dict[str, Any], member: str, value: object, code: str) -> None:
    record, _ = to_pact(result["footprints"][0], result, STATED)
    assert record is not None
    record["pcf"][member] = value
    footprints, findings = read_pact(json.dumps([record]), "supplier.json")
    assert footprints == ()
    assert (findings[0].code, findings[0].place.path) == (code, "[0]")


def test_no_json_and_old_versions() -> None:
    assert read_pact("{")[1][0].code == "pact.not_json"
    assert read_pact('[{"status": "Active", "specVersion": "2.2.0"}]')[1][0].code == "pact.field_unreadable"
    assert read_pact('["x"]')[1][0].code == "pact.field_missing"


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (1.234e-5, "0.00001234"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000"), (0.0, "0")]
)
def test_decimals_are_strings_without_exponent(value: float, text: str) -> None:
    assert decimal(value) == text


SHEET = """
worksheets:
  - sheet: pact
    values:
      company_ids: "urn:tax:vn:0301234567"
      product_ids: "urn:gtin:8930000000000 urn:sku:x1"
      fossil_carbon_kg: {value: 0.05, unit: kg}
      exempted_percent: {value: 4, unit: "%"}
"""


def test_what_the_factory_states_comes_from_its_worksheet() -> None:
    text = """
format: sachhon-assessment/1
facility: {name: Nhà máy, organisation: {name: Công ty}, sector: other, province: "68"}
reporting_period: 2025
products: [{id: p, name: Sản phẩm, unit: t}]
flows:
  - {period: 2025, stream: product/p, quantity: 10, unit: t}
  - {period: 2025, stream: electricity/grid, quantity: 1000, unit: kWh}
life_cycle:
  - {product: p, declared_unit: {quantity: 1, unit: kg}, boundary: cradle_to_gate, allocation: mass,
     inventory: [{stage: manufacture, stream: electricity/grid}]}
"""
    reading = intake.read((text + SHEET).encode(), "pact.yaml")
    assert reading.document is not None, reading.findings
    stated = declaration_of(reading.document.assessment, "p", "2026-11-22T00:00:00Z")
    assert (stated.company_name, stated.product_description) == ("Công ty", "Sản phẩm")
    assert stated.product_ids == ("urn:gtin:8930000000000", "urn:sku:x1")
    assert (stated.fossil_carbon_kg, stated.exempted_percent) == (0.05, 4.0)
    result = procedure.assess(reading.document)
    record, findings = to_pact(result["footprints"][0], result, stated)
    assert findings == ()
    jsonschema.validate(record, SCHEMA)


def test_without_a_worksheet_everything_is_asked_for(result: dict[str, Any]) -> None:
    silent = replace(STATED, company_ids=(), product_ids=(), fossil_carbon_kg=None, exempted_percent=None)
    _, findings = to_pact(result["footprints"][0], result, silent)
    assert [finding.code for finding in findings] == [
        "pact.urn_expected", "pact.urn_expected", "pact.fossil_carbon_missing", "pact.exemption_missing",
    ]  # fmt: skip
