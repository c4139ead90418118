"""A bad row is left out and named; what it does not touch stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment import intake
from assessment.model import Document, canonical_json, input_sha256

Read = Callable[..., intake.Reading]


def codes(reading: intake.Reading) -> list[str]:
    return [found.code for found in reading.findings]


def document(reading: intake.Reading) -> Document:
    assert reading.document is not None, codes(reading)
    return reading.document


def test_the_garment_example_is_read_whole(garment: Document) -> None:
    assert garment.findings == ()
    assert garment.unread == ()
    assessment = garment.assessment
    assert len(assessment.flows) == 154  # counted in the file
    assert sum(flow.quantity or 0 for flow in assessment.flows if flow.stream == "product/tee" and flow.period != "2021") == 1_200_000
    assert assessment.facility.tax_code == "3400000000"
    assert assessment.facility.province == "68"
    assert assessment.reporting_period == "2025"


def test_each_value_keeps_its_line(garment: Document, garment_text: str) -> None:
    lines = garment_text.splitlines()
    for index, flow in enumerate(garment.assessment.flows):
        place = garment.place(f"flows[{index}].quantity")
        assert place.file == "garment.yaml"
        assert place.line is not None
        assert flow.stream in lines[place.line - 1]
        assert f"quantity: {flow.quantity:.12g}" in lines[place.line - 1]


@pytest.mark.parametrize("key", ["format", "facility", "reporting_period", "products", "flows"])
def test_without_a_needed_key_there_is_no_document(key: str, garment_text: str) -> None:
    parts = garment_text.split("\n")
    start = next(number for number, line in enumerate(parts) if line.startswith(f"{key}:"))
    end = next((n for n, line in enumerate(parts[start + 1 :], start + 1) if line[:1] not in ("", " ", "#")), len(parts))
    reading = intake.read("\n".join(parts[:start] + parts[end:]).encode(), "a.yaml")
    assert reading.document is None
    assert [(found.code, found.expected) for found in reading.findings] == [("key.missing", key)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("- a\n- b\n", "document.not_group", id="a list"),
        pytest.param("Kính gửi quý công ty\n", "document.not_group", id="a letter"),
        pytest.param("format: sachhon-assessment/9\n", "document.format", id="another version"),
    ],
)
def test_what_is_no_document(text: str, code: str) -> None:
    reading = intake.read(text.encode(), "a.yaml")
    assert reading.document is None
    assert code in codes(reading)


def test_a_bad_row_is_left_out_and_named(read_yaml_document: Read) -> None:
    reading = read_yaml_document(
        "- {period: 2025-01, stream: electricity/grid, quantity: nhiều, unit: kWh}\n"
        "  - {period: 2025-02, stream: electricity/grid, quantity: 5, unit: kWh}\n"
        "  - {period: 2025, stream: product/p, quantity: 10, unit: t}"
    )
    read = document(reading)
    assert [(flow.period, flow.quantity) for flow in read.assessment.flows] == [("2025-02", 5.0), ("2025", 10.0)]
    found = reading.findings[0]
    assert (found.code, found.given, found.place.line, found.place.path) == ("number.not_plain", "nhiều", 7, "flows[0].quantity")
    row = read.unread[0]
    assert (row.section, row.stream, row.period, row.member, row.code) == (
        "flows", "electricity/grid", "2025-01", None, "number.not_plain",
    )  # fmt: skip
    assert read.place("flows[0].quantity").line == 8


def test_a_row_without_its_money_still_counts(read_yaml_document: Read) -> None:
    read = document(read_yaml_document("- {period: 2025, stream: product/p, quantity: 10, unit: t, cost_vnd: 1tr}"))
    assert read.assessment.flows[0].quantity == 10
    assert read.assessment.flows[0].cost_vnd is None
    assert [(row.stream, row.member) for row in read.unread] == [("product/p", "cost_vnd")]


def test_a_lost_property_leaves_the_others(read_yaml_document: Read) -> None:
    extra = "streams:\n  - {stream: fuel/rice_husk, ncv: {value: 12, unit: lạ}, moisture: {value: 11, unit: '%'}}"
    read = document(read_yaml_document(extra=extra))
    note = read.assessment.streams[0]
    assert note.ncv is None
    assert note.moisture is not None
    assert [(row.stream, row.member, row.code) for row in read.unread] == [("fuel/rice_husk", "ncv", "unit.unknown")]


@pytest.mark.parametrize(
    ("flow", "code", "given", "expected"),
    [
        pytest.param("period: 2025, stream: product/p, unit: t", "flow.no_quantity", "", "", id="nothing said"),
        pytest.param("period: 2025, stream: product/p, quantity: 3", "flow.no_unit", "", "", id="no unit"),
        pytest.param("period: 2025, stream: product/p, quantity: -3, unit: t", "flow.negative_quantity", "-3", "≥ 0", id="negative"),
        pytest.param("stream: product/p, quantity: 3, unit: t", "key.missing", "", "period", id="no period"),
        pytest.param("period: 2025, stream: Điện, quantity: 3, unit: kWh", "stream.malformed", "Điện", "", id="a word for a stream"),
        pytest.param("period: 2025, stream: product/p, quantity: 3, unit: t, rol: in", "key.unknown", "rol", "role", id="misspelt key"),
        pytest.param("period: 2025, stream: product/p, quantity: 3,5, unit: t", "number.decimal_comma", ",5", "1234.5", id="comma"),
        pytest.param("period: 2025, stream: product/p, quantity: [3], unit: t", "value.not_single", "[…]", "", id="a list"),
        pytest.param(
            "period: 2025, stream: product/p, quantity: 3, unit: t, role: into", "value.not_listed", "into",
            "in, out, internal, stock", id="no role",
        ),
        pytest.param(
            "period: 2025, stream: product/p, quantity: 3, unit: t, step: a b", "key.malformed", "a b", "", id="blank in an id"
        ),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_used(read_yaml_document: Read, flow: str, code: str, given: str, expected: str) -> None:
    reading = read_yaml_document(f"- {{{flow}}}\n  - {{period: 2024, stream: product/p, quantity: 1, unit: t}}")
    found = reading.findings[0]
    assert (found.code, found.severity, found.given, found.expected) == (code, "error", given, expected)
    assert found.place.line == 7
    assert [flow.period for flow in document(reading).assessment.flows] == ["2024"]


def test_all_faults_of_a_row_come_at_once(read_yaml_document: Read) -> None:
    reading = read_yaml_document("- {period: 2025, stream: fuel/diesel, quantity: x, unit: L, role: into, extra: 1}")
    assert sorted(codes(reading)) == ["flow.none", "key.unknown", "number.not_plain", "value.not_listed"]


def test_a_list_that_is_none(read_yaml_document: Read) -> None:
    reading = read_yaml_document(extra="streams: {a: 1}")
    assert codes(reading) == ["value.not_list"]
    assert [row.section for row in document(reading).unread] == ["streams"]


def test_a_bad_baseline_period_is_lost_alone(read_yaml_document: Read) -> None:
    reading = read_yaml_document(extra="baseline_period: năm ngoái")
    assert codes(reading) == ["period.not_read"]
    assert document(reading).assessment.baseline_period is None
    assert [row.section for row in document(reading).unread] == ["baseline_period"]


@pytest.mark.parametrize(
    ("period", "code"), [("2025-13", "period.not_read"), ("1925", "period.implausible"), ("[2025]", "value.not_single")]
)
def test_a_bad_reporting_period_leaves_no_document(read_yaml_document: Read, period: str, code: str) -> None:
    reading = read_yaml_document(period=period)
    assert reading.document is None
    assert codes(reading) == [code]


def test_an_empty_member_is_no_member(read_yaml_document: Read) -> None:
    flow = "{period: 2025, stream: product/p, quantity: 10, unit: t, meter: , cost_vnd: null, evidence: ''}"
    assert input_sha256(document(read_yaml_document(f"- {flow}")).assessment) == input_sha256(document(read_yaml_document()).assessment)


def test_rows_of_a_stream_are_one_note(read_yaml_document: Read) -> None:
    parts = "- {stream: fuel/rice_husk, name: Trấu}\n  - {stream: fuel/rice_husk, ncv: {value: 12.9, unit: MJ/kg}}"
    whole = "- {stream: fuel/rice_husk, name: Trấu, ncv: {value: 12.9, unit: MJ/kg}}"
    first, second = (document(read_yaml_document(extra=f"streams:\n  {rows}")) for rows in (parts, whole))
    assert input_sha256(first.assessment) == input_sha256(second.assessment)
    assert first.place("streams[0].ncv").line == 10


def test_two_values_of_one_property_are_none(read_yaml_document: Read) -> None:
    rows = "- {stream: fuel/rice_husk, ncv: {value: 12.9, unit: MJ/kg}}\n  - {stream: fuel/rice_husk, ncv: {value: 11, unit: MJ/kg}}"
    reading = read_yaml_document(extra=f"streams:\n  {rows}")
    found = reading.findings[0]
    assert (found.code, found.given, found.values["other"]) == ("stream.two_statements", "11 MJ/kg", "a.yaml:9 (streams[0].ncv)")
    assert document(reading).assessment.streams[0].ncv is None
    assert [(row.stream, row.member) for row in document(reading).unread] == [("fuel/rice_husk", "ncv")]


def test_choices_are_typed_by_their_rule(read_yaml_document: Read) -> None:
    extra = "choices: {gwp: AR5, energy_baseline: 2024, discount_rate: 10}"
    assert document(read_yaml_document(extra=extra)).assessment.choices == {
        "gwp": "AR5", "energy_baseline": "2024", "discount_rate": 10.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "code", "given", "expected"),
    [
        ("gpw: AR6", "choice.unknown", "gpw", "gwp"),
        ("gwp: AR7", "choice.value", "AR7", "AR4 | AR5 | AR6"),
        ("discount_rate: 10%", "number.not_plain", "10%", "1234.5"),
        ("discount_rate: 900", "choice.value", "900", "0 … 50"),
        ("energy_baseline: năm 2024", "period.not_read", "năm 2024", "2026 | 2026-03 | 2026-01/2026-06"),
        ("gwp: [AR6]", "value.not_single", "…", ""),
    ],
)
def test_choices_that_cannot_be_used(read_yaml_document: Read, choice: str, code: str, given: str, expected: str) -> None:
    reading = read_yaml_document(extra=f"choices: {{electricity: market, {choice}}}")
    found = reading.findings[0]
    assert (found.code, found.given, found.expected, found.place.line) == (code, given, expected, 8)
    assert document(reading).assessment.choices == {"electricity": "market"}
    assert [(row.section, row.member) for row in document(reading).unread] == [("choices", choice.split(":")[0])]


def test_the_rest_of_a_document(read_yaml_document: Read) -> None:
    """Every section of the contract is read, and survives as it was written."""
    extra = """
relevant_variables: [{period: 2025-01, name: Số ca, value: 52, unit: ca}]
process:
  period: 2025
  steps: [{id: cut, name: Cắt, system_cost_vnd: 5}, {id: sew, name: May}]
  streams:
    - {to: cut, stream: material/fabric_knit, quantity: ledger}
    - {from: cut, to: sew, stream: intermediate/panel, quantity: 9.5, unit: t, moisture: {value: 3, unit: "%"}}
options:
  - {id: a, title: Biến tần, technique: EM, saves: [{stream: electricity/grid, percent: 5}], investment_vnd: 2e8,
     lifetime_years: 10, requires: [b]}
  - {id: b, title: Vệ sinh, technique: GH, investment_vnd: 0, lifetime_years: 1, status: do_now}
life_cycle:
  - {product: p, declared_unit: {quantity: 1, unit: kg}, boundary: cradle_to_gate, allocation: mass,
     inventory: [{stage: raw_material, stream: material/fabric_knit, quantity: 1.1, unit: kg}]}
accepted: [{code: flow.gap, stream: electricity/grid, period: 2025-02, reason: Nghỉ Tết}]
worksheets: [{sheet: team, values: {leader: Nguyễn An, phone: "0901234567", people: 5, head: {value: 3, unit: m}}}]
"""
    reading = read_yaml_document(extra=extra)
    assessment = document(reading).assessment
    assert reading.findings == ()
    assert assessment.process is not None
    assert assessment.process.streams[0].quantity == "ledger"
    assert assessment.process.streams[1].from_ == "cut"
    assert assessment.options[0].requires == ("b",)
    assert assessment.options[0].investment_vnd == 2e8
    assert assessment.life_cycle[0].inventory[0].quantity == 1.1
    values = assessment.worksheets[0].values
    assert values["phone"] == "0901234567"
    assert values["people"] == 5.0


def test_the_same_document_as_json_has_the_same_hash(garment: Document) -> None:
    text = canonical_json(garment.assessment)
    reading = intake.read(text.encode(), "a.json")
    assert reading.findings == ()
    assert input_sha256(document(reading).assessment) == input_sha256(garment.assessment)


def test_json_typed_by_its_keys(garment: Document) -> None:
    """A period written as a JSON number and a quantity written as a JSON text are what their keys say."""
    text = canonical_json(garment.assessment).replace('"reporting_period":"2025"', '"reporting_period":2025')
    text = text.replace('"quantity":95000.0', '"quantity":"95000"')
    assert text != canonical_json(garment.assessment)
    reading = intake.read(text.encode(), "a.json")
    assert input_sha256(document(reading).assessment) == input_sha256(garment.assessment)
