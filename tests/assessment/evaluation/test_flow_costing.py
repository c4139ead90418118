"""Cost of losses on a process map, worked by hand; every line closes to the last đồng."""

from __future__ import annotations

from typing import Any

import pytest

from assessment import intake, procedure

HEAD = """
format: sachhon-assessment/1
facility: {name: Nhà máy thử, sector: garments, province: "68"}
reporting_period: 2025
products: [{id: p, name: P, unit: kg}]
flows:
  - {period: 2025, stream: product/p, quantity: 760, unit: kg}
  - {period: 2025, stream: material/fabric, quantity: 1000, unit: kg, cost_vnd: 100000000}
  - {period: 2025, stream: chemical/glue, quantity: 50, unit: kg, cost_vnd: 5000000}
  - {period: 2025, stream: electricity/grid, quantity: 5000, unit: kWh, cost_vnd: 10000000}
"""
CUT = "{id: cut, name: Cắt, system_cost_vnd: 20000000, waste_management_cost_vnd: 2000000}"
SEW = "{id: sew, name: May, system_cost_vnd: 40000000}"
STREAMS = (
    "to: cut, stream: material/fabric, quantity: ledger",
    "to: cut, stream: electricity/grid, quantity: ledger",
    "from: cut, to: sew, stream: intermediate/pieces, quantity: 800, unit: kg",
    "from: cut, stream: waste/landfill, quantity: 200, unit: kg",
    "to: sew, stream: chemical/glue, quantity: ledger",
    "from: sew, stream: product/p, quantity: 760, unit: kg",
    "from: sew, stream: waste/recycled, quantity: 90, unit: kg",
)


def assess(*streams: str, steps: tuple[str, ...] = (CUT, SEW), head: str = HEAD) -> dict[str, Any]:
    text = head + f"process:\n  steps: [{', '.join(steps)}]\n  streams:\n" + "".join(f"    - {{{stream}}}\n" for stream in streams)
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return procedure.assess(reading.document)


def account(*streams: str, **more: Any) -> dict[str, Any]:
    result = assess(*streams, **more)
    assert "flow_cost" in result["losses"], [finding for finding in result["findings"] if finding["code"].startswith("flow_cost")]
    found: dict[str, Any] = result["losses"]["flow_cost"]
    return found


def codes(result: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in result["findings"]}


def test_two_centres_by_hand() -> None:
    # cut: a = 800/1000; (100 + 10 + 20) M · 0.8 = 104 M go on, 26 M + 2 M are lost
    # sew: a = 760/800 = 0.95; (104 + 40) M · 0.95 = 136.8 M are product, 7.2 M + 5 M glue are lost
    found = account(*STREAMS)
    assert found["product_vnd"] == 136_800_000
    assert found["loss_vnd"] == 40_200_000
    assert found["total_vnd"] == 177_000_000
    assert found["closure_vnd"] == 0
    cut, sew = found["centres"]
    assert cut["allocation_ratio"] == pytest.approx(0.8)
    assert cut["loss"] == {"material_vnd": 20_000_000, "energy_vnd": 2_000_000, "system_vnd": 4_000_000, "waste_management_vnd": 2_000_000}
    assert sew["loss_vnd"] == 12_200_000
    assert sew["carried_in_vnd"] == pytest.approx(104e6)
    assert found["is_complete"]


def test_every_line_is_whole_and_adds_up() -> None:
    found = account(*(stream.replace("800", "799").replace("200,", "201,") for stream in STREAMS))
    lines = [vnd for centre in found["centres"] for vnd in centre["loss"].values()]
    assert all(isinstance(vnd, int) for vnd in lines)
    assert sum(lines) == found["loss_vnd"] == sum(found["loss"].values())
    assert found["product_vnd"] == sum(found["product"].values())
    assert found["total_vnd"] == found["product_vnd"] + found["loss_vnd"] == 177_000_000


def test_pareto_names_the_largest_lines_to_80_percent() -> None:
    found = account(*STREAMS)
    assert found["pareto"][0] == {"step": "cut", "cost_class": "material", "vnd": 20_000_000}
    assert sum(row["vnd"] for row in found["pareto"]) >= 0.8 * found["loss_vnd"]
    assert sum(row["vnd"] for row in found["pareto"][:-1]) < 0.8 * found["loss_vnd"]


def test_what_comes_back_is_on_its_own_line_and_closes() -> None:
    plain, back = account(*STREAMS), account(*STREAMS[:3], "from: cut, to: cut, stream: material/offcuts, quantity: 50, unit: kg", *STREAMS[3:])
    assert back["recycled_vnd"] > 0
    assert back["total_vnd"] == plain["total_vnd"]  # what goes round was bought once
    assert back["closure_vnd"] == 0


BRANCHED = (
    *STREAMS[:2],
    "from: cut, to: sew, stream: intermediate/plain, quantity: 480, unit: kg",
    "from: cut, to: print, stream: intermediate/blank, quantity: 320, unit: kg",
    "from: cut, stream: waste/landfill, quantity: 200, unit: kg",
    "from: print, to: sew, stream: intermediate/printed, quantity: 300, unit: kg",
    "from: print, stream: waste/landfill, quantity: 20, unit: kg",
    "from: sew, stream: product/p, quantity: 741, unit: kg",
    "from: sew, stream: waste/recycled, quantity: 39, unit: kg",
)
PRINT = "{id: print, name: In}"


@pytest.mark.parametrize("steps", [(CUT, SEW, PRINT), (CUT, PRINT, SEW), (SEW, PRINT, CUT)])
def test_a_branch_that_joins_again_by_hand_in_any_order_of_steps(steps: tuple[str, ...]) -> None:
    # cut: 130 M over 1000 kg: 62.4 M to sew, 41.6 M to print, 26 M + 2 M lost; print: 300 of 320 kg: 39 M on, 2.6 M lost
    # sew: 62.4 + 39 + 40 M over 780 kg: 741 kg are product, 0.05 · 141.4 M = 7.07 M are lost
    found = account(*BRANCHED, steps=steps)
    assert found["loss_vnd"] == 28_000_000 + 2_600_000 + 7_070_000
    assert found["total_vnd"] == 172_000_000
    assert found["closure_vnd"] == 0
    assert {row["step"]: row["loss_vnd"] for row in found["centres"]} == {"cut": 28_000_000, "print": 2_600_000, "sew": 7_070_000}


def test_a_loop_through_two_steps_is_followed() -> None:
    # faulty pieces, 40 kg, go back from sewing to cutting at the value of their material
    found = account(*STREAMS[:2], "from: cut, to: sew, stream: intermediate/pieces, quantity: 840, unit: kg",
                    "from: cut, stream: waste/landfill, quantity: 200, unit: kg", "from: sew, stream: product/p, quantity: 760, unit: kg",
                    "from: sew, stream: waste/recycled, quantity: 40, unit: kg", "from: sew, to: cut, stream: intermediate/back, quantity: 40, unit: kg")  # fmt: skip
    value = 100e6 / (1 - (840 / 1040) * (40 / 840)) * (840 / 1040) * (40 / 840)  # v = (100 M + v)·(840/1040)·(40/840)
    assert found["recycled"] == [{"kind": "recycled", "from": "sew", "to": "cut", "stream": "intermediate/back", "vnd": pytest.approx(value)}]
    assert found["recycled_vnd"] == round(value)
    assert found["total_vnd"] == 172_000_000
    assert found["closure_vnd"] == 0


def test_money_is_neither_made_nor_lost_at_a_step() -> None:
    found = account(*BRANCHED, steps=(CUT, SEW, PRINT))
    for step in ("cut", "print", "sew"):
        into = sum(row["vnd"] for row in found["flows"] if row["to"] == step)
        out = sum(row["vnd"] for row in found["flows"] if row["from"] == step)
        assert into == pytest.approx(out)


def test_a_boiler_house_is_paid_by_those_it_serves() -> None:
    boiler = "{id: boiler, name: Nồi hơi, system_cost_vnd: 3000000}"
    streams = (
        *STREAMS,
        "to: boiler, stream: fuel/coal_anthracite, quantity: ledger",
        "from: boiler, to: cut, stream: steam/own, quantity: 10, unit: GJ",
        "from: boiler, to: sew, stream: steam/own, quantity: 30, unit: GJ",
        "from: boiler, stream: heat/stack",
    )
    head = HEAD + "  - {period: 2025, stream: fuel/coal_anthracite, quantity: 2, unit: t, cost_vnd: 9000000}\n"
    found = account(*streams, steps=(boiler, CUT, SEW), head=head)
    assert found["total_vnd"] == 177_000_000 + 12_000_000
    assert found["services"] == [{"step": "boiler", "cost_vnd": pytest.approx(12e6), "shares": {"cut": pytest.approx(0.25), "sew": pytest.approx(0.75)}}]
    # a quarter to the cutting room: 0.2 of it is lost there, in energy
    assert found["centres"][0]["loss"]["energy_vnd"] == 2_000_000 + 600_000


def test_part_of_a_year_is_carried_to_a_year() -> None:
    head = HEAD.replace("reporting_period: 2025", "reporting_period: 2025-01/2025-06").replace("period: 2025,", "period: 2025-01/2025-06,")
    found = account(*STREAMS, head=head)
    assert found["loss_per_year_vnd"] == round(40_200_000 * 365 / 181)


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        pytest.param((*STREAMS[:2], "from: cut, to: sew, stream: intermediate/pieces", *STREAMS[4:6], "from: sew, stream: waste/landfill",
                      "from: cut, stream: waste/landfill"), "flow_cost.mass_unknown", id="two unknowns"),
        pytest.param((*STREAMS[:2], "from: cut, to: sew, stream: intermediate/pieces", "from: sew, to: cut, stream: intermediate/back", *STREAMS[3:]),
                     "flow_cost.mass_unknown", id="a loop without meters"),
        pytest.param(tuple(stream.split(", quantity")[0] for stream in STREAMS), "balance.all_unmeasured", id="nothing measured"),
        pytest.param(("to: cut, stream: material/lining, quantity: 9, unit: kg", *STREAMS), "flow_cost.no_price", id="no price"),
        pytest.param(("to: sew, stream: chemical/ink, quantity: 9, unit: kg", *STREAMS), "flow_cost.not_priced", id="an auxiliary without price"),
        pytest.param((STREAMS[4], "from: sew, stream: product/p, quantity: 49, unit: kg"), "flow_cost.no_target_material", id="no material"),
        pytest.param((*STREAMS[:5], "from: sew, stream: waste/recycled, quantity: 90, unit: kg"), "balance.step_unconnected", id="a step apart"),
    ],
)  # fmt: skip
def test_what_cannot_be_costed_is_said(streams: tuple[str, ...], code: str) -> None:
    result = assess(*streams, steps=(CUT, SEW, "{id: print, name: In}"))
    assert code in codes(result)
    assert ("flow_cost" in result["losses"]) == (code in {"flow_cost.not_priced", "balance.step_unconnected"})


def test_a_site_without_a_map_keeps_its_yearly_sentence() -> None:
    reading = intake.read(HEAD.encode(), "thu.yaml")
    assert reading.document is not None
    result = procedure.assess(reading.document)
    assert "flow_cost" not in result["losses"]
    assert not any(code.startswith("flow_cost") for code in codes(result))
