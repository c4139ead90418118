"""A footprint by the circular footprint formula beside the cut-off rule, where the document gives what the formula needs."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from assessment.evaluation.site import Site
from assessment.footprint.row import ModelRow
from assessment.model import Measured, Worksheet
from calculators.end_of_life import MaterialLife, circular_footprint, cut_off
from calculators.errors import DomainError
from calculators.finding import Finding

SHEET = "end_of_life"
NAMES = tuple(field.name for field in fields(MaterialLife))


def circular_total(site: Site, product: str, rows: tuple[ModelRow, ...], total: float) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return the total by both rules. [kg CO2e per declared unit]

    Worksheets ``end_of_life`` name a stream and give the fourteen shares and releases of the formula, none of which has a
    default. The rows of the footprint hold the cut-off result; the formula's result is that plus, for each kilogram of
    the material, the difference between the two rules.
    """
    findings: list[Finding] = []
    shift, streams = 0.0, []
    for index, sheet in enumerate(site.assessment.worksheets):
        if sheet.sheet != SHEET or sheet.values.get("product", product) != product:
            continue
        stream = str(sheet.values.get("stream", ""))
        mass = sum(row.quantity for row in rows if row.stream == stream and row.factor.dimension == "mass" and row.stage != "end_of_life")
        life = _life(sheet)
        place = site.document.place(f"worksheets[{index}]")
        if isinstance(life, str) or mass <= 0:
            expected = life if isinstance(life, str) else "kg"
            findings.append(
                Finding(code="footprint.circular_parameters", severity="warning", place=place, given=stream, expected=expected)
            )
            continue
        streams.append(stream)
        shift += mass * (circular_footprint(life) - cut_off(life))
    return {
        "declared": str(site.choices["end_of_life"].value),
        "cut_off": total,
        "circular_footprint": total + shift if streams else None,
        "streams": streams,
    }, tuple(findings)


def _life(sheet: Worksheet) -> MaterialLife | str:
    """Return a worksheet's material, or the names of what it lacks."""
    given = {name: _number(sheet.values.get(name)) for name in NAMES}
    missing = [name for name, value in given.items() if value is None]
    if missing:
        return ", ".join(missing)
    try:
        return MaterialLife(**{name: value for name, value in given.items() if value is not None})
    except DomainError as error:
        return str(error)


def _number(value: float | str | Measured | None) -> float | None:
    if isinstance(value, Measured):
        return value.value
    return value if isinstance(value, int | float) else None
