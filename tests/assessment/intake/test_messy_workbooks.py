"""The messy workbooks of the examples: the findings that their page promises, and no others from reading."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from assessment import intake
from calculators.period import parse_period
from calculators.units import parse_unit

GOLDEN = Path(__file__).parents[2] / "golden"


def script() -> ModuleType:
    if "make_messy" not in sys.modules:
        spec = importlib.util.spec_from_file_location("make_messy", GOLDEN / "make_messy.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["make_messy"] = module
        spec.loader.exec_module(module)
    return sys.modules["make_messy"]


SECTORS = script().SECTORS


@pytest.fixture(scope="module", params=SECTORS)
def case(request: pytest.FixtureRequest) -> tuple[str, intake.Reading]:
    return request.param, intake.read(script().messy(request.param), f"{request.param}_messy.xlsx")


def test_the_page_lists_seven_alterations_of_each() -> None:
    for sector in SECTORS:
        assert [row.letter for row in script().alterations(sector)] == ["C", "C", "C", "D", "E", "F", "G"]


def test_the_findings_of_reading(case: tuple[str, intake.Reading]) -> None:
    sector, reading = case
    rows = {row.letter: row for row in script().alterations(sector)}
    text = re.findall("`([^`]*)`", rows["F"].workbook)[0]
    found = [(f.code, f.severity, f.given) for f in reading.findings if f.code != "stream.no_like"]
    assert sorted(found) == sorted([
        ("flow.gap", "warning", rows["D"].period),
        ("number.not_read", "error", text),
        ("flow.duplicate_period", "error", rows["G"].period),
    ])  # fmt: skip
    by_code = {f.code: f for f in reading.findings}
    assert by_code["flow.gap"].values["stream"] == rows["D"].stream
    assert all(f.place.sheet and f.place.cell for f in reading.findings)
    assert len(by_code["flow.duplicate_period"].values["places"]) == 2  # type: ignore[arg-type]


def test_what_is_left_out(case: tuple[str, intake.Reading]) -> None:
    sector, reading = case
    rows = {row.letter: row for row in script().alterations(sector)}
    assert reading.document is not None
    assert [(row.stream, row.period) for row in reading.document.unread] == [
        (rows["F"].stream, rows["F"].period), ("electricity/grid", rows["G"].period), ("electricity/grid", rows["G"].period),
    ]  # fmt: skip


def test_bills_and_mixed_units_keep_the_year(case: tuple[str, intake.Reading]) -> None:
    """Without G the year's electricity by days is that of the YAML (the totals printed on the page)."""
    sector, reading = case
    page = (script().EXAMPLES / "messy_cases.md").read_text(encoding="utf-8").split(f"\n## {sector}\n", 1)[1]
    printed = int(re.findall(r"= \*\*(\d+) kWh\*\*", page)[0])
    missing = next(row for row in script().alterations(sector) if row.letter == "G")
    assert reading.document is not None
    year = parse_period("2025")
    total = 0.0
    for flow in reading.document.assessment.flows:
        if flow.stream == "electricity/grid" and parse_period(flow.period).overlap_days(year):
            period = parse_period(flow.period)
            kwh = (flow.quantity or 0) * parse_unit(flow.unit or "").factor / 3.6
            total += kwh * period.overlap_days(year) / period.days
    bill = int(re.findall(rf"\| {missing.period[-10:]} \| \S+(?: MWh)? \| (\d+) \|", page)[0])
    assert total + bill == pytest.approx(printed, abs=1.0)


def test_the_kept_workbooks_read_as_the_new_ones(case: tuple[str, intake.Reading]) -> None:
    sector, reading = case
    kept = intake.read(GOLDEN / f"{sector}_messy.xlsx")
    assert [(f.code, f.given) for f in kept.findings] == [(f.code, f.given) for f in reading.findings]
    assert kept.document is not None
    assert reading.document is not None
    assert kept.document.assessment == reading.document.assessment
