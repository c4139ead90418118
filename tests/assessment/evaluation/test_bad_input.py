"""Bad input of balances, cost of losses and baselines, from the document to the result: an explained finding, and no number that looks valid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from assessment import intake, procedure
from data import messages

HEAD = 'format: sachhon-assessment/1\nfacility: {name: Nhà máy thử, sector: seafood, province: "68"}\nproducts: [{id: p, name: P, unit: t}]\n'
PRODUCED = (100, 120, 90, 130, 110, 95, 140, 105, 125, 115, 135, 98)


SCATTER = (900, -400, 300, -1200, 700, -100, 500, -800, 1100, -600, 200, -600)


def months(made: tuple[float, ...] = PRODUCED, scatter: float = 0.0, extra: str = "") -> str:
    rows = []
    for month, output in enumerate(made, start=1):
        period = f"2025-{month:02d}"
        rows += [f"  - {{period: {period}, stream: product/p, quantity: {output}, unit: t}}\n"]
        rows += [f"  - {{period: {period}, stream: electricity/grid, quantity: {20_000 + 300 * output + scatter * SCATTER[month - 1]:.0f}, unit: kWh}}\n"]
    return HEAD + f"reporting_period: 2025\n{extra}flows:\n" + "".join(rows)


def process(*streams: str, steps: str = "{id: a, name: A}, {id: b, name: B}") -> str:
    flows = "flows:\n  - {period: 2025, stream: product/p, quantity: 760, unit: t}\n"
    flows += "  - {period: 2025, stream: material/raw_shrimp, quantity: 1000, unit: t, cost_vnd: 100000000}\n"
    rows = "".join(f"    - {{{stream}}}\n" for stream in streams)
    return HEAD + f"reporting_period: 2025\n{flows}process:\n  steps: [{steps}]\n  streams:\n{rows}"


RAW = "to: a, stream: material/raw_shrimp, quantity: ledger"
COLLINEAR = "relevant_variables: [" + ", ".join(
    f"{{period: 2025-{month:02d}, name: ca, value: {2 * output}, unit: ca}}" for month, output in enumerate(PRODUCED, start=1)
) + "]\n"  # fmt: skip
CASES = {
    "collinear drivers": (months(extra=COLLINEAR, scatter=1.0), "baseline.collinear"),
    "an exact, singular model": (months(), "baseline.exact_fit"),
    "zero output": (months(made=(0.0,) * 12), None),
    "one month": (months(made=(100,)), "baseline.too_few_periods"),
    "more out than in": (process(RAW, "from: a, stream: product/p, quantity: 1500, unit: t"), "balance.more_out_than_in"),
    "negative reading": (process(RAW, "from: a, to: b, stream: intermediate/x, quantity: -5, unit: t", "from: b, stream: product/p, quantity: ledger"), None),
    "a loop without meters": (
        process(RAW, "from: a, to: b, stream: intermediate/x", "from: b, to: a, stream: intermediate/y", "from: b, stream: product/p, quantity: ledger"),
        "balance.undetermined",
    ),
    "all unmeasured": (process("to: a, stream: material/raw_shrimp", "from: a, to: b, stream: intermediate/x", "from: b, stream: product/p"), "balance.all_unmeasured"),
    "disconnected steps": (process(RAW, "from: a, stream: product/p, quantity: ledger"), "balance.step_unconnected"),
    "a closed loop apart": (
        process(RAW, "from: a, stream: product/p, quantity: ledger", "from: b, to: c, stream: intermediate/x, quantity: 5, unit: t",
                "from: c, to: b, stream: intermediate/x, quantity: 5, unit: t", steps="{id: a, name: A}, {id: b, name: B}, {id: c, name: C}"),
        "balance.closed_loop",
    ),
}  # fmt: skip


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_explained(case: str) -> None:
    text, code = CASES[case]
    reading = intake.read(text.encode(), "thu.yaml")
    findings = [finding.as_record() for finding in reading.findings]
    if reading.document is not None:
        result = procedure.assess(reading.document)
        findings += result["findings"]
        assert all(math.isfinite(number) for number in numbers(result))
    codes = {str(finding["code"]) for finding in findings}
    assert code is None or code in codes, codes
    assert codes
    for finding in findings:
        assert all(messages.has_message(f"finding.{finding['code']}.{part}") for part in ("title", "why", "action")), finding["code"]


def test_zero_output_gives_no_model() -> None:
    reading = intake.read(CASES["zero output"][0].encode(), "thu.yaml")
    assert reading.document is not None
    (energy,) = procedure.assess(reading.document)["baseline_models"]
    assert energy["status"] != "ratio"
    assert energy.get("saving") is None


def test_a_negative_reading_enters_no_account() -> None:
    reading = intake.read(CASES["negative reading"][0].encode(), "thu.yaml")
    result = procedure.assess(reading.document) if reading.document else {"losses": {}, "findings": []}
    assert "flow_cost" not in result["losses"]
    assert any(finding["severity"] in ("error", "warning") for finding in [*result["findings"], *(f.as_record() for f in reading.findings)])
