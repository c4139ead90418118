"""A user's own licensed factor table as an overlay of the reference data: mapped columns, checked row by row, kept on their machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from calculators.errors import NumberError, UnitError
from calculators.finding import Finding, Place
from calculators.number import parse_plain_number
from calculators.units import parse_unit

OWN_PRIORITY = "4"  # before the edition's proposal, for a stream the user names
ALTERNATIVE = "6"
NEEDED = ("name", "value", "unit")
KNOWN = (*NEEDED, "stream", "boundary", "gwp_basis", "gsd", "year", "geography", "locator")
DIMENSIONS = ("mass", "volume", "freight", "count", "pair", "area", "energy", "money_usd")
LARGEST = 1000.0  # kg CO2e per kg; tables hold typing errors up to a millionfold, and no material carries as much
MAX_ROWS = 50_000


@dataclass(frozen=True, kw_only=True)
class FactorTable:
    """An overlay: the text of each file by its name, and how many rows it has."""

    files: Mapping[str, str]
    rows: int


def read_factor_table(
    text: str, columns: Mapping[str, str], source: Mapping[str, str], file: str = ""
) -> tuple[FactorTable | None, tuple[Finding, ...]]:
    """Return an overlay made from a CSV table of factors, and a finding for each row that was left out.

    Parameters
    ----------
    text : str
        CSV with a heading row.
    columns : mapping of str to str
        Our name of a column (``name``, ``value``, ``unit``, ``stream`` …) to the table's heading.
    source : mapping of str to str
        ``id``, ``title``, ``publisher`` and ``licence`` of the table.
    file : str
        Its name, for findings.

    Returns
    -------
    tuple
        The overlay, or None if no row could be used, and findings.
    """
    reader = csv.DictReader(io.StringIO(text))
    headings = tuple(reader.fieldnames or ())
    missing = [name for name in NEEDED if columns.get(name) not in headings]
    strangers = [name for name in columns if name not in KNOWN]
    if missing or strangers:
        given = ", ".join(missing or strangers)
        code = "factor_table.column_missing" if missing else "factor_table.column_unknown"
        expected = ", ".join(headings if missing else KNOWN)
        return None, (Finding(code=code, severity="error", place=Place(file=file), given=given, expected=expected[:200]),)
    rows: list[dict[str, str]] = []
    findings: list[Finding] = []
    for line, record in enumerate(reader, start=2):
        if line > MAX_ROWS + 1:
            findings.append(Finding(code="factor_table.too_long", severity="error", place=Place(file=file, line=line), expected=str(MAX_ROWS)))
            break
        found = _row(record, columns, source, Place(file=file, line=line), len(rows))
        if isinstance(found, Finding):
            findings.append(found)
        else:
            rows.append(found)
    if not rows:
        return None, tuple(findings)
    sources = {"id": source["id"], "title": source["title"], "publisher": source.get("publisher", ""), "licence": source.get("licence", "")}
    return FactorTable(files={"life_cycle.csv": _csv(rows), "sources.csv": _csv([sources])}, rows=len(rows)), tuple(findings)


def _row(record: Mapping[str, str], columns: Mapping[str, str], source: Mapping[str, str], place: Place, index: int) -> dict[str, str] | Finding:
    cell = {name: (record.get(heading) or "").strip() for name, heading in columns.items()}
    try:
        value, unit = parse_plain_number(cell["value"]), parse_unit(cell["unit"])
    except NumberError:
        return Finding(code="factor_table.value", severity="error", place=place, given=cell["value"][:40], expected="1234.5")
    except UnitError:
        return Finding(code="unit.unknown", severity="error", place=place, given=cell["unit"][:40], expected="kg CO2e/kg")
    top, _, bottom = unit.dimension.partition("/")
    if top != "co2e" or bottom not in DIMENSIONS:
        return Finding(code="footprint.factor_unit", severity="error", place=place, given=cell["unit"][:40], expected="kg CO2e/…")
    if bottom == "mass" and abs(value * unit.factor) > LARGEST:
        return Finding(
            code="factor_table.out_of_bounds", severity="error", place=place, given=f"{value:g} {cell['unit']}", expected=f"≤ {LARGEST:g} kg CO2e/kg"
        )
    gsd = cell.get("gsd", "")
    if gsd and not _is_deviation(gsd):
        return Finding(code="factor_table.gsd", severity="error", place=place, given=gsd[:40], expected="≥ 1")
    stream = cell.get("stream", "")
    return {
        "id": f"{source['id']}.{index + 1}", "category": "material", "stream": stream, "label_vi": cell["name"], "label_en": cell["name"],
        "gas": "CO2e", "value": repr(value), "unit": unit.text, "boundary": cell.get("boundary", ""), "gwp_basis": cell.get("gwp_basis", ""),
        "gsd": gsd, "data_age": cell.get("year", ""), "licence": source.get("licence", ""), "geography": cell.get("geography", ""),
        "priority": OWN_PRIORITY if stream else ALTERNATIVE, "source_id": source["id"], "locator": cell.get("locator", "") or f"line {place.line}",
    }  # fmt: skip


def _is_deviation(text: str) -> bool:
    try:
        return parse_plain_number(text) >= 1.0
    except NumberError:
        return False


def _csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
