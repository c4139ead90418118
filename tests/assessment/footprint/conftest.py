"""A plant with two products whose footprint a test changes in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment import intake, procedure

PLANT = """
format: sachhon-assessment/1
facility: {{name: Nhà máy thử, sector: seafood, province: "68", commune: Phường Phan Thiết}}
reporting_period: 2025
products:
  - {{id: shrimp, name: Tôm, unit: t, price_vnd: 200000000}}
  - {{id: fish, name: Cá, unit: t, price_vnd: 100000000}}
{extra}
flows:
  - {{period: 2025, stream: product/shrimp, quantity: 600, unit: t}}
  - {{period: 2025, stream: product/fish, quantity: 400, unit: t}}
  - {{period: 2025, stream: electricity/grid, quantity: 1500000, unit: kWh, uncertainty_pct: 1}}
  - {{period: 2025, stream: fuel/diesel, quantity: 10000, unit: L, estimated: true}}
  - {{period: 2025, stream: material/raw_shrimp, quantity: 1000, unit: t, product: shrimp}}
  - {{period: 2025, stream: packaging/carton, quantity: 50000, unit: kg}}
{flows}
life_cycle:
  - product: shrimp
    declared_unit: {{quantity: {quantity}, unit: {unit}}}
    boundary: {boundary}
    allocation: {allocation}
    inventory:
{rows}
"""
PCF = "{stage: raw_material, stream: material/raw_shrimp, supplier_pcf: '6.5 kg CO2e/kg; trại nuôi A, AR6'}"
ROWS = (
    PCF,
    "{stage: packaging, stream: packaging/carton}",
    "{stage: manufacture, stream: electricity/grid}",
    "{stage: manufacture, stream: fuel/diesel}",
    "{stage: transport, stream: transport/truck, quantity: 0.1, unit: t*km}",
)
Footprint = Callable[..., dict[str, Any]]


@pytest.fixture
def assessed() -> Footprint:
    """Return a function from changes of the plant to its whole result."""

    def run(rows: tuple[str, ...] = ROWS, **changes: str) -> dict[str, Any]:
        filled = {"extra": "", "flows": "", "quantity": "1", "unit": "kg", "boundary": "cradle_to_gate", "allocation": "mass"} | changes
        text = PLANT.format(rows="".join(f"      - {row}\n" for row in rows), **filled)
        reading = intake.read(text.encode(), "thu.yaml")
        assert reading.document is not None, [str(finding) for finding in reading.findings]
        return procedure.assess(reading.document)

    return run
