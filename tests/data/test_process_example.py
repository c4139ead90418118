"""The example by process step walks through balances, cost of losses, baselines and says that it is constructed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

import data
from assessment import intake, procedure
from assessment.schemas import result_schema
from assessment.trace import resolve, walk

PATH = Path(data.__file__).parent / "examples" / "process_seafood.yaml"


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """Return the example's result."""
    reading = intake.read(PATH.read_bytes(), PATH.name)
    assert reading.document is not None
    assert reading.findings == ()
    return procedure.assess(reading.document)


def test_it_says_that_every_number_is_constructed(result: dict[str, Any]) -> None:
    head = PATH.read_text(encoding="utf-8")[:600]
    assert "MỌI SỐ LÀ DỰNG" in head
    assert "EVERY NUMBER IS CONSTRUCTED" in head
    assert "dựng" in result["subject"]["name"]


def test_its_result_has_the_published_shape(result: dict[str, Any]) -> None:
    jsonschema.validate(result, result_schema())


def test_the_scale_that_was_set_wrong_is_found(result: dict[str, Any]) -> None:
    mass = next(balance for balance in result["balances"] if balance["quantity"] == "mass")
    assert "intermediate/peeled" in {row["stream"] for row in mass["streams"] if row["suspect"]}
    assert all(step["verdict"] == "closed" for step in mass["steps"])


def test_unmeasured_wastewater_is_solved(result: dict[str, Any]) -> None:
    water = next(balance for balance in result["balances"] if balance["quantity"] == "water")
    assert {row["role"] for row in water["streams"] if row["measured"] is None} == {"determined"}


def test_its_losses_close_to_the_last_dong(result: dict[str, Any]) -> None:
    account = result["losses"]["flow_cost"]
    assert account["closure_vnd"] == 0
    assert account["recycled_vnd"] > 0
    paid = sum(row["cost_vnd"] for row in _paid()) + _system_cost()
    assert account["total_vnd"] == pytest.approx(paid, rel=0.002)  # sub-meters of power and water round to whole units


def _paid() -> list[dict[str, Any]]:
    reading = intake.read(PATH.read_bytes(), PATH.name)
    assert reading.document is not None
    flows = reading.document.assessment.flows
    streams = ("material/", "packaging/", "chemical/", "electricity/", "water/", "fuel/", "waste/")
    return [
        {"cost_vnd": flow.cost_vnd}
        for flow in flows
        if flow.cost_vnd
        and flow.period.startswith("2025")
        and flow.stream.startswith(streams)
        and flow.stream not in ("waste/sludge", "waste/ash")
    ]


def _system_cost() -> float:
    reading = intake.read(PATH.read_bytes(), PATH.name)
    assert reading.document is not None
    assert reading.document.assessment.process is not None
    return sum(step.system_cost_vnd or 0.0 for step in reading.document.assessment.process.steps)


def test_its_baseline_finds_the_month_in_which_less_was_used(result: dict[str, Any]) -> None:
    energy, water = result["baseline_models"]
    assert (energy["status"], water["status"]) == ("regression", "regression")
    assert energy["cusum"]["change"]["period"] == "2025-03"
    assert energy["saving"]["low"] > 0
    assert energy["projection"]["target_year"] == 2030


@pytest.mark.parametrize(
    ("pointer", "value", "unit"),
    [
        ("/losses/flow_cost/loss_vnd", "loss", "VND"),
        ("/balances/0/site/gap", "gap", "kg"),
        ("/baseline_models/0/saving/saving", "saving", "MJ"),
    ],
)
def test_its_numbers_lead_down_to_the_rows(result: dict[str, Any], pointer: str, value: str, unit: str) -> None:
    name = resolve(result, pointer)
    expected = {
        "loss": result["losses"]["flow_cost"]["loss_vnd"],
        "gap": result["balances"][0]["site"]["gap"],
        "saving": result["baseline_models"][0]["saving"]["saving"],
    }
    steps = list(walk(result["trace"], name))
    assert (steps[0][2]["value"], steps[0][2]["unit"]) == (expected[value], unit)
    assert any("place" in node for _, _, node in steps)
