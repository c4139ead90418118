"""Every number of a result can be opened down to rows, factors and sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment import intake, procedure
from assessment.trace import resolve, walk
from calculators.errors import UnknownKeyError

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    document = intake.read(GOLDEN).document
    assert document is not None
    return procedure.assess(document)


def test_every_indicator_has_a_trace_that_ends_in_rows(result: dict[str, Any]) -> None:
    for item in result["indicators"]:
        nodes = [node for _, _, node in walk(result["trace"], item["id"])]
        assert any("place" in node for node in nodes), item["id"]


def test_every_input_exists(result: dict[str, Any]) -> None:
    for name, node in result["trace"].items():
        assert all(child in result["trace"] for child in node["inputs"]), name


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("/indicators/3/value", None),
        ("/totals/water", "water [m3]:2025"),
        ("/emissions/scope1", "emissions.scope1"),
        ("/emissions/scope2_location", "emissions.scope2_location"),
        ("/losses/loss_kg", "losses:2025"),
        ("/targets/0/change_percent", None),
        ("/standings/6/gap_percent", None),
        ("yield:mass/2025", "yield:mass/2025"),
    ],
)
def test_a_pointer_leads_to_a_node(result: dict[str, Any], number: str, named: str | None) -> None:
    name = resolve(result, number)
    assert named in (None, name)
    assert list(walk(result["trace"], name))


def test_scope_1_names_factors_and_sources(result: dict[str, Any]) -> None:
    nodes = {name: node for _, name, node in walk(result["trace"], "emissions.scope1")}
    assert {"ipcc.ncv.117487", "gwp.ar5.CH4"} <= set(nodes)
    assert all(node.get("source") for node in nodes.values() if node["formula"] == "reference")


def test_totals_of_a_trace_are_the_sums_of_the_ledger(result: dict[str, Any]) -> None:
    node = result["trace"]["energy [MJ]:2025"]
    assert node["value"] == result["totals"]["energy"] == pytest.approx(19_888_000)


@pytest.mark.parametrize("number", ["", "/", "/indicators/99999", "/nothing/1", "energy", "/targets/x", "/totals"])
def test_an_unknown_number_is_refused(result: dict[str, Any], number: str) -> None:
    with pytest.raises(UnknownKeyError):
        resolve(result, number)


@pytest.mark.parametrize("name", ["tests/golden/garment.yaml", *(f"data/examples/{one}.yaml" for one in ("seafood", "garments", "footwear", "paper"))])
def test_what_a_reader_divides_by_hand_is_what_is_printed(name: str) -> None:
    """A quotient shows the very two numbers it was made of, equivalent output the product of output and coefficient, and its sum."""
    document = intake.read(Path(__file__).parents[2] / name).document
    assert document is not None
    nodes = procedure.assess(document)["trace"]
    checked = set()
    for key, node in nodes.items():
        inputs = [nodes[child] for child in node["inputs"]]
        values = [one["value"] for one in inputs if one.get("value") is not None]
        if node["formula"] in ("amount / output", "output / amount"):
            expected = values[0] / values[1] if node["formula"] == "amount / output" else values[1] / values[0]
        elif key.startswith("equivalent_output/"):
            expected = values[0] * values[1]
        elif key.startswith("equivalent_output"):
            expected = sum(values)
        else:
            continue
        checked.add(node["formula"])
        assert node["value"] == pytest.approx(expected, rel=1e-9), key
    assert "amount / output" in checked
