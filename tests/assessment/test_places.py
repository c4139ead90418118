"""Whatever is wrong with a document, each finding says where, and no figure is one that is none."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import data
from assessment import intake, procedure

SHRIMP = (Path(data.__file__).parent / "examples" / "footprints" / "frozen_shrimp.yaml").read_text(encoding="utf-8")
HEAD = """format: sachhon-assessment/1
facility: {name: X, sector: seafood, province: "68"}
reporting_period: 2025
products: [{id: a, name: A, unit: t}]
flows:
  - {period: 2025, stream: product/a, quantity: 10, unit: t}
  - {period: 2025, stream: electricity/grid, quantity: 100, unit: kWh}
  - {period: 2025, stream: water/municipal, quantity: 100, unit: m3}
"""
IN, OUT = "to: s, stream: water/municipal", "from: s, stream: wastewater/direct"


def process(*streams: str) -> str:
    """Return a document with two steps and some streams."""
    return HEAD + "process:\n  steps: [{id: s, name: S}, {id: t, name: T}]\n  streams:\n" + "".join(f"    - {{{stream}}}\n" for stream in streams)


def changed(old: str, new: str) -> str:
    """Return the example of shrimp with one thing wrong."""
    assert old in SHRIMP
    return SHRIMP.replace(old, new)


def no_numbers(value: Any, path: str = "") -> Iterator[str]:
    """Yield where a result holds what is no number."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from no_numbers(item, f"{path}/{name}")
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from no_numbers(item, f"{path}/{place}")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path


CARTON = "quantity: 0.06, unit: kg"
GRID = "      - {stage: manufacture, stream: electricity/grid}"


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        pytest.param(changed(CARTON, f"factor: lc.nonsense, {CARTON}"), "footprint.factor_unknown", "life_cycle[0].inventory[2].factor", id="unknown factor"),
        pytest.param(changed(CARTON, "quantity: 0.06, unit: kWh"), "footprint.unit_differs", "life_cycle[0].inventory[2].unit", id="another dimension"),
        pytest.param(changed("stage: packaging, stream: packaging/carton", "stage: use, stream: packaging/carton"), "footprint.stage_outside_boundary", "life_cycle[0].inventory[2]", id="boundary mixed"),
        pytest.param(changed(GRID, f"{GRID}\n      - {{stage: manufacture, stream: electricity/grid, quantity: 1, unit: kWh}}"), "footprint.counted_twice", "life_cycle[0].inventory[5]", id="ledger and bill"),
        pytest.param(changed(CARTON, "quantity: -0.06, unit: kg"), "footprint.negative_quantity", "life_cycle[0].inventory[2].quantity", id="negative"),
        pytest.param(changed("stream: material/raw_shrimp}", 'stream: material/raw_shrimp, supplier_pcf: "nan kg CO2e/kg; x"}'), "footprint.supplier_pcf_unreadable", "life_cycle[0].inventory[0].supplier_pcf", id="supplier without number"),
        pytest.param(changed("quantity: 1611.6", "quantity: 0"), "output.zero", "flows[0]", id="no output"),
        pytest.param(changed("    allocation: mass", "    allocation: energy"), "footprint.allocation_impossible", "life_cycle[0].allocation", id="no basis"),
        pytest.param(process(f"{IN}, quantity: 10, unit: m3", f"{OUT}, quantity: 30, unit: m3"), "balance.more_out_than_in", None, id="more out than in"),
        pytest.param(process(IN, OUT), "balance.all_unmeasured", None, id="no meter at all"),
        pytest.param(process(f"{IN}, quantity: 10, unit: m3", "from: s, to: t, stream: water/recycled", "from: t, to: s, stream: water/recycled", OUT), "balance.undetermined", None, id="loop without meters"),
        pytest.param(process(f"{IN}, quantity: 10, unit: m3", f"{OUT}, quantity: 10, unit: m3"), "balance.step_unconnected", None, id="disconnected"),
        pytest.param(process("from: s, to: t, stream: material/raw_shrimp, quantity: 5, unit: t", "from: t, to: s, stream: material/raw_shrimp, quantity: 5, unit: t"), "flow_cost.closed_loop", None, id="closed circle"),
    ],
)  # fmt: skip
def test_a_fault_is_a_finding_with_a_place(text: str, code: str, path: str | None) -> None:
    read = intake.read(text.encode(), "x.yaml")
    assert read.document is not None
    result = procedure.assess(read.document)
    assert [finding["code"] for finding in result["findings"] if not (finding["place"].get("path") or finding["place"].get("line"))] == []
    places = [finding["place"].get("path") for finding in result["findings"] if finding["code"] == code]
    assert places, sorted(finding["code"] for finding in result["findings"])
    assert path is None or path in places
    assert list(no_numbers(result)) == []
    assert json.dumps(result["findings"])
