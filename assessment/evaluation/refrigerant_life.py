"""Refrigerant by the life-cycle method: what equipment loses when it is charged, runs and is scrapped, as rows of the ledger.

The worksheet ``refrigerants`` holds, for each system, its charges and its losses; a loss nobody states is never put in, but a system
may name a class of equipment (``type``) whose printed values are then used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assessment.model import Document, Flow, Measured, Worksheet
from calculators.errors import PeriodError, UnitError
from calculators.finding import Finding
from calculators.period import parse_period
from calculators.refrigerant import by_life_cycle
from calculators.units import parse_unit
from data.catalogue import Catalogue

SHEET = "refrigerants"
WHOLE = 100.0  # per cent
CHARGES = ("installed", "operating", "retired")
NEEDED = {"installed": ("installation_loss",), "operating": ("operation_loss",), "retired": ("charge_left", "recovery")}
PARAMETERS = {"installation_loss": ("installation", "k"), "operation_loss": ("operation", "x"), "charge_left": ("charge_left", "p"), "recovery": ("recovery", "n")}
Values = Mapping[str, float | str | Measured]


def with_refrigerants(document: Document, book: Catalogue) -> tuple[Document, tuple[Finding, ...]]:
    """Return the document with a row for what each system of the worksheet loses; the first file stays as it was."""
    flows: list[Flow] = []
    places, findings = dict(document.places), []
    first = len(document.assessment.flows)
    for at, sheet in enumerate(document.assessment.worksheets):
        for id in _systems(sheet) if sheet.sheet == SHEET else ():
            path = f"worksheets[{at}].values.{id}"
            made = _flow(document, sheet.values, id, book)
            if isinstance(made, Flow):
                places[f"flows[{first + len(flows)}]"] = document.place(path)
                flows.append(made)
            else:
                findings.append(replace(made, place=document.place(f"{path}.{made.values['member']}")))
    if not flows:
        return document, tuple(findings)
    assessment = document.assessment.model_copy(update={"flows": (*document.assessment.flows, *flows)})
    return replace(document, assessment=assessment, places=places), tuple(findings)


def _systems(sheet: Worksheet) -> list[str]:
    return sorted({name.rpartition(".")[0] for name in sheet.values if "." in name})


def _flow(document: Document, values: Values, id: str, book: Catalogue) -> Flow | Finding:
    """Return what one system loses as a row, or why it cannot be counted."""
    stream = str(values.get(f"{id}.stream", ""))
    if not stream.startswith("refrigerant/"):
        return _incomplete(id, "stream", f"{id}.stream: refrigerant/…")
    if _is_topped_up(document, stream):
        return Finding(code="refrigerant.counted_twice", severity="warning", given=stream, values={"stream": stream, "member": "stream"})
    charges = {name: _kilograms(values.get(f"{id}.{name}")) for name in CHARGES}
    losses = {name: _percent(values, id, name, book) for charge in CHARGES if charges[charge] for name in NEEDED[charge]}
    wrong = [name for name, value in (*charges.items(), *losses.items()) if value is None]
    if wrong or not any(charges.values()):
        return _incomplete(id, (wrong or CHARGES)[0], ", ".join(f"{id}.{name}" for name in wrong or CHARGES))
    beyond = next((name for name, value in losses.items() if value is not None and not 0.0 <= value <= WHOLE), "")
    if beyond:
        return _incomplete(id, beyond, f"{id}.{beyond}: 0 … {WHOLE:.0f} %")
    lost = by_life_cycle(
        charges["installed"] or 0.0, losses.get("installation_loss") or 0.0, charges["operating"] or 0.0, losses.get("operation_loss") or 0.0,
        charges["retired"] or 0.0, losses.get("charge_left") or 0.0, losses.get("recovery") or 0.0,
    )  # fmt: skip
    evidence = f"{SHEET}: {id}" + (f", ipcc.ref.{_text(values.get(f'{id}.type'))}" if f"{id}.type" in values else "")
    return Flow(period=document.assessment.reporting_period, stream=stream, quantity=lost, unit="kg", role="in", meter=f"{SHEET}:{id}"[:80], estimated=True, evidence=evidence)


def _incomplete(id: str, member: str, expected: str) -> Finding:
    """Return that a system cannot be counted, shown at the member of the worksheet that is to blame first."""
    return Finding(code="refrigerant.life_cycle_incomplete", severity="error", given=id, expected=expected, values={"member": member})


def _is_topped_up(document: Document, stream: str) -> bool:
    """Return whether the ledger already holds what was topped up of a refrigerant in the reporting period."""
    reporting = parse_period(document.assessment.reporting_period)
    for flow in document.assessment.flows:
        try:
            period = parse_period(flow.period)
        except PeriodError:
            continue
        if flow.stream == stream and flow.role in (None, "in") and period.start <= reporting.end and period.end >= reporting.start:
            return True
    return False


def _kilograms(value: float | str | Measured | None) -> float | None:
    """Return a charge, zero where none is stated, None where it cannot be read. [kg]"""
    if value is None:
        return 0.0
    if isinstance(value, Measured):
        try:
            unit = parse_unit(value.unit)
        except UnitError:
            return None
        return value.value * unit.factor if unit.dimension == "mass" and value.value >= 0 else None
    return float(value) if isinstance(value, int | float) and value >= 0 else None


def _percent(values: Values, id: str, name: str, book: Catalogue) -> float | None:
    """Return a loss as stated, else as the class of equipment that the system names prints it. [%]"""
    stated = values.get(f"{id}.{name}")
    if isinstance(stated, Measured):
        return stated.value if stated.unit.strip() == "%" else None
    if isinstance(stated, int | float):
        return float(stated)
    row = f"ipcc.ref.{_text(values.get(f'{id}.type'))}.{PARAMETERS[name][1]}"
    return float(str(book.row("refrigerant_emissions", row)["value"])) if book.has("refrigerant_emissions", row) else None


def _text(value: float | str | Measured | None) -> str:
    return f"{value:.0f}" if isinstance(value, int | float) else str(value or "")
