"""What can be seen to be wrong while reading, with its place, what was given and what is expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import intake
from assessment.intake.checks.units import _ANY_UNIT
from assessment.intake.vocabulary import Vocabulary
from assessment.model import GROUPS, Document
from calculators.finding import Finding

Read = Callable[..., intake.Reading]
OUTPUT = "- {period: 2025, stream: product/p, quantity: 10, unit: t}"


def with_rows(*rows: str) -> str:
    return "\n  ".join((OUTPUT, *(f"- {{{row}}}" for row in rows)))


def found(reading: intake.Reading, code: str) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == code]


def flows_of(reading: intake.Reading) -> list[tuple[str, str]]:
    assert reading.document is not None
    return [(flow.stream, flow.period) for flow in reading.document.assessment.flows]


# ---- facility


@pytest.mark.parametrize(
    ("facility", "code", "given", "expected"),
    [
        ('{name: A, sector: seafod, province: "68"}', "sector.unknown", "seafod", "seafood, food"),
    ],
)
def test_keys_of_the_facility(read_yaml_document: Read, facility: str, code: str, given: str, expected: str) -> None:
    reading = read_yaml_document(facility=facility)
    assert [(f.code, f.severity, f.given, f.expected, f.place.line) for f in reading.findings] == [(code, "error", given, expected, 2)]
    assert reading.document is not None
    assert [(row.section, row.member) for row in reading.document.unread] == [("facility", code.split(".")[0])]


def test_a_former_province_stands_with_a_note(read_yaml_document: Read) -> None:
    reading = read_yaml_document(facility='{name: A, sector: seafood, province: "60"}')  # Bình Thuận is Lâm Đồng now
    assert [(f.code, f.severity, f.expected) for f in reading.findings if f.code.startswith("province")] == [("province.former", "note", "68")]
    assert reading.document is not None
    assert not reading.document.unread


# ---- products


def test_a_product_id_is_used_once(read_yaml_document: Read) -> None:
    reading = read_yaml_document(products="- {id: p, name: P, unit: t}\n  - {id: p, name: Q, unit: kg}")
    assert [(f.given, f.place.line, f.values["other"]) for f in found(reading, "product.duplicate")] == [
        ("p", 6, "a.yaml:5 (products[0].id)")
    ]
    assert reading.document is not None
    assert [product.name for product in reading.document.assessment.products] == ["P"]


def test_an_unknown_norm_product_is_lost_alone(read_yaml_document: Read) -> None:
    reading = read_yaml_document(products="- {id: p, name: P, unit: t, norm_product: shrimp.s1}")
    finding = found(reading, "product.unknown_norm")[0]
    assert "shrimp.s01" in finding.expected
    assert reading.document is not None
    assert reading.document.assessment.products[0].norm_product is None


@pytest.mark.parametrize(("equivalent", "count"), [("1.1", 0), ("2.0", 1)])
def test_two_coefficients(read_yaml_document: Read, vocabulary: Vocabulary, equivalent: str, count: int) -> None:
    assert vocabulary.book is not None
    table = {str(row["norm_product"]): row["value"] for row in vocabulary.book.table("coefficients")}
    group = next(key for key, value in table.items() if value == 1.1)
    reading = read_yaml_document(products=f"- {{id: p, name: P, unit: t, norm_product: {group}, equivalent: {equivalent}}}")
    warnings = found(reading, "product.two_coefficients")
    assert [(f.severity, f.given, f.expected) for f in warnings] == [("warning", "2", "1.1")] * count


def test_no_product_at_all(read_yaml_document: Read) -> None:
    reading = read_yaml_document("[]", products="[]")
    assert sorted(f.code for f in reading.findings) == ["flow.none", "product.none"]
    assert reading.document is not None


# ---- periods


@pytest.mark.parametrize("period", ["2025-13", "2025-02-30", "03/2025", "Q1 2025", "2025-06/2025-01", "20255", "1e3", "'2025 '"])
def test_periods(read_yaml_document: Read, period: str) -> None:
    reading = read_yaml_document(with_rows(f"period: {period}, stream: electricity/grid, quantity: 1, unit: kWh"))
    if period == "'2025 '":
        assert reading.findings == ()
        return
    finding = found(reading, "period.not_read")[0]
    assert (finding.given, finding.place.line, finding.place.path) == (period, 8, "flows[1].period")
    assert flows_of(reading) == [("product/p", "2025")]


@pytest.mark.parametrize(
    ("period", "is_plausible"), [("1985", False), ("2052-03", False), ("2027", False), ("2026-01", True), ("1990", True)]
)
def test_years(read_yaml_document: Read, period: str, is_plausible: bool) -> None:
    reading = read_yaml_document(with_rows(f"period: {period}, stream: electricity/grid, quantity: 1, unit: kWh"))
    assert [f.given for f in found(reading, "period.implausible")] == ([] if is_plausible else [period])


# ---- streams


def test_an_unknown_group(read_yaml_document: Read) -> None:
    reading = read_yaml_document(with_rows("period: 2025, stream: electricty/grid, quantity: 1, unit: kWh"))
    finding = found(reading, "stream.unknown_group")[0]
    assert (finding.severity, finding.given, finding.expected) == ("error", "electricty/grid", "electricity")
    assert flows_of(reading) == [("product/p", "2025")]


def test_output_of_a_product_that_is_not_declared(read_yaml_document: Read) -> None:
    reading = read_yaml_document(with_rows("period: 2025, stream: product/q, quantity: 1, unit: t"))
    finding = found(reading, "stream.unknown_product")[0]
    assert (finding.severity, finding.given, finding.expected) == ("error", "product/q", "p")


@pytest.mark.parametrize(
    ("stream", "severity", "expected"),
    [
        pytest.param("electricity/gird", "warning", "electricity/grid", id="a typing error where factors count"),
        pytest.param("material/khoa-keo", "note", "", id="an own item"),
        pytest.param("material/lether", "warning", "material/leather", id="a typing error in a material"),
    ],
)
def test_own_items_without_a_likeness(read_yaml_document: Read, stream: str, severity: str, expected: str) -> None:
    rows = (f"period: 2025-0{month}, stream: {stream}, quantity: 1, unit: kWh" for month in (1, 2))
    reading = read_yaml_document(with_rows(*(row.replace("kWh", "kg") if "material" in stream else row for row in rows)))
    findings = found(reading, "stream.no_like")
    assert [(f.severity, f.given) for f in findings] == [(severity, stream)]  # once, not per row
    assert findings[0].expected.split(", ")[0] == expected
    assert len(flows_of(reading)) == 3


def test_a_likeness_must_exist(read_yaml_document: Read) -> None:
    extra = "streams:\n  - {stream: fuel/own, like: fuel/diesle, ncv: {value: 40, unit: MJ/kg}}"
    reading = read_yaml_document(extra=extra)
    finding = found(reading, "stream.unknown_like")[0]
    assert (finding.given, finding.expected.split(", ")[0], finding.place.line) == ("fuel/diesle", "fuel/diesel", 9)
    assert reading.document is not None
    assert reading.document.assessment.streams[0].ncv is not None  # the rest of the note stands


def test_what_was_lost_must_exist(read_yaml_document: Read) -> None:
    reading = read_yaml_document(extra="streams:\n  - {stream: waste/scrap, like: waste/recycled, of: material/none_such}")
    assert [(f.severity, f.given) for f in found(reading, "stream.unknown_of")] == [("error", "material/none_such")]


# ---- units


@pytest.mark.parametrize(
    ("stream", "unit", "code", "expected"),
    [
        pytest.param("electricity/grid", "kilowat", "unit.unknown", "", id="unknown"),
        pytest.param("electricity/grid", "mWh", "unit.ambiguous", "kWh | MWh", id="ambiguous"),
        pytest.param("fuel/diesel", "MT", "unit.ambiguous", "t | kt", id="tonne or megatesla"),
        pytest.param("electricity/grid", "m3", "unit.dimension", "energy", id="electricity in cubic metres"),
        pytest.param("water/municipal", "kWh", "unit.dimension", "volume", id="water in kilowatt-hours"),
        pytest.param("product/p", "piece", "unit.dimension", "mass", id="tonnes sold by the piece"),
        pytest.param("material/leather", "VND", "unit.dimension", "area | mass", id="money as a quantity"),
        pytest.param("electricity/grid", "9**9**9", "unit.unknown", "", id="an expression"),
        pytest.param("electricity/grid", "k" * 400, "unit.unknown", "", id="a long text"),
    ],
)
def test_units(read_yaml_document: Read, stream: str, unit: str, code: str, expected: str) -> None:
    reading = read_yaml_document(with_rows(f"period: 2024, stream: {stream}, quantity: 1, unit: '{unit}'"))
    finding = reading.findings[0]
    assert (finding.code, finding.severity, finding.place.line) == (code, "error", 8)
    assert set(expected.split(" | ")) <= set(finding.expected.split(" | ")) | {""}
    assert flows_of(reading) == [("product/p", "2025")]
    assert reading.document is not None
    assert [(row.stream, row.period) for row in reading.document.unread] == [(stream, "2024")]


def test_a_stated_mass_lets_pieces_be_counted(read_yaml_document: Read) -> None:
    rows = with_rows("period: 2024, stream: product/p, quantity: 100, unit: piece")
    extra = "streams:\n  - {stream: product/p, mass_per_unit: {value: 0.2, unit: kg/piece}}"
    assert [f.code for f in read_yaml_document(rows).findings] == ["unit.dimension"]
    assert read_yaml_document(rows, extra=extra).findings == ()


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("mass_per_unit", "kg/piece", ""), ("mass_per_unit", "piece/kg", "unit.dimension"), ("ncv", "MJ/kg", ""), ("ncv", "MJ", "unit.dimension"),
        ("moisture", "%", ""), ("moisture", "kg", "unit.dimension"), ("density", "kg/L", ""), ("cod_in", "mg/L", ""), ("cod_in", "mg", "unit.dimension"),
        ("emission_factor", "kg CO2e/kWh", ""), ("recycled_content", "%", ""), ("ncv", "mJ/kg", "unit.ambiguous"),
    ],
)  # fmt: skip
def test_units_of_properties(read_yaml_document: Read, name: str, unit: str, code: str) -> None:
    reading = read_yaml_document(extra=f"streams:\n  - {{stream: fuel/rice_husk, {name}: {{value: 1, unit: '{unit}'}}}}")
    assert [f.code for f in reading.findings] == ([code] if code else [])


def test_groups_of_the_unit_rule_exist() -> None:
    assert set(GROUPS) >= _ANY_UNIT


# ---- references


def test_a_product_tag_must_exist(read_yaml_document: Read) -> None:
    reading = read_yaml_document(with_rows("period: 2025, stream: electricity/grid, quantity: 1, unit: kWh, product: q"))
    finding = found(reading, "product.not_declared")[0]
    assert (finding.severity, finding.given, finding.expected) == ("error", "q", "p")
    assert flows_of(reading) == [("product/p", "2025")]


@pytest.mark.parametrize(("step", "count"), [("cut", 0), ("other_use", 0), ("cutt", 1)])
def test_a_step_must_exist_once_there_is_a_process(read_yaml_document: Read, step: str, count: int) -> None:
    rows = with_rows(f"period: 2025, stream: electricity/grid, quantity: 1, unit: kWh, step: {step}")
    assert read_yaml_document(rows).findings == ()
    findings = found(read_yaml_document(rows, extra="process: {steps: [{id: cut, name: Cắt}]}"), "step.unknown")
    assert len(findings) == count
    assert all(f.expected == "cut" for f in findings)


def test_an_option_that_another_requires_must_exist(read_yaml_document: Read) -> None:
    extra = "options: [{id: a, title: A, technique: GH, investment_vnd: 0, lifetime_years: 1, requires: [bb]}]"
    findings = found(read_yaml_document(extra=extra), "option.unknown")
    assert [(f.given, f.place.path) for f in findings] == [("bb", "options[0].requires[0]")]


# ---- overlaps and gaps


@pytest.mark.parametrize(
    ("rows", "code", "place", "other"),
    [
        pytest.param(("2025-03", "2025-03"), "flow.duplicate_period", 9, "a.yaml:8 (flows[1].period)", id="one month twice"),
        pytest.param(
            ("2025-01-07/2025-02-06", "2025-02-06/2025-03-06"), "flow.overlap", 9, "a.yaml:8 (flows[1].period)", id="one day shared"
        ),
        pytest.param(("2025", "2025-03"), "flow.year_and_months", 9, "a.yaml:8 (flows[1].period)", id="a year beside a month"),
        pytest.param(("2025-03", "2025-04", "2025"), "flow.year_and_months", 10, "a.yaml:8 (flows[1].period)", id="a year behind months"),
    ],
)
def test_one_thing_twice_in_one_time(read_yaml_document: Read, rows: tuple[str, ...], code: str, place: int, other: str) -> None:
    reading = read_yaml_document(with_rows(*(f"period: {row}, stream: water/municipal, quantity: 1, unit: m3" for row in rows)))
    assert [(f.code, f.severity, f.place.line, f.values["other"], f.values["rows"]) for f in reading.findings] == [
        (code, "error", place, other, len(rows))
    ]
    assert flows_of(reading) == [("product/p", "2025")]
    assert reading.document is not None
    assert [row.period for row in reading.document.unread] == sorted(rows) or len(reading.document.unread) == len(rows)


@pytest.mark.parametrize(
    "difference",
    ["meter: A", "step: boiler", "role: internal", "product: p"],
)
def test_rows_that_differ_add(read_yaml_document: Read, difference: str) -> None:
    row = "period: 2025-03, stream: electricity/grid, quantity: 1, unit: kWh"
    assert read_yaml_document(with_rows(row, f"{row}, {difference}")).findings == ()


def test_the_default_role_is_a_role(read_yaml_document: Read) -> None:
    row = "period: 2025-03, stream: wastewater/direct, quantity: 1, unit: m3"
    assert [f.code for f in read_yaml_document(with_rows(row, f"{row}, role: out")).findings] == ["flow.duplicate_period"]
    assert read_yaml_document(with_rows(row, f"{row}, role: in")).findings == ()


def test_bills_that_follow_each_other_do_not_overlap(read_yaml_document: Read) -> None:
    rows = ("2025-01-07/2025-02-06", "2025-02-07/2025-03-06")
    reading = read_yaml_document(with_rows(*(f"period: {row}, stream: water/municipal, quantity: 1, unit: m3" for row in rows)))
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("months", "missing"),
    [
        pytest.param([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12], "2025-09", id="one month"),
        pytest.param([1, 2, 3, 4, 5, 6, 7], "2025-08, 2025-09, 2025-10, 2025-11, 2025-12", id="the end"),
        pytest.param([1, 2, 3, 4, 5], None, id="less than half: single purchases"),
        pytest.param(list(range(1, 13)), None, id="whole"),
    ],
)
def test_gaps(read_yaml_document: Read, months: list[int], missing: str | None) -> None:
    rows = (f"period: 2025-{month:02}, stream: water/municipal, quantity: 1, unit: m3" for month in months)
    findings = read_yaml_document(with_rows(*rows)).findings
    assert [(f.code, f.severity, f.given, f.expected) for f in findings] == ([("flow.gap", "warning", missing, "2025")] if missing else [])


def test_a_rejected_month_is_no_gap(read_yaml_document: Read) -> None:
    rows = [f"period: 2025-{month:02}, stream: water/municipal, quantity: 1, unit: m3" for month in range(1, 13)]
    rows[4] = rows[4].replace("quantity: 1", "quantity: x")
    assert [f.code for f in read_yaml_document(with_rows(*rows)).findings] == ["number.not_plain"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 11)), min_size=2, max_size=6))
def test_an_overlap_is_found_if_and_only_if_a_month_is_shared(spans: list[tuple[int, int]]) -> None:
    runs = [(start, min(12, start + length)) for start, length in spans]
    rows = "".join(
        f"  - {{period: 2025-{first:02}/2025-{last:02}, stream: water/municipal, quantity: 1, unit: m3}}\n" for first, last in runs
    )
    text = (
        "format: sachhon-assessment/1\nfacility: {name: A, sector: other, province: '68'}\nreporting_period: 2025\n"
        f"products: [{{id: p, name: P, unit: t}}]\nflows:\n{rows}"
    )
    reading = intake.read(text.encode(), "a.yaml")
    months = [month for first, last in runs for month in range(first, last + 1)]
    errors = [f for f in reading.findings if f.severity == "error"]
    assert bool(errors) == (len(months) != len(set(months)))


def test_findings_of_the_garment_example_name_no_error(garment: Document) -> None:
    assert [f for f in garment.findings if f.severity == "error"] == []
