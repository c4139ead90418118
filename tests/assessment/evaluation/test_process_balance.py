"""Balances of the process map: closure by hand, a meter under suspicion, what is not measured, what cannot be converted."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from assessment import intake, procedure
from assessment.evaluation.process_balance import Balances, balances_of
from assessment.evaluation.site import open_site
from assessment.result import plain
from assessment.schemas import result_schema
from data import catalogue

HEAD = """
format: sachhon-assessment/1
facility: {name: Nhà máy thử, sector: seafood, province: "68"}
reporting_period: 2025
products: [{id: p, name: P, unit: t}]
flows:
  - {period: 2025, stream: product/p, quantity: 60, unit: t}
  - {period: 2025, stream: material/raw_shrimp, quantity: 100, unit: t, uncertainty_pct: 1}
  - {period: 2025, stream: water/municipal, quantity: 3000, unit: m3, step: wash}
  - {period: 2025, stream: water/municipal, quantity: 2000, unit: m3, step: clean}
process:
  steps: [{id: wash, name: Rửa}, {id: clean, name: Vệ sinh}, {id: freeze, name: Cấp đông}]
  streams:
"""


def balances(*streams: str, head: str = HEAD) -> Balances:
    text = head + "".join(f"    - {{{stream}}}\n" for stream in streams)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    found = balances_of(open_site(reading.document, catalogue.open_edition()))
    json.dumps(plain(found.records), allow_nan=False)  # a balance is always a record
    return found


RAW = "to: wash, stream: material/raw_shrimp, quantity: ledger"
WASHED = "from: wash, to: freeze, stream: intermediate/washed, quantity: 70, unit: t, uncertainty_pct: 1"
SHELL = "from: wash, stream: by_product/shell, quantity: {shell}, unit: t, uncertainty_pct: 1"
FROZEN = "from: freeze, stream: product/p, quantity: {frozen}, unit: {unit}, uncertainty_pct: 1"


def chain(shell: float = 30, frozen: float = 70, unit: str = "t") -> Balances:
    return balances(RAW, WASHED, SHELL.format(shell=shell), FROZEN.format(frozen=frozen, unit=unit))


def codes(found: Balances) -> set[str]:
    return {finding.code for finding in found.findings}


def test_a_chain_that_closes_has_no_finding_but_that_it_closes() -> None:
    found = chain()
    mass = found.of("mass")
    assert mass is not None
    assert [step["verdict"] for step in mass.record["steps"]] == ["closed", "closed"]
    assert mass.record["site"]["error"] == pytest.approx(0)
    assert codes(found) == {"balance.step_unconnected"}  # cleaning, which no stream touches here


def test_closure_is_signed_and_by_hand() -> None:
    # wash: 100 in, 70 on, 18 shell: 12 t are missing = +12 %; site: 100 − 70 − 18
    mass = chain(shell=18).of("mass")
    assert mass is not None
    wash = next(step for step in mass.record["steps"] if step["step"] == "wash")
    assert (wash["gap"], wash["error"]) == (pytest.approx(12_000), pytest.approx(0.12))
    assert mass.record["site"]["gap"] == pytest.approx(12_000)
    assert "balance.gap" in codes(chain(shell=18))
    assert "balance.more_out_than_in" in codes(chain(shell=45))


def test_units_do_not_change_a_balance() -> None:
    in_tonnes, in_kilograms = chain(frozen=69).of("mass"), chain(frozen=69_000, unit="kg").of("mass")
    assert in_tonnes is not None
    assert in_kilograms is not None
    assert plain(in_tonnes.record) == plain(in_kilograms.record)


def test_reconciled_flows_close_every_step() -> None:
    mass = chain(shell=27, frozen=71).of("mass")
    assert mass is not None
    flow = {row["stream"]: row["flow"] for row in mass.record["streams"]}
    assert flow["material/raw_shrimp"] == pytest.approx(flow["intermediate/washed"] + flow["by_product/shell"])
    assert flow["intermediate/washed"] == pytest.approx(flow["product/p"])


def test_the_meter_that_does_not_fit_is_named() -> None:
    # the meter between both steps reads 50 where 100 − 30 and 70 behind it say 70
    found = balances(RAW, WASHED.replace("70", "50"), SHELL.format(shell=30), FROZEN.format(frozen=70, unit="t"))
    mass = found.of("mass")
    assert mass is not None
    suspects = {row["stream"] for row in mass.record["streams"] if row["suspect"]}
    assert suspects == {"intermediate/washed"}
    assert any(f.code == "balance.gross_error" and "intermediate/washed" in f.given for f in found.findings)


def test_meters_that_cannot_be_told_apart_are_named_together() -> None:
    mass = chain(shell=45).of("mass")
    assert mass is not None
    assert {row["stream"] for row in mass.record["streams"] if row["suspect"]} == {"by_product/shell", "material/raw_shrimp"}


def test_what_is_not_measured_follows_from_the_rest() -> None:
    found = balances(RAW, WASHED, "from: wash, stream: by_product/shell", FROZEN.format(frozen=70, unit="t"))
    mass = found.of("mass")
    assert mass is not None
    shell = next(row for row in mass.record["streams"] if row["stream"] == "by_product/shell")
    assert (shell["role"], shell["flow"]) == ("determined", pytest.approx(30_000, rel=1e-6))
    wash = next(step for step in mass.record["steps"] if step["step"] == "wash")
    assert (wash["verdict"], wash["error"]) == ("unmeasured", None)  # no closure where the rest is taken as the unmeasured stream


def test_ledger_totals_are_those_of_the_step() -> None:
    found = balances(
        "to: wash, stream: water/municipal, quantity: ledger",
        "to: clean, stream: water/municipal, quantity: ledger",
        "from: wash, stream: wastewater/treated_on_site, quantity: 2900, unit: m3",
        "from: clean, stream: wastewater/treated_on_site, quantity: 1500, unit: m3",
    )
    water = found.of("water")
    assert water is not None
    assert [row["measured"] for row in water.record["streams"]] == [3000, 2000, 2900, 1500]
    gap = {step["step"]: step["error"] for step in water.record["steps"]}
    assert gap == {"wash": pytest.approx(1 / 30), "clean": pytest.approx(0.25)}


def test_water_that_ends_in_the_product_belongs_to_the_mass_balance() -> None:
    head = HEAD.replace("raw_shrimp", "malt")
    found = balances(
        "to: wash, stream: material/malt, quantity: 20, unit: t",
        "to: wash, stream: water/municipal, quantity: 100, unit: m3",
        "from: wash, stream: product/p, quantity: 118, unit: t",
        head=head,
    )
    mass = found.of("mass")
    assert mass is not None
    assert mass.includes_water
    assert mass.record["site"]["error"] == pytest.approx(2 / 120)


def test_a_boiler_is_balanced_and_an_end_use_is_not() -> None:
    found = balances(
        "to: wash, stream: fuel/coal_anthracite, quantity: 1000, unit: GJ",
        "from: wash, to: freeze, stream: steam/own, quantity: 800, unit: GJ",
        "from: wash, stream: heat/stack, quantity: 170, unit: GJ",
    )
    energy = found.of("energy")
    assert energy is not None
    assert [step["step"] for step in energy.record["steps"]] == ["wash"]
    assert energy.record["steps"][0]["error"] == pytest.approx(0.03)
    assert "balance.open_step" not in codes(found)


def test_a_stream_that_cannot_be_weighed_is_named_and_taken_as_unmeasured() -> None:
    found = balances(RAW, "from: wash, stream: product/p, quantity: 500, unit: piece")
    mass = found.of("mass")
    assert mass is not None
    assert "balance.not_converted" in codes(found)
    assert next(row for row in mass.record["streams"] if row["stream"] == "product/p")["flow"] == pytest.approx(100_000)
    own = balances(RAW, "from: wash, stream: product/p, quantity: 500, unit: piece, mass_per_unit: {value: 0.2, unit: t/piece}")
    assert own.of("mass").record["site"]["error"] == pytest.approx(0)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        pytest.param(("to: wash, stream: material/raw_shrimp", "from: wash, stream: product/p"), None, id="nothing measured"),
        pytest.param(
            ("to: wash, stream: chemical/x, quantity: ledger", RAW, "from: wash, stream: product/p, quantity: 99, unit: t"),
            "balance.ledger_empty", id="the ledger knows nothing",
        ),
        pytest.param((RAW, "to: freeze, stream: intermediate/y, quantity: 5, unit: t", "from: wash, stream: product/p, quantity: 99, unit: t"),
                     "balance.open_step", id="a step that only takes"),
        pytest.param((RAW, "from: wash, stream: product/p, quantity: 99, unit: t", "from: freeze, to: clean, stream: intermediate/a, quantity: 3, unit: t",
                      "from: clean, to: freeze, stream: intermediate/b, quantity: 3, unit: t"), "balance.closed_loop", id="a loop apart"),
        pytest.param((RAW, "from: wash, stream: product/p", "from: wash, stream: waste/landfill"), "balance.undetermined", id="two unknowns"),
        pytest.param((RAW, "from: wash, stream: product/p, quantity: -4, unit: t"), "balance.negative_reading", id="negative"),
        pytest.param((RAW, "from: wash, stream: product/p, quantity: 97, unit: t"), "balance.deviation_assumed", id="no uncertainty"),
    ],
)  # fmt: skip
def test_bad_input_is_explained(streams: tuple[str, ...], code: str | None) -> None:
    found = balances(*streams)
    if code is None:
        assert found.each == ()
    else:
        assert code in codes(found)
        assert all(finding.place.path for finding in found.findings)


def test_the_result_holds_balances_of_the_published_shape() -> None:
    text = HEAD + "".join(f"    - {{{stream}}}\n" for stream in (RAW, WASHED, SHELL.format(shell=18), FROZEN.format(frozen=70, unit="t")))
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None
    result = procedure.assess(reading.document)
    assert [row["quantity"] for row in result["balances"]] == ["mass"]
    jsonschema.validate(result, result_schema())
    assert "balance.gap" in {finding["code"] for finding in result["findings"]}


DRIED = (
    "{to: dry, stream: material/raw, quantity: 100, unit: t, moisture: {value: 80, unit: '%'}}",
    "{from: dry, stream: product/p, quantity: 22, unit: t, moisture: {value: 10, unit: '%'}}",
    "{from: dry, stream: waste/landfill, quantity: 1, unit: t dry, moisture: {value: 50, unit: '%'}}",
)
GLUED = (
    "{to: dry, stream: chemical/glue, quantity: 10, unit: t, solvent_content: {value: 60, unit: '%'}}",
    "{from: dry, stream: product/p, quantity: 4.2, unit: t, solvent_content: {value: 5, unit: '%'}}",
    "{from: dry, stream: air/solvent, quantity: 5.79, unit: t, solvent_content: {value: 100, unit: '%'}}",
)


def contents(*streams: str) -> dict[str, Any]:
    text = 'format: sachhon-assessment/1\nfacility: {name: Nhà máy thử, sector: food, province: "68"}\nreporting_period: 2025\n'
    text += "products: [{id: p, name: P, unit: t}]\nflows:\n  - {period: 2025, stream: product/p, quantity: 22, unit: t}\n"
    text += "process:\n  steps: [{id: dry, name: Sấy}]\n  streams:\n" + "".join(f"    - {stream}\n" for stream in streams)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def test_dry_mass_closes_where_wet_mass_cannot() -> None:
    # 100 t at 80 % water hold 20 t dry; 22 t at 10 % hold 19.8 t; 1 t dry is lost: 20 − 20.8 = −0.8 t, −4 %
    balances = {row["quantity"]: row for row in contents(*DRIED)["balances"]}
    assert balances["dry_mass"]["site"]["inflow"] == pytest.approx(20_000)
    assert balances["dry_mass"]["site"]["error"] == pytest.approx(-0.04)
    assert balances["dry_mass"]["site"]["verdict"] == "closed"
    assert balances["mass"]["site"]["verdict"] == "open"  # the water that was dried off is not drawn


def test_a_stream_without_moisture_is_named() -> None:
    result = contents(*DRIED[:2], "{from: dry, stream: waste/landfill, quantity: 1, unit: t}")
    assert "dry_mass" not in {row["quantity"] for row in result["balances"]}
    (found,) = [finding for finding in result["findings"] if finding["code"] == "balance.moisture_missing"]
    assert found["given"] == "waste/landfill"


def test_a_tracer_is_followed_through_the_step() -> None:
    # 10 t of glue hold 6 t of solvent: 0.21 t stay in the product, 5.79 t leave to the air
    balances = {row["quantity"]: row for row in contents(*GLUED)["balances"]}
    assert balances["solvent"]["site"]["inflow"] == pytest.approx(6_000)
    assert balances["solvent"]["site"]["error"] == pytest.approx(0.0, abs=1e-12)
