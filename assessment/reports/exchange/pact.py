"""A footprint as PACT v3 JSON for a buyer, and a supplier's PACT v3 JSON as a row of a bill of materials.

References
----------
.. [1] WBCSD PACT, Technical Specifications for PCF Data Exchange, version 3.0.0, data types ProductFootprint and
   CarbonFootprint (decimal numbers are strings). The specification's files may not be passed on, so none is included.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from assessment.footprint.build import is_exportable
from assessment.model import Assessment, Measured
from calculators.errors import UnitError
from calculators.finding import Finding, Place
from calculators.number import parse_plain_number
from calculators.period import parse_period
from calculators.units import parse_unit

SPEC_VERSION = "3.0.0"
LONGEST_NOTE = 250  # characters of the text that a row of a bill of materials holds
SHEET = "pact"  # the worksheet that holds what only the factory can state
DIGITS = 12
UNITS = {
    "mass": ("kilogram", "kg"), "count": ("piece", "piece"), "pair": ("piece", "pair"), "volume": ("cubic meter", "m3"),
    "energy": ("kilowatt hour", "kWh"), "area": ("square meter", "m2"), "freight": ("ton kilometer", "t*km"), "time": ("hour", "h"),
}  # fmt: skip
READ_UNITS = {
    "kilogram": "kg", "liter": "L", "cubic meter": "m3", "kilowatt hour": "kWh", "megajoule": "MJ", "ton kilometer": "t*km",
    "square meter": "m2", "piece": "piece", "hour": "h",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a factory states about itself and the product, and what no calculation can know.

    `fossil_carbon_kg` is carbon in the product itself [kg per declared unit]; `exempted_percent` what the factory estimates to have left
    out [% of the result], needed as soon as the footprint says that something is missing.
    """

    company_name: str
    company_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    product_description: str
    fossil_carbon_kg: float | None
    created: str
    exempted_percent: float | None = None
    exempted_description: str = ""
    version_of: str | None = None


def declaration_of(assessment: Assessment, product: str, created: str) -> Declaration:
    """Return what a document's worksheet ``pact`` states of a product; what it does not state stays open.

    Parameters
    ----------
    assessment : Assessment
        The document's content. Its worksheets ``pact`` hold ``company_ids`` and ``product_ids`` (URNs with blanks between),
        ``description``, ``fossil_carbon_kg``, ``exempted_percent``, ``exempted_description``, and ``product`` where there are several.
    product : str
        The product's id.
    created : str
        When the file is made, ISO 8601 with a time zone: this module has no clock.

    Returns
    -------
    Declaration
        For `to_pact`, which says what is missing.
    """
    sheets = [sheet.values for sheet in assessment.worksheets if sheet.sheet == SHEET and sheet.values.get("product", product) == product]
    values = sheets[0] if sheets else {}
    name = next((item.name for item in assessment.products if item.id == product), product)
    organisation = assessment.facility.organisation
    return Declaration(
        company_name=organisation.name if organisation else assessment.facility.name,
        company_ids=tuple(_text(values.get("company_ids")).split()),
        product_ids=tuple(_text(values.get("product_ids")).split()),
        product_description=_text(values.get("description")) or name,
        fossil_carbon_kg=_stated(values.get("fossil_carbon_kg")),
        created=created,
        exempted_percent=_stated(values.get("exempted_percent")),
        exempted_description=_text(values.get("exempted_description")),
    )


def _text(value: float | str | Measured | None) -> str:
    return value if isinstance(value, str) else ""


def _stated(value: float | str | Measured | None) -> float | None:
    if isinstance(value, Measured):
        return value.value
    return float(value) if isinstance(value, int | float) else None


def to_pact(footprint: Mapping[str, Any], result: Mapping[str, Any], declaration: Declaration) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """Return the ProductFootprint of one footprint, or None with findings that say what keeps it from being sent.

    Parameters
    ----------
    footprint : Mapping
        One of ``result["footprints"]``.
    result : Mapping
        The result it stands in: its input hash makes the identifier, so that the same result gives the same bytes.
    declaration : Declaration
        What the factory states.

    Returns
    -------
    tuple
        The JSON object or None, and findings.
    """
    findings = tuple(_obstacles(footprint, declaration))
    if findings:
        return None, findings
    product = next(item for item in result["subject"]["products"] if item["id"] == footprint["product"])
    record: dict[str, Any] = {
        "id": str(_identifier(footprint, result)),
        "specVersion": SPEC_VERSION,
        "created": declaration.created,
        "status": "Active",
        "companyName": declaration.company_name,
        "companyIds": list(declaration.company_ids),
        "productDescription": declaration.product_description,
        "productIds": list(declaration.product_ids),
        "productNameCompany": product["name"],
        "comment": f"sachhon {result['version']}, edition {result['edition']}, input sha256 {result['input_sha256']}",
        "pcf": _carbon_footprint(footprint, declaration),
    }
    if declaration.version_of:
        record["precedingPfIds"] = [declaration.version_of]
    return record, ()


def _obstacles(footprint: Mapping[str, Any], declaration: Declaration) -> list[Finding]:
    found = []
    if not is_exportable(footprint):
        rows = ", ".join(sorted({gap["stream"] or gap["path"] or gap["stage"] for gap in footprint["gaps"]}))
        found.append(Finding(code="pact.footprint_incomplete", severity="error", given=rows))
    if footprint["boundary"] != "cradle_to_gate":
        found.append(Finding(code="pact.boundary", severity="error", given=footprint["boundary"], expected="cradle_to_gate"))
    for name, ids in (("company_ids", declaration.company_ids), ("product_ids", declaration.product_ids)):
        if not ids or not all(id.lower().startswith("urn:") for id in ids):
            found.append(Finding(code="pact.urn_expected", severity="error", given=", ".join(ids), expected=f"{name}: urn:…"))
    if declaration.fossil_carbon_kg is None:
        found.append(Finding(code="pact.fossil_carbon_missing", severity="error", expected="kg C"))
    if footprint["gaps"] and declaration.exempted_percent is None:
        codes = ", ".join(sorted({gap["code"] for gap in footprint["gaps"]}))
        found.append(Finding(code="pact.exemption_missing", severity="error", given=codes, expected="%"))
    if parse_unit(footprint["declared_unit"]["unit"]).dimension not in UNITS:
        found.append(Finding(code="pact.unit", severity="error", given=footprint["declared_unit"]["unit"], expected=", ".join(READ_UNITS)))
    if not footprint["gwp"]["sets"]:
        found.append(Finding(code="pact.gwp_unknown", severity="error", expected="AR5 | AR6"))
    return found


def _identifier(footprint: Mapping[str, Any], result: Mapping[str, Any]) -> UUID:
    """Return an identifier in the form of a version 4 UUID, made from the result's input and the product."""
    text = f"{result['input_sha256']}|{result['edition']}|{result['version']}|{footprint['product']}|{footprint['allocation']}"
    return UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4)


def _carbon_footprint(footprint: Mapping[str, Any], declaration: Declaration) -> dict[str, Any]:
    unit = parse_unit(footprint["declared_unit"]["unit"])
    name, symbol = UNITS[unit.dimension]
    amount = footprint["declared_unit"]["quantity"] * unit.factor / parse_unit(symbol).factor
    period = parse_period(footprint["period"])
    total, packaging = footprint["total"], footprint["by_stage"].get("packaging")
    record: dict[str, Any] = {
        "declaredUnitOfMeasurement": name,
        "declaredUnitAmount": decimal(amount),
        "productMassPerDeclaredUnit": decimal(footprint["mass_kg"] or 0.0),
        "referencePeriodStart": _instant(period.start),
        "referencePeriodEnd": _instant(period.end + timedelta(days=1)),
        "geographyCountry": "VN",
        "boundaryProcessesDescription": ", ".join(footprint["by_stage"]),
        "pcfExcludingBiogenicUptake": decimal(total),
        "pcfIncludingBiogenicUptake": decimal(total),
        "fossilGhgEmissions": decimal(max(0.0, total - footprint["apart"]["biogenic_non_co2"])),
        "biogenicNonCO2Emissions": decimal(footprint["apart"]["biogenic_non_co2"]),
        "aircraftGhgEmissions": decimal(footprint["apart"]["aircraft"]),
        "fossilCarbonContent": decimal(declaration.fossil_carbon_kg or 0.0),
        "ipccCharacterizationFactors": list(footprint["gwp"]["sets"]),
        "crossSectoralStandards": ["ISO14067", "PACT-3.0"],
        "exemptedEmissionsPercent": decimal(declaration.exempted_percent or 0.0),
        "exemptedEmissionsDescription": declaration.exempted_description,
        "allocationRulesDescription": footprint["allocation"],
        "packagingEmissionsIncluded": packaging is not None,
    }
    if packaging is not None:
        record["packagingGhgEmissions"] = decimal(packaging)
    sources = sorted({str(row["source"]) for row in footprint["rows"] if row["source"]})
    if sources:
        record["secondaryEmissionFactorSources"] = [{"name": source, "version": footprint["period"]} for source in sources]
    if footprint["data_quality"]["primary_share_percent"] is not None:
        record["primaryDataShare"] = decimal(footprint["data_quality"]["primary_share_percent"])
    return record


def decimal(value: float) -> str:
    """Return a number as PACT writes it: a string without exponent.

    Examples
    --------
    >>> decimal(0.00001234)
    '0.00001234'
    >>> decimal(12.0)
    '12'
    """
    written = format(Decimal(f"{value:.{DIGITS}g}"), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


@dataclass(frozen=True, kw_only=True)
class SupplierFootprint:
    """A supplier's product footprint as a row of a bill of materials needs it: ``supplier_pcf`` text, and what it stands for."""

    supplier_pcf: str
    company: str
    product: str
    id: str
    gwp_sets: tuple[str, ...]
    per_unit: float
    unit: str
    period: str
    primary_share_percent: float | None


def read_pact(text: str, file: str = "") -> tuple[tuple[SupplierFootprint, ...], tuple[Finding, ...]]:
    """Return the footprints of a supplier's PACT v3 file (one, a list, or a ``data`` wrapper), and what could not be read."""
    try:
        loaded = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return (), (Finding(code="pact.not_json", severity="error", place=Place(file=file), given=str(error)[:80]),)
    data = loaded.get("data", loaded) if isinstance(loaded, dict) else loaded
    items: Sequence[Any] = data if isinstance(data, list) else [data]
    footprints, findings = [], []
    for index, item in enumerate(items):
        place = Place(file=file, path=f"[{index}]")
        try:
            footprints.append(_supplier(item))
        except (KeyError, TypeError, AttributeError) as error:
            findings.append(Finding(code="pact.field_missing", severity="error", place=place, given=str(error)[:80]))
        except (ValueError, UnitError) as error:
            findings.append(Finding(code="pact.field_unreadable", severity="error", place=place, given=str(error)[:120]))
    return tuple(footprints), tuple(findings)


def _supplier(item: Mapping[str, Any]) -> SupplierFootprint:
    if str(item["status"]) == "Deprecated":
        raise ValueError("status Deprecated: ask for the footprint that replaced it")
    if not str(item["specVersion"]).startswith("3."):
        raise ValueError(f"specVersion {item['specVersion']}: version 3 was expected")
    pcf = item["pcf"]
    unit = READ_UNITS.get(str(pcf["declaredUnitOfMeasurement"]))
    if unit is None:
        raise ValueError(f"declaredUnitOfMeasurement {pcf['declaredUnitOfMeasurement']}")
    amount = _positive(pcf, "declaredUnitAmount")
    whole = _number(pcf, "pcfExcludingBiogenicUptake")
    if whole < 0:
        raise ValueError(f"pcfExcludingBiogenicUptake {whole}: zero or more was expected")
    share = _number(pcf, "primaryDataShare") if pcf.get("primaryDataShare") is not None else None
    sets = tuple(str(name) for name in pcf["ipccCharacterizationFactors"])
    per_unit = whole / amount
    period = f"{str(pcf['referencePeriodStart'])[:10]}/{str(pcf['referencePeriodEnd'])[:10]}"
    note = " ".join(f"{item['companyName']}, {item['productNameCompany']}, {', '.join(sets)}".replace(";", ",").split())[:LONGEST_NOTE]
    note += f", {str(item['id'])[:40]}"
    return SupplierFootprint(
        supplier_pcf=f"{decimal(per_unit)} kg CO2e/{unit}; {note}", company=str(item["companyName"]), product=str(item["productNameCompany"]),
        id=str(item["id"]), gwp_sets=sets, per_unit=per_unit, unit=f"kg CO2e/{unit}", period=period, primary_share_percent=share,
    )  # fmt: skip


def _number(pcf: Mapping[str, Any], name: str) -> float:
    value = pcf[name]
    if not isinstance(value, str):
        raise ValueError(f"{name} {value!r}: PACT writes numbers as strings")
    return parse_plain_number(value)


def _positive(pcf: Mapping[str, Any], name: str) -> float:
    value = _number(pcf, name)
    if value <= 0:
        raise ValueError(f"{name} {value}: above zero was expected")
    return value
